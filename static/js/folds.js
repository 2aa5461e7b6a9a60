// Groups that are folded. The opened one stands in the address, so that going back, or a link that is sent on, finds it.
// What the address names is opened, also where the browser doesn't do so by itself.

function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let closed = false;
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    closed ||= !fold.open;
    fold.open = true;
  }
  if (closed) target.scrollIntoView();
}

function rememberPlace(event) {
  const fold = event.target.closest("summary")?.parentElement;
  const body = fold?.querySelector(":scope > .fold__body[id]");
  if (!body) return;
  const place = `#${body.id}`;
  if (!fold.open)
    history.replaceState(null, "", place); // the click has not opened it yet
  else if (location.hash === place) history.replaceState(null, "", location.pathname + location.search);
}

// A form that the page opened, about one thing, for the next one after one that is saved, or with something to mend: one
// types on, without scrolling or clicking.
function typeOn() {
  const fold = document.querySelector("details[data-opened][open]");
  const wrong = fold?.querySelector("[aria-invalid=true]");
  const field = wrong ?? fold?.querySelector("form :is(input:not([type=hidden]), select, textarea)");
  if (!field) return;
  const described = [fold.querySelector("#svar")?.id, field.getAttribute("aria-describedby")];
  field.setAttribute("aria-describedby", described.filter(Boolean).join(" "));
  fold.scrollIntoView({ behavior: "instant" });
  field.focus({ preventScroll: !wrong });
}

document.addEventListener("click", rememberPlace);
window.addEventListener("hashchange", showTarget);
showTarget();
if (document.readyState === "complete") typeOn();
else window.addEventListener("load", typeOn); // going to the place in the address takes the focus away until then
