"""The report: one file that loads nothing, in which no text becomes markup."""

import threading
import urllib.error
import urllib.request

import pytest

from evals.compare import compare
from evals.report import report_page
from evals.report.serve import make_server
from rag import BadInput
from tests.evals.rows import case, given, made_run, refused, row

_EVIL = "</script><img src=https://example.org/x onerror=alert(1)>"


def _pair() -> str:
    rows = [row(case(f"c{n}", cluster=str(n), question=f"{_EVIL} {n}?")) for n in range(12)]
    worse = [row(one.case, refused() if n < 6 else given(text=_EVIL)) for n, one in enumerate(rows)]
    return report_page(compare(made_run("a", rows), made_run("b", worse)))


def test_a_comparison_says_its_verdict_first_and_shows_every_case() -> None:
    page = _pair()
    assert page.index("b against a, cases done right: worse by") < page.index("metrics")
    assert page.count('class="case"') == 12
    assert 'data-marks="changed refused wrong"' in page


def test_no_text_becomes_markup_and_nothing_is_loaded() -> None:
    page = _pair()
    assert "<img" not in page
    assert page.count("</script>") == 1
    assert "src=" not in page.replace("src=https://example.org", "")
    assert "href=" not in page
    assert "default-src &#x27;none&#x27;" in page


def test_tags_have_a_table_of_their_own() -> None:
    tags = [("old", "long"), ("old",), ("new",)]
    rows = [row(case(f"c{n}", cluster=str(n), tags=one)) for n, one in enumerate(tags)]
    page = report_page(made_run("a", rows))
    part = page[page.index("By tag") : page.index("By document or part")]
    assert [part.count(f">{name}</span>") for name in ("old", "long", "new")] == [1, 1, 1]
    assert "of 2" in part, "a case is counted under each of its tags"
    assert "By tag" not in report_page(made_run("a", [row()]))


def test_a_quote_is_lit_in_its_context() -> None:
    page = report_page(made_run("a", [row(answer=given())]))
    assert "<mark>The pact was signed in June.</mark> It binds both sides." in page


def test_the_view_follows_and_answers_this_machine_alone() -> None:
    rows = 0
    server = make_server(lambda: f"<p>{rows}</p>", lambda: str(rows), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    assert urllib.request.urlopen(f"{url}/state").read() == b"0"
    rows = 5
    assert urllib.request.urlopen(url).read() == b"<p>5</p>"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(url, headers={"Host": "evil.example:80"}))
    with pytest.raises(BadInput, match="can't be used"):
        make_server(str, str, server.server_port)
    server.shutdown()
