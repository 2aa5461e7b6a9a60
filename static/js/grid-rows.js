// The rows of a sheet as they now stand: walked by their own marks, so that nothing has to be laid out to know what is shown.
// A section is a heading and its rows; a long one is cut into parts (grid-layout.js), and the first has the heading.

const HEADED = ".sheet__section";
const PART = ".sheet__section, .sheet__rest";
const SHOWN = ":scope > tr:not([hidden], .sheet__title)";

/** The field or list of a cell of the sheet, if it has one. */
export const fieldOf = (cell) => cell?.querySelector(":scope > input, :scope > select") ?? null;

export const sibling = (node, step) => (step > 0 ? node.nextElementSibling : node.previousElementSibling);

const isShown = (row) => !row.hidden && !row.matches(".sheet__title");

export const sectionsIn = (form) => [...form.querySelectorAll(HEADED)];

/** The section that a row stands in. */
export function sectionOf(row) {
  let part = row.parentElement;
  while (!part.matches(HEADED)) part = part.previousElementSibling;
  return part;
}

/** All parts of a section, itself first. */
export function partsOf(section) {
  const parts = [section];
  for (let next = section.nextElementSibling; next?.matches(".sheet__rest"); next = next.nextElementSibling)
    parts.push(next);
  return parts;
}

/** The rows of a section, with its heading. */
export const rowsOf = (section) => partsOf(section).flatMap((part) => [...part.rows]);

/** A section whose rows are all hidden is hidden, and so is a part; a heading stays while any of its rows is shown. */
export function hideEmpty(section) {
  const parts = partsOf(section);
  for (const part of parts) part.hidden = !part.querySelector(SHOWN);
  section.hidden = parts.every((part) => part.hidden);
}

/** The nearest row below (`step` 1) or above (-1) that is shown, also under another heading. */
export function nextRow(row, step) {
  let part = row.parentElement;
  let found = sibling(row, step);
  while (part) {
    for (; found; found = sibling(found, step)) if (isShown(found)) return found;
    part = sibling(part, step);
    while (part && (part.hidden || !part.matches(PART))) part = sibling(part, step);
    found = part && (step > 0 ? part.firstElementChild : part.lastElementChild);
  }
  return null;
}

/** All rows that are shown, in the order that they stand. */
export function shownRows(form) {
  return [
    ...form.querySelectorAll(":is(.sheet__section, .sheet__rest):not([hidden]) > tr:not([hidden], .sheet__title)"),
  ];
}
