// Moves chapters by drag, and by Alt with an arrow where the focus is. Without script the buttons of each row do it.

const list = document.querySelector("[data-disposition]");
let dragged = null;

function rows() {
  return [...list.querySelectorAll("[data-chapter]")];
}

/** Sends the row's own form with a place, 1 being the first. The page comes back with the row in its place. */
function move(row, position) {
  const form = row.querySelector("[data-move]");
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: "position", value: position });
  form.append(input);
  form.submit();
}

function startDrag(event) {
  const row = event.target.closest("[data-chapter]");
  dragged = row;
  row.classList.add("disposition__row--dragged");
  event.target.setPointerCapture(event.pointerId);
  event.preventDefault();
}

function drag(event) {
  if (!dragged) return;
  const over = rows().find((row) => {
    const box = row.getBoundingClientRect();
    return row !== dragged && event.clientY >= box.top && event.clientY <= box.bottom;
  });
  if (!over) return;
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(dragged);
  else over.after(dragged);
}

function endDrag() {
  if (!dragged) return;
  const row = dragged;
  dragged = null;
  row.classList.remove("disposition__row--dragged");
  move(row, rows().indexOf(row) + 1);
}

if (list) {
  for (const part of document.querySelectorAll("[data-handle], [data-with-script]")) part.hidden = false;
  for (const handle of list.querySelectorAll("[data-handle]")) {
    handle.addEventListener("pointerdown", startDrag);
    handle.addEventListener("pointermove", drag);
    handle.addEventListener("pointerup", endDrag);
    handle.addEventListener("pointercancel", endDrag);
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = event.target.closest("[data-chapter]");
    if (!event.altKey || !step || !row?.querySelector("[data-move]")) return;
    event.preventDefault();
    const position = rows().indexOf(row) + 1 + step;
    if (position >= 1 && position <= rows().length) move(row, position);
  });
  // The row that was moved has the focus when the page comes back, once the browser has gone to it.
  const moved = location.hash.startsWith("#k") && document.querySelector(location.hash);
  const focusMoved = () => setTimeout(() => (moved.querySelector("button") ?? moved.querySelector("summary")).focus());
  if (moved) window.addEventListener("load", focusMoved, { once: true });
}
