// How the text will look, rendered by the server with the renderer of the readers' pages: <details data-look="/…/look">.
import { send } from "./device.js";

const PAUSE = 900;

export function bindLook(root) {
  const box = root.querySelector("[data-look]");
  const form = root.querySelector("form[data-autosave]");
  if (!box || !form) return;
  const place = box.querySelector("[data-looks]");
  const said = box.querySelector("[data-said]");
  let timer = 0;
  let shown = null;
  const show = async () => {
    const body = form.elements.body.value;
    if (!box.open || body === shown) return;
    try {
      const answer = await send(box.dataset.look, [["body", body]]);
      if (form.elements.body.value !== body) return;
      said.textContent = answer.note;
      if (answer.html === null) return;
      // Sanitised by us, and the page's policy lets no script of a text run.
      place.innerHTML = answer.html;
      shown = body;
    } catch {
      said.textContent = "We cannot be reached just now; this is how it looked last.";
    }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(show, PAUSE); };
  box.addEventListener("toggle", show);
  form.elements.body.addEventListener("input", later);
  box.hidden = false;
}
