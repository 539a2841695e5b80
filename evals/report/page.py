"""The page: the verdict first, then how sure it is, then where it comes from, then every case."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from evals.compare import Comparison
from evals.compare.measure import measure
from evals.compare.words import headline, notes, standfirst
from evals.report.cases import case_card
from evals.report.curves import reliability_curve, risk_curve
from evals.report.groups import by_cluster, by_kind, by_tag, plain
from evals.report.intervals import difference_rows, level_rows
from evals.report.pieces import section, tag, text
from evals.run import Run
from evals.scorers import EVERY
from evals.scorers.refusal import RIGHT

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)


Follows = Literal["nothing", "server", "frame"]
"""Where a page hears of rows that came after it: from the server that it came from, or from the
page that holds it in a frame."""


def report_page(shown: Run | Comparison, *, follows: Follows = "nothing") -> str:
    """The whole page as HTML; it loads nothing.

    Args:
        follows: how it renews itself while a run goes on.
    """
    runs = [shown] if isinstance(shown, Run) else [shown.before, shown.after]
    names = " and ".join(run.name for run in runs)
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    head = (
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{text(_POLICY)}">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{text(names)} · Footnote evaluation</title><style>{style}</style>"
    )
    body = tag("main", _top(shown) + _parts(shown, runs)) + f"<script>{script}</script>"
    start = f'<body data-follows="{follows}">'
    return f'<!doctype html><html lang="en"><head>{head}</head>{start}{body}</body></html>\n'


def _top(shown: Run | Comparison) -> str:
    if isinstance(shown, Comparison):
        kind = shown.primary.verdict.value.split()[0]
        told = notes(shown)
        dataset = shown.before.dataset
        words, lead = headline(shown), standfirst(shown)
        over = f"{len(shown.matched.pairs)} cases of {dataset.name}"
    else:
        kind, words, told = "level", _level_headline(shown), _run_notes(shown)
        lead = ""
        over = f"{len(shown.rows)} of {len(shown.dataset.cases)} cases of {shown.dataset.name}"
    lines = "".join(tag("li", text(note)) for note in told)
    return tag(
        "header",
        tag("p", text(f"Footnote evaluation · {over}"), class_="over")
        + tag("h1", text(words), class_=kind)
        + (tag("p", text(lead), class_="standfirst") if lead else "")
        + (tag("ul", lines, class_="notes") if lines else ""),
    )


def _level_headline(run: Run) -> str:
    found = measure(RIGHT, run.rows)
    if found is None:
        return f"{run.name}: no case with a known right answer"
    sure = ""
    if found.low is not None and found.high is not None:
        sure = f", between {found.low:.0%} and {found.high:.0%} of all like them"
    return f"{run.name} does {found.value:.0%} of the cases right{sure}"


def _run_notes(run: Run) -> list[str]:
    told = []
    if run.missing:
        told.append(f"in progress: {run.missing} cases have no row yet")
    if run.failed:
        told.append(f"{run.failed} cases got no answer and count as wrong")
    return told


def _parts(shown: Run | Comparison, runs: Sequence[Run]) -> str:
    if isinstance(shown, Comparison):
        figures = section(
            "metrics",
            "What changed, and how sure that is",
            difference_rows(shown.findings),
            lead="The dot is what was seen; the bar holds the truth in 95 of 100 sets: paired "
            "by case, clustered by document. The verdict’s own metric stands first and for itself; "
            "all others are corrected for being several.",
        )
    else:
        measured = [(one, measure(one, shown.rows)) for one in EVERY]
        figures = section(
            "metrics",
            "All figures",
            level_rows([(one, found) for one, found in measured if found is not None]),
            lead="The dot is what was seen; the bar holds the truth in 95 of 100 sets.",
        )
    curves = risk_curve(runs) + reliability_curve(runs)
    parts = [
        figures,
        section("curves", "When it is sure", tag("div", curves, class_="curves")) if curves else "",
        by_kind(runs),
        by_tag(runs),
        by_cluster(runs),
        _cases(runs),
        _headers(runs),
    ]
    return "".join(parts)


def _cases(runs: Sequence[Run]) -> str:
    others = {row.case.id: row for row in runs[0].rows}
    cards = []
    for row in runs[-1].rows:
        known = [others[row.case.id], row] if len(runs) == 2 and row.case.id in others else [row]
        cards.append(case_card(known, [run.name for run in runs][-len(known) :]))
    kinds = list(dict.fromkeys(row.case.kind for row in runs[-1].rows))
    filters = ["all", *(["changed"] if len(runs) == 2 else []), "wrong", "refused", "failed"]
    buttons = "".join(
        tag(
            "button",
            text(name),
            type="button",
            data_filter=name,
            aria_pressed=str(name == "all").lower(),
        )
        for name in filters
    )
    options = "".join(tag("option", text(plain(kind)), value=kind) for kind in kinds)
    chosen = tag("select", f'<option value="">every kind</option>{options}', id="kind")
    find = '<input id="find" type="search" placeholder="words" aria-label="Find words">'
    labelled = tag("label", f"Kind {chosen}")
    count = tag("p", text(f"{len(cards)} cases"), id="count", role="status")
    none = '<p id="none" class="lead" hidden>No case fits: choose other filters.</p>'
    bar = tag("div", buttons + labelled + find, class_="filters", role="group", aria_label="Filter")
    return section("cases", "Every case", bar, count, none, tag("div", "".join(cards), id="list"))


def _headers(runs: Sequence[Run]) -> str:
    told = "".join(
        tag("h3", text(run.name))
        + tag("pre", text(json.dumps(dict(run.header), indent=2)), tabindex="0", role="region",
              aria_label=f"How {run.name} was made")
        for run in runs
    )  # fmt: skip
    inner = tag(
        "details", tag("summary", "Versions, models, settings, machine") + told, id="header"
    )
    return section("made", "How this was made", inner)
