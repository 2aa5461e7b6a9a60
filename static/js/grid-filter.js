// Which rows are shown: all, the empty ones, those to look at. Remembered in the address. A row that has been filled in
// stays where it is until the rows are chosen anew, so that nothing slips away under the writer's hands.

const SHOWN = { tomma: ["empty"], varning: ["warned", "problem"] };

export class Filter {
  #form;
  #links;
  #stateOf;

  /** `stateOf(row)` is how a row now stands. */
  constructor(form, stateOf) {
    this.#form = form;
    this.#stateOf = stateOf;
    this.#links = [...document.querySelectorAll("a[data-filter]")];
    for (const link of this.#links) link.addEventListener("click", (event) => this.#choose(event, link));
  }

  /** The keys of the rows shown, or none when all of them are. */
  get shown() {
    if (!this.#form.dataset.filter) return [];
    return this.#rows()
      .filter((row) => !row.hidden)
      .map((row) => row.dataset.key);
  }

  /** How many rows each choice now has. */
  count() {
    const states = this.#rows().map(this.#stateOf);
    for (const link of this.#links) {
      const wanted = SHOWN[link.dataset.filter];
      const count = wanted ? states.filter((state) => wanted.includes(state)).length : states.length;
      link.querySelector("[data-count]").textContent = count;
    }
  }

  #choose(event, link) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.history.replaceState(null, "", link.href);
    this.#form.dataset.filter = link.dataset.filter;
    this.#form.elements.back.value = window.location.pathname + window.location.search;
    for (const one of this.#links) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.#apply();
  }

  #apply() {
    const wanted = SHOWN[this.#form.dataset.filter];
    for (const row of this.#rows()) row.hidden = Boolean(wanted) && !wanted.includes(this.#stateOf(row));
    const sections = [...this.#form.querySelectorAll(".sheet__section")];
    for (const section of sections) {
      const rows = [...section.querySelectorAll("tr[data-key]")];
      section.hidden = rows.every((row) => row.hidden);
      for (const total of section.querySelectorAll("tr.sum")) total.hidden = Boolean(wanted);
    }
    this.#form.querySelector("[data-nothing-shown]").hidden = sections.some((section) => !section.hidden);
  }

  #rows() {
    return [...this.#form.querySelectorAll("tr[data-key]")];
  }
}
