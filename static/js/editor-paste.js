// What is pasted from Word becomes plain HTML that the schema can read: its lists are paragraphs that look like lists.

const DROPPED =
  "style, script, meta, link, title, xml, head, img:not([data-picture]), object, iframe, form, input, button, svg, math";

function levelOf(paragraph) {
  const style = paragraph.getAttribute("style") ?? "";
  const found = /mso-list:\s*l\d+\s+level(\d+)/i.exec(style);
  return found ? Math.min(Number(found[1]), 5) : 0;
}

/** Takes away the bullet or number that Word has written, and tells whether it was a number. */
function takeMarker(paragraph) {
  const marker = [...paragraph.querySelectorAll("span")].find((span) =>
    /mso-list:\s*ignore/i.test(span.getAttribute("style") ?? ""),
  );
  const text = marker?.textContent ?? "";
  marker?.remove();
  return /^\s*(\d+|[a-z]{1,4})[.)]/i.test(text);
}

function makeLists(root) {
  let stack = []; // the open lists, the outermost first
  let last = null; // the paragraph before, to see that a list goes on
  for (const paragraph of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const level = levelOf(paragraph);
    if (!level) continue;
    if (last && last.nextElementSibling !== paragraph) stack = [];
    const ordered = takeMarker(paragraph);
    stack = stack.slice(0, level);
    if (!stack.length) {
      stack = [document.createElement(ordered ? "ol" : "ul")];
      paragraph.before(stack[0]);
    }
    while (stack.length < level) {
      const inner = document.createElement(ordered ? "ol" : "ul");
      const above = stack.at(-1);
      if (!above.lastElementChild) above.append(document.createElement("li"));
      above.lastElementChild.append(inner);
      stack.push(inner);
    }
    const item = document.createElement("li");
    const words = document.createElement("p");
    words.append(...paragraph.childNodes);
    item.append(words);
    stack.at(-1).append(item);
    paragraph.remove();
    last = stack[0];
  }
}

/** The highest heading of what is pasted becomes a text's first level. */
function raiseHeadings(root) {
  const headings = [...root.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const steps = Math.min(...headings.map((heading) => Number(heading.localName[1]))) - 1;
  for (const heading of steps > 0 && headings.length ? headings : []) {
    const raised = document.createElement(`h${Number(heading.localName[1]) - steps}`);
    raised.append(...heading.childNodes);
    heading.replaceWith(raised);
  }
}

/** Pasted HTML without what no report has: only what the schema reads is left in the end. */
export function cleanPasted(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of page.body.querySelectorAll(DROPPED)) part.remove();
  makeLists(page.body);
  raiseHeadings(page.body);
  return page.body.innerHTML;
}
