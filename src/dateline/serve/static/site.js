// What the pages do besides HTML. No inline scripts: the content security policy forbids them.
"use strict";

// Accounts: what htmx sends carries the form token, as the page's own forms do.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="form-token"]');
  if (token && event.detail.verb !== "get") event.detail.headers["x-form-token"] = token.content;
});
