// What is shown of the answers: each cell, its row's light, the totals and the bar.

import { copyOf, fill } from "./grid-ask.js";
import * as cells from "./grid-cells.js";

export class Page {
  #form;
  #cells = new Map();
  #resting = new Map();

  constructor(form) {
    this.#form = form;
    for (const element of form.querySelectorAll("[data-cell]")) {
      this.#cells.set(cells.idOf(element), element);
      this.#resting.set(cells.idOf(element), cells.valueOf(element));
    }
  }

  get form() {
    return this.#form;
  }

  get all() {
    return [...this.#cells.values()];
  }

  cell(id) {
    return this.#cells.get(id);
  }

  /** The cell that an event came from, if it came from one. */
  cellOf(target) {
    return this.#cells.get(target?.closest?.("[data-cell]")?.dataset.cell);
  }

  /** What stands in the field while nobody is typing in it. */
  resting(element) {
    return this.#resting.get(cells.idOf(element));
  }

  rest(element, text) {
    this.#resting.set(cells.idOf(element), text);
  }

  put(element, text) {
    cells.setValue(element, text);
    this.rest(element, cells.valueOf(element));
  }

  count(state) {
    return this.all.filter((element) => cells.stateOf(element) === state).length;
  }

  /** The rows of cells that a block is pasted into. */
  rows() {
    const rows = [...this.#form.querySelectorAll("tr[data-row]")];
    return rows.map((row) => [...row.querySelectorAll("input.cell__input")]).filter((row) => row.length);
  }

  /** The version of a row, in every field of it. */
  versionIs(key, version) {
    for (const element of this.#rowOf(key)) element.dataset.version = version;
  }

  light(key, light) {
    const place = this.#form.querySelector(`[data-light="${CSS.escape(key)}"]`);
    if (!place) return;
    place.replaceChildren();
    if (!light) return;
    const drawn = fill(copyOf(`light-${light.light}`), { sentence: `. ${light.sentence}` });
    drawn.title = light.sentence;
    place.append(drawn);
  }

  /** Another text that changed with the cell: a total, or a field of the same row that nobody is typing in. */
  affected({ key, field, text }, isTouched) {
    const id = `${key}|${field}`;
    const shown = this.#form.querySelector(`[data-affected="${CSS.escape(id)}"]`);
    if (shown && shown.textContent !== text) {
      shown.textContent = text;
      shown.classList.remove("just-changed");
      window.requestAnimationFrame(() => shown.classList.add("just-changed"));
    }
    const element = this.#cells.get(id);
    if (!element || element.dataset.saved === text) return;
    element.dataset.saved = text;
    if (isTouched(id) || ["invalid", "stale"].includes(cells.stateOf(element))) return; // what is typed stays typed
    this.put(element, text);
    cells.show(element, "");
  }

  #rowOf(key) {
    return this.all.filter((element) => cells.partsOf(cells.idOf(element)).key === key);
  }
}
