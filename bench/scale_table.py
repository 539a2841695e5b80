"""What indexes of some sizes cost, as a table; its last row is what the curves give beyond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bench.curve import fitted

Row: TypeAlias = dict[str, float]
"""What one size costs, by the names of the columns."""
_MOST = 1_000_000
_BEYOND = 10
"""How many times the largest size that was measured a curve is believed."""
_COLUMNS = {
    "passages": "passages",
    "add_s": "add s",
    "per_s": "passages/s",
    "open_s": "open s",
    "ask_ms": "ask ms",
    "ask_p95_ms": "ask p95 ms",
    "fresh_ms": "fresh ms",
    "dense_ms": "dense ms",
    "words_ms": "words ms",
    "recall": "recall",
    "memory_mb": "memory MB",
    "disk_mb": "disk MB",
}


def table(rows: Sequence[Row]) -> list[str]:
    """The rows in Markdown, the smallest first, and a fitted one for what is larger."""
    lines = [_line(list(_COLUMNS.values())), _line(["---:"] * len(_COLUMNS))]
    lines += [_line([_told(row, name) for name in _COLUMNS]) for row in rows]
    if len(rows) >= 3:
        fit = _fitted(rows)
        lines.append(_line([_told(fit, name) for name in _COLUMNS], " fitted"))
    return lines


def _fitted(rows: Sequence[Row]) -> Row:
    sizes = [row["passages"] for row in rows]
    costs = [n for n in _COLUMNS if n not in {"passages", "per_s", "recall"} and n in rows[0]]
    beyond = min(_MOST, _BEYOND * max(sizes))
    row = {name: fitted(sizes, [one[name] for one in rows], beyond) for name in costs}
    rate = {"per_s": beyond / row["add_s"]} if "add_s" in row else {}
    return {"passages": beyond, **row, **rate}


def _told(row: Mapping[str, float], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if name == "recall":
        return f"{value:.4f}"
    return f"{value:,.2f}" if value < 10 and name != "passages" else f"{value:,.0f}"


def _line(cells: Sequence[str], mark: str = "") -> str:
    return f"| {' | '.join([cells[0] + mark, *cells[1:]])} |"
