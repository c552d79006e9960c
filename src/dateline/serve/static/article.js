// An article: a mark opens its panel without a jump, Escape closes it, and all places of a fact light up together.
// Without this file :target does the same, less smoothly.
"use strict";
(() => {
  const text = document.querySelector(".reading");
  if (!text) return;
  let origin = null;

  function places(id) {
    return text.querySelectorAll(`.mark[data-panels~="${CSS.escape(id)}"]`);
  }

  function light(id, on) {
    for (const place of places(id)) place.classList.toggle("lit", on);
  }

  function show(id) {
    for (const open of text.querySelectorAll(".panel.open")) {
      open.classList.remove("open");
      light(open.id, false);
    }
    const panel = id && document.getElementById(id);
    text.classList.toggle("scripted", true);
    if (!panel?.classList.contains("panel")) return;
    panel.classList.add("open");
    light(id, true);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const id = link?.getAttribute("href").slice(1);
    if (!link || link.classList.contains("skip") || (id !== "text" && !document.getElementById(id)?.classList.contains("panel"))) return;
    event.preventDefault();
    if (id === "text") {
      close();
      return;
    }
    if (!link.closest(".panel")) origin = link;
    history.replaceState(null, "", `#${id}`);
    show(id);
    document.getElementById(id).focus({ preventScroll: true });
  });

  function close() {
    history.replaceState(null, "", location.pathname + location.search);
    show(null);
    origin?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && text.querySelector(".panel.open")) close();
  });
  for (const [type, on] of [["mouseover", true], ["mouseout", false]]) {
    text.addEventListener(type, (event) => {
      const mark = event.target.closest(".mark[data-panels]");
      const id = mark?.getAttribute("href").slice(1);
      if (id && (on || !document.getElementById(id)?.classList.contains("open"))) light(id, on);
    });
  }
  window.addEventListener("hashchange", () => show(location.hash.slice(1)));
  if (location.hash) {
    show(location.hash.slice(1));
    places(location.hash.slice(1))[0]?.scrollIntoView({ block: "center" });
  }
})();
