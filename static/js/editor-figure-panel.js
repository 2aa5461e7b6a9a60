// The report's figures by part beside the text: a click puts one where the cursor is. Without script they are a page of
// their own, to copy from.

import { insertFigure } from "./editor-figures.js";

const OPEN = "siffror-visas"; // whoever has them open in one text has them so in the next

export class FigurePanel {
  #place;
  #findView; // the editor that a figure is put into
  #parts;
  #button;
  #choice = ""; // which period and unit

  constructor(place, findView) {
    this.#place = place;
    this.#findView = findView;
    this.#parts = place.querySelector("[data-parts]");
    this.#button = place.querySelector("[data-open] button");
    place.querySelector("[data-without-script]").hidden = true;
    place.querySelector("[data-open]").hidden = false;
    this.#button.addEventListener("click", () => this.#toggle());
    this.#parts.addEventListener("mousedown", (event) => {
      if (event.target.closest("[data-figure]")) event.preventDefault(); // the cursor stays in the text
    });
    this.#parts.addEventListener("click", (event) => this.#press(event));
    this.#parts.addEventListener("input", (event) => this.#filter(event.target.value));
    if (remembered()) this.#toggle();
  }

  #toggle() {
    const isOpen = this.#parts.hidden;
    this.#parts.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
    this.#button.textContent = isOpen ? "Dölj siffrorna" : "Visa siffrorna";
    remember(isOpen);
    if (isOpen && !this.#parts.childElementCount) this.#load();
  }

  async #load() {
    const url = new URL(this.#place.dataset.url, location.href);
    for (const [name, value] of new URLSearchParams(this.#choice)) url.searchParams.set(name, value);
    url.searchParams.set("ruta", this.#place.id);
    try {
      const response = await fetch(url, { credentials: "same-origin" });
      if (!response.ok || response.redirected) throw new Error("no figures");
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.#parts.replaceChildren(...page.body.children);
    } catch {
      this.#say("Siffrorna gick inte att hämta. Dölj dem och visa dem igen.");
      this.#parts.replaceChildren();
    }
  }

  async #press(event) {
    const choice = event.target.closest("[data-choice]");
    if (choice) {
      event.preventDefault();
      this.#choice = choice.search;
      const typed = this.#parts.querySelector("input")?.value ?? "";
      await this.#load();
      const field = this.#parts.querySelector("input");
      if (!field) return;
      field.value = typed;
      this.#filter(typed);
      field.focus();
      return;
    }
    const button = event.target.closest("[data-figure]");
    if (!button) return;
    this.insert(button);
  }

  /** Puts the figure of a button where the cursor is, and tells what and where it is from. */
  insert({ dataset }) {
    const view = this.#findView();
    if (!view) return this.#say("Siffran kan inte sättas in i den här texten.");
    const figure = JSON.parse(dataset.figure);
    insertFigure(view, figure, dataset.label);
    view.focus();
    return this.#say(`Satt in i texten: ${figure.shown}, ${dataset.label}`);
  }

  #filter(typed) {
    const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
    for (const part of this.#parts.querySelectorAll(".figure-part")) {
      let found = 0;
      for (const row of part.querySelectorAll("[data-figure-row]")) {
        const text = ` ${part.querySelector("summary").textContent} ${row.textContent}`.toLowerCase();
        row.hidden = !wanted.every((one) => text.includes(one));
        found += row.hidden ? 0 : 1;
      }
      part.hidden = !found;
      if (wanted.length && found) part.open = true;
    }
  }

  #say(text) {
    this.#place.querySelector("[data-inserted]").textContent = text;
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(OPEN) === "1";
  } catch {
    return false;
  }
}

function remember(isOpen) {
  try {
    sessionStorage.setItem(OPEN, isOpen ? "1" : "");
  } catch {
    // A browser that stores nothing: they are opened anew.
  }
}
