"""When two words are one name: plural, short, or a country and its people."""

from __future__ import annotations

import re
from collections.abc import Sequence

ALIASES = (
    {"us", "usa", "america", "american", "unitedstates", "washington's"},
    {"uk", "britain", "british", "unitedkingdom"},
    {"france", "french"}, {"netherlands", "dutch", "holland"}, {"wales", "welsh"},
    {"switzerland", "swiss"}, {"norway", "norwegian"}, {"denmark", "danish", "dane"},
    {"greece", "greek"}, {"turkey", "turkish", "turk"}, {"spain", "spanish", "spaniard"},
    {"poland", "polish", "pole"}, {"sweden", "swedish", "swede"}, {"scotland", "scottish", "scot"},
    {"ireland", "irish"}, {"england", "english"}, {"germany", "german"}, {"thailand", "thai"},
    {"finland", "finnish", "finn"}, {"philippines", "filipino", "philippine"}, {"china", "chinese"},
    {"dprk", "northkorea", "northkorean"}, {"rok", "southkorea", "southkorean"},
    {"ussr", "sovietunion", "soviet"}, {"peru", "peruvian"}, {"iraq", "iraqi"},
    {"portugal", "portuguese"}, {"israel", "israeli"}, {"norman", "normandy"}, {"jew", "jewish"},
    {"celt", "celtic"}, {"hungary", "hungarian"}, {"burma", "burmese"}, {"taiwan", "taiwanese"},
)  # fmt: skip
_DEMONYMS = (
    ("a", "an"), ("a", "ans"), ("", "n"), ("", "an"), ("", "ian"), ("e", "ian"), ("e", "an"),
    ("y", "ian"), ("y", "an"), ("", "ese"), ("a", "ese"), ("", "ish"), ("", "i"), ("", "ic"),
    ("", "ist"), ("ia", "ian"), ("o", "an"), ("a", "ic"), ("", "er"),
)  # fmt: skip


def akin(one: str, other: str) -> bool:
    """Whether two words are one name in two forms: plural, or a country and its people."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or short[:3] != long[:3]:
        return False
    if long in (short + "s", short + "es") or (short.endswith("y") and long == short[:-1] + "ies"):
        return True
    for here, there in _DEMONYMS:
        for a, b in ((one, other), (other, one)):
            stem = a.removesuffix(here)
            if a.endswith(here) and len(stem) >= 3 and b in (stem + there, stem + there + "s"):
                return True
    return False


def initials(texts: Sequence[str]) -> set[str]:
    """What the names in some texts are shortened to, as "un" of the United Nations."""
    found = set()
    for text in texts:
        for run in re.findall(r"(?:[A-Z][\w'’-]*(?:\s+(?:of|the|and|for)\b)*\s*){2,}", text):
            letters = [word[0].lower() for word in run.split() if word[0].isupper()]
            for start in range(len(letters)):
                for end in range(start + 2, len(letters) + 1):
                    found.add("".join(letters[start:end]))
    return found
