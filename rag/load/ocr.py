"""Pages that are pictures: read by RapidOCR (PP-OCR models, which its package brings along).

Only with the extra ``ocr``. Lines come with their places, so that the same rules join them
into paragraphs as in a PDF with letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np
import pypdfium2

from rag.load.pdflines import Line

_SCALE = 2.0
"""Points of a page's picture for each of the page's own: 144 to the inch."""
_WIDEST = 3000
_SURE = 0.6
"""Lines of which the engine is less sure are left out: most are no writing."""


def recognised_lines(page: pypdfium2.PdfPage) -> list[Line]:
    """The lines that are seen on a page's picture, from top to bottom."""
    wide, high = page.get_size()
    scale = min(_SCALE, _WIDEST / max(wide, high, 1.0))
    picture = np.asarray(page.render(scale=scale).to_pil().convert("RGB"))
    seen = _engine()(picture)
    if seen.boxes is None or seen.txts is None:
        return []
    lines = [
        _line(text, [(float(x) / scale, high - float(y) / scale) for x, y in box])
        for box, text, score in zip(seen.boxes, seen.txts, seen.scores, strict=True)
        if score >= _SURE and text.strip()
    ]
    usual = median([line.size for line in lines] or [1.0])
    # A box is higher where letters rise above or below; only a heading's is much higher.
    return [replace(line, size=usual) if 0.6 < line.size / usual < 1.5 else line for line in lines]


def _line(text: str, corners: Sequence[tuple[float, float]]) -> Line:
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return Line(
        text=text.strip(),
        places=(),
        left=min(across),
        right=max(across),
        middle=(min(up) + max(up)) / 2,
        size=max(max(up) - min(up), 1.0),
        has_columns=False,
    )


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR()
