// Copies what can be taken along from a chart or a table: its address, or its figures as cells that a spreadsheet takes.
// Without script the links lead to the place and to the files.

function say(element, words) {
  element.closest(".take-along").querySelector(".take-along__said").textContent = words;
}

async function copy(element, words, collect) {
  try {
    await navigator.clipboard.write([new ClipboardItem(collect())]);
    say(element, words);
  } catch {
    const hasFile = element.closest(".take-along").querySelector("[download]");
    say(element, hasFile ? "Det gick inte att kopiera. Hämta filen i stället." : "Det gick inte att kopiera.");
  }
}

// Fields with semicolons, quotes or line breaks in them stand in quotes, where a quote is written twice.
function readRows(csv) {
  const rows = [[]];
  for (const [, separator, quoted, plain] of csv.matchAll(/(^|;|\r\n)(?:"((?:[^"]|"")*)"|([^;\r\n]*))/g)) {
    if (separator === "\r\n") rows.push([]);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}

async function fetchCells(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(address);
  const rows = readRows((await answer.text()).replace(/^\ufeff/, ""));
  return new Blob([rows.map((row) => row.map((cell) => cell.replaceAll(/\s+/g, " ")).join("\t")).join("\n")], {
    type: "text/plain",
  });
}

// The table that stands on the page, as it reads: without what is there for screen readers alone, or folded in a cell.
function readCells(table) {
  const rows = [...table.rows].map((row) =>
    [...row.cells].flatMap((cell) => {
      const copied = cell.cloneNode(true);
      for (const one of copied.querySelectorAll(".visually-hidden, details, button, svg, [data-not-copied]"))
        one.remove();
      return [copied.textContent.replaceAll(/\s+/g, " ").trim(), ...Array(cell.colSpan - 1).fill("")];
    }),
  );
  return new Blob([rows.map((row) => row.join("\t")).join("\n")], { type: "text/plain" });
}

for (const link of document.querySelectorAll("[data-copy-link]")) {
  link.addEventListener("click", () => {
    const address = new URL(link.getAttribute("href"), window.location.href).href;
    copy(link, "Länken är kopierad.", () => ({ "text/plain": new Blob([address], { type: "text/plain" }) }));
  });
}

for (const button of document.querySelectorAll("[data-copy-shown]")) {
  const table = document.getElementById(button.dataset.copyShown).closest("section").querySelector("table");
  button.hidden = !table;
  button.addEventListener("click", () => {
    copy(button, "Siffrorna är kopierade.", () => ({ "text/plain": readCells(table) }));
  });
}

for (const button of document.querySelectorAll("[data-copy-table]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    // The browser waits for the figures itself: it lets a page write only while the click is fresh.
    copy(button, "Siffrorna är kopierade.", () => ({ "text/plain": fetchCells(button.dataset.copyTable) }));
  });
}
