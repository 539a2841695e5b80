"""What a question found → found again with an eye on the document that it names.

Sentences that repeat a document's name look more like a question that says it than those that
answer, and other documents' sentences than its own that don't say it. So the name weighs less, and
where nothing else that was found says it, that document alone is searched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from rag.naming import Named, find_name
from rag.retrieve import Context, Retriever, Search

_NAME = 0.7
"""What a name weighs beside the other words of a question, which weigh 1."""


def focused(
    retriever: Retriever,
    search: Search,
    titles: Mapping[str, str],
    documents: Collection[str] | None = None,
) -> Search:
    """The same search, or another where the question names just one of what was found.

    Args:
        titles: those of documents, by id.
        documents: ids of the documents that were searched; all of them where it is None.
    """
    seen = {one.passage.document_id for one in search.retrieved}
    found = {key: titles[key] for key in seen if key in titles}
    name = find_name(search.query, found)
    if name is None or _names_another(name, found):
        return search
    alone = all(
        one.passage.document_id in name.documents or not name.stands_in(one.passage.text)
        for one in search.retrieved
    )
    where = name.documents if alone else documents
    again = retriever.search(name.bare, where, Context(text=name.words, share=_NAME))
    return replace(again, query=search.query, weights=search.weights)


def _names_another(name: Named, titles: Mapping[str, str]) -> bool:
    """Whether the rest of the question names a second document, as who compares two does."""
    others = {key: title for key, title in titles.items() if key not in name.documents}
    return find_name(name.bare, others) is not None
