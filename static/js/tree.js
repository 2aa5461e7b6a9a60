// Opens and closes trees of table rows. Without script every row is open, so nothing is lost.

const OPEN = "Fäll ihop";
const CLOSED = "Visa delarna av";

function childrenOf(table, key) {
  return [...table.querySelectorAll(`tr[data-parent="${CSS.escape(key)}"]`)];
}

function setOpen(table, row, open) {
  const button = row.querySelector(".tree__toggle");
  const name = row.querySelector(".tree__name").textContent;
  button.setAttribute("aria-expanded", String(open));
  button.setAttribute("aria-label", `${open ? OPEN : CLOSED} ${name}`);
  for (const child of childrenOf(table, row.dataset.key)) {
    child.hidden = !open;
    if (!open && child.hasAttribute("data-opens")) setOpen(table, child, false);
  }
}

function addToggle(table, row) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tree__toggle";
  button.addEventListener("click", () => setOpen(table, row, button.getAttribute("aria-expanded") !== "true"));
  row.querySelector("th").prepend(button);
}

function openPathTo(table, row) {
  for (
    let parent = row;
    parent;
    parent = table.querySelector(`tr[data-key="${CSS.escape(parent.dataset.parent ?? "")}"]`)
  ) {
    if (parent.hasAttribute("data-opens")) setOpen(table, parent, true);
  }
}

function addOpenAll(table, openers) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tree__all quiet";
  const show = (open) => {
    button.textContent = open ? "Fäll ihop alla" : "Visa alla rader";
    button.dataset.open = String(open);
  };
  button.addEventListener("click", () => {
    const open = button.dataset.open !== "true";
    for (const row of openers) setOpen(table, row, open);
    show(open);
  });
  show(false);
  table.closest(".table-scroll").before(button);
}

function setUp(table) {
  const openers = [...table.querySelectorAll("tr[data-opens]")];
  if (!openers.length) return;
  table.classList.add("tree--live");
  for (const row of openers) addToggle(table, row);
  for (const row of openers) setOpen(table, row, false);
  addOpenAll(table, openers);
}

function followAnchor() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const row = target?.closest("table[data-tree] tr");
  if (!row) return;
  openPathTo(row.closest("table"), row);
  const more = row.nextElementSibling?.querySelector(".row-more__rest");
  if (more) more.open = true;
  target.scrollIntoView({ block: "center" });
}

for (const table of document.querySelectorAll("table[data-tree]")) setUp(table);
window.addEventListener("hashchange", followAnchor);
window.addEventListener("beforeprint", () => {
  for (const row of document.querySelectorAll("table[data-tree] tr[data-parent]")) row.hidden = false;
});
followAnchor();
