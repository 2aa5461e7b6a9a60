// What has been typed but not yet accepted by the server: one entry per cell, kept in the browser so that it outlives
// a lost connection, a closed tab and a crash. Each cell is an item of its own, so that two tabs never overwrite each
// other's entries. The key is seen first: it is written as soon as the page has been painted, and when it is left.

import { afterPaint } from "./grid-turns.js";

export class Store {
  #prefix;
  #memory = new Map();
  #storage;
  #unwritten = new Set();
  #written = () => this.write();

  /** `name` holds the person and the round: nobody gets another's words on a shared computer. */
  constructor(name, storage = openStorage()) {
    this.#prefix = `namndkollen:${name}:`;
    this.#storage = storage;
    for (const key of Object.keys(storage ?? {})) {
      if (key.startsWith(this.#prefix)) this.#read(key);
    }
  }

  /** False when the browser refuses to keep anything: then the reader is told not to close the page. */
  get lasting() {
    return this.#storage !== null;
  }

  all() {
    return [...this.#memory.values()];
  }

  get(id) {
    return this.#memory.get(id);
  }

  put(entry) {
    this.#memory.set(entry.id, entry);
    this.#later(entry.id);
  }

  remove(id) {
    this.#memory.delete(id);
    this.#later(id);
  }

  #later(id) {
    this.#unwritten.add(id);
    afterPaint(this.#written);
  }

  /** Write what has not been written yet, as when the page is left. */
  write() {
    const ids = [...this.#unwritten];
    this.#unwritten.clear();
    try {
      for (const id of ids) this.#writeOne(id);
    } catch {
      this.#storage = null;
    }
  }

  #writeOne(id) {
    const entry = this.#memory.get(id);
    if (entry) this.#storage?.setItem(this.#prefix + id, JSON.stringify(entry));
    else this.#storage?.removeItem(this.#prefix + id);
  }

  #read(key) {
    try {
      const entry = JSON.parse(this.#storage.getItem(key));
      if (typeof entry?.id === "string" && typeof entry.raw === "string") this.#memory.set(entry.id, entry);
    } catch {
      this.#storage.removeItem(key);
    }
  }
}

function openStorage() {
  try {
    const storage = window.localStorage;
    storage.setItem("namndkollen:?", "1");
    storage.removeItem("namndkollen:?");
    return storage;
  } catch {
    return null;
  }
}
