"""The look: Gradio's theme with this machine's own fonts, and the page's style sheets."""

from __future__ import annotations

from importlib.resources import files

import gradio as gr

SANS = ("Inter", "Segoe UI", "system-ui", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")
BASE_SHEETS = ("tokens.css", "gradio.css")
SHEETS = (
    "frame.css",
    "talk.css",
    "acts.css",
    "outcomes.css",
    "welcome.css",
    "document.css",
    "picture.css",
    "dialog.css",
    "views.css",
)

BRIDGE_JS = """
const events = [
  'ask', 'again', 'fresh', 'previous', 'judge', 'save', 'remove', 'refresh',
];
window.footnoteBridge = { trigger, server, events };
window.dispatchEvent(new Event('footnote:bridge'));
"""
"""Hands Gradio's way to the server to the page's script; the names are the events it may send."""

PARCEL_JS = """
watch('value', () =>
  window.dispatchEvent(new CustomEvent('footnote:parcel', { detail: props.value }))
);
"""
"""Tells the page's script that a file is ready to be saved."""


def theme() -> gr.themes.Base:
    """Gradio's plainest theme, with fonts that every machine has: none is fetched."""
    return gr.themes.Base(font=SANS, font_mono=MONO)


def asset(name: str) -> str:
    """The text of a file in `ui/assets`."""
    return (files("ui") / "assets" / name).read_text(encoding="utf-8")


def css() -> str:
    """All style sheets of the page as one."""
    base = "\n".join(asset(name) for name in BASE_SHEETS)
    # Nested, each rule weighs more than Gradio's own for bare tags such as `p` and `ol`.
    own = "\n".join(asset(name) for name in SHEETS)
    return f"{base}\n:root {{\n{own}\n}}\n"
