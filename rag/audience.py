"""Who may see a document: an audience is a set of groups, and the empty one is everyone.

Each audience has collections and a lexical index of its own. So what somebody may not see is
never searched for them, weighs nothing in their scores, and leaves no trace in what they get.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from typing import TypeAlias

from rag.errors import AccessProblem

Audience: TypeAlias = frozenset[str]
EVERYONE: Audience = frozenset()
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,31}")


def audience_of(groups: Iterable[str]) -> Audience:
    """The audience of these groups, by their names; of none of them, everyone.

    Raises:
        AccessProblem: a name that no group can have.
    """
    return frozenset(group_name(group) for group in groups)


def group_name(given: str) -> str:
    """A group's name as it is kept: in lower case.

    Raises:
        AccessProblem: no group can be called so.
    """
    name = given.strip().lower()
    if not _NAME.fullmatch(name):
        raise AccessProblem(
            f'"{given}" can\'t be the name of a group: '
            "use up to 32 letters a to z, digits, - _ and ."
        )
    return name


def may_see(audience: Audience, groups: Collection[str] | None) -> bool:
    """Whether one who is in `groups` may see what `audience` may; None may see everything."""
    return groups is None or not audience or not audience.isdisjoint(groups)


def audience_key(audience: Audience) -> str:
    """A short name for an audience, fit for files and collections; empty for everyone."""
    if not audience:
        return ""
    return hashlib.sha256(" ".join(sorted(audience)).encode()).hexdigest()[:16]


def groups_text(audience: Audience) -> str:
    """An audience in one line, as `audience_of(text.split())` reads it."""
    return " ".join(sorted(audience))
