// element, server: Gradio's. Opens the article of whatever was clicked that says which one.
const dialog = element.querySelector("dialog");
const frame = element.querySelector(".q-window");

const show = async (opener) => {
  const { document: id, start, end } = opener.dataset;
  const focus = opener.matches("button") ? opener : opener.querySelector("button.q-open");
  let found;
  try {
    found = await server.article({ document: id, start, end });
  } catch {
    found = { error: "The article could not be fetched; is the server still there?" };
  }
  if (found.error) return document.dispatchEvent(new CustomEvent("quoth-say", { detail: found.error }));
  // The server has escaped all of it.
  frame.innerHTML = found.html;
  // Where the focus goes back to when the window closes.
  focus?.focus({ preventScroll: true });
  dialog.showModal();
  frame.querySelector(".q-text").focus({ preventScroll: true });
  const quote = frame.querySelector("mark");
  quote?.scrollIntoView({ block: "center" });
  // A long text is laid out where it is looked at: what lies above may turn out longer than was thought.
  if (quote) requestAnimationFrame(() => quote.scrollIntoView({ block: "center" }));
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-document]");
  if (!opener) return;
  const inner = event.target.closest("a, button, summary");
  if (inner && inner !== opener && !inner.matches(".q-open")) return;
  if (!inner && String(getSelection())) return; // selecting words is no click
  show(opener);
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest(".q-close, a[data-go]")) dialog.close();
});
