// Sends what has been typed, one request at a time, and keeps every word until the server has answered for it.

import { partsOf } from "./grid-cells.js";
import { afterPaint } from "./grid-turns.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const MOST_AT_ONCE = 300;

/** An amount that was typed while the sheet was in another unit says so, wherever it is sent from. */
export function inUnit(entry, unit) {
  const isAmount = /^[di]:/.test(entry.id) && entry.field !== "footnote" && /\d\s*$/.test(entry.raw);
  if (!isAmount || !entry.unit || entry.unit === unit) return entry;
  return { ...entry, raw: `${entry.raw.trim()} ${entry.unit}`, unit };
}

export class Saver {
  #url;
  #unit;
  #store;
  #token;
  #tell;
  #busy = false;
  #wait = FIRST_WAIT;
  #timer = 0;
  #count = 0;
  #flushed = () => this.flush();

  /** `tell` has `stood(id)`: what was saved before, `answer(entry, answer, isLatest, before)` for each cell, `batch(answers)` and `state(name)`. */
  constructor({ url, unit, store, token, tell }) {
    this.#url = url;
    this.#unit = unit;
    this.#store = store;
    this.#token = token;
    this.#tell = tell;
    window.addEventListener("online", () => this.flush());
  }

  /** Keep what is being typed, without sending it yet. */
  remember(id, raw, version) {
    this.#put(id, raw, this.#store.get(id)?.version ?? version, { state: "typing" });
  }

  /** What was typed is to be saved. What the cell already waits with keeps its version: that is what the writer saw. */
  commit(id, raw, version, group = "") {
    this.#put(id, raw, this.#store.get(id)?.version ?? version, { state: "waiting", group });
    this.#soon(0);
  }

  /** As `commit`, against the version given now: the writer has seen what stands there. */
  commitAnew(id, raw, version, group = "") {
    this.#put(id, raw, version, { state: "waiting", group });
    this.#soon(0);
  }

  forget(id) {
    this.#store.remove(id);
  }

  /** Send everything that waits, now. */
  async flush() {
    window.clearTimeout(this.#timer);
    if (this.#busy) return;
    const entries = this.#outgoing();
    if (!entries.length) return;
    this.#busy = true;
    const outcome = await this.#send(entries);
    this.#busy = false;
    this.#settle(outcome);
  }

  /** The page may be going away: what waits is handed to the browser, and stays in the store until answered for. */
  leave() {
    const entries = this.#busy ? [] : this.#outgoing();
    if (entries.length) this.#post(entries, true).catch(() => undefined);
  }

  #put(id, raw, version, more) {
    const kept = this.#store.get(id);
    const sent = kept?.sent === undefined ? undefined : inUnit({ ...kept, raw: kept.sent }, this.#unit).raw;
    const at = Date.now() + ++this.#count / 1000;
    const entry = { ...partsOf(id), id, raw, sent, version, unit: this.#unit, at, ...more };
    if (kept?.state === "typing" && kept.raw === raw) this.#store.putSoon(entry);
    else this.#store.put(entry);
  }

  #soon(wait) {
    window.clearTimeout(this.#timer);
    if (wait) this.#timer = window.setTimeout(this.#flushed, wait);
    else afterPaint(this.#flushed);
  }

  #next() {
    const waiting = this.#store.all().filter(({ state }) => state === "waiting");
    return waiting.sort((one, other) => one.at - other.at).slice(0, MOST_AT_ONCE);
  }

  // What was sent and never answered for may have been taken. So it is sent again before anything newer of its cell:
  // then the server knows our own hand in what stands there, and nobody is told that they collide with themselves.
  #outgoing() {
    return this.#next().map((entry) => {
      const raw = entry.sent ?? entry.raw;
      this.#store.put({ ...entry, sent: raw });
      return { ...entry, raw };
    });
  }

  #settle(outcome) {
    if (outcome === "sent") {
      this.#wait = FIRST_WAIT;
      if (this.#next().length) this.#soon(0);
    } else if (outcome !== "refused") {
      this.#soon(this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    }
    this.#tell.state(outcome === "sent" ? "idle" : outcome);
  }

  async #send(entries) {
    let answers;
    try {
      const response = await this.#post(entries);
      if (response.status === 401 || response.status === 403) return "logged-out";
      if (response.status >= 500 || response.status === 429) return "offline";
      if (!response.ok) return "refused";
      answers = (await response.json()).answers;
    } catch {
      return "offline";
    }
    // Read before any answer is taken in: an answer also tells of the other cells of its row.
    const before = entries.map(({ id }) => this.#tell.stood(id));
    this.#tell.hold(() => {
      for (const [index, answer] of answers.entries()) this.#take(entries[index], answer, before[index]);
    });
    this.#tell.batch(answers);
    return "sent";
  }

  #take(entry, answer, before) {
    const kept = this.#store.get(entry.id);
    const isLatest = !kept || (kept.at === entry.at && kept.raw === entry.raw);
    if (answer.status === "stale")
      this.#store.put({
        ...(kept ?? entry),
        sent: undefined,
        state: "stale",
        theirs: answer.theirs,
        newVersion: answer.version,
      });
    else {
      if (isLatest) this.#store.remove(entry.id);
      else
        this.#store.put({
          ...kept,
          sent: undefined,
          version: answer.status === "unchanged" ? answer.version : kept.version,
        });
      if (answer.status === "saved") this.#ownStep(entry, answer.version);
    }
    this.#tell.answer(entry, answer, isLatest, before);
  }

  // The row moved on by our own hand: what else we have typed in it was typed against what we now know.
  #ownStep(entry, version) {
    for (const other of this.#store.all()) {
      if (other.key === entry.key && other.version === entry.version) this.#store.put({ ...other, version });
    }
  }

  #post(entries, keepalive = false) {
    const cells = entries.map(({ key, field, raw, version }) => ({ key, field, raw, version }));
    return fetch(this.#url, {
      method: "POST",
      keepalive,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.#token(), Accept: "application/json" },
      body: JSON.stringify({ cells }),
    });
  }
}
