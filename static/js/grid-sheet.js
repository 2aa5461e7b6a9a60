// What is shown of the answers: each cell, its row's light, the totals and the bar.

import * as cells from "./grid-cells.js";
import { completeRows, drawLight } from "./grid-complete.js";

export class Page {
  #form;
  #cells = new Map();
  #resting = new Map();
  #rows = new Map();

  constructor(form) {
    this.#form = form;
    completeRows(form);
    fillLists(form);
    labelColumns(form);
    this.adopt(form);
    for (const row of form.querySelectorAll("tbody tr")) {
      const key = cells.keyOfRow(row);
      if (!key) continue;
      this.#rows.set(key, row);
      if (!row.matches(".sum")) row.dataset.key = key;
    }
  }

  /** How a row now stands, as the filters ask: `problem`, `warned`, `empty` or `done`. */
  stateOf(row) {
    const fields = [...row.querySelectorAll(cells.CELLS)];
    if (!fields.length) return row.dataset.state ?? "empty";
    if (row.querySelector('[data-more="fel-bakom"]')) return "problem";
    if (fields.some(cells.isWrong)) return "problem";
    if (row.querySelector(".cell__message--warning:not(.cell__message--told)") && !isExplained(row, fields))
      return "warned";
    const isTold = fields.some((element) => cells.isGridCell(element) && cells.readValue(element));
    return isTold || row.matches("[data-spare]") || row.querySelector(".cell__sum") ? "done" : "empty";
  }

  /** Take in the cells of a part of the page: all of it at first, later what stands behind a row. */
  adopt(part) {
    const found = [...part.querySelectorAll(cells.CELLS)];
    for (const element of found) {
      cells.name(element);
      this.#cells.set(cells.idOf(element), element);
      this.#resting.set(cells.idOf(element), cells.readValue(element));
    }
    return found;
  }

