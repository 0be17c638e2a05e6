// What is kept on this device, and sending a form's fields to ourselves.
const PREFIX = "typed:";

export const storage = {
  keys: (start) => { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } },
  read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  keep: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* it was never there */ } },
};

export function prefixOf(form) {
  return `${PREFIX}${form.dataset.editor}:${form.dataset.autosave}:`;
}

export async function send(address, fields, more = {}) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), ...more });
  const isOurs = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (!isOurs) throw new Error(answer.redirected || answer.status === 403 ? "signed out" : `answer ${answer.status}`);
  return answer.json();
}

export function anotherSheet() {
  const bytes = crypto.getRandomValues(new Uint8Array(17));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
}
