// The toolbar of the text: <div role="toolbar" data-toolbar hidden> before <textarea id="body">. One button is in the
// order of the tab key, arrow keys go on from there (WAI-ARIA toolbar pattern); each deed has a shortcut too.
import { beginLines, insertBlock, wrap } from "./marks.js";
import { openPicker } from "./picker.js";

const DEEDS = {
  bold: (area) => wrap(area, "**", "**", "bold words"),
  italic: (area) => wrap(area, "*", "*", "words"),
  heading: (area) => beginLines(area, () => "## "),
  smaller: (area) => beginLines(area, () => "### "),
  list: (area) => beginLines(area, () => "- "),
  numbers: (area) => beginLines(area, (at) => `${at + 1}. `),
  quote: (area) => beginLines(area, () => "> "),
  link: (area) => wrap(area, "[", "](https://)", "words of the link"),
  note: (area) => insertBlock(area, ":::note\nWords that stand apart.\n:::"),
  finding: (area) => insertBlock(area, "::finding{1}"),
  video: (area) => insertBlock(area, "::video{https://|What it shows}"),
};
const KEYS = { b: "bold", i: "italic", k: "link" };
const DIGITS = { Digit2: "heading", Digit3: "smaller", Digit7: "numbers", Digit8: "list", Digit9: "quote" };

function deedOf(event) {
  if (!(event.ctrlKey || event.metaKey)) return null;
  if (event.altKey) return DIGITS[event.code] ?? null;
  return event.shiftKey ? null : KEYS[event.key.toLowerCase()] ?? null;
}

function act(bar, area, name) {
  if (DEEDS[name]) DEEDS[name](area);
  else openPicker(bar, area, name);
}

function moveFocus(buttons, event) {
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || step === undefined) return;
  event.preventDefault();
  const next = buttons[(step + buttons.length) % buttons.length];
  for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
  next.focus();
}

export function bindToolbar(root) {
  const bar = root.querySelector("[data-toolbar]");
  const area = root.querySelector("#body");
  if (!bar || !area) return;
  const buttons = [...bar.querySelectorAll("[data-deed]")];
  buttons.forEach((one, at) => {
    one.tabIndex = at ? -1 : 0;
    one.addEventListener("click", () => act(bar, area, one.dataset.deed));
  });
  bar.addEventListener("keydown", (event) => moveFocus(buttons, event));
  area.addEventListener("keydown", (event) => {
    const name = deedOf(event);
    if (!name) return;
    event.preventDefault();
    act(bar, area, name);
  });
  bar.hidden = false;
  for (const link of root.querySelectorAll("[data-find]")) {
    link.addEventListener("click", (event) => {
      const at = area.value.indexOf(link.dataset.find);
      if (at < 0) return;
      event.preventDefault();
      area.focus();
      area.setSelectionRange(at, at + link.dataset.find.length);
    });
  }
}
