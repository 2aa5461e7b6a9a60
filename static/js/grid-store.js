// What has been typed but not yet accepted by the server: one entry per cell, kept in the browser so that it outlives
// a lost connection, a closed tab and a crash. Each cell is an item of its own, so that two tabs never overwrite each
// other's entries.

import { afterPaint } from "./grid-turns.js";

export class Store {
  #prefix;
  #memory = new Map();
  #unwritten = new Set();
  #storage;
  #write = () => {
    for (const id of this.#unwritten) this.put(this.#memory.get(id));
  };

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
    this.#unwritten.delete(entry.id);
    try {
      this.#storage?.setItem(this.#prefix + entry.id, JSON.stringify(entry));
    } catch {
      this.#storage = null;
    }
  }

  /** As `put`, but the browser keeps the text already, so the rest of the entry waits until the key is seen. */
  putSoon(entry) {
    this.#memory.set(entry.id, entry);
    this.#unwritten.add(entry.id);
    afterPaint(this.#write);
  }

  remove(id) {
    this.#memory.delete(id);
    this.#unwritten.delete(id);
    this.#storage?.removeItem(this.#prefix + id);
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
