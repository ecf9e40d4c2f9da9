# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds a side's router interface where the other side's router is unknown, as its VPC or account is deleted. Pure.

An interface is certainly a peering's when it has its mark or its name, or records the peer's VPC or router. Without
that, it has to be the only dead one on the side's router that names the peer's account and region.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import is_dead, is_own, marked_as
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import (
    ACCEPTER,
    REQUESTER,
    UNANSWERED,
    PeerConnection,
)

if t.TYPE_CHECKING:
    from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side


def resolved(peerings: t.Sequence[Peering]) -> list[Peering]:
    """Return the peerings, with the interfaces of sides whose peer's router is unknown, as far as they are certain."""
    resolver = Resolver(peerings)
    certain = [
        with_recorded_account(with_recorded_vpc(peering))
        if peering.by_connection
        else resolver.resolve(peering, resolver.certain)
        for peering in peerings
    ]
    return [peering if peering.by_connection else resolver.resolve(peering, resolver.dead) for peering in certain]


def with_recorded_vpc(peering: Peering) -> Peering:
    """Return a peering whose other VPC is unknown with the VPC that its connection records.

    Its connection has its mark or its name, and joins the side's VPC with one in the peer's region.
    """
    side = lone_side(peering)
    if side is None or peering.peer_of(side).vpc_id:
        return peering
    peer = peering.peer_of(side)
    own_id = side.existing_vpc["vpc_id"]
    recorded = {
        role_end[2]
        for connection in side.existing_vpc.all_connections
        for role_end in (connection.end(REQUESTER), connection.end(ACCEPTER))
        if role_end[2] != own_id and role_end[1] == peer.region and is_own(peering, side, connection)
        if peering.state == "absent" or not _asks(connection, own_id)
    }
    if len(recorded) != 1:
        return peering
    return _with_sides(peering, side, dataclasses.replace(peer, recorded_vpc_id=recorded.pop()))


def with_recorded_account(peering: Peering) -> Peering:
    """Return a peering whose other account is unknown with the account that its connection records."""
    side = lone_side(peering)
    peer = peering.peer_of(side) if side else None
    if side is None or peer is None or not peer.remote or peer.account_id or not peer.vpc_id:
        return peering
    own_id = side.existing_vpc["vpc_id"]
    accounts = {
        end[0]
        for connection in side.existing_vpc.connections.get(frozenset({own_id, peer.vpc_id}), ())
        if connection.is_in_use and not _asks(connection, own_id)
        for end in (connection.end(REQUESTER), connection.end(ACCEPTER))
        if end[2] == peer.vpc_id
    }
    if len(accounts) != 1:
        return peering
    return _with_sides(peering, side, dataclasses.replace(peer, account_id=accounts.pop()))


def _asks(connection: PeerConnection, own_vpc_id: str) -> bool:
    """Return whether it is a request to this VPC: whoever made it wrote its name, so that names nobody to accept."""
    return connection.status in UNANSWERED and connection.accepter_vpc_id == own_vpc_id


