"""The error tree. Every message is one line and says what to do.

FootnoteError              whatever Footnote raises on purpose
├── BadInput               wrong usage or unreadable input; the program exits with 2
│   ├── BadQuestion        an empty or endless question
│   ├── FileProblem        a file that can't be read as a document
│   ├── UnknownDocument    no document of that id
│   ├── HomeProblem        a home that can't be written or created
│   ├── HomeLocked         another process uses the home
│   ├── IndexMismatch      an index made with another schema or model
│   ├── StoreBusy          a shared store that another process is changing
│   ├── AccessProblem      a user, group or password that isn't as it must be
│   ├── UnknownAnswerer    an answerer that isn't there
│   ├── UnknownModel       a language model that isn't known or isn't here
│   └── ModelProblem       a language model that can't be fetched, added or loaded
├── SomeFilesFailed        some of several files; what could be added is in
├── WritingFailed          the index can't be written, as on a full disk
├── StoreFailed            a store on a server that can't be reached or refuses
├── ModelFailed            a language model that is there but gave no usable reply
└── ModelDamaged           the embedding model's files are not the ones expected
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import AddReport


class FootnoteError(Exception):
    """Whatever Footnote raises on purpose. Its message is one line that says what to do."""


class BadInput(FootnoteError):
    """Wrong usage or unreadable input. Nothing was lost."""


class BadQuestion(BadInput):
    """The question is empty or too long."""


class FileProblem(BadInput):
    """A file that can't be read as a document."""


class UnknownDocument(BadInput):
    """No document of that id, or several that start with it."""


class HomeProblem(BadInput):
    """The home can't be created, read or written."""


class HomeLocked(BadInput):
    """Another process uses the home."""


class IndexMismatch(BadInput):
    """The index was made with another schema, model or chunk settings."""


class StoreBusy(BadInput):
    """Another process is changing the shared store."""


class AccessProblem(BadInput):
    """A user, group or password that isn't as it must be."""


class UnknownAnswerer(BadInput):
    """An answerer that isn't there."""


class UnknownModel(BadInput):
    """A language model that isn't known or isn't here."""


class ModelProblem(BadInput):
    """A language model that can't be fetched, added or loaded."""


class SomeFilesFailed(FootnoteError):
    """Some files couldn't be added; the rest is in.

    `problems` holds one line a file, `report` says what became of the others.
    """

    def __init__(self, problems: Sequence[str], report: AddReport) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)
        self.report = report


class WritingFailed(FootnoteError):
    """The index can't be written. What was added before is in, whole."""


class StoreFailed(FootnoteError):
    """A store on a server that can't be reached, or refuses what is asked."""


class ModelFailed(FootnoteError):
    """A language model that is there but gave no usable reply: down, slow, out of quota, wrong."""


class ModelDamaged(FootnoteError):
    """The embedding model's files are not the ones expected."""


def reason_of(error: OSError) -> str:
    """What the system says of an error, as the rest of a sentence."""
    return (error.strerror or str(error)).lower()
