// Adds "in 12 minutes" behind each printed deadline; the printed time stands without it.
"use strict";
(function () {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always", style: "long" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];

  function distance(seconds) {
    const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) || units[2];
    return words.format(Math.trunc(seconds / length), unit);
  }

  function tick() {
    for (const due of document.querySelectorAll("time[data-due]")) {
      const seconds = (new Date(due.dateTime) - Date.now()) / 1000;
      let left = due.nextElementSibling;
      if (!left || !left.classList.contains("left")) {
        left = document.createElement("span");
        left.className = "left";
        due.after(" ", left);
      }
      left.textContent = distance(seconds);
      left.classList.toggle("left-soon", seconds > 0 && seconds < 900);
    }
  }

  tick();
  setInterval(tick, 15000);
  document.addEventListener("htmx:afterSwap", tick);
})();
