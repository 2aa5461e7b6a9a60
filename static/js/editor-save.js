// Saves a text while it is written. What is typed stays in the browser until the server has answered for it, and what
// was sent and never answered for is sent again before anything newer: then nobody collides with themselves.

import { Store } from "./grid-store.js";

const PAUSE = 900;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const MOST_ON_LEAVING = 60000; // what a browser sends of a page that goes away

/** What a person's unsaved text at an address is called in the browser. */
export function textStoreName(who, url) {
  return `text:${who}:${url}`;
}

export class TextSaver {
  #url;
  #store;
  #token;
  #tell;
  #version;
  #timer = 0;
  #wait = FIRST_WAIT;
  #sending = null;
  #isStopped = false;

  /** `tell` has `state(name, message)`, `saved(answer)` and `clash(answer)`, which ends with `keepMine` or `takeTheirs`. */
  constructor({ url, who, version, token, tell }) {
    this.#url = url;
    this.#version = version;
    this.#store = new Store(textStoreName(who, url));
    this.#token = token;
    this.#tell = tell;
    window.addEventListener("online", () => this.flush());
    window.addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
  }

  get isLasting() {
    return this.#store.lasting;
  }

  get hasUnsaved() {
    return Boolean(this.#store.get("text"));
  }

  /** What was typed here before and never saved, as its tree; null for nothing. */
  get unsaved() {
    const entry = this.#store.get("text");
    return entry ? JSON.parse(entry.raw) : null;
  }

  /** The text has changed: keep it now, and send it when the writer pauses. */
  change(tree) {
    const before = this.#store.get("text");
    this.#store.put({
      id: "text",
      raw: JSON.stringify(tree),
      sent: before?.sent,
      version: before?.version ?? this.#version,
    });
    this.#tell.state("typing");
    this.#soon(PAUSE);
  }

  /** Send what waits, now, after what is on its way. True when everything is saved. */
  async flush() {
    window.clearTimeout(this.#timer);
    while (this.#sending) await this.#sending;
    if (this.#isStopped || !this.hasUnsaved) return !this.hasUnsaved;
    return this.#send(this.#sendAll());
  }

  /** Mark what is saved as ready, or take the mark back. What is typed meanwhile is sent after it. */
  async mark(isReady) {
    if (!(await this.flush())) return;
    const answer = await this.#send(this.#post({ version: this.#version, ready: isReady }));
    if (answer) this.#take(answer, null);
    if (this.hasUnsaved) this.#soon(PAUSE);
  }

  /** One thing at a time is on its way to the server, so that nobody collides with themselves. */
  #send(promise) {
    this.#sending = promise.finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll() {
    while (!this.#isStopped && this.hasUnsaved) {
      if (!(await this.#sendOnce())) return false;
    }
    return !this.hasUnsaved;
  }

  /** The writer has seen both texts, and their own is to stand. */
  keepMine(answer) {
    const entry = this.#store.get("text");
    this.#version = answer.version;
    this.#isStopped = false;
    if (entry) this.#store.put({ ...entry, sent: undefined, version: answer.version });
    this.flush();
  }

  /** The writer has seen both texts, and the other's is to stand. */
  takeTheirs(answer) {
    this.#version = answer.version;
    this.#isStopped = false;
    this.#store.remove("text");
  }

  #soon(wait) {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.flush(), wait);
  }

  async #sendOnce() {
    const entry = this.#store.get("text");
    const raw = entry.sent ?? entry.raw;
    this.#store.put({ ...entry, sent: raw });
    this.#tell.state("saving");
    const answer = await this.#post({ version: entry.version, text: JSON.parse(raw) });
    return answer ? this.#take(answer, raw) : false;
  }

  #take(answer, raw) {
    const entry = this.#store.get("text");
    if (answer.status === "saved" || answer.status === "unchanged") {
      this.#version = answer.version;
      this.#wait = FIRST_WAIT;
      if (entry?.raw === raw) this.#store.remove("text");
      else if (entry) this.#store.put({ ...entry, sent: undefined, version: answer.version });
      this.#tell.saved(answer, !this.hasUnsaved);
      return true;
    }
    if (entry) this.#store.put({ ...entry, sent: undefined });
    if (answer.status === "stale") {
      this.#isStopped = true;
      this.#tell.clash(answer);
    } else this.#tell.state("refused", answer.message);
    return false;
  }

  async #post(body) {
    try {
      const response = await this.#fetch(body);
      if (response.status === 401 || response.status === 403) return this.#fail("logged-out");
      if (response.ok || response.status === 422) return await response.json();
      if (response.status < 500 && response.status !== 429) return this.#fail("refused", 0);
    } catch {
      // The line is down, or the answer was cut off.
    }
    return this.#fail("offline");
  }

  #fail(state, wait = this.#wait) {
    this.#tell.state(state);
    if (wait) this.#soon(wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    return null;
  }

  #fetch(body, keepalive = false) {
    return fetch(this.#url, {
      method: "POST",
      keepalive,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.#token(), Accept: "application/json" },
      body: JSON.stringify(body),
    });
  }

  #leave() {
    const entry = this.#store.get("text");
    if (!entry || this.#sending || this.#isStopped || entry.raw.length > MOST_ON_LEAVING) return;
    const raw = entry.sent ?? entry.raw;
    this.#store.put({ ...entry, sent: raw });
    this.#fetch({ version: entry.version, text: JSON.parse(raw) }, true).catch(() => undefined);
  }
}
