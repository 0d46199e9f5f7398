// The desk's computer is shared: of the drafts kept on it, only those of who is logged in stay, and none after a logout.
"use strict";
(function () {
  const user = document.currentScript.dataset.user;

  function forget(isTheirs) {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("posko-draft:") && isTheirs(key)) localStorage.removeItem(key);
      }
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  forget((key) => !key.startsWith(`posko-draft:${user}:`));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[action$='/logout/']") && !event.defaultPrevented) forget(() => true);
  });
})();
