// Several cells chosen together, by Shift with the arrows or a click: copied with their names and headings, filled
// down, filled with last tertial's figures, emptied. The first cell keeps the focus, as in a spreadsheet.

import { exactly, idOf, isGridCell, isWhole, isWrong } from "./grid-cells.js";
import { fieldOf, nextRow, sectionOf } from "./grid-rows.js";
import { afterPaint } from "./grid-turns.js";

/** What is copied from the sheet has its bare figures beside, to be pasted anywhere in a sheet. */
export const BARE = "text/x-namndkollen";

export class Selection {
  #form;
  #write;
  #say;
  #first = null;
  #last = null;
  #drawn = new Set();
  #tell = () => this.#first && this.#say(`${this.#drawn.size} celler valda.`);

  /** `write(list)` writes a list of {id, raw}, `say(text)` tells quietly. */
  constructor(form, { write, say }) {
    this.#form = form;
    this.#write = write;
    this.#say = say;
    form.addEventListener("focusin", ({ target }) => this.#isOther(target) && this.clear());
    form.addEventListener("input", () => this.clear());
    form.addEventListener("mousedown", (event) => this.#pointed(event)); // what moves the focus, unless it is prevented
    form.addEventListener("copy", (event) => this.#copied(event));
  }

  get isMany() {
    return this.#chosen().length > 1;
  }

  clear() {
    if (!this.#first) return;
    this.#first = this.#last = null;
    this.#draw();
  }

  /** One step further from the cell that has the focus: rows down or up, columns right or left. */
  extend(from, down, right) {
    this.#first ??= from.closest("td");
    const last = this.#last ?? this.#first;
    const row = (down && nextToWrite(last.parentElement, down)) || last.parentElement;
    const columns = entriesOf(row).map(({ cellIndex }) => cellIndex);
    const column = columns[columns.indexOf(last.cellIndex) + right] ?? last.cellIndex;
    this.#reach(row.cells[column]);
  }

  /** To the end of the heading's rows, up or down, and from there to the next one's; or of the row, right or left. */
  extendToEdge(from, down, right) {
    this.#first ??= from.closest("td");
    const last = this.#last ?? this.#first;
    const row = down ? lastToWrite(last.parentElement, down) : last.parentElement;
    const entries = entriesOf(row);
    this.#reach(right ? entries.at(right > 0 ? -1 : 0) : (row.cells[last.cellIndex] ?? last));
  }

  /** The first row's texts in the rows below it; of a single cell the text above it. */
  fillDown(from) {
    const rows = this.#lines();
    if (!rows.length) return this.#fill([[this.#above(from), from]]);
    return this.#fill(
      rows.slice(1).flatMap((row) => row.map((cell, place) => [fieldOf(rows[0][place]), fieldOf(cell)])),
    );
  }

  /** Last tertial's figures in the chosen cells, where there are such. */
  fillLast(from) {
    const cells = this.#first ? this.#chosen() : [from.closest("td")];
    const found = cells.map((cell) => ({ field: fieldOf(cell), raw: lastOf(cell, this.#form.dataset.last) }));
    const told = found.filter(({ field, raw }) => field && raw);
    this.#put(told.map(({ field, raw }) => ({ field, raw: exactly(field, raw) })));
  }

  empty() {
    this.#put(this.#fields().map((field) => ({ field, raw: "" })));
  }

  #fill(pairs) {
    const able = pairs.filter(([from, to]) => from && to && from.tagName === to.tagName);
    this.#put(able.map(([from, to]) => ({ field: to, raw: exactOf(from) })));
  }

  #put(list) {
    const changed = list.filter(({ field, raw }) => exactOf(field) !== raw);
    if (changed.length) this.#write(changed.map(({ field, raw }) => ({ id: idOf(field), raw })));
    else this.#say("Det fanns inget att fylla i.");
  }

  #pointed(event) {
    const from = document.activeElement;
    const cell = event.target.closest?.("td.entry");
    if (!event.shiftKey || !cell || !this.#form.contains(from) || !isGridCell(from)) return;
    event.preventDefault();
    this.#first = from.closest("td");
    this.#reach(cell);
  }

  #reach(cell) {
    this.#last = cell;
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#draw();
    afterPaint(this.#tell);
  }

  #draw() {
    const chosen = new Set(this.#chosen());
    for (const cell of this.#drawn) if (!chosen.has(cell)) delete cell.dataset.chosen;
    for (const cell of chosen) if (!this.#drawn.has(cell)) cell.dataset.chosen = "";
    this.#drawn = chosen;
  }

  #isOther(target) {
    return this.#first !== null && !this.#first.contains(target);
  }

  /** The chosen cells, row by row. */
  #lines() {
    if (!this.#first || !this.#last) return [];
    const ends = [this.#first.parentElement, this.#last.parentElement];
    const [top, bottom] = isAfter(...ends) ? ends.reverse() : ends;
    const rows = [top];
    for (let row = top; row && row !== bottom; ) {
      row = nextToWrite(row, 1);
      if (row) rows.push(row);
    }
    const [left, right] = ordered(this.#first.cellIndex, this.#last.cellIndex);
    const isWithin = ({ cellIndex }) => cellIndex >= left && cellIndex <= right;
    return rows.map((row) => entriesOf(row).filter(isWithin));
  }

  #chosen() {
    return this.#lines().flat();
  }

  #fields() {
    return this.#chosen().map(fieldOf).filter(Boolean);
  }

  #above(element) {
    const cell = element.closest("td");
    const row = nextToWrite(cell.parentElement, -1);
    return row && fieldOf(row.cells[cell.cellIndex]);
  }

  #copied(event) {
    const lines = this.#lines();
    if (lines.flat().length < 2) return copyExactly(event);
    event.preventDefault();
    const table = [headings(lines[0]), ...lines.map((line) => [...namesOf(line[0]), ...line.map(textOf)])];
    event.clipboardData.setData("text/plain", toText(table));
    event.clipboardData.setData("text/html", toHtml(table));
    event.clipboardData.setData(BARE, toText(lines.map((line) => line.map(exactTextOf))));
    this.#say(`${lines.flat().length} celler kopierade med namn och rubriker.`);
  }
}

/** The nearest shown row below (`step` 1) or above (-1) with cells to write in. */
function nextToWrite(from, step) {
  let row = nextRow(from, step);
  while (row && !entriesOf(row).length) row = nextRow(row, step);
  return row;
}

/** The last such row under the same heading; from there, under the next. */
function lastToWrite(from, step) {
  let last = nextToWrite(from, step) ?? from;
  const section = sectionOf(last);
  for (let row = last; row && sectionOf(row) === section; row = nextToWrite(row, step)) last = row;
  return last;
}

const isAfter = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING);
const ordered = (one, other) => [Math.min(one, other), Math.max(one, other)];
const entriesOf = (row) => [...row.querySelectorAll("td.entry")];
const plain = (node) => node?.textContent.trim().replace(/\s+/g, " ") ?? "";

function textOf(cell) {
  const field = fieldOf(cell);
  if (!field) return plain(cell.firstChild);
  if (field.matches("select")) return field.value ? plain(field.selectedOptions[0]) : "";
  return field.value;
}

const exactOf = (field) => (isWrong(field) ? field.value : exactly(field, field.value));

/** Of one cell the browser copies what is seen; what could be read as another number goes along as it is meant. */
function copyExactly(event) {
  const { target, clipboardData } = event;
  if (!isGridCell(target) || !isWhole(target) || exactOf(target) === target.value) return;
  event.preventDefault();
  clipboardData.setData("text/plain", target.value);
  clipboardData.setData(BARE, exactOf(target));
}

const exactTextOf = (cell) => {
  const field = fieldOf(cell);
  return field?.matches("input") ? exactOf(field) : textOf(cell);
};

/** The section that a row stands under, the row's own name, and what tells it from others of that name. */
function namesOf(cell) {
  const row = cell.parentElement;
  const title = sectionOf(row).querySelector(".sheet__title span");
  const head = row.querySelector("th");
  return [plain(title), plain(head.firstElementChild), plain(head.querySelector(".about:not(.fill-mark)"))];
}

function headings(cells) {
  const first = cells[0].closest("table").querySelector("thead th");
  const { unit, period } = cells[0].closest("form").dataset;
  const ofUnit = (cell) => (unit && cell.matches(".num") ? ` ${unit}` : "");
  return ["Rubrik", plain(first), "Gäller", ...cells.map((cell) => titleOf(cell, period) + ofUnit(cell))];
}

function titleOf(cell, period) {
  const label = cell.dataset.label ?? "";
  return label.includes(period) ? label : `${label} ${period}`.trim();
}

/** Last tertial's figure beside a cell; nothing where there is none that can be typed. */
function lastOf(cell, period) {
  for (let one = cell.previousElementSibling; period && one?.matches(".reference"); one = one.previousElementSibling) {
    if (one.dataset.label?.endsWith(period)) return /\d/.test(one.textContent) ? plain(one) : "";
  }
  return "";
}

const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const toText = (table) => table.map((line) => line.map(quoted).join("\t")).join("\r\n");

function toHtml(table) {
  const made = document.createElement("table");
  for (const line of table) {
    const row = made.insertRow();
    for (const text of line) row.insertCell().textContent = text;
  }
  return made.outerHTML;
}
