// While a form is on its way its button says so and cannot be pressed again; the server would sort it out anyway.
"use strict";
for (const form of document.querySelectorAll("form[data-once]")) {
  const button = form.querySelector("button[data-busy]");
  const label = button.textContent;
  // Someone who goes back finds what was typed restored by the browser, beside a new key from the server. The key
  // of this entry of the history belongs to it: sending again is then recognised as the same report.
  const key = form.elements.idempotency_key;
  if (key && history.state && history.state.key) key.value = history.state.key;
  else if (key) history.replaceState({ key: key.value }, "");
  form.addEventListener("submit", () => {
    button.disabled = true;
    button.textContent = button.dataset.busy;
  });
  addEventListener("pageshow", () => {
    button.disabled = false;
    button.textContent = label;
  });
}
