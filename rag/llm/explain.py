"""What went wrong with a model that lives elsewhere, in one line for a person.

The clients' libraries each have their own errors; they are told apart by status and by the names
of their classes, so none of them needs to be imported.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.errors import ModelFailed
from rag.llm.providers import Named

_UNREACHED = {"ConnectError", "ConnectTimeout", "ConnectionError", "ConnectionRefusedError"}
_SLOW = {"TookTooLong", "TimeoutException", "APITimeoutError", "TimeoutError"}
_BROKEN = {"RemoteProtocolError", "ReadError", "WriteError", "IncompleteRead"}
_OWN = {
    "SentAPage": "answers with a web page: check --base-url ({where})",
    "SentTooMuch": "sends without end: use another server",
}
_STAND = "the quotes stand anyway"


def explain(error: BaseException, named: Named, seconds: float) -> ModelFailed:
    """The error to raise instead of `error`."""
    return ModelFailed(f"{named.name} {_what(error, named, seconds)}; {_STAND}")


def nothing_said(named: Named) -> ModelFailed:
    """The error for a reply without a word."""
    return ModelFailed(f"{named.name} gave an empty reply: try again or another model; {_STAND}")


def cut_off(named: Named) -> ModelFailed:
    """The error for a reply that ends in the middle."""
    return ModelFailed(f"{named.name} broke off in the middle of its reply: try again; {_STAND}")


def _what(error: BaseException, named: Named, seconds: float) -> str:
    chain = list(_chain(error))
    classes = {cls.__name__ for one in chain for cls in type(one).__mro__}
    status = next((code for one in chain if (code := _status(one))), None)
    if status is not None:
        return _by_status(status, named)
    if own := classes & _OWN.keys():
        return _OWN[own.pop()].format(where=named.where)
    if classes & _UNREACHED:
        start = " (is it running? `ollama serve`)" if named.provider.name == "ollama" else ""
        return f"can't be reached at {named.where}{start}: start it or check --base-url"
    if classes & _SLOW:
        return f"didn't reply within {seconds:.0f} seconds: try again or a faster model"
    if classes & _BROKEN:
        return "broke off in the middle of its reply: try again"
    return f"answers with something that is no reply: is the server at {named.where} the right one?"


def _by_status(status: int, named: Named) -> str:
    if status in {401, 403}:
        key = "FOOTNOTE_API_KEY" if named.base_url else named.provider.key or "its key"
        return f"doesn't accept the key: check {key}"
    if status == 404:
        pull = f": `ollama pull {named.model}`?" if named.provider.name == "ollama" else ""
        return f"is not a model that {named.where} has{pull or ': check its name'}"
    if status == 429:
        return "is busy or out of quota: try again later"
    if status >= 500:
        return f"failed on its side (status {status}): try again later"
    return f"refused the request (status {status}): check the model's name and its limits"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _status(error: BaseException) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        for field in ("status_code", "code"):
            found = getattr(holder, field, None)
            if isinstance(found, int) and 400 <= found < 600:
                return found
    return None
