// A draft saves itself while it is written. What is not sent yet stays on this device until it is: after a lost line, a
// closed page, an ended session. Without this script the button "Save" does all of it but the keeping.
"use strict";
(function () {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const KEY = `posko-draft:${form.dataset.user}:${form.dataset.due}`;
  const PAUSE = 2000, FIRST_RETRY = 5000, LAST_RETRY = 60000;
  const status = form.querySelector("[data-status]");
  const login = form.querySelector("[data-login]");
  const revision = form.elements.revision;

  // Whose words these would replace has to be looked at first: nothing is sent but by the button.
  let held = form.dataset.draft === "stale";
  // What the server holds, as far as this page knows; null where it shows what was typed and refused.
  let saved = form.dataset.draft === "saved" ? fields() : null;
  // What was sent and not answered: it may have been saved. It is sent again, the same, before anything newer.
  let unanswered = null;
  let retry = FIRST_RETRY, timer = 0, flight = Promise.resolve(), leaving = false;

  function say(words) {
    if (status.textContent !== words) status.textContent = words;
  }

  // ---- the form as text, and back ----

  function fields() {
    const data = new URLSearchParams(new FormData(form));
    data.delete("csrfmiddlewaretoken");
    data.delete("revision");
    return data.toString();
  }

  function fill(text) {
    const data = new URLSearchParams(text);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.tagName === "BUTTON") continue;
      if (field.type === "checkbox") field.checked = data.getAll(field.name).includes(field.value);
      else if (data.has(field.name)) field.value = data.get(field.name);
    }
  }

  // ---- what is kept on this device ----

  function keep() {
    // Held words know of no revision: whoever comes back to them is told again of what differs.
    const kept = { revision: held ? "0" : revision.value, fields: fields(), unanswered: held ? null : unanswered };
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  function drop() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing has nothing to drop.
    }
  }

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found && typeof found.fields === "string" ? found : null;
    } catch {
      return null;
    }
  }

  // ---- sending: one at a time, "saved", "refused" or "lost" ----

  function send() {
    clearTimeout(timer);
    flight = flight.then(sendAll, sendAll);
    return flight;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  async function sendAll() {
    let outcome = "saved";
    do {
      outcome = await sendOnce();
    } while (outcome === "saved" && fields() !== saved);
    return outcome;
  }

  async function sendOnce() {
    const body = unanswered || new URLSearchParams({ revision: revision.value }) + "&" + fields();
    unanswered = body;
    const isKept = keep();
    let answer, told;
    try {
      answer = await post(body);
      told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : null;
    } catch {
      return lost(isKept);
    }
    if (told && answer.ok) return isSaved(body, told);
    if (told) return refused(told);
    if (answer.type === "opaqueredirect" || answer.status === 403) return lapsed();
    return lost(isKept);
  }

  function post(body) {
    return fetch(location.pathname, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      redirect: "manual",
    });
  }

  function isSaved(body, told) {
    const sent = new URLSearchParams(body);
    sent.delete("revision");
    saved = sent.toString();
    unanswered = null;
    held = false;
    retry = FIRST_RETRY;
    revision.value = told.revision;
    login.hidden = true;
    if (fields() !== saved) keep();
    else {
      drop();
      say(`${form.dataset.saved} ${told.saved_at}`);
    }
    return "saved";
  }

  function refused(told) {
    unanswered = null;
    if (told.words) held = true;
    keep();
    say(told.words || Object.values(told.errors).join(" "));
    return "refused";
  }

  function lapsed() {
    say(form.dataset.lapsed);
    login.hidden = false;
    return "lost";
  }

  function lost(isKept) {
    say(isKept ? form.dataset.waiting : form.dataset.lost);
    later(retry);
    retry = Math.min(retry * 2, LAST_RETRY);
    return "lost";
  }

  // ---- what people do ----

  function typed() {
    leaving = false;
    if (!unanswered && fields() === saved) {
      clearTimeout(timer);
      return drop();
    }
    if (!keep()) say(form.dataset.lost);
    if (!held) later(PAUSE);
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  addEventListener("online", () => {
    retry = FIRST_RETRY;
    if (!held && (unanswered || fields() !== saved)) send();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const goesOn = event.submitter && event.submitter.name === "next";
    const outcome = await send();
    if (outcome === "saved" && goesOn) location.assign(form.dataset.next);
    // The page that comes back then says what is wrong at each field, or shows both texts.
    if (outcome === "refused") form.submit();
  });

  // The next person at this computer must not find the words, and their writer must not lose them unasked.
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[action$='/logout/']") || leaving || fields() === saved) return;
    event.preventDefault();
    leaving = true;
    if (!held && (await send()) === "saved") event.target.requestSubmit();
    else say(form.dataset.leaving);
  }, true);

  // Thrown away means here too.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[action$='/discard/']")) return;
    clearTimeout(timer);
    drop();
  }, true);

  // ---- what was kept when the page was left ----

  function restore(found) {
    if (found.fields === saved && !found.unanswered) return drop();
    fill(found.fields);
    revision.value = found.revision;
    unanswered = found.unanswered;
    say(form.dataset.restored);
    send();
  }

  const found = kept();
  if (form.dataset.draft === "saved" && found) restore(found);
})();
