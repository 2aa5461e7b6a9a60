// A cell on the page: a text field, a list, a check box or a group of choices. Its name is `key|field`.

import { afterPaint } from "./grid-turns.js";

const IN_SHEET = ".entry > input, .entry > select";
export const CELLS = `${IN_SHEET}, [data-cell]`;

export const idOf = (element) => element.dataset.cell;
export const versionOf = (element) => Number(element.dataset.version);
export const boxOf = (element) => element.closest(".cell, .entry");
export const stateOf = (element) => boxOf(element).dataset.state ?? "";
export const isWrong = (element) => ["invalid", "stale"].includes(stateOf(element)); // typed, and not taken
export const isGridCell = (element) => element.matches(IN_SHEET);
export const keyOfRow = (row) => row.dataset.row ?? row.querySelector(IN_SHEET)?.name.split("|")[0];

/** Cells that can't be read, and rows that have changed since they were counted: nobody looks through hundreds of them. */
const unread = new Set();
const changed = new Set();
const pasted = [];
const onTheirWay = new Set();

export const countUnread = () => [...unread].filter(({ isConnected }) => isConnected).length;

export function touch(element) {
  const row = element.closest("tr");
  if (row) changed.add(row);
}

/** The rows that have changed since this was last asked. */
export function takeChanged() {
  const rows = [...changed];
  changed.clear();
  return rows;
}

/** A cell of the sheet comes with little markup: what the scripts know it by is put on it here. */
export function name(element) {
  element.dataset.cell ??= element.name;
  element.dataset.version ??= element.closest("tr")?.dataset.version ?? "0";
  element.dataset.saved ??= element.matches("select") ? element.value : element.defaultValue;
  if (stateOf(element) === "invalid") unread.add(element);
}

export function partsOf(id) {
  const [key, field] = id.split("|");
  return { key, field };
}

export function readValue(element) {
  if (element.type === "checkbox") return element.checked ? element.value : "";
  if (element.matches("fieldset")) return element.querySelector("input:checked")?.value ?? "";
  return element.value;
}

/**
 * The number in a cell as it is read back as the same: `345,678` could be thousands when somebody types it, and here it
 * is not, which a zero more says.
 */
export function exactly(element, text) {
  const isNumber = isGridCell(element) && element.closest("td.num");
  return isNumber && /^-?\d{1,3},\d{3}$/.test(text) ? `${text}0` : text;
}

/** Is all that stands in the field selected, so that what is typed replaces it? */
export const isWhole = (element) =>
  element === document.activeElement && element.selectionStart === 0 && element.selectionEnd === element.value.length;

/** What was selected whole stays so, whatever is put there: digits must never be added to a text that has just come. */
export function setValue(element, text) {
  touch(element);
  if (element.type === "checkbox") element.checked = text !== "";
  else if (element.matches("fieldset")) {
    for (const choice of element.querySelectorAll("input")) choice.checked = choice.value === text;
  } else if (element.value !== text) {
    const wasWhole = isWhole(element);
    element.value = text;
    if (wasWhole) element.select?.();
    element.dispatchEvent(new Event("put")); // an editor may stand in for it (text-fields.js)
  }
}

/** Show which cells a paste has filled, until the next thing is done. */
export function markPasted(elements) {
  for (const box of pasted.splice(0)) delete box.dataset.pasted;
  pasted.push(...elements.map(boxOf));
  for (const box of pasted) box.dataset.pasted = "";
}

/** What a text means where it is chosen rather than typed: the words of the choice. */
export function wordsOf(element, text) {
  const choices = element.matches("select") ? [...element.options] : [...element.querySelectorAll("input")];
  const chosen = choices.find((choice) => choice.value === text);
  return (chosen?.closest("label") ?? chosen)?.textContent.trim() || text;
}

/** What a screen reader calls the cell: the words of its headers. */
export function nameOf(element) {
  const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
  const headers = ids.map((id) => document.getElementById(id)).filter(Boolean);
  return headers
    .map((header) => (header.dataset.name ?? header.textContent).trim())
    .join(", ")
    .replace(/\s+/g, " ");
}

