"""`footnote users`: who may open the page, and which groups they are in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag import AccessProblem, BadInput

if TYPE_CHECKING:
    from ui.users import Users

users = typer.Typer(
    help="Say who may open the page, and which groups they are in.", no_args_is_help=True
)
_GROUPS = Annotated[str, typer.Option(help="The groups, as in --groups sales,board.")]
_NAME = Annotated[str, typer.Argument(help="What the user logs in with.")]


def open_users(context: typer.Context) -> Users:
    """The users of the home that was named."""
    from rag import Settings
    from ui.users import FILE, Users

    home: Path = context.find_root().params.get("home") or Settings().home
    try:
        return Users(home / FILE)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise AccessProblem(f"{home / FILE} can't be written ({reason})") from None


@users.command("add", epilog="Example: footnote users add ada --groups research,board")
def add(
    context: typer.Context,
    name: _NAME,
    groups: _GROUPS = "",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="A proxy says who they are; see --trust-header.")
    ] = False,
) -> None:
    """Add a user, or give one another password and other groups. The password is asked for."""
    from ui.users import user_name

    user_name(name)
    password = None if no_password else _ask_password()
    user = open_users(context).put(name, _split(groups), password)
    print(f"{user.name}: {_in_words(user.groups)}")


@users.command("groups", epilog="Example: footnote users groups ada research")
def groups_(
    context: typer.Context,
    name: _NAME,
    groups: Annotated[list[str] | None, typer.Argument(help="The groups; none takes all.")] = None,
) -> None:
    """Put a user into these groups and out of all others, from their next click on."""
    user = open_users(context).regroup(name, groups or [])
    print(f"{user.name}: {_in_words(user.groups)}")


@users.command("list", epilog="Example: footnote users list")
def list_(context: typer.Context) -> None:
    """List the users and their groups."""
    found = open_users(context).all()
    for user in found:
        how = "" if user.has_password else " (no password)"
        print(f"{user.name}{how}: {_in_words(user.groups)}")
    if not found:
        print("No users: `footnote users add NAME --groups a,b` adds one.")


@users.command("remove", epilog="Example: footnote users remove ada")
def remove(context: typer.Context, name: _NAME) -> None:
    """Take a user out and end their sessions."""
    open_users(context).remove(name)
    print(f"removed: {name}")


@users.command("token", epilog="Example: footnote users token ada")
def token(context: typer.Context, name: _NAME) -> None:
    """Make a token with which a program asks in a user's name.

    It is sent as `Authorization: Bearer TOKEN`, and ends after 90 days without use, or when the
    user's password changes.
    """
    from ui.users import PROGRAM

    known = open_users(context)
    print(known.begin(known.of(name), PROGRAM, "token"))


def _ask_password() -> str:
    """The password, typed twice; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password: str = typer.prompt("Password", hide_input=True)
    if typer.prompt("Once more", hide_input=True) != password:
        raise BadInput("the two passwords differ: try again")
    return password


def _split(groups: str) -> list[str]:
    return [group for group in groups.split(",") if group.strip()]


def _in_words(groups: frozenset[str]) -> str:
    return ", ".join(sorted(groups)) or "in no group, sees what everyone may see"
