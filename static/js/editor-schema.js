// The editor's schema, and the way between its document and the tree that the server keeps (core/rich_text/tree.py).

import { Schema, tableNodes } from "../vendor/prosemirror.min.js";

const LINK = /^(https?:\/\/[^\s<>"\\^`{|}]+|mailto:[^\s<>"\\^`{|}@]+@[^\s<>"\\^`{|}@]+)$/;
const LONGEST_LINK = 2000;

/** Is it an address that a report may link to? */
export function isLink(address) {
  return address.length <= LONGEST_LINK && LINK.test(address);
}

const figureLabels = new Map(); // where each figure of the page is from, by what it points at

function referenceOf(figure) {
  return ["value", "key", "column", "area", "part", "period"].map((name) => figure[name] ?? "").join("/");
}

/** Remember where figures are from: by reference as the page has it, or of a figure that is chosen. */
export function keepFigureLabels(labels) {
  for (const [reference, label] of Object.entries(labels)) figureLabels.set(reference, label);
}

export function keepFigureLabel(figure, label) {
  figureLabels.set(referenceOf(figure), label);
}

function describeFigure(figure) {
  const label = figureLabels.get(referenceOf(figure));
  return label ? `Ur rapporten: ${label}` : "Siffra ur rapporten";
}

/** A figure that is copied within the product; false for what is none. */
function readFigure(raw) {
  try {
    const node = JSON.parse(raw);
    return node?.type === "figure" && { node };
  } catch {
    return false;
  }
}

/** Where the server has a picture of the board's texts. */
export function addressOfPicture(id) {
  return `${document.querySelector("[data-pictures]").dataset.pictures}${id}`;
}

/** A picture that is copied within the product; false for what is none. */
function readPicture(dom) {
  const [width, height] = ["width", "height"].map((name) => Number(dom.getAttribute(name)) || 0);
  const { picture: id } = dom.dataset;
  return /^[0-9a-f]{64}$/.test(id) && Boolean(dom.alt) && { id, alt: dom.alt, width, height };
}

const headings = [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(level, 3) } }));
const table = tableNodes({ tableGroup: "block", cellContent: "paragraph+", cellAttributes: {} });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      group: "block",
      content: "(text | figure)*",
      attrs: { level: { default: 1 } },
      defining: true,
      parseDOM: headings,
      toDOM: (node) => [`h${node.attrs.level + 1}`, 0], // the page's own heading is above
    },
    bullet_list: {
      group: "block list",
      content: "list_item+",
      parseDOM: [{ tag: "ul" }],
      toDOM: () => ["ul", 0],
    },
    ordered_list: {
      group: "block list",
      content: "list_item+",
      parseDOM: [{ tag: "ol" }],
      toDOM: () => ["ol", 0],
    },
    list_item: {
      content: "paragraph (paragraph | list)*",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: () => ["li", 0],
    },
    ...table,
    picture: {
      group: "block",
      atom: true,
      draggable: true,
      attrs: { id: {}, alt: {}, width: { default: 0 }, height: { default: 0 } },
      parseDOM: [{ tag: "img[data-picture]", getAttrs: readPicture }],
      toDOM: ({ attrs: { id, alt, width, height } }) => [
        "img",
        { src: addressOfPicture(id), alt, "data-picture": id, ...(width && height && { width, height }) },
      ],
    },
    text: { group: "inline" },
    hard_break: {
      group: "inline",
      inline: true,
      selectable: false,
      parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"],
    },
    figure: {
      group: "inline",
      inline: true,
      atom: true,
      attrs: { node: {} },
      parseDOM: [{ tag: "data[data-figure]", getAttrs: (dom) => readFigure(dom.dataset.figure) }],
      toDOM: ({ attrs: { node } }) => [
        "data",
        { value: node.key, class: "figure-mark", title: describeFigure(node), "data-figure": JSON.stringify(node) },
        node.shown || "uppgift saknas",
      ],
      leafText: ({ attrs: { node } }) => node.shown ?? "",
    },
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [
        { tag: "a[href]", getAttrs: (dom) => isLink(dom.getAttribute("href")) && { href: dom.getAttribute("href") } },
      ],
      toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
    },
    strong: {
      parseDOM: [
        { tag: "strong" },
        { tag: "b", getAttrs: (dom) => dom.style.fontWeight !== "normal" && null },
        { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[7-9]\d\d)$/.test(value) && null },
      ],
      toDOM: () => ["strong", 0],
    },
    emphasis: {
      parseDOM: [{ tag: "em" }, { tag: "i" }, { style: "font-style=italic" }],
      toDOM: () => ["em", 0],
    },
  },
});

