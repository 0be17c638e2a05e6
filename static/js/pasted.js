// What Word, Google Docs and web pages put on the clipboard, before it is read: their own habits made plain HTML.
import { nameNotes } from "./notes.js";
import { gatherWordLists } from "./wordlists.js";

const LEFT_OUT = "script,style,head,meta,link,title,template,svg,input,select,textarea,nav,annotation,annotation-xml";
const PLAYERS = "iframe,object,embed,video,audio";
const TRACKING = /^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igsh|_hsenc|_hsmi)$/i;
const OWN_THING = /^\/(articles|products|resources|join)\/[^/]+\/$/;
const WRAPPERS = [
  [/^https:\/\/www\.google\.[a-z.]{2,6}\/url\?/, ["q", "url"]],
  [/^https:\/\/lm?\.facebook\.com\/l\.php\?/, ["u"]],
  [/^https:\/\/[a-z0-9.]+\.safelinks\.protection\.outlook\.com\//, ["url"]],
];

function rename(node, name) {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.replaceWith(made);
}

function styleOf(node) {
  return node.dataset.style?.replaceAll(/\s/g, "").toLowerCase() ?? "";
}

function weigh(node) {
  const style = styleOf(node);
  const weight = /(?:^|;)font-weight:(\w+)/.exec(style)?.[1];
  const isHeading = node.closest("h1,h2,h3,h4,h5,h6");
  if (["B", "STRONG"].includes(node.tagName) && (["normal", "400"].includes(weight) || isHeading)) rename(node, "span");
  else if (node.tagName === "SPAN" && /(?:^|;)vertical-align:(super|sub)/.test(style)) rename(node, style.includes("align:super") ? "sup" : "sub");
  else if (node.tagName === "SPAN" && !isHeading && (weight === "bold" || Number(weight) >= 600)) rename(node, "strong");
  else if (node.tagName === "SPAN" && /(?:^|;)font-style:italic/.test(style)) rename(node, "em");
  else if (node.tagName === "SPAN" && /(?:^|;)display:(block|flex|grid)/.test(style)) node.dataset.block = "";
}

export function plainAddress(href) {
  if (href.startsWith("#")) return href;
  try {
    let url = new URL(href, location.href);
    for (const [wrapper, names] of WRAPPERS) {
      const inner = wrapper.test(url.href) && names.map((name) => url.searchParams.get(name)).find(Boolean);
      if (inner) url = new URL(inner);
    }
    url.search = url.search.slice(1).split("&").filter((one) => !TRACKING.test(one.split("=")[0])).join("&");
    if (url.origin !== location.origin) return url.href;
    return url.pathname + (OWN_THING.test(url.pathname) ? "" : url.search) + url.hash; // our own things have one address each
  } catch {
    return href;
  }
}

// Takes away what has no place in a text, and counts what somebody would miss.
function leaveOut(body) {
  const isStruck = (node) => /^(DEL|S|STRIKE)$/.test(node.tagName) || /text-decoration(-line)?:[^;]*line-through/.test(styleOf(node));
  const isHidden = (node) => /(?:^|;)(display:none|mso-hide:all)/.test(styleOf(node)) || node.hidden;
  const left = { pictures: 0, players: 0, struck: 0 };
  const remove = (nodes) => { for (const node of nodes) node.remove(); };
  remove(body.querySelectorAll(LEFT_OUT));
  remove([...body.querySelectorAll("[data-style],[hidden]")].filter(isHidden));
  const struck = [...body.querySelectorAll("del,s,strike,[data-style]")].filter((node) => isStruck(node) && node.textContent.trim());
  left.struck = struck.filter((node) => !struck.some((one) => one !== node && one.contains(node))).length;
  remove(struck);
  left.players = body.querySelectorAll(PLAYERS).length;
  remove(body.querySelectorAll(PLAYERS));
  left.pictures = body.querySelectorAll("img").length;
  return left;
}

export function readPasted(html) {
  // Styles are read here and applied nowhere, which the policy of the page would forbid and complain about.
  const bare = html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle=/i, " data-style="));
  const { body } = new DOMParser().parseFromString(bare, "text/html");
  const left = leaveOut(body);
  nameNotes(body);
  gatherWordLists(body);
  for (const link of body.querySelectorAll("a[href]")) link.setAttribute("href", plainAddress(link.getAttribute("href")));
  for (const title of body.querySelectorAll("p.MsoTitle")) rename(title, "h2");
  for (const line of body.querySelectorAll("pre br")) line.replaceWith("\n");
  for (const node of body.querySelectorAll("[data-style],b,strong,i,em")) weigh(node);
  return { body, left };
}
