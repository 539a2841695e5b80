"""What the page's controls do: each takes what the browser holds and gives what it shows."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from rag import BadQuestion, FootnoteError
from ui import feedback, keepsake, shelf
from ui.asking import Asked, ask
from ui.conversation import Conversation, find, from_browser, settle, swap, to_browser
from ui.frame import footer_html, header_html, welcome_html
from ui.host import Host, find_document
from ui.render import Setting, conversation_html
from ui.safe import sentence, text

Kept: TypeAlias = dict[str, Any]
"""What a browser keeps: ``turns``, and ``previous``, the conversation before this one."""


@dataclass(frozen=True, slots=True)
class View:
    """What one action changes on the page; None leaves a part as it is."""

    log: str | None = None
    kept: Kept | None = None
    notice: str | None = None
    question: str | None = None


class Actions:
    """The page's actions on one host. They hold nothing of any browser's."""

    def __init__(self, host: Host, tabs: Sequence[str] = ()) -> None:
        self._host = host
        self._tabs = tabs

    def ask(self, question: str, kept: Kept, left_out: object) -> Generator[View, None, None]:
        """Ask; each step of the answer is a view. A bad question goes back into its box.

        Only the first step empties the box: the next question may be typed during the others.
        """
        earlier = settle(from_browser(_part(kept, "turns")))
        documents = self._host.chosen(left_out)
        if documents == []:
            yield View(notice=_notice("No document is ticked: open Documents and tick one."))
            return
        asked = Asked(
            question=question,
            earlier=earlier,
            documents=documents,
            answerer=self._host.answerer.name,
        )
        try:
            emptied: str | None = ""
            for step in ask(self._host.corpus, asked):
                yield View(
                    log=self._log(step, kept), kept=_keep(kept, step), notice="", question=emptied
                )
                emptied = None
        except BadQuestion as error:
            yield View(
                log=self._log(earlier, kept),
                kept=_keep(kept, earlier),
                notice=_notice(sentence(str(error))),
                question=question,
            )

    def again(self, turn_id: object, kept: Kept, left_out: object) -> Generator[View, None, None]:
        """Ask the question of a turn that got no answer once more, in its place at the end."""
        turns = from_browser(_part(kept, "turns"))
        turn = find(turns, turn_id)
        if turn is not None:
            rest = tuple(one for one in turns if one.id != turn.id)
            yield from self.ask(turn.question, _keep(kept, rest), left_out)

    def stop(self, kept: Kept) -> View:
        """Mark what was being asked as stopped."""
        return self._show(settle(from_browser(_part(kept, "turns"))), kept)

    def open(self, kept: Kept) -> View:
        """The page as it is opened: with the conversation that the browser kept."""
        return self.stop(kept)

    def fresh(self, kept: Kept) -> View:
        """Begin a new conversation; the one before can be had back."""
        turns = _part(kept, "turns")
        now = {"turns": [], "previous": turns or _part(kept, "previous")}
        return View(log=self._log((), now), kept=now, notice="", question="")

    def previous(self, kept: Kept) -> View:
        """Go back to the conversation before."""
        turns = from_browser(_part(kept, "previous"))
        return self._show(turns, {"turns": [], "previous": []})

    def judge(self, data: dict[str, Any], kept: Kept) -> View:
        """Keep a verdict, and then perhaps a word on it, in the home."""
        turns = from_browser(_part(kept, "turns"))
        turn = find(turns, data.get("turn"))
        verdict = data.get("verdict")
        if turn is None or verdict not in {"helpful", "not_helpful"}:
            return View()
        turn = replace(turn, verdict=verdict, comment=str(data.get("comment") or "")[:500])
        turns = swap(turns, turn)
        try:
            feedback.keep(self._host.corpus.home, turn, turns)
        except OSError as error:
            reason = error.strerror or str(error)
            return View(notice=_notice(f"The verdict could not be kept: {reason}."))
        return self._show(turns, kept)

    def save(self, kind: object, kept: Kept) -> dict[str, str]:
        """The conversation as a file for the browser to save."""
        turns = from_browser(_part(kept, "turns"))
        day = time.strftime("%Y-%m-%d")
        if kind == "markdown":
            body, suffix, mime = keepsake.markdown(turns), "md", "text/markdown"
        else:
            body = keepsake.web_page(turns, lambda one: find_document(self._host, one))
            suffix, mime = "html", "text/html"
        return {"name": f"footnote-{day}.{suffix}", "mime": mime, "body": body}

    def add(self, files: list[str] | None, group: object) -> Iterator[str]:
        """Add uploaded files for a group, or everyone; each step as the HTML that tells of it."""
        if files:
            groups = [str(group)] if group else []
            paths = [Path(file) for file in files]
            for step in shelf.add(self._host.corpus, paths, groups):
                yield shelf.adding_html(step)

    def remove(self, data: dict[str, Any]) -> str:
        """Take documents out for all who see them; what is said of it, as HTML."""
        named = data.get("documents")
        several = named if isinstance(named, list) else [data.get("document")]
        return "".join(self._remove(str(one)) for one in several)

    def _remove(self, document_id: str) -> str:
        try:
            info = self._host.corpus.remove(document_id)
        except FootnoteError as error:
            return f'<div class="trouble" role="alert"><p>{text(error)}</p></div>'
        return f'<p class="good">Removed <b>{text(info.title)}</b>.</p>'

    def around(self) -> tuple[str, str, str]:
        """Header, list of documents and footer as they are now."""
        host = self._host
        infos = host.documents()
        model = Path(str(host.corpus.settings.embedding_model)).name
        leave = host.visitor.name if host.with_users else ""
        return (
            header_html(infos, self._tabs, leave),
            shelf.shelf_html(infos, host.corpus.suggested()),
            footer_html(infos, host.answerer.name, model, with_users=host.with_users),
        )

    def _show(self, turns: Conversation, kept: Kept) -> View:
        return View(log=self._log(turns, kept), kept=_keep(kept, turns), notice="")

    def _log(self, turns: Conversation, kept: Kept) -> str:
        infos = self._host.documents()
        if turns:
            setting = Setting(is_ready=self._host.ready.is_set(), is_alone=len(infos) == 1)
            return conversation_html(turns, setting)
        return welcome_html(
            infos, self._host.corpus.suggestions(), previous=bool(_part(kept, "previous"))
        )


def _part(kept: object, name: str) -> list[Any]:
    """A part of what the browser kept, whatever has become of it there."""
    part = kept.get(name) if isinstance(kept, dict) else None
    return part if isinstance(part, list) else []


def _keep(kept: object, turns: Conversation) -> Kept:
    return {"turns": to_browser(turns), "previous": _part(kept, "previous")}


def _notice(words: str) -> str:
    return f'<p role="alert">{text(words)}</p>'
