// The conversation: what is scrolled to, what is announced, and the controls of an answer.

import { calm, phone, say, send, whenThere } from "./bridge.js";

let known = new Set();
let expecting = false;
let shown = "";
let moved = false;
// From the moment a question is sent until the server has done with it.
let asking = false;
// What stood in the box at that moment: a second Enter on it is no second question.
let sent = "";
// Another question was sent meanwhile: it waits in its box.
let waiting = false;

const turns = () => [...document.querySelectorAll("#log .turn")];
const box = () => document.querySelector("#question textarea, #question input");

/** A question is on its way: what is new from now on is announced. */
export function asked() {
  known = new Set(turns().map((turn) => turn.dataset.turn));
  expecting = true;
  asking = true;
  sent = box().value;
}

/** The server has done with a question. */
export function free() {
  asking = false;
  askWaiting();
}

function askWaiting() {
  if (!waiting || isBusy()) return;
  waiting = false;
  remark("");
  document.getElementById("ask").click();
}

export const isBusy = () => asking || document.body.classList.contains("busy");

export async function startTalk() {
  const log = await whenThere("#log");
  log.tabIndex = 0;
  log.setAttribute("role", "region");
  log.setAttribute("aria-label", "Conversation");
  // Where scroll bars take room, the conversation still ends in line with the question box.
  log.style.setProperty("--gutter", `${log.offsetWidth - log.clientWidth}px`);
  const input = await whenThere("#question textarea, #question input");
  input.setAttribute("aria-label", "Your question");
  input.dir = "auto";
  new MutationObserver(() => follow(log)).observe(log, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-state", "data-turn"],
  });
  follow(log);
  guardAsking(input);
  keepDraft(input);
  if (!phone.matches && document.activeElement === document.body) input.focus();
}

function follow(log) {
  const all = turns();
  const last = all.at(-1);
  document.body.classList.toggle("busy", all.some((turn) => turn.dataset.state === "asking"));
  document.body.classList.toggle("talking", all.length > 0);
  askWaiting();
  if (last && last.dataset.turn !== shown) showNew(log, last);
  if (!last) shown = "";
  announce(all);
}

/** A new question goes to the top, so that its answer fills the room below and moves nothing. */
function showNew(log, last) {
  const first = shown === "";
  shown = last.dataset.turn;
  const top = last.offsetTop - log.offsetTop;
  const smooth = !first && !calm.matches;
  log.scrollTo({ top: Math.max(0, top - 12), behavior: smooth ? "smooth" : "auto" });
  if (expecting && (document.activeElement === document.body || moved)) {
    moved = false;
    if (phone.matches) focusTurn(last);
    else box()?.focus({ preventScroll: true });
  }
}

function focusTurn(turn) {
  turn.tabIndex = -1;
  turn.focus({ preventScroll: true });
}

function announce(all) {
  if (!expecting) return;
  const arrived = all.find((turn) => turn.dataset.say && !known.has(turn.dataset.turn));
  if (!arrived) return;
  known.add(arrived.dataset.turn);
  expecting = false;
  say(arrived.dataset.say);
}

/** What can't be asked, or not yet, stays in its box and a line says why. */
function guardAsking(input) {
  const guard = (event) => {
    const empty = !input.value.trim();
    if (!empty && !isBusy()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!empty && asking && input.value === sent) return;
    waiting = !empty;
    if (waiting) remark("This question is asked as soon as the answer above is whole.");
    else if (!isBusy()) remark("Type a question first.");
    input.focus();
  };
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target !== input || event.key !== "Enter") return;
      // The Enter that ends a word in an input method is not the one that asks.
      if (event.isComposing) event.stopImmediatePropagation();
      else if (!event.shiftKey) guard(event);
    },
    true
  );
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest?.("#ask")) guard(event);
      // Whoever stops an answer decides anew what to ask.
      if (event.target.closest?.("#stop, [data-do=fresh], [data-do=previous]")) waiting = false;
    },
    true
  );
  input.addEventListener("input", () => {
    waiting = false;
    remark("");
  });
}

/** A line above the question box. */
function remark(words) {
  const place = document.querySelector("#notice .html-container > div");
  if (!words && !place.querySelector("[data-own]")) return;
  place.innerHTML = "";
  if (!words) return;
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.dataset.own = "";
  line.textContent = words;
  place.append(line);
}

/** What is typed but not yet asked outlives a reload. */
function keepDraft(input) {
  const draft = sessionStorage.getItem("footnote.draft");
  if (draft && !input.value) fill(input, draft);
  window.addEventListener("pagehide", () => sessionStorage.setItem("footnote.draft", input.value));
}

function fill(input, words) {
  const kind = Object.getPrototypeOf(input);
  Object.getOwnPropertyDescriptor(kind, "value").set.call(input, words);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

const turnOf = (element) => element.closest(".turn")?.dataset.turn;

export const talkControls = {
  ask(button) {
    moved = true;
    send("ask", { question: button.textContent });
  },
  again(button) {
    moved = true;
    send("again", { turn: turnOf(button) });
  },
  edit(button) {
    const input = box();
    fill(input, button.dataset.query);
    input.focus();
    input.select();
  },
  judge(button) {
    const { verdict } = button.dataset;
    const turn = turnOf(button);
    send("judge", { turn, verdict });
    whenThere(`#turn-${CSS.escape(turn)} .comment, #turn-${CSS.escape(turn)} .thanks`).then((next) =>
      next.scrollIntoView({ block: "nearest" })
    );
    say(`Marked as ${verdict === "helpful" ? "helpful" : "not helpful"}.`);
  },
  comment(form) {
    const pressed = form.closest(".answer").querySelector('[data-verdict][aria-pressed="true"]');
    const comment = form.elements.comment.value.trim();
    if (!comment) return;
    send("judge", { turn: turnOf(form), verdict: pressed?.dataset.verdict, comment });
    pressed?.focus();
    say("Thank you. Your word was kept.");
  },
  async copy(button) {
    const done = await copyText(button.dataset.copy);
    const label = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
    label.textContent = done ? "Copied" : "Not copied";
    say(label.textContent);
    setTimeout(() => (label.textContent = "Copy"), 2000);
  },
};

async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copyBySelection(words);
  }
}

/** Browsers offer no clipboard to pages that came over plain HTTP from another machine. */
function copyBySelection(words) {
  const area = document.createElement("textarea");
  area.value = words;
  area.className = "unseen";
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}
