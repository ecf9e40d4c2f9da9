# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The failed prerequisites of routes: destinations that the service or another peering does not allow. Pure."""

from __future__ import annotations

import collections
import ipaddress
import itertools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import IPV4, Network
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding, where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import Key, missing_routes, wanted_routes

NO_IPV6 = "router interfaces carry IPv4 only"
# The destinations that the service refuses, unless it has agreed to them with the account.
REFUSED = {
    ipaddress.ip_network("0.0.0.0/0"): "the service lets no VPC be a gateway of another one to the Internet",
    ipaddress.ip_network("10.0.0.0/8"): "the service accepts it only from accounts on its whitelist",
}
# Blocks that no VPC can have, so no peer is reachable there.
NO_VPC = [ipaddress.ip_network(block) for block in ("127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")]


def overlaps(own: t.Iterable[Network], far: t.Sequence[Network]) -> list[tuple[Network, Network]]:
    """Return each two blocks that have addresses in common."""
    pairs = itertools.product(own, far)
    return [(block, other) for block, other in pairs if block.version == other.version and block.overlaps(other)]


def route_findings(peering: Peering, side: Side) -> t.Iterator[Finding]:
    """Check the destinations of one side; both VPCs are known."""
    yield from _unknown_tables(peering, side)
    at, missing = where(peering, side), _missing(peering, side)
    # The service has accepted those that exist: a wider one takes nothing from the VPC's own routes.
    for own, far in overlaps(side.vswitch_blocks, missing):
        text = f"{at}: the route to {far} would cover the own vSwitch block {own} of {side.value}."
        yield Finding("route_overlap", text)
    for block in missing:
        why = REFUSED.get(t.cast(ipaddress.IPv4Network, block))
        if why or any(
            special.version == block.version and special.overlaps(block) and block.prefixlen >= special.prefixlen
            for special in NO_VPC
        ):
            why = why or "no VPC can have such addresses"
            cure = f"name the peer's blocks in routes, or list route_destination in peering_skip_checks to try {block}"
            yield Finding("route_destination", f"{at}: a route to {block} will be refused, {why}; {cure}.")


def ipv6_findings(peering: Peering) -> t.Iterator[Finding]:
    """Refuse IPv6 blocks that router interfaces do not carry, and warn about those that a keyword leaves out."""
    for side in peering.own_sides:
        at, routes, peer = where(peering, side), peering.routes_of(side), peering.peer_of(side)
        if peering.names_blocks(side):
            named = [str(block) for block in peering.destinations(side) if block.version != IPV4]
            if named and not peering.by_connection:
                text = f"{at}: routes names {', '.join(named)}, but {NO_IPV6}; take it out of routes."
                yield Finding("ipv6", text, final=True)
        elif routes != "none" and peer.vpc and peer.vpc.ipv6_blocks:
            blocks = ", ".join(map(str, peer.vpc.ipv6_blocks))
            why = "name it in routes of this side to route it" if peering.by_connection else NO_IPV6
            yield Finding("ipv6", f"{at}: {blocks} of {peer.value} is left out, {why}.", warning=True)


def one_way_each(peerings: t.Iterable[Peering]) -> t.Iterator[Finding]:
    """Refuse one destination in one route table for two peerings: the table has one next hop for it."""
    first: dict[Key, tuple[Peering, Side]] = {}
    clashes: dict[tuple[str, str], list[Key]] = collections.defaultdict(list)
    sides: dict[tuple[str, str], tuple[str, str]] = {}
    for peering in (peering for peering in peerings if peering.state == "present"):
        for side in (side for side in peering.own_sides if side.vpc):
            for key in dict.fromkeys(wanted_routes(peering, side)):
                other, other_side = first.setdefault(key, (peering, side))
                if other is not peering and _routers(other) != _routers(peering):
                    clashes[other.name, peering.name].append(key)
                    sides[other.name, peering.name] = (where(other, other_side), where(peering, side))
    for names, keys in clashes.items():
        places = ", ".join(f"{destination} in {table}" for _region, table, destination in keys)
        cure = "narrow routes of one of them, or set it to none"
        yield Finding(
            "route_conflict", f"{' and '.join(sides[names])}: both want a route to {places}; {cure}.", final=True
        )


def _missing(peering: Peering, side: Side) -> list[Network]:
    """Return the destinations for which an entry has yet to be created."""
    blocks = dict.fromkeys(block for _region, _table, block in missing_routes(peering, side))
    return [ipaddress.ip_network(block) for block in blocks]


def _unknown_tables(peering: Peering, side: Side) -> t.Iterator[Finding]:
    """Refuse route tables that a side names in its routes and its VPC does not have."""
    known = [table["route_table_id"] for table in side.existing_vpc["route_tables"]]
    unknown = [table for table in peering.destinations_by_table(side) if table not in known]
    if unknown:
        text = f"routes names {', '.join(unknown)}, and the route tables of {side.vpc_id} are {', '.join(known)}"
        yield Finding("route_table", f"{where(peering, side)}: {text}; correct the ids in routes.", final=True)


def _routers(peering: Peering) -> frozenset[str | None]:
    return frozenset(side.router_id for side in peering.sides)
