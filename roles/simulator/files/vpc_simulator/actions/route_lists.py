# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading route entries: DescribeRouteEntryList and the fields of an entry."""

from __future__ import annotations

from typing import Any

from vpc_simulator.actions.peer_routes import peer_hop_fields
from vpc_simulator.call import Call, Response, action, token_page
from vpc_simulator.clock import timestamp
from vpc_simulator.model import NextHop, RouteEntry
from vpc_simulator.world import World

ORIGIN = {"System": "SystemCreate", "Custom": "CustomCreate"}


@action("DescribeRouteEntryList")
def describe_route_entry_list(call: Call) -> Response:
    """The entries of one table, system entries too; all filters must match."""
    world = call.world
    table = world.tables.get(call.get("RouteTableId"))
    if table is None or table.uid != call.account.uid or table.region != call.region:
        raise call.error("InvalidRouteTable.NotFound")
    kind = call.get("RouteEntryType")
    if kind not in (None, "Custom") and (call.get("RouteEntryId") or call.get("RouteEntryName")):
        raise call.error("OperationFailed.FilterParamUnderWrongRouteType")
    entries = [entry for entry in table.entries.values() if _matches(call, entry)]
    rows, token = token_page(call, entries, call.get("MaxResult", 10))
    return {
        **token,
        "TotalCount": len(entries),
        "RouteEntrys": {"RouteEntry": [_render(world, entry) for entry in rows]},
    }


def _matches(call: Call, entry: RouteEntry) -> bool:
    """Whether all filters of the call match the entry."""
    destinations = call.get("DestCidrBlockList")
    default_type = None if call.switches.route_list_next_hop_type == "any" else call.switches.route_list_next_hop_type
    hop_type = call.get("NextHopType", default_type)
    values = {
        "DestinationCidrBlock": str(entry.destination),
        "IpVersion": f"ipv{entry.destination.version}",
        "RouteEntryId": entry.id,
        "RouteEntryName": entry.name,
        "RouteEntryType": entry.type,
    }
    return (
        all(call.get(name, value) == value for name, value in values.items())
        and hop_type in (None, entry.next_hop_type)
        and ("NextHopId" not in call.parameters or entry.has_next_hop(call.get("NextHopId")))
        and (not destinations or str(entry.destination) in destinations)
    )


def _render(world: World, entry: RouteEntry) -> dict[str, Any]:
    return {
        "RouteTableId": entry.table_id,
        "RouteEntryId": entry.id,
        "RouteEntryName": entry.name,
        "Description": entry.description,
        "DestinationCidrBlock": str(entry.destination),
        "Type": entry.type,
        "Status": entry.status,
        "IpVersion": f"ipv{entry.destination.version}",
        "Origin": ORIGIN.get(entry.type, "RoutePropagation"),
        "ServiceType": "",
        "GmtModified": timestamp(entry.modified_at),
        "NextHops": {"NextHop": [_next_hop(world, entry, hop) for hop in entry.next_hops]},
    }


def _next_hop(world: World, entry: RouteEntry, hop: NextHop) -> dict[str, Any]:
    """A next hop; a router interface adds its region, and the VPC or border router on the other side."""
    fields: dict[str, Any] = {"NextHopType": hop.type, "NextHopId": hop.id}
    interface = world.interfaces.get(hop.id)
    if interface is None:
        return {**fields, **peer_hop_fields(world, entry, hop)}
    fields.update(Enabled=1, Weight=hop.weight, NextHopRegionId=interface.region)
    peer = world.peer_views.get(interface.opposite_interface_id)
    if peer and peer.uid == interface.opposite_owner:
        kind = "VBR" if peer.router_type == "VBR" else "VPC"
        instance_id = peer.vpc_id or peer.router_id
        fields["NextHopRelatedInfo"] = {"InstanceId": instance_id, "InstanceType": kind, "RegionId": peer.region}
    return fields
