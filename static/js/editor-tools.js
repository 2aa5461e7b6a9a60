// The buttons above the text: what each does, when it can, and whether it is on. One stop for the tab key; arrows move.

import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  isInTable,
  liftListItem,
  redo,
  setBlockType,
  toggleHeaderRow,
  toggleMark,
  undo,
  wrapInList,
} from "../vendor/prosemirror.min.js";
import { openFigureSearch } from "./editor-figures.js";
import { askPicture } from "./editor-pictures.js";
import { isLink, schema } from "./editor-schema.js";

const { nodes, marks } = schema;

function hasMark(type) {
  return (state) => {
    const { from, to, empty, $from } = state.selection;
    if (empty) return Boolean(type.isInSet(state.storedMarks ?? $from.marks()));
    return state.doc.rangeHasMark(from, to, type);
  };
}

function isWithin(type, attrs = {}) {
  return ({ selection: { $from } }) => {
    for (let depth = $from.depth; depth > 0; depth -= 1) {
      const node = $from.node(depth);
      if (node.type === type) return Object.entries(attrs).every(([name, value]) => node.attrs[name] === value);
    }
    return false;
  };
}

/** A list is taken away where it is one already. */
function toggleList(type) {
  return (state, dispatch) =>
    isWithin(type)(state) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch);
}

function toggleHeading(level) {
  return (state, dispatch) =>
    isWithin(nodes.heading, { level })(state)
      ? setBlockType(nodes.paragraph)(state, dispatch)
      : setBlockType(nodes.heading, { level })(state, dispatch);
}

function insertTable(state, dispatch) {
  if (isInTable(state)) return false;
  const cell = (type) => type.createAndFill();
  const row = (type) => nodes.table_row.create(null, [cell(type), cell(type), cell(type)]);
  const table = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
  if (dispatch) dispatch(state.tr.replaceSelectionWith(table).scrollIntoView());
  return true;
}

/** Asks for the address; an empty one takes the link away. */
function askLink(state, dispatch) {
  if (hasMark(marks.link)(state)) return toggleMark(marks.link)(state, dispatch);
  if (state.selection.empty) return false;
  if (!dispatch) return true;
  const href = window.prompt("Länkens adress. Den börjar med https:// eller mailto:", "https://")?.trim() ?? "";
  if (!href || href === "https://") return false;
  if (!isLink(href)) {
    window.alert("Adressen ska börja med https:// eller mailto:");
    return false;
  }
  return toggleMark(marks.link, { href })(state, dispatch);
}

const TOOLS = [
  ["Rubrik", "Rubrik", toggleHeading(1), isWithin(nodes.heading, { level: 1 })],
  ["Underrubrik", "Underrubrik", toggleHeading(2), isWithin(nodes.heading, { level: 2 })],
  ["F", "Fetstil", toggleMark(marks.strong), hasMark(marks.strong)],
  ["K", "Kursiv", toggleMark(marks.emphasis), hasMark(marks.emphasis)],
  ["Länk", "Länk", askLink, hasMark(marks.link)],
  ["• Lista", "Punktlista", toggleList(nodes.bullet_list), isWithin(nodes.bullet_list)],
  ["1. Lista", "Numrerad lista", toggleList(nodes.ordered_list), isWithin(nodes.ordered_list)],
  ["Siffra", "Siffra ur rapporten (=)", openFigureSearch],
  ["Bild", "Bild i texten", askPicture],
  ["Tabell", "Ny tabell", insertTable],
  ["+ Rad", "Ny rad under", addRowAfter, null, true],
  ["− Rad", "Ta bort raden", deleteRow, null, true],
  ["+ Kolumn", "Ny kolumn efter", addColumnAfter, null, true],
  ["− Kolumn", "Ta bort kolumnen", deleteColumn, null, true],
  ["Rubrikrad", "Första raden är rubriker", toggleHeaderRow, null, true],
  ["− Tabell", "Ta bort tabellen", deleteTable, null, true],
  ["Ångra", "Ångra", undo],
  ["Gör om", "Gör om", redo],
];

/** The toolbar as an element, and what brings it up to date with a state. */
export function makeTools(getView) {
  const bar = document.createElement("div");
  bar.className = "editor-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Format");
  bar.setAttribute("aria-controls", "redigerare");
  const buttons = TOOLS.map(([label, name, command, isOn, inTable]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.textContent = label;
    button.title = name;
    if (label !== name) button.setAttribute("aria-label", name);
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays where it is
    button.addEventListener("click", () => {
      const view = getView();
      view.focus(); // before, since a command may open a field of its own
      command(view.state, view.dispatch, view);
    });
    bar.append(button);
    return { button, command, isOn, inTable };
  });
  bar.firstElementChild.tabIndex = 0;
  bar.addEventListener("keydown", (event) => moveFocus(bar, event));
  return { bar, update: (state) => update(buttons, bar, state) };
}

function update(buttons, bar, state) {
  for (const { button, command, isOn, inTable } of buttons) {
    button.hidden = Boolean(inTable) && !isInTable(state);
    button.disabled = !command(state);
    if (isOn) button.setAttribute("aria-pressed", String(isOn(state)));
  }
  const stops = reachable(bar);
  if (!stops.some((button) => button.tabIndex === 0)) {
    for (const button of bar.children) button.tabIndex = -1;
    if (stops[0]) stops[0].tabIndex = 0;
  }
}

function reachable(bar) {
  return [...bar.children].filter((button) => !button.hidden && !button.disabled);
}

function moveFocus(bar, event) {
  const stops = reachable(bar);
  const here = stops.indexOf(document.activeElement);
  const place = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: stops.length - 1 }[event.key];
  if (place === undefined || !stops.length) return;
  event.preventDefault();
  const next = stops[(place + stops.length) % stops.length];
  for (const button of bar.children) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}
