# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The route entries that peerings want, and those to their own next hops that none wants. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side

# Region, route table and destination.
Key = tuple[str, str, str]


def wanted_routes(peering: Peering, side: Side) -> list[Key]:
    """Return the keys of the entries that a side should have."""
    by_table = peering.destinations_by_table(side)
    return [(side.region, table, str(block)) for table, blocks in by_table.items() for block in blocks]


def missing_routes(peering: Peering, side: Side) -> list[Key]:
    """Return the keys of the entries that a side should have, and of which its tables have none yet."""
    known = side.routes.by_key
    return [key for key in wanted_routes(peering, side) if key not in known]


def all_wanted(peerings: t.Iterable[Peering]) -> set[Key]:
    """Return the keys of the entries that any of these peerings should have."""
    present = [peering for peering in peerings if peering.state == "present"]
    return {
        key for peering in present for side in peering.own_sides if side.vpc for key in wanted_routes(peering, side)
    }


def surplus(peering: Peering, side: Side, own: NextHop | None, wanted: t.Container[Key]) -> list[RouteEntry]:
    """Return a side's custom entries whose only next hop is its own, and which no peering wants.

    As long as the blocks of a remote peer are unknown, nothing is surplus.
    """
    if own is None or own.next_hop_id is None or not side.vpc:
        return []
    if peering.peer_of(side).vpc is None and not peering.names_blocks(side):
        return []
    hop = own.next_hop_id
    return [
        entry
        for entry in side.routes.custom_via(hop)
        if entry.next_hop_id == hop and entry.key not in wanted and entry.status != "Deleting"
    ]
