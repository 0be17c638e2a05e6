// Changing the text of a textarea so that the browser's own undo takes it back.
export function replaceSelection(area, words, from = words.length, to = from) {
  const start = area.selectionStart;
  area.focus();
  // insertText is the one way that keeps the undo history; it is old and has no successor.
  if (!document.execCommand("insertText", false, words)) {
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start + from, start + to);
}

export function wrap(area, before, after, instead) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  if (chosen.startsWith(before) && chosen.endsWith(after) && chosen.length >= before.length + after.length) {
    replaceSelection(area, chosen.slice(before.length, chosen.length - after.length));
    return;
  }
  const words = chosen || instead;
  replaceSelection(area, before + words + after, before.length, before.length + words.length);
}

export function beginLines(area, prefix) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const found = value.indexOf("\n", area.selectionEnd);
  const end = found < 0 ? value.length : found;
  const lines = value.slice(start, end).split("\n");
  const bare = lines.map((line) => line.replace(/^(#{1,6} |[-*] |\d+[.)] |> )/, ""));
  const isSet = lines.every((line, at) => line === prefix(at) + bare[at]);
  area.setSelectionRange(start, end);
  const words = bare.map((line, at) => (isSet ? line : prefix(at) + line)).join("\n");
  replaceSelection(area, words);
}

export function insertBlock(area, words) {
  area.setSelectionRange(area.selectionEnd, area.selectionEnd); // what was chosen stays
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  const head = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const foot = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  replaceSelection(area, head + words + (foot || "\n"), head.length + words.length);
}
