// <button data-copy-link hidden>Copy the link</button> copies this page's address, or that of data-copy-link="#part".
export function bindCopyLinks(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy-link]")) {
    const words = button.querySelector("span") ?? button;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const address = new URL(button.dataset.copyLink || "", location.href.split("#")[0]);
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
