// The document pane: a book page beside the conversation, on a phone a sheet over it.

import { calm, phone, read, say, whenThere } from "./bridge.js";
import { leaf, pictureControls, showMode } from "./picture.js";
import { closeDialog, isOpen, openDialog } from "./dialog.js";

let view = null;
let ticket = 0;
/** Where one was before each opening, so that back can go there. */
const places = [];

const pane = () => document.getElementById("document");
const sheet = () => document.getElementById("sheet");
const control = (name) => pane().querySelector(`[data-do="${name}"]`);

export async function startPane() {
  await whenThere("#sheet");
  history.replaceState({ ...history.state, footnote: 0 }, "");
  window.addEventListener("popstate", (event) => goBack(event.state?.footnote ?? 0));
  phone.addEventListener("change", () => (phone.matches ? hide() : closeSheet()));
  await show({ document: "", lights: [], active: 0 });
  window.addEventListener("footnote:edition", () => view || show({ document: "", lights: [], active: 0 }));
}

/** The quotes of a turn that stand in the same document as the one wanted. */
function request(turn, number) {
  const notes = [...turn.querySelectorAll("[data-note]")];
  const wanted = notes.find((note) => note.dataset.note === String(number));
  if (!wanted) return null;
  const lights = notes
    .filter((note) => note.dataset.document === wanted.dataset.document)
    .map(({ dataset }) => ({
      number: Number(dataset.note),
      start: Number(dataset.start),
      end: Number(dataset.end),
      words_from: dataset.from === undefined ? null : Number(dataset.from),
      words_to: dataset.to === undefined ? null : Number(dataset.to),
    }));
  return {
    turn: turn.dataset.turn,
    numbers: notes.map((note) => Number(note.dataset.note)),
    document: wanted.dataset.document,
    near: turn.dataset.status === "not_found",
    active: Number(number),
    lights,
  };
}

async function show(wanted, { scroll = null, focus = false } = {}) {
  const mine = ++ticket;
  const { document: id, lights, active, start, end } = wanted;
  const got = await read({ document: id, lights, active, start, end });
  if (mine !== ticket) return;
  if (got.html === undefined) return lost(got.trouble, focus);
  const { document: held, start: from, end: to, pages } = got;
  const next = { ...wanted, document: held, start: from, end: to, pages, page: wanted.page ?? got.page };
  const drawn = await leaf(next);
  if (mine !== ticket) return;
  view = next;
  document.getElementById("document-title").textContent = got.title;
  if (drawn) sheet().replaceChildren(drawn);
  else fillSheet(got, wanted.near);
  showMode(view, Boolean(drawn));
  count();
  if (scroll !== null) sheet().scrollTop = scroll;
  else toLight();
  if (focus) focusLight();
}

function fillSheet(got, near) {
  const note = got.note ? `<p class="origin">${got.note}</p>` : "";
  const above = '<button type="button" class="more" data-do="above">Read more above</button>';
  const below = '<button type="button" class="more" data-do="below">Read more below</button>';
  sheet().innerHTML =
    `<div class="paper">${got.start === 0 ? note : above}` +
    `<article class="${near ? "near" : ""}">${got.html}</article>` +
    `${got.end < got.length ? below : ""}</div>`;
}

function lost(trouble, focus) {
  view = null;
  showMode(null, false);
  document.getElementById("document-title").textContent = trouble ? "Not here any more" : "Document";
  sheet().innerHTML = trouble ? '<p class="trouble" role="alert"></p>' : "";
  if (trouble) sheet().firstChild.textContent = trouble;
  count();
  if (focus) document.getElementById("document-title").focus();
}

function count() {
  const numbers = view?.numbers ?? [];
  const place = numbers.indexOf(view?.active);
  const what = view?.near ? "Passage" : "Footnote";
  const several = place >= 0 && numbers.length > 1;
  document.getElementById("what").textContent = several ? what : "";
  document.getElementById("which").textContent = several
    ? `${place + 1} of ${numbers.length}`
    : "";
  showOrigin();
  control("earlier").hidden = control("later").hidden = numbers.length < 2;
  control("earlier").disabled = place <= 0;
  control("later").disabled = place >= numbers.length - 1;
  control("back").hidden = places.length === 0;
}

/** The number that opened the document stays filled in the answer, whatever is drawn anew there. */
const origin = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, origin];

