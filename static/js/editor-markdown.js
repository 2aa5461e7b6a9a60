// The tree as Markdown, as the server writes it (core/rich_text/markdown.py), for the field that an editor stands in for.
// Here a new line is a new line, and a figure has no words of its own: it is stored by what it points at.

const ESCAPED = /[\\*_[\]<|~`]|&(?=[#A-Za-z])/g;
const LINE_START = /^(?:[#>+=:-]|\d+(?=[.)]))/;
const AFTER_EMPHASIS = " .,;:?)";
const FIGURE_FIELDS = ["value", "key", "column", "area", "part", "period", "unit"];
const ALONE = /^[\p{L}\p{N}](?:.*[\p{L}\p{N}])?$/su;
const FIGURE_LABEL = "siffra";

/** The tree as Markdown. */
export function formatMarkdown(tree) {
  return writeBlocks(tree.blocks).trim();
}

/** An empty line that somebody left, or stands first in a list because the editor wants one there, says nothing. */
function writeBlocks(blocks) {
  return blocks.map(writeBlock).filter(Boolean).join("\n\n");
}

function writeBlock(block) {
  switch (block.type) {
    case "list":
      return writeList(block);
    case "table":
      return writeTable(block);
    default:
      return writeInlines(block.content);
  }
}

function writeList({ ordered, items }) {
  const isTight = items.every((item) => item.length === 1 && item[0].type === "paragraph");
  const bodies = items.map(writeBlocks).filter(Boolean);
  const written = bodies.map((body, index) => {
    const mark = ordered ? `${index + 1}. ` : "- ";
    return mark + body.replace(/\n(?=[^\n])/g, `\n${" ".repeat(mark.length)}`);
  });
  return written.join(isTight ? "\n" : "\n\n");
}

function writeTable({ header_rows: headers, rows }) {
  const width = rows[0].length;
  const [head, body] = headers ? [rows[0], rows.slice(1)] : [Array(width).fill([]), rows];
  return [writeRow(head), `|${" --- |".repeat(width)}`, ...body.map(writeRow)].join("\n");
}

const writeRow = (row) => `${row.map((cell) => `| ${writeInlines(cell, true)} `).join("")}|`;

function writeInlines(inlines, inCell = false) {
  let written = "";
  for (const [place, one] of inlines.entries()) {
    if (one.type === "break") {
      written += inCell ? "<br>" : writeBreak(inlines, place);
      continue;
    }
    if (written.endsWith("!") && (one.type === "figure" || one.link)) written = `${written.slice(0, -1)}\\!`;
    if (one.type === "figure") written += writeFigure(one);
    else if (one.link) written += `[${writeStyled(one, true)}](<${one.link.replaceAll("&", "&amp;")}>)`;
    else {
      const isAlone = (!written || /\s$/.test(written)) && mayFollowEmphasis(inlines[place + 1]);
      written += writeStyled(one, isAlone, !inCell && (!written || written.endsWith("\n")));
    }
  }
  return written;
}

/** One new line is itself; where two meet, an empty line between would part paragraphs. */
function writeBreak(inlines, place) {
  const isLone = [place - 1, place + 1].every((at) => inlines[at] && inlines[at].type !== "break");
  return isLone ? "\n" : "\\\n";
}

function mayFollowEmphasis(after) {
  if (!after || after.type === "break") return true;
  if (after.type === "figure") return false;
  return !(after.link || after.strong || after.emphasis) && AFTER_EMPHASIS.includes(after.text[0]);
}

function writeStyled(one, isAlone, isFirst = false) {
  if (!one.strong && !one.emphasis) return escapeText(one.text, isFirst);
  const text = escapeText(one.text);
  if (isAlone && ALONE.test(one.text)) {
    const stars = "*".repeat((one.strong ? 2 : 0) + (one.emphasis ? 1 : 0));
    return `${stars}${text}${stars}`;
  }
  const leaning = one.emphasis ? `<i>${text}</i>` : text;
  return one.strong ? `<b>${leaning}</b>` : leaning;
}

function escapeText(text, isFirst = false) {
  const escaped = text.replace(ESCAPED, "\\$&");
  const start = isFirst && LINE_START.exec(escaped);
  if (!start) return escaped;
  const end = start[0].length;
  return /\d/.test(escaped[0]) ? `${escaped.slice(0, end)}\\${escaped.slice(end)}` : `\\${escaped}`;
}

function writeFigure(figure) {
  const fields = [...FIGURE_FIELDS.map((name) => figure[name] ?? ""), figure.decimals ?? ""];
  return `[${FIGURE_LABEL}](<siffra:${fields.map((one) => quote(String(one))).join("/")}>)`;
}

/** As an address is quoted by the server: all but letters, digits and `_.-~`. */
function quote(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
