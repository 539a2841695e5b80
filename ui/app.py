"""Serve the chat page. Gradio is imported only when nothing can go wrong any more."""

from __future__ import annotations

import errno
import importlib.util
import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rag import BadInput, Corpus, Settings
from ui.following import check_folders, followed
from ui.options import DEFAULT_PORT, ChatOptions

if TYPE_CHECKING:
    from ui.door import Access

INCOMING = "incoming"
"""The folder of a home where uploads arrive."""
_TRIES = 100
_TAKEN = frozenset({errno.EADDRINUSE})


def serve(options: ChatOptions) -> None:
    """Serve the page until it is interrupted.

    Raises:
        BadInput: the port is taken, a password is missing, the home is in use, a folder to watch
            isn't there.
    """
    _check(options)
    named = {"base_url": options.base_url, "store": options.store}
    settings = Settings().model_copy(update={k: v for k, v in named.items() if v})
    with Corpus.open(options.home, settings=settings) as corpus:
        access = _access(options, corpus)
        listener = listen(options.host, options.port)
        with listener, followed(corpus, options.watch):
            _serve(corpus, listener, options, access)


def _access(options: ChatOptions, corpus: Corpus) -> Access:
    """Who may come in, as the options and the home say.

    Raises:
        BadInput: the options don't go together, or would open what is for some to all.
    """
    from ui.door import Access
    from ui.trust import trust
    from ui.users import FILE, Lifetime, Users

    path = corpus.home / FILE
    users = Users(path) if options.users or options.trust_header or path.exists() else None
    if users and options.users is None and not options.trust_header and not users.all():
        users = None
    trust(options.trust_proxy, options.trust_header, options.trust_groups_header)
    if options.users is False or users is None:
        if any(info.groups for info in corpus.documents()) and not is_loopback(options.host):
            raise BadInput(
                "some documents are for some groups only: start the page with --users, "
                "or on 127.0.0.1 for yourself alone"
            )
        users = None
    if users and not users.all() and not options.trust_groups_header:
        raise BadInput("there are no users: `footnote users add NAME --groups a,b` adds one")
    if users is None and not is_loopback(options.host) and not options.password:
        raise BadInput(
            f"{options.host} can be reached from other machines: add users with `footnote users "
            "add NAME`, or --password, or leave --host out to serve this machine alone"
        )
    if users and options.password:
        raise BadInput("users have passwords of their own: leave --password out")
    believed = trust(options.trust_proxy, options.trust_header, options.trust_groups_header)
    return Access(
        users=users,
        trust=believed,
        life=Lifetime(idle=options.session_hours * 3600),
        incoming=corpus.home / INCOMING,
    )


def _serve(corpus: Corpus, listener: socket.socket, options: ChatOptions, access: Access) -> None:
    _quiet_gradio(corpus.home)
    from ui import suggesting
    from ui.host import Host

    host = Host(
        corpus=corpus,
        answerer=corpus.answerer(options.answerer),
        max_upload_mb=options.max_upload_mb,
        with_users=access.users is not None,
    )
    # Before Gradio is imported: the models' libraries load beside it rather than after it.
    host.warm()
    suggesting.begin(host)
    from ui.server import build, open_browser, run

    address = _address(listener, options.host)
    app = build(host, options, access)

    def when_up() -> None:
        print(f"Footnote is at {address} (Ctrl+C stops it)", flush=True)
        if host.answerer.why:
            print(f"footnote: {host.answerer.why}", file=sys.stderr, flush=True)
        if not is_loopback(options.host):
            print(
                "Warning: the connection is not encrypted, and whoever gets in can change the "
                "documents that they see; docs/deploy.md tells how to put a proxy in front.",
                file=sys.stderr,
                flush=True,
            )
        if options.open_browser:
            open_browser(address)

    run(app, listener, when_up=when_up)


def listen(host: str, port: int | None) -> socket.socket:
    """A socket on that port; without one, on the default port or the next free one.

    Raises:
        BadInput: the port is taken, or the address is none of this machine.
    """
    wanted = DEFAULT_PORT if port is None else port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in range(wanted, min(wanted + _TRIES, 65536)):
        listener = _bind(family, host, tried)
        if listener is not None and tried != wanted and port is not None:
            listener.close()
            raise BadInput(
                f"port {wanted} is taken: use the next free one with --port {tried}, "
                "or close what uses it"
            )
        if listener is not None:
            if tried != wanted:
                print(f"Port {wanted} is taken; using the next free one, {tried}.", file=sys.stderr)
            return listener
    raise BadInput(f"port {wanted} and those after it are taken: name another with --port")


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket | None:
    """A socket bound to the address; None where the port is taken."""
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # A port that is bound but not yet listened on would be given twice.
        listener.listen(128)
    except PermissionError:
        listener.close()
        raise BadInput(f"port {port} needs an administrator: use one above 1023") from None
    except socket.gaierror:
        listener.close()
        raise BadInput(f'no address "{host}" here: use 127.0.0.1, or 0.0.0.0 for all') from None
    except OSError as error:
        listener.close()
        if error.errno in _TAKEN:
            return None
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{host} can't be served ({reason}): use 127.0.0.1") from None
    return listener


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check(options: ChatOptions) -> None:
    if options.mcp and importlib.util.find_spec("mcp") is None:
        raise BadInput('--mcp needs one more package: pip install "footnote[mcp]"')
    check_folders(options.watch)


def _address(listener: socket.socket, host: str) -> str:
    port = listener.getsockname()[1]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def _quiet_gradio(home: Path) -> None:
    """Gradio reads these when it is imported: it phones nobody, and uploads stay in the home."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["GRADIO_TEMP_DIR"] = str(home / INCOMING)
