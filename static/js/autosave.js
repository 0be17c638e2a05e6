// The desk's form reports what is typed a few seconds after typing stops; without a connection the words wait on this
// device and are offered again, never laid over anything. <form data-autosave="/…/typing" data-editor="user:3">.
import { anotherSheet, prefixOf, send, storage } from "./device.js";

const PAUSE = 2500;
const RETRY = 15000;
const WHY = { "signed out": "You are signed out, or may not write here any more. Sign in in another window and type on here." };

function fieldsOf(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

class Reporter {
  constructor(form, said) {
    Object.assign(this, { form, said, timer: 0, inFlight: null, isLeaving: false });
    this.kept = JSON.stringify(this.typed());
  }

  typed() {
    return fieldsOf(this.form).filter(([name]) => !["sheet", "serial", "revision"].includes(name));
  }

  get key() {
    return prefixOf(this.form) + this.form.elements.sheet.value;
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  wait(time = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.report(), time);
  }

  note() {
    if (JSON.stringify(this.typed()) === this.kept) return;
    storage.keep(this.key, { at: Date.now(), fields: fieldsOf(this.form) });
    this.wait();
  }

  async report() {
    const now = JSON.stringify(this.typed());
    if (this.isLeaving || now === this.kept) return;
    if (this.inFlight) { this.wait(); return; }
    const { sheet, serial } = this.form.elements;
    serial.value = String(Number(serial.value) + 1);
    this.inFlight = new AbortController();
    try {
      const { autosave, editor } = this.form.dataset;
      const answer = await send(autosave, [...fieldsOf(this.form), ["editor", editor]], { signal: this.inFlight.signal });
      if (answer.kept) {
        this.kept = now;
        if (JSON.stringify(this.typed()) === now) storage.drop(this.key);
        this.say(`Kept for you at ${answer.at}, not yet in the article. ${answer.note}`.trim());
      } else {
        storage.drop(this.key);
        sheet.value = anotherSheet();
        this.note();
        this.say(answer.note);
      }
    } catch (error) {
      if (this.isLeaving) return;
      const isKept = storage.keep(this.key, { at: Date.now(), fields: fieldsOf(this.form) });
      const why = WHY[error.message] ?? (error.message.startsWith("answer") ? `We could not take it (${error.message}).` : "No connection.");
      this.say(`${why} ${isKept ? "Your words are kept on this device" : "Copy your text, this device keeps nothing"}; we try again.`);
      this.wait(RETRY);
    } finally {
      this.inFlight = null;
    }
  }

  leave() {
    this.isLeaving = true;
    clearTimeout(this.timer);
    this.inFlight?.abort();
  }
}

export function bindAutosave(root) {
  const form = root.querySelector("form[data-autosave]");
  const said = root.querySelector("[data-autosave-said]");
  if (!form || !said) return;
  const reporter = new Reporter(form, said);
  for (const event of ["input", "change"]) {
    root.addEventListener(event, (at) => { if (at.target.form === form) reporter.note(); });
  }
  form.addEventListener("submit", () => reporter.leave());
  window.addEventListener("pageshow", () => { reporter.isLeaving = false; });
  window.addEventListener("online", () => reporter.wait(500));
  document.addEventListener("visibilitychange", () => { if (document.hidden) reporter.report(); });
}
