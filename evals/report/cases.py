"""Every case with its answers, each quote lit in the words around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.answers import GivenCitation
from evals.cases import Case
from evals.report.groups import plain
from evals.report.pieces import tag, text
from evals.scorers import Row
from evals.scorers.evidence import is_right
from evals.scorers.exactness import is_exact
from evals.scorers.refusal import RIGHT, went_wrong

_AROUND = 140


def case_card(rows: Sequence[Row], names: Sequence[str]) -> str:
    """A case that opens: what was asked, what is right, what each run answered."""
    case = rows[0].case
    marks = _marks(rows)
    head = (
        tag("span", text(_sign(rows)), class_="sign", aria_hidden="true")
        + tag("span", text(case.question), class_="question")
        + tag("span", text(" · ".join((plain(case.kind), *marks))), class_="what")
    )
    asked = "".join(
        tag("p", f"<b>Before:</b> {text(question)} <i>{text(answer)}</i>", class_="before")
        for question, answer in case.history
    )
    answers = "".join(_answer(row, name) for row, name in zip(rows, names, strict=True))
    body = tag("div", asked + _wanted(case) + tag("div", answers, class_="answers"), class_="body")
    return tag(
        "details",
        tag("summary", head) + body,
        class_="case",
        data_kind=case.kind,
        data_marks=" ".join(marks),
        id=f"case-{case.id}",
    )


def _marks(rows: Sequence[Row]) -> list[str]:
    """What a case is filtered by."""
    last = rows[-1]
    found = []
    if len(rows) == 2 and _differs(*rows):
        found.append("changed")
    if last.given.failed:
        found.append("failed")
    elif last.given.refused:
        found.append("refused")
    if RIGHT.value(last) == 0.0:
        found.append("wrong")
    if not all(is_exact(one, last) for one in last.given.citations):
        found.append("inexact")
    return found


def _differs(before: Row, after: Row) -> bool:
    def essence(row: Row) -> tuple[object, ...]:
        places = tuple((one.document, one.start, one.end) for one in row.given.citations)
        return (row.given.status, row.given.text, places)

    return essence(before) != essence(after)


def _sign(rows: Sequence[Row]) -> str:
    return " → ".join(
        {1.0: "✓", 0.0: "✗"}.get(value, "·") if isinstance(value, float) else "·"
        for value in map(RIGHT.value, rows)
    )


def _wanted(case: Case) -> str:
    if case.unanswerable:
        return tag("p", "<b>Right:</b> to say that the documents don’t answer this.")
    answers = ", ".join(map(text, case.answers[:3]))
    quotes = "".join(tag("blockquote", text(one.quote)) for one in case.evidence)
    return tag("div", f"<p><b>Right:</b> {answers}</p>{quotes}", class_="wanted")


def _answer(row: Row, name: str) -> str:
    given = row.given
    sure = "" if given.confidence is None else f" · confidence {given.confidence:.2f}"
    head = tag("h3", text(name) + tag("small", text(f"{_verdict(row)}{sure}")))
    if given.failed:
        return tag("div", head + tag("p", text(f"Failed: {given.error}")), class_="answer")
    said = tag("p", text(given.text or "—"), class_="text")
    if given.refused:
        said = tag("p", "<i>The documents don’t say.</i>")
    quotes = "".join(_lit(one, row) for one in given.citations)
    return tag("div", head + said + quotes, class_="answer")


def _verdict(row: Row) -> str:
    if row.given.failed:
        return "no answer"
    if row.given.refused:
        return "refused rightly" if row.case.unanswerable else "refused, though it is answered"
    if not row.case.unanswerable and not row.case.evidence:
        return "answered"
    return "wrong" if went_wrong(row) else "evidence cited first"


def _lit(citation: GivenCitation, row: Row) -> str:
    if not is_exact(citation, row):
        words = f"[{citation.number}] not in the document as quoted: “{citation.quote}”"
        return tag("p", text(words), class_="quote bad")
    return tag(
        "p",
        tag("sup", text(citation.number)) + _in_context(citation, row.texts),
        class_=f"quote {'right' if is_right(row.case, citation) else 'other'}",
    )


def _in_context(citation: GivenCitation, texts: Mapping[str, str]) -> str:
    whole = texts[citation.document]
    start, end = max(0, citation.start - _AROUND), min(len(whole), citation.end + _AROUND)
    before, after = whole[start : citation.start], whole[citation.end : end]
    opening = "…" if start else ""
    closing = "…" if end < len(whole) else ""
    lit = tag("mark", text(whole[citation.start : citation.end]))
    return f"{opening}{text(before)}{lit}{text(after)}{closing}"
