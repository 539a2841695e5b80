// The documents dialog: choose, add, remove. Files may be dropped anywhere on the page.

import { say, send, whenThere } from "./bridge.js";
import { closeDialog, isOpen, openDialog } from "./dialog.js";
import { readDocument } from "./pane.js";

const KEY = "footnote.left-out";
/** Whether the files now in the input were put there by this script. */
let handing = false;

/** The ids of documents that this browser doesn't ask. */
export function leftOut() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}

const panel = () => document.getElementById("documents");

export async function startShelf() {
  const shelf = await whenThere("#shelf");
  const top = await whenThere("#top");
  new MutationObserver(applyChoice).observe(shelf, { childList: true, subtree: true });
  new MutationObserver(applyChoice).observe(top, { childList: true, subtree: true });
  applyChoice();
  await whenThere("#files");
  window.addEventListener("dragenter", (event) => carriesFiles(event) && open(null));
  window.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  window.addEventListener("drop", dropped, true);
  document.addEventListener("change", chosenByHand, true);
}

const boxesThere = () => [...document.querySelectorAll('#shelf input[data-do="choose"]')];
/** Whether documents are being ticked to be removed, rather than to be asked; and which are. */
let weeding = false;
const weeds = new Set();
let sought = "";

function applyChoice() {
  const out = new Set(leftOut());
  const boxes = boxesThere();
  applyWeeding(boxes);
  applySearch();
  if (weeding) return;
  for (const box of boxes) box.checked = !out.has(box.value);
  const asked = boxes.filter((box) => box.checked).length;
  const count = document.querySelector('#top [data-do="documents"] span');
  const words = `${boxes.length} document${boxes.length === 1 ? "" : "s"}`;
  const all = asked === boxes.length ? words : `${asked} of ${words}`;
  if (count && boxes.length && count.textContent !== all) count.textContent = all;
}

/** Set words where they differ: this page watches its own changes. */
function put(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

function applyWeeding(boxes) {
  const panel = document.querySelector("#shelf .weeding");
  if (!panel) weeding = false;
  document.getElementById("documents")?.classList.toggle("weeding-on", weeding);
  if (!panel) return;
  panel.querySelector(".sure").hidden = !weeding;
  panel.querySelector('[data-do="weed"]').hidden = weeding;
  if (!weeding) return;
  const there = new Set(boxes.map((box) => box.value));
  for (const id of weeds) if (!there.has(id)) weeds.delete(id);
  for (const box of boxes) box.checked = weeds.has(box.value);
  const number = weeds.size;
  const words = number
    ? `Remove ${number} document${number === 1 ? "" : "s"} for everyone who sees them?`
    : "Tick what to remove.";
  put(panel.querySelector("#weeds"), words);
  panel.querySelector('[data-do="weeded"]').disabled = !number;
}

function applySearch() {
  const box = document.querySelector('#shelf input[data-do="find"]');
  if (!box) return;
  // The list is drawn anew when documents come and go; what is sought stays.
  if (box.value !== sought && document.activeElement !== box) box.value = sought;
  const rows = [...document.querySelectorAll("#shelf li[data-document]")];
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const fits = words.every((word) => row.dataset.find.includes(word));
    if (row.hidden === fits) row.hidden = !fits;
    shown += fits;
  }
  const all = shown === rows.length;
  put(document.getElementById("matches"), all ? "" : `${shown} of ${rows.length} documents shown`);
}

function stopWeeding() {
  weeding = false;
  weeds.clear();
  applyChoice();
}

function open(opener) {
  if (isOpen(panel())) return;
  document.body.classList.add("choosing");
  openDialog(panel(), { opener, labelledBy: "documents-title", onClose: close });
}

function close() {
  if (weeding) stopWeeding();
  document.body.classList.remove("choosing");
  closeDialog(panel());
}

const carriesFiles = (event) => event.dataTransfer?.types?.includes("Files");
const input = () => document.querySelector('#files input[type="file"]');

function dropped(event) {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  event.stopPropagation();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
  const folder = entries.find((entry) => entry?.isDirectory);
  open(null);
  if (folder) return refuse(`“${folder.name}” is a folder: drop the files in it instead.`);
  hand([...event.dataTransfer.files]);
}

function chosenByHand(event) {
  if (event.target !== input() || handing) return;
  const files = [...event.target.files];
  if (fit(files).length === files.length) return refuse("");
  event.stopImmediatePropagation();
  hand(files);
}

/** Give files to Gradio's own upload, which shows how far they have come. */
function hand(files) {
  const good = fit(files);
  if (!good.length) return;
  if (good.length === files.length) refuse("");
  const carrier = new DataTransfer();
  for (const file of good) carrier.items.add(file);
  const target = input();
  if (!target) return refuse("Another file is still being added: drop this one again after it.");
  target.files = carrier.files;
  handing = true;
  target.dispatchEvent(new Event("change", { bubbles: true }));
  handing = false;
}

function fit(files) {
  const most = Number(document.querySelector("#documents-head [data-most]")?.dataset.most ?? 20);
  const large = files.filter((file) => file.size > most * 1024 * 1024);
  if (large.length)
    refuse(
      `“${large[0].name}” is ${(large[0].size / 1024 / 1024).toFixed(1)} MB; the limit is ${most} MB ` +
        "(footnote chat --max-upload-mb sets it)."
    );
  return files.filter((file) => !large.includes(file));
}

function refuse(words) {
  const place = document.getElementById("refused");
  place.hidden = !words;
  place.textContent = words;
}

const row = (element) => element.closest("[data-document]");

export const shelfControls = {
  documents: (button) => open(button),
  "close-documents": () => close(),
  find(box) {
    sought = box.value;
    applySearch();
    say(document.getElementById("matches").textContent || "All documents shown");
  },
  weed() {
    weeding = true;
    weeds.clear();
    applyChoice();
    document.querySelector('#shelf [data-do="unweed"]').focus();
  },
  unweed() {
    stopWeeding();
    document.querySelector('#shelf [data-do="weed"]').focus();
  },
  weeded() {
    const documents = [...weeds];
    stopWeeding();
    document.getElementById("documents-title").focus();
    send("remove", { documents });
    say(`Removed ${documents.length}.`);
  },
  choose(box) {
    if (weeding) {
      box.checked ? weeds.add(box.value) : weeds.delete(box.value);
      return applyChoice();
    }
    const out = new Set(leftOut());
    box.checked ? out.delete(box.value) : out.add(box.value);
    localStorage.setItem(KEY, JSON.stringify([...out]));
    applyChoice();
  },
  read(button) {
    const opener = document.querySelector('#top [data-do="documents"]');
    close();
    readDocument(row(button).dataset.document, opener);
  },
  "ask-here"(button) {
    close();
    send("ask", { question: button.textContent });
  },
  doubt(button) {
    row(button).querySelector(".sure").hidden = false;
    row(button).querySelector('[data-do="keep"]').focus();
  },
  keep(button) {
    const doubt = row(button).querySelector('[data-do="doubt"]');
    button.closest(".sure").hidden = true;
    doubt.focus();
  },
  remove(button) {
    const { document: id } = row(button).dataset;
    button.closest(".sure").hidden = true;
    document.getElementById("documents-title").focus();
    send("remove", { document: id });
    say("Removed.");
  },
};
