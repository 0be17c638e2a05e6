// Words that are pasted with their shapes come in as Markdown; Ctrl+Z brings back the plain words.
import { blocks } from "./markdown.js";
import { replaceSelection } from "./marks.js";
import { readPasted } from "./pasted.js";

const SHAPES = "h1,h2,h3,h4,h5,h6,ul,ol,strong,b,em,i,a[href],blockquote,table,pre,code,p[data-style*=mso-list]";

export function bindPaste(root) {
  const area = root.querySelector("#body");
  const said = root.querySelector("[data-paste-said]");
  area?.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return;
    const body = readPasted(html);
    if (!body.querySelector(SHAPES) && body.querySelectorAll("p,div,br").length < 2) return;
    const words = blocks(body).replace(/\n{3,}/g, "\n\n").trim();
    if (!words) return;
    event.preventDefault();
    replaceSelection(area, words);
    const pictures = body.querySelectorAll("img").length;
    if (said) said.textContent = `Pasted as Markdown.${pictures ? ` ${pictures} left out: add pictures with the button “Picture”.` : ""}`;
  });
}
