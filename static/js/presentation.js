// Goes through the screens of the presenting mode by keys, by a presenter's remote (Page Up, Page Down), by buttons and by
// a finger that is drawn to the side. Up and down the page scrolls by itself.
// Without script one scrolls, and the contents lead to each part.

const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
const ALWAYS = new Set(["ArrowRight", "ArrowLeft"]); // the others first show the rest of a screen that is too high
const SWIPE = 50; // px that a finger is drawn to the side
const slides = [...document.querySelectorAll(".slide")];
const bar = document.querySelector(".slide-bar");
const agenda = bar.querySelector("details");
const fullScreen = bar.querySelector("[data-full-screen]");

function findPlace() {
  const middle = window.innerHeight / 2;
  return Math.max(
    slides.findLastIndex((one) => one.getBoundingClientRect().top <= middle),
    0,
  );
}

function getHeading(slide) {
  return slide.querySelector("h1, h2");
}

function tellPlace() {
  const place = findPlace();
  bar.querySelector("[data-slide-number]").textContent = place + 1;
  bar.querySelector("[data-slide-name]").textContent = `: ${getHeading(slides[place]).textContent.trim()}`;
  bar.querySelector('[data-slide-step="-1"]').disabled = place === 0;
  bar.querySelector('[data-slide-step="1"]').disabled = place === slides.length - 1;
}

// At once, so that whoever presses fast gets as far as they have pressed.
function show(place, moveFocus) {
  const slide = slides[Math.min(Math.max(place, 0), slides.length - 1)];
  slide.scrollIntoView({ behavior: "instant", block: "start" });
  window.history.replaceState(null, "", `#${slide.id}`);
  if (moveFocus) getHeading(slide).focus({ preventScroll: true });
  tellPlace();
}

function hasMore(step) {
  const { top, bottom } = slides[findPlace()].getBoundingClientRect();
  return step > 0 ? bottom > window.innerHeight + 4 : top < -4;
}

function take(step, key) {
  if (!ALWAYS.has(key) && hasMore(step)) {
    window.scrollBy({ top: step * window.innerHeight * 0.8, behavior: "instant" });
  } else {
    show(findPlace() + step, true);
  }
}

// What is open closes first; then the presentation ends. In full screen the browser itself takes the key.
function leave() {
  const open = [...slides[findPlace()].querySelectorAll("details[open]"), ...(agenda.open ? [agenda] : [])];
  for (const one of open) one.open = false;
  if (!open.length) bar.querySelector("[data-slides-end]").click();
}

function isTaken(event) {
  const { key, target } = event;
  return event.defaultPrevented || (key === " " && target instanceof Element && target.closest("a, button, summary"));
}

document.addEventListener("keydown", (event) => {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
  const step = key === " " && event.shiftKey ? -1 : STEPS[key];
  if (step) take(step, key);
  else if (key === "Home") show(0, true);
  else if (key === "End") show(slides.length - 1, true);
  else if (key === "Escape") leave();
  else return;
  event.preventDefault();
});

/** Is the finger on something that is moved to the side itself, or has the page been made larger? */
function isMovedAside(target) {
  if (window.visualViewport?.scale > 1.01) return true;
  for (let one = target; one instanceof Element && one !== document.body; one = one.parentElement) {
    if (one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX)) return true;
  }
  return false;
}

let finger = null; // where one finger came down; two are for making the page larger

document.addEventListener(
  "touchstart",
  ({ touches, target }) => {
    finger = touches.length === 1 && !isMovedAside(target) ? touches[0] : null;
  },
  { passive: true },
);
document.addEventListener("touchend", ({ changedTouches }) => {
  const [end] = changedTouches;
  if (!finger || end.identifier !== finger.identifier) return;
  const aside = end.clientX - finger.clientX;
  const along = end.clientY - finger.clientY;
  finger = null;
  if (Math.abs(aside) >= SWIPE && Math.abs(aside) > 2 * Math.abs(along)) show(findPlace() - Math.sign(aside), false);
});
document.addEventListener("touchcancel", () => {
  finger = null;
});

for (const button of bar.querySelectorAll("[data-slide-step]")) {
  button.addEventListener("click", () => show(findPlace() + Number(button.dataset.slideStep), false));
}

agenda.addEventListener("click", (event) => {
  if (event.target.closest("a")) agenda.open = false;
});

fullScreen.hidden = !document.fullscreenEnabled;
fullScreen.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});
document.addEventListener("fullscreenchange", () => {
  fullScreen.textContent = document.fullscreenElement ? "Lämna helskärm" : "Helskärm";
});

// Where the window changes, scroll snapping itself keeps the screen that was there.
window.addEventListener("scroll", tellPlace, { passive: true });
bar.querySelector("[data-slide-steps]").hidden = false;
tellPlace();
