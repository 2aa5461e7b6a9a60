// The keys that people know from a spreadsheet. A cell that is only reached is replaced by what is typed; F2, a click in
// a cell already reached, or typing puts the arrows inside the text.

import { isGridCell, isWhole } from "./grid-cells.js";
import { fieldOf, nextRow, shownRows, sibling } from "./grid-rows.js";
import { afterPaint } from "./grid-turns.js";

const ARROWS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

export class Keys {
  #form;
  #commit;
  #revert;
  #undo;
  #redo;
  #selection;
  #nextProblem;
  #editing = null;
  #clicked = null;
  #marked = [];
  #mark = () => this.#markReached();

  constructor(form, { commit, revert, undo, redo, selection, nextProblem }) {
    this.#form = form;
    this.#commit = commit;
    this.#revert = revert;
    this.#undo = undo;
    this.#redo = redo;
    this.#selection = selection;
    this.#nextProblem = nextProblem;
    form.addEventListener("keydown", (event) => this.#keydown(event));
    form.addEventListener("focusin", (event) => this.#focusin(event));
    form.addEventListener("focusout", () => afterPaint(this.#mark));
    form.addEventListener("pointerdown", (event) => this.#pointerdown(event));
    form.addEventListener("click", (event) => this.#click(event));
    window.addEventListener("focus", () => this.#returned());
    form.addEventListener("input", (event) => {
      this.#editing = event.target;
    });
    document.addEventListener("keydown", (event) => this.#anywhere(event));
    document.querySelector("[data-first-cell]")?.addEventListener("click", (event) => this.#first(event));
  }

  /** Go to a cell, or come to it anew: what stands there is selected, so that what is typed replaces it. */
  reach(element) {
    this.#editing = null;
    if (element !== document.activeElement) element.focus();
    if (isGridCell(element)) element.select?.();
  }

  /** Is the writer inside the text, so that what is pasted goes in where the caret stands? */
  isInside(element) {
    return this.#editing === element && !isWhole(element);
  }

  #focusin({ target }) {
    this.#editing = null;
    afterPaint(this.#mark);
    if (isGridCell(target)) target.select?.();
  }

  // The row that one is in, the cell, whose questions then open, and the part of the sheet that they may reach out of: once
  // the cell itself has been seen to be reached.
  #markReached() {
    const element = document.activeElement;
    const row = this.#form.contains(element) ? element.closest("tr") : this.#marked[0];
    for (const part of this.#marked) part?.removeAttribute("data-here");
    this.#marked = [row, element.closest("td.entry"), row?.parentElement];
    for (const part of this.#marked) part?.setAttribute("data-here", "");
  }

  #pointerdown({ target, shiftKey }) {
    if (shiftKey) return;
    const isReached = target === document.activeElement;
    this.#clicked = isReached ? null : target;
    if (isReached) this.#editing = target;
  }

  // The first click reaches the cell, though the browser puts the caret where the pointer was. A drag selects a part.
  #click({ target }) {
    if (target !== this.#clicked || !isGridCell(target)) return;
    if (target.selectionStart === target.selectionEnd) this.reach(target);
  }

  // Back in the window: what was typed before was saved when it was left.
  #returned() {
    const element = document.activeElement;
    if (this.#form.contains(element) && isGridCell(element)) this.reach(element);
  }

  #keydown(event) {
    const { target, key } = event;
    if (key === "Escape") return this.#escape(event);
    if (event.ctrlKey || event.metaKey) return this.#withControl(event);
    if (!isGridCell(target) || event.altKey) return undefined;
    if (key === "F2" && !event.shiftKey) return this.#edit(event);
    if (key === "Delete" && this.#selection.isMany) return this.#act(event, () => this.#selection.empty());
    if (event.shiftKey && this.#chooses(event))
      return this.#act(event, () => this.#selection.extend(target, ...ARROWS[key]));
    const step = this.#step(event);
    if (!step) return undefined;
    event.preventDefault();
    this.#commit(target);
    this.#move(target, ...step);
    return undefined;
  }

  // F8 as in programs that check what is written: no browser or screen reader has it. A dialog is answered first.
  #anywhere(event) {
    const isMore = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== "F8" || isMore || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.#nextProblem();
  }

  // Up and down choose rows also from a cell that is being typed in; left and right then choose in its text.
  #chooses({ key, target }) {
    const step = ARROWS[key];
    return Boolean(step && (step[0] || this.#editing !== target));
  }

  #act(event, act) {
    event.preventDefault();
    this.#commit(event.target);
    act();
  }

  #withControl(event) {
    const key = event.key.toLowerCase();
    if (key === "y" || (key === "z" && event.shiftKey)) return this.#ctrlY(event);
    if (key === "z") return this.#ctrlZ(event);
    if (event.shiftKey && isGridCell(event.target) && this.#chooses(event))
      return this.#act(event, () => this.#selection.extendToEdge(event.target, ...ARROWS[event.key]));
    if (key !== "d" || !isGridCell(event.target) || event.altKey) return undefined;
    const fill = event.shiftKey ? "fillLast" : "fillDown";
    return this.#act(event, () => this.#selection[fill](event.target));
  }

  // Also when other rows have been chosen since the page came; without script the link's own address leads there.
  #first(event) {
    const row = shownRows(this.#form).find((one) => [...one.cells].some(fieldOf));
    if (!row) return;
    const first = [...row.cells].map(fieldOf).find(Boolean);
    event.preventDefault();
    first.focus();
    first.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #step({ key, shiftKey, target }) {
    if (key === "Enter") return [shiftKey ? -1 : 1, 0];
    const step = shiftKey ? null : ARROWS[key];
    return step && (step[0] || this.#editing !== target) ? step : null;
  }

  #edit(event) {
    event.preventDefault();
    this.#editing = event.target;
    const end = event.target.value.length;
    event.target.setSelectionRange?.(end, end);
  }

  #escape(event) {
    if (!event.target.matches("[data-cell]")) return;
    if (this.#selection.isMany) return this.#selection.clear();
    this.#revert(event.target);
    this.reach(event.target);
    return undefined;
  }

  // What is typed in the field right now is undone by the browser; after that the last saved change is undone by us.
  #ctrlZ(event) {
    if (this.#editing === event.target && !isGridCell(event.target)) return;
    if (this.#editing === event.target && event.target.value !== event.target.dataset.saved) return;
    if (this.#undo()) event.preventDefault();
  }

  #ctrlY(event) {
    if (this.#editing === event.target && !isGridCell(event.target)) return;
    if (this.#redo()) event.preventDefault();
  }

  /** Up and down keep to the column, whatever stands between; left and right keep to the row. */
  #move(from, down, right) {
    const to = down ? nextBelow(from, down) : nextBeside(from, right);
    if (!to) return this.reach(from); // what was typed is saved, and what is typed next replaces it
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
    return undefined;
  }
}

/** The cell of the same column in the nearest row that is shown; rows are walked, never all of them asked. */
function nextBelow(from, step) {
  const place = from.closest("td").cellIndex;
  for (let row = nextRow(from.closest("tr"), step); row; row = nextRow(row, step)) {
    const field = fieldOf(row.cells[place]);
    if (field) return field;
  }
  return null;
}

function nextBeside(from, step) {
  for (let cell = sibling(from.closest("td"), step); cell; cell = sibling(cell, step)) {
    const field = fieldOf(cell);
    if (field) return field;
  }
  return null;
}