function showOrigin() {
  const open = view?.turn && `:root #turn-${CSS.escape(view.turn)} button[data-n="${view.active}"]`;
  origin.replaceSync(
    open
      ? `${open}:is(.number, .marker) { background: var(--accent); color: var(--on-accent); }`
      : ""
  );
}

const light = () => sheet().querySelector("mark.on");

function toLight() {
  const mark = light();
  if (!mark) return (sheet().scrollTop = 0);
  const box = sheet().getBoundingClientRect();
  const top = mark.getBoundingClientRect().top - box.top + sheet().scrollTop - box.height / 3;
  const far = Math.abs(top - sheet().scrollTop) > 3 * box.height;
  const beside = mark.getBoundingClientRect().left - box.left + sheet().scrollLeft;
  const left = sheet().scrollWidth > sheet().clientWidth ? beside - box.width / 4 : 0;
  sheet().scrollTo({ top, left, behavior: far || calm.matches ? "auto" : "smooth" });
}

function focusLight() {
  const mark = light();
  if (!mark) return sheet().focus({ preventScroll: true });
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
}

function open(wanted, opener) {
  places.push({ view, scroll: sheet().scrollTop, opener });
  history.pushState({ ...history.state, footnote: places.length }, "");
  raise(opener);
  show(wanted, { focus: true });
}

function goBack(depth) {
  let place = null;
  while (places.length > depth) place = places.pop();
  if (!place) return;
  if (places.length === 0) closeSheet();
  if (place.view) show(place.view, { scroll: place.scroll });
  else count();
  place.opener?.isConnected && place.opener.focus({ preventScroll: true });
}

/** On a phone the pane comes up over the conversation. */
function raise(opener) {
  if (!phone.matches || isOpen(pane())) return;
  document.body.classList.add("reading");
  pane().inert = false;
  openDialog(pane(), { opener, labelledBy: "document-title", onClose: closeAll });
}

function closeSheet() {
  document.body.classList.remove("reading", "tall");
  closeDialog(pane());
  hide();
}

function hide() {
  if (!document.body.classList.contains("reading")) pane().inert = phone.matches;
}

function closeAll() {
  if (places.length) history.go(-places.length);
  else closeSheet();
}

async function more(above) {
  const height = sheet().scrollHeight;
  const was = sheet().scrollTop;
  const step = 8000;
  const wider = above
    ? { start: Math.max(0, view.start - step), end: view.end }
    : { start: view.start, end: view.end + step };
  await show({ ...view, ...wider }, { scroll: was });
  // What one was reading stays where it is; only what lies beyond it is new.
  if (above) sheet().scrollTop = was + sheet().scrollHeight - height;
  sheet().focus({ preventScroll: true });
}

function step(by) {
  const number = view.numbers[view.numbers.indexOf(view.active) + by];
  const turn = document.getElementById(`turn-${view.turn}`);
  const wanted = turn && request(turn, number);
  if (!wanted) return;
  show(wanted);
  say(`${wanted.near ? "Passage" : "Footnote"} ${number}`);
}

/** Read a whole document from its beginning. */
export function readDocument(id, opener) {
  open({ document: id, lights: [], active: 0 }, opener);
}

function openAt(button) {
  const turn = button.closest(".turn");
  const wanted = turn && request(turn, button.dataset.n);
  if (wanted) open(wanted, button);
}

/** The same document once more: as text, as a picture, another page. */
async function again(change, options) {
  if (!view) return;
  const { start, end, ...rest } = view;
  await show({ ...rest, ...change }, options);
}

export const paneControls = {
  ...pictureControls(again, () => view),
  open: openAt,
  /** To read on, a phone gives the document all its room. */
  context(button) {
    document.body.classList.toggle("tall", phone.matches);
    openAt(button);
  },
  back: () => history.back(),
  close: () => closeAll(),
  earlier: () => step(-1),
  later: () => step(1),
  above: () => more(true),
  below: () => more(false),
  /** Escape in the pane beside the conversation goes back to the footnote that opened it. */
  escape() {
    if (phone.matches || !pane().contains(document.activeElement)) return false;
    const opener = places.at(-1)?.opener;
    (opener?.isConnected ? opener : document.querySelector("#question textarea"))?.focus();
    return true;
  },
};