  get all() {
    return [...this.#cells.values()];
  }

  cell(id) {
    return this.#cells.get(id);
  }

  /** The cell that an event came from, if it came from one. */
  cellOf(target) {
    return this.#cells.get(target?.closest?.(cells.CELLS)?.dataset.cell);
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
    this.rest(element, cells.readValue(element));
  }

  /** The rows of cells that a block is pasted into. */
  rows() {
    const rows = [...this.#form.querySelectorAll("tr:not([hidden])")];
    return rows.map((row) => [...row.querySelectorAll(".entry > input")]).filter((row) => row.length);
  }

  /** The version of a row that its reader has seen, and says yes to. */
  seen(key, version) {
    const row = this.#rowOf(key);
    if (row) row.dataset.version = version;
    this.versionIs(key, version);
  }

  /** The version of a row, in every field of it. */
  versionIs(key, version) {
    const row = this.#rowOf(key);
    const fields = row ? [...row.querySelectorAll(cells.CELLS)] : this.all;
    for (const element of fields) {
      if (cells.partsOf(cells.idOf(element)).key === key) element.dataset.version = version;
    }
  }

  light(key, light) {
    const place = this.#rowOf(key)?.querySelector(".sheet__light");
    if (!place) return;
    if (light) drawLight(place, light);
    else place.replaceChildren();
  }

  /** What a rating asks when it is not the computed one and nobody has said why. */
  asks(element) {
    const { computed, asks } = element.dataset;
    const chosen = cells.readValue(element);
    const { key } = cells.partsOf(cells.idOf(element));
    const reason = this.#cells.get(`${key}|override_reason`);
    return asks && chosen && chosen !== computed && !reason?.value.trim() ? [asks] : [];
  }

  /** How much of a form of texts is filled in, at its head. */
  filled(element) {
    const form = element.closest(".text-form");
    const place = form?.querySelector("[data-filled]");
    if (!place) return;
    const fields = [...form.querySelectorAll("[data-cell]")];
    const count = fields.filter((field) => cells.readValue(field)).length;
    place.textContent = count ? `${count} av ${fields.length} ifyllda` : "inget skrivet";
  }

  /** What stands behind the row, on its sign. */
  behind(key) {
    const link = this.#rowOf(key)?.querySelector("a[data-more]");
    const fields = [...(link?.parentElement.querySelectorAll("[data-cell]") ?? [])];
    if (!fields.length) return;
    const before = link.dataset.more;
    link.dataset.more = fields.some(cells.isWrong)
      ? "fel-bakom"
      : fields.some((element) => cells.readValue(element))
        ? "ifyllt"
        : "mer";
    link.setAttribute("aria-labelledby", link.getAttribute("aria-labelledby").replace(before, link.dataset.more));
    cells.touch(link);
  }

  /**
   * What else changed with a cell of the row `from`: a total, a field of the same row that nobody is typing in, what an
   * empty sum comes to, what looks odd in another amount.
   */
  affected({ key, field, text, computed, warnings, version, light }, from, isTouched) {
    const id = `${key}|${field}`;
    const shown = this.#rowOf(key)?.querySelector(`[data-field="${CSS.escape(field)}"]`);
    if (shown && shown.textContent !== text) {
      shown.textContent = text;
      shown.classList.remove("just-changed");
      window.requestAnimationFrame(() => shown.classList.add("just-changed"));
    }
    const element = this.#cells.get(id);
    if (!element) return;
    if (version !== undefined) {
      this.#follow(element, key, { text, warnings, version, light }, isTouched(id));
      return;
    }
    if (warnings) {
      cells.showSum(element, computed);
      if (!["invalid", "stale"].includes(cells.stateOf(element)))
        cells.show(element, cells.stateOf(element), "", warnings);
      return;
    }
    if (key !== from || element.dataset.saved === text) return;
    element.dataset.saved = text;
    if (isTouched(id) || cells.isWrong(element)) return; // what is typed stays typed
    this.put(element, text);
    cells.show(element, "");
  }

  /** A total was written with its parts: it stands as if it had been typed, unless somebody is typing there. */
  #follow(element, key, { text, warnings, version, light }, isTouched) {
    element.dataset.saved = text;
    this.light(key, light);
    if (isTouched || cells.isWrong(element)) return;
    this.versionIs(key, version);
    this.put(element, text);
    cells.show(element, "saved", "", warnings);
  }

  #rowOf(key) {
    return this.#rows.get(key);
  }
}

/** Has anybody written of the row? Its footnote is asked where it is on the page, for it can be taken away again. */
function isExplained(row, fields) {
  const footnote = fields.find((element) => cells.idOf(element)?.endsWith("|footnote"));
  if (row.dataset.explained === "text" || !footnote) return "explained" in row.dataset;
  return cells.readValue(footnote).trim() !== "";
}

// A long sheet comes with lists that hold only what is chosen; what else there is to choose is said once.
function fillLists(form) {
  const lists = [...document.querySelectorAll("template[data-list-of]")];
  const known = new Map(lists.map((list) => [list.dataset.listOf, list.content]));
  for (const select of form.querySelectorAll(".entry > select")) {
    const options = known.get(select.name.split("|")[1]);
    if (!options || select.options.length >= options.childElementCount) continue;
    const chosen = select.value;
    select.replaceChildren(options.cloneNode(true));
    select.value = chosen;
  }
}

// On a phone a row is a card, and every part of it needs its heading.
function labelColumns(form) {
  const labels = headings(form);
  for (const row of form.querySelectorAll("tbody tr:not(.sheet__title)")) {
    for (const [place, label] of labels) {
      const cell = row.cells[place];
      if (cell && !cell.matches(".sheet__more")) cell.dataset.label = label;
    }
  }
}

function headings(form) {
  const [first, second] = form.querySelectorAll("thead tr");
  if (!first) return [];
  const below = [...(second?.cells ?? [])];
  const found = [];
  for (const head of first.cells) {
    if (head.colSpan === 1) found.push(words(head));
    else
      for (const part of below.splice(0, head.colSpan))
        found.push(part.id ? words(head) : `${words(head)} ${words(part)}`);
  }
  return [...found.entries()].slice(1);
}

const words = (head) => (head.dataset.name ?? head.firstChild.textContent).trim();
