"""Small pieces of HTML. Every text goes through `text`, so nothing in a document is markup."""

from __future__ import annotations

from html import escape


def text(words: object) -> str:
    """Any text, as text."""
    return escape(str(words), quote=True)


def tag(name: str, inner: str, **attributes: str) -> str:
    """An element around HTML; `class_` and `data_x` become `class` and `data-x`."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{said}>{inner}</{name}>"


def section(identity: str, title: str, *inner: str, lead: str = "") -> str:
    """A part of the page with its heading and a line that says what it shows."""
    head = tag("h2", text(title), id=identity)
    told = tag("p", text(lead), class_="lead") if lead else ""
    return tag("section", head + told + "".join(inner), aria_labelledby=identity)
