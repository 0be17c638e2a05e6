"""What an eye or a finger finds wrong and axe does not: words on words, small targets, a page that scrolls sideways."""

from playwright.sync_api import Page

LEAST = 44  # CSS pixels, WCAG 2.5.5
#: a link among other words is no target of its own
LOOK = """least => {
  const told = new Set(), boxes = [], range = document.createRange();
  const name = node => `"${(node.innerText ?? node.data).trim().replace(/\\s+/g, " ").slice(0, 40)}"`;
  const hidden = "[aria-hidden=true], .visually-hidden, svg, thead, script, style, select, option";
  const isSeen = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest(hidden);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !isSeen(node.parentElement)) continue;
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, height } of range.getClientRects())
      if (right - left > 2) boxes.push({ left, right, top: top + height * 0.1, bottom: bottom - height * 0.1, node });
  }
  boxes.sort((one, other) => one.top - other.top);
  boxes.forEach((one, at) => {
    for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom - 1; next++) {
      const other = boxes[next];
      if (one.node !== other.node && Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1)
        told.add(`${name(one.node)} stands on ${name(other.node)}`);
    }
  });
  for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    const spoken = [...e.parentElement.childNodes].some(one => one.nodeType === 3 && /\\w{2}/.test(one.data));
    if (!isSeen(e) || (e.tagName === "A" && spoken) || e.closest("sup, .cite")) continue;
    const label = e.matches("[type=checkbox], [type=radio]") && (e.labels[0] ?? e.closest("label"));
    const { width, height } = (label || e).getBoundingClientRect();
    if (!width || Math.min(width, height) >= least - 0.5) continue;
    told.add(`${name(e)} is ${Math.round(width)} x ${Math.round(height)}`);
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) told.add(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
  return [...told];
}"""


def crowding(page: Page) -> list[str]:
    """Return one sentence for each pair of texts on top of each other, each small target and a sideways scroll."""
    page.wait_for_load_state()
    told: list[str] = page.evaluate(LOOK, LEAST)
    return told
