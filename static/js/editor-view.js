// An editor of rich text: what its keys do, and what stands in it. Where it saves is its page's business.

import {
  baseKeymap,
  EditorState,
  EditorView,
  goToNextCell,
  history,
  inputRules,
  keymap,
  liftListItem,
  redo,
  sinkListItem,
  splitListItem,
  tableEditing,
  TextSelection,
  textblockTypeInputRule,
  toggleMark,
  undo,
  wrappingInputRule,
} from "../vendor/prosemirror.min.js";
import { handleEquals } from "./editor-figures.js";
import { cleanPasted } from "./editor-paste.js";
import { docOf } from "./editor-schema.js";
import { makeTools } from "./editor-tools.js";

function addBreak(state, dispatch) {
  const { heading, hard_break: lineBreak } = state.schema.nodes;
  if (heading && state.selection.$from.parent.type === heading) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(lineBreak.create()).scrollIntoView());
  return true;
}

function listKeys({ nodes, marks }) {
  return {
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    "Mod-b": toggleMark(marks.strong),
    "Mod-i": toggleMark(marks.emphasis),
    "Shift-Enter": addBreak,
    Enter: splitListItem(nodes.list_item),
    // Tab only means something in a list or a table: elsewhere it goes on to what comes after the text.
    Tab: (state, dispatch) => goToNextCell(1)(state, dispatch) || sinkListItem(nodes.list_item)(state, dispatch),
    "Shift-Tab": (state, dispatch) =>
      goToNextCell(-1)(state, dispatch) || liftListItem(nodes.list_item)(state, dispatch),
  };
}

function listRules({ nodes }) {
  const rules = [
    wrappingInputRule(/^\s*[-*•]\s$/, nodes.bullet_list),
    wrappingInputRule(/^1[.)]\s$/, nodes.ordered_list),
  ];
  if (nodes.heading)
    rules.push(textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1].length })));
  return inputRules({ rules });
}

/** After a table or a list that ends the text there is a line to write in; an empty one is never saved. */
function leaveRoomBelow(view) {
  const { doc, tr, schema } = view.state;
  if (doc.lastChild.isTextblock) return;
  const line = tr.insert(doc.content.size, schema.nodes.paragraph.create()).setMeta("addToHistory", false);
  view.updateState(view.state.apply(line));
}

/**
 * An editor with its tools in `place`. `attributes` has at least the text's id and name, `props` what more a view may
 * have; `change` is called when the writer has changed the text.
 */
export function makeEditorView(place, { schema, tree, attributes, props = {}, change }) {
  const tools = makeTools(() => view, schema, attributes.id);
  const view = new EditorView(place, {
    state: EditorState.create({
      doc: docOf(tree, schema),
      plugins: [listRules(schema), keymap(listKeys(schema)), keymap(baseKeymap), history(), tableEditing()],
    }),
    attributes: { role: "textbox", "aria-multiline": "true", lang: "sv", spellcheck: "true", ...attributes },
    transformPastedHTML: cleanPasted,
    handleTextInput: handleEquals,
    ...props,
    dispatchTransaction: (transaction) => {
      view.updateState(view.state.apply(transaction));
      if (transaction.docChanged) leaveRoomBelow(view);
      tools.update(view.state);
      if (transaction.docChanged && !transaction.getMeta("theirs")) change();
    },
  });
  place.prepend(tools.bar);
  tools.update(view.state);
  return view;
}

/** Another text stands in the editor now; undo brings the one before back. It is not a change of the writer's. */
export function replaceText(view, doc) {
  const { tr, doc: before } = view.state;
  view.dispatch(tr.replaceWith(0, before.content.size, doc.content).setMeta("theirs", true));
}

/** The writer goes on where the text ends. */
export function focusAtEnd(view) {
  const { tr, doc } = view.state;
  view.dispatch(tr.setSelection(TextSelection.atEnd(doc)));
  view.focus();
}
