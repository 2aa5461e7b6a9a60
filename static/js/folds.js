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

document.addEventListener("click", rememberPlace);
window.addEventListener("hashchange", showTarget);
showTarget();
