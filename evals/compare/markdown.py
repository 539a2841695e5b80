"""A comparison as Markdown, for a pull request."""

from __future__ import annotations

import re

from evals.compare.changes import answer_line, changes, shorten
from evals.compare.comparison import Comparison
from evals.compare.finding import Finding, Verdict
from evals.compare.words import ends, headline, moved, notes, shown

_MOST = 20
_LONG = 160
_SIGNS = {Verdict.BETTER: "🟢", Verdict.WORSE: "🔴", Verdict.SAME: "⚪", Verdict.UNKNOWN: "⚫"}


def markdown(comparison: Comparison) -> str:
    """GitHub-flavoured Markdown: the verdict, the metrics, what changed."""
    parts = [f"### {_SIGNS[comparison.primary.verdict]} {_plain(headline(comparison))}", ""]
    parts += [f"- {_plain(note)}" for note in notes(comparison)]
    parts += ["", *_table(comparison), "", *_changes(comparison)]
    dataset = comparison.before.dataset
    parts += [
        f"<sub>{len(comparison.matched.pairs)} cases of {_plain(dataset.name)} in "
        f"{comparison.primary.clusters} clusters; 95 % intervals, paired and clustered; all "
        "metrics but the first corrected for being several.</sub>",
    ]
    return "\n".join(parts) + "\n"


def _table(comparison: Comparison) -> list[str]:
    names = (_plain(comparison.before.name), _plain(comparison.after.name))
    head = f"| | metric | {names[0]} | {names[1]} | difference | 95 % | cases changed |"
    return [
        head,
        "| --- | --- | ---: | ---: | ---: | --- | ---: |",
        *map(_line, comparison.findings),
    ]


def _line(finding: Finding) -> str:
    scale = finding.metric.scale
    sure = finding.sure
    cells = (
        _SIGNS[finding.verdict],
        finding.metric.title,
        shown(finding.before, scale),
        shown(finding.after, scale),
        moved(finding.difference, scale),
        ends(None if sure is None else (sure.low, sure.high), scale),
        f"{finding.changed} of {finding.rows}",
    )
    return f"| {' | '.join(cells)} |"


def _changes(comparison: Comparison) -> list[str]:
    found = changes(comparison)
    if not found:
        return []
    worse = sum(one.gain < 0 for one in found)
    lines = [f"<details><summary>{worse} worse, {len(found) - worse} better</summary>", ""]
    lines += ["| | case | question | before | after |", "| --- | --- | --- | --- | --- |"]
    for one in found[:_MOST]:
        cells = (one.before.case.id, one.before.case.question)
        answers = (answer_line(one.before), answer_line(one.after))
        sign = "🔴" if one.gain < 0 else "🟢"
        lines.append(f"| {sign} | {' | '.join(_cell(text) for text in (*cells, *answers))} |")
    if len(found) > _MOST:
        lines.append(f"| | and {len(found) - _MOST} more | | | |")
    return [*lines, "", "</details>", ""]


def _cell(text: str) -> str:
    return _plain(shorten(text, _LONG))


def _plain(text: str) -> str:
    """Text that stays text: no markup, no mention, no new cell."""
    bare = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")
    return re.sub(r"([\\`*_\[\]|#~@!])", r"\\\1", bare)
