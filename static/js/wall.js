// A screen on the wall needs no hands: it fetches the page of the next area and puts it in place of this one,
// keeps what it shows while the server is away and says so, and goes on trying for ever.
"use strict";
(function () {
  const PATIENCE = 10 * 1000;
  const RETRY = 10 * 1000;
  const WHOLE_AGAIN = 4 * 60 * 60 * 1000;
  const started = Date.now();
  const first = main().dataset.first;
  let next = main().dataset.next;
  let seconds = Number(main().dataset.seconds);
  let timer = null;
  let asking = false;
  let awake = null;

  function main() {
    return document.querySelector("main");
  }

  function assets(page) {
    return [...page.querySelectorAll("link[href], script[src]")].map((e) => e.getAttribute("href") || e.getAttribute("src"));
  }

  // The answer and its text, both within our patience.
  async function read(address, options) {
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address, { ...options, signal: stop.signal });
      return [answer, await answer.text()];
    } finally {
      clearTimeout(patience);
    }
  }

  // The answer as a page, or the name of the message that takes the place of all figures; a failure is thrown.
  async function ask(address) {
    const [answer, text] = await read(address, { cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" && document.getElementById("wall-ended")) return "wall-ended";
    if ([403, 404, 410].includes(answer.status)) return "wall-gone";
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!page.querySelector("main[data-next]")) throw new Error("another page");
    return page;
  }

  // Once this page is left, nothing of it can mend a failure: the next must be at hand first, with its style and its
  // script, and the server must answer at the last moment. What dies in the second after that stays dead: only the
  // screen's own browser, told to reload on errors, helps then.
  async function leaveFor(page, address) {
    for (const [answer] of await Promise.all(assets(page).map((asset) => read(asset)))) {
      if (!answer.ok) throw new Error(answer.status);
    }
    if (typeof await ask(address) === "string") throw new Error("gone");
    location.replace(address);
  }

  async function show(page, address) {
    const isOther = assets(page).join() !== assets(document).join();
    if (isOther || Date.now() - started > WHOLE_AGAIN) return leaveFor(page, address);
    document.title = page.title;
    main().replaceWith(document.adoptNode(page.querySelector("main")));
    next = main().dataset.next;
    seconds = Number(main().dataset.seconds);
  }

  // Nothing stays on the screen that its reader may no longer see.
  function blank(message) {
    document.title = "Posko Bersama";
    main().replaceChildren(document.getElementById(message).content.cloneNode(true));
    next = first;
  }

  function tell(connected) {
    for (const line of main().querySelectorAll("[data-offline]")) line.hidden = connected;
    for (const line of main().querySelectorAll("[data-updated]")) line.hidden = !connected;
  }

  async function turn() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    let wait = seconds * 1000;
    try {
      const address = next;
      const answer = await ask(address);
      if (typeof answer === "string") blank(answer);
      else await show(answer, address);
      wait = seconds * 1000;
    } catch {
      tell(false);
      wait = Math.min(wait, RETRY);
    }
    asking = false;
    timer = setTimeout(turn, wait);
  }

  async function stayAwake() {
    if (!navigator.wakeLock || document.visibilityState !== "visible" || (awake && !awake.released)) return;
    try {
      awake = await navigator.wakeLock.request("screen");
    } catch {
      // Refused, as on an address without https or with an empty battery: the screen's own settings rule.
    }
  }

  timer = setTimeout(turn, seconds * 1000);
  addEventListener("offline", () => tell(false));
  addEventListener("online", turn);
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
