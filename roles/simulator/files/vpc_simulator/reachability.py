# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns which vSwitches of linked VPCs reach each other, and through which route entries. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from vpc_simulator.model import Network, NextHop, RouteEntry, RouteTable, VSwitch
from vpc_simulator.picture_routes import black_hole
from vpc_simulator.world import World

REACHABLE, MODIFYING, UNREACHABLE = "reachable", "modifying", "unreachable"
STATES = (REACHABLE, MODIFYING, UNREACHABLE)  # the later ones are worse
# An entry in one of these may be in force or not, so that traffic also takes the entry below it.
UNSETTLED = frozenset({"Pending", "Deleting"})


class Pair(NamedTuple):
    """One direction between two vSwitches: the traffic of `source` to the block of `target`."""

    source: str
    target: str
    block: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the traffic of a pair arrives, the reason if it does not, and the route entries that it takes."""

    state: str
    reason: str = ""
    entries: tuple[RouteEntry, ...] = ()

    def is_worse_than(self, other: Verdict) -> bool:
        return STATES.index(self.state) > STATES.index(other.state)


class _Range(NamedTuple):
    """The addresses of a block."""

    first: int
    last: int

    def contains(self, other: _Range) -> bool:
        return self.first <= other.first and other.last <= self.last


def verdicts(world: World) -> dict[Pair, Verdict]:
    """The verdict of every ordered pair of vSwitches in VPCs that a link joins, whatever the link's state."""
    known: dict[tuple[str, str, Network], Verdict] = {}
    result: dict[Pair, Verdict] = {}
    for vpc_id, other_id in _linked(world):
        for source in _vswitches(world, vpc_id):
            for target in _vswitches(world, other_id):
                for block in _common_blocks(source, target):
                    key = (source.table_id, other_id, block)
                    if key not in known:
                        known[key] = _judge(world, world.tables[source.table_id], block, other_id)
                    result[Pair(source.id, target.id, str(block))] = known[key]
    return result


def describe_reachability(world: World) -> list[dict[str, Any]]:
    """The present verdicts as data."""
    world.settle()
    return [
        {
            **pair._asdict(),
            "source_vpc": world.vswitches[pair.source].vpc_id,
            "target_vpc": world.vswitches[pair.target].vpc_id,
            "state": verdict.state,
            "reason": verdict.reason,
            "routes": [_route(entry) for entry in verdict.entries],
        }
        for pair, verdict in verdicts(world).items()
    ]


def _linked(world: World) -> dict[tuple[str, str], None]:
    """The ordered pairs of VPCs with a VPC peering connection, or with interfaces of which one names the other."""
    joined = [tuple(end.vpc_id for end in connection.ends) for connection in world.peer_connections]
    for interface in world.interfaces.values():
        if peer := world.peer_of(interface):
            joined.append((interface.vpc_id, peer.vpc_id))
    pairs: dict[tuple[str, str], None] = {}
    for first, second in joined:
        if first != second and first in world.vpcs and second in world.vpcs:
            pairs[first, second] = pairs[second, first] = None
    return pairs


def _vswitches(world: World, vpc_id: str) -> list[VSwitch]:
    return [world.vswitches[vswitch_id] for vswitch_id in world.vpcs[vpc_id].vswitch_ids]


def _common_blocks(source: VSwitch, target: VSwitch) -> list[Network]:
    """The target's blocks of the IP versions that both have."""
    return [block for block in target.blocks if block.version == 4 or source.ipv6]


def _judge(world: World, table: RouteTable, block: Network, vpc_id: str) -> Verdict:
    """The worst verdict of all parts of a block; more specific entries may send each of them elsewhere."""
    worst, entries = Verdict(REACHABLE), dict[str, RouteEntry]()
    for covering in _parts(table, block):
        verdict = _judge_part(world, table, covering, vpc_id)
        entries.update((entry.id, entry) for entry in verdict.entries)
        if verdict.is_worse_than(worst):
            worst = verdict
    return Verdict(worst.state, worst.reason, tuple(entries.values()))


def _parts(table: RouteTable, block: Network) -> Iterator[list[RouteEntry]]:
    """For each part of the block that is routed alike: the entries that contain it, the longest prefix first."""
    whole = _range(block)
    ranges = [
        (_range(entry.destination), entry)
        for entry in table.entries.values()
        if entry.destination.version == block.version
    ]
    near = [(span, entry) for span, entry in ranges if span.first <= whole.last and whole.first <= span.last]
    near.sort(key=lambda item: item[0].last - item[0].first)
    starts = {whole.first, *(span.first for span, _entry in near), *(span.last + 1 for span, _entry in near)}
    for start in sorted(start for start in starts if whole.first <= start <= whole.last):
        yield [entry for span, entry in near if span.contains(_Range(start, start))]


def _range(block: Network) -> _Range:
    return _Range(int(block.network_address), int(block.broadcast_address))


def _judge_part(world: World, table: RouteTable, covering: list[RouteEntry], vpc_id: str) -> Verdict:
    """The verdict of the longest prefix; until that one is settled, the worse one of it and the next."""
    worst, used = Verdict(REACHABLE), []
    for entry in covering:
        used.append(entry)
        verdict = _judge_entry(world, table, entry, vpc_id)
        if verdict.is_worse_than(worst):
            worst = verdict
        if entry.status not in UNSETTLED:
            return Verdict(worst.state, worst.reason, tuple(used))
    reason = f"{used[0].destination} is {used[0].status}" if used else "no route"
    return Verdict(UNREACHABLE, reason, tuple(used))


def _judge_entry(world: World, table: RouteTable, entry: RouteEntry, vpc_id: str) -> Verdict:
    for hop in entry.next_hops:
        if reason := _fault(world, table, hop, vpc_id):
            return Verdict(UNREACHABLE, f"{entry.destination}: {reason}")
    if entry.status == "Modifying":
        return Verdict(MODIFYING, f"{entry.destination} is Modifying")
    return Verdict(REACHABLE)


def _fault(world: World, table: RouteTable, hop: NextHop, vpc_id: str) -> str:
    """Why traffic to the VPC does not arrive through the next hop, or an empty string."""
    if reason := black_hole(world, table, hop):
        return f"next hop {hop.id}: {reason}"
    end = _far_end(world, table, hop)
    return "" if end == vpc_id else f"next hop {hop.id or hop.type} is a way to {end or 'no VPC'}, not to {vpc_id}"


def _far_end(world: World, table: RouteTable, hop: NextHop) -> str:
    """The VPC at the other end of the next hop, or an empty string."""
    if hop.type == "VpcPeer" and (connection := world.peer_connections.get(hop.id)):
        return next(end.vpc_id for end in connection.ends if end.vpc_id != table.vpc_id)
    if hop.type == "RouterInterface" and (interface := world.interfaces.get(hop.id)):
        peer = world.peer_of(interface)
        return peer.vpc_id if peer else ""
    return ""


def _route(entry: RouteEntry) -> dict[str, Any]:
    return {
        "route_table_id": entry.table_id,
        "destination": str(entry.destination),
        "status": entry.status,
        "next_hops": [{"type": hop.type, "id": hop.id} for hop in entry.next_hops],
    }
