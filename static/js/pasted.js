// What Word, Google Docs and web pages put on the clipboard, before it is read: their own habits made plain HTML.
const LEFT_OUT = "script,style,head,meta,link,title,template,iframe,object,embed,svg,math,form,input,button,select,textarea,noscript,nav";

function rename(node, name) {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.replaceWith(made);
  return made;
}

// Word writes a list as paragraphs with a level and the sign typed before them.
function gatherWordLists(body) {
  for (const first of body.querySelectorAll('p[data-style*="mso-list"]')) {
    if (!first.isConnected || first.closest("li")) continue;
    const list = first.ownerDocument.createElement("ul");
    first.before(list);
    const open = [list];
    for (let node = first; node?.matches?.('p[data-style*="mso-list"]');) {
      const next = node.nextElementSibling;
      const level = Number(/level(\d)/.exec(node.dataset.style)?.[1] ?? 1);
      const sign = node.querySelector('[data-style*="mso-list:Ignore"]');
      const isNumbered = /^\s*(\d+|[a-z]{1,2}|[ivx]+)[.)]/i.test(sign?.textContent ?? "");
      sign?.remove();
      while (open.length > level) open.pop();
      while (open.length < level) {
        const inner = node.ownerDocument.createElement("ul");
        (open.at(-1).lastElementChild ?? open.at(-1)).append(inner);
        open.push(inner);
      }
      if (isNumbered && !open.at(-1).childElementCount) {
        const numbered = rename(open.at(-1), "ol");
        open[open.length - 1] = numbered;
      }
      open.at(-1).append(rename(node, "li"));
      node = next;
    }
  }
}

function weigh(body) {
  for (const node of body.querySelectorAll("[data-style],b,strong,i,em")) {
    const style = node.dataset.style?.replaceAll(" ", "").toLowerCase() ?? "";
    const weight = /(?:^|;)font-weight:(\w+)/.exec(style)?.[1];
    const isHeading = node.closest("h1,h2,h3,h4,h5,h6");
    if (["B", "STRONG"].includes(node.tagName) && (["normal", "400"].includes(weight) || isHeading)) rename(node, "span");
    else if (node.tagName === "SPAN" && !isHeading && (weight === "bold" || Number(weight) >= 600)) rename(node, "strong");
    else if (node.tagName === "SPAN" && /(?:^|;)font-style:italic/.test(style)) rename(node, "em");
  }
}

function straighten(body) {
  for (const link of body.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    const inner = /^https:\/\/www\.google\.com\/url\?/.test(href) ? new URL(href).searchParams.get("q") : null;
    if (inner) link.setAttribute("href", inner);
  }
  for (const title of body.querySelectorAll("p.MsoTitle")) rename(title, "h2");
}

export function readPasted(html) {
  // Styles are read here and applied nowhere, which the policy of the page would forbid and complain about.
  const bare = html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/i, " data-style="));
  const { body } = new DOMParser().parseFromString(bare, "text/html");
  for (const node of body.querySelectorAll(LEFT_OUT)) node.remove();
  gatherWordLists(body);
  straighten(body);
  weigh(body);
  return body;
}
