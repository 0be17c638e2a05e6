// Words that never reached us wait on this device; they are offered, and go to the server before they come to the form.
import { anotherSheet, prefixOf, send, storage } from "./device.js";

const DAY = 864e5;

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-plain";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

async function bringBack(form, key, fields, said) {
  const values = new Map(fields);
  values.set("serial", String(Number(values.get("serial") ?? 0) + 1)).set("editor", form.dataset.editor);
  try {
    let answer = await send(form.dataset.autosave, [...values]);
    if (!answer.kept) answer = await send(form.dataset.autosave, [...values.set("sheet", anotherSheet())]);
    if (!answer.kept) throw new Error(answer.note);
    storage.drop(key);
    location.assign(location.pathname); // the server offers them now
  } catch {
    said.textContent = "We cannot be reached just now. The words stay on this device; try again in a moment.";
  }
}

// What was kept by a button before it was reported stands in the form now, or on the page beside it.
const ASIDE = /^(sheet|serial|revision|version|slug|slug_seen|claims|alt|figure_alt|letter|then|reviewer|review_note|schedule_.*)$/;
const plain = (words) => words.replace(/\s+/g, " ").trim();

function saysTheSame(form, fields) {
  const shown = plain(form.ownerDocument.body.textContent);
  return fields.every(([name, value]) => {
    if (ASIDE.test(name) || !value.trim()) return true;
    if (plain(form.elements[name]?.value ?? "") === plain(value)) return true;
    return name.startsWith("reference-") && shown.includes(plain(value)); // a work stands in the list, not in a field
  });
}

export function offerWhatIsHere(root) {
  const form = root.querySelector("form[data-autosave]");
  const place = root.querySelector("[data-kept-here]");
  if (!form || !place) return;
  const own = prefixOf(form) + form.elements.sheet.value;
  for (const key of storage.keys(prefixOf(form))) {
    const kept = storage.read(key);
    if (!kept || Date.now() - kept.at > 60 * DAY) { storage.drop(key); continue; }
    if (key === own) continue;
    if (saysTheSame(form, kept.fields)) { storage.drop(key); continue; }
    const box = document.createElement("div");
    box.className = "notice notice-warning";
    const words = document.createElement("div");
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    said.textContent = `This device holds words for this article that did not reach us (${new Date(kept.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })}).`;
    const row = document.createElement("div");
    row.className = "row";
    row.append(
      button("Bring them back", () => bringBack(form, key, kept.fields, said)),
      button("Throw them away", () => { storage.drop(key); box.remove(); }),
    );
    words.append(said, row);
    box.append(words);
    place.append(box);
  }
}
