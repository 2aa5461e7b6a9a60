// Pictures: chosen, dropped or pasted, described in words, stored by the server, and then put into the text.

import { TextSelection } from "../vendor/prosemirror.min.js";
import { addressOfPicture, schema } from "./editor-schema.js";
import { ask, copyOf } from "./grid-ask.js";

const NO_LINE = "Ingen kontakt med servern. Bilden är inte sparad. Försök igen.";
const PROBLEMS = {
  401: "Du är utloggad. Logga in i en annan flik, och försök igen.",
  403: "Du är utloggad. Logga in i en annan flik, och försök igen.",
  413: "Bilden är för stor. Spara den mindre.",
};
const LEFT_OUT = "Bilder följde inte med det som klistrades in. Lägg in dem en och en med knappen Bild.";

/** As a command of the editor: a new picture, or the words of the one that is selected. */
export function askPicture(state, dispatch, view) {
  if (!dispatch || !view) return true;
  const { node, from } = state.selection;
  if (node?.type === schema.nodes.picture) return describePicture(view, node, from);
  addPicture(view, from);
  return true;
}

/** Change the words of a picture in the text. */
export function describePicture(view, node, at) {
  const dialog = makeDialog({ source: addressOfPicture(node.attrs.id), alt: node.attrs.alt });
  dialog.querySelector("[data-add]").textContent = "Spara";
  openDialog(dialog, async (alt) => {
    if (view.state.doc.nodeAt(at)?.type === schema.nodes.picture) {
      view.dispatch(view.state.tr.setNodeMarkup(at, null, { ...node.attrs, alt }));
    }
    return "";
  });
  return true;
}

/** Pictures that are dropped on the text go in where they were dropped. */
export function takeDropped(view, event) {
  const files = listPictures(event.dataTransfer);
  if (!files.length) return false;
  event.preventDefault();
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.doc.content.size;
  addPictures(view, at, files);
  return true;
}

/** A picture alone in the clipboard goes in. With words around it, as Word sends them, the words do, and it is told. */
export function takePasted(view, event) {
  const { clipboardData } = event;
  const page = new DOMParser().parseFromString(clipboardData.getData("text/html"), "text/html");
  const hasWords = Boolean(clipboardData.getData("text/plain").trim() || page.body.textContent.trim());
  const files = listPictures(clipboardData);
  if (files.length && !hasWords) {
    addPictures(view, view.state.selection.from, files);
    return true;
  }
  tellNote(page.querySelector("img:not([data-picture])") ? LEFT_OUT : "");
  return false;
}

function listPictures(data) {
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

function tellNote(text) {
  const note = document.querySelector("[data-note]");
  note.textContent = text;
  note.hidden = !text;
}

async function addPictures(view, at, files) {
  let place = at;
  for (const file of files) place = await addPicture(view, place, file);
}

/** Ask for a picture, or for the words of a file, and put it in. Where the next one is to stand. */
async function addPicture(view, at, file = null) {
  let next = at;
  const dialog = makeDialog({ source: file && (await readAddress(file)) });
  const field = dialog.querySelector("input[type=file]");
  field.addEventListener("change", async () => {
    if (field.files[0]) showPreview(dialog, await readAddress(field.files[0]));
  });
  await openDialog(dialog, async (alt) => {
    const chosen = file ?? field.files[0];
    if (!chosen) return "Välj en bild först.";
    const { picture, message } = await send(chosen, alt);
    if (picture) next = insert(view, at, picture);
    return message ?? "";
  });
  view.focus();
  return next;
}

function makeDialog({ source = "", alt = "" }) {
  const dialog = copyOf("bild");
  dialog.querySelector("textarea").value = alt;
  dialog.querySelector("[data-choose]").hidden = Boolean(source);
  if (source) showPreview(dialog, source);
  return dialog;
}

function showPreview(dialog, source) {
  const preview = dialog.querySelector("[data-preview]");
  preview.onload = () => {
    preview.hidden = false; // a file that is no picture has nothing to show
  };
  preview.hidden = true;
  preview.src = source;
}

/** Shows the dialog until `add` has taken the words, and tells what it answers where it has not. */
function openDialog(dialog, add) {
  const words = dialog.querySelector("textarea");
  const problem = dialog.querySelector("[data-problem]");
  const button = dialog.querySelector("[data-add]");
  dialog.addEventListener("submit", async (event) => {
    if (event.submitter !== button) return;
    event.preventDefault();
    const alt = words.value.trim();
    button.disabled = true;
    const message = alt ? await add(alt) : "Skriv vad bilden visar, för den som inte ser den.";
    button.disabled = false;
    problem.textContent = message;
    problem.hidden = !message;
    if (!message) dialog.close("add");
    else if (!alt) words.focus();
  });
  return ask(dialog);
}

/** The picture is a block of its own, in place of an empty line or after what is there. One writes on below it. */
function insert(view, at, picture) {
  const { doc, tr } = view.state;
  const place = doc.resolve(Math.min(at, doc.content.size));
  const around = place.depth ? place.node(1) : null;
  const isEmptyLine = Boolean(around?.isTextblock) && !around.content.size;
  const start = !around ? place.pos : isEmptyLine ? place.before(1) : place.after(1);
  const node = schema.nodes.picture.create(picture);
  const next = start + node.nodeSize;
  tr.insert(start, node);
  if (!tr.doc.resolve(next).nodeAfter?.isTextblock) tr.insert(next, schema.nodes.paragraph.create());
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, next + 1)).scrollIntoView());
  return next;
}

function readAddress(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => resolve(""));
    reader.readAsDataURL(file);
  });
}

/** What the server answers: the picture as it is in the text, or in words what is wrong with it. */
async function send(file, alt) {
  const form = document.getElementById("avsnitt");
  const body = new FormData();
  for (const [name, value] of Object.entries({ gor: "bild", alt, bild: file })) body.set(name, value);
  try {
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRFToken": findToken(form), Accept: "application/json" },
      body,
    });
    if (response.ok || response.status === 422) return await response.json();
    return { message: PROBLEMS[response.status] ?? "Bilden kunde inte sparas. Försök igen." };
  } catch {
    return { message: NO_LINE };
  }
}

/** The token as it is now: who has logged in anew in another tab has a new one. */
export function findToken(form) {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}
