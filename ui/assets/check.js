// A text that somebody wrote, held against the documents.

import { check, say, whenThere } from "./bridge.js";
import { leftOut } from "./shelf.js";

const KEY = "footnote.check";
const draft = () => document.getElementById("draft");
const found = () => document.getElementById("found");

export async function startCheck() {
  await whenThere("#draft");
  draft().value = sessionStorage.getItem(KEY) ?? "";
  window.addEventListener("pagehide", () => sessionStorage.setItem(KEY, draft().value));
  draft().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    draft().form.requestSubmit();
  });
}

export const checkControls = {
  async check(form) {
    const button = form.querySelector("button");
    if (button.disabled) return;
    if (!draft().value.trim()) {
      found().innerHTML = '<p class="trouble" role="alert">Paste a text first.</p>';
      return draft().focus();
    }
    button.disabled = true;
    found().innerHTML =
      '<p class="hint">Holding each sentence against the documents' +
      '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span></p>';
    try {
      const got = await check({ text: draft().value, left_out: leftOut() });
      found().innerHTML = got.html;
      say(got.say);
      found().querySelector("h3")?.focus({ preventScroll: true });
      found().scrollIntoView({ block: "nearest" });
    } catch {
      found().innerHTML =
        '<p class="trouble" role="alert">This text got no verdict: is Footnote still running?</p>';
    } finally {
      button.disabled = false;
    }
  },
};
