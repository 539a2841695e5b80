const list = document.getElementById("list");
const cards = list ? [...list.children] : [];
const buttons = [...document.querySelectorAll("[data-filter]")];
const kind = document.getElementById("kind");
const find = document.getElementById("find");
const count = document.getElementById("count");

function filter() {
  const wanted = buttons.find((one) => one.getAttribute("aria-pressed") === "true").dataset.filter;
  const words = find.value.trim().toLowerCase();
  let shown = 0;
  for (const card of cards) {
    const marks = card.dataset.marks.split(" ");
    const fits =
      (wanted === "all" || marks.includes(wanted)) &&
      (!kind.value || card.dataset.kind === kind.value) &&
      (!words || card.textContent.toLowerCase().includes(words));
    card.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} of ${cards.length} cases`;
}

if (list) {
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      filter();
    });
  }
  kind.addEventListener("change", filter);
  find.addEventListener("input", filter);
}

if (document.body.dataset.live) {
  let known;
  const look = async () => {
    try {
      const found = await (await fetch("state")).text();
      if (known !== undefined && found !== known) location.reload();
      known = found;
    } catch {
      // The server is gone; what is shown stays.
    }
  };
  look();
  setInterval(look, 2000);
}
