# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns CreateRouteEntries and DeleteRouteEntries: 200 with a list of failures. The rules are in `route_rules`."""

from __future__ import annotations

from typing import Any

from vpc_simulator.actions.route_rules import (
    RequestedEntry,
    check_deletable,
    check_entry,
    check_no_task,
    check_router_is_stable,
    own_table,
    parse_destination,
)
from vpc_simulator.actions.routes import add_pending_entry
from vpc_simulator.call import Call, Response, action, error_to_send
from vpc_simulator.errors import ApiError
from vpc_simulator.lifecycle import run_route_task
from vpc_simulator.model import Network, NextHop, RouteEntry, RouteTable

Failure = dict[str, str]
DUPLICATE = "VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE"
NOT_EXIST = "VPC_ROUTER_ENTRY_NOT_EXIST"


def _tables(call: Call) -> dict[str, RouteTable]:
    """The tables of the items. Refuse the whole call unless every table can start a task."""
    tables = {item["RouteTableId"]: own_table(call, item["RouteTableId"]) for item in call.get("RouteEntries")}
    for table in tables.values():
        check_router_is_stable(call, table)
        check_no_task(call, table)
    return tables


def _failure(item: dict[str, Any], code: str, message: str) -> Failure:
    return {
        "DstCidrBlock": item.get("DstCidrBlock", ""),
        "NextHop": item.get("NextHop", ""),
        "FailedCode": code,
        "FailedMessage": message,
    }


@action("CreateRouteEntries")
def create_route_entries(call: Call) -> Response:
    """Add up to 50 entries as one task. An invalid item fails alone."""
    tables = _tables(call)
    failures: list[Failure] = []
    accepted: list[tuple[RouteTable, RequestedEntry, Network]] = []
    destinations: set[tuple[str, Network]] = set()
    remaining = {
        table.id: call.account.quotas["route_entries_per_table"] - table.custom_entries for table in tables.values()
    }
    for item in call.get("RouteEntries"):
        requested, table = _requested_entry(call, item), tables[item["RouteTableId"]]
        try:
            _check_ip_version(call, item)
            destination = check_entry(call, table, requested)
            if (table.id, destination) in destinations:
                raise call.error("InvalidCIDRBlock.Duplicate")
            if not remaining[table.id]:
                raise call.error("QuotaExceeded")
        except ApiError as error:
            failures.append(_creation_failure(item, error_to_send(error, call.action, call.switches), error.code))
            continue
        destinations.add((table.id, destination))
        remaining[table.id] -= 1
        accepted.append((table, requested, destination))
    if accepted:
        call.stop_if_dry_run()
    ids = [add_pending_entry(call, *entry).id for entry in accepted]
    return {
        "SuccessCount": len(ids),
        "FailedCount": len(failures),
        "RouteEntryIds": ids,
        "FailedRouteEntries": failures,
    }


def _check_ip_version(call: Call, item: dict[str, Any]) -> None:
    """Check that the destination is of the version that IpVersion names."""
    destination = parse_destination(call, item["DstCidrBlock"])
    if item.get("IpVersion", destination.version) != destination.version:
        raise call.error("IllegalParam.CidrBlock")


def _requested_entry(call: Call, item: dict[str, Any]) -> RequestedEntry:
    return RequestedEntry(
        item["RouteTableId"],
        item["DstCidrBlock"],
        (NextHop(item.get("NextHopType", "Instance"), item["NextHop"]),),
        item.get("Name", ""),
        item.get("Description", ""),
        may_contain_vswitch=call.switches.batch_vswitch_overlap == "allowed",
    )


def _creation_failure(item: dict[str, Any], error: ApiError, code: str) -> Failure:
    """Only duplicates have a documented code; the others are those of CreateRouteEntry."""
    if code in ("InvalidCIDRBlock.Duplicate", "Duplicated.VpcNextHop"):
        message = f"Specified CIDR block is already exists, entry.cidrBlock={item['DstCidrBlock']}"
        return _failure(item, DUPLICATE, message)
    return _failure(item, error.code, error.message)


@action("DeleteRouteEntries")
def delete_route_entries(call: Call) -> Response:
    """Remove up to 50 entries as one task, each by its id or by destination and next hop."""
    tables = _tables(call)
    failures: list[Failure] = []
    entries: dict[str, tuple[RouteTable, RouteEntry]] = {}
    for item in call.get("RouteEntries"):
        table = tables[item["RouteTableId"]]
        try:
            entry = _find_entry(call, table, item)
            if entry is None or entry.id in entries:
                failures.append(_deletion_failure(item, NOT_EXIST, "vRouterEntry not exists"))
                continue
            check_deletable(call, table, entry)
        except ApiError as error:
            sent = error_to_send(error, call.action, call.switches)
            failures.append(_deletion_failure(item, sent.code, sent.message))
            continue
        entries[entry.id] = (table, entry)
    if entries:
        call.stop_if_dry_run()
    for table, entry in entries.values():
        run_route_task(call.world, table, entry, "Deleting")
    return {"SuccessCount": len(entries), "FailedCount": len(failures), "FailedRouteEntries": failures}


def _find_entry(call: Call, table: RouteTable, item: dict[str, Any]) -> RouteEntry | None:
    if entry_id := item.get("RouteEntryId"):
        return table.entries.get(entry_id)
    if not item.get("DstCidrBlock") or not item.get("NextHop"):
        raise call.error("MissingParameter")
    entry = table.by_destination.get(parse_destination(call, item["DstCidrBlock"]))
    if entry and entry.type == "Custom" and [hop.id for hop in entry.next_hops] != [item["NextHop"]]:
        return None
    return entry


def _deletion_failure(item: dict[str, Any], code: str, message: str) -> Failure:
    return {"RouteEntryId": item.get("RouteEntryId", ""), **_failure(item, code, message)}
