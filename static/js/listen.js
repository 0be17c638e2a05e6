// <p data-listen hidden><button>: the device's own voice reads the article, one sentence after the other (Chrome stops
// after some 15 seconds of one). Only where there is no sound file; a press begins, another stops, nothing by itself.
const SENTENCE = /[^.!?\u2026]+[.!?\u2026]*["\u201d\u2019)]*\s*/g;

function sentencesOf(root) {
  const blocks = root.querySelectorAll("h1, .standfirst, .in-short li, .prose > p, .prose > h2, .prose > h3, .prose li");
  return [...blocks].flatMap((block) => block.textContent.replaceAll(/\s+/g, " ").match(SENTENCE) ?? []);
}

export function bindListening(root) {
  const place = root.querySelector("[data-listen]");
  const voice = window.speechSynthesis;
  if (!place || !voice || !window.SpeechSynthesisUtterance) return;
  const button = place.querySelector("button");
  const offered = button.textContent;
  let left = null;

  function next() {
    const words = left?.shift();
    if (!words) { stop(); return; }
    const said = new SpeechSynthesisUtterance(words);
    said.lang = document.documentElement.lang;
    said.rate = 0.9;
    said.onend = () => { if (left) next(); };
    said.onerror = stop;
    voice.speak(said);
  }

  function stop() {
    left = null;
    voice.cancel();
    button.textContent = offered;
  }

  button.addEventListener("click", () => {
    if (left) { stop(); return; }
    left = sentencesOf(root);
    button.textContent = "Stop listening";
    next();
  });
  window.addEventListener("pagehide", stop);
  place.hidden = false;
}
