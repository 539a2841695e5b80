"""`footnote chat`: the options, and nothing heavy until they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.options import DEFAULT_HOST, DEFAULT_PORT, DEFAULT_UPLOAD_MB, ChatOptions


def chat(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            help=f"The port; else {DEFAULT_PORT} or the next free one.",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="The address to serve on; beyond this machine, users or --password."),
    ] = DEFAULT_HOST,
    password: Annotated[
        str | None,
        typer.Option(envvar="FOOTNOTE_PASSWORD", help="Ask everyone who opens the page for this."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Don't open the browser.")] = False,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Also let other assistants ask the documents, over MCP.")
    ] = False,
    answerer: Annotated[
        str | None, typer.Option(help="Who answers: quotes, local or PROVIDER:MODEL.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Where the server of an openai: or ollama: model listens.")
    ] = None,
    users: Annotated[
        bool | None,
        typer.Option(help="Let users log in; left out, where `footnote users` knows some."),
    ] = None,
    session_hours: Annotated[
        float, typer.Option(min=0.01, help="A session unused for so long ends.")
    ] = 12.0,
    trust_proxy: Annotated[
        list[str] | None,
        typer.Option(
            envvar="FOOTNOTE_TRUST_PROXY",
            help="The address of a proxy that is believed where requests come from.",
        ),
    ] = None,
    trust_header: Annotated[
        str | None,
        typer.Option(
            envvar="FOOTNOTE_TRUST_HEADER", help="The header in which that proxy names the user."
        ),
    ] = None,
    trust_groups_header: Annotated[
        str | None,
        typer.Option(
            envvar="FOOTNOTE_TRUST_GROUPS_HEADER", help="And the one that names their groups."
        ),
    ] = None,
    max_upload_mb: Annotated[
        int, typer.Option(min=1, max=1024, help="The largest file that may be added in the page.")
    ] = DEFAULT_UPLOAD_MB,
    watch: Annotated[
        list[Path] | None,
        typer.Option(
            help="A folder to keep in step while the page is open, for everyone who may ask "
            "(again for more)."
        ),
    ] = None,
) -> None:
    """Open the chat page in your browser, served from this machine."""
    from ui.app import serve

    serve(
        ChatOptions(
            home=context.find_root().params.get("home"),
            port=port,
            host=host,
            password=password,
            open_browser=not no_open,
            mcp=mcp,
            answerer=answerer,
            base_url=base_url,
            store=context.find_root().params.get("store"),
            users=users,
            session_hours=session_hours,
            trust_proxy=tuple(trust_proxy or ()),
            trust_header=trust_header,
            trust_groups_header=trust_groups_header,
            max_upload_mb=max_upload_mb,
            watch=tuple(watch or ()),
        )
    )
