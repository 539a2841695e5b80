"""The public names: adding one is a decision, losing one breaks somebody's program."""

import subprocess
import sys

import rag

NAMES = """
AccessProblem AddReport Answer Answered BadInput BadQuestion Box Checked CheckedText Checker
CheckerUnavailable Chosen Citation Corpus Document DocumentInfo Event FileProblem Finding
FootnoteError FootnoteLoader FootnoteRetriever FootnoteSplitter History HomeLocked HomeProblem
IndexMismatch KnownModel Landmark LocalModel ModelDamaged ModelFailed ModelProblem Models
PagePicture Passage Progress QuestionFlow Quoted Retrieved Searched Sentence Settings
SomeFilesFailed Span StoreBusy StoreFailed Timings UnknownAnswerer UnknownDocument UnknownModel
Verdict Writing WritingFailed __version__ answer_json backup chat_model check_json documents_json
error_json examine group_name read_text rebuild restore text_of
""".split()


def test_the_public_names() -> None:
    assert sorted(rag.__all__) == sorted(NAMES)
    for name in NAMES:
        assert getattr(rag, name) is not None


def test_importing_the_library_imports_nothing_heavy() -> None:
    program = "import rag, sys; print(*sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"torch", "chromadb", "sentence_transformers", "langchain_core", "xllamacpp", "httpx"}
    assert not heavy & set(printed)
