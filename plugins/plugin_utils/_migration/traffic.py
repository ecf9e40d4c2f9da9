# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The blocks that reach each other before a migration and after each of its steps, by either link. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import VPC_PEER
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import Ladder
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import end_key
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import Network
from ansible_collections.aliops.vpc.plugins.plugin_utils import _reach

Entry = t.Mapping[str, t.Any]
VpcKey = tuple[str, str, str]


class Loss(t.NamedTuple):
    """The side that has no way, its own block, and the peer's."""

    side: Side
    source: str
    block: str


@dataclasses.dataclass
class _VpcState:
    """A VPC's custom routes and active links, as the steps so far leave them."""

    side: Side
    entries: dict[tuple[str, str], RouteEntry]
    active: set[str]
    router: _reach.Router | None = None

    def judged(self) -> _reach.Router:
        """Return the router, prepared for look-ups once for each state."""
        if self.router is None:
            router = _reach.router_of(self.side, self.entries.values())
            self.router = dataclasses.replace(router, active=frozenset(self.active))
        return self.router


class Traffic:
    """The traffic of peerings that move; ``apply`` leads on to the state after a step."""

    def __init__(self, ladders: t.Sequence[Ladder]) -> None:
        self.ladders = ladders
        self._vpcs: dict[VpcKey, _VpcState] = {}
        self._by_table: dict[tuple[str, str], _VpcState] = {}
        for side in (side for ladder in ladders for side in ladder.peering.own_sides):
            vpc = self._vpcs.setdefault(_key(side), _begin(side))
            self._by_table.update({(side.account, table): vpc for table in side.existing_vpc["route_table_ids"]})

    def losses(self) -> dict[str, list[Loss]]:
        """Return the pairs of blocks that do not reach each other, by the names of their peerings."""
        lost = {ladder.peering.name: list(self._losses(ladder)) for ladder in self.ladders}
        return {name: losses for name, losses in lost.items() if losses}

    def apply(self, step: str, entries: t.Iterable[Entry]) -> None:
        """Apply the entries of a step."""
        for entry in entries:
            if step == "vpc_peers":
                self._activate_connection(entry)
            elif "route_table_id" in entry:
                self._route(entry)
            else:
                self._set_active(entry["router_interface_id"], step == "activations")

    def _activate_connection(self, entry: Entry) -> None:
        for ladder in self.ladders:
            sides = ladder.peering.sides
            if {side.vpc_id for side in sides} == {entry["vpc_id"], entry["peer_vpc_id"]}:
                for side in ladder.peering.own_sides:
                    connection = ladder.connection(side)
                    hop_id = connection.next_hop_id if connection else None
                    self._vpcs[_key(side)].active |= {ladder.peering.key(side), *({hop_id} if hop_id else ())}
                    self._vpcs[_key(side)].router = None

    def _set_active(self, interface_id: str, active: bool) -> None:
        for vpc in self._vpcs.values():
            known = {interface.router_interface_id for interface in vpc.side.interfaces}
            if interface_id in known:
                vpc.active = vpc.active | {interface_id} if active else vpc.active - {interface_id}
                vpc.router = None

    def _route(self, entry: Entry) -> None:
        vpc = self._by_table[entry["account"], entry["route_table_id"]]
        place = (entry["route_table_id"], entry["destination"])
        vpc.router = None
        if entry.get("state") == "absent":
            vpc.entries.pop(place, None)
            return
        identity = entry.get("next_hop_connection")
        hop_id = end_key(identity["vpc_id"], identity["peer_vpc_id"]) if identity else entry["next_hop_id"]
        vpc.entries[place] = RouteEntry(
            entry["region"], *place, entry.get("next_hop_type", VPC_PEER), hop_id, kind="Custom", status="Available"
        )

    def _losses(self, ladder: Ladder) -> t.Iterator[Loss]:
        for side in ladder.peering.own_sides:
            router = self._vpcs[_key(side)].judged()
            hops = frozenset({*ladder.hop_ids(side), ladder.peering.key(side)})
            for source, block in self._pairs(ladder, side):
                pieces = router.pieces(block, hops, router.tables_of(source))
                if _reach.way(pieces) != _reach.REACHABLE:
                    yield Loss(side, str(source), str(block))

    def _pairs(self, ladder: Ladder, side: Side) -> t.Iterator[tuple[Network, Network]]:
        """Yield each own vSwitch block with each block of the peer that the peering is to connect it with.

        As long as the vSwitches of a remote peer are unknown, the blocks stand for them that are routed there.
        """
        peering, peer = ladder.peering, ladder.peering.peer_of(side)
        forward, back = peering.wanted(side), peering.wanted(peer)
        router = self._vpcs[_key(side)].judged()
        far_router = None if peer.remote else self._vpcs[_key(peer)].judged()
        for source in side.vswitch_blocks:
            for block in peer.vswitch_blocks if peer.vpc else forward.blocks:
                returns = far_router is None or back.cover(source, far_router.tables_of(block))
                if source.version == block.version and returns and forward.cover(block, router.tables_of(source)):
                    yield source, block


def _begin(side: Side) -> _VpcState:
    router = _reach.router_of(side)
    # An entry on its way arrives by itself, and the run waits for those of its peerings.
    entries = {
        (entry.route_table_id, entry.destination): dataclasses.replace(entry, status="Available")
        for entry in side.routes.entries
        if entry.status != "Deleting"
    }
    return _VpcState(side, entries, set(router.active))


def _key(side: Side) -> VpcKey:
    return (side.account, side.region, side.existing_vpc["vpc_id"])
