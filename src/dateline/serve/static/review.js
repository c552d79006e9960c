// The review queue by keys: j and k move, a accepts, r rejects (with a reason), c opens the form of corrections.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const cards = [...document.querySelectorAll("article.card")];
  if (!cards.length) return;
  const at = cards.indexOf(document.activeElement.closest("article.card"));
  const card = cards[Math.max(at, 0)];
  const press = (verdict) => card.querySelector(`button[value=${verdict}]`).click();
  const focus = (element) => { element.focus(); element.scrollIntoView({ block: "nearest" }); };
  const actions = {
    j: () => focus(cards[Math.min(at + 1, cards.length - 1)]),
    k: () => focus(cards[Math.max(at - 1, 0)]),
    a: () => press("accept"),
    r: () => {
      const reason = card.querySelector("input[name=reason]");
      if (reason.value.trim()) press("reject"); else focus(reason);
    },
    c: () => {
      const details = card.querySelector("details");
      details.open = true;
      focus(details.querySelector("select, input"));
    },
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
});
// Enter in the reason rejects: to accept needs none.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.name !== "reason") return;
  event.preventDefault();
  event.target.form.querySelector("button[value=reject]").click();
});
// In the fields of a correction, Enter corrects.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.name?.startsWith("value_")) return;
  event.preventDefault();
  event.target.form.querySelector("button[value=correct]").click();
});
