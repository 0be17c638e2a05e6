// Footnotes as Word and Google Docs paste them: links to and fro. Both ends get the note's name; a lone end stays words.
const CALL = /^#_?(ftn|edn|ftnt)(\d{1,4})$/;
const BACK = /^#_?(ftn|edn|ftnt)_?ref(\d{1,4})$/;

function nameOf(found) {
  return found && (found[1] === "edn" ? `e${found[2]}` : found[2]);
}

export function nameNotes(body) {
  const calls = new Map();
  const texts = new Map();
  for (const link of body.querySelectorAll('a[href^="#"]')) {
    const call = nameOf(CALL.exec(link.getAttribute("href")));
    const text = nameOf(BACK.exec(link.getAttribute("href")));
    if (call) calls.set(call, [...(calls.get(call) ?? []), link]);
    else if (text && link.closest("p,div,li")) texts.set(text, link);
  }
  for (const [name, link] of texts) {
    if (!calls.has(name)) continue;
    for (const one of calls.get(name)) (one.closest("sup") ?? one).dataset.note = name;
    link.closest("p,div,li").dataset.noteText = name;
    (link.closest("sup") ?? link).remove();
  }
  for (const rule of body.querySelectorAll('[data-style*="footnote-list"] > hr,[data-style*="endnote-list"] > hr')) rule.remove();
}
