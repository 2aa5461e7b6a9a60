// The bar at the foot of the page: how the saving goes, what is left to do. Said aloud as well as shown.

export class Bar {
  #bar;
  #text;
  #said;
  #alarm;

  constructor(form) {
    this.#bar = form.querySelector("[data-bar]");
    this.#text = form.querySelector("[data-bar-text]").firstChild;
    this.#said = form.querySelector("[data-said]");
    this.#alarm = form.querySelector("[data-alarm]");
    form.querySelector("[data-save-button]").hidden = true;
  }

  on(name, act) {
    this.#bar.querySelector(`[data-${name}]`).addEventListener("click", act);
  }

  /** Quietly, when the reader has paused. */
  say(text) {
    this.#said.textContent = text;
  }

  /** At once: something was not saved. */
  alarm(text) {
    this.#alarm.textContent = text;
  }

  show({ state, waiting, invalid, stale, undoable, redoable, lasting }) {
    const [mark, text] = sentence({ state, waiting, invalid, stale, lasting });
    if (this.#text.data !== text) this.#text.data = text; // set anew it would be laid out anew
    if (this.#bar.dataset.state !== mark) this.#bar.dataset.state = mark;
    this.#toggle("retry", waiting > 0 && ["offline", "logged-out", "refused"].includes(state));
    this.#toggle("resolve", stale > 0);
    this.#toggle("next-problem", invalid + stale > 0);
    this.#toggle("undo", undoable);
    this.#toggle("redo", redoable);
  }

  #toggle(name, shown) {
    const button = this.#bar.querySelector(`[data-${name}]`);
    if (button.hidden === shown) button.hidden = !shown; // set anew it would be drawn anew
  }
}

const cells = (count) => (count === 1 ? "1 svar" : `${count} svar`);

function sentence({ state, waiting, invalid, stale, lasting }) {
  const kept = lasting
    ? "Det du skriver ligger kvar i den här webbläsaren"
    : "Stäng inte sidan: det du skrev finns bara här";
  if (state === "offline")
    return [
      "offline",
      `Ingen kontakt med servern. ${cells(waiting)} väntar. ${kept} och skickas när kontakten är tillbaka.`,
    ];
  if (state === "logged-out")
    return ["offline", `Du är inte längre inloggad. ${kept}. Logga in i en ny flik och tryck på Försök nu.`];
  if (state === "refused") return ["offline", `Servern tog inte emot det du skrev. ${kept}. Läs in sidan på nytt.`];
  if (stale) return ["problem", `${cells(stale)} krockar med någon annans. Välj vad som ska gälla.`];
  if (waiting) return ["saving", `Sparar ${cells(waiting)} …`];
  if (invalid) return ["problem", `${cells(invalid)} går inte att läsa och räknas inte. Allt annat är sparat.`];
  return ["saved", "Allt är sparat."];
}
