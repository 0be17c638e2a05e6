// Choosing a product, a resource, a door or a picture for the text: <dialog data-picker>, filled by what we answer.
import { insertBlock } from "./marks.js";

const PAUSE = 250;

function row(words, hint, press) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-plain button-wide";
  button.textContent = words;
  const more = document.createElement("span");
  more.className = "hint";
  more.textContent = hint;
  button.addEventListener("click", press);
  item.append(button, more);
  return item;
}

async function search(dialog, kind, words, choose) {
  const said = dialog.querySelector("[data-said]");
  try {
    const address = `${dialog.dataset.picker}?${new URLSearchParams({ kind, words })}`;
    const { things } = await (await fetch(address)).json();
    if (dialog.dataset.asked !== words) return;
    dialog.querySelector("[data-found]").replaceChildren(...things.map((one) => row(one.title, one.hint, () => choose(one))));
    said.textContent = things.length ? `${things.length} found` : "Readers see nothing of that name. Try a shorter part of it.";
  } catch {
    said.textContent = "We cannot be reached just now. Try again in a moment.";
  }
}

async function upload(dialog, choose) {
  const said = dialog.querySelector("[data-said]");
  const [file, alt] = ["#picked-file", "#picked-alt"].map((one) => dialog.querySelector(one));
  const fields = new FormData();
  if (file.files[0]) fields.set("figure", file.files[0]);
  fields.set("figure_alt", alt.value);
  said.textContent = "Sending …";
  try {
    const answer = await (await fetch(dialog.dataset.upload, { method: "POST", body: fields })).json();
    said.textContent = answer.error ?? "";
    if (answer.error) (answer.field === "figure_alt" ? alt : file).focus();
    else { file.value = alt.value = ""; choose(answer); }
  } catch {
    said.textContent = "The picture did not arrive. Nothing you typed is lost; try again.";
  }
}

export function openPicker(bar, area, kind) {
  const dialog = bar.ownerDocument.querySelector("[data-picker]");
  const words = dialog.querySelector("#picked-words");
  const choose = (one) => { dialog.close(); insertBlock(area, one.directive); };
  dialog.querySelector("h2").textContent = bar.querySelector(`[data-deed="${kind}"]`).textContent;
  dialog.querySelector("[data-new-picture]").hidden = kind !== "picture";
  dialog.querySelector("[data-found]").replaceChildren();
  words.value = "";
  const ask = () => { dialog.dataset.asked = words.value; search(dialog, kind, words.value, choose); };
  let timer = 0;
  words.oninput = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };
  words.onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); ask(); } };
  dialog.querySelector("[data-send]").onclick = () => upload(dialog, choose);
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  dialog.onclose = () => area.focus();
  dialog.showModal();
  ask();
  words.focus();
}
