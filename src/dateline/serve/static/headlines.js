// All headlines: keys, and a look that is remembered in this browser alone. Everything works without it too.
"use strict";
(() => {
  const KEY = "dateline-density";
  const list = document.getElementById("stories");
  const help = document.getElementById("keys");
  const toggle = document.querySelector(".density");
  const asked = new URLSearchParams(location.search).get("view");

  function remembered() {
    try { return localStorage.getItem(KEY); } catch { return null; }
  }

  function look(density) {
    list.classList.toggle("dense", density === "dense");
    const other = density === "dense" ? "comfortable" : "dense";
    toggle.dataset.density = other;
    toggle.textContent = other[0].toUpperCase() + other.slice(1);
    try { localStorage.setItem(KEY, density); } catch { /* nothing is kept where the browser forbids it */ }
  }

  function current() {
    return document.activeElement?.closest?.("#stories > .story");
  }

  function move(step) {
    const links = [...list.querySelectorAll(".story a.open")];
    const here = links.indexOf(current()?.querySelector("a.open"));
    const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
    if (next) {
      next.focus();
      next.closest(".story").scrollIntoView({ block: "nearest" });
    } else if (step > 0) {
      list.querySelector(".more a")?.focus();
    }
  }

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    o: () => current()?.querySelector("a.open")?.click(),
    "/": () => { location.href = "/search"; },
    d: () => look(toggle.dataset.density),
    "?": () => (help.open ? help.close() : help.showModal()),
  };

  if (!asked && remembered()) look(remembered());
  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    look(toggle.dataset.density);
  });
  const button = document.querySelector(".keys-help");
  button.hidden = false;
  button.addEventListener("click", actions["?"]);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) return;
    if (help.open && event.key !== "?") return;
    event.preventDefault();
    actions[event.key]();
  });
})();
