# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The wanted blocks that a run leaves unreachable, why, and the cure. Pure; checks the predicted state."""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.destinations import Destinations
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import Ladder
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends, NextHop, end_key, interface_key
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import TERMINAL, UNANSWERED
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import Network
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import wanted_routes
from ansible_collections.aliops.vpc.plugins.plugin_utils import _reach
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.estate import Estate, Result

VpcKey = tuple[str, str, str]
# By the status of a VPC peering connection; any other one passes by itself.
_CURES = {
    **dict.fromkeys(UNANSWERED, "run the role again, as soon as it is accepted"),
    **dict.fromkeys(TERMINAL, "remove the peering by state: absent in one run, and create it again in the next"),
}


@dataclasses.dataclass(frozen=True)
class Loss:
    """Why traffic does not go through a peering, and the cure."""

    cause: str
    cure: str


class Prediction:
    """The routers of all peerings' VPCs as a run leaves them; each is prepared for look-ups once."""

    def __init__(
        self, peerings: t.Sequence[Peering], estate: Estate, ladders: t.Mapping[str, Ladder] | None = None
    ) -> None:
        self._ladders = ladders or {}
        # Those by router interfaces first: a route whose next hop is to come is one to a connection.
        self._peerings = [*(ladder.pair for ladder in self._ladders.values()), *peerings]
        self._estate = estate
        self._routers: dict[VpcKey, _reach.Router] = {}

    def unreachable(self, peering: Peering, ends: Ends) -> list[Result]:
        """Return the causes for which blocks do not reach each other both ways, by side."""
        sides = peering.sides
        if peering.state != "present" or any(side.remote or side.vpc is None for side in sides):
            return []
        if any(peering.key(side) in self._estate.unclear for side in sides):
            return []
        losses: dict[tuple[str, Loss], dict[str, dict[str, None]]] = {}
        wanted = {side.role: peering.wanted(side) for side in sides}
        for side in sides:
            for source, block in self._asked_for(peering, side, wanted):
                for loss, lost in self._losses(peering, side, ends[side.role], source, block):
                    pairs = losses.setdefault((side.role, loss), {"from": {}, "to": {}})
                    pairs["from"][str(source)] = pairs["to"][lost] = None
        return [_finding(peering, role, loss, pairs) for (role, loss), pairs in losses.items()]

    def _asked_for(
        self, peering: Peering, side: Side, wanted: t.Mapping[str, Destinations]
    ) -> t.Iterator[tuple[Network, Network]]:
        """Yield the vSwitch blocks of a side with those of its peer that are to reach each other."""
        peer = peering.peer_of(side)
        router, far_router = self._router(side), self._router(peer)
        forward, back = wanted[side.role], wanted[peer.role]
        for source in side.vswitch_blocks:
            for block in (far for far in peer.vswitch_blocks if far.version == source.version):
                if forward.cover(block, router.tables_of(source)) and back.cover(source, far_router.tables_of(block)):
                    yield source, block

    def _losses(
        self, peering: Peering, side: Side, own: NextHop | None, source: Network, block: Network
    ) -> t.Iterator[tuple[Loss, str]]:
        router = self._router(side)
        hop_id = _id(own, peering.key(side))
        if peering.name in self._ladders:
            yield from self._lost_by_both(peering, side, own, source, block)
            return
        for piece in router.pieces(block, hop_id, router.tables_of(source)):
            if piece.outcome != _reach.PEERED:
                yield _loss(peering, side, own, hop_id, piece), str(piece.block)
            elif own is None or not own.is_up:
                yield _inactive(peering, own), str(piece.block)

    def _lost_by_both(
        self, peering: Peering, side: Side, own: NextHop | None, source: Network, block: Network
    ) -> t.Iterator[tuple[Loss, str]]:
        """Yield the pieces of a block to which neither link of a peering that moves has a way."""
        router, ladder = self._router(side), self._ladders[peering.name]
        hop_id, pair = _id(own, peering.key(side)), ladder.pair
        interface = self._estate.ends(pair)[ladder.pair_side(side).role]
        hops = frozenset({hop_id, _id(interface, pair.key(ladder.pair_side(side)))})
        for piece in router.pieces(block, hops, router.tables_of(source)):
            if piece.outcome != _reach.PEERED:
                yield _loss(peering, side, own, hop_id, piece), str(piece.block)

    def _router(self, side: Side) -> _reach.Router:
        key = (side.account, side.region, side.existing_vpc["vpc_id"])
        if key not in self._routers:
            self._routers[key] = self._predicted(side)
        return self._routers[key]

    def _predicted(self, side: Side) -> _reach.Router:
        """Return the router of a VPC with the routes and active next hops that the run leaves."""
        tables = side.existing_vpc["route_table_ids"]
        entries = [self._entry(side, record) for table in tables for record in self._by_table.get(table, ())]
        router = _reach.router_of(side, entries)
        ends = self._ends.get(side.router_id, {})
        kept = router.active - {hop.next_hop_id for hop in side.existing_vpc.next_hops if _key(side, hop) in ends}
        active = {_id(end, key) for key, end in ends.items() if end and end.is_up}
        return dataclasses.replace(router, active=frozenset(kept | active))

    def _entry(self, side: Side, record: Result) -> RouteEntry:
        hop = record["next_hop_id"] or self._to_come.get((record["route_table_id"], record["destination"]))
        return RouteEntry(
            side.region,
            record["route_table_id"],
            record["destination"],
            next_hop_type=record.get("next_hop_type"),
            next_hop_id=hop,
            kind=record["kind"],
            status=record.get("status"),
        )

    @functools.cached_property
    def _by_table(self) -> dict[str, list[Result]]:
        records: dict[str, list[Result]] = {}
        for record in self._estate.routes.values():
            records.setdefault(record["route_table_id"], []).append(record)
        return records

    @functools.cached_property
    def _ends(self) -> dict[str | None, dict[str, NextHop | None]]:
        """Return the peerings' next hops by router and key, None for those that the run has removed."""
        ends_by_router: dict[str | None, dict[str, NextHop | None]] = {}
        for peering in self._peerings:
            ends = self._estate.ends(peering)
            for side in peering.own_sides:
                ends_by_router.setdefault(side.router_id, {})[peering.key(side)] = ends[side.role]
        return ends_by_router

    @functools.cached_property
    def _to_come(self) -> dict[tuple[str, str], str]:
        """Return the keys of next hops that do not exist yet by the places of the routes to them."""
        keys: dict[tuple[str, str], str] = {}
        for peering in self._peerings if self._estate.to_come else ():
            for side in peering.own_sides:
                wanted = wanted_routes(peering, side) if side.vpc and peering.state == "present" else ()
                for _region, table, block in wanted:
                    keys[table, block] = peering.key(side)
        for ladder in self._ladders.values() if self._estate.to_come else ():
            for side in ladder.peering.own_sides:
                keys.update(dict.fromkeys(moved_places(ladder, side), ladder.peering.key(side)))
        return keys


