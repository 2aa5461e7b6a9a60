// A value of the report found by words: a field with its choices, before the text where it is to stand.

import { copyOf } from "./grid-ask.js";

const PAUSE = 150;

export class FigureSearch {
  #text;
  #box;
  #field;
  #list;
  #choices = [];
  #active = -1;
  #timer = 0;
  #asked = 0;
  #shownWords = null; // that the choices are found by
  #isClosed = false;

  /**
   * `text` is what the figure is for: `place` the element that the search stands before, `address` where figures are
   * asked for, `typed` what to write when it is left; `choose`, `focus` and `write` do it.
   */
  constructor(text) {
    document.querySelector(".figure-search")?.remove();
    this.#text = text;
    this.#box = copyOf("siffra");
    this.#field = this.#box.querySelector("input");
    this.#list = this.#box.querySelector("ul");
    text.place.before(this.#box);
    this.#field.addEventListener("input", () => {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#find(), PAUSE);
    });
    this.#field.addEventListener("keydown", (event) => this.#press(event));
    this.#list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.#list.addEventListener("click", (event) =>
      this.#choose([...this.#list.children].indexOf(event.target.closest("li"))),
    );
    this.#box.addEventListener("focusout", (event) => {
      if (!this.#box.contains(event.relatedTarget)) this.#close();
    });
    this.#field.focus();
    this.#find();
  }

  async #find() {
    window.clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    const words = this.#field.value;
    let found = null;
    try {
      const response = await fetch(`${this.#text.address}?${new URLSearchParams({ q: words })}`, {
        credentials: "same-origin",
        headers: { Accept: "application/json" },
      });
      if (response.ok) found = (await response.json()).figures;
    } catch {
      // The line is down: said below.
    }
    if (asked === this.#asked && !this.#isClosed) this.#show(found, words);
  }

  #show(found, words) {
    this.#shownWords = words;
    this.#choices = found ?? [];
    this.#list.replaceChildren(...this.#choices.map(makeOption));
    this.#list.hidden = !this.#choices.length;
    this.#field.setAttribute("aria-expanded", String(this.#choices.length > 0));
    this.#box.querySelector("[data-count]").textContent = describe(found);
    this.#mark(this.#choices.length ? 0 : -1);
  }

  #mark(index) {
    this.#active = index;
    [...this.#list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
    });
    const option = this.#list.children[index];
    if (option) this.#field.setAttribute("aria-activedescendant", option.id);
    else this.#field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  #press(event) {
    const count = this.#choices.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) this.#mark((this.#active + step + count) % count);
    else if (event.key === "Enter") this.#enter();
    else if (event.key === "Escape") this.#close(this.#text.typed);
    else return;
    event.preventDefault();
  }

  /** The choice that is seen. Choices of other words than those typed since are not: the right ones come first. */
  async #enter() {
    if (this.#field.value === this.#shownWords) this.#choose(this.#active);
    else {
      await this.#find();
      if (this.#choices.length === 1 && this.#field.value === this.#shownWords) this.#choose(0);
    }
  }

  #choose(index) {
    const choice = this.#choices[index];
    if (!choice) return;
    this.#close();
    this.#text.choose(choice);
  }

  #close(typed = "") {
    if (this.#isClosed) return;
    this.#isClosed = true;
    window.clearTimeout(this.#timer);
    const hadFocus = this.#box.contains(document.activeElement);
    this.#box.remove();
    if (hadFocus) this.#text.focus();
    if (typed) this.#text.write(typed);
  }
}

function makeOption({ figure, label }, index) {
  const option = document.createElement("li");
  option.id = `siffra-val-${index}`;
  option.setAttribute("role", "option");
  const value = document.createElement("b");
  value.textContent = figure.shown;
  option.append(value, ` ${label}`);
  return option;
}

function describe(found) {
  if (!found) return "Siffrorna gick inte att hämta. Försök igen.";
  return found.length ? `${found.length} siffror visas.` : "Ingen siffra har de orden.";
}
