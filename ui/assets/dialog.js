// What opens over the page: focus goes in, stays in, and goes back to where it came from.

const open = [];

/** Show `panel` as a dialog. `onClose` hides it; `closeTop` and Escape call it. */
export function openDialog(panel, { labelledBy, opener, onClose, focus }) {
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-modal", "true");
  if (labelledBy) panel.setAttribute("aria-labelledby", labelledBy);
  const quieted = quiet(panel);
  const entry = { panel, opener, onClose, quieted };
  open.push(entry);
  panel.addEventListener("keydown", keepInside);
  (focus ?? panel.querySelector("h2"))?.focus({ preventScroll: true });
  return entry;
}

/** Take a dialog away. Focus goes back unless `returnFocus` is false. */
export function closeDialog(panel, { returnFocus = true } = {}) {
  const place = open.findIndex((entry) => entry.panel === panel);
  if (place < 0) return;
  const [entry] = open.splice(place, 1);
  for (const element of entry.quieted) element.inert = false;
  for (const name of ["role", "aria-modal"]) panel.removeAttribute(name);
  panel.removeEventListener("keydown", keepInside);
  if (returnFocus && entry.opener?.isConnected) entry.opener.focus({ preventScroll: true });
}

/** Close what was opened last; false if nothing is open. */
export function closeTop() {
  const entry = open.at(-1);
  entry?.onClose();
  return Boolean(entry);
}

// What lies around a dialog can't be reached, so a press there lands outside of every element.
document.addEventListener("pointerdown", ({ target }) => {
  const panel = open.at(-1)?.panel;
  if (panel && !panel.contains(target) && !target.closest?.("button")) closeTop();
});

export const isOpen = (panel) => open.some((entry) => entry.panel === panel);

/** Everything that isn't the panel, or around it, can't be reached while it is open. */
function quiet(panel) {
  const quieted = [];
  for (let inner = panel; inner.parentElement && inner !== document.body; inner = inner.parentElement)
    for (const sibling of inner.parentElement.children)
      if (sibling !== inner && !sibling.inert && !sibling.querySelector?.("#said, #gone") &&
          !["SCRIPT", "STYLE"].includes(sibling.tagName)) {
        sibling.inert = true;
        quieted.push(sibling);
      }
  return quieted;
}

function keepInside(event) {
  if (event.key !== "Tab") return;
  const stops = [
    ...event.currentTarget.querySelectorAll(
      'button:not([hidden]), input:not([type="file"]), a[href], [tabindex="0"]'
    ),
  ].filter((stop) => !stop.disabled && stop.getClientRects().length);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const outside = !stops.includes(document.activeElement);
  if (stops.length && (document.activeElement === edge || (outside && event.shiftKey))) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
}
