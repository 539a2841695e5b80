"""What stands around the conversation: header, first words, document pane, footer."""

from __future__ import annotations

from collections.abc import Sequence

from rag import DocumentInfo, __version__
from ui.icons import icon
from ui.safe import text
from ui.shelf import naming

AT_ONCE = 5
"""How many questions to start with are offered before one asks for more."""
ARTICLE_NOTE = (
    "This article was machine-paraphrased before it reached us, so its wording is odd: "
    "“navy” often means military, “struggle” war. Quotes are exact."
)


def header_html(infos: Sequence[DocumentInfo], tabs: Sequence[str] = (), user: str = "") -> str:
    """The bar on top: whose page this is, its views, what it can answer from, what can be done.

    Args:
        tabs: the names of views that other packages bring.
        user: who logged in; empty where nobody does.
    """
    count = f"{len(infos)} document{'' if len(infos) == 1 else 's'}"
    return (
        '<header class="top"><h1>Footnote<span class="brand" aria-hidden="true">1</span></h1>'
        f'{_views(tabs)}<p class="about"><span dir="auto">{text(naming(infos))}</span></p>'
        '<nav aria-label="Page">'
        f'<button type="button" data-do="fresh" aria-label="New conversation">{icon("new")}'
        "<span>New</span></button>"
        '<div class="menu"><button type="button" data-do="menu" aria-expanded="false"'
        f' aria-controls="save-menu" aria-label="Save this conversation">{icon("save")}'
        '<span>Save</span></button><div id="save-menu" hidden>'
        '<button type="button" data-do="save" data-kind="html">Web page, works offline</button>'
        '<button type="button" data-do="save" data-kind="markdown">Markdown</button></div></div>'
        f'<button type="button" data-do="documents" aria-haspopup="dialog">{icon("documents")}'
        f"<span>{count}</span></button>"
        f"{_leave(user)}</nav></header>"
    )


def _leave(user: str) -> str:
    """The way out, for users who logged in."""
    if not user:
        return ""
    name = text(user)
    return (
        '<form method="post" action="/footnote/logout">'
        f'<button aria-label="Log out, {name}" title="You are {name}">{icon("leave")}'
        "<span>Log out</span></button></form>"
    )


def _views(tabs: Sequence[str]) -> str:
    named = {"ask": "Ask", "check": "Check a text"} | {f"tab:{name}": name for name in tabs}
    # Which one is current is the browser's to say: it outlives a reload there.
    buttons = "".join(
        f'<button type="button" data-do="view" data-view="{text(view)}">{text(name)}</button>'
        for view, name in named.items()
    )
    return f'<nav class="views" aria-label="Views">{buttons}</nav>'


def check_html() -> str:
    """Where a text is pasted to be held against the documents."""
    return (
        '<section class="check" aria-labelledby="check-title">'
        '<h2 id="check-title">Check a text</h2>'
        '<p class="hint" id="check-hint">Paste what somebody wrote. Each sentence is held against '
        "the documents: whether they say so, and in which words.</p>"
        '<form data-do="check"><label class="unseen" for="draft">The text to check</label>'
        '<textarea id="draft" rows="6" dir="auto" autocomplete="off"'
        ' aria-describedby="check-hint"></textarea>'
        '<button type="submit" class="main">Check</button></form>'
        '<div id="found"></div></section>'
    )


def tab_html() -> str:
    """The room for a view that another package brings; the script fills it."""
    chosen = "".join(
        f'<span><label for="{name}">{words}</label> <select id="{name}"></select></span>'
        for name, words in (("tab-first", "Run"), ("tab-second", "against"))
    )
    # The frame has no way to the page around it: what it shows came from elsewhere.
    return (
        '<section class="tab" aria-labelledby="tab-title"><div class="bar">'
        f'<h2 id="tab-title">View</h2><div class="chosen" hidden>{chosen}</div></div>'
        '<p class="hint" id="tab-trouble" role="status"></p>'
        '<iframe title="Report" sandbox="allow-scripts" hidden></iframe></section>'
    )


def welcome_html(
    infos: Sequence[DocumentInfo], suggestions: Sequence[str], *, previous: bool
) -> str:
    """What an empty conversation says: what can be asked, and what will come back."""
    if not infos:
        return (
            '<section class="welcome"><h2>Ask your documents</h2>'
            "<p>Footnote answers in the exact words of your documents. There are none yet.</p>"
            '<button type="button" class="main" data-do="documents">Add a document</button>'
            "</section>"
        )
    start = _start(suggestions)
    back = (
        '<p><button type="button" class="link" data-do="previous">'
        "Back to the previous conversation</button></p>"
        if previous
        else ""
    )
    return (
        f'<section class="welcome"><h2>Ask about <cite dir="auto">{text(naming(infos))}</cite></h2>'
        "<p>You get the exact words that answer your question. Each small number opens the "
        "document where they stand. If the "
        f"{'document doesn’t' if len(infos) == 1 else 'documents don’t'} say, Footnote tells you "
        f"so.</p>{start}{back}</section>"
    )