/** Show how the cell stands: `saved`, `saving`, `invalid`, `stale`, `locked` or nothing; and what is to be said of it. */
export function show(element, state, message = "", warnings = []) {
  const box = boxOf(element);
  const lines = [message, ...warnings].filter(Boolean).map(line);
  box.dataset.state = state;
  if (state === "invalid") unread.add(element);
  else unread.delete(element);
  touch(element);
  if (lines.length) {
    const place = partOf(element, box, "cell__message", "m");
    place.replaceChildren(...lines);
    place.classList.toggle("cell__message--warning", !message);
    place.classList.toggle("cell__message--told", !message && warnings.every((warning) => warning.explained));
    if (!message) place.append(...wayToFootnote(element));
  } else box.querySelector(".cell__message")?.remove();
  box.toggleAttribute("data-warned", lines.length > 0 && !message);
  describe(element, box);
  if (["invalid", "stale", "locked"].includes(state)) element.setAttribute("aria-invalid", "true");
  else element.removeAttribute("aria-invalid");
}

/** What was typed is on its way: said of the cell once the key has been seen, unless it has been answered by then. */
export function showWaiting(element) {
  boxOf(element).dataset.state = "waiting"; // no mark is drawn for it, so nothing is laid out
  unread.delete(element);
  touch(element);
  onTheirWay.add(element);
  afterPaint(showOnTheirWay);
}

function showOnTheirWay() {
  for (const element of onTheirWay) if (stateOf(element) === "waiting") show(element, "saving");
  onTheirWay.clear();
}

/** Tell beside the cell what it comes to while it is empty: `text` is the server's words, or nothing. */
export function showSum(element, text) {
  touch(element);
  const box = boxOf(element);
  if (text) partOf(element, box, "cell__sum", "s").textContent = text;
  else box.querySelector(".cell__sum")?.remove();
  describe(element, box);
}

/** Show what holds in the cell while it is empty: `inherited` has the amount and where it is from, or is nothing. */
export function showInherited(element, inherited) {
  const box = boxOf(element);
  element.placeholder = inherited?.text ?? "";
  if (inherited) partOf(element, box, "cell__from", "f").textContent = inherited.source;
  else box.querySelector(".cell__from")?.remove();
  describe(element, box);
}

function partOf(element, box, name, end) {
  const there = box.querySelector(`.${name}`);
  if (there) return there;
  const made = document.createElement("span");
  made.className = name;
  made.id = `${element.dataset.cell}-${end}`;
  if (name !== "cell__message") element.after(made);
  else box.append(made);
  return made;
}

/** One warning of a cell, known by its code, is now another; an empty message takes it away. */
export function warn(element, code, message, explained) {
  const box = boxOf(element);
  if (["invalid", "stale"].includes(stateOf(element))) return; // what was not taken is not warned of
  const old = box.querySelector(`.cell__message [data-code="${code}"]`);
  const others = [...box.querySelectorAll(".cell__message > span")].filter((span) => span !== old);
  const kept = others.map((span) => ({
    code: span.dataset.code,
    message: span.textContent,
    explained: "explained" in span.dataset,
  }));
  show(element, stateOf(element), "", message ? [...kept, { code, message, explained }] : kept);
}

/** What the cell is described by: all that is said beside its field. */
export function describe(element, box) {
  const parts = [...box.querySelectorAll(".cell__sum, .cell__from, .cell__message")].map(({ id }) => id);
  if (parts.length) element.setAttribute("aria-describedby", parts.join(" "));
  else element.removeAttribute("aria-describedby");
}

/** The way from a warning in the sheet to where its reason is written: the row's own page, which opens beside the row. */
export function wayToFootnote(element) {
  const more = element.closest("form[data-footnotes] tr")?.querySelector("a[data-more]");
  if (!more || !isGridCell(element)) return [];
  const link = document.createElement("a");
  link.href = more.getAttribute("href");
  link.dataset.why = "";
  link.tabIndex = -1;
  link.textContent = "Till fotnoten";
  return [link];
}

// A warning, which has its code, or a message that is only a text.
function line(warning) {
  const span = document.createElement("span");
  span.textContent = warning.message ?? warning;
  if (warning.code) span.dataset.code = warning.code;
  if (warning.explained) span.dataset.explained = "";
  return span;
}
