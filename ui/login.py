"""The page where users log in: plain HTML, no script, the page's own colours."""

from __future__ import annotations

from ui.safe import text

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Log in · Footnote</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/footnote/assets/tokens.css">
<link rel="stylesheet" href="/footnote/assets/login.css"></head>
<body><main><h1>Footnote<span class="brand" aria-hidden="true">1</span></h1>
<p>Ask your documents. Log in to see yours.</p>{trouble}
<form method="post" action="/footnote/login">
<label for="name">Name</label>
<input id="name" name="name" value="{name}" autocomplete="username" autocapitalize="none"
 spellcheck="false" required{first}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required{then}>
<button>Log in</button></form></main></body></html>"""


def login_html(*, name: str = "", trouble: str = "") -> str:
    """The page; with `trouble`, after a try that failed."""
    said = f'<p class="trouble" role="alert">{text(trouble)}</p>' if trouble else ""
    focus = " autofocus"
    return _PAGE.format(
        trouble=said,
        name=text(name),
        first="" if name else focus,
        then=focus if name else "",
    )
