// The page's script: one listener for all controls, and what each of them does.

import { send, whenThere } from "./bridge.js";
import { watchServer } from "./alive.js";
import { leftOut, shelfControls, startShelf } from "./shelf.js";
import { asked, free, isBusy, startTalk, talkControls } from "./talk.js";
import { paneControls, startPane } from "./pane.js";
import { closeTop } from "./dialog.js";
import { checkControls, startCheck } from "./check.js";
import { startViews, viewControls } from "./views.js";

window.footnote = {
  leftOut() {
    asked();
    return leftOut();
  },
  free,
};

function closeMenu(returnFocus) {
  const button = document.querySelector('[data-do="menu"]');
  const menu = document.getElementById("save-menu");
  if (!menu || menu.hidden) return false;
  menu.hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (returnFocus) button.focus();
  return true;
}

const frameControls = {
  fresh: () => send("fresh"),
  previous: () => send("previous"),
  menu(button) {
    const menu = document.getElementById("save-menu");
    const open = menu.hidden;
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("button").focus();
  },
  save(button) {
    closeMenu(true);
    send("save", { kind: button.dataset.kind });
  },
};

const controls = {
  ...frameControls,
  ...talkControls,
  ...paneControls,
  ...shelfControls,
  ...checkControls,
  ...viewControls,
};

const whileBusy = new Set(["ask", "ask-here", "again"]);

document.addEventListener("click", (event) => {
  const control = event.target.closest?.("[data-do]");
  if (!event.target.closest?.(".menu")) closeMenu(false);
  if (!control || control.tagName !== "BUTTON") return;
  if (whileBusy.has(control.dataset.do) && isBusy()) return;
  controls[control.dataset.do]?.(control);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-do]");
  if (!form) return;
  event.preventDefault();
  controls[form.dataset.do]?.(form);
});

document.addEventListener("change", (event) => {
  const box = event.target.closest?.('input[data-do="choose"]');
  if (box) controls.choose(box);
});

document.addEventListener("input", (event) => {
  const box = event.target.closest?.('input[data-do="find"]');
  if (box) controls.find(box);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (closeMenu(true) || closeTop() || controls.escape()) event.preventDefault();
});

window.addEventListener("footnote:parcel", ({ detail }) => {
  if (!detail?.body) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([detail.body], { type: `${detail.mime};charset=utf-8` }));
  link.download = detail.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

whenThere("#bottom #said").then(async () => {
  watchServer();
  await Promise.all([startTalk(), startPane(), startShelf(), startCheck(), startViews()]);
  document.body.dataset.footnote = "ready";
});
