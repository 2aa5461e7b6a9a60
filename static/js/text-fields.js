// Comments and assessments are written in the chapters' editor, which stands in for the plain field. The field has the
// text as Markdown all the while: the sheet's script saves it as any cell, and without an editor it is written there.

import { docOf, fieldSchema, keepFigureLabels, treeOf } from "./editor-schema.js";
import { formatMarkdown } from "./editor-markdown.js";
import { focusAtEnd, makeEditorView, replaceText } from "./editor-view.js";
import { FigurePanel } from "./editor-figure-panel.js";
import { findToken } from "./editor-pictures.js";

const form = document.querySelector("form[data-read]");
const editors = new Map(); // by the field that each stands in for
const latest = new WeakMap(); // by form, the field whose editor was last written in

/** Texts as trees, as the server reads them: [{raw, plain}] -> [{tree, labels} or null]; null when none could be had. */
async function readTexts(texts) {
  try {
    const response = await fetch(form.dataset.read, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": findToken(form), Accept: "application/json" },
      body: JSON.stringify({ texts }),
    });
    return response.ok && !response.redirected ? (await response.json()).texts : null;
  } catch {
    return null;
  }
}

class FieldEditor {
  #field;
  #box;
  #view;
  #watch;
  #written; // what the editor last wrote in the field

  constructor(field, tree) {
    this.#field = field;
    this.#written = field.value;
    this.#box = document.createElement("div");
    this.#box.className = "field-editor";
    field.after(this.#box);
    const hadFocus = document.activeElement === field;
    const wasAtEnd = field.selectionEnd === field.value.length;
    this.#view = makeEditorView(this.#box, {
      schema: fieldSchema,
      tree,
      attributes: { id: `${field.id}-r`, "aria-labelledby": field.getAttribute("aria-labelledby") },
      props: { handleDOMEvents: { blur: () => this.#send("change"), focus: () => this.#remember() } },
      change: () => this.#write(),
    });
    field.classList.add("visually-hidden");
    field.tabIndex = -1;
    field.setAttribute("aria-hidden", "true");
    field.addEventListener("focus", this.#enter);
    field.addEventListener("put", this.#follow);
    this.#watch = new MutationObserver(() => this.#describe());
    this.#watch.observe(field, { attributeFilter: ["aria-describedby", "aria-invalid"] });
    this.#describe();
    if (hadFocus && wasAtEnd) focusAtEnd(this.#view);
    else if (hadFocus) this.#view.focus();
  }

  /** Whoever goes to the field, by its label or to mend it, comes to the editor. */
  #enter = () => this.#view.focus();

  #remember() {
    latest.set(this.#field.closest(".text-form"), this.#field);
    return false;
  }

  get view() {
    return this.#view;
  }

  /** What stands in the field has been changed by another hand: an answer, a choice between two texts, undo. */
  #follow = async () => {
    const raw = this.#field.value;
    if (raw.trim() === this.#written.trim()) return;
    const [read] = (await readTexts([{ raw, plain: false }])) ?? [];
    if (this.#field.value !== raw) return;
    if (!read) {
      this.#leave();
      return;
    }
    this.#written = raw;
    keepFigureLabels(read.labels);
    replaceText(this.#view, docOf(read.tree, fieldSchema));
  };

  /** A text after what is written, as if it had been typed. */
  add({ tree, labels }) {
    keepFigureLabels(labels);
    const { tr, doc } = this.#view.state;
    const { content } = docOf(tree, fieldSchema);
    const isEmpty = !doc.textContent.trim() && doc.childCount === 1;
    this.#view.dispatch(isEmpty ? tr.replaceWith(0, doc.content.size, content) : tr.insert(doc.content.size, content));
  }

  #write() {
    this.#written = formatMarkdown(treeOf(this.#view.state.doc));
    this.#field.value = this.#written;
    this.#send("input");
  }

  #send(name) {
    this.#field.dispatchEvent(new Event(name, { bubbles: true }));
    return false;
  }

  commit() {
    if (this.#view.hasFocus()) this.#send("change");
  }

  #describe() {
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = this.#field.getAttribute(name);
      if (value) this.#view.dom.setAttribute(name, value);
      else this.#view.dom.removeAttribute(name);
    }
  }

  /** Back to the plain field: what stands there can't be shown in the editor. */
  #leave() {
    this.#watch.disconnect();
    this.#field.removeEventListener("focus", this.#enter);
    this.#field.removeEventListener("put", this.#follow);
    this.#field.classList.remove("visually-hidden");
    this.#field.removeAttribute("tabindex");
    this.#field.removeAttribute("aria-hidden");
    const hadFocus = this.#view.hasFocus();
    this.#view.destroy();
    this.#box.remove();
    editors.delete(this.#field);
    if (hadFocus) this.#field.focus();
  }
}

/** What was never marked up is plain words, however it could be read; an unsaved text is what its writer typed. */
function isPlain(field) {
  return field.dataset.rich !== "1" && field.value === field.dataset.saved;
}

/**
 * The editors of a form that has been opened. A text that can't be read keeps its field, and one that its writer has
 * begun to change meanwhile keeps it until she leaves it.
 */
async function mount(details) {
  const fields = [...details.querySelectorAll("textarea[data-rich]")].filter((field) => !editors.has(field));
  if (!fields.length) return;
  const texts = fields.map((field) => ({ raw: field.value, plain: isPlain(field) }));
  const read = texts.some(({ raw }) => raw)
    ? ((await readTexts(texts)) ?? [])
    : texts.map(() => ({ tree: { blocks: [] }, labels: {} }));
  for (const [place, field] of fields.entries()) {
    if (!read[place] || editors.has(field)) continue;
    if (field.value !== texts[place].raw) {
      field.addEventListener("change", () => mount(details), { once: true });
      continue;
    }
    keepFigureLabels(read[place].labels);
    editors.set(field, new FieldEditor(field, read[place].tree));
  }
}

/** The editor that a figure is put into: the one last written in, else the form's first. */
function findView(details) {
  const field = [latest.get(details), ...details.querySelectorAll("textarea[data-rich]")].find((one) =>
    editors.has(one),
  );
  return editors.get(field)?.view;
}

/** The figures that a form is about, and all of the report's, can be put into its texts. */
function offerFigures(details) {
  const place = details.querySelector("[data-figure-panel]");
  if (!place || place.dataset.offered) return;
  place.dataset.offered = "1";
  const panel = new FigurePanel(place, () => findView(details));
  for (const button of details.querySelectorAll(".text-form__figures [data-figure]")) {
    button.hidden = false;
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
    button.addEventListener("click", () => panel.insert(button));
  }
}

function open(details) {
  mount(details);
  offerFigures(details);
}

/** Last tertial's text is put where the new one is to stand, after what is written already. */
async function beginFrom({ dataset }) {
  const field = document.getElementById(dataset.into);
  const [read] = (await readTexts([{ raw: dataset.beginFrom, plain: dataset.plain === "1" }])) ?? [];
  const editor = editors.get(field);
  if (editor && read) editor.add(read);
  else if (!editor) {
    field.value = [field.value.trim(), dataset.beginFrom].filter(Boolean).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.focus();
}

if (form) {
  for (const details of form.querySelectorAll(".text-form")) {
    if (details.open) open(details);
    details.addEventListener("toggle", () => details.open && open(details));
  }
  for (const button of form.querySelectorAll("[data-begin-from]")) {
    button.hidden = false;
    button.addEventListener("click", () => beginFrom(button));
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const editor of editors.values()) editor.commit();
  });
}
