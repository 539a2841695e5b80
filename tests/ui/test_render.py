"""Whatever a document or a person says is shown as words, never as markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st
from pages import answered, citation, not_found, turn

from rag import CheckedText, DocumentInfo, Sentence, Span
from ui.checking import checked_text_html, summary
from ui.frame import header_html, welcome_html
from ui.reading import Light, document_html
from ui.render import Setting, conversation_html, turn_html
from ui.shelf import Adding, adding_html, shelf_html
from ui.words import plain_answer, spoken

NASTY = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '" onmouseover="alert(1)',
            "' autofocus onfocus='alert(1)",
            "[x](javascript:alert(1))",
            "$$x$$ ```code``` {{value}} ${7*7} <!-- --> ]]>",
            "&lt;b&gt; &amp; &#60;",
        ]
    ),
)
EVENTS = ("on", "srcdoc", "formaction")
KNOWN = {
    "article", "h2", "h3", "span", "p", "div", "ol", "ul", "li", "button", "blockquote", "mark",
    "sup", "svg", "path", "rect", "g", "form", "label", "input", "b", "small", "progress", "i",
    "header", "h1", "nav", "section", "cite", "details", "summary",
}  # fmt: skip


class _Reader(HTMLParser):
    """Notes what a browser would make of a page: its tags, attributes and words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def harmless(page: str) -> None:
    reader = read(page)
    assert set(reader.tags) <= KNOWN
    assert not [name for name, _ in reader.attributes if name.startswith(EVENTS)]
    assert not [name for name, _ in reader.attributes if name in {"href", "src", "style"}]


@given(quote=NASTY, title=NASTY, question=NASTY, query=NASTY, trouble=NASTY)
def test_no_word_of_anyones_becomes_markup(
    quote: str, title: str, question: str, query: str, trouble: str
) -> None:
    cited = citation(quote, quote, words=quote[: len(quote) // 2] or None)
    known = {"question": question, "query": query, "comment": trouble}
    plain = turn_html(turn(answered(cited), **known))
    harmless(plain)
    assert quote in read(plain).words
    assert question in read(plain).words
    harmless(turn_html(turn(not_found(cited), **known, verdict="helpful")))
    harmless(turn_html(turn(state="failed", trouble=trouble, **known)))
    harmless(turn_html(turn(state="asking", writing=trouble, **known)))
    info = DocumentInfo(id=title, title=title, source=quote, characters=1, passages=1)
    harmless(header_html([info], [title]))
    said = Sentence(text=question, citations=(1,), support="unsupported", score=0.1, note=trouble)
    checked = CheckedText(sentences=(said,), citations=(cited,))
    harmless(checked_text_html(checked, Setting()))
    assert question in read(checked_text_html(checked, Setting())).words
    harmless(welcome_html([info], [question], previous=True))
    harmless(shelf_html([info]))
    harmless(adding_html([Adding(name=quote, doing=title, total=1)]))
    harmless(adding_html([Adding(name=title, state="over", problems=(trouble,))]))


@given(
    content=st.text(alphabet=st.sampled_from("ab <&>\"'\n\r\té🎈"), max_size=80),
    ends=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4),
)
def test_the_lit_document_keeps_its_words_to_the_letter(
    content: str, ends: list[tuple[int, int]]
) -> None:
    lights = [
        Light(
            number=number,
            span=Span(start=min(a, b, len(content)), end=min(max(a, b), len(content))),
        )
        for number, (a, b) in enumerate(ends, start=1)
    ]
    page = document_html(content, Span(start=0, end=len(content)), lights, active=1)
    harmless(page)
    # A browser reads a lone carriage return as a line end; the text of a document holds none.
    assert read(page).words == content


def test_two_quotes_that_overlap_are_both_lit_and_numbered() -> None:
    content = "one two three four"
    lights = [
        Light(number=1, span=Span(start=0, end=13), words=Span(start=4, end=7)),
        Light(number=2, span=Span(start=8, end=18)),
    ]
    page = document_html(content, Span(start=0, end=18), lights, active=2)
    assert page == (
        '<p dir="auto"><mark class="lit" data-quote="1" data-begins="1">one </mark>'
        '<mark class="lit words" data-quote="1">two</mark>'
        '<mark class="lit" data-quote="1"> </mark>'
        '<mark class="lit on" data-quote="1 2" data-begins="2">three</mark>'
        '<mark class="lit on" data-quote="2"> four</mark></p>'
    )


def test_the_words_that_answer_lead_where_they_are_known() -> None:
    content = "The pact was signed in June 2023 by both."
    shown = turn(answered(citation(content, content, words="June 2023")))
    reader = read(turn_html(shown))
    assert reader.words.index("June 2023") < reader.words.index("The pact")
    assert spoken(shown) == "Answer: June 2023. 1 footnote."
    assert plain_answer(shown) == f"Who?\n\nJune 2023 [1]\n\n[1] “{content}” (A title)"


def test_only_the_newest_error_calls_out() -> None:
    failed = [turn(id=name, state="failed", trouble="No.") for name in "ab"]
    assert conversation_html(tuple(failed)).count('role="alert"') == 1


def test_a_lone_document_isnt_named_at_each_quote() -> None:
    shown = turn(answered(citation("A quote.", "A quote.")))
    assert "A title" in read(turn_html(shown)).words
    assert "A title" not in read(turn_html(shown, Setting(is_alone=True))).words


def test_an_error_is_not_a_not_found() -> None:
    page = turn_html(turn(state="failed", trouble="the index is gone: open it anew"))
    assert 'role="alert"' in page
    assert "This question got no answer" in page
    assert "The index is gone: open it anew" in page
    assert "answer none" not in page
    assert 'data-do="again"' in page


def test_a_checked_text_says_how_much_is_supported_and_shows_each_quote_once() -> None:
    cited = citation("The pact was signed in June.", "The pact was signed in June.")

    def said(support: Literal["verbatim", "supported", "unsupported"], *numbers: int) -> Sentence:
        return Sentence(text="It was.", citations=numbers, support=support, score=0.5)

    def checked(*sentences: Sentence) -> CheckedText:
        return CheckedText(sentences=sentences, citations=(cited,))

    page = checked_text_html(checked(said("supported", 1), said("verbatim", 1)), Setting())
    assert page.count("data-note=") == 1
    assert page.count('class="marker"') == 2
    assert summary(checked(said("supported"))) == "The documents support this."
    assert summary(checked(said("unsupported"))) == "The documents don’t support this."
    both = said("verbatim"), said("unsupported")
    assert summary(checked(*both)) == "The documents support 1 of 2 sentences."
    assert summary(checked()) == "There is no sentence in this text."
