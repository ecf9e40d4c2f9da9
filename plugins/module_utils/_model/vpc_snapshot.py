# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The snapshot of a VPC, and its derived values: computed once, however many peerings the VPC is part of."""

from __future__ import annotations

import functools
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Interfaces, Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection

IPV4 = 4

Network = t.Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


def by_account(result: t.Mapping[str, t.Any], accounts: t.Iterable[str]) -> dict[str, dict[str, t.Any]]:
    """Return a result of vpcs_info by the names of ``accounts``: its facts of each, with ``vpcs`` and ``missing``.

    An account that the result does not mention shares the reason for which the whole task failed.
    """
    facts = result.get("accounts") or {}
    failure = {key: result[key] for key in ("msg", "missing_libraries") if key in result}
    reads = {name: {**(facts.get(name) or failure), "vpcs": [], "missing": []} for name in accounts}
    for key in ("vpcs", "missing"):
        for record in result.get(key) or ():
            reads[record["account"]][key].append(record)
    return reads


class VpcSnapshot(dict[str, t.Any]):
    """A VPC as vpcs_info returned it; read, not written."""

    @functools.cached_property
    def interfaces(self) -> list[RouterInterface]:
        """Return the router interfaces on the router."""
        return [RouterInterface(**record) for record in self.get("router_interfaces") or ()]

    @functools.cached_property
    def all_interfaces(self) -> Interfaces:
        """Return the index of all interfaces, those that are being deleted too."""
        return Interfaces(self.interfaces)

    @functools.cached_property
    def staying_interfaces(self) -> Interfaces:
        """Return the index of the interfaces that are not being deleted."""
        return Interfaces(interface for interface in self.interfaces if interface.status != "Deleting")

    @functools.cached_property
    def connections(self) -> dict[frozenset[str], list[PeerConnection]]:
        """Return the VPC peering connections of the VPC by the two VPCs that they join."""
        by_pair: dict[frozenset[str], list[PeerConnection]] = {}
        for record in self.get("vpc_peer_connections") or ():
            connection = PeerConnection(**record)
            by_pair.setdefault(connection.vpc_ids, []).append(connection)
        return by_pair

    @property
    def all_connections(self) -> list[PeerConnection]:
        """Return the VPC peering connections of the VPC."""
        return [connection for group in self.connections.values() for connection in group]

    @property
    def next_hops(self) -> list[RouterInterface | PeerConnection]:
        """Return the links of the VPC that were read, of both kinds."""
        return [*self.interfaces, *self.all_connections]

    @functools.cached_property
    def routes(self) -> Routes:
        """Return the entries of all tables."""
        return Routes(RouteEntry(**entry) for entry in self["route_entries"])

    @functools.cached_property
    def _local_blocks(self) -> list[Network]:
        """Return the CIDR blocks of the vSwitches: the service keeps one local route for each of them."""
        entries = self.routes.entries
        local = {entry.destination for entry in entries if entry.kind == "System" and entry.next_hop_type == "local"}
        return sorted((ipaddress.ip_network(block) for block in local), key=str)

    @property
    def vswitch_blocks(self) -> list[Network]:
        """Return the IPv4 CIDR blocks of the vSwitches."""
        return [block for block in self._local_blocks if block.version == IPV4]

    @property
    def ipv6_blocks(self) -> list[Network]:
        """Return the IPv6 CIDR blocks of the vSwitches, which no router interface carries."""
        return [block for block in self._local_blocks if block.version != IPV4]

    @functools.cached_property
    def blocks(self) -> list[Network]:
        """Return the IPv4 CIDR blocks of the VPC itself."""
        blocks = [self["cidr_block"], *self["secondary_cidr_blocks"]]
        networks = [ipaddress.ip_network(block) for block in blocks if block]
        return [network for network in networks if network.version == IPV4]
