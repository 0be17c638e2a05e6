// Running text that was pasted, as Markdown: marks, links, code, small raised figures. Only what the site's own Markdown has.
const MARKS = { STRONG: "**", B: "**", EM: "*", I: "*" };
const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", "+": "⁺", "-": "⁻", "−": "⁻", "=": "⁼", "(": "⁽", ")": "⁾", n: "ⁿ" };
const LOWERED = { 0: "₀", 1: "₁", 2: "₂", 3: "₃", 4: "₄", 5: "₅", 6: "₆", 7: "₇", 8: "₈", 9: "₉", "+": "₊", "-": "₋", "−": "₋", "=": "₌", "(": "₍", ")": "₎" };
// what begins a list, a heading, a quotation, a directive, a fence, a table or a line under a heading
const OPENS = /^(?:([#]{1,6}(?= |$)|[-+](?= |$)|>|:{2,}|~{3}|\||(?:=+|-+)(?= *$))|(\d{1,9})([.)])(?= |$))/gm;

function escapeWords(words) {
  return words.replace(/[\s\u00a0]+/g, " ").replace(/[\\*_`[\]<>]|&(?=#?\w{1,32};)/g, "\\$&");
}

// Keep words from being taken for the beginning of something that they were not.
export function escapeStart(words) {
  return words.replace(OPENS, (all, sign, number, after) => (sign ? `\\${all}` : `${number}\\${after}`));
}

function mark(node, words, sign) {
  let [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words);
  // A sign of punctuation inside and a letter outside would keep the mark from closing (CommonMark, flanking runs).
  if (!after && /^[\p{L}\p{N}]/u.test(node.nextSibling?.textContent ?? "") && node.lastChild?.nodeType === Node.TEXT_NODE) {
    [, inner, after] = /^([\s\S]*?)((?:\\?[\p{P}\p{S}])*)$/u.exec(inner);
  }
  return inner ? before + sign + inner + sign + after : words;
}

export function addressOf(node) {
  const href = node.getAttribute("href") ?? "";
  if (!/^(https?:|mailto:|tel:|\/(?![/\\]))/i.test(href)) return "";
  return href.replace(/[\s()<>]/g, encodeURIComponent).replaceAll("(", "%28").replaceAll(")", "%29");
}

function link(node, words) {
  const address = addressOf(node);
  return address && words.trim() ? `[${words.trim()}](${address})` : words;
}

function code(words) {
  const run = "`".repeat(Math.max(0, ...[...words.matchAll(/`+/g)].map((one) => one[0].length)) + 1);
  const edge = /^`|`$/.test(words.trim()) ? " " : "";
  return words.trim() ? run + edge + words.trim().replace(/\s+/g, " ") + edge + run : "";
}

function small(node, words, signs) {
  const plain = node.textContent.trim();
  if (plain && [...plain].every((one) => one in signs)) return [...plain].map((one) => signs[one]).join("");
  // "1st" stays what it is; a raised word after a figure would be read as part of it
  return signs === RAISED && /[\d\p{L}]$/u.test(node.previousSibling?.textContent ?? "") && !/^\p{L}{1,2}$/u.test(plain) && plain && !node.querySelector("a")
    ? `^${words.trim()}` : words;
}

export function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escapeWords(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.dataset.note) return `[^${node.dataset.note}]`;
  if (node.tagName === "BR") return "\\\n";
  if (node.tagName === "CODE") return code(node.textContent);
  const words = [...node.childNodes].map(inline).join("");
  if (node.tagName === "A") return link(node, words);
  if (node.tagName === "SUP") return small(node, words, RAISED);
  if (node.tagName === "SUB") return small(node, words, LOWERED);
  return MARKS[node.tagName] ? mark(node, words, MARKS[node.tagName]) : words;
}

export function flow(nodes) {
  const words = nodes.map(inline).join("").replace(/ *\\\n */g, "\\\n").replace(/ {2,}/g, " ").replace(/(\\\n)+$/, "").replace(/^(\\\n)+/, "").trim();
  return words.replaceAll("****", "");
}
