// element, trigger, server: Gradio's. What the page does besides asking: links, copies, files, menus.
const toast = element.querySelector(".q-toast");
let hide;
const say = (words) => {
  toast.textContent = words;
  toast.classList.add("q-shown");
  clearTimeout(hide);
  hide = setTimeout(() => toast.classList.remove("q-shown"), 4000);
};
const address = (link) => new URL(link, document.baseURI);
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Over plain http there is no clipboard but this one.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say("Copied.");
};
const save = (text, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(`Saved as ${name}.`);
};
const saveAll = async (ending) => {
  const links = [...document.querySelectorAll(".q-history a[data-go]")].map((a) => a.getAttribute("href"));
  let found;
  try {
    found = await server.export_all({ ending, links });
  } catch {
    found = { error: "The answers could not be fetched; is the server still there?" };
  }
  if (found.error) say(found.error);
  else save(found.text, `answers.${ending}`);
};
const go = (link) => {
  trigger("go", { link });
  scrollTo({ top: 0 });
};

document.addEventListener("quoth-say", (event) => say(event.detail));
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".q-menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("button")) menu.open = false;
  }
  const link = event.target.closest("a[data-go]");
  if (link && !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    const wanted = new URLSearchParams(link.getAttribute("href"));
    const kept = new URLSearchParams(location.search).get(link.dataset.keep);
    if (kept) wanted.set(link.dataset.keep, kept);
    return go(`?${wanted}`);
  }
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".q-more")) {
    const open = button.closest(".q-card").classList.toggle("q-whole");
    button.setAttribute("aria-expanded", open);
    button.textContent = open ? "Less of the passage" : "Whole passage";
  }
  if (button.dataset.copyLink !== undefined) copy(address(button.dataset.copyLink).href);
  if (button.dataset.copy !== undefined) copy(button.dataset.copy);
  if (button.dataset.save !== undefined) save(button.dataset.save, button.dataset.name);
  if (button.dataset.saveAll !== undefined) saveAll(button.dataset.saveAll);
  if (button.matches(".q-forget")) trigger("forget");
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".q-menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
addEventListener("popstate", () => go(location.search));

// The address bar follows what is shown; going back shows what was.
const same = (one, other) => String(new URLSearchParams(one)) === String(new URLSearchParams(other));
new MutationObserver(() => {
  const shown = document.querySelector(".q-result[data-link]");
  if (shown && !same(shown.dataset.link, location.search)) history.pushState(null, "", address(shown.dataset.link));
}).observe(document.querySelector("#quoth-result"), { subtree: true, childList: true, attributes: true, attributeFilter: ["data-link"] });

// A link to a question is answered when the page opens.
trigger("go", { link: location.search, first: true });
