# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effects of adopting somebody else's link, and the links that a teardown protects. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import (
    foreign_ends,
    is_dead,
    is_own,
    kept,
    wanted_name,
    wanted_tags,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import GOING, UNANSWERED, PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import VpcSnapshot
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import Allowed, plan_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import missing_routes

# Tags that the peering does not name belong to somebody else.
KEEP_TAGS = Allowed(purge_tags=False)
SHOWN = ("name", "description", "spec")


def adoption(peering: Peering) -> str | None:
    """Return which pair a run adopts, the changes on it, and who pays; None when it adopts nothing.

    ``peering`` has its ends as they exist.
    """
    ends = foreign_ends(peering)
    if not ends:
        return None
    changes = [change for side, hop in ends for change in _changes(peering, side, hop)]
    return (
        f"{peering.name}: adopts {named(ends)}, created by somebody else:"
        f" {'; '.join(dict.fromkeys(changes)) or 'nothing changes on it'}."
        f" {_payment(peering)} peering_adopt=never refuses this."
    )


def named(ends: t.Iterable[tuple[Side, NextHop]]) -> str:
    """Return the label of a link in a sentence; both sides share a VPC peering connection."""
    accounts: dict[str, list[str]] = {}
    for side, hop in ends:
        accounts.setdefault(f"{hop.next_hop_id} ({hop.name or 'no name'})", []).append(side.account)
    return " and ".join(f"{label} of {' and '.join(dict.fromkeys(owners))}" for label, owners in accounts.items())


def _payment(peering: Peering) -> str:
    if not peering.by_connection:
        return f"{peering.initiator.account} pays for the bandwidth."
    if not peering.payers:
        return "Within a region it costs nothing."
    return "Each account pays for the traffic that leaves its VPC."


def _changes(peering: Peering, side: Side, hop: NextHop) -> t.Iterator[str]:
    if isinstance(hop, RouterInterface):
        yield from _interface_changes(peering, side, hop)
    else:
        yield from _connection_changes(peering, side, hop)
    blocks = _new_routes(peering, side)
    if blocks:
        yield f"routes to {hop.next_hop_id} + {', '.join(blocks)}"


def _connection_changes(peering: Peering, side: Side, connection: PeerConnection) -> t.Iterator[str]:
    of = f" of {connection.vpc_peer_connection_id}"
    if side.role == "acceptor" and connection.status in UNANSWERED:
        yield f"accepts the request {connection.vpc_peer_connection_id}"
    for field in ("name", "description", "bandwidth", "link_type"):
        value = wanted_name(peering, side, connection) if field == "name" else getattr(peering, field)
        before = getattr(connection, field)
        if value is not None and value != before:
            yield f"{field}{of} {before or 'none'} -> {value}"
    yield from _new_tags(connection, wanted_tags(peering, side, connection))


def _new_tags(hop: NextHop, wanted: t.Mapping[str, str] | None) -> t.Iterator[str]:
    existing = hop.tags or {}
    tags = [f"{key}={value}" for key, value in (wanted or {}).items() if existing.get(key) != value]
    if tags:
        yield f"tags of {hop.next_hop_id} + {', '.join(tags)}"


def _interface_changes(peering: Peering, side: Side, interface: RouterInterface) -> t.Iterator[str]:
    want = kept(peering, side, interface)
    try:
        after = plan_interfaces([want], [interface], "present", KEEP_TAGS)[0].after or interface
    except RefusedError:  # the plan reports it, with all the other refusals
        return
    of = f" of {interface.router_interface_id}"
    for field in SHOWN:
        before, value = getattr(interface, field), getattr(after, field)
        if before != value:
            yield f"{field}{of} {before or 'none'} -> {value}"
    yield from _new_tags(interface, after.tags)


def _new_routes(peering: Peering, side: Side) -> list[str]:
    return list(dict.fromkeys(block for _region, _table, block in missing_routes(peering, side)))


def protected(peering: Peering) -> str | None:
    """Return why a teardown does not delete a pair; None when it may.

    A dead end is deleted whoever created it, and so is a pair of which one end is the peering's own.
    """
    ends = [(side, peering.have(side)) for side in peering.own_sides]
    existing = [(side, hop) for side, hop in ends if hop]
    if not existing or any(is_own(peering, side, hop) for side, hop in existing):
        return None
    # Both sides share a connection.
    alone = peering.by_connection or len(existing) == 1
    if alone and is_dead(existing[0][1]):
        return None
    if len(existing) == 1 and len(peering.own_sides) > 1:
        return None
    if peering.by_connection:
        were, are, them = "was", "is", "it"
    else:
        were, are, them = "were", "are", "them"
    return (
        f"{peering.name}: {named(existing)} {were} created by somebody else, and {are} neither marked nor named as this"
        f" peering: set peering_adopt=always to delete {them}."
    )


def unmanaged(vpcs: t.Iterable[VpcSnapshot], mark: str, managed: t.Collection[str | None]) -> t.Iterator[NextHop]:
    """Yield the marked links of the VPCs, without those that are ``managed``, by their ids."""
    routers: set[str] = set()
    for vpc in vpcs:
        if vpc["router_id"] not in routers:
            routers.add(vpc["router_id"])
            yield from (
                hop
                for hop in vpc.next_hops
                if mark in (hop.tags or {}) and hop.status not in GOING and hop.next_hop_id not in managed
            )
