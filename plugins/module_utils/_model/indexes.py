# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indexes over existing resources, by which an entry's resource is found in constant time. Pure."""

from __future__ import annotations

import collections
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface

Key = tuple[t.Optional[str], ...]
OTHER = {"initiator": "acceptor", "acceptor": "initiator"}


def key_of(interface: RouterInterface) -> Key:
    """Return the identity of a router interface before it has an id."""
    return (interface.region, interface.router_id, interface.role, interface.peer_router_id)


def peer_key_of(interface: RouterInterface) -> Key:
    """Return the identity of its peer."""
    role = OTHER.get(interface.role or "")
    return (interface.peer_region, interface.peer_router_id, role, interface.router_id)


class Interfaces:
    """Existing router interfaces, by their ids, and by their routers with the peers' routers or their names."""

    def __init__(self, have: t.Iterable[RouterInterface]) -> None:
        self._by_id: dict[str | None, RouterInterface] = {}
        self._by_peer: dict[tuple[str | None, ...], list[RouterInterface]] = collections.defaultdict(list)
        self._by_name: dict[tuple[str | None, ...], list[RouterInterface]] = collections.defaultdict(list)
        for interface in have:
            self._by_id.setdefault(interface.router_interface_id, interface)
            self._by_name[interface.region, interface.router_id, interface.name].append(interface)
            if interface.peer_router_id:
                self._by_peer[interface.region, interface.router_id, interface.peer_router_id].append(interface)

    def find(self, want: RouterInterface) -> RouterInterface | None:
        """Return the interface that ``want`` identifies, or None.

        By id; else by router, role and the peer's router; else by router, role and name. Raises RefusedError when
        several fit, because names are not unique in the API.
        """
        if want.router_interface_id:
            return self._by_id.get(want.router_interface_id)
        matches = self._of_role(want, self._by_peer.get((want.region, want.router_id, want.peer_router_id), ()))
        if not matches and want.name:
            named = self._of_role(want, self._by_name.get((want.region, want.router_id, want.name), ()))
            matches = [interface for interface in named if not (want.peer_router_id and interface.peer_router_id)]
        if len(matches) > 1:
            ids = ", ".join(sorted(f"{match.router_interface_id} ({match.name}, {match.status})" for match in matches))
            cure = "delete those that are not needed"
            module = f"set router_interface_id to one of them, or {cure}"
            raise RefusedError([Reason(f"{want.label} could be any of {ids}", module=module, role=cure)])
        return matches[0] if matches else None

    @staticmethod
    def _of_role(want: RouterInterface, candidates: t.Iterable[RouterInterface]) -> list[RouterInterface]:
        return [interface for interface in candidates if want.role in (None, interface.role)]


Table = tuple[str, str]


class Routes:
    """Existing route entries, by table and destination, and by next hop."""

    def __init__(self, have: t.Iterable[RouteEntry]) -> None:
        self.entries = list(have)
        self.by_key: dict[tuple[str, str, str], RouteEntry] = {}
        self.custom: collections.Counter[Table] = collections.Counter()
        self._by_hop: dict[str, list[RouteEntry]] = collections.defaultdict(list)
        self._local: dict[Table, list[t.Any]] = collections.defaultdict(list)
        for entry in self.entries:
            self.by_key[entry.key] = entry
            if entry.kind == "System" and entry.next_hop_type == "local":
                self._local[entry.key[:2]].append(ipaddress.ip_network(entry.destination))
            if entry.kind == "Custom":
                self.custom[entry.key[:2]] += 1
            for hop_id in entry.hop_ids:
                self._by_hop[hop_id].append(entry)

    def via(self, hop_id: str | None) -> t.Sequence[RouteEntry]:
        """Return the entries whose next hop, or one of several, is a resource."""
        return self._by_hop.get(hop_id, ()) if hop_id else ()

    def custom_via(self, hop_id: str | None) -> t.Sequence[RouteEntry]:
        """Return those of them that are custom."""
        return [entry for entry in self.via(hop_id) if entry.kind == "Custom"]

    def local(self, table: Table) -> t.Sequence[t.Any]:
        """Return the blocks of the VPC's own vSwitches, as the service routes them in a table."""
        return self._local.get(table, ())
