// Keeps a dashboard quiet while nothing changes, says when the connection is lost, and announces new emergencies.
"use strict";
(function () {
  const live = document.getElementById("live");
  const announce = document.getElementById("announce");
  const sound = document.getElementById("sound");
  const title = document.title;
  const current = () => live.firstElementChild;
  const emergencies = () => Number(current().dataset.emergencies);
  const named = () => current().dataset.new.split(" ").filter(Boolean);
  const known = new Set(named());
  let waiting = emergencies();
  let silent = silence();
  const off = sound.textContent;
  let audio = null;

  function wanted() {
    try { return localStorage.getItem("sound") === "on"; } catch { return false; }
  }

  // A browser lets no page sound before its reader has clicked or typed there.
  function sounds() {
    return wanted() && audio !== null && audio.state === "running";
  }

  function showSound() {
    sound.hidden = false;
    sound.setAttribute("aria-pressed", String(sounds()));
    sound.textContent = wanted() && !sounds() ? sound.dataset.waits : off;
  }

  function prepareSound() {
    if (!audio) {
      audio = new AudioContext();
      audio.addEventListener("statechange", showSound);
    }
    return audio.resume().then(showSound, showSound);
  }

  function beep() {
    if (!sounds()) return;
    for (const [start, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      volume.gain.value = 0.2;
      tone.frequency.value = pitch;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + 0.2);
    }
  }

  // What the page says of a worker that is silent.
  function silence() {
    const note = live.querySelector("#worker-silent");
    return note ? note.textContent.trim() : "";
  }

  // A line of its own for each sentence: the same words put in place of themselves would not be read out again.
  function tell(sentence) {
    const line = document.createElement("p");
    line.textContent = sentence;
    announce.append(line);
    while (announce.childElementCount > 5) announce.firstElementChild.remove();
  }

  function listen() {
    if (silence() && !silent) tell(silence());
    silent = silence();
  }

  function count() {
    const number = emergencies();
    const fresh = named().filter((name) => !known.has(name));
    document.title = number ? `(${number}) ${title}` : title;
    // More of them without a name: so much has happened since that the newest events do not tell of it.
    if (fresh.length || number > waiting) {
      tell([`${announce.dataset.one} ${number}`, ...fresh].join(". "));
      beep();
    }
    for (const name of fresh) known.add(name);
    waiting = number;
  }

  function lost(isLost) {
    let line = document.querySelector(".stale");
    if (!isLost) return line && line.remove();
    if (!line) {
      line = document.createElement("p");
      line.className = "stale notice notice-alarm";
      line.setAttribute("role", "status");
      live.after(line);
    }
    line.textContent = `${live.dataset.lost} ${current().dataset.asOf}`;
  }

  // No longer this person's: nothing stays on the screen, and the page itself says why.
  function leave() {
    document.title = "Posko Bersama";
    document.getElementById("content").replaceChildren();
    location.reload();
  }

  sound.addEventListener("click", async () => {
    const pressed = sound.getAttribute("aria-pressed") === "true";
    try { localStorage.setItem("sound", pressed ? "off" : "on"); } catch { return; }
    showSound();
    if (wanted()) await prepareSound();
    beep();
  });

  for (const gesture of ["click", "keydown"]) {
    document.addEventListener(gesture, (event) => {
      if (wanted() && !sounds() && !sound.contains(event.target)) prepareSound();
    });
  }

  // An element has its like in other figures: with the same address or words, but for numbers, and as many before it.
  function likes(tag, name) {
    return [...live.querySelectorAll(tag)].filter((other) => nameOf(other) === name);
  }

  function nameOf(element) {
    return element.getAttribute("href") || element.textContent.replace(/[\d.,]+/g, "");
  }

  function placeOf(element) {
    const [tag, name] = [element.localName, nameOf(element)];
    return { tag, name, index: likes(tag, name).indexOf(element) };
  }

  function at({ tag, name, index }) {
    return likes(tag, name)[index];
  }

  // What the reader has done to the figures, as a function that does it to those that come.
  function kept() {
    const folds = [...live.querySelectorAll("summary")].map((fold) => [placeOf(fold), fold.parentElement.open]);
    const focus = live.contains(document.activeElement) && placeOf(document.activeElement);
    return () => {
      for (const [place, open] of folds) if (at(place)) at(place).parentElement.open = open;
      if (focus && at(focus)) at(focus).focus({ preventScroll: true });
    };
  }

  function versionIn(answer) {
    const page = new DOMParser().parseFromString(answer, "text/html");
    const figures = page.querySelector("[data-version]");
    return figures && figures.dataset.version;
  }

  let keep = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== live || event.detail.isError) return;
    const version = versionIn(event.detail.serverResponse);
    // Something between us and the server has answered, such as the login of a public network.
    lost(!version);
    event.detail.shouldSwap = Boolean(version) && version !== current().dataset.version;
    if (event.detail.shouldSwap) keep = kept();
  });
  document.addEventListener("htmx:afterSwap", () => keep && keep());
  document.addEventListener("htmx:afterSwap", count);
  document.addEventListener("htmx:afterSwap", listen);
  document.addEventListener("htmx:sendError", () => lost(true));
  document.addEventListener("htmx:responseError", (event) => {
    if ([403, 404].includes(event.detail.xhr.status)) leave();
    else lost(true);
  });
  document.addEventListener("htmx:timeout", () => lost(true));
  if (window.AudioContext) {
    if (wanted()) prepareSound();
    showSound();
  }
  count();
})();
