// <div data-quantity data-min="1" data-max="20"> with hidden buttons [data-by="-1"] and [data-by="1"] beside a field.
// Buttons that send the form (no data-by) are left alone.
function step(input, by, min, max) {
  const now = Number.parseInt(input.value, 10);
  const next = Number.isNaN(now) ? min : now + by;
  input.value = String(Math.min(max, Math.max(min, next)));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function bindQuantities(root) {
  for (const box of root.querySelectorAll("[data-quantity]")) {
    const input = box.querySelector("input");
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    for (const button of box.querySelectorAll("[data-by]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        step(input, Number(button.dataset.by), Number(box.dataset.min), Number(box.dataset.max));
        said.textContent = input.value;
      });
    }
    box.append(said);
  }
}
