# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effects of adopting somebody else's router interfaces, and those that a teardown protects. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import foreign_ends, is_dead, is_own, kept
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import ReadVpc
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import Allowed, plan_interfaces

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
    named = " and ".join(
        f"{interface.router_interface_id} ({interface.name or 'no name'}) of {side.account}" for side, interface in ends
    )
    changes = [change for side, interface in ends for change in _changes(peering, side, interface)] or [
        "nothing changes on it"
    ]
    return (
        f"{peering.name}: adopts {named}, created by somebody else: {'; '.join(changes)}."
        f" {peering.initiator.account} pays for the bandwidth. peering_adopt=never refuses this."
    )


def _changes(peering: Peering, side: Side, interface: RouterInterface) -> t.Iterator[str]:
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
    existing = interface.tags or {}
    tags = [f"{key}={value}" for key, value in (after.tags or {}).items() if existing.get(key) != value]
    if tags:
        yield f"tags{of} + {', '.join(tags)}"
    blocks = _new_routes(peering, side)
    if blocks:
        yield f"routes to {interface.router_interface_id} + {', '.join(blocks)}"


def _new_routes(peering: Peering, side: Side) -> list[str]:
    tables, known = side.tables(peering.tables), side.routes.by_key
    blocks = [str(block) for block in peering.destinations(side)]
    return [block for block in blocks if any((side.region, table, block) not in known for table in tables)]


def protected(peering: Peering) -> str | None:
    """Return why a teardown does not delete a pair; None when it may.

    A dead end is deleted whoever created it, and so is a pair of which one end is the peering's own.
    """
    ends = [(side, peering.have(side)) for side in peering.own_sides]
    existing = [(side, interface) for side, interface in ends if interface]
    if not existing or any(is_own(peering, side, interface) for side, interface in existing):
        return None
    if len(existing) == 1 and (len(peering.own_sides) > 1 or is_dead(existing[0][1])):
        return None
    named = " and ".join(
        f"{interface.router_interface_id} ({interface.name or 'no name'}) of {side.account}"
        for side, interface in existing
    )
    return (
        f"{peering.name}: {named} were created by somebody else, and are neither marked nor named as this peering:"
        " set peering_adopt=always to delete them."
    )


def unmanaged(vpcs: t.Iterable[ReadVpc], mark: str, managed: t.Collection[str | None]) -> t.Iterator[RouterInterface]:
    """Yield the marked interfaces on the VPCs' routers, without those that are ``managed``, by their ids."""
    routers: set[str] = set()
    for vpc in vpcs:
        if vpc["router_id"] not in routers:
            routers.add(vpc["router_id"])
            yield from (
                interface
                for interface in vpc.interfaces
                if mark in (interface.tags or {})
                and interface.status != "Deleting"
                and interface.router_interface_id not in managed
            )
