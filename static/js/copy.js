// Buttons that copy or share a text on the page; without them it is selected by hand.
"use strict";
const told = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      told.textContent = button.dataset.done;
    } catch {
      // Not on a page without https, or refused: the text is selected, the keyboard copies it.
      told.textContent = document.execCommand("copy") ? button.dataset.done : button.dataset.failed;
    }
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  const text = document.getElementById(button.dataset.share);
  button.hidden = !navigator.share;
  button.addEventListener("click", () => navigator.share({ text: text.value }).catch(() => {}));
}
