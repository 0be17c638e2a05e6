// From HTML that was pasted to the Markdown of this site. Only shapes are taken: no colours, no sizes, no pictures.
import { addressOf, escapeStart, flow } from "./inline.js";
import { cellsOf, isLayout } from "./tables.js";

const HEADINGS = { H1: "## ", H2: "## ", H3: "### ", H4: "#### ", H5: "#### ", H6: "#### " };
const BLOCKS = ["p", "div", "section", "article", "main", "header", "footer", "aside", "figure", "figcaption", "ul", "ol", "menu", "li",
  "blockquote", "pre", "table", "hr", "dl", "dt", "dd", "details", "summary", "address", "center", "fieldset", "legend", "form", "hgroup",
  "search", "dialog", "h1", "h2", "h3", "h4", "h5", "h6", "[data-block]"].join(",");
const LISTS = ["UL", "OL", "MENU"];

function holdsBlocks(node) {
  return node.nodeType === Node.ELEMENT_NODE && (node.matches(BLOCKS) || node.querySelector(BLOCKS) !== null);
}

function indent(words, by) {
  return words.split("\n").map((line, at) => (at && line ? " ".repeat(by) + line : line)).join("\n");
}

function list(node) {
  const lines = [];
  let number = Number(node.getAttribute("start")) || 1;
  let width = 2;
  for (const item of node.children) {
    if (LISTS.includes(item.tagName)) { // as Google Docs nests them
      const inner = list(item);
      if (inner) lines.push(lines.length ? " ".repeat(width) + indent(inner, width) : inner);
      continue;
    }
    number = Number(item.getAttribute("value")) || number;
    const words = blocks(item, { isTight: true });
    if (!words) continue;
    const sign = node.tagName === "OL" ? `${number++}. ` : "- ";
    width = sign.length;
    lines.push(sign + indent(words, width));
  }
  return lines.join("\n");
}

function table(node) {
  const caption = node.caption ? escapeStart(flow([node.caption])) : "";
  if (isLayout(node)) {
    const parts = [...node.rows].flatMap((row) => [...row.cells]).map((cell) => blocks(cell));
    return [caption, ...parts].filter(Boolean).join("\n\n");
  }
  const written = (cell) => blocks(cell).replace(/\\?\n+/g, " ").replace(/(\\*)\|/g, (all, run) => (run.length % 2 ? all : `${run}\\|`));
  const [head, ...rows] = cellsOf(node, written).map((row) => `| ${row.join(" | ")} |`);
  if (!head) return caption;
  const rule = `|${" --- |".repeat(cellsOf(node, () => "")[0].length)}`;
  return `${caption ? `${caption}\n\n` : ""}${[head, rule, ...rows].join("\n")}`;
}

function fenced(node) {
  const words = node.textContent.replace(/^\n/, "").trimEnd();
  const fence = "`".repeat(Math.max(3, ...[...words.matchAll(/`+/g)].map((one) => one[0].length + 1)));
  return words.trim() ? `${fence}\n${words}\n${fence}` : "";
}

function block(node) {
  if (HEADINGS[node.tagName]) {
    const words = flow([node]).replaceAll("\\\n", " ").replaceAll("**", "").replace(/(#+)$/, "\\$1");
    return words && HEADINGS[node.tagName] + words;
  }
  if (LISTS.includes(node.tagName)) return list(node);
  if (node.tagName === "PRE") return fenced(node);
  if (node.tagName === "HR") return "---";
  if (node.tagName === "TABLE") return table(node);
  if (node.tagName === "BLOCKQUOTE") return blocks(node).split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
  if (node.tagName === "A" && addressOf(node).startsWith("http")) return `${blocks(node)}\n\n<${addressOf(node)}>`; // a card that is all link
  if (node.dataset.noteText) return `[^${node.dataset.noteText}]: ${blocks(node).replaceAll("\n", "\n    ").replaceAll(/ +\n/g, "\n")}`;
  return blocks(node);
}

export function blocks(parent, { isTight = false } = {}) {
  const made = [];
  let run = [];
  const close = () => { if (run.length) made.push(escapeStart(flow(run))); run = []; };
  for (const node of parent.childNodes) {
    if (holdsBlocks(node)) { close(); made.push(block(node)); } else run.push(node);
  }
  close();
  const kept = made.filter((one) => one.trim());
  // a list of bullets, or one that begins with 1, goes on right beneath the words of its item
  return kept.reduce((all, one) => (all ? all + (isTight && /^(?:- |1\. )/.test(one) ? "\n" : "\n\n") + one : one), "");
}