class Resolver:
    """Holds the routers and accounts of all peerings, and the interfaces that belong to a peering already."""

    def __init__(self, peerings: t.Sequence[Peering]) -> None:
        self._routers = {side.vpc["router_id"] for peering in peerings for side in peering.sides if side.vpc}
        self._account_ids = {side.account_id for peering in peerings for side in peering.sides if side.account_id}
        self._claimed: set[str | None] = set()

    def resolve(self, peering: Peering, evidence: t.Callable[[Peering, Side], list[RouterInterface]]) -> Peering:
        """Return the peering with the interface that the evidence shows, or several as ``doubtful``."""
        side = lone_side(peering)
        if side is None or side.interface_id:
            return peering
        interfaces = [own for own in evidence(peering, side) if own.router_interface_id not in self._claimed]
        if len(interfaces) == 1:
            self._claimed.add(interfaces[0].router_interface_id)
            return _with(peering, side, interfaces[0])
        if interfaces:
            return _with_sides(peering, dataclasses.replace(side, doubtful=tuple(interfaces)), peering.peer_of(side))
        return peering

    def certain(self, peering: Peering, side: Side) -> list[RouterInterface]:
        """Return the interfaces that have the peering's mark; at a teardown also those that record it otherwise."""
        candidates = self.near(peering, side)
        marked = [interface for interface in candidates if marked_as(peering, interface) == peering.name]
        if marked or peering.state == "present":
            return marked
        peer, name = peering.peer_of(side), side.options.get("interface_name") or peering.name
        recorded = [
            interface
            for interface in candidates
            if (interface.peer_vpc_id and interface.peer_vpc_id == peer.options.get("vpc_id"))
            or (interface.peer_router_id and interface.peer_router_id == peer.options.get("router_id"))
        ]
        named = [interface for interface in candidates if interface.name == name]
        if len(recorded) > 1:
            return [interface for interface in recorded if interface in named] or recorded
        return recorded or named

    def dead(self, peering: Peering, side: Side) -> list[RouterInterface]:
        """Return the interfaces without another end whose peer could be the peering's, at a teardown."""
        if peering.state == "present":
            return []
        vpc_id = peering.peer_of(side).options.get("vpc_id")
        return [
            interface
            for interface in self.near(peering, side)
            if is_dead(interface) and (not vpc_id or interface.peer_vpc_id in (None, vpc_id))
        ]

    def near(self, peering: Peering, side: Side) -> list[RouterInterface]:
        """Return the interfaces on a side's router whose peer may be this side's: same region, account, unknown VPC."""
        peer = peering.peer_of(side)
        return [
            interface
            for interface in side.interfaces
            if interface.status != "Deleting"
            and interface.peer_region in (None, peer.region)
            and interface.peer_router_id not in self._routers
            and self._may_belong(interface.peer_account_id, peer)
            and marked_as(peering, interface) in (None, peering.name)
        ]

    def _may_belong(self, account_id: str | None, peer: Side) -> bool:
        if account_id is None:
            return True
        return account_id == peer.account_id if peer.account_id else account_id not in self._account_ids


def lone_side(peering: Peering) -> Side | None:
    """Return the side that was read, when the other side's router is unknown."""
    known = [side for side in peering.sides if side.vpc]
    return known[0] if len(known) == 1 and not known[0].remote else None


def one_sided_deletion(peering: Peering, side: Side) -> tuple[str, bool]:
    """Return the effect of a teardown where a side's VPC is deleted, and whether that stops the run.

    A VPC with a router interface cannot be deleted: while the service shows the other end, the VPC exists.
    """
    other = peering.peer_of(side)
    hop = peering.have(other)
    if hop is None:
        return f"nothing of this peering was found on {other.account}'s side", False
    label = f"{hop.next_hop_id} ({hop.name or 'no name'}) of {other.account}"
    if isinstance(hop, PeerConnection):
        if hop.is_up:
            return f"but {label} is still {hop.status}, so its VPC exists", True
    elif not is_dead(hop) and hop.peer_status is not None:
        return f"but the other end of {label} is still {hop.peer_status}, so its VPC exists", True
    return f"only {label} is deleted", False


def doubt(peering: Peering, side: Side) -> str | None:
    """Return which interfaces a teardown cannot distinguish; None when there is no doubt."""
    if not side.doubtful or peering.state == "present":
        return None
    ids = ", ".join(
        f"{interface.router_interface_id} ({interface.name or 'no name'}, {interface.status})"
        for interface in side.doubtful
    )
    return (
        f"the other side is deleted, and any of {ids} may be this peering's: give this side interface_name, or"
        " delete by hand those that are not needed."
    )


def _with(peering: Peering, side: Side, interface: RouterInterface) -> Peering:
    """Return the peering with a side's interface, and the roles of its ends as the interface has them."""
    own = dataclasses.replace(side, interface_id=interface.router_interface_id, doubtful=())
    peer = peering.peer_of(side)
    if peering.state == "absent":
        peer = dataclasses.replace(peer, recorded_router_id=interface.peer_router_id)
        if interface.role and interface.role != side.role:
            own = dataclasses.replace(own, role=peer.role)
            peer = dataclasses.replace(peer, role=side.role)
    return _with_sides(peering, own, peer)


def _with_sides(peering: Peering, own: Side, peer: Side) -> Peering:
    initiator, acceptor = (own, peer) if own.role == "initiator" else (peer, own)
    return dataclasses.replace(peering, initiator=initiator, acceptor=acceptor)
