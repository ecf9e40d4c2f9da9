# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The outcome of the traffic of peerings: missing, captured or lost routes, and reachability. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends, NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import Network
from ansible_collections.aliops.vpc.plugins.plugin_utils import _reach
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import (
    ASYMMETRIC,
    COSMETIC,
    CUT_OFF,
    Drift,
    drift,
    vpc_name,
)

Result = dict[str, t.Any]
VpcKey = tuple[str, str, str]
Ways = dict[Network, list[_reach.Piece]]


@dataclasses.dataclass
class RouteAuditor:
    """Judges the routes of any number of peerings; each VPC is prepared for look-ups once."""

    routers: dict[VpcKey, _reach.Router] = dataclasses.field(default_factory=dict)
    first: dict[VpcKey, tuple[Peering, Side]] = dataclasses.field(default_factory=dict)
    # Not reported again: the peerings' own next hops, and entries (table, destination) of earlier findings.
    next_hops: set[str] = dataclasses.field(default_factory=set)
    reported: set[tuple[str, str]] = dataclasses.field(default_factory=set)

    def note(self, peering: Peering, have: Ends) -> None:
        """Note a peering's own next hops and VPCs, so that ``leftovers`` can distinguish them from others."""
        self.next_hops |= {hop.next_hop_id for hop in have.values() if hop and hop.next_hop_id}
        for side in peering.own_sides:
            if side.vpc:
                self.first.setdefault(_key(side), (peering, side))

    def route_drift(self, peering: Peering, have: Ends) -> t.Iterator[Drift]:
        """Find, for each side, the lost traffic to the blocks that it should route to its peer."""
        ways = {side.role: self._ways(peering, side, have[side.role]) for side in peering.own_sides}
        for side in peering.own_sides:
            back = ways.get(peering.peer_of(side).role, {})
            comes_back = not back or any(_goes(pieces) for pieces in back.values())
            for block, pieces in ways[side.role].items():
                for group in _grouped(pieces):
                    if not _follows(group[0], have[side.role]):
                        yield self._lost(peering, side, block, group, goes=_goes(pieces), comes_back=comes_back)

    def reachability(self, peering: Peering, have: Ends) -> t.Iterator[Result]:
        """Yield the verdict for each vSwitch block of one side with each of the other."""
        initiator, acceptor = peering.sides
        to_acceptor, to_initiator = peering.wanted(initiator), peering.wanted(acceptor)
        out = self._joined(initiator, have[initiator.role], have[acceptor.role])
        back = self._joined(acceptor, have[acceptor.role], have[initiator.role])
        for own in initiator.vswitch_blocks:
            for far in (block for block in acceptor.vswitch_blocks if block.version == own.version):
                forward = _one_way(out, own, far, have[initiator.role])
                backward = _one_way(back, far, own, have[acceptor.role])
                yield {
                    "peering": peering.name,
                    "initiator": str(own),
                    "acceptor": str(far),
                    "asked_for": to_acceptor.cover(far, self._router(initiator).tables_of(own))
                    and to_initiator.cover(own, self._router(acceptor).tables_of(far)),
                    "verdict": _reach.both_ways(forward["verdict"], backward["verdict"]),
                    "forward": forward,
                    "backward": backward,
                }

    def leftovers(self) -> t.Iterator[Drift]:
        """Find custom routes to links that are deleted or not active, as far as no finding names them."""
        for peering, side in self.first.values():
            router = self._router(side)
            for entry in side.routes.entries:
                hops = set((entry.next_hop_id or "").split(","))
                if entry.kind != "Custom" or entry.next_hop_type not in router.judged or hops & router.active:
                    continue
                if not hops & self.next_hops and _place(entry) not in self.reported:
                    hop = f"{entry.next_hop_id}, which {_idle(router, entry)}"
                    text = f"{vpc_name(side)}: {entry.label} has next hop {hop}."
                    yield drift(peering, side, COSMETIC, "leftover_route", text, entry=entry.as_result())

    def _router(self, side: Side) -> _reach.Router:
        if _key(side) not in self.routers:
            self.routers[_key(side)] = _reach.router_of(side)
        return self.routers[_key(side)]

    def _ways(self, peering: Peering, side: Side, own: NextHop | None) -> Ways:
        router, wanted = self._router(side), peering.wanted(side)
        return {
            block: router.pieces(block, _id(own), wanted.tables_of(block, router.in_use)) for block in wanted.blocks
        }

    def _lost(
        self,
        peering: Peering,
        side: Side,
        block: Network,
        group: t.Sequence[_reach.Piece],
        *,
        goes: bool,
        comes_back: bool,
    ) -> Drift:
        """Return the drift of traffic to a block with one cause.

        Without a forward route nothing works: replies need it too. Traffic is asymmetric when only a part of the block
        or some of the tables are affected, or when only the forward route differs.
        """
        rule, entry = _rule(group[0]), group[0].entry
        idle = _idle(self._router(side), entry) if entry else ""
        asymmetric = goes or (rule == "route_captured" and comes_back)
        lost = sorted({str(piece.block) for piece in group})
        tables = list(dict.fromkeys(piece.route_table_id for piece in group))
        if entry:
            self.reported.add(_place(entry))
        return drift(
            peering,
            side,
            ASYMMETRIC if asymmetric else CUT_OFF,
            rule,
            f"{vpc_name(side)}: {_sentence(rule, block, lost, tables, entry, idle)}",
            destination=str(block),
            lost=lost,
            route_table_ids=tables,
            entry=entry.as_result() if entry else None,
        )

    def _joined(self, side: Side, own: NextHop | None, peer: NextHop | None) -> _reach.Router:
        """Return a side's router, whose router interface carries nothing as long as its peer is not active."""
        router = self._router(side)
        if not isinstance(own, RouterInterface) or not own.is_up or (peer and peer.is_up):
            return router
        status = f"{own.status}, but its peer is {peer.status if peer else 'gone'}"
        return dataclasses.replace(
            router, active=router.active - {own.next_hop_id}, idle={**router.idle, str(own.next_hop_id): status}
        )


