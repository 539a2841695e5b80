"""Subtitles (.srt, .vtt): the words as running text, the times as named places."""

from __future__ import annotations

from pysubs2 import SSAFile
from pysubs2.exceptions import Pysubs2Error

from rag.errors import FileProblem
from rag.load.decode import decode
from rag.load.reading import Reading, tidy
from rag.types import Landmark

_PAUSE = 3_000
"""A silence of so many milliseconds begins a paragraph."""
_LONGEST = 1_200
"""A paragraph of so many characters ends with the next sentence."""


def load_subtitles(content: bytes) -> Reading:
    """What is said, with a place for each subtitle.

    Raises:
        FileProblem: there are no times in it.
    """
    text, note = decode(content)
    try:
        shown = SSAFile.from_string(text, keep_unknown_html_tags=False)
    except (Pysubs2Error, ValueError, KeyError) as error:
        raise FileProblem(f"it has no subtitles in it ({error}): add it as .txt") from None
    parts: list[str] = []
    marks: list[Landmark] = []
    length = begun = 0
    last_end = 0
    for event in sorted(shown, key=lambda one: one.start):
        words = tidy(event.plaintext)
        if event.is_comment or not words:
            continue
        ended = parts and parts[-1].endswith((".", "!", "?", "…", '"', "”"))
        new = event.start - last_end > _PAUSE or (ended and length - begun > _LONGEST)
        joint = "" if not parts else "\n\n" if new else " "
        begun = length + len(joint) if new else begun
        parts += [joint, words]
        marks.append(Landmark(start=length + len(joint), name=clock(event.start)))
        length += len(joint) + len(words)
        last_end = max(last_end, event.end)
    if not parts:
        raise FileProblem("it has no subtitles in it: there is nothing to ask")
    return Reading(text="".join(parts) + "\n", landmarks=tuple(marks), note=note)


def clock(milliseconds: int) -> str:
    """A time as 00:01:23."""
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
