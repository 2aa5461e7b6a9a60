// How each row of a sheet stands, as the filters and the counts at its head ask. Only rows that have changed are looked at again.

import { takeChanged } from "./grid-cells.js";

export class Tally {
  #stateOf;
  #rows = new Map();

  constructor(form, stateOf) {
    this.#stateOf = stateOf;
    for (const row of form.querySelectorAll("tr[data-key]")) this.#rows.set(row, null);
  }

  /** A mark for each row: `row`, its `state`, whether it `waits` for a yes and `mayConfirm`, `differs` from its source, or
   * is `spare`. */
  get marks() {
    for (const row of takeChanged()) if (this.#rows.has(row)) this.#rows.set(row, null);
    for (const [row, mark] of this.#rows) if (mark === null) this.#rows.set(row, this.#read(row));
    return [...this.#rows.values()];
  }

  #read(row) {
    const fill = row.cells[0].querySelector("[data-fill]");
    return {
      row,
      state: this.#stateOf(row),
      waits: Boolean(fill?.querySelector("[data-unconfirmed]")),
      mayConfirm: Boolean(fill?.querySelector('[name="confirm"]')),
      differs: Boolean(fill?.querySelector("[data-differing]")),
      spare: row.matches("[data-spare]"),
    };
  }
}
