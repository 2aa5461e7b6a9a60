// The page where a text is written: an editor in the place of the plain field, which stays for those without script.

import { DOMSerializer } from "../vendor/prosemirror.min.js";
import { FigurePanel } from "./editor-figure-panel.js";
import { NumberCounts } from "./editor-numbers.js";
import { describePicture, findToken, takeDropped, takePasted } from "./editor-pictures.js";
import { TextSaver, textStoreName } from "./editor-save.js";
import { docOf, keepFigureLabels, schema, treeOf } from "./editor-schema.js";
import { makeEditorView, replaceText } from "./editor-view.js";
import { ask, copyOf } from "./grid-ask.js";
import { Store } from "./grid-store.js";

const form = document.getElementById("avsnitt");
const STATES = {
  typing: "Du skriver …",
  saving: "Sparar …",
  saved: "Allt är sparat.",
  offline: "Ingen kontakt med servern. Texten ligger kvar i webbläsaren och sparas när kontakten är tillbaka.",
  "logged-out": "Du är utloggad. Texten ligger kvar i webbläsaren. Logga in i en annan flik, så sparas den.",
  refused: "Texten kunde inte sparas. Den ligger kvar i webbläsaren.",
  clash: "Någon annan har skrivit i texten. Välj vilken som ska stå.",
};
const LOUD = new Set(["offline", "logged-out", "refused", "clash"]);

class Page {
  #view;
  #saver;
  #numbers;
  #isReady = form.dataset.ready === "1";

  constructor() {
    const place = form.querySelector("[data-editor]");
    const field = form.querySelector("[data-plain]");
    this.#saver = new TextSaver({
      url: form.getAttribute("action"),
      who: form.dataset.who,
      version: Number(form.dataset.version),
      token: () => findToken(form),
      tell: {
        state: (name, message) => this.#say(name, message),
        saved: (answer, isAll) => this.#saved(answer, isAll),
        clash: (answer) => this.#settle(answer),
      },
    });
    keepFigureLabels(JSON.parse(document.getElementById("avsnitt-siffror").textContent));
    const tree = this.#saver.unsaved ?? JSON.parse(document.getElementById("avsnitt-text").textContent);
    this.#view = this.#makeView(place, tree);
    form.elements.text.disabled = true; // the tree is what is sent
    field.hidden = true;
    place.hidden = false;
    form.querySelector("[data-save-button]").hidden = true;
    form.querySelector("[data-retry]").addEventListener("click", () => this.#saver.flush());
    form.addEventListener("submit", (event) => this.#submit(event));
    new FigurePanel(document.getElementById("siffror"), () => this.#view);
    this.#numbers = new NumberCounts(form.getAttribute("action"), () => this.#saver.flush());
    window.addEventListener("beforeunload", (event) => {
      if (this.#saver.hasUnsaved && !this.#saver.isLasting) event.preventDefault();
    });
    if (form.dataset.unsaved === "1" && !this.#saver.hasUnsaved) this.#saver.change(treeOf(this.#view.state.doc));
    if (this.#saver.hasUnsaved) this.#saver.flush();
    else this.#say("saved");
    this.#count();
    if (location.hash === "#redigerare") this.#view.focus(); // on from the text before, to go on writing
  }

  #makeView(place, tree) {
    const described = form.elements.text.getAttribute("aria-describedby").includes("anvisning") ? "anvisning" : "";
    return makeEditorView(place, {
      schema,
      tree,
      attributes: {
        id: "redigerare",
        "aria-label": document.querySelector("h1").textContent,
        ...(described && { "aria-describedby": described }),
      },
      props: {
        handleDoubleClickOn: (view, _pos, node, at) =>
          node.type === schema.nodes.picture && describePicture(view, node, at),
        handleDrop: (view, event, _slice, moved) => !moved && takeDropped(view, event),
        handlePaste: takePasted,
      },
      change: () => {
        this.#saver.change(treeOf(this.#view.state.doc));
        this.#count();
      },
    });
  }

  #submit(event) {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-ready-button")) this.#saver.mark(!this.#isReady);
    else this.#saver.flush();
  }

  #say(name, message = "") {
    const text = message || STATES[name];
    form.querySelector("[data-bar-text]").textContent = text;
    form.querySelector("[data-retry]").hidden = !LOUD.has(name) || name === "clash";
    form.querySelector(".save-bar").dataset.state = name;
    if (LOUD.has(name)) form.querySelector("[data-alarm]").textContent = text;
    else if (name === "saved") form.querySelector("[data-said]").textContent = text;
  }

  #saved(answer, isAll) {
    this.#isReady = answer.ready;
    const button = form.querySelector("[data-ready-button]");
    button.textContent = answer.ready ? "Inte klar" : "Markera som klar";
    const note = form.querySelector("[data-ready-note]");
    if (note) note.hidden = !answer.ready;
    if (!isAll) return;
    this.#say("saved", answer.ready ? "Allt är sparat, och texten är klar." : "");
    this.#numbers.refresh(/\d/.test(this.#view.state.doc.textContent));
  }

  #count() {
    const words = this.#view.state.doc.textBetween(0, this.#view.state.doc.content.size, " ");
    form.querySelector("[data-words]").textContent = (
      words.match(/[\p{L}\p{N}]+(?:[\p{L}\p{N}.,:'’-]*[\p{L}\p{N}]+)?/gu) ?? []
    ).length;
  }

  /** Two people have written: both texts are shown, and one of them chooses. Undo brings the other back. */
  async #settle(answer) {
    this.#say("clash");
    const dialog = copyOf("krock");
    const draw = DOMSerializer.fromSchema(schema);
    const theirs = docOf(answer.text);
    dialog.querySelector("[data-mine]").append(draw.serializeFragment(this.#view.state.doc.content));
    dialog.querySelector("[data-theirs]").append(draw.serializeFragment(theirs.content));
    let choice = "";
    while (!choice) choice = await ask(dialog);
    if (choice === "mine") {
      this.#saver.keepMine(answer);
      return;
    }
    this.#saver.takeTheirs(answer);
    replaceText(this.#view, theirs);
    this.#saved(answer, true);
    this.#count();
  }
}

/** A page that is locked has no editor: what was never saved is shown to be copied. */
function showUnsaved(place) {
  const entry = new Store(textStoreName(place.dataset.who, place.dataset.url)).get("text");
  if (!entry) return;
  const doc = docOf(JSON.parse(entry.raw));
  const content = DOMSerializer.fromSchema(schema).serializeFragment(doc.content);
  place.querySelector("[data-unsaved-text]").append(content);
  place.hidden = false;
}

const locked = document.getElementById("osparat");
if (form) new Page();
else if (locked) showUnsaved(locked);
