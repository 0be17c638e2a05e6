// From HTML that was pasted to the Markdown of this site. Only shapes are taken: no colours, no sizes, no pictures.
const HEADINGS = { H1: "## ", H2: "## ", H3: "### ", H4: "#### ", H5: "#### ", H6: "#### " };
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "ASIDE", "FIGURE", "FIGCAPTION", "UL", "OL", "LI",
  "BLOCKQUOTE", "PRE", "TABLE", "HR", "DL", "DT", "DD", "DETAILS", "SUMMARY", "ADDRESS", ...Object.keys(HEADINGS)]);
const MARKS = { STRONG: "**", B: "**", EM: "*", I: "*" };

function escapeWords(words) {
  return words.replace(/[\s\u00a0]+/g, " ").replace(/[\\*_`[\]<>]/g, "\\$&");
}

function mark(words, sign) {
  const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words);
  return inner ? before + sign + inner + sign + after : words;
}

function link(node, words) {
  const href = node.getAttribute("href") ?? "";
  const isOurs = /^(https?:|mailto:|tel:|\/(?![/\\]))/i.test(href);
  return isOurs && words.trim() ? `[${words.trim()}](${href.replace(/[\s()<>]/g, encodeURIComponent).replaceAll("(", "%28").replaceAll(")", "%29")})` : words;
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escapeWords(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.tagName === "BR") return "\\\n";
  if (node.tagName === "CODE") return `\`${node.textContent.replaceAll("`", "'").trim()}\``;
  const words = [...node.childNodes].map(inline).join("");
  if (node.tagName === "A") return link(node, words);
  return MARKS[node.tagName] ? mark(words, MARKS[node.tagName]) : words;
}

function flow(nodes) {
  const words = nodes.map(inline).join("").replace(/ *\\\n */g, "\\\n").replace(/ {2,}/g, " ").replace(/(\\\n)+$/, "").trim();
  return words.replaceAll("****", "").replace(/^(#{1,6} |[-+] |>|\d+[.)] |:{2,})/, "\\$1");
}

function list(node, depth = 0) {
  const lines = [];
  let number = 1;
  for (const item of node.children) {
    if (["UL", "OL"].includes(item.tagName)) { lines.push(list(item, depth + 1)); continue; }
    const inner = [...item.childNodes];
    const isList = (one) => ["UL", "OL"].includes(one.tagName);
    const sign = node.tagName === "OL" ? `${number++}. ` : "- ";
    lines.push("   ".repeat(depth) + sign + flow(inner.filter((one) => !isList(one))));
    lines.push(...inner.filter(isList).map((one) => list(one, depth + 1)));
  }
  return lines.filter((line) => line.trim()).join("\n");
}

function table(node) {
  const rows = [...node.rows].map((row) => [...row.cells].map((cell) => flow([cell]).replaceAll("\\\n", " ").replaceAll("|", "\\|")));
  if (!rows.length) return "";
  const width = Math.max(...rows.map((row) => row.length));
  const lines = rows.map((row) => `| ${Array.from({ length: width }, (_, at) => row[at] ?? "").join(" | ")} |`);
  return [lines[0], `|${" --- |".repeat(width)}`, ...lines.slice(1)].join("\n");
}

function block(node) {
  if (HEADINGS[node.tagName]) return HEADINGS[node.tagName] + flow([node]).replaceAll("\\\n", " ").replaceAll("**", "");
  if (node.tagName === "UL" || node.tagName === "OL") return list(node);
  if (node.tagName === "PRE") return `\`\`\`\n${node.textContent.trimEnd()}\n\`\`\``;
  if (node.tagName === "HR") return "---";
  if (node.tagName === "TABLE") return table(node);
  if (node.tagName === "BLOCKQUOTE") return blocks(node).split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
  return blocks(node);
}

export function blocks(parent) {
  const made = [];
  let run = [];
  const close = () => { if (run.length) made.push(flow(run)); run = []; };
  const holdsBlocks = (node) => node.nodeType === Node.ELEMENT_NODE && (BLOCKS.has(node.tagName) || [...node.children].some(holdsBlocks));
  for (const node of parent.childNodes) {
    if (holdsBlocks(node)) { close(); made.push(block(node)); } else run.push(node);
  }
  close();
  return made.filter((one) => one.trim()).join("\n\n");
}
