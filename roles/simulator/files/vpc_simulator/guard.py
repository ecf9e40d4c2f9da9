# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns which browsers may use the page and the control API. Calls of the API, which are signed, need no guard.

Any page of the web can send requests to a loopback address, and by DNS rebinding read the responses too: such requests
carry the page's Origin, or a Host that is no name of this machine.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from ipaddress import ip_address
from typing import Any

WILDCARDS = frozenset({"0.0.0.0", "::"})
FOREIGN_SITES = frozenset({"cross-site", "same-site"})


class Guard:
    """Admits requests to loopback names and to the given hosts, unless another site's page sent them."""

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self._hosts = frozenset(host.lower().rstrip(".") for host in hosts) - WILDCARDS

    def refusal(self, scope: MutableMapping[str, Any], is_navigation: bool) -> str | None:
        """The reason to refuse a request. Following a link from elsewhere to the page is a navigation."""
        headers: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, []).append(value.decode("latin-1"))
        hosts = headers.get(b"host", [])
        if len(hosts) != 1 or not self._is_own(hosts[0]):
            return f"the host {', '.join(hosts)[:100]!r} is not this machine; --allow-host adds names"
        if any(origin.lower() != f"{scope['scheme']}://{hosts[0].lower()}" for origin in headers.get(b"origin", [])):
            return "the request comes from another site"
        if not is_navigation and FOREIGN_SITES.intersection(headers.get(b"sec-fetch-site", [])):
            return "the request comes from another site"
        return None

    def _is_own(self, host: str) -> bool:
        name = _name(host)
        if name in self._hosts or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return False


def _name(host: str) -> str:
    """The name or address of a Host header, without the port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().rstrip(".")
