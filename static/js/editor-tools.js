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
import { isLink } from "./editor-schema.js";

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
    isWithin(type)(state)
      ? liftListItem(state.schema.nodes.list_item)(state, dispatch)
      : wrapInList(type)(state, dispatch);
}

function toggleHeading({ heading, paragraph }, level) {
  return (state, dispatch) =>
    isWithin(heading, { level })(state)
      ? setBlockType(paragraph)(state, dispatch)
      : setBlockType(heading, { level })(state, dispatch);
}

function insertTable(state, dispatch) {
  if (isInTable(state)) return false;
  const { nodes } = state.schema;
  const cell = (type) => type.createAndFill();
  const row = (type) => nodes.table_row.create(null, [cell(type), cell(type), cell(type)]);
  const table = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
  if (dispatch) dispatch(state.tr.replaceSelectionWith(table).scrollIntoView());
  return true;
}

/** Asks for the address; an empty one takes the link away. */
function askLink(state, dispatch) {
  const { link } = state.schema.marks;
  if (hasMark(link)(state)) return toggleMark(link)(state, dispatch);
  if (state.selection.empty) return false;
  if (!dispatch) return true;
  const href = window.prompt("Länkens adress. Den börjar med https:// eller mailto:", "https://")?.trim() ?? "";
  if (!href || href === "https://") return false;
  if (!isLink(href)) {
    window.alert("Adressen ska börja med https:// eller mailto:");
    return false;
  }
  return toggleMark(link, { href })(state, dispatch);
}

/** What can be done to a text of the schema: label, name, command, whether it is on, and whether it is for tables. */
function listTools({ nodes, marks }) {
  return [
    ...(nodes.heading
      ? [
          ["Rubrik", "Rubrik", toggleHeading(nodes, 1), isWithin(nodes.heading, { level: 1 })],
          ["Underrubrik", "Underrubrik", toggleHeading(nodes, 2), isWithin(nodes.heading, { level: 2 })],
        ]
      : []),
    ["F", "Fetstil", toggleMark(marks.strong), hasMark(marks.strong)],
    ["K", "Kursiv", toggleMark(marks.emphasis), hasMark(marks.emphasis)],
    ["Länk", "Länk", askLink, hasMark(marks.link)],
    ["• Lista", "Punktlista", toggleList(nodes.bullet_list), isWithin(nodes.bullet_list)],
    ["1. Lista", "Numrerad lista", toggleList(nodes.ordered_list), isWithin(nodes.ordered_list)],
    ["Siffra", "Siffra ur rapporten (=)", openFigureSearch],
    ...(nodes.picture ? [["Bild", "Bild i texten", askPicture]] : []),
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
}

/** The toolbar of a view as an element, and what brings it up to date with a state. `controls` is the text's id. */
export function makeTools(getView, schema, controls) {
  const bar = document.createElement("div");
  bar.className = "editor-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Format");
  bar.setAttribute("aria-controls", controls);
  const buttons = listTools(schema).map(([label, name, command, isOn, inTable]) => {
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
