# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a VPC's route tables send a block, by longest-prefix match, and verdicts about it. Pure; knows no peering."""

from __future__ import annotations

import bisect
import collections
import dataclasses
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import LINKS, ROUTER_INTERFACE
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import PREFIX_LIST
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import Network

PEERED, CAPTURED, BLACK_HOLE = "peered", "captured", "black_hole"
REACHABLE, ONE_WAY = "reachable", "one_way"
# The status of a next hop that the VPC does not have.
ABSENT = "absent"

# Of two entries with one destination the service prefers its own, and custom ones over learned ones.
PREFERENCE = {"System": 0, "Custom": 1}
# An entry that is being created or deleted may carry no traffic.
IN_FORCE = (None, "Available", "Modifying")

# The next hop of a peering, or, while it moves, both.
Hop = t.Union[str, None, frozenset[str]]


class Table:
    """A route table, sorted once for any number of look-ups."""

    def __init__(self, entries: t.Iterable[RouteEntry]) -> None:
        self._at: dict[tuple[int, int, int], RouteEntry] = {}
        # The blocks of a prefix list are not known here.
        blocks = [entry for entry in entries if not entry.destination.startswith(PREFIX_LIST)]
        for entry in sorted(blocks, key=lambda entry: PREFERENCE.get(entry.kind or "", 2)):
            network = ipaddress.ip_network(entry.destination)
            self._at.setdefault((network.version, int(network.network_address), network.prefixlen), entry)
        self._sorted = sorted(self._at)

    def best(self, block: Network) -> RouteEntry | None:
        """Return the most specific entry that covers the whole block."""
        first, bits = int(block.network_address), block.max_prefixlen
        for length in range(block.prefixlen, -1, -1):
            start = first >> (bits - length) << (bits - length)
            entry = self._at.get((block.version, start, length))
            if entry:
                return entry
        return None

    def parts(self, block: Network) -> list[tuple[Network, RouteEntry | None]]:
        """Return the block in as few pieces as possible, each with the entry that routes it."""
        if not self._has_inside(block):
            return [(block, self.best(block))]
        low, high = (self.parts(subnet) for subnet in block.subnets())
        if len(low) == len(high) == 1 and low[0][1] is high[0][1]:
            return [(block, low[0][1])]
        return low + high

    def _has_inside(self, block: Network) -> bool:
        """Return whether an entry is more specific than the block."""
        # An entry that begins at the same address and is as long or shorter covers the block, and sorts before this.
        at = bisect.bisect_left(self._sorted, (block.version, int(block.network_address), block.prefixlen + 1))
        end = (block.version, int(block.broadcast_address), block.max_prefixlen)
        return at < len(self._sorted) and self._sorted[at] <= end


@dataclasses.dataclass(frozen=True)
class Piece:
    """A piece of a block in one route table: the outcome of traffic to it, and the entry that causes it."""

    block: Network
    route_table_id: str
    outcome: str
    entry: RouteEntry | None


def idle_state(status: str) -> str:
    """Return in words why a next hop with a status carries nothing."""
    return "no longer exists" if status == ABSENT else f"is {status}"


@dataclasses.dataclass(frozen=True)
class Router:
    """A VPC's router: its tables, the tables that each vSwitch block uses, and its active links."""

    tables: dict[str, Table]
    uses: dict[Network, tuple[str, ...]]
    in_use: tuple[str, ...]
    active: frozenset[str]
    # The types of next hops that were read, so that one that is not among the active ones carries nothing.
    judged: frozenset[str] = frozenset({ROUTER_INTERFACE})
    # The statuses of the links that are not active, by their ids.
    idle: t.Mapping[str, str | None] = dataclasses.field(default_factory=dict)

    def status_of(self, entry: RouteEntry) -> str:
        """Return the status of the links that an entry has as its next hops, none of which is active."""
        hops = (entry.next_hop_id or "").split(",")
        return ", ".join(dict.fromkeys(self.idle.get(hop) or ABSENT for hop in hops))

    def tables_of(self, vswitch_block: Network) -> tuple[str, ...]:
        """Return the tables that a vSwitch block uses."""
        return self.uses.get(vswitch_block, self.in_use)

    def outcome(self, entry: RouteEntry | None, hop_id: Hop) -> str:
        """Return the outcome of traffic that should go through the next hop: peered, captured or black_hole."""
        own = hop_id if isinstance(hop_id, frozenset) else {hop_id}
        if entry is None or entry.status not in IN_FORCE:
            return BLACK_HOLE
        hops = set((entry.next_hop_id or "").split(","))
        if entry.next_hop_type in self.judged and not hops & self.active:
            return BLACK_HOLE
        return PEERED if hops <= own else CAPTURED

    def pieces(self, block: Network, hop_id: Hop, tables: t.Iterable[str]) -> list[Piece]:
        """Return the outcome of traffic to a block, in each of the tables."""
        return [
            Piece(part, table, self.outcome(entry, hop_id), entry)
            for table in tables
            for part, entry in self.tables.get(table, Table(())).parts(block)
        ]


def router_of(side: Side, known: t.Iterable[RouteEntry] | None = None) -> Router:
    """Return the router of a side's VPC, with the ``known`` entries, if given, instead of those of the snapshot.

    Without the vSwitches, each of them is assumed to use all tables in use.
    """
    entries: dict[str, list[RouteEntry]] = collections.defaultdict(list)
    for entry in side.routes.entries if known is None else known:
        entries[entry.route_table_id].append(entry)
    tables = side.existing_vpc["route_tables"]
    used = _in_use(tables)
    own: dict[Network, set[str]] = collections.defaultdict(set)
    for vswitch in side.existing_vpc.get("vswitches") or ():
        own[ipaddress.ip_network(vswitch["cidr_block"])] |= {vswitch["route_table_id"]} - {None}
    return Router(
        tables={table["route_table_id"]: Table(entries[table["route_table_id"]]) for table in tables},
        uses={block: tuple(sorted(own.get(block) or used)) for block in side.vswitch_blocks},
        in_use=used,
        active=frozenset(hop.next_hop_id for hop in side.existing_vpc.next_hops if hop.is_up and hop.next_hop_id),
        idle={hop.next_hop_id: hop.status for hop in side.existing_vpc.next_hops if not hop.is_up and hop.next_hop_id},
        judged=frozenset(LINKS if "vpc_peer_connections" in side.existing_vpc else {ROUTER_INTERFACE}),
    )


def _in_use(tables: t.Sequence[dict[str, t.Any]]) -> tuple[str, ...]:
    """Return the tables that vSwitches use; the only table of a VPC is every vSwitch's, and names none."""
    used = [table for table in tables if table["vswitch_ids"] is None or table["vswitch_ids"]]
    return tuple(table["route_table_id"] for table in used or [table for table in tables if table["type"] == "System"])


def way(pieces: t.Sequence[Piece]) -> str:
    """Return the verdict for one way: reachable when every piece goes through the peering in every table."""
    outcomes = {piece.outcome for piece in pieces}
    if outcomes <= {PEERED}:
        return REACHABLE
    return CAPTURED if CAPTURED in outcomes else BLACK_HOLE


def both_ways(forward: str, backward: str) -> str:
    """Return the verdict for a pair: reachable, one_way, captured or black_hole."""
    verdicts = {forward, backward}
    if verdicts == {REACHABLE}:
        return REACHABLE
    if REACHABLE in verdicts:
        return ONE_WAY
    return CAPTURED if CAPTURED in verdicts else BLACK_HOLE
