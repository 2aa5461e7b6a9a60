// A value of the report in a text that is typed in a plain field: `=` asks for it, and the choice stands as a link that
// follows the report. Without this script the link can be written by hand.

import { FigureSearch } from "./figure-search.js";

const form = document.querySelector("[data-figures]");

form?.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (event.data !== "=" || !field.matches("textarea[data-rich]") || field.selectionStart !== field.selectionEnd)
    return;
  const before = field.value.slice(0, field.selectionStart);
  if (before && !/[\s(]$/.test(before)) return;
  event.preventDefault();
  const [typed, start] = [field.value, field.selectionStart];
  const write = (text) => {
    // The text was saved while its figure was looked for, and what is saved has no space at its ends.
    const now = field.value.trim() === typed.trim() ? typed : field.value;
    const place = Math.min(start, now.length);
    field.value = now.slice(0, place) + text + now.slice(place);
    field.setSelectionRange(place + text.length, place + text.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  new FigureSearch({
    place: field,
    address: form.dataset.figures,
    typed: "=",
    choose: ({ link }) => write(`[siffra](<${link}>)`),
    focus: () => field.focus(),
    write,
  });
});
