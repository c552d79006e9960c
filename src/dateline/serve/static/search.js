/* Completion of the search: a combobox with a list (ARIA 1.2). Arrows choose, Enter or Tab takes, Escape closes. */
(() => {
  "use strict";
  const box = document.getElementById("q");
  const list = document.getElementById("completions");
  if (!box || !list) return;
  let start = 0, chosen = -1, asked = 0, timer = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const choose = (place) => {
    const all = [...list.children];
    if (!all.length) return;
    chosen = (place + all.length) % all.length;
    all.forEach((one, number) => one.setAttribute("aria-selected", String(number === chosen)));
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };

  const take = (option) => {
    const end = box.selectionStart ?? box.value.length;
    const rest = box.value.slice(end).replace(/^"/, "");
    box.value = box.value.slice(0, start) + option.dataset.insert + rest;
    const place = start + option.dataset.insert.length;
    box.setSelectionRange(place, place);
    close();
    box.focus();
    if (option.dataset.insert.endsWith(":")) ask();
  };

  const show = (answer) => {
    start = answer.start;
    list.replaceChildren(...answer.values.map((value, number) => {
      const option = document.createElement("li");
      option.id = `completion-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.insert = value.insert;
      const name = document.createElement("bdi");
      name.textContent = value.label;
      const kind = document.createElement("span");
      kind.textContent = value.kind;
      option.append(name, " ", kind);
      return option;
    }));
    chosen = -1;
    list.hidden = !answer.values.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    const typed = box.value.slice(0, box.selectionStart ?? box.value.length);
    const number = ++asked;
    if (!typed.trim()) return close();
    try {
      const answer = await fetch(`/search/complete.json?q=${encodeURIComponent(typed)}`);
      if (answer.ok && number === asked && document.activeElement === box) show(await answer.json());
    } catch { close(); }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("li");
    if (option) { event.preventDefault(); take(option); }
  });
  box.addEventListener("blur", close);
})();
