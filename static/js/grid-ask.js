// The dialogs: small pieces of markup stand in the page as templates, texts are only ever put in as text.

/** A copy of a template in the page. */
export function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Put texts into the parts named with `data-put`. */
export function fill(node, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const place of node.querySelectorAll(`[data-put="${name}"]`)) place.textContent = text;
  }
  return node;
}

/** Show a dialog; the promise is what it was closed with, "" when it was left. Focus goes back to where it was. */
export function ask(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        const answer = dialog.returnValue;
        dialog.remove();
        if (before?.isConnected) before.focus();
        resolve(answer);
      },
      { once: true },
    );
    dialog.returnValue = "";
    dialog.showModal();
  });
}
