// The key / goes to the search field, as on many sites, unless one is writing. Without script the field is there all the same.

const WRITES = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest(WRITES)) return;
  const field = document.querySelector("[data-search-field]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
