// What can wait until the key is seen: marks, counts, what is sent. It waits for the next paint. A draft never does.

const UNPAINTED = 100; // milliseconds: a page that nobody sees, as behind another tab, is not painted
const waiting = new Set();
let timer = 0;

/** Do it once the page has been painted; what already waits is done once. */
export function afterPaint(act) {
  waiting.add(act);
  if (timer) return;
  timer = window.setTimeout(doAll, UNPAINTED);
  window.requestAnimationFrame(() => {
    window.clearTimeout(timer);
    timer = window.setTimeout(doAll);
  });
}

function doAll() {
  timer = 0;
  const acts = [...waiting];
  waiting.clear();
  for (const act of acts) act();
}
