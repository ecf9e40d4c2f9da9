# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds a side's router interface where the other side's router is unknown, because its VPC or account is gone. Pure.

An interface is certainly a peering's when it bears its mark or its name, or records the peer's VPC or router. Without
that, it has to be the only dead one on the side's router that leads to the peer's account and region.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import is_dead, marked_as
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface

if t.TYPE_CHECKING:
    from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side


def resolved(peerings: t.Sequence[Peering]) -> list[Peering]:
    """Return the peerings, with the interfaces of sides whose peer's router is unknown as far as they are certain."""
    resolver = Resolver(peerings)
    certain = [resolver.resolve(one, resolver.certain) for one in peerings]
    return [resolver.resolve(one, resolver.dead) for one in certain]


class Resolver:
    """Knows the routers and accounts of all peerings, and which interfaces are some peering's already."""

    def __init__(self, peerings: t.Sequence[Peering]) -> None:
        self._routers = {side.vpc["router_id"] for one in peerings for side in one.sides if side.vpc}
        self._account_ids = {side.account_id for one in peerings for side in one.sides if side.account_id}
        self._claimed: set[str | None] = set()

    def resolve(self, peering: Peering, evidence: t.Callable[[Peering, Side], list[RouterInterface]]) -> Peering:
        """Return the peering with what the evidence shows: one interface, or several that are ``doubtful``."""
        side = lone_side(peering)
        if side is None or side.interface_id:
            return peering
        found = [one for one in evidence(peering, side) if one.router_interface_id not in self._claimed]
        if len(found) == 1:
            self._claimed.add(found[0].router_interface_id)
            return _with(peering, side, found[0])
        if found:
            return _with_sides(peering, dataclasses.replace(side, doubtful=tuple(found)), peering.peer_of(side))
        return peering

    def certain(self, peering: Peering, side: Side) -> list[RouterInterface]:
        """Return the interfaces that bear the peering's mark; at a teardown also those that record it otherwise."""
        near = self.near(peering, side)
        marked = [one for one in near if marked_as(peering, one) == peering.name]
        if marked or peering.state == "present":
            return marked
        peer, name = peering.peer_of(side), side.options.get("interface_name") or peering.name
        recorded = [
            one
            for one in near
            if (one.peer_vpc_id and one.peer_vpc_id == peer.options.get("vpc_id"))
            or (one.peer_router_id and one.peer_router_id == peer.options.get("router_id"))
        ]
        named = [one for one in near if one.name == name]
        if len(recorded) > 1:
            return [one for one in recorded if one in named] or recorded
        return recorded or named

    def dead(self, peering: Peering, side: Side) -> list[RouterInterface]:
        """Return the interfaces without another end that lead where the peering's would, at a teardown."""
        if peering.state == "present":
            return []
        vpc_id = peering.peer_of(side).options.get("vpc_id")
        return [
            one
            for one in self.near(peering, side)
            if is_dead(one) and (not vpc_id or one.peer_vpc_id in (None, vpc_id))
        ]

    def near(self, peering: Peering, side: Side) -> list[RouterInterface]:
        """Return the interfaces on a side's router that may lead to its peer: to its region, account, no known VPC."""
        peer = peering.peer_of(side)
        return [
            one
            for one in side.interfaces
            if one.status != "Deleting"
            and one.peer_region in (None, peer.region)
            and one.peer_router_id not in self._routers
            and self._may_belong(one.peer_account_id, peer)
            and marked_as(peering, one) in (None, peering.name)
        ]

    def _may_belong(self, account_id: str | None, peer: Side) -> bool:
        if account_id is None:
            return True
        return account_id == peer.account_id if peer.account_id else account_id not in self._account_ids


def lone_side(peering: Peering) -> Side | None:
    """Return the side that was read, when nothing is known of the other side's router."""
    known = [side for side in peering.sides if side.vpc]
    return known[0] if len(known) == 1 and not known[0].remote else None


def half_deletion(peering: Peering, side: Side) -> tuple[str, bool]:
    """Return what a teardown deletes or leaves where a side's VPC is gone, and whether that stops the run.

    A VPC with a router interface cannot be deleted: while the service shows the other end, the VPC exists.
    """
    other = peering.peer_of(side)
    one = peering.have(other)
    if one is None:
        return f"nothing of this peering was found on {other.account}'s side", False
    label = f"{one.router_interface_id} ({one.name or 'no name'}) of {other.account}"
    if not is_dead(one) and one.peer_status is not None:
        return f"but the other end of {label} is still {one.peer_status}, so its VPC exists", True
    return f"only {label} is deleted", False


def doubt(peering: Peering, side: Side) -> str | None:
    """Say which interfaces a teardown does not tell apart; None when there is no doubt."""
    if not side.doubtful or peering.state == "present":
        return None
    ids = ", ".join(f"{one.router_interface_id} ({one.name or 'no name'}, {one.status})" for one in side.doubtful)
    return (
        f"the other side is gone, and any of {ids} may be this peering's: give this side interface_name, or delete by"
        " hand those that are not needed."
    )


def _with(peering: Peering, side: Side, interface: RouterInterface) -> Peering:
    """Return the peering with a side's interface, and its ends the way round that the interface has them."""
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
