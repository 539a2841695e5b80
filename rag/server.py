"""Which Chroma server a store's address names, and what its client is to be given."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from rag.errors import BadInput
from rag.settings import Settings

BATCH = 1000
"""How many rows one call may carry, unless Chroma's maker says otherwise."""
_CLOUD = "chroma-cloud:"
_CLOUD_BATCH = 300


def address(store: str, settings: Settings) -> tuple[dict[str, Any], int]:
    """What Chroma's client takes, and how many rows one call may carry.

    Raises:
        BadInput: that is no address, or a key is missing.
    """
    key = settings.store_key.get_secret_value() if settings.store_key else None
    if store.startswith(_CLOUD):
        tenant, _, database = store.removeprefix(_CLOUD).partition("/")
        if not tenant or not database or not key:
            raise BadInput(
                f'"{store}" needs a tenant, a database and a key: write '
                "chroma-cloud:TENANT/DATABASE and put the key into FOOTNOTE_STORE_KEY"
            )
        arguments = {"host": "https://api.trychroma.com", "port": 443, "ssl": True}
        headers = {"x-chroma-token": key}
        return {**arguments, "tenant": tenant, "database": database, "headers": headers}, (
            _CLOUD_BATCH
        )
    parts = urlsplit(store)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 8000)
    except ValueError:
        port = 0
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port:
        raise BadInput(f'"{store}" is no store: write it as http://host:8000')
    if parts.username or parts.password:
        raise BadInput("a store's address holds no password: put the key into FOOTNOTE_STORE_KEY")
    return {
        "host": f"{parts.scheme}://{parts.hostname}:{port}{parts.path.rstrip('/')}",
        "port": port,
        "ssl": parts.scheme == "https",
        "headers": {"Authorization": f"Bearer {key}"} if key else None,
    }, BATCH
