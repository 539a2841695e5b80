"""A proxy that says who somebody is: believed by its address alone, and only when told so."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rag import AccessProblem, BadInput, group_name
from ui.users import Users, user_name
from ui.visitor import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What is believed, and from whom."""

    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    header: str | None = None
    """The header that names the user; None: nobody is believed about users."""
    groups_header: str | None = None
    """The header that names their groups; None: the users' own file knows them."""

    def is_proxy(self, scope: Any) -> bool:
        """Whether the request's own connection comes from one of the proxies."""
        try:
            address = ipaddress.ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        return any(address in network for network in self.proxies)

    def visitor(self, scope: Any, users: Users) -> Visitor | None:
        """Who the proxy says it is; None where nobody may say so, or it says nothing clear."""
        if not self.header or not self.is_proxy(scope):
            return None
        named = _values(scope, self.header)
        if len(named) != 1 or not named[0].strip():
            return None
        try:
            name = user_name(named[0])
            return Visitor(name=name, groups=self._groups(scope, name, users))
        except AccessProblem:
            return None

    def _groups(self, scope: Any, name: str, users: Users) -> frozenset[str]:
        if self.groups_header is None:
            return users.of(name).groups
        found = set()
        for one in ",".join(_values(scope, self.groups_header)).split(","):
            # A provider may have groups that Footnote can't name; documents have none of them.
            try:
                found.add(group_name(one))
            except AccessProblem:
                continue
        return frozenset(found)

    def address(self, scope: Any) -> str:
        """Where a request comes from; what a proxy adds to X-Forwarded-For is believed of it."""
        if self.is_proxy(scope) and (named := _values(scope, "x-forwarded-for")):
            return named[-1].rpartition(",")[2].strip()
        return str((scope.get("client") or ("",))[0])

    def is_https(self, scope: Any) -> bool:
        """Whether the browser's own connection is encrypted."""
        if self.is_proxy(scope) and (named := _values(scope, "x-forwarded-proto")):
            return named[-1].rpartition(",")[2].strip() == "https"
        return bool(scope.get("scheme") == "https")


def trust(
    proxies: Iterable[str], header: str | None = None, groups_header: str | None = None
) -> Trust:
    """What the options say.

    Raises:
        BadInput: a header without a proxy, or a proxy that is no address.
    """
    try:
        networks = tuple(ipaddress.ip_network(one.strip()) for one in proxies)
    except ValueError as error:
        raise BadInput(f"--trust-proxy takes an address or network: {error}") from None
    if header and not networks:
        raise BadInput("--trust-header needs --trust-proxy ADDRESS: who else could send it?")
    if groups_header and not header:
        raise BadInput("--trust-groups-header goes with --trust-header")
    return Trust(proxies=networks, header=header, groups_header=groups_header)


def _values(scope: Any, name: str) -> list[str]:
    wanted = name.lower().encode()
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == wanted]
