"""Footnote's reading and cutting as LangChain parts, for chains that need nothing else of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document as LangChainDocument
from langchain_text_splitters import TextSplitter

from rag.chunk import chunk
from rag.load import load, make_document, readable_files


class FootnoteLoader(BaseLoader):
    """Files and folders as LangChain documents: the text as Footnote reads it, once a file.

    Metadata: `document_id`, `title` and `source`.
    """

    def __init__(self, *paths: Path | str) -> None:
        """`paths` are files and folders; a folder's files of other kinds are passed over."""
        self._paths = [Path(path) for path in paths]

    def lazy_load(self) -> Iterator[LangChainDocument]:
        """One document a file.

        Raises:
            FileProblem: a file can't be read.
        """
        for path in self._paths:
            for file in readable_files(path)[0]:
                found = load(file)
                about = {"document_id": found.id, "title": found.title, "source": found.source}
                yield LangChainDocument(id=found.id, page_content=found.text, metadata=about)


class FootnoteSplitter(TextSplitter):
    """Cuts texts into whole sentences, some `characters` together, which tile the text.

    Metadata `start_index` and `end_index` are true: each passage is that slice of its text, also
    where the same words stand in the text more than once.
    """

    def __init__(self, *, characters: int = 700) -> None:
        """`characters` is about how long a passage is."""
        super().__init__(chunk_size=2 * characters, chunk_overlap=0, add_start_index=True)
        self._characters = characters

    def split_text(self, text: str) -> list[str]:
        """The passages of a text; joined, they are the text."""
        return [words for _, words in self._cut(text)]

    def create_documents(
        self, texts: list[str], metadatas: list[dict[Any, Any]] | None = None
    ) -> list[LangChainDocument]:
        """The passages of several texts, with their places in `metadata`."""
        abouts: Iterable[dict[Any, Any]] = metadatas or [{} for _ in texts]
        return [
            LangChainDocument(
                page_content=words,
                metadata={**about, "start_index": start, "end_index": start + len(words)},
            )
            for text, about in zip(texts, abouts, strict=True)
            for start, words in self._cut(text)
        ]

    def _cut(self, text: str) -> list[tuple[int, str]]:
        document = make_document(text, title="", source="")
        passages = chunk(document, characters=self._characters)
        return [(one.span.start, one.text) for one in passages]
