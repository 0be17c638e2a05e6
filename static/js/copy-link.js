// <button data-copy-link hidden>Copy the link</button> copies this page's address, or that of data-copy-link="#part".
export function bindCopyLinks(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy-link]")) {
    const words = button.querySelector("span") ?? button;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const address = new URL(button.dataset.copyLink || "", location.href.split(/[?#]/)[0]);
      try {
        await navigator.clipboard.writeText(address.href);
        words.textContent = "Link copied";
      } catch {
        words.textContent = address.href;
      }
      words.setAttribute("role", "status");
    });
  }
}

// <button data-share hidden>Share</button> opens the device's own way of passing a page on, where it has one.
export function bindSharing(root) {
  if (!navigator.share) return;
  for (const button of root.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const url = root.querySelector("link[rel=canonical]")?.href ?? location.href.split(/[?#]/)[0];
      navigator.share({ title: root.querySelector("h1")?.textContent, url }).catch(() => {});
    });
  }
}
