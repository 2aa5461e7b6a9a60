// A block copied from a spreadsheet: shown as it was read, before anything is written.

import { ask, copyOf, fill } from "./grid-ask.js";

const lines = (text) => text.replace(/[\r\n]+$/, "").split(/\r\n|\n|\r/);

/** A tab or a line break inside: the clipboard holds more than one cell. */
export const isBlock = (text) => lines(text).length > 1 || text.includes("\t");

/** Ask the server how it reads the block; null when it can't be reached. */
export async function preview({ url, token, key, field, text, shown, chosen = {}, signs = "" }) {
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
      body: JSON.stringify({ key, field, text, shown, chosen, signs }),
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Without the server: the texts fall on the cells below and beside, unread. `rows` are the cells, row by row. */
export function spread(rows, start, text) {
  const top = rows.findIndex((row) => row.includes(start));
  const left = rows[top].indexOf(start);
  return lines(text)
    .flatMap((line, down) => line.split("\t").map((raw, right) => [rows[top + down]?.[left + right], raw.trim()]))
    .filter(([cell]) => cell);
}

/**
 * Show the preview; gives the list of {key, field, raw, version} to write, as corrected there, or null.
 * `again(chosen, signs)` reads the block anew when the writer has said which rows lines are, or how amounts are signed.
 */
export async function askPaste(read, again) {
  const dialog = copyOf("dialog-paste");
  let shown = draw(dialog, read);
  let said = { chosen: {}, signs: "" };
  const anew = async (change) => {
    said = { ...said, ...change };
    const answer = await again(said.chosen, said.signs);
    if (answer) shown = draw(dialog, answer);
    return answer;
  };
  askLines(dialog, read, (chosen) => anew({ chosen }));
  const turn = dialog.querySelector("[data-turn]");
  turn.addEventListener("click", () => anew({ signs: turn.value }));
  const isPlain = !read.unplaced.length && !read.signs && shown.every(({ input }) => !input);
  dialog.querySelector("[data-go]").autofocus = isPlain; // nothing is asked, so Enter writes it; Ctrl+Z takes it back
  if ((await ask(dialog)) !== "paste") return null;
  return shown.map(({ cell: { key, field, raw, version }, input }) => ({
    key,
    field,
    version,
    raw: input?.value ?? raw,
  }));
}

/** Draw how the cells were read; gives those that are to be written, each with the field that corrects it. */
function draw(dialog, { cells, skipped, signs }) {
  const list = dialog.querySelector("[data-list]");
  list.replaceChildren();
  const asked = cells.filter((cell) => cell.status === "invalid");
  const rest = cells.filter((cell) => ["ok", "unchanged", "locked"].includes(cell.status));
  const shown = [...asked, ...rest].map((cell, index) => ({ cell, input: row(list, cell, index) }));
  fill(dialog, { sum: sentence(asked.length, rest, skipped), signs: signs?.text ?? "" });
  const turn = dialog.querySelector("[data-turn]");
  dialog.querySelector("[data-signs]").hidden = !signs;
  turn.textContent = signs?.by_rule ? "Läs beloppen som de står" : "Läs enligt teckenregeln";
  turn.value = signs?.by_rule ? "plain" : "rule";
  const written = shown.filter(({ cell }) => ["ok", "invalid"].includes(cell.status));
  const go = dialog.querySelector("[data-go]");
  go.textContent = written.length === 1 ? "Klistra in 1 cell" : `Klistra in ${written.length} celler`;
  go.disabled = written.length === 0;
  return written;
}

/** Ask which rows the lines are that have a name of no row, or of several. `tell(chosen)` reads the block anew. */
function askLines(dialog, { unplaced }, tell) {
  const place = dialog.querySelector("[data-unplaced]");
  place.hidden = unplaced.length === 0;
  const chosen = {};
  const drawn = new Map(unplaced.map((line) => [line.line, unplacedLine(place, line)]));
  for (const [number, { select, why }] of drawn) {
    select.addEventListener("change", async () => {
      chosen[number] = select.value;
      const anew = await tell(chosen);
      if (!anew) return;
      why.textContent = "";
      for (const one of anew.unplaced) drawn.get(one.line)?.why.replaceChildren(one.message);
    });
  }
}

function unplacedLine(place, { line, text, message, choices }) {
  const item = fill(copyOf("paste-line"), { text, message });
  const select = item.querySelector("select");
  select.id = `paste-line-${line}`;
  item.querySelector("label").htmlFor = select.id;
  for (const choice of choices) select.add(new Option(choice.name, choice.key));
  place.querySelector("[data-lines]").append(item);
  return { select, why: item.querySelector('[data-put="message"]') };
}

const READS = { unchanged: "som förut", locked: "låst, skrivs inte" };

function row(list, cell, index) {
  const tr = copyOf(cell.status === "invalid" ? "paste-row-invalid" : "paste-row");
  const read = READS[cell.status] ?? (cell.reads_as || "tomt");
  fill(tr, { name: cell.label, before: cell.before || "–", raw: cell.pasted || "tomt", read, message: cell.message });
  tr.querySelector("th").id = `paste-${index}`;
  list.append(tr);
  const field = tr.querySelector("input");
  if (!field) return null;
  field.value = cell.raw;
  field.setAttribute("aria-labelledby", `paste-${index}`);
  const message = tr.querySelector('[data-put="message"]');
  message.id = `paste-message-${index}`;
  field.setAttribute("aria-describedby", message.id);
  for (const choice of choicesFor(cell.raw)) tr.querySelector("[data-choices]").append(choiceButton(choice, field));
  return field;
}

// 1.234 and 1,234 are one thousand or one and a bit: the writer says which.
function choicesFor(raw) {
  const match = /^([+\-\u2212\u2013]?)(\d{1,3})[.,](\d{3})$/.exec(raw.trim());
  if (!match) return [];
  const [, sign, whole, rest] = match;
  const decimals = rest.replace(/0+$/, "") || "0";
  return [`${sign}${whole} ${rest}`, `${sign}${whole},${decimals.length === 3 ? `${decimals}0` : decimals}`];
}

function choiceButton(text, field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet small";
  button.textContent = text;
  button.addEventListener("click", () => {
    field.value = text;
    field.focus();
  });
  return button;
}

function sentence(asked, rest, skipped) {
  const count = (status) => rest.filter((cell) => cell.status === status).length;
  const ok = count("ok");
  const parts = [`${ok} ${ok === 1 ? "cell" : "celler"} skrivs`];
  if (count("unchanged")) parts.push(`${count("unchanged")} har redan samma svar`);
  if (count("locked")) parts.push(`${count("locked")} är låsta`);
  const first = `${parts.join(", ")}. `;
  const help = asked
    ? `${asked} gick inte att läsa. Rätta dem här, eller klistra in dem som de är och rätta sedan. `
    : "";
  return first + help + (skipped ?? "");
}