def moved_places(ladder: Ladder, side: Side) -> list[tuple[str, str]]:
    """Return the table and destination of each route of a side that its router interface had."""
    interface = ladder.interface(side)
    routes = side.routes.custom_via(interface.router_interface_id) if interface and side.vpc else ()
    return [(entry.route_table_id, entry.destination) for entry in routes]


def _key(side: Side, hop: NextHop) -> str:
    if isinstance(hop, RouterInterface):
        return interface_key(hop)
    (peer,) = hop.vpc_ids - {side.vpc_id}
    return end_key(side.vpc_id, peer)


def _id(hop: NextHop | None, key: str) -> str:
    """Return the id of a next hop, or its key as long as it has none."""
    return (hop.next_hop_id if hop else None) or key


def _inactive(peering: Peering, own: NextHop | None) -> Loss:
    if own is None:
        noun = "VPC peering connection" if peering.by_connection else "router interface"
        return Loss(f"there is no {noun}", "run the role")
    if not peering.by_connection:
        return Loss(f"{own.label} is {own.status}", "run the role again, which activates it")
    return Loss(f"{own.label} is {own.status}", _CURES.get(str(own.status), "run the role again"))


def _loss(peering: Peering, side: Side, own: NextHop | None, hop_id: str, piece: _reach.Piece) -> Loss:
    entry, table = piece.entry, piece.route_table_id
    specific = entry is not None and ipaddress.ip_network(entry.destination).prefixlen >= piece.block.prefixlen
    if table not in peering.destinations_by_table(side) and not specific:
        return Loss(f"the route table {table} is left out by tables: {peering.tables}", "set tables: used")
    if entry is None:
        return Loss(f"{table} has no route", "run the role again") if own else _inactive(peering, own)
    hop = " ".join(part for part in (entry.next_hop_type, entry.next_hop_id) if part) or "nothing"
    if piece.outcome == _reach.CAPTURED:
        cure = "delete that route, or leave its addresses out of routes"
        return Loss(f"{entry.label} captures the traffic, its next hop is {hop}", cure)
    if entry.status not in _reach.IN_FORCE:
        return Loss(f"{entry.label} is {entry.status}", "run the role again")
    if entry.next_hop_id == hop_id:
        return _inactive(peering, own)
    return Loss(f"{entry.label} has the next hop {hop}, which is not active", "delete that route")


def _finding(peering: Peering, role: str, loss: Loss, pairs: dict[str, dict[str, None]]) -> Result:
    side = next(side for side in peering.sides if side.role == role)
    sources, lost = list(pairs["from"]), list(pairs["to"])
    return {
        "peering": peering.name,
        "side": role,
        "account": side.account,
        "from": sources,
        "lost": lost,
        "cause": loss.cause,
        "cure": loss.cure,
        "text": (
            f"{peering.name}, {role} {side.account}: no traffic from {', '.join(sources)} to {', '.join(lost)}:"
            f" {loss.cause}. Cure: {loss.cure}."
        ),
    }
