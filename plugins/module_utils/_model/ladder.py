# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two links of a peering that moves from router interfaces to a VPC peering connection, and its rung. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_INTERFACES
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import ACTIVATED, PeerConnection

# The values of peering_migrate_to, from the first rung to the last.
PREPARED, SWITCHED, DEACTIVATED, RETIRED = GOALS = ("prepared", "switched", "deactivated", "retired")
IN_PLACE, MORE_SPECIFIC = WAYS = ("in_place", "more_specific")
# The rungs that are no goal: no connection is Activated yet; neither link has the routes; only some routes have moved.
BEGINNING, INTERRUPTED, SWITCHING = "router_interface", "interrupted", "switching"
RUNGS = (BEGINNING, INTERRUPTED, PREPARED, SWITCHING, SWITCHED, DEACTIVATED, RETIRED)
# From these no traffic of the other side depends on the router interfaces any more.
MOVED = (SWITCHED, DEACTIVATED, RETIRED)
# The states of a router interface that carries traffic, or is about to.
ACTIVE = ("Active", "Activating")


@dataclasses.dataclass(frozen=True)
class Ladder:
    """``peering`` is by a VPC peering connection, ``pair`` the same one by router interfaces, each as it exists."""

    peering: Peering
    pair: Peering

    @classmethod
    def from_peering(cls, peering: Peering) -> Ladder:
        """Return the ladder of a peering by a VPC peering connection. Raises RefusedError when several links fit."""
        return cls(peering.as_existing(), twin(peering).as_existing())

    def pair_side(self, side: Side) -> Side:
        """Return a side as an end of the pair of router interfaces, whose roles may be the other way round."""
        return same_side(self.pair, side)

    def interface(self, side: Side) -> RouterInterface | None:
        """Return the router interface of a side."""
        return t.cast("RouterInterface | None", self.pair.have(self.pair_side(side)))

    def connection(self, side: Side) -> PeerConnection | None:
        """Return the VPC peering connection as a side sees it."""
        return t.cast("PeerConnection | None", self.peering.have(side))

    @property
    def interfaces(self) -> list[RouterInterface]:
        """Return the existing router interfaces of the own sides."""
        own = (self.interface(side) for side in self.peering.own_sides)
        return [interface for interface in own if interface]

    def hop_ids(self, side: Side) -> set[str]:
        """Return the ids of both links of a side, as far as they exist."""
        hops = (self.interface(side), self.connection(side))
        return {hop.next_hop_id for hop in hops if hop and hop.next_hop_id}

    @property
    def rung(self) -> str:
        """Return the rung on which the own sides stand, as they were read."""
        sides = [side for side in self.peering.own_sides if side.vpc]
        routes = [entry for side in sides for entry in side.routes.entries]
        custom = [entry for entry in routes if entry.kind == "Custom" and entry.status != "Deleting"]
        return rung_of(
            self.interfaces,
            [connection for connection in map(self.connection, sides) if connection],
            {hop for entry in custom for hop in (entry.next_hop_id or "").split(",")},
            any(self.peering.destinations(side) for side in sides),
        )


def rung_of(
    interfaces: t.Sequence[RouterInterface],
    connections: t.Sequence[PeerConnection],
    hops: t.Collection[str | None],
    wants_routes: bool,
) -> str:
    """Return the rung of the facts; ``hops`` are the next hops of the custom routes of the same sides."""
    if not any(connection.status == ACTIVATED for connection in connections):
        return BEGINNING if interfaces else INTERRUPTED
    on_pair = any(interface.router_interface_id in hops for interface in interfaces)
    on_connection = any(connection.vpc_peer_connection_id in hops for connection in connections)
    if on_pair:
        return SWITCHING if on_connection else PREPARED
    if wants_routes and not on_connection:
        return INTERRUPTED
    if not interfaces:
        return RETIRED
    return SWITCHED if any(interface.status in ACTIVE for interface in interfaces) else DEACTIVATED


def twin(peering: Peering) -> Peering:
    """Return a peering by a VPC peering connection as one by router interfaces."""
    return dataclasses.replace(peering, method=BY_INTERFACES)


def moves(peering: Peering) -> bool:
    """Return whether a run of peering_state=migrate is about a peering."""
    return peering.by_connection and peering.state == "present"


def same_side(peering: Peering, side: Side) -> Side:
    """Return the side of a peering that is at the same place as another one, in whatever role."""
    return next(own for own in peering.sides if _place(own) == _place(side))


def _place(side: Side) -> tuple[str, str, str]:
    return (side.account, side.region, side.value)
