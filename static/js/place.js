// Keeps the reader's place in an article on this device and marks it in the jump list; it never scrolls by itself
// and nothing on the page moves. The text stands in <div data-place-of="slug">.
const PREFIX = "place:";
const KEPT_DAYS = 60;

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + key));
    return kept && Date.now() - kept.at < KEPT_DAYS * 864e5 ? kept : null;
  } catch {
    return null;
  }
}

function keep(key, anchor) {
  try {
    if (anchor) localStorage.setItem(PREFIX + key, JSON.stringify({ anchor, at: Date.now() }));
    else localStorage.removeItem(PREFIX + key);
  } catch {
    // Storage is full or switched off; the page is complete without it.
  }
}

function mark(root, anchor) {
  const link = root.querySelector(`.jump-list a[href="#${CSS.escape(anchor)}"]`);
  const minutes = link?.querySelector(".minutes");
  if (!minutes) return;
  minutes.textContent = "you were here";
  link.classList.add("kept-place");
}

export function bindPlace(root) {
  const text = root.querySelector("[data-place-of]");
  if (!text || !("IntersectionObserver" in window)) return;
  const key = text.dataset.placeOf;
  const headings = [...text.querySelectorAll("h2[id]")];
  const kept = read(key);
  if (kept) mark(root, kept.anchor);
  if (headings.length < 3) return;

  const watcher = new IntersectionObserver((seen) => {
    for (const entry of seen) {
      if (!entry.isIntersecting) continue;
      const index = headings.indexOf(entry.target);
      const isEdge = index === 0 || index === headings.length - 1;
      keep(key, isEdge ? null : entry.target.id);
    }
  }, { rootMargin: "0px 0px -60% 0px" });
  headings.forEach((heading) => watcher.observe(heading));
}
