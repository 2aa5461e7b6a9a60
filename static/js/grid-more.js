// What stands behind a row is fetched from the row's own page when it is asked for, and kept beside the row.

import { isGridCell } from "./grid-cells.js";

const FIRST = "input, select, textarea, a";
const FOOTNOTE = '[data-cell$="|footnote"]';
const signOf = (element) => element.closest("tr")?.querySelector("a[data-more]");

export class More {
  #adopt;
  #open = null;
  #from = null;

  /** `adopt(part)` takes in the cells of a panel that has just come. */
  constructor(form, adopt) {
    this.#adopt = adopt;
    for (const link of form.querySelectorAll("a[data-more]")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "false");
      link.setAttribute("aria-keyshortcuts", "Alt+Enter");
      link.tabIndex = -1; // Tab goes from the last cell of a row to the next row, as in a spreadsheet
    }
    for (const link of form.querySelectorAll("a[data-why]")) link.tabIndex = -1;
    form.addEventListener("click", (event) => this.#click(event));
    form.addEventListener("keydown", (event) => this.#keydown(event));
  }

  #click(event) {
    const why = event.target.closest("a[data-why]");
    const link = why ? signOf(why) : event.target.closest("a[data-more]");
    if (!link) {
      if (this.#open && !event.target.closest(".row-more__body")) this.#close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const isOpen = this.#open === link;
    this.#close();
    if (!isOpen || why) this.#show(link, why ? FOOTNOTE : FIRST);
    if (why) this.#from = why.closest("td").querySelector("input");
  }

  #keydown(event) {
    const { key, target } = event;
    if (isGridCell(target) && !event.altKey && key !== "Escape") return;
    const own = signOf(target);
    if (key === "Enter" && event.altKey && own && isGridCell(target)) {
      event.preventDefault();
      (target.closest("td").querySelector("a[data-why]") ?? own).click();
      this.#from = target;
    } else if (target === own && key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#typed(own);
    } else if (key === " " && target.matches("a[data-more]")) {
      event.preventDefault();
      target.click();
    } else if (key === "Escape" && this.#open && target.closest(".sheet__more") === this.#open.parentElement) {
      event.stopImmediatePropagation();
      const back = this.#from ?? this.#open;
      this.#close();
      back.focus();
    }
  }

  // What is typed while the sign has the focus goes into the row: into its first empty cell, as it is typed.
  #typed(link) {
    const fields = [...link.closest("tr").querySelectorAll(".entry > input")];
    const to = fields.find((field) => !field.value) ?? fields[0];
    this.#close();
    to?.focus();
  }

  async #show(link, wanted) {
    let panel = link.parentElement.querySelector(".row-more__body");
    if (!panel) {
      link.setAttribute("aria-busy", "true");
      panel = await fetched(link.href);
      link.removeAttribute("aria-busy");
      if (panel === null) return window.location.assign(link.href);
      panel ??= unreachable();
      if (link.parentElement.querySelector(".row-more__body")) return undefined; // asked for twice
      panel.removeAttribute("id");
      link.after(panel);
      this.#adopt(panel);
    }
    panel.hidden = false;
    link.closest("tbody").dataset.over = "";
    this.#open = link;
    link.setAttribute("aria-expanded", "true");
    (panel.querySelector(wanted) ?? panel).focus();
    panel.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  #close() {
    if (!this.#open) return;
    this.#open.setAttribute("aria-expanded", "false");
    this.#from = null;
    const panel = this.#open.parentElement.querySelector(".row-more__body");
    if (panel.matches("[data-unreachable]"))
      panel.remove(); // asked for anew the next time
    else panel.hidden = true;
    delete this.#open.closest("tbody").dataset.over;
    this.#open = null;
  }
}

/** The panel; null when the server has another answer, undefined when it can't be reached. */
async function fetched(address) {
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const panel = page.getElementById("rad");
    return panel && document.adoptNode(panel);
  } catch {
    return undefined;
  }
}

// Leaving for the row's own page would only lead to the browser's error page.
function unreachable() {
  const panel = document.createElement("div");
  panel.className = "row-more__body";
  panel.dataset.unreachable = "";
  panel.tabIndex = -1;
  panel.setAttribute("role", "alert");
  panel.textContent = "Servern nås inte just nu. Försök igen när kontakten är tillbaka.";
  return panel;
}
