// A value of the report in a sentence of the editor: `=` or the button asks for it, and the choice stands in the text.

import { keepFigureLabel } from "./editor-schema.js";
import { FigureSearch } from "./figure-search.js";

/** `=` where a word may begin asks for a figure; within a word it is an equals sign. */
export function handleEquals(view, from, to, text) {
  if (text !== "=") return false;
  const before = view.state.doc.resolve(from).parent.textBetween(0, view.state.doc.resolve(from).parentOffset, "", " ");
  if (before && !/[\s(]$/.test(before)) return false;
  if (from !== to) return false;
  return openFigureSearch(view.state, () => undefined, view, "=");
}

/** As a command of the editor: can it be done, and with `dispatch` do it. `typed` is what to write when it is left. */
export function openFigureSearch(_state, dispatch, view, typed = "") {
  if (!dispatch || !view) return true;
  new FigureSearch({
    place: view.dom,
    address: view.dom.closest("[data-figures]").dataset.figures,
    typed,
    choose: ({ figure, label }) => insertFigure(view, figure, label),
    focus: () => view.focus(),
    write: (text) => view.dispatch(view.state.tr.insertText(text)),
  });
  return true;
}

/** Puts a figure where the cursor is, with what it is from. */
export function insertFigure(view, figure, label) {
  keepFigureLabel(figure, label);
  const node = view.state.schema.nodes.figure.create({ node: figure });
  view.dispatch(view.state.tr.replaceSelectionWith(node).scrollIntoView());
}
