// After Continue the focus goes to the error summary; after an undoable act, to the notice that offers the undo.
export function focusFirst(root) {
  const target = root.querySelector("[data-error-summary]") ?? root.querySelector("[data-focus]");
  target?.focus();
}
