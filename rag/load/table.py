"""Rows of a table → lines that can be read and quoted alone: each value after its header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from rag.load.reading import Pen, tidy

_LOOKED_AT = 15
"""How many rows are looked at to find the header."""
Row = tuple[int, Sequence[str]]
"""A row's number, from 1, and its cells as text."""


def write_table(pen: Pen, rows: Iterable[Row], place: str) -> int:
    """Write the rows of one table; gives how many there were.

    The header is the first of the rows that fill most columns, if it holds no number. What
    stands above it is written as text.

    Args:
        place: what a row's place is called after its number, such as " of Sheet1".
    """
    filled = ((number, [tidy(cell) for cell in cells]) for number, cells in rows)
    filled = ((number, cells) for number, cells in filled if any(cells))
    first = list(islice(filled, _LOOKED_AT))
    at = _header(first)
    for number, cells in first[: at or 0]:
        pen.mark(f"row {number}{place}")
        pen.line(" ".join(cell for cell in cells if cell))
    names = first[at][1] if at is not None else []
    body = first if at is None else first[at + 1 :]
    written = 0
    for number, cells in (*body, *filled):
        _write_row(pen, (number, cells), names, place)
        written += 1
    if not written and at is not None:
        pen.mark(f"row {first[at][0]}{place}")
        pen.line(" | ".join(cell for cell in names if cell))
    return written


def write_inner_table(pen: Pen, rows: Sequence[Sequence[str]]) -> None:
    """Write a table that stands in a text: each row as a paragraph.

    Where the first row names columns and figures stand below it, each value follows its
    column's name, so that a row can be quoted alone. Other tables are there for layout.
    """
    kept = [[tidy(cell) for cell in cells] for cells in rows]
    kept = [cells for cells in kept if any(cells)]
    names = kept[0] if _names_columns(kept) else None
    for cells in kept if names is None else kept[1:]:
        if names is None:
            pen.paragraph(" | ".join(cell for cell in cells if cell))
        else:
            pen.paragraph(_named(cells, names))


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = rows[0]
    is_head = all(first[1:]) and not any(len(cell) > 40 or is_number(cell) for cell in first)
    same_width = all(len(cells) == len(first) for cells in rows)
    return is_head and same_width and any(is_number(cell) for row in rows[1:] for cell in row[1:])


def _write_row(pen: Pen, row: Row, names: Sequence[str], place: str) -> None:
    number, cells = row
    pen.mark(f"row {number}{place}", kind="row")
    pen.line(_named(cells, names))


def _named(cells: Sequence[str], names: Sequence[str]) -> str:
    """The cells that hold something, each after its column's name."""
    parts = []
    for column, cell in enumerate(cells):
        name = names[column] if column < len(names) else ""
        if cell:
            parts.append(f"{name or f'column {letters(column)}'}: {cell}" if names else cell)
    return "; ".join(parts)


def _header(rows: Sequence[Row]) -> int | None:
    """Which of the first rows names the columns; None where none does."""
    if not rows:
        return None
    widths = [sum(map(bool, cells)) for _, cells in rows]
    widest = max(widths)
    at = next(place for place, width in enumerate(widths) if width >= max(widest - 1, 1))
    cells = [cell for cell in rows[at][1] if cell]
    names = len(set(cells)) == len(cells) and not any(is_number(cell) for cell in cells)
    return at if names and (widest > 1 or len(rows) > 1) else None


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, a date or the like rather than a name."""
    return any(letter.isdigit() for letter in cell) and not any(map(str.isalpha, cell))


def letters(column: int) -> str:
    """A column, from 0, as spreadsheets call it: A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
