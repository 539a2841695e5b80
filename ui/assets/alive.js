// Whether the server is there. When it stops the page says so, and goes on when it is back.

import { send } from "./bridge.js";

const EVERY = 3000;
const WHEN_GONE = 1000;

let boot = null;
let edition = null;
let misses = 0;

export function watchServer() {
  look();
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

let timer = 0;

async function look() {
  clearTimeout(timer);
  const state = await ask();
  misses = state ? 0 : misses + 1;
  show(misses > 1);
  if (state) compare(state);
  if (!document.hidden) timer = setTimeout(look, misses ? WHEN_GONE : EVERY);
}

async function ask() {
  try {
    const answer = await fetch("/footnote/alive", {
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function compare(state) {
  // A server that was started anew knows nothing of this page; the browser kept the conversation.
  if (boot && state.boot !== boot) return location.reload();
  boot = state.boot;
  // Who isn't logged in any more is told nothing of the documents, and is led to the door.
  if (edition && !state.edition) return location.reload();
  if (edition && state.edition !== edition) {
    send("refresh");
    window.dispatchEvent(new Event("footnote:edition"));
  }
  edition = state.edition;
}

function show(gone) {
  const banner = document.getElementById("gone");
  if (banner && banner.hidden === gone) banner.hidden = !gone;
}
