// Word writes a list as paragraphs with a level and the sign typed before them; here they become lists.
const ITEM = 'p[data-style*="mso-list"]';

function rename(node, name) {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.replaceWith(made);
  return made;
}

function levelOf(node) {
  return node?.matches?.(ITEM) ? Number(/mso-list:[^;]*level(\d)/.exec(node.dataset.style)?.[1] ?? 0) : 0;
}

function begin(open, number) {
  if (!number || open.at(-1).childElementCount) return;
  open.push(rename(open.pop(), "ol"));
  open.at(-1).setAttribute("start", number);
}

export function gatherWordLists(body) {
  for (const first of body.querySelectorAll(ITEM)) {
    if (!first.isConnected || first.closest("li") || !levelOf(first)) continue;
    const list = first.ownerDocument.createElement("ul");
    first.before(list);
    const open = [list];
    for (let node = first; levelOf(node);) {
      const next = node.nextElementSibling;
      const sign = node.querySelector('[data-style*="mso-list:Ignore"]');
      const typed = /^\s*(?:(\d{1,9})|[a-z]{1,2}|[ivx]+)[.)]/i.exec(sign?.textContent ?? "");
      sign?.remove();
      while (open.length > levelOf(node)) open.pop();
      while (open.length < levelOf(node)) {
        const inner = node.ownerDocument.createElement("ul");
        (open.at(-1).lastElementChild ?? open.at(-1)).append(inner);
        open.push(inner);
      }
      begin(open, typed ? typed[1] ?? "1" : "");
      open.at(-1).append(rename(node, "li"));
      node = next;
    }
  }
}
