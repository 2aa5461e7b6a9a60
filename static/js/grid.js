// The entry pages: every cell saves itself. Without this script the page is a form with a button that saves.

import { ask, copyOf } from "./grid-ask.js";
import { Bar } from "./grid-bar.js";
import * as cells from "./grid-cells.js";
import { askConflicts } from "./grid-conflict.js";
import { Fill } from "./grid-fill.js";
import { Filter } from "./grid-filter.js";
import { Keys } from "./grid-keys.js";
import { fixColumns } from "./grid-layout.js";
import { More } from "./grid-more.js";
import { Order } from "./grid-order.js";
import { askPaste, isBlock, preview, spread } from "./grid-paste.js";
import { inUnit, Saver } from "./grid-save.js";
import { sectionOf } from "./grid-rows.js";
import { BARE, Selection } from "./grid-select.js";
import { Page } from "./grid-sheet.js";
import { Steps } from "./grid-steps.js";
import { Store } from "./grid-store.js";
import { Tally } from "./grid-tally.js";
import { afterPaint } from "./grid-turns.js";
import { holdInView, keepClear } from "./grid-view.js";

const TEXT_PAUSE = 1200;

class Entry {
  #page;
  #form;
  #store;
  #saver;
  #bar;
  #filter;
  #order;
  #fill;
  #tally;
  #keys;
  #unit;
  #steps = new Steps();
  #state = "idle";
  #pause = 0;
  #count = () => {
    this.#filter.count();
    this.#fill.count();
  };

  #drawn = () => this.#draw();

  constructor(form) {
    this.#form = form;
    this.#page = new Page(form);
    this.#store = new Store(`${form.dataset.who}:${form.dataset.round}`);
    this.#bar = new Bar(form);
    this.#unit = form.dataset.unit || "tkr";
    this.#saver = new Saver({
      url: form.dataset.save,
      unit: this.#unit,
      store: this.#store,
      token: () => this.#token(),
      tell: {
        stood: (id) => this.#page.cell(id)?.dataset.saved,
        answer: (...told) => this.#answered(...told),
        hold: (act) => holdInView(form, act),
        batch: (answers) => this.#say(answers),
        state: (state) => this.#stateIs(state),
      },
    });
    this.#listen();
    this.#takeUp();
    this.#draw();
    fixColumns(form);
    keepClear(form);
    form.dataset.live = "";
  }

  #token() {
    const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    return cookie ? cookie[1] : this.#form.elements.csrfmiddlewaretoken.value;
  }

  #listen() {
    const form = this.#form;
    form.addEventListener("input", ({ target }) => this.#typing(target));
    form.addEventListener("change", ({ target }) => this.#commit(target));
    form.addEventListener("focusout", ({ target }) => this.#commit(target));
    form.addEventListener("focusin", () => cells.markPasted([]));
    form.addEventListener("paste", (event) => this.#pasted(event));
    form.addEventListener("click", (event) => this.#history(event));
    form.addEventListener("keydown", (event) => this.#chooseByKey(event));
    document.querySelector(".jump")?.addEventListener("click", ({ target, currentTarget }) => {
      if (target.closest("a")) currentTarget.open = false;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#commit(document.activeElement);
      this.#saver.flush();
      if (["confirm", "reopen"].includes(event.submitter?.name)) this.#fill.confirm(event.submitter);
    });
    this.#tally = new Tally(form, (row) => this.#page.stateOf(row));
    this.#filter = new Filter(form, this.#tally, () => this.#fill.count());
    this.#order = new Order(form, this.#tally, (text) => this.#bar.say(text));
    this.#fill = new Fill(form, {
      token: () => this.#token(),
      tally: this.#tally,
      tell: { answers: (answers, act) => this.#sayConfirmed(answers, act), failed: (text) => this.#bar.alarm(text) },
    });
    new More(form, (part) => this.#adopted(part));
    this.#keys = new Keys(form, {
      commit: (element) => this.#commit(element),
      revert: (element) => this.#revert(element),
      undo: () => this.#replay("undo"),
      redo: () => this.#replay("redo"),
      nextProblem: () => this.#nextProblem(),
      selection: new Selection(form, {
        write: (list) => this.#writeAll(list, `fill-${Date.now()}`),
        say: (text) => this.#bar.say(text),
      }),
    });
    this.#bar.on("undo", () => this.#replay("undo"));
    this.#bar.on("redo", () => this.#replay("redo"));
    this.#bar.on("retry", () => this.#saver.flush());
    this.#bar.on("resolve", () => this.#resolve());
    this.#bar.on("next-problem", () => this.#nextProblem());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden") return;
      this.#commit(document.activeElement);
      this.#saver.leave();
    });
  }

  // What was typed before and never reached the server goes on from where it was, also from another page of the round.
  #takeUp() {
    for (const kept of this.#store.all()) {
      const entry = inUnit(kept, this.#unit);
      const element = this.#page.cell(entry.id);
      if (element) this.#takeUpIn(element, entry);
      else if (entry.state === "waiting") this.#saver.commit(entry.id, entry.raw, entry.version);
    }
    for (const element of this.#page.all) this.#noteStale(element);
  }

  #takeUpIn(element, entry) {
    this.#page.put(element, entry.raw);
    if (entry.state === "stale") this.#showStale(element, entry.theirs);
    else {
      cells.show(element, "saving");
      this.#saver.commit(entry.id, entry.raw, entry.version);
    }
  }

  // Where the page came with another's answer beside ours, the choice is still to be made.
  #noteStale(element) {
    const id = cells.idOf(element);
    if (cells.stateOf(element) !== "stale" || this.#store.get(id)) return;
    const { theirsText, theirsWords, theirsWho, theirsWhen } = cells
      .boxOf(element)
      .querySelector(".cell__message").dataset;
    const theirs = { text: theirsText, words: theirsWords, who: theirsWho, when: theirsWhen };
    const version = cells.versionOf(element);
    this.#store.put({
      ...cells.partsOf(id),
      id,
      raw: cells.readValue(element),
      version,
      newVersion: version,
      state: "stale",
      theirs,
    });
  }

  // Cells that have come later, from behind a row.
  #adopted(part) {
    for (const element of this.#page.adopt(part)) {
      const kept = this.#store.get(cells.idOf(element));
      if (kept) this.#takeUpIn(element, inUnit(kept, this.#unit));
      this.#noteStale(element);
    }
    this.#draw();
  }

  #typing(target) {
    const element = this.#page.cellOf(target);
    if (!element) return;
    cells.markPasted([]);
    this.#saver.remember(cells.idOf(element), cells.readValue(element), cells.versionOf(element));
    if (!element.matches("textarea")) return;
    window.clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => this.#commit(element), TEXT_PAUSE);
  }

  #commit(target, group = "") {
    const element = this.#page.cellOf(target);
    if (!element) return;
    const id = cells.idOf(element);
    const raw = cells.readValue(element);
    cells.touch(element);
    if (raw === this.#page.resting(element)) {
      this.#dropTyping(element);
      return;
    }
    this.#page.rest(element, raw);
    this.#saver.commit(id, raw, cells.versionOf(element), group);
    cells.showWaiting(element);
    afterPaint(this.#drawn); // the bar can wait until the key is seen
  }

  // Typed back to what it was: what was being typed is no longer of interest, but what waited before it still is.
  #dropTyping(element) {
    const id = cells.idOf(element);
    const kept = this.#store.get(id);
    if (kept?.state !== "typing") return;
    const isSaved = kept.sent === undefined && kept.raw === element.dataset.saved;
    if (isSaved || cells.stateOf(element) === "invalid") this.#saver.forget(id);
    else this.#saver.commit(id, cells.readValue(element), kept.version);
  }

  // Esc: first what is being typed, then what was typed and could not be read.
  #revert(element) {
    const isTyping = cells.readValue(element) !== this.#page.resting(element);
    if (isTyping) {
      cells.setValue(element, this.#page.resting(element));
      const kept = this.#store.get(cells.idOf(element));
      if (kept) this.#store.put({ ...kept, raw: cells.readValue(element) });
      this.#dropTyping(element);
    } else if (cells.stateOf(element) === "invalid") {
      cells.setValue(element, element.dataset.saved);
      this.#commit(element);
    }
  }

  #answered(entry, answer, isLatest, before) {
    const element = this.#page.cell(entry.id);
    if (!element) return;
    this.#page.versionIs(entry.key, answer.version);
    if (answer.status === "stale") {
      this.#stale(element, answer);
      return;
    }
    element.dataset.saved = answer.text;
    for (const other of answer.affected)
      this.#page.affected(other, entry.key, (id) => this.#store.get(id) !== undefined);
    for (const other of answer.elsewhere) {
      const asked = this.#page.cell(`${other.key}|${other.field}`);
      if (asked) cells.warn(asked, other.code, other.message, other.explained);
    }
    const stood = cells.exactly(element, before);
    if (answer.status === "invalid") this.#steps.remember(entry, stood, entry.raw);
    if (answer.status === "saved") {
      this.#steps.remember(entry, stood, cells.exactly(element, answer.text));
      this.#page.light(entry.key, answer.light);
      this.#fill.show(entry.key, answer.filled);
    }
    if (isLatest) this.#showAnswer(element, answer);
    this.#page.behind(entry.key);
    this.#page.filled(element);
  }

  #showAnswer(element, answer) {
    const warnings = [...answer.warnings, ...this.#page.asks(element)];
    const rating = answer.field === "override_reason" && this.#page.cell(`${answer.key}|rating`);
    if (rating && cells.stateOf(rating) !== "invalid")
      cells.show(rating, cells.stateOf(rating), "", this.#page.asks(rating));
    if (answer.status === "saved" || answer.status === "unchanged") {
      this.#page.put(element, answer.text);
      cells.showSum(element, answer.computed);
      if (element.matches("input")) cells.showInherited(element, answer.inherited);
      cells.show(element, "saved", "", warnings);
      return;
    }
    this.#page.rest(element, cells.readValue(element));
    cells.show(element, answer.status, answer.message, warnings);
  }

  #stale(element, answer) {
    const entry = this.#store.get(cells.idOf(element));
    element.dataset.saved = answer.theirs.text;
    if (entry.raw === answer.theirs.text) this.#saver.commitAnew(entry.id, entry.raw, answer.version);
    else this.#showStale(element, answer.theirs);
  }

  #showStale(element, theirs) {
    const text = (theirs.words ?? theirs.text) || "tomt";
    cells.show(element, "stale", `${theirs.who} skrev ”${text}” ${theirs.when}. Ditt svar är inte sparat.`);
  }

  /** Take the last step back, or take it again; false when there is none. */
  #replay(way) {
    const list = this.#steps[way]();
    if (!list.length) return false;
    for (const one of list) this.#write(one, way);
    this.#keys.reach(this.#page.cell(list[0].id));
    this.#draw();
    return true;
  }

  #writeAll(list, group) {
    for (const one of list) this.#write(one, group);
    this.#draw();
  }

  #say(answers) {
    const wrong = answers.filter(({ status }) => ["invalid", "stale", "locked"].includes(status));
    const saved = answers.filter(({ status }) => status === "saved");
    if (saved.length === 1) this.#bar.say(this.#sentence(saved[0], saved[0].text || "tomt"));
    else if (saved.length) this.#bar.say(`${saved.length} svar sparade.`);
    if (wrong.length === 1) this.#bar.alarm(this.#sentence(wrong[0], wrong[0].message, "Inte sparat"));
    else this.#bar.alarm(wrong.length ? `${wrong.length} svar är inte sparade.` : "");
    this.#draw();
  }

  #sayConfirmed(answers, act) {
    const count = answers.filter(({ status }) => status === "saved").length;
    const refused = answers.filter(({ message }) => message);
    for (const answer of answers) if (answer.status === "stale") this.#renew(answer);
    const said = count === 1 ? "Raden är granskad." : `${count} rader är granskade.`;
    if (count) this.#bar.say(act === "reopen" ? "Raden är inte granskad längre." : said);
    this.#bar.alarm(
      refused.length === 1
        ? refused[0].message
        : refused.length
          ? `${refused.length} rader är inte granskade. ${refused[0].message}`
          : "",
    );
    this.#draw();
  }

  /** A row that has changed since the page came, as it now is: what one then says yes to is what is shown. */
  #renew({ key, version, texts }) {
    this.#page.seen(key, version);
    for (const [field, text] of Object.entries(texts)) {
      const element = this.#page.cell(`${key}|${field}`);
      if (!element || this.#store.get(`${key}|${field}`) !== undefined) continue;
      this.#page.put(element, text);
      element.dataset.saved = text;
    }
  }

  #sentence({ key, field, warnings }, text, word = "Sparat") {
    const element = this.#page.cell(`${key}|${field}`);
    const name = element ? cells.nameOf(element) : "";
    return [`${word}: ${name}: ${text.replace(/\.$/, "")}.`, ...warnings.map(({ message }) => message)].join(" ");
  }

  #stateIs(state) {
    if (state !== this.#state && state !== "idle")
      this.#bar.alarm("Det går inte att spara just nu. Det du skriver ligger kvar.");
    this.#state = state;
    this.#draw();
  }

  #draw() {
    const all = this.#store.all();
    this.#bar.show({
      state: this.#state,
      waiting: all.filter(({ state }) => state === "waiting").length,
      stale: all.filter(({ state, id }) => state === "stale" && this.#page.cell(id)).length,
      invalid: cells.countUnread(),
      undoable: this.#steps.undoable,
      redoable: this.#steps.redoable,
      lasting: this.#store.lasting,
    });
    afterPaint(this.#count);
  }

  async #resolve() {
    const stale = this.#store.all().filter(({ state, id }) => state === "stale" && this.#page.cell(id));
    const asked = stale.map(({ id, raw, theirs }) => {
      const element = this.#page.cell(id);
      return { id, mine: cells.wordsOf(element, raw), theirs, name: cells.nameOf(element) };
    });
    const chosen = await askConflicts(asked);
    const settled = stale.filter(({ id }) => chosen.has(id));
    for (const entry of settled) {
      const element = this.#page.cell(entry.id);
      const raw = chosen.get(entry.id) === "mine" ? entry.raw : entry.theirs.text;
      this.#page.put(element, raw);
      this.#saver.commitAnew(entry.id, raw, entry.newVersion);
      cells.showWaiting(element);
    }
    this.#draw();
    if (settled.length) this.#go(this.#page.cell(settled[0].id)); // the button that led here is gone
  }

  // Alt+Enter leads to what is to be said of a cell: where two have written in it, to the choice between them.
  #chooseByKey(event) {
    if (event.key !== "Enter" || !event.altKey) return;
    const element = this.#page.cellOf(event.target);
    if (!element || cells.stateOf(element) !== "stale") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#resolve();
  }

  // What can't be read, and what two have written in: by the button in the bar, or F8 (grid-keys.js).
  #nextProblem() {
    const wrong = this.#page.all.filter(cells.isWrong);
    const after = wrong.find(
      (one) => document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const to = after && document.activeElement !== document.body ? after : wrong[0];
    if (to) this.#go(to);
    else this.#bar.say("Det finns inget fel att visa.");
  }

  // To a cell, wherever it is: behind a row, in a folded text, or in a row that the filter hides.
  #go(element) {
    const menu = element.closest("details");
    if (menu) menu.open = true;
    const panel = element.closest(".row-more__body[hidden]");
    if (panel) panel.previousElementSibling.click();
    const row = element.closest("tr[hidden]");
    if (row) row.hidden = row.parentElement.hidden = sectionOf(row).hidden = false;
    this.#keys.reach(element);
    element.scrollIntoView({ block: "center" });
  }

  #pasted(event) {
    const element = this.#page.cellOf(event.target);
    const text = event.clipboardData.getData(BARE) || event.clipboardData.getData("text/plain");
    if (!element?.matches("input") || !cells.isGridCell(element)) return;
    if (isBlock(text)) {
      event.preventDefault();
      this.#pasteBlock(element, text);
    } else if (text.trim() && !this.#keys.isInside(element)) {
      event.preventDefault();
      this.#write({ id: cells.idOf(element), raw: text.trim() });
      this.#afterPaste([element]);
    }
  }

  async #pasteBlock(element, text) {
    const { key, field } = cells.partsOf(cells.idOf(element));
    const again = (chosen, signs) =>
      preview({
        url: this.#form.dataset.paste,
        token: () => this.#token(),
        key,
        field,
        text,
        shown: this.#order.isOwn ? this.#filter.shown : this.#filter.seen,
        chosen,
        signs,
      });
    const read = await again({});
    const list = read ? await askPaste(read, again) : this.#unread(element, text);
    if (!list) return;
    const group = `paste-${Date.now()}`;
    this.#afterPaste(list.map((one) => this.#write(one, group)).filter(Boolean));
  }

  // As in a spreadsheet: what was pasted is marked, the cell is reached and not written in, and typing replaces.
  #afterPaste(written) {
    this.#draw();
    if (!written.length) return;
    this.#keys.reach(written.includes(document.activeElement) ? document.activeElement : written[0]);
    cells.markPasted(written);
  }

  #unread(element, text) {
    this.#bar.say("Servern nås inte, så blocket skrivs in oläst. Det läses när kontakten är tillbaka.");
    return spread(this.#page.rows(), element, text).map(([cell, raw]) => ({ id: cells.idOf(cell), raw }));
  }

  #write({ id, key, field, raw, version }, group) {
    const element = this.#page.cell(id ?? `${key}|${field}`);
    if (!element) return null;
    this.#page.put(element, raw);
    this.#saver.commit(cells.idOf(element), raw, version ?? cells.versionOf(element), group);
    cells.showWaiting(element);
    return element;
  }

  async #history(event) {
    const link = event.target.closest("[data-history-of]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const response = await fetch(link.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const dialog = copyOf("dialog-history");
      dialog.querySelector("[data-body]").append(document.adoptNode(page.getElementById("historik")));
      await ask(dialog);
    } catch {
      this.#bar.alarm("Servern nås inte just nu. Historiken går att läsa när kontakten är tillbaka.");
    }
  }
}

for (const form of document.querySelectorAll("[data-sheet]")) new Entry(form);
