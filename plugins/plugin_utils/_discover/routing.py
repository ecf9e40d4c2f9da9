# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a peering's routes are written: the shortest way that means exactly the entries that exist. Pure."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import LINKS
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.estate import Estate
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.links import Link

# A side's blocks by route table.
Blocks = dict[str, list[str]]

TABLES = ("used", "system")
KEYWORDS = ("vswitches", "vpc", "none")
# What each way of writing a side's routes costs a reader.
_BY_KEYWORD, _BY_LIST, _BY_TABLE = range(3)


@dataclasses.dataclass(frozen=True)
class Writing:
    """The options ``tables`` and ``routes`` of a peering, and ``routes`` of the sides that need their own."""

    tables: str
    routes: str
    sides: t.Mapping[str, list[str] | Blocks]


def writing_of(link: Link) -> Writing:
    """Return how a link's routes are written; of equally short ways the first."""
    existing = {side.role: existing_blocks(link, side) for side in link.own_sides}
    best: tuple[int, Writing] | None = None
    for tables in TABLES:
        for keyword in KEYWORDS:
            ways = {side.role: _way(link, side, existing[side.role], tables, keyword) for side in link.own_sides}
            cost = sum(cost for cost, _routes in ways.values())
            if best is None or cost < best[0]:
                sides = {role: routes for role, (_cost, routes) in ways.items() if routes is not None}
                best = cost, Writing(tables, keyword, sides)
    return t.cast("tuple[int, Writing]", best)[1]


def existing_blocks(link: Link, side: Side) -> Blocks:
    """Return the destinations of the entries whose only next hop is a side's own, by route table."""
    hop = link.hops[side.role].next_hop_id
    by_table: Blocks = {}
    for entry in side.routes.custom_via(hop):
        if entry.next_hop_id == hop and entry.status != "Deleting":
            by_table.setdefault(entry.route_table_id, []).append(entry.destination)
    return {table: _ordered(blocks) for table, blocks in sorted(by_table.items())}


def _way(link: Link, side: Side, existing: Blocks, tables: str, keyword: str) -> tuple[int, list[str] | Blocks | None]:
    """Return the cost of a side's routes, and what it has to write itself."""
    selected = side.tables(tables)
    if _fits(existing, selected, _meant(link, side, keyword)):
        return _BY_KEYWORD, None
    blocks = next(iter(existing.values()), [])
    if _fits(existing, selected, blocks):
        return _BY_LIST, blocks
    return _BY_TABLE, existing


def _meant(link: Link, side: Side, keyword: str) -> list[str] | None:
    """Return the blocks that a keyword means for a side; None where the peer's are not known."""
    peer = link.peer_of(side).vpc
    if keyword == "none":
        return []
    if peer is None:
        return None
    return [str(block) for block in (peer.vswitch_blocks if keyword == "vswitches" else peer.blocks)]


def _fits(existing: Blocks, selected: t.Sequence[str], blocks: list[str] | None) -> bool:
    """Return whether these blocks in these tables are exactly the entries that exist."""
    if blocks is None:
        return False
    wanted = {table: set(blocks) for table in selected} if blocks else {}
    return wanted == {table: set(own) for table, own in existing.items()}


def _ordered(blocks: t.Iterable[str]) -> list[str]:
    return sorted(set(blocks), key=_place)


def _place(block: str) -> tuple[int, int, int, str]:
    """Return the place of a destination among others; it may be the id of a prefix list."""
    try:
        network = ipaddress.ip_network(block)
    except ValueError:
        return (0, 0, 0, block)
    return (network.version, int(network.network_address), network.prefixlen, block)


@dataclasses.dataclass(frozen=True)
class OtherRoute:
    """A custom route to a link that no peering has: its account, VPC and entry."""

    account: str
    vpc_id: str
    entry: RouteEntry

    @property
    def text(self) -> str:
        """Return it as a line of the file."""
        return f"{self.entry.label} of {self.vpc_id} ({self.account}): its next hop is {self.entry.next_hop_id}"


def other_routes(estate: Estate, links: t.Iterable[Link]) -> list[OtherRoute]:
    """Return the custom routes to router interfaces and connections that no peering's routes hold, sorted."""
    own = {str(hop.next_hop_id) for link in links for hop in link.hops.values()}
    return [
        OtherRoute(vpc["account"], vpc["vpc_id"], entry)
        for vpc in estate.vpcs
        for entry in sorted(vpc.routes.entries, key=lambda entry: entry.key)
        if entry.kind == "Custom" and entry.next_hop_type in LINKS and entry.next_hop_id not in own
    ]
