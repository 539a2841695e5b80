// The way to the server. Gradio hands it over once the page is built, which may be before or
// after this module runs.

const handed = new Promise((resolve) => {
  if (window.footnoteBridge) resolve(window.footnoteBridge);
  else
    window.addEventListener("footnote:bridge", () => resolve(window.footnoteBridge), {
      once: true,
    });
});

/** Set off one of the page's actions. */
export async function send(action, data = {}) {
  (await handed).trigger(action, data);
}

/** Ask for a stretch of a document. */
export async function read(wanted) {
  return (await handed).server.read(wanted);
}

/** Ask for a page of a document as it looks in its file. */
export async function picture(wanted) {
  return (await handed).server.picture(wanted);
}

/** Hold a text against the documents. */
export async function check(wanted) {
  return (await handed).server.check(wanted);
}

/** Ask for a view that another package brings. */
export async function tab(wanted) {
  return (await handed).server.tab(wanted);
}

/** An element of the page that Gradio may still be building. */
export function whenThere(selector) {
  return new Promise((resolve) => {
    const look = () => document.querySelector(selector);
    if (look()) return resolve(look());
    const watcher = new MutationObserver(() => {
      if (!look()) return;
      watcher.disconnect();
      resolve(look());
    });
    watcher.observe(document.documentElement, { childList: true, subtree: true });
  });
}

/** Say something, once, to those who don't see the page. */
export function say(words) {
  const said = document.getElementById("said");
  if (!said) return;
  said.textContent = "";
  // The same words twice in a row are only said again if the place was empty in between.
  requestAnimationFrame(() => (said.textContent = words));
}

export const phone = window.matchMedia("(max-width: 820px)");
export const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
