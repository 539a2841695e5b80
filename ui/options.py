"""What `footnote chat` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
DEFAULT_UPLOAD_MB = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """The settings of one page: where it is served, to whom, and what it may take in."""

    home: Path | None = None
    """Where the index lives; None for the default."""
    host: str = DEFAULT_HOST
    port: int | None = None
    """None takes the default port, or the next free one."""
    password: str | None = None
    """Asked of everyone who opens the page; required beyond this machine."""
    open_browser: bool = True
    mcp: bool = False
    answerer: str | None = None
    """None leaves the choice to the library."""
    base_url: str | None = None
    """Where the server of a named model listens; None: where its provider's usually does."""
    store: str | None = None
    """A Chroma server that holds the index; None leaves it to the environment."""
    users: bool | None = None
    """Whether users log in; None: where the home knows some."""
    session_hours: float = 12.0
    """How long a session lasts unused."""
    trust_proxy: tuple[str, ...] = ()
    """Addresses of the proxies that may say where a request comes from."""
    trust_header: str | None = None
    """The header in which such a proxy names the user, who then needs no password here."""
    trust_groups_header: str | None = None
    """The header in which it names their groups; None: the home knows them."""
    max_upload_mb: int = DEFAULT_UPLOAD_MB
    watch: tuple[Path, ...] = ()
    """Folders whose files are documents for everyone, as long as the page is open."""
