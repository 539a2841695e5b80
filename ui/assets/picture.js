// Pages of a document as they look in its file, with the words of the quotes marked on them.

import { picture, say } from "./bridge.js";

const WIDTH = 1500;
const KEPT = "footnote.as";

let asPicture = localStorage.getItem(KEPT) !== "text";
let isLarge = false;

const mode = () => document.getElementById("mode");
const control = (name) => mode().querySelector(`[data-do="${name}"]`);

/** The page that a view wants, drawn; null where it has none, or is to be shown as text. */
export async function leaf(view) {
  if (!asPicture || !view.pages || !view.page) return null;
  const got = await picture({
    document: view.document,
    page: view.page,
    active: view.active,
    lights: view.lights,
    width: WIDTH,
  });
  if (!got.png) {
    say(got.trouble);
    return null;
  }
  const paper = document.createElement("div");
  paper.className = "leaf";
  paper.classList.toggle("large", isLarge);
  paper.classList.toggle("near", Boolean(view.near));
  paper.style.aspectRatio = `${got.width} / ${got.height}`;
  const image = new Image(got.width, got.height);
  image.alt = alternative(view, got);
  image.src = got.png;
  paper.append(image, ...got.spots.map(spot));
  await image.decode().catch(() => {});
  return paper;
}

function alternative(view, got) {
  const marked = got.spots.some((one) => one.on);
  const page = `Page ${got.page} of ${view.pages}`;
  return marked ? `${page}, with the words of the quote marked` : page;
}

function spot({ number, kind, on, left, top, width, height }) {
  const mark = document.createElement("mark");
  mark.className = `spot ${kind}${on ? " on" : ""}`;
  mark.dataset.quote = number;
  Object.assign(mark.style, {
    left: `${left}%`,
    top: `${top}%`,
    width: `${width}%`,
    height: `${height}%`,
  });
  return mark;
}

/** Show the choice between text and page where a view has both. */
export function showMode(view, drawn) {
  if (!mode()) return;
  mode().hidden = !view?.pages;
  if (!view?.pages) return;
  control("astext").setAttribute("aria-pressed", String(!drawn));
  control("aspage").setAttribute("aria-pressed", String(drawn));
  document.getElementById("leafing").hidden = !drawn;
  document.getElementById("leaf").textContent = `${view.page} of ${view.pages}`;
  control("leafback").disabled = view.page <= 1;
  control("leafon").disabled = view.page >= view.pages;
  control("zoom").setAttribute("aria-pressed", String(isLarge));
}

function choose(wanted, again) {
  asPicture = wanted;
  localStorage.setItem(KEPT, wanted ? "page" : "text");
  again({});
}

/** What the buttons do; `again` shows the view anew with a change, `now` gives the view. */
export function pictureControls(again, now) {
  const leafTo = (page) => {
    again({ page }, { scroll: 0 });
    say(`Page ${page}`);
  };
  return {
    astext: () => choose(false, again),
    aspage: () => choose(true, again),
    leafback: () => leafTo(now().page - 1),
    leafon: () => leafTo(now().page + 1),
    zoom() {
      isLarge = !isLarge;
      again({});
    },
  };
}
