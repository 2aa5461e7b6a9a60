// Which rows are shown: all, the empty ones, those to look at, those from sources, and of these those that a search
// finds. The choice is remembered in the address. A row that has been filled in stays where it is until the rows are
// chosen anew, so that nothing slips away under the writer's hands.

import { fitHeights } from "./grid-layout.js";
import { fieldOf, hideEmpty, rowsOf, sectionOf, sectionsIn, shownRows } from "./grid-rows.js";
import { reveal } from "./grid-view.js";

const SHOWS = {
  tomma: ({ state }) => state === "empty",
  varning: ({ state }) => ["warned", "problem"].includes(state),
  ogranskade: ({ waits }) => waits,
  skiljer: ({ differs }) => differs,
};

const normalize = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

export class Filter {
  #form;
  #links;
  #tally;
  #chosen;
  #words = [];
  #search = null;
  #left = null;

  /** `tally` knows how each row stands; `chosen()` is called when other rows are shown. */
  constructor(form, tally, chosen) {
    this.#form = form;
    this.#tally = tally;
    this.#chosen = chosen;
    this.#links = [...document.querySelectorAll("a[data-filter]")];
    for (const link of this.#links) link.addEventListener("click", (event) => this.#choose(event, link));
    const search = document.querySelector("[data-row-search]");
    if (!search) return;
    search.hidden = false;
    this.#search = search.querySelector("input");
    this.#search.addEventListener("input", () => this.#find());
    this.#search.addEventListener("keydown", (event) => this.#inSearch(event));
    form.addEventListener("keydown", (event) => this.#toSearch(event));
  }

  // Ctrl+F goes to the search, as in a spreadsheet; there it is the browser's own.
  #toSearch(event) {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "f") return;
    event.preventDefault();
    this.#left = event.target.closest("td.entry") && event.target;
    this.#search.focus();
    this.#search.select();
  }

  // Enter goes to the first row that is found, in the column that one came from; Esc shows all rows and goes back.
  #inSearch(event) {
    if (!["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    const isFound = event.key === "Enter";
    if (!isFound && this.#search.value) {
      this.#search.value = "";
      this.#find();
    }
    const to = isFound ? this.#firstFound() : this.#left;
    to?.focus();
    if (to) reveal(to);
  }

  #firstFound() {
    const place = this.#left?.closest("td").cellIndex;
    for (const row of shownRows(this.#form)) {
      const field = fieldOf(row.cells[place]) ?? [...row.cells].map(fieldOf).find(Boolean);
      if (field) return field;
    }
    return null;
  }

  /** The keys of the rows shown, or none when all of them are. */
  get shown() {
    return this.#form.dataset.filter || this.#words.length ? this.seen : [];
  }

  /** The keys of the rows that are shown, in the order that they stand. */
  get seen() {
    return this.#rows()
      .filter((row) => !row.hidden)
      .map((row) => row.dataset.key);
  }

  /** How many rows each choice now has. */
  count() {
    const { marks } = this.#tally;
    for (const link of this.#links) {
      const shows = SHOWS[link.dataset.filter];
      const count = String(shows ? marks.filter(shows).length : marks.length);
      const place = link.querySelector("[data-count]");
      if (place.textContent !== count) place.textContent = count;
    }
  }

  #choose(event, link) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(window.location.href);
    address.searchParams.set("visa", link.dataset.filter);
    window.history.replaceState(null, "", address);
    this.#form.dataset.filter = link.dataset.filter;
    this.#form.elements.back.value = window.location.pathname + window.location.search;
    for (const one of this.#links) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.#apply();
    this.#chosen();
  }

  #find() {
    this.#words = normalize(this.#search.value).split(" ").filter(Boolean);
    this.#apply();
    this.#chosen();
  }

  /** Does every word stand in the row's name, in what it belongs to, or in the heading above it? */
  #isFound(row) {
    if (!this.#words.length) return true;
    const names = normalize(`${sectionOf(row).rows[0].textContent} ${row.querySelector("th").textContent}`);
    return this.#words.every((word) => names.includes(word));
  }

  #apply() {
    const shows = SHOWS[this.#form.dataset.filter];
    for (const mark of this.#tally.marks)
      mark.row.hidden = (Boolean(shows) && !shows(mark)) || !this.#isFound(mark.row);
    const isPicked = Boolean(shows) || this.#words.length > 0;
    const sections = sectionsIn(this.#form);
    for (const section of sections) {
      for (const row of rowsOf(section)) if (row.matches(".sum")) row.hidden = isPicked;
      hideEmpty(section);
    }
    fitHeights(this.#form);
    this.#form.querySelector("[data-nothing-shown]").hidden = sections.some((section) => !section.hidden);
  }

  #rows() {
    return [...this.#form.querySelectorAll("tr[data-key]")];
  }
}
