"""Spreadsheets: .xlsx, .xls and .ods by calamine, .csv and .tsv by the standard library."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from rag.errors import FileProblem
from rag.load.decode import decode
from rag.load.reading import Pen, Reading
from rag.load.table import Row, write_table

_MOST_CELLS = 20_000_000
_SNIFFED = 64 * 1024
_LONGEST_CELL = 10_000_000


def load_sheets(content: bytes) -> Reading:
    """A workbook: each row of each sheet is a place; values as they were last computed.

    Raises:
        FileProblem: it is encrypted, damaged or too wide.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        pen = Pen()
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > _MOST_CELLS:
                raise FileProblem(
                    f"its sheet {name} spans {sheet.total_height:,} rows and "
                    f"{sheet.total_width:,} columns: save the part that counts by itself"
                )
            pen.gap()
            write_table(pen, _rows(sheet), f" of {name}")
        return pen.reading()
    except PasswordError:
        raise FileProblem(
            "it is encrypted: open it with its password and save a copy without one"
        ) from None
    except CalamineError as error:
        raise FileProblem(f"it is damaged or no spreadsheet ({error}): save it anew") from None


def load_csv(content: bytes) -> Reading:
    """Comma-, semicolon- or tab-separated values."""
    text, note = decode(content)
    pen = Pen()
    csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = csv.reader(StringIO(text), delimiter=_delimiter(text[:_SNIFFED]))
        write_table(pen, enumerate(lines, start=1), "")
    except csv.Error as error:
        raise FileProblem(f"it is no table ({error}): save it anew, or as .txt") from None
    return pen.reading(note=note)


def _delimiter(sample: str) -> str:
    """The sign that cuts the first lines into most columns, and into equally many."""
    lines = sample.split("\n")[:20]
    lines = lines[:-1] or lines
    best, most = ",", 1.0
    for sign in ",;\t|":
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        if widths:
            usual = max(set(widths), key=widths.count)
            worth = usual * widths.count(usual) / len(widths)
            if usual > 1 and worth > most:
                best, most = sign, worth
    return best


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    first = sheet.start[0] if sheet.start else 0
    lead = [""] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        yield number, [*lead, *map(_as_text, cells)]


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            is_day = value.time() == time()
            return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)
