"""Bytes → text: UTF-8 where they are that, else the encoding that fits them best, and its name."""

from __future__ import annotations

import re

from rag.errors import FileProblem

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NAMES = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "shift_jis": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
    "mac_roman": "Mac Roman (Western European)",
}
"""The encodings that are considered, those that are met most often first."""
_SAMPLE = 200_000
_LATIN = ("cp1252", "cp1254", "cp1250", "iso8859_2", "mac_roman")
_WESTERN = re.compile(
    "[àâäáãåæçèéêëìíîïñòóôöõøœùúûüýÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜŸ€£§°«»¿¡·•–—‘’“”„…©®™ ½¼¾²³µ×]"
)
_BINARY = "it is a binary file, not text: export it as text or Markdown first"


def decode(raw: bytes) -> tuple[str, str]:
    """The text with Unix line ends, and a note on the encoding where it wasn't UTF-8.

    Raises:
        FileProblem: the bytes are empty or no text.
    """
    text, name = _decoded(raw)
    if len(_CONTROL.findall(text[:4096])) > 8:
        raise FileProblem(_BINARY)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \t\n\v\f\x00"):
        raise FileProblem("it is empty: there is nothing to ask")
    return text, f"read as {name}" if name else ""


def _decoded(raw: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _wide(raw, encoding)
    if b"\x00" in raw[:_SAMPLE]:
        return _without_mark(raw)
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        if not raw[error.start : error.start + 1]:
            raise FileProblem(_BINARY) from None
    for encoding in _guesses(raw[:_SAMPLE]):
        try:
            return raw.decode(encoding), _NAMES[encoding]
        except UnicodeDecodeError:
            continue
    raise FileProblem(f"{_BINARY} (its encoding fits no kind of text)")


def _wide(raw: bytes, encoding: str) -> tuple[str, str]:
    try:
        return raw.decode(encoding), encoding.upper()
    except UnicodeDecodeError:
        raise FileProblem(f"it begins as {encoding.upper()} but isn't: save it as UTF-8") from None


def _without_mark(raw: bytes) -> tuple[str, str]:
    """UTF-16 that doesn't say so: every other byte of Western text is null."""
    even, odd = raw[:_SAMPLE:2].count(0), raw[1:_SAMPLE:2].count(0)
    half = min(len(raw), _SAMPLE) / 2
    for nulls, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if nulls > 0.3 * half and others < 0.05 * half and len(raw) % 2 == 0 and len(raw) >= 8:
            return _wide(raw, encoding)
    raise FileProblem(_BINARY)


def _guesses(sample: bytes) -> list[str]:
    """The encodings that may fit, the likeliest first.

    charset-normalizer tells scripts apart well, and Latin alphabets badly: there, letters of
    Western Europe alone mean Windows-1252.
    """
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=list(_NAMES), enable_fallback=False)
    found = [match.encoding for match in matches if match.encoding in _NAMES]
    if (not found or found[0] in _LATIN) and _is_western(sample):
        found.insert(0, "cp1252")
    return list(dict.fromkeys([*found, "cp1252"]))


def _is_western(sample: bytes) -> bool:
    try:
        high = [letter for letter in sample.decode("cp1252") if ord(letter) > 127]
    except UnicodeDecodeError:
        return False
    return bool(high) and all(_WESTERN.match(letter) for letter in high)
