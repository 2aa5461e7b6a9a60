// A long sheet comes with what differs from row to row. What all rows have, the page says once, by column: it is put on
// each of them here, before anything else looks at them. Without script the page is another, with every row whole.

import { copyOf, fill } from "./grid-ask.js";
import { describe, wayToFootnote } from "./grid-cells.js";
import { fieldOf, sectionsIn } from "./grid-rows.js";

const ENDS = { cell__sum: "s", cell__from: "f", cell__message: "m" };

export function completeRows(form) {
  const list = form.querySelector("colgroup[data-columns]");
  if (!list) return;
  const first = document.querySelector("a[data-first-cell]")?.hash;
  const columns = [...list.children].map(({ dataset }) => dataset);
  for (const [place, section] of sectionsIn(form).entries()) {
    for (const [index, row] of [...section.rows].slice(1).entries()) {
      const labels = completeName(row.cells[0], `d${place}`, `r${place}-${index}`);
      completeCells(row, columns, labels, first);
      leadToFootnote(row);
      if (!row.matches(".sum")) delete row.dataset.row; // from here on a row is known by its fields
    }
  }
  list.remove();
}

function completeCells(row, columns, labels, first) {
  const key = row.dataset.row;
  for (const [at, cell] of [...row.cells].entries()) {
    const { css, field, light, more } = columns[at];
    if (cell.className || !css) continue; // it came whole
    cell.className = css;
    if (field) completeField(cell, columns[at], key, labels, first);
    if (light !== undefined) completeLight(cell);
    if (more !== undefined) cell.append(linkTo(addressOf(key, more), cell.dataset.more ?? "mer", labels));
  }
}

/** The row's name, unit and what it is of; gives what its fields, and what leads to its own page, are named by. */
function completeName(head, section, id) {
  const { unit, about } = head.dataset;
  const name = head.firstElementChild;
  head.scope = "row";
  name.id = id;
  if (about) name.after(" ", made("span", { className: "about", id: `${id}-a`, textContent: about }));
  if (unit) name.after(" ", made("span", { className: "unit", textContent: unit }));
  delete head.dataset.unit;
  delete head.dataset.about;
  const row = about ? `${id} ${id}-a` : id;
  return { id, row, field: `${section} ${row}` };
}

/** A cell holds its text, and becomes a field with it; one of which something is to be said came with its field. */
function completeField(cell, { field, kind, head }, key, labels, first) {
  if ("text" in cell.dataset) return completeText(cell, field);
  const element = fieldOf(cell) ?? makeField(cell, kind);
  if (element.name) return undefined; // it came whole
  const id = `${labels.id}-${field}`;
  const told = [...cell.children].filter((part) => part !== element);
  for (const part of told) part.id = `${id}-${ENDS[part.classList[0]]}`;
  if (told.length || first === `#${id}`) element.id = id;
  if (told.length && element.dataset.saved === undefined) element.dataset.saved = element.getAttribute("value");
  element.name = `${key}|${field}`;
  element.setAttribute("aria-labelledby", `${labels.field} ${head}`);
  describe(element, cell);
  return undefined;
}

function makeField(cell, kind) {
  const text = cell.textContent;
  const element = document.createElement(kind === "choice" ? "select" : "input");
  if (kind === "choice") element.append(new Option("", text));
  else if (text) element.setAttribute("value", text);
  cell.replaceChildren(element);
  return element;
}

/** A locked cell is its text. */
function completeText(cell, field) {
  delete cell.dataset.text;
  cell.classList.add("is-text");
  cell.dataset.field = field;
}

/** From a warning to the footnote that answers it. */
function leadToFootnote(row) {
  for (const message of row.querySelectorAll("td > .cell__message--warning:not(:has([data-why]))"))
    message.append(...wayToFootnote(fieldOf(message.parentElement)));
}

function completeLight(cell) {
  const { light } = cell.dataset;
  if (light) drawLight(cell, { light, sentence: cell.textContent });
  delete cell.dataset.light;
}

/** The traffic light of a row, with why. */
export function drawLight(place, { light, sentence }) {
  const drawn = fill(copyOf(`light-${light}`), { sentence: `. ${sentence}` });
  drawn.title = sentence;
  place.replaceChildren(drawn);
}

/** The row's own page: `query` is what follows its key in the address. */
const addressOf = (key, query) => `../rad/?cell=${encodeURIComponent(key).replaceAll("%3A", ":")}${query}`;

function linkTo(address, state, { row }) {
  const link = made("a", { href: address });
  link.dataset.more = state;
  link.setAttribute("aria-labelledby", `${state} ${row}`);
  return link;
}

const made = (tag, values) => Object.assign(document.createElement(tag), values);