def _start(suggestions: Sequence[str]) -> str:
    """Questions to start with: a few at once, the rest a click away."""
    if not suggestions:
        return ""
    asked = [
        f'<li><button type="button" data-do="ask" dir="auto">{text(line)}</button></li>'
        for line in suggestions
    ]
    first, rest = "".join(asked[:AT_ONCE]), "".join(asked[AT_ONCE:])
    more = (
        f'<details class="others"><summary>More questions</summary><ul class="start">{rest}</ul>'
        "</details>"
        if rest
        else ""
    )
    return f'<h3>Questions to start with</h3><ul class="start">{first}</ul>{more}'


def pane_html() -> str:
    """The document pane, still without a document."""
    return (
        '<section class="pane" id="document" aria-labelledby="document-title">'
        '<div class="bar">'
        f"{_tool('back', 'Back to where you were', hidden=True)}"
        '<h2 id="document-title" tabindex="-1" dir="auto">Document</h2>'
        '<span class="which"><span class="wide" id="what"></span> <span id="which"></span></span>'
        f"{_tool('earlier', 'Previous footnote', 'up', hidden=True)}"
        f"{_tool('later', 'Next footnote', 'down', hidden=True)}"
        f"{_tool('close', 'Close the document')}</div>"
        f"{_mode_html()}"
        '<div class="sheet" id="sheet" tabindex="0" role="group" aria-label="Document text"></div>'
        "</section>"
    )


def _mode_html() -> str:
    """The choice between a document's text and pictures of its pages, where it has these."""
    return (
        '<div class="mode" id="mode" hidden><div role="group" aria-label="Show the document as">'
        '<button type="button" data-do="astext" aria-pressed="true">Text</button>'
        '<button type="button" data-do="aspage" aria-pressed="false">Page</button></div>'
        '<div class="leafing" id="leafing" hidden>'
        f"{_tool('leafback', 'Previous page', 'back')}"
        '<span id="leaf"></span>'
        f"{_tool('leafon', 'Next page', 'on')}"
        '<button type="button" data-do="zoom" aria-pressed="false">Larger</button></div></div>'
    )


def _tool(action: str, label: str, drawing: str = "", *, hidden: bool = False) -> str:
    """A button that is only a drawing, with its name for those who don't see it."""
    return (
        f'<button type="button" data-do="{action}" aria-label="{label}" title="{label}"'
        f"{' hidden' if hidden else ''}>{icon(drawing or action)}</button>"
    )


def footer_html(
    infos: Sequence[DocumentInfo], answerer: str, embedding: str, *, with_users: bool = False
) -> str:
    """The quiet line at the foot: who answers, from what, which version."""
    if answerer == "quotes":
        who = "Exact quotes, no language model"
    elif answerer.startswith("local:"):
        who = f"Exact quotes, and {text(answerer[6:])} on this machine"
    else:
        who = f"Exact quotes, and {text(answerer)}, to which they are sent"
    count = f"{len(infos)} document{'' if len(infos) == 1 else 's'}"
    shared = (
        "You see the documents of your groups and those for everyone"
        if with_users
        else "Documents are shared by all who use this page"
    )
    return (
        f'<footer class="foot"><p>{who} · {text(embedding)} · {count} · '
        f"Footnote {text(__version__)}</p>"
        f'<p class="shared">{shared}; your conversation stays in this browser.</p></footer>'
    )


def documents_head_html(max_upload_mb: int) -> str:
    """The head of the documents dialog."""
    return (
        f'<div class="bar" data-most="{max_upload_mb}">'
        '<h2 id="documents-title" tabindex="-1">Documents</h2>'
        f"{_tool('close-documents', 'Close the list', 'close')}</div>"
        '<p class="hint">Tick the ones to ask. Documents are shared by everyone who sees them; '
        "your conversation is yours alone.</p>"
        '<p id="refused" role="alert" hidden></p>'
    )


def add_html(max_upload_mb: int) -> str:
    """What stands above the place where files are dropped."""
    return (
        "<h3>Add documents</h3>"
        f'<p class="hint">PDF, Word, PowerPoint, Excel, CSV, web pages, EPUB, e-mail, subtitles, '
        f"Markdown, text, or a zip of them, up to {max_upload_mb} MB each. You can also drop them "
        "anywhere on this page.</p>"
    )


def bottom_html() -> str:
    """The places where things are said to those who don't see them, and the lost server's line."""
    return (
        '<p class="unseen" id="said" role="status" aria-live="polite"></p>'
        '<div id="gone" role="alert" hidden><p><b>Footnote has stopped.</b> Start it again with '
        "<code>footnote chat</code>; this page goes on by itself, and nothing is lost.</p></div>"
    )
