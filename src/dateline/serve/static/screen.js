/* Verdicts on the screening page: by button, or by s, d and u on the hit that has the focus; j and k move it. */
(() => {
  "use strict";
  const KEYS = { s: "same", d: "different", u: "unsure" };
  const hits = () => [...document.querySelectorAll(".screen-hit[tabindex]")].filter((hit) => hit.offsetParent !== null);
  const status = document.getElementById("screen-status");

  const tell = (hit, text) => {
    hit.querySelector(".screen-verdict").textContent = text;
    if (status) status.textContent = `${hit.getAttribute("aria-label")}: ${text}`;
  };

  const judge = async (hit, judgement) => {
    const body = new URLSearchParams({ name: hit.dataset.name, entity: hit.dataset.entity, judgement });
    hit.setAttribute("aria-busy", "true");
    try {
      const token = document.querySelector('meta[name="form-token"]')?.content ?? "";
      const headers = { accept: "application/json", "x-form-token": token };
      const answer = await fetch("/screen/verdict", { method: "POST", body, headers });
      if (!answer.ok) throw new Error(answer.status === 401 ? "sign in to judge" : `not kept (${answer.status})`);
      const kept = await answer.json();
      tell(hit, `${kept.judgement} (${kept.who}, ${kept.judged.slice(0, 10)})`);
      hit.dataset.judged = kept.judgement;
    } catch (error) {
      tell(hit, `not kept: ${error.message}`);
    } finally {
      hit.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-judgement]");
    if (button) judge(button.closest(".screen-hit"), button.dataset.judgement);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const hit = event.target.closest(".screen-hit[tabindex]");
    const all = hits();
    if (event.key === "j" || event.key === "k") {
      const place = hit ? all.indexOf(hit) + (event.key === "j" ? 1 : -1) : 0;
      if (all[place]) { all[place].focus(); event.preventDefault(); }
    } else if (hit && KEYS[event.key]) {
      judge(hit, KEYS[event.key]);
      event.preventDefault();
    }
  });
})();
