// What has been saved since the page came, to be undone and done again: a paste, a fill or one cell at a time.

const REPLAYED = ["undo", "redo"];

export class Steps {
  #done = [];
  #undone = [];

  get undoable() {
    return this.#done.length > 0;
  }

  get redoable() {
    return this.#undone.length > 0;
  }

  /** A cell has got another text. What is undone or done again is not itself remembered. */
  remember({ id, group }, before, after) {
    if (REPLAYED.includes(group) || before === after) return;
    this.#undone = [];
    const last = this.#done.at(-1);
    const change = { id, before, after };
    if (group && last?.group === group) last.changes.push(change);
    else this.#done.push({ group, changes: [change] });
  }

  /** The cells to write, each with its text, to take the last step back; none when there is nothing. */
  undo() {
    return this.#move(this.#done, this.#undone, "before");
  }

  /** The cells to write to take the step that was undone last again. */
  redo() {
    return this.#move(this.#undone, this.#done, "after");
  }

  #move(from, to, text) {
    const step = from.pop();
    if (!step) return [];
    to.push(step);
    return step.changes.map((change) => ({ id: change.id, raw: change[text] }));
  }
}
