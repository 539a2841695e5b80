"""The texts of a folder, as the library reads them, so that offsets are the same."""

from __future__ import annotations

from pathlib import Path

from rag import BadInput

_KINDS = (".txt", ".md", ".text", "")


def folder_texts(folder: Path) -> dict[str, str]:
    """Every text of a folder by its file's name without the ending; none where there is no folder.

    Raises:
        BadInput: a file isn't UTF-8, or two have one name.
    """
    if not folder.is_dir():
        return {}
    found = [one for one in sorted(folder.iterdir()) if one.is_file()]
    texts = [one for one in found if one.suffix in _KINDS and not one.name.startswith(".")]
    stems = [one.stem for one in texts]
    if twice := next((stem for stem in stems if stems.count(stem) > 1), None):
        raise BadInput(f'{folder}: two files are named "{twice}": rename one')
    return {one.stem: read_text_file(one) for one in texts}


def read_text_file(path: Path) -> str:
    """A UTF-8 text with Unix line ends and no byte order mark.

    Raises:
        BadInput: it can't be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: can't be read as UTF-8 text ({error})") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
