// The page's views: to ask, to check a text, and those that other packages bring.

import { tab, whenThere } from "./bridge.js";

const KEY = "footnote.view";
const EVERY = 2000;

let current = "ask";
let chosen = { first: "", second: "" };
let state = "";
let ticket = 0;

const buttons = () => [...document.querySelectorAll('#top [data-do="view"]')];
const room = () => document.querySelector("#tab .tab");
const frame = () => room().querySelector("iframe");
const select = (which) => document.getElementById(`tab-${which}`);

export async function startViews() {
  const top = await whenThere("#top");
  await whenThere("#tab iframe");
  // The bar on top is drawn anew whenever documents come or go.
  new MutationObserver(mark).observe(top, { childList: true, subtree: true });
  for (const which of ["first", "second"])
    select(which).addEventListener("change", () => {
      chosen = { first: select("first").value, second: select("second").value };
      renew(++ticket);
    });
  const before = sessionStorage.getItem(KEY);
  if (buttons().some((button) => button.dataset.view === before)) show(before);
  else mark();
  setInterval(() => current.startsWith("tab:") && !document.hidden && renew(ticket), EVERY);
}

function mark() {
  for (const button of buttons()) {
    const now = button.dataset.view === current;
    if (now !== button.hasAttribute("aria-current"))
      now ? button.setAttribute("aria-current", "page") : button.removeAttribute("aria-current");
  }
}

function show(view) {
  current = view;
  document.body.dataset.view = view.split(":")[0];
  sessionStorage.setItem(KEY, view);
  mark();
  if (!view.startsWith("tab:")) return;
  room().querySelector("h2").textContent = view.slice(4);
  renew(++ticket);
}

/** Fetch the view's page, if it is another one than the one that is shown. */
async function renew(mine) {
  let got;
  try {
    got = await tab({ tab: current.slice(4), ...chosen, state });
  } catch {
    return; // The server is gone, which the page says already.
  }
  if (mine !== ticket || !current.startsWith("tab:")) return;
  tell(got.trouble);
  frame().hidden = Boolean(got.trouble);
  if (got.choices) offer(got);
  if (got.page === undefined) return;
  const same = state.split("\n", 2).join() === got.state.split("\n", 2).join();
  state = got.state;
  // The same run further on: the page takes in what is new, and the reader keeps the place.
  if (same) frame().contentWindow.postMessage({ footnote: got.page }, "*");
  else frame().srcdoc = got.page;
}

function tell(words) {
  const place = document.getElementById("tab-trouble");
  if (place.textContent !== words) place.textContent = words;
  place.hidden = !words;
}

function offer({ choices, first = "", second = "" }) {
  room().querySelector(".chosen").hidden = choices.length === 0;
  chosen = { first, second };
  fill(select("first"), choices.map((name) => [name, name]), first);
  const others = choices.filter((name) => name !== first).map((name) => [name, name]);
  fill(select("second"), [["", "nothing"], ...others], second);
  select("second").parentElement.hidden = choices.length < 2;
}

function fill(list, options, value) {
  const known = JSON.stringify(options);
  if (list.dataset.known !== known) {
    list.dataset.known = known;
    list.replaceChildren(...options.map(([is, words]) => new Option(words, is)));
  }
  list.value = value;
}

export const viewControls = {
  view: (button) => show(button.dataset.view),
};
