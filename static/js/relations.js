// One key answers the relation where the focus is: J is yes and N is no. Without script the buttons do the same.

// Where the person was, so that the next row has the focus when the page comes back.
const PLACE = "relations-place";

function rowsWithAnswers() {
  return [...document.querySelectorAll(".relation")].filter((row) => row.querySelector("[data-key]"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest?.(".relation");
  const button = row?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("submit", (event) => {
  const row = event.target.closest(".relation");
  if (row) sessionStorage.setItem(PLACE, String(rowsWithAnswers().indexOf(row)));
});

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) {
  const rows = rowsWithAnswers();
  const row = rows[Math.min(Number(place), rows.length - 1)];
  (row?.querySelector("[data-key]") ?? document.getElementById("samband")).focus();
}
