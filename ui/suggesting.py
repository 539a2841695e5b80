"""Questions to start with for documents that are new, made beside everything else."""

from __future__ import annotations

import logging
import threading
import time

from rag import FootnoteError
from ui.host import Host

_EVERY = 3.0
_LOG = logging.getLogger(__name__)


def begin(host: Host) -> None:
    """Begin to look for documents that come from now on; nothing where no local model writes."""
    if host.answerer.kind == "local":
        threading.Thread(target=_watch, args=(host,), name="suggesting", daemon=True).start()


def _watch(host: Host) -> None:
    host.ready.wait()
    done = {info.id for info in host.documents()}
    while True:
        time.sleep(_EVERY)
        for info in host.documents():
            if info.id not in done and _suggest(host, info.id):
                done.add(info.id)


def _suggest(host: Host, document_id: str) -> bool:
    """Whether that is settled; a question that came in between is no reason to give up."""
    try:
        host.corpus.suggest(document_id, answerer=host.answerer.name)
    except FootnoteError as problem:
        _LOG.debug("footnote: %s", problem)
        return False
    except Exception:
        _LOG.exception("no questions could be made for a document")
    return True
