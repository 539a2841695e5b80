"""Thumbs up and down, kept as lines of a file in the home and sent nowhere."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag import __version__, answer_json
from ui.conversation import Conversation, Turn, history

FILE = "feedback.jsonl"

# The home is held by one process, so its threads are the only ones that can write at once.
_WRITING = threading.Lock()


def feedback_line(turn: Turn, conversation: Conversation) -> dict[str, Any]:
    """A verdict with all that is needed to ask the same question again."""
    before = conversation[: conversation.index(turn)] if turn in conversation else ()
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "verdict": turn.verdict,
        "comment": turn.comment,
        "question": turn.question,
        "history": [list(pair) for pair in history(before)],
        "answer": answer_json(turn.answer, turn.id) if turn.answer is not None else None,
    }


def keep(home: Path, turn: Turn, conversation: Conversation) -> None:
    """Append the verdict on a turn; once this returns, it is on the disk.

    A later line about the same turn (the answer's ``id``) takes the place of an earlier one.
    """
    line = json.dumps(feedback_line(turn, conversation), ensure_ascii=False) + "\n"
    with _WRITING, (home / FILE).open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
