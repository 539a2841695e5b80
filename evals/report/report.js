const all = (selector) => [...document.querySelectorAll(selector)];
const one = (id) => document.getElementById(id);
const buttons = () => all("[data-filter]");
const cards = () => all("#list > .case");

function filter() {
  if (!one("list")) return;
  const wanted = buttons().find((button) => button.ariaPressed === "true")?.dataset.filter ?? "all";
  const words = one("find").value.trim().toLowerCase();
  const kind = one("kind").value;
  let shown = 0;
  for (const card of cards()) {
    const fits =
      (wanted === "all" || card.dataset.marks.split(" ").includes(wanted)) &&
      (!kind || card.dataset.kind === kind) &&
      (!words || card.textContent.toLowerCase().includes(words));
    card.hidden = !fits;
    shown += fits;
  }
  const count = `${shown} of ${cards().length} cases`;
  if (one("count").textContent !== count) one("count").textContent = count;
  one("none").hidden = shown > 0;
}

function press(button) {
  for (const other of buttons()) other.ariaPressed = String(other === button);
  filter();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-filter]");
  if (button) press(button);
});
document.addEventListener("change", filter);
document.addEventListener("input", filter);

/** Take in a newer page: what the reader opened, chose and scrolled to stays as it is. */
function renew(html) {
  const newer = new DOMParser().parseFromString(html, "text/html");
  const opened = all("details[open]").map((details) => details.id);
  const pressed = buttons().find((button) => button.ariaPressed === "true")?.dataset.filter;
  const typed = { kind: one("kind")?.value, find: one("find")?.value };
  const focused = document.activeElement?.id || document.activeElement?.dataset?.filter;
  const top = scrollY;
  document.title = newer.title;
  document.querySelector("main").replaceWith(document.adoptNode(newer.querySelector("main")));
  for (const id of opened) one(id)?.setAttribute("open", "");
  for (const [id, value] of Object.entries(typed)) if (one(id) && value) one(id).value = value;
  const again = buttons().find((button) => button.dataset.filter === pressed);
  again ? press(again) : filter();
  (one(focused) ?? all(`[data-filter="${focused}"]`)[0])?.focus({ preventScroll: true });
  scrollTo(0, top);
}

const { follows } = document.body.dataset;
if (follows === "frame")
  window.addEventListener("message", ({ source, data }) => {
    if (source === parent && typeof data?.footnote === "string") renew(data.footnote);
  });
if (follows === "server") {
  let known;
  const look = async () => {
    try {
      const found = await (await fetch("state")).text();
      if (known !== undefined && found !== known) renew(await (await fetch("./")).text());
      known = found;
    } catch {
      // The server is gone; what is shown stays.
    }
  };
  look();
  setInterval(look, 2000);
}
filter();
