// A long sheet before a mouse and a wide window: its columns are measured once, as the browser lays out the table, and
// then fixed. A fixed row needs none of the others to be laid out, so the browser passes over those that are not seen,
// and a key is answered at once also among hundreds of rows.

import { lieOver } from "./grid-cells.js";

const MANY_ROWS = 150; // as FEW_ROWS on the server
const WIDE = window.matchMedia("(width >= 64rem) and (pointer: fine)");
const PAUSE = 150;

/** Fix the columns of a long sheet, and again when the window has another width. */
export function fixColumns(form) {
  const table = form.querySelector("table.sheet");
  if (!table || table.rows.length < MANY_ROWS) return;
  let width = window.innerWidth;
  let timer = 0;
  fix(table);
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => fix(table), PAUSE);
  });
}

function fix(table) {
  delete table.dataset.fixed;
  const row = WIDE.matches && table.querySelector(".sheet__section:not([hidden]) > tr:not([hidden], .sheet__title)");
  if (!row) return;
  const widths = [...row.cells].map((cell) => `${cell.getBoundingClientRect().width}px`);
  const heights = [...table.tBodies].flatMap((part) => [...part.rows]).map((one) => [one, one.offsetHeight]);
  table.style.setProperty("--columns", widths.join(" "));
  for (const [one, height] of heights) if (height) one.style.containIntrinsicBlockSize = `auto ${height}px`;
  for (const told of table.querySelectorAll("tbody .cell__message, tbody .row-more__body")) lieOver(told);
  table.dataset.fixed = "";
}
