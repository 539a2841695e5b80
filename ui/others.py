"""Commands that other packages bring: `footnote eval` is one, from the harness.

They are named as entry points of the group `footnote.commands`. One is imported when it is called
and not before, so that they cost the other commands nothing.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

_GROUP = "footnote.commands"


class WithOthers(TyperGroup):
    """The program's own commands, and those of other packages after them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command's name, as help shows them."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in sorted(_others()) if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, None where there is none."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in _others():
            return own
        return typer.main.get_command(_others()[cmd_name].load())


def _others() -> dict[str, EntryPoint]:
    return {one.name: one for one in entry_points(group=_GROUP)}
