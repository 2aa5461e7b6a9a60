// A long sheet: cut into parts of a few rows each, and where rows are no cards, as on a phone, its columns are measured once,
// as the browser lays out the table, and then fixed. A part whose columns are fixed needs none of the others to be laid out,
// so the browser passes over those that are not seen, and a key is answered at once also among a thousand rows.

import { partsOf, sectionsIn } from "./grid-rows.js";

const LONG = "form[data-long]";
const PART_ROWS = 12; // fewer are more parts to look through at each key, more are rows drawn that are not seen
const NO_CARDS = window.matchMedia("(width >= 44.01rem)");
const PAUSE = 150;
const LINE = 28; // pixels of a row that has never been laid out
const heights = new WeakMap();

/** Cut a long sheet and fix its columns, and fix them again when the window has another width. */
export function fixColumns(form) {
  const table = form.querySelector("table.sheet");
  if (!table?.closest(LONG)) return;
  cut(table);
  fix(table);
  let width = window.innerWidth;
  let timer = 0;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => fix(table), PAUSE);
  });
}

/** Cut each section of a long sheet into parts, where it is whole. */
export function cut(table) {
  if (!table.closest(LONG)) return;
  for (const section of sectionsIn(table)) {
    let last = section;
    for (let rest = [...section.rows].slice(PART_ROWS); rest.length; rest = rest.slice(PART_ROWS)) {
      const part = document.createElement("tbody");
      part.className = "sheet__rest";
      part.append(...rest.slice(0, PART_ROWS));
      last.after(part);
      last = part;
    }
  }
  fitHeights(table);
}

/** Put each section together again, so that its rows can be ordered. */
export function join(table) {
  for (const section of sectionsIn(table)) {
    for (const part of partsOf(section).slice(1)) {
      section.append(...part.rows);
      part.remove();
    }
  }
}

/** A part that is not seen is as high as those of its rows that are shown; one that is seen tells its height itself. */
export function fitHeights(within) {
  for (const part of within.querySelectorAll("[data-fixed] > tbody")) {
    const shown = [...part.rows].filter((row) => !row.hidden);
    const height = shown.reduce((sum, row) => sum + (heights.get(row) ?? LINE), 0);
    part.style.containIntrinsicBlockSize = `${height}px`;
  }
}

function fix(table) {
  delete table.dataset.fixed;
  const row = NO_CARDS.matches && table.querySelector("tbody:not([hidden]) > tr:not([hidden], .sheet__title)");
  if (!row) return;
  const widths = [...row.cells].map((cell) => cell.getBoundingClientRect().width);
  for (const one of table.rows) {
    const { height } = one.getBoundingClientRect();
    if (height) heights.set(one, height);
  }
  table.style.setProperty("--columns", widths.map((width) => `${width}px`).join(" "));
  table.style.setProperty("--row-width", `${widths.reduce((sum, width) => sum + width, 0)}px`);
  table.dataset.fixed = "";
  fitHeights(table.parentElement);
}
