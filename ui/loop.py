"""Question after question in the terminal, each read with those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from rag import BadInput
from ui.terminal import show_answer

if TYPE_CHECKING:
    from rag import Corpus

_END = {"quit", "exit", ":q"}


def converse(console: Console, corpus: Corpus, answerer: str) -> None:
    """Ask until an empty line, "quit" or the end of the input."""
    titles = ", ".join(info.title for info in corpus.documents()) or "no documents yet"
    console.print(Text(f"Footnote: {titles}", style="bold"))
    for question in corpus.suggestions()[:3]:
        console.print(Text(f"  {question}", style="dim"))
    history: list[tuple[str, str]] = []
    while True:
        try:
            question = console.input("\n[bold]?[/] ").strip()
        except EOFError:
            return
        if not question or question.lower() in _END:
            return
        try:
            answer = corpus.ask(question, history=history, answerer=answerer)
        except BadInput as error:
            console.print(Text(str(error), style="red"))
        else:
            show_answer(console, answer)
            history.append((question, answer.text))
