"""Views that other packages bring to the page: the harness brings the one for its runs.

They are entry points of the group `footnote.tabs`, and an entry's name is what its view is called.
One is imported when somebody first opens it, so that it costs the conversation nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag import FootnoteError

_GROUP = "footnote.tabs"
_GONE = {"trouble": "The page asked for a view that isn’t there: load it again."}


class Tab(Protocol):
    """What an entry point names."""

    hint: str
    """What is said where there is nothing to show yet."""

    def choices(self) -> Sequence[str]:
        """What can be shown, the newest first."""

    def state(self, first: str, second: str) -> str:
        """A word that changes when the page would."""

    def page(self, first: str, second: str) -> str:
        """A whole HTML page that loads nothing; held against `second` where that isn't empty."""


class _Wanted(BaseModel):
    """What the page's script asks for."""

    model_config = ConfigDict(frozen=True)

    tab: str
    first: str = Field(default="", max_length=500)
    second: str = Field(default="", max_length=500)
    state: str = ""
    """The state of the page that the browser has."""


def tab_names() -> list[str]:
    """What the views of other packages are called."""
    return sorted({one.name for one in entry_points(group=_GROUP)})


@lru_cache
def _loaded(name: str) -> Tab | None:
    found = next((one for one in entry_points(group=_GROUP) if one.name == name), None)
    return None if found is None else found.load()


def viewer() -> Callable[[object], dict[str, Any]]:
    """The function that gives views, in the form that Gradio's HTML calls."""

    def tab(wanted: object) -> dict[str, Any]:
        try:
            asked = _Wanted.model_validate(wanted)
            found = _loaded(asked.tab)
            return _GONE if found is None else _shown(found, asked)
        except ValidationError:
            return _GONE
        except FootnoteError as error:
            return {"trouble": f"{str(error)[:1].upper()}{str(error)[1:]}."}

    return tab


def _shown(tab: Tab, asked: _Wanted) -> dict[str, Any]:
    choices = list(tab.choices())
    if not choices:
        return {"choices": [], "trouble": tab.hint}
    first = asked.first if asked.first in choices else choices[0]
    second = asked.second if asked.second in choices and asked.second != first else ""
    state = f"{first}\n{second}\n{tab.state(first, second)}"
    known = {"choices": choices, "first": first, "second": second, "state": state, "trouble": ""}
    return known if state == asked.state else {**known, "page": tab.page(first, second)}
