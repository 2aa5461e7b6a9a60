// The numbers in a text, as the server counts them: brought up to date when what is written has been saved.

const PAUSE = 1200;

export class NumberCounts {
  #url;
  #place = document.querySelector("[data-numbers]");
  #flush;
  #timer = 0;
  #asked = 0;

  /** `flush` saves what waits, and tells whether all is saved: a number is linked in the text that is stored. */
  constructor(url, flush) {
    this.#url = url;
    this.#flush = flush;
    this.#place.addEventListener("submit", (event) => this.#link(event));
  }

  /** The text has been saved: count anew when the writer pauses. `hasNumbers` is whether there is anything to count. */
  refresh(hasNumbers) {
    window.clearTimeout(this.#timer);
    if (hasNumbers || this.#place.childElementCount) this.#timer = window.setTimeout(() => this.#fetch(), PAUSE);
  }

  async #fetch() {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const response = await fetch(this.#url, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const counted = page.querySelector("[data-numbers]");
      // Who is about to press a button keeps it.
      if (!counted || asked !== this.#asked || this.#place.contains(document.activeElement)) return;
      this.#place.replaceChildren(...counted.children);
    } catch {
      // The line is down: the counts are as they were, and the bar says so of the text.
    }
  }

  async #link(event) {
    event.preventDefault();
    const { target, submitter } = event;
    if (!(await this.#flush())) return;
    const sent = document.createElement("input");
    Object.assign(sent, { type: "hidden", name: submitter.name, value: submitter.value });
    target.append(sent);
    target.submit();
  }
}