/** Of a text under a small heading of its own: it has no headings and no pictures, and a heading is a paragraph. */
export const fieldSchema = new Schema({
  nodes: schema.spec.nodes
    .remove("heading")
    .remove("picture")
    .update("paragraph", {
      ...schema.spec.nodes.get("paragraph"),
      parseDOM: ["p", "h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({ tag })),
    }),
  marks: schema.spec.marks,
});

// From the document to the tree

function inlineOf(node) {
  if (node.type.name === "hard_break") return { type: "break" };
  if (node.type.name === "figure") return node.attrs.node;
  const inline = { type: "text", text: node.text.toWellFormed?.() ?? node.text };
  for (const mark of node.marks) {
    if (mark.type.name === "link") inline.link = mark.attrs.href;
    else inline[mark.type.name] = true;
  }
  return inline;
}

function mapChildren(node, change) {
  const found = [];
  node.forEach((child) => {
    found.push(change(child));
  });
  return found;
}

const inlinesOf = (node) => mapChildren(node, inlineOf);

/** A cell is one line of words: its paragraphs are parted by breaks. */
function cellOf(cell) {
  const paragraphs = mapChildren(cell, inlinesOf);
  return paragraphs.flatMap((inlines, index) => (index ? [{ type: "break" }, ...inlines] : inlines));
}

function tableOf(node) {
  const rows = mapChildren(node, (row) => mapChildren(row, cellOf));
  const first = node.firstChild;
  let isHeader = Boolean(first?.childCount);
  first?.forEach((cell) => {
    isHeader = isHeader && cell.type.name === "table_header";
  });
  return { type: "table", header_rows: isHeader ? 1 : 0, rows };
}

function blockOf(node) {
  switch (node.type.name) {
    case "heading":
      return { type: "heading", level: node.attrs.level, content: inlinesOf(node) };
    case "bullet_list":
    case "ordered_list":
      return {
        type: "list",
        ordered: node.type.name === "ordered_list",
        items: mapChildren(node, (item) => mapChildren(item, blockOf)),
      };
    case "table":
      return tableOf(node);
    case "picture":
      return { type: "picture", ...node.attrs };
    default:
      return { type: "paragraph", content: inlinesOf(node) };
  }
}

/** The document as the tree. */
export function treeOf(doc) {
  return { blocks: mapChildren(doc, blockOf) };
}

// From the tree to the document, of the schema whose text is to be written

function inlineNode(inline, of) {
  const { nodes, marks } = of;
  if (inline.type === "break") return nodes.hard_break.create();
  if (inline.type === "figure") return nodes.figure.create({ node: inline });
  const on = [];
  if (inline.link) on.push(marks.link.create({ href: inline.link }));
  if (inline.strong) on.push(marks.strong.create());
  if (inline.emphasis) on.push(marks.emphasis.create());
  return of.text(inline.text, on);
}

const inlineNodes = (content, of) => (content ?? []).map((inline) => inlineNode(inline, of));

function itemNode(blocks, of) {
  const made = blocks.map((block) => blockNode(block, of));
  if (made[0]?.type !== of.nodes.paragraph) made.unshift(of.nodes.paragraph.create());
  return of.nodes.list_item.create(null, made);
}

function cellNode(cell, type, of) {
  return type.create(null, of.nodes.paragraph.create(null, inlineNodes(cell, of)));
}

function tableNode(block, of) {
  const { table, table_row: row, table_header: header, table_cell: cell } = of.nodes;
  const rows = (block.rows ?? []).map((cells, index) => {
    const type = index < (block.header_rows ?? 0) ? header : cell;
    return row.create(
      null,
      cells.map((one) => cellNode(one, type, of)),
    );
  });
  return table.create(null, rows);
}

function blockNode(block, of) {
  const { nodes } = of;
  switch (block.type) {
    case "heading":
      return nodes.heading.create({ level: block.level }, inlineNodes(block.content, of));
    case "list":
      return (block.ordered ? nodes.ordered_list : nodes.bullet_list).create(
        null,
        (block.items ?? []).map((item) => itemNode(item, of)),
      );
    case "table":
      return tableNode(block, of);
    case "picture":
      return nodes.picture.create({ id: block.id, alt: block.alt, width: block.width, height: block.height });
    default:
      return nodes.paragraph.create(null, inlineNodes(block.content, of));
  }
}

/** The tree as a document. */
export function docOf(tree, of = schema) {
  const blocks = (tree.blocks ?? []).map((block) => blockNode(block, of));
  if (!blocks.length || !blocks.at(-1).isTextblock) blocks.push(of.nodes.paragraph.create());
  return of.nodes.doc.create(null, blocks);
}
