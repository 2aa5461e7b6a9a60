// The order of the rows: the report's own, or by a column, chosen at its heading. The same rules as row_order.py, which
// orders the page when it comes: rows stay under their headings with their sum last, and what is empty is last. Nothing
// moves while one writes: only a choice orders anew.

import { cut, join } from "./grid-layout.js";
import { fieldOf, hideEmpty, sectionsIn } from "./grid-rows.js";

const SMALLEST_FIRST = ["namn", "kvar", "variance", "variance_so_far"];
const SWEDISH = new Intl.Collator("sv");
const LAST = [2, 0, ""];
const DIGITS = "(?:\\d{1,3}(?: \\d{3})+|\\d+)(?:,\\d+)?";
const NUMBER = new RegExp(`^\\(?([-\u2212\u2013]?${DIGITS})\\)?(?: ?/ ?(${DIGITS}))?`);

export class Order {
  #form;
  #links;
  #tally;
  #ordered;
  #code = "";
  #own;

  /** `tally` knows how each row stands; `ordered(text)` is called when the rows have been put in another order. */
  constructor(form, tally, ordered) {
    this.#form = form;
    this.#tally = tally;
    this.#ordered = ordered;
    this.#links = [...document.querySelectorAll("a[data-order]")];
    if (form.dataset.order) return; // it came in another order than the report's: then the links lead to the server
    this.#own = sectionsIn(form).map((section) => [section, [...section.rows]]);
    for (const link of this.#links) link.addEventListener("click", (event) => this.#choose(event, link));
  }

  /** Do the rows stand in another order than the report's? */
  get isOwn() {
    return !this.#code && !this.#form.dataset.order;
  }

  #choose(event, link) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#code = following(link.dataset.order, this.#code);
    const here = this.#form.querySelector("tr[data-here]");
    this.#apply();
    this.#tell();
    here?.scrollIntoView({ block: "nearest" });
    link.scrollIntoView({ block: "nearest" });
  }

  #apply() {
    const table = this.#form.querySelector("table.sheet");
    join(table);
    const { field, isDescending } = partsOf(this.#code);
    const states = new Map(this.#tally.marks.map(({ row, state }) => [row, state]));
    const keyed = this.#own.map(([part, rows]) => {
      const keys = rows.map((row) => [keyOf(row, field, states), row]);
      const figures = keys.filter(([, row]) => row.dataset.key && !isSum(row));
      const sums = keys.filter(([, row]) => isSum(row));
      const sorted = field ? sort(figures, isDescending) : figures;
      if (field) part.append(...[...sorted, ...sums].map(([, row]) => row));
      else part.append(...rows);
      return [sectionKey(part, field, sums, sorted), part];
    });
    const last = table.querySelector(":scope > tbody:last-of-type").nextSibling;
    for (const [, part] of field ? sort(keyed, isDescending) : keyed) table.insertBefore(part, last);
    cut(table);
    for (const [section] of this.#own) hideEmpty(section);
  }

  #tell() {
    const { field, isDescending } = partsOf(this.#code);
    const address = new URL(window.location.href);
    if (this.#code) address.searchParams.set("ordning", this.#code);
    else address.searchParams.delete("ordning");
    window.history.replaceState(null, "", address);
    this.#form.elements.back.value = address.pathname + address.search;
    for (const link of this.#links) {
      const isChosen = link.dataset.order === field;
      const head = link.closest("th");
      if (head && isChosen) head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      else if (head) head.removeAttribute("aria-sort");
      else if (isChosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const by = this.#links.find((link) => link.dataset.order === field)?.textContent.trim() ?? "";
    const way = isDescending ? "störst först" : "minst först";
    if (!field) this.#ordered("Raderna står i rapportens ordning.");
    else this.#ordered(field === "kvar" ? "Det som är kvar står först." : `Raderna är ordnade efter ${by}, ${way}.`);
  }
}

const partsOf = (code) => ({ field: code.replace(/^-/, ""), isDescending: code.startsWith("-") });

/** A column once more is the other way, and once more the report's own order. */
function following(field, code) {
  if (!field) return "";
  const first = SMALLEST_FIRST.includes(field) ? field : `-${field}`;
  const other = first === field ? `-${field}` : field;
  if (code === first) return field === "kvar" ? "" : other;
  return code === other ? "" : first;
}

function keyOf(row, field, states) {
  if (field === "namn") return readText(nameOf(row.cells[0]));
  if (field === "kvar") return [0, states.get(row) === "empty" ? 0 : 1, ""];
  const cell = cellOf(row, field);
  return cell ? readText(textOf(cell)) : LAST;
}

function nameOf(head) {
  const parts = [head.firstElementChild, head.querySelector(".about:not(.fill-mark)")];
  return parts.map((part) => part?.textContent ?? "").join(" ");
}

/** Is it what others come to: a computed row, or one of costs, the net or own cost types, whoever typed it? */
const isSum = (row) => row.matches(".sum, [data-sum]");

function sectionKey(part, field, sums, sorted) {
  if (field === "namn") return readText(part.querySelector(".sheet__title span")?.textContent ?? "");
  const keys = [...(field === "kvar" ? [] : sums.toReversed()), ...sorted].map(([key]) => key);
  return keys.find((key) => key !== LAST) ?? LAST;
}

const cellOf = (row, field) =>
  [...row.cells].find((cell) => (fieldOf(cell)?.name.split("|")[1] ?? cell.dataset.field) === field);

function textOf(cell) {
  const element = fieldOf(cell);
  if (!element) return cell.firstChild?.textContent ?? "";
  if (element.matches("select")) return element.value ? element.selectedOptions[0].textContent : "";
  return (
    element.value || element.placeholder || (cell.querySelector(".cell__sum")?.textContent.split(": ").at(-1) ?? "")
  );
}

/** What a text is ordered by: a number by its size, a quotient by what it comes to, else its letters. */
function readText(text) {
  const plain = text.trim().replace(/\s+/g, " ");
  if (!plain) return LAST;
  const found = NUMBER.exec(plain);
  if (!found) return [1, 0, plain];
  const value = readNumber(found[1]) * (plain.startsWith("(") ? -1 : 1);
  return [0, value / ((found[2] && readNumber(found[2])) || 1), ""];
}

const readNumber = (text) =>
  Number(
    text
      .replaceAll(" ", "")
      .replace(/[\u2212\u2013]/, "-")
      .replace(",", "."),
  );

/** In order: numbers before texts, what is empty last, and equals as in the report. */
function sort(keyed, isDescending) {
  const way = isDescending ? -1 : 1;
  const compare = ([one], [other]) =>
    one[0] - other[0] || way * (one[1] - other[1] || SWEDISH.compare(one[2], other[2]));
  return [...keyed].sort(compare);
}
