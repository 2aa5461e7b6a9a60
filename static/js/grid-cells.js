// A cell on the page: a text field, a list, a check box or a group of choices. Its name is `key|field`.

export const idOf = (element) => element.dataset.cell;
export const versionOf = (element) => Number(element.dataset.version);
export const boxOf = (element) => element.closest(".cell");
export const stateOf = (element) => boxOf(element).dataset.state;
export const isGridCell = (element) => element.matches(".cell__input");

export function partsOf(id) {
  const [key, field] = id.split("|");
  return { key, field };
}

export function valueOf(element) {
  if (element.type === "checkbox") return element.checked ? element.value : "";
  if (element.matches("fieldset")) return element.querySelector("input:checked")?.value ?? "";
  return element.value;
}

export function setValue(element, text) {
  if (element.type === "checkbox") element.checked = text !== "";
  else if (element.matches("fieldset")) {
    for (const choice of element.querySelectorAll("input")) choice.checked = choice.value === text;
  } else if (element.value !== text) element.value = text;
}

/** What a screen reader calls the cell: the words of its headers. */
export function nameOf(element) {
  const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
  const headers = ids.map((id) => document.getElementById(id)).filter(Boolean);
  return headers.map((header) => (header.dataset.name ?? header.textContent).trim()).join(", ").replace(/\s+/g, " ");
}

/** Show how the cell stands: `saved`, `saving`, `invalid`, `stale`, `locked` or nothing; and what is to be said of it. */
export function show(element, state, message = "", warnings = []) {
  const box = boxOf(element);
  box.dataset.state = state;
  box.classList.toggle("is-warned", warnings.length > 0);
  const place = box.querySelector(".cell__message");
  place.replaceChildren(...[message, ...warnings].filter(Boolean).map(line));
  place.classList.toggle("cell__message--warning", !message && warnings.length > 0);
  if (["invalid", "stale", "locked"].includes(state)) element.setAttribute("aria-invalid", "true");
  else element.removeAttribute("aria-invalid");
}

function line(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}
