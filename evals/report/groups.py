"""How the cases of each kind, and of each cluster, were done: the runs' dots on one track."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.compare.measure import Measured, measure
from evals.report.pieces import section, tag, text
from evals.run import Run
from evals.scorers import Row
from evals.scorers.refusal import RIGHT

_MOST = 60
Named = Callable[[Row], Sequence[str]]
"""From a row to the groups that it is in."""
_AXIS = '<div class="axis" aria-hidden="true"><span>0</span><span>0.5</span><span>1</span></div>'


def by_kind(runs: Sequence[Run]) -> str:
    """The section on kinds of question."""
    return _groups("kinds", "By kind of question", runs, lambda row: [plain(row.case.kind)])


def by_tag(runs: Sequence[Run]) -> str:
    """The section on tags, where cases have any."""
    return _groups("tags", "By tag", runs, lambda row: row.case.tags)


def by_cluster(runs: Sequence[Run]) -> str:
    """The section on documents, or what else hangs together."""
    return _groups("documents", "By document or part", runs, lambda row: [row.case.group])


def plain(name: str) -> str:
    """A kind's name as people read it."""
    return name.replace("_", " ")


def _groups(identity: str, title: str, runs: Sequence[Run], of: Named) -> str:
    names = list(dict.fromkeys(name for run in runs for row in run.rows for name in of(row)))
    if not 1 < len(names) <= _MOST:
        return ""
    lines = "".join(_group(name, runs, of) for name in names)
    legend = tag("p", legend_of(runs), class_="legend") if len(runs) > 1 else ""
    return section(
        identity,
        title,
        legend,
        tag("div", _AXIS + lines, class_="forest groups"),
        lead=f"{RIGHT.title.capitalize()}, as a share.",
    )


def legend_of(runs: Sequence[Run]) -> str:
    """Which colour is which run."""
    return "".join(
        tag("span", f'<i class="key run{place}"></i>{text(run.name)}')
        for place, run in enumerate(runs)
    )


def _group(name: str, runs: Sequence[Run], of: Named) -> str:
    found = [measure(RIGHT, [row for row in run.rows if name in of(row)]) for run in runs]
    known = [(place, one) for place, one in enumerate(found) if one is not None]
    if not known:
        return ""
    said = ", ".join(f"{runs[place].name} {_words(one)}" for place, one in known)
    track = tag(
        "div",
        "".join(_mark(place, one) for place, one in known),
        class_=f"track of{len(runs)}",
        role="img",
        aria_label=f"{name}: {said}",
    )
    values = " → ".join(f"<b>{one.value:.2f}</b>" for _, one in known)
    rows = max(one.rows for _, one in known)
    figures = tag("span", f"{values} of {rows}", class_="figures")
    return tag("div", tag("span", text(name), class_="name") + track + figures, class_="line")


def _words(found: Measured) -> str:
    if found.low is None or found.high is None:
        return f"{found.value:.2f}"
    return f"{found.value:.2f}, between {found.low:.2f} and {found.high:.2f}"


def _mark(place: int, found: Measured) -> str:
    bar = ""
    if found.low is not None and found.high is not None:
        width = 100 * (found.high - found.low)
        bar = (
            f'<i class="bar run{place}" style="left:{100 * found.low:.2f}%;width:{width:.2f}%"></i>'
        )
    return f'{bar}<i class="dot run{place}" style="left:{100 * found.value:.2f}%"></i>'
