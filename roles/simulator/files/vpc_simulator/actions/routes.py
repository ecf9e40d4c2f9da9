# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns creating, changing and deleting one route entry. The rules are in `route_rules`."""

from __future__ import annotations

from typing import Any

from vpc_simulator.actions.route_rules import (
    RequestedEntry,
    check_deletable,
    check_entry,
    check_next_hops,
    check_no_task,
    check_router_is_stable,
    own_table,
    parse_destination,
)
from vpc_simulator.call import Call, Response, action
from vpc_simulator.errors import ApiError
from vpc_simulator.lifecycle import run_route_task
from vpc_simulator.model import Network, NextHop, RouteEntry, RouteTable

DEFAULT_WEIGHT = 100  # of a next hop with ECMP


def find_table_and_entry(call: Call, entry_id: str) -> tuple[RouteTable, RouteEntry] | None:
    for table in call.world.tables_of(call.account.uid, call.region):
        if entry := table.entries.get(entry_id):
            return table, entry
    return None


def add_pending_entry(call: Call, table: RouteTable, requested: RequestedEntry, destination: Network) -> RouteEntry:
    entry = call.world.add_entry(
        table, destination, requested.hops, name=requested.name, description=requested.description
    )
    run_route_task(call.world, table, entry, "Pending")
    return entry


@action("CreateRouteEntry")
def create_route_entry(call: Call) -> Response:
    """Add one custom entry; it is Pending at first."""
    table = own_table(call, call.get("RouteTableId"))
    requested = RequestedEntry(
        table.id,
        call.get("DestinationCidrBlock"),
        _hops(call),
        call.get("RouteEntryName", ""),
        call.get("Description", ""),
    )
    parse_destination(call, requested.destination)
    check_router_is_stable(call, table)
    check_no_task(call, table)
    destination = check_entry(call, table, requested)
    call.stop_if_dry_run()
    return {"RouteEntryId": add_pending_entry(call, table, requested, destination).id}


def _hops(call: Call) -> tuple[NextHop, ...]:
    """The next hop, or the next hops of NextHopList."""
    hops = call.get("NextHopList")
    if hops:
        if call.get("NextHopType") or call.get("NextHopId"):
            raise call.error("InvalidNexthopTypeAndList.BothNotNull")
        if not 2 <= len(hops) <= 4:
            raise call.error("InvalidNexthopListSize")
        return tuple(
            NextHop(hop.get("NextHopType", "Instance"), hop.get("NextHopId", ""), hop.get("Weight", DEFAULT_WEIGHT))
            for hop in hops
        )
    if not call.get("NextHopId"):
        raise call.error("InvalidNexthopTypeAndList.BothNull")
    return (NextHop(call.get("NextHopType", "Instance"), call.get("NextHopId")),)


@action("DeleteRouteEntry")
def delete_route_entry(call: Call) -> Response:
    """Remove one custom entry, by its id or by table, destination and next hop."""
    table, entry = _entry_to_delete(call)
    check_deletable(call, table, entry)
    call.stop_if_dry_run()
    run_route_task(call.world, table, entry, "Deleting")
    return {}


def _entry_to_delete(call: Call) -> tuple[RouteTable, RouteEntry]:
    entry_id, table_id, destination = (call.get(n) for n in ("RouteEntryId", "RouteTableId", "DestinationCidrBlock"))
    if entry_id:
        if table_id or destination:
            raise _exclusive(call)
        located = find_table_and_entry(call, entry_id)
        if located is None:
            raise call.error("InvalidRouteEntryId.NotFound")
        return located
    if not table_id or not destination:
        raise call.error("MissingParameter")
    table = own_table(call, table_id)
    hops = [hop.get("NextHopId") for hop in call.get("NextHopList", [])]
    if call.get("NextHopId") and hops:
        raise call.error("ParamExclusive.NextHopIdAndList")
    if not call.get("NextHopId") and not hops:
        raise call.error("InvalidNextHop")
    if hops and not 2 <= len(hops) <= 16:
        raise call.error("InvalidNextHopList.Size")
    entry = table.by_destination.get(parse_destination(call, destination))
    if entry is None:
        raise call.error("InvalidRouteEntry.NotFound")
    _check_next_hop_ids(call, entry, hops or [call.get("NextHopId")])
    return table, entry


def _check_next_hop_ids(call: Call, entry: RouteEntry, hop_ids: list[str]) -> None:
    """Check that the ids are those of the entry's next hops. System entries have no ids of next hops."""
    if entry.type != "Custom":
        return
    if len(entry.next_hops) > len(hop_ids) == 1:
        raise call.error("InvalidNextHopList.Size", 1)
    if sorted(hop_ids) != sorted(hop.id for hop in entry.next_hops):
        raise call.error("InvalidRouteEntry.NotFound")


def _exclusive(call: Call) -> ApiError:
    """The error with a message in place of the documents' %s."""
    error = call.error("ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock")
    error.message = "RouteEntryId excludes RouteTableId and DestinationCidrBlock."
    return error


@action("ModifyRouteEntry")
def modify_route_entry(call: Call) -> Response:
    """Rename a custom entry, or change its next hop in place: Modifying, Available."""
    table, entry = _entry_to_modify(call)
    if entry.type != "Custom":
        raise call.error("InvalidRouteEntryId.NotFound", 1)
    check_no_task(call, table)
    changes: dict[str, Any] = {
        attribute: call.get(name)
        for name, attribute in (("RouteEntryName", "name"), ("Description", "description"))
        if name in call.parameters
    }
    if call.get("NewNextHopId"):
        hops = (NextHop(call.get("NewNextHopType", entry.next_hop_type), call.get("NewNextHopId")),)
        if hops[0].type == "RouterInterface" and call.switches.modify_route_to_interface == "refused":
            raise call.error("InvalidNextHopType")
        check_next_hops(call, table, hops, entry.destination)
        changes["next_hops"] = hops
    call.stop_if_dry_run()
    for attribute, value in changes.items():
        setattr(entry, attribute, value)
    run_route_task(call.world, table, entry, "Modifying")
    return {}


def _entry_to_modify(call: Call) -> tuple[RouteTable, RouteEntry]:
    if entry_id := call.get("RouteEntryId"):
        located = find_table_and_entry(call, entry_id)
        if located is None:
            raise call.error("InvalidRouteEntryId.NotFound")
        return located
    if not call.get("RouteTableId") or not call.get("DestinationCidrBlock"):
        raise call.error("MissingParam.RouteEntryId")
    table = own_table(call, call.get("RouteTableId"))
    entry = table.by_destination.get(parse_destination(call, call.get("DestinationCidrBlock")))
    if entry is None:
        raise call.error("InvalidRouteEntryId.NotFound", 1)
    return table, entry
