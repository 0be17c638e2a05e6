// Words that are pasted with their shapes come in as Markdown; Ctrl+Z brings back the plain words.
import { blocks } from "./markdown.js";
import { replaceSelection } from "./marks.js";
import { readPasted } from "./pasted.js";

const SHAPES = "h1,h2,h3,h4,h5,h6,ul,ol,strong,b,em,i,a[href],blockquote,table,pre,code,sup,sub,p[data-style*=mso-list]";
const LONGEST = 3e6; // signs; some twenty thousand words of Word
const CODE = /^(?:<meta[^>]*>|<html>|<body>|<!--\w+-->|\s)*<div style="[^"]*monospace[^"]*white-space: ?pre/i; // as editors of programs copy

// What is pasted as Markdown, and what of it has no place in a text; null where the plain words serve better.
export function convert(html) {
  if (html.length > LONGEST || CODE.test(html)) return null;
  try {
    const { body, left } = readPasted(html);
    if (!body.querySelector(SHAPES) && body.querySelectorAll("p,div,br").length < 2 && !left.struck) return null;
    return { words: blocks(body).replace(/\n{3,}/g, "\n\n").trim(), left };
  } catch {
    return null; // nested beyond all measure: the browser pastes the plain words
  }
}

function count(number, one, many) {
  return number ? [`${number} ${number === 1 ? one : many}`] : [];
}

export function sayLeftOut({ pictures, players, struck }) {
  const said = [...count(pictures, "picture", "pictures"), ...count(players, "video or frame", "videos or frames"),
    ...count(struck, "passage that was struck out", "passages that were struck out")];
  return said.length ? ` Left out: ${said.join(", ")}.${pictures ? " Add pictures with the button “Picture”." : ""}` : "";
}

export function bindPaste(root) {
  const area = root.querySelector("#body");
  const said = root.querySelector("[data-paste-said]");
  area?.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    const made = html ? convert(html) : null;
    if (!made?.words) return;
    event.preventDefault();
    replaceSelection(area, made.words);
    if (said) said.textContent = `Pasted as Markdown.${sayLeftOut(made.left)}`;
  });
}
