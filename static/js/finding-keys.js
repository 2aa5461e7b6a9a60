// Answers a finding by single keys: 1–7 choose a reason, Enter saves, N and P go on and back, ? shows the keys. They can
// be switched off, since a voice or a hand that slips may press them; without script the form and its links do the same.

const SWITCHED_OFF = "namndkollen.finding-keys-off";

const form = document.querySelector("[data-finding-form]");
const help = document.querySelector("[data-keys-help]");
const toggle = help.querySelector("[data-keys-on]");

function show() {
  help.hidden = false;
  for (const label of document.querySelectorAll("[data-key]")) label.hidden = !toggle.checked;
}

function choose(number) {
  const choice = form.elements.reason[number - 1];
  if (!choice) return false;
  choice.checked = true;
  choice.focus();
  return true;
}

function follow(rel) {
  const link = document.querySelector(`a[rel=${rel}]`);
  link?.click();
  return Boolean(link);
}

function save(target) {
  // A link or a button that is reached is what Enter presses.
  if (target.closest("a, button, summary, input[type=checkbox]")) return false;
  // An Enter too many, on the page that came next, sends nothing.
  if (!form.elements.reason.value) {
    form.elements.reason[0].focus();
    return true;
  }
  form.requestSubmit(form.querySelector("button[value=answer]"));
  return true;
}

function act(key, target) {
  if (/^[1-9]$/.test(key)) return choose(Number(key));
  if (key === "Enter") return save(target);
  if (key === "n") return follow("next");
  if (key === "p") return follow("prev");
  if (key !== "?") return false;
  help.open = !help.open;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!toggle.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("textarea")) return;
  if (act(event.key.length === 1 ? event.key.toLowerCase() : event.key, event.target)) event.preventDefault();
});

toggle.checked = localStorage.getItem(SWITCHED_OFF) === null;
toggle.addEventListener("change", () => {
  if (toggle.checked) localStorage.removeItem(SWITCHED_OFF);
  else localStorage.setItem(SWITCHED_OFF, "1");
  show();
});
show();
