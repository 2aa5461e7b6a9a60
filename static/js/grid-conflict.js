// Two wrote in the same cell: both values are shown, who wrote the other and when, and the writer chooses.

import { ask, copyOf, fill } from "./grid-ask.js";

/** `conflicts` are {id, name, mine, theirs: {text, who, when}}. Gives a map of id -> "mine" or "theirs". */
export async function askConflicts(conflicts) {
  const dialog = copyOf("dialog-conflict");
  const list = dialog.querySelector("[data-list]");
  for (const [index, conflict] of conflicts.entries()) list.append(question(conflict, index));
  fill(dialog, {
    count: conflicts.length === 1 ? "En cell har ändrats" : `${conflicts.length} celler har ändrats`,
  });
  for (const button of dialog.querySelectorAll("[data-choose-all]")) {
    button.hidden = conflicts.length === 1;
    button.addEventListener("click", () => {
      for (const choice of list.querySelectorAll(`input[value="${button.dataset.chooseAll}"]`)) choice.checked = true;
    });
  }
  const form = dialog.querySelector("form");
  if ((await ask(dialog)) !== "choose") return new Map();
  const chosen = new FormData(form);
  return new Map(conflicts.map(({ id }, index) => [id, chosen.get(`choice-${index}`)]));
}

function question({ name, mine, theirs }, index) {
  const item = copyOf("conflict-item");
  fill(item, {
    name,
    mine: mine || "(tomt)",
    theirs: (theirs.words ?? theirs.text) || "(tomt)",
    who: theirs.when ? `${theirs.who}, ${theirs.when}` : theirs.who,
  });
  for (const choice of item.querySelectorAll("input")) {
    choice.name = `choice-${index}`;
    choice.id = `choice-${index}-${choice.value}`;
    choice.closest("label").htmlFor = choice.id;
  }
  return item;
}
