"""The only import of xllamacpp: one GGUF file loaded into this process.

llama.cpp is quiet here: it logs nothing, offers no page, and its own server listens on nothing
but a socket file in a folder that only this user can enter.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from rag.errors import ModelFailed, ModelProblem

BATCH = 128
"""Tokens of a prompt computed at a time; a cancelled request stops after so many."""
PROMPT_CACHE_MIB = 512
"""Memory for the prefixes that are not in use just now."""
GUESSED = (2, 4)
"""How many tokens must have stood before, and how many are then guessed ahead."""
_REMEDY = "`footnote doctor` tells more; quotes go on working"


def importable() -> str:
    """Why llama.cpp can't be used here, in words; empty where it can."""
    try:
        _import()
    except ModelProblem as error:
        return str(error)
    return ""


class Native:
    """A loaded model. Not for several threads at once."""

    def __init__(self, path: Path, *, threads: int, context: int) -> None:
        """Load the file.

        Args:
            path: a GGUF file.
            threads: how many threads compute.
            context: tokens that prompt and reply may have together.

        Raises:
            ModelProblem: llama.cpp isn't there, or can't load the file.
        """
        library = _import()
        self._folder = Path(tempfile.mkdtemp(prefix="footnote-"))
        try:
            self._server = library.Server(
                _parameters(library, path, threads, context, self._folder)
            )
        except (RuntimeError, ValueError):
            shutil.rmtree(self._folder, ignore_errors=True)
            raise ModelProblem(
                f"{path.name} can't be loaded: the file may be damaged or of a newer kind; "
                "fetch it again with `footnote models add`"
            ) from None
        try:
            # A server that is shut down before its first request waits for itself for ever.
            self.chat({"messages": [{"role": "user", "content": "."}], "max_tokens": 1}, _go_on)
        except ModelFailed as error:
            self.close()
            raise ModelProblem(f"{path.name} can't chat: {error}") from None

    def chat(self, request: Mapping[str, Any], on_chunk: Callable[[dict[str, Any]], bool]) -> None:
        """Complete a chat; every chunk, in OpenAI's shape, goes to `on_chunk` as it comes.

        A chunk comes at least for every `BATCH` tokens of the prompt and every token of the
        reply. `on_chunk` gives True to stop.

        Raises:
            ModelFailed: the request can't be done; the message is llama.cpp's, in one line.
        """
        failed: list[BaseException] = []

        def deliver(chunk: dict[str, Any]) -> bool:
            # What is raised inside the callback would be printed and forgotten.
            try:
                if "error" in chunk:
                    raise ModelFailed(_reason(chunk["error"]))
                return on_chunk(chunk)
            except BaseException as error:
                failed.append(error)
                return True

        whole = {**request, "stream": True, "return_progress": True}
        self._server.handle_chat_completions(whole, deliver)
        if failed:
            raise failed[0]

    def close(self) -> None:
        """Free the memory."""
        self.__dict__.pop("_server", None)
        shutil.rmtree(self._folder, ignore_errors=True)


def _import() -> Any:
    try:
        if "xllamacpp" not in sys.modules:
            with _patient_threads():
                return import_module("xllamacpp")
        return sys.modules["xllamacpp"]
    except (ImportError, OSError) as error:
        reason = " ".join(str(error).split())
        raise ModelProblem(f"llama.cpp can't be used here ({reason}): {_REMEDY}") from None


@contextmanager
def _patient_threads() -> Iterator[None]:
    """Let OpenMP's threads sleep while they wait for one another.

    By default they spin. Where another program computes too, each spins through the time slice
    that the other one needs: measured, five to eight times slower.
    """
    before = os.environ.get("OMP_WAIT_POLICY")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("OMP_WAIT_POLICY", None)


def _parameters(library: Any, path: Path, threads: int, context: int, folder: Path) -> Any:
    params = library.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = PROMPT_CACHE_MIB
    # A written answer repeats words of its quotes: they are guessed and looked up at once.
    params.speculative.types = [
        library.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE
    ]
    params.speculative.ngram_simple.size_n, params.speculative.ngram_simple.size_m = GUESSED
    params.fit_params = False
    params.warmup = False
    params.verbosity = -1
    params.n_threads_http = 1
    params.hostnames = [str(folder / "model.sock")]
    params.ui = params.endpoint_slots = False
    params.offline = True
    return params


def _reason(error: Mapping[str, Any]) -> str:
    if error.get("type") == "exceed_context_size_error":
        return (
            f"the prompt has {error.get('n_prompt_tokens', 0):,} tokens, the model takes "
            f"{error.get('n_ctx', 0):,}: show it fewer quotes or raise FOOTNOTE_CONTEXT"
        )
    return " ".join(str(error.get("message", "the model failed")).split())


def _go_on(chunk: dict[str, Any]) -> bool:
    return False
