// What is seen of a sheet. Its head and the bar at its foot lie over its rows, as high as their words make them; what is
// reached must not lie behind them.

import { isGridCell } from "./grid-cells.js";

const FREE = 40; // pixels between a cell and what lies over the sheet: the next row is seen, or the first words of a question

/** Bring a cell into view, no further than that takes. */
export function reveal(cell) {
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Keep what is reached clear of the head and of the bar, whatever height they come to have. */
export function keepClear(form) {
  const bar = form.querySelector("[data-bar]");
  const table = form.querySelector("table.sheet");
  const page = document.documentElement;
  new ResizeObserver(() => {
    const under = bar.offsetHeight;
    page.style.scrollPaddingBottom = `${under + FREE}px`;
    bringUp(form, window.innerHeight - under);
  }).observe(bar);
  if (!table) return;
  new ResizeObserver(() => {
    const over = `${table.tHead.offsetHeight + FREE}px`;
    page.style.scrollPaddingTop = over;
    table.style.scrollPaddingTop = over; // where it scrolls in a box of its own
  }).observe(table.tHead);
}

/** Do it with the reached cell kept in view: what is told at the rows above makes them higher, and not every browser minds. */
export function holdInView(form, act) {
  const element = document.activeElement;
  const isSeen = form.contains(element) && isGridCell(element) && isInWindow(element.getBoundingClientRect());
  act();
  if (isSeen) reveal(element);
}

const isInWindow = ({ top, bottom }) => bottom > 0 && top < window.innerHeight;

// A bar that has grown may lie over the cell that one is in; who has looked elsewhere meanwhile is left there.
function bringUp(form, edge) {
  const element = document.activeElement;
  if (!form.contains(element) || !isGridCell(element)) return;
  const place = element.getBoundingClientRect();
  if (isInWindow(place) && place.bottom > edge) reveal(element);
}
