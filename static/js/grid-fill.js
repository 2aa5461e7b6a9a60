// What files and systems have filled in: the mark at each row, how much nobody has looked at, and the buttons that say yes.

import { copyOf, fill } from "./grid-ask.js";
import { isGridCell, touch } from "./grid-cells.js";
import { rowsOf, sectionOf } from "./grid-rows.js";

const MARK = "[data-fill]";
const WAITS = "[data-unconfirmed]";
const YES = `${MARK} [name="confirm"]`;

export class Fill {
  #form;
  #token;
  #tally;
  #tell;
  #rowOf = new Map();
  #buttons;

  /** `tell` has `answers(list)`: what became of the rows, and `failed(text)`: nothing became of them. */
  constructor(form, { token, tally, tell }) {
    this.#form = form;
    this.#token = token;
    this.#tally = tally;
    this.#tell = tell;
    this.#buttons = [...form.querySelectorAll("[data-confirm-all]")];
    for (const row of this.#rows()) this.#rowOf.set(row.dataset.key, row);
  }

  /** What now is to be said of a row's sources: those fields that wait for a yes, and where the row says another thing. */
  show(key, filled) {
    const row = this.#rowOf.get(key);
    if (!row) return;
    const had = row.querySelector(MARK);
    const waits = Boolean(filled?.fields.length);
    if (had?.querySelector(WAITS) && waits && filled.note === noteOf(had)) return;
    const holdsFocus = had?.contains(document.activeElement);
    had?.remove();
    for (const old of row.querySelectorAll("[data-fill-state]")) old.remove(); // behind the row, as it was when fetched
    if (waits || filled?.note || filled?.own) row.cells[0].append(drawn(row, key, waits, filled));
    touch(row);
    if (holdsFocus) this.#focusAfter(row);
  }

  /** How many rows are filled in and looked at, at the head of the sheet; and which headings have rows to say yes to. */
  count() {
    const { marks } = this.#tally;
    const put = (name, text) => {
      const place = document.querySelector(`[data-fill-count="${name}"]`);
      if (place && place.textContent !== String(text)) place.textContent = text;
    };
    put("filled", marks.filter(({ spare, state }) => !spare && state !== "empty").length);
    put("unconfirmed", marks.filter(({ waits }) => waits).length);
    for (const button of this.#buttons) {
      const section = button.closest(".sheet__section");
      const toConfirm = marks.filter(({ row, mayConfirm }) => mayConfirm && !row.hidden && section === sectionOf(row));
      button.hidden = toConfirm.length < 2;
    }
  }

  /** Say yes to the row of the button, or to all rows that are shown under its heading, as they were when the page came; or
   * take one's own yes back, by the button that says so. */
  async confirm(button) {
    const isAll = button.matches("[data-confirm-all]");
    const rows = isAll ? waiting(button.closest(".sheet__section")) : [button.closest("tr")];
    const seen = rows.map((row) => ({ key: row.dataset.key, version: Number(row.dataset.version ?? 0) }));
    const act = button.name;
    const answers = await this.#post(seen, act);
    if (!answers) return;
    for (const answer of answers) this.show(answer.key, answer.filled);
    if (isAll) this.#focusAfter(rows[0]);
    this.#tell.answers(answers, act);
  }

  async #post(rows, act) {
    try {
      const response = await fetch(this.#form.dataset.confirm, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.#token(), Accept: "application/json" },
        body: JSON.stringify({ rows, act }),
      });
      if (response.ok) return (await response.json()).answers;
      const isOut = [401, 403].includes(response.status);
      this.#tell.failed(
        isOut ? "Du är inte längre inloggad. Inget är granskat." : "Servern tog inte emot det. Inget är granskat.",
      );
    } catch {
      this.#tell.failed("Servern nås inte just nu. Inget är granskat.");
    }
    return null;
  }

  // The button that was pressed is gone: on to the next that waits, or to the row's first cell.
  #focusAfter(row) {
    const rows = this.#rows();
    const place = rows.indexOf(row);
    const others = [...rows.slice(place), ...rows.slice(0, place)];
    const after = others.find((one) => !one.hidden && one.querySelector(YES));
    const to = after?.querySelector(YES) ?? row.querySelector("input, select, a");
    to?.focus();
  }

  #rows() {
    return [...this.#form.querySelectorAll("tr[data-key]")];
  }
}

function waiting(section) {
  return rowsOf(section).filter((row) => row.dataset.key && !row.hidden && row.querySelector(YES));
}

function noteOf(mark) {
  return mark.querySelector("[data-differing] [data-put]")?.textContent ?? "";
}

function drawn(row, key, waits, { note, own }) {
  const mark = fill(copyOf("fill-mark"), { note, label: keyLabel(row) });
  for (const button of mark.querySelectorAll("button")) button.value = key;
  const mayConfirm = waits && [...row.querySelectorAll("input, select")].some(isGridCell);
  if (!mayConfirm) mark.querySelector(`[name="confirm"]`).remove();
  if (!own) mark.querySelector("[data-own]").remove();
  if (!waits) mark.querySelector(WAITS).remove();
  if (!note) mark.querySelector("[data-differing]").remove();
  return mark;
}

const keyLabel = (row) => row.querySelector('th[scope="row"] > span').textContent;
