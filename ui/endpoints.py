"""For programs: /ask and /documents, over Gradio's API and over MCP."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr
from gradio.events import api

from rag import FootnoteError, answer_json, documents_json, error_json
from ui.host import Host
from ui.visitor import visitor_of


def add_endpoints(host: Host) -> None:
    """Put the endpoints into the Blocks that are being built."""

    def ask(
        request: gr.Request,
        question: str,
        history: list[list[str]] | None = None,
        documents: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the documents, with exact quotes as footnotes.

        The status is "answered", "not_found" where the documents don't say, or "error".

        Args:
            question: What somebody wants to know, in ordinary words.
            history: Earlier exchanges as pairs of question and answer, oldest first.
            documents: Ids of the documents to ask; all where it is left out.
        """
        try:
            turns = [(str(one), str(other)) for one, other in history or []]
            chosen = documents or None
            answer = host.seen_by(visitor_of(request)).corpus.ask(
                question, history=turns, documents=chosen, answerer=host.answerer.name
            )
            return answer_json(answer)
        except ValueError:
            return error_json("history takes pairs of question and answer", question=question)
        except FootnoteError as error:
            return error_json(str(error), question=question)

    def documents(request: gr.Request) -> list[dict[str, Any]]:
        """List the documents that can be asked, with their ids, titles and lengths."""
        return documents_json(host.seen_by(visitor_of(request)).documents())

    # Through its queue, Gradio's MCP server calls the page as a stranger.
    queued = not host.with_users
    api(ask, api_name="ask", concurrency_limit=16, queue=queued)
    api(documents, api_name="documents", queue=queued)


def speak_json(server: Any) -> None:
    """Let Gradio's MCP server send results as JSON; on its own it sends Python's notation."""
    plain = server.postprocess_output_data

    def as_json(data: list[Any], root_url: str) -> Any:
        return plain([json.dumps(one, ensure_ascii=False) for one in data], root_url)

    server.postprocess_output_data = as_json
