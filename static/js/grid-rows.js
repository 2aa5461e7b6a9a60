// The rows of a sheet as they now stand: walked by their own marks, so that nothing has to be laid out to know what is shown.

/** The field or list of a cell of the sheet, if it has one. */
export const fieldOf = (cell) => cell?.querySelector(":scope > input, :scope > select") ?? null;

export const sibling = (node, step) => (step > 0 ? node.nextElementSibling : node.previousElementSibling);

const isShown = (row) => !row.hidden && !row.matches(".sheet__title");

/** The nearest row below (`step` 1) or above (-1) that is shown, also under another heading. */
export function nextRow(row, step) {
  let part = row.parentElement;
  let found = sibling(row, step);
  while (part) {
    for (; found; found = sibling(found, step)) if (isShown(found)) return found;
    part = sibling(part, step);
    while (part && (part.hidden || !part.matches(".sheet__section"))) part = sibling(part, step);
    found = part && (step > 0 ? part.firstElementChild : part.lastElementChild);
  }
  return null;
}

/** All rows that are shown, in the order that they stand. */
export function shownRows(form) {
  return [...form.querySelectorAll(".sheet__section:not([hidden]) > tr:not([hidden], .sheet__title)")];
}