def _one_way(router: _reach.Router, source: Network, block: Network, own: NextHop | None) -> Result:
    pieces = router.pieces(block, _id(own), router.tables_of(source))
    lost = [piece for piece in pieces if piece.outcome != _reach.PEERED]
    by = {_place(piece.entry): _reason(router, piece, piece.entry) for piece in lost if piece.entry}
    return {
        "verdict": _reach.way(pieces),
        "partly": len(lost) < len(pieces) if lost else False,
        "lost": sorted({str(piece.block) for piece in lost}),
        "by": list(by.values()),
    }


def _grouped(pieces: t.Sequence[_reach.Piece]) -> list[list[_reach.Piece]]:
    """Return the pieces that are lost, those with the same cause together: one entry, or no entry at all."""
    groups: dict[t.Any, list[_reach.Piece]] = {}
    for piece in pieces:
        if piece.outcome != _reach.PEERED:
            groups.setdefault(_place(piece.entry) if piece.entry else None, []).append(piece)
    return list(groups.values())


def _rule(piece: _reach.Piece) -> str:
    if piece.entry is None:
        return "route_missing"
    if piece.outcome == _reach.CAPTURED:
        return "route_captured"
    return "route_to_nowhere" if piece.entry.status in _reach.IN_FORCE else "route_not_available"


def _follows(piece: _reach.Piece, own: NextHop | None) -> bool:
    """Return whether a loss only follows from a finding on the interface: it is missing, or not active."""
    if own is None:
        return piece.entry is None
    return _rule(piece) == "route_to_nowhere" and piece.entry is not None and piece.entry.next_hop_id == _id(own)


def _sentence(
    rule: str, block: Network, lost: t.Sequence[str], tables: t.Sequence[str], entry: RouteEntry | None, idle: str
) -> str:
    """Return a loss in words; ``idle`` is why the entry's next hop carries nothing."""
    what = str(block) if list(lost) == [str(block)] else f"{', '.join(lost)} of {block}"
    if entry is None:
        return f"no route to {what} in {', '.join(tables)}."
    hop = f"next hop {_hop(entry)}"
    return {
        "route_captured": f"traffic to {what} is captured: {entry.label} has {hop}.",
        "route_not_available": f"the route to {what} is not in force: {entry.label} is {entry.status}.",
        "route_to_nowhere": f"traffic to {what} is lost: {entry.label} has {hop}, which {idle}.",
    }[rule]


def _reason(router: _reach.Router, piece: _reach.Piece, entry: RouteEntry) -> Result:
    """Return an entry that takes traffic, with the status that makes it a black hole: its own, or its next hop's."""
    lost = piece.outcome == _reach.BLACK_HOLE
    in_force = entry.status in _reach.IN_FORCE
    return {
        "route_table_id": entry.route_table_id,
        "destination": entry.destination,
        "next_hop": _hop(entry),
        "status": None if in_force else entry.status,
        "next_hop_status": router.status_of(entry) if lost and in_force else None,
    }


def _idle(router: _reach.Router, entry: RouteEntry) -> str:
    return _reach.idle_state(router.status_of(entry))


def _hop(entry: RouteEntry) -> str:
    return " ".join(part for part in (entry.next_hop_type, entry.next_hop_id) if part) or "nothing"


def _goes(pieces: t.Sequence[_reach.Piece]) -> bool:
    return any(piece.outcome == _reach.PEERED for piece in pieces)


def _id(hop: NextHop | None) -> str | None:
    return hop.next_hop_id if hop else None


def _key(side: Side) -> VpcKey:
    return (side.account, side.region, side.existing_vpc["vpc_id"])


def _place(entry: RouteEntry) -> tuple[str, str]:
    return (entry.route_table_id, entry.destination)
