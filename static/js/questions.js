// Questions between controller and unit: at a row they open in a dialog, and what is written is sent without leaving the
// page. Without this script a link leads to the questions' own page, and the forms are posted as any form.

import { ask, copyOf } from "./grid-ask.js";
import { idOf, isGridCell, keyOfRow, partsOf } from "./grid-cells.js";

const UNREACHABLE = "Servern nås inte just nu. Det du har skrivit står kvar.";
const NOT_TAKEN = "Det gick inte att spara. Logga in i en annan flik och försök igen: det du har skrivit står kvar.";
const sheet = document.querySelector("[data-sheet]");

/** The questions of a place as the server draws them; null where it answers with another page. */
async function fetched(address, options) {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.getElementById("fragor");
  return part && document.adoptNode(part);
}

async function open(address) {
  let part = null;
  try {
    part = await fetched(address);
  } catch {
    // the page that the link leads to tells it
  }
  if (!part) return window.location.assign(address);
  const dialog = copyOf("dialog-history");
  dialog.setAttribute("aria-labelledby", "fragor-rubrik");
  dialog.querySelector("[data-body]").append(part);
  const closed = ask(dialog);
  // Where nothing is asked yet, one types the question at once.
  (part.querySelector(".question-form[open] textarea") ?? part.querySelector("h2")).focus();
  await closed;
  markRow(dialog.querySelector("#fragor").dataset);
  return undefined;
}

async function send(form, submitter) {
  const part = form.closest("#fragor");
  const body = new URLSearchParams(new FormData(form, submitter));
  submitter.disabled = true;
  try {
    const next = await fetched(form.action, { method: "POST", body });
    if (!next) return complain(form, NOT_TAKEN);
    part.replaceWith(next);
    (next.querySelector("[aria-invalid]") ?? next.querySelector("h2")).focus();
  } catch {
    complain(form, UNREACHABLE);
  } finally {
    submitter.disabled = false;
  }
  return undefined;
}

function complain(form, message) {
  const line = form.querySelector("[data-complaint]") ?? document.createElement("p");
  line.className = "field__error";
  line.dataset.complaint = "";
  line.setAttribute("role", "alert");
  line.textContent = message;
  form.prepend(line);
}

/** The row tells how many questions there are now, and its cells which of them they are about. */
function markRow({ row: key, mark, fields }) {
  const row = [...(sheet?.querySelectorAll(".sheet__section tr") ?? [])].find((one) => keyOfRow(one) === key);
  const place = row?.querySelector("th") ?? document.getElementById(`fragor-${key}`);
  if (!place) return;
  const there = place.querySelector(".question-mark");
  if (!mark) there?.remove();
  else if (there) there.querySelector("[data-put]").textContent = mark;
  else if (row) place.append(makeMark(key, mark, place.querySelector("span").textContent));
  const about = fields.split(" ");
  for (const cell of row?.querySelectorAll(".entry") ?? []) {
    const element = cell.querySelector("input, select");
    cell.toggleAttribute("data-asked", Boolean(element) && about.includes(partsOf(element.name).field));
  }
}

function makeMark(key, text, label) {
  const link = document.createElement("a");
  link.className = "about question-mark";
  link.href = addressOf(key);
  link.dataset.questionsOf = key;
  const count = document.createElement("span");
  count.dataset.put = "";
  count.textContent = text;
  const hidden = document.createElement("span");
  hidden.className = "visually-hidden";
  hidden.textContent = ` om ${label}`;
  link.append(count, hidden);
  return link;
}

const addressOf = (key, field = "") =>
  `../fragor/?${new URLSearchParams({ cell: key, ...(field && { falt: field }) })}`;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-questions-of]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.href);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#fragor form[data-question]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});
// As a note in a spreadsheet.
sheet?.addEventListener("keydown", (event) => {
  if (event.key !== "F2" || !event.shiftKey || !isGridCell(event.target) || !("questions" in sheet.dataset)) return;
  event.preventDefault();
  const { key, field } = partsOf(idOf(event.target));
  open(addressOf(key, field));
});
