# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns CreateRouteEntries and DeleteRouteEntries: 200 with a list of failures. The rules are in `route_rules`."""

from __future__ import annotations

from typing import Any

from vpc_simulator.actions.route_rules import (
    Wanted,
    check_deletable,
    check_entry,
    check_no_task,
    check_router_is_stable,
    own_table,
    parse_destination,
)
from vpc_simulator.actions.routes import add_pending_entry
from vpc_simulator.call import Answer, Call, action, answered
from vpc_simulator.errors import ApiError
from vpc_simulator.lifecycle import run_route_task
from vpc_simulator.model import Network, NextHop, RouteEntry, RouteTable

Failure = dict[str, str]
DUPLICATE = "VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE"
NOT_EXIST = "VPC_ROUTER_ENTRY_NOT_EXIST"


def _tables(call: Call) -> dict[str, RouteTable]:
    """The tables the items name, all free for a task: what cannot be begun at all is refused as a whole."""
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
def create_route_entries(call: Call) -> Answer:
    """Add up to 50 entries as one task. An item that breaks a rule fails alone."""
    tables = _tables(call)
    failures: list[Failure] = []
    accepted: list[tuple[RouteTable, Wanted, Network]] = []
    taken: set[tuple[str, Network]] = set()
    left = {
        table.id: call.account.quotas["route_entries_per_table"] - table.custom_entries for table in tables.values()
    }
    for item in call.get("RouteEntries"):
        wanted, table = _wanted(call, item), tables[item["RouteTableId"]]
        try:
            destination = check_entry(call, table, wanted)
            if (table.id, destination) in taken:
                raise call.error("InvalidCIDRBlock.Duplicate")
            if not left[table.id]:
                raise call.error("QuotaExceeded")
        except ApiError as error:
            failures.append(_creation_failure(item, answered(error, call.action, call.switches), error.code))
            continue
        taken.add((table.id, destination))
        left[table.id] -= 1
        accepted.append((table, wanted, destination))
    call.stop_if_dry_run()
    ids = [add_pending_entry(call, *one).id for one in accepted]
    return {
        "SuccessCount": len(ids),
        "FailedCount": len(failures),
        "RouteEntryIds": ids,
        "FailedRouteEntries": failures,
    }


def _wanted(call: Call, item: dict[str, Any]) -> Wanted:
    return Wanted(
        item["RouteTableId"],
        item["DstCidrBlock"],
        (NextHop(item.get("NextHopType", "Instance"), item["NextHop"]),),
        item.get("Name", ""),
        item.get("Description", ""),
        may_contain_vswitch=call.switches.batch_vswitch_overlap == "allowed",
    )


def _creation_failure(item: dict[str, Any], error: ApiError, code: str) -> Failure:
    """Duplicates have a code of their own; no other is documented, so CreateRouteEntry's are used."""
    if code in ("InvalidCIDRBlock.Duplicate", "Duplicated.VpcNextHop"):
        text = f"Specified CIDR block is already exists, entry.cidrBlock={item['DstCidrBlock']}"
        return _failure(item, DUPLICATE, text)
    return _failure(item, error.code, error.message)


@action("DeleteRouteEntries")
def delete_route_entries(call: Call) -> Answer:
    """Remove up to 50 entries as one task, each by its id or by destination and next hop."""
    tables = _tables(call)
    failures: list[Failure] = []
    found: dict[str, tuple[RouteTable, RouteEntry]] = {}
    for item in call.get("RouteEntries"):
        table = tables[item["RouteTableId"]]
        try:
            entry = _find(call, table, item)
            if entry is None or entry.id in found:
                failures.append(_deletion_failure(item, NOT_EXIST, "vRouterEntry not exists"))
                continue
            check_deletable(call, table, entry)
        except ApiError as error:
            refused = answered(error, call.action, call.switches)
            failures.append(_deletion_failure(item, refused.code, refused.message))
            continue
        found[entry.id] = (table, entry)
    call.stop_if_dry_run()
    for table, entry in found.values():
        run_route_task(call.world, table, entry, "Deleting")
    return {"SuccessCount": len(found), "FailedCount": len(failures), "FailedRouteEntries": failures}


def _find(call: Call, table: RouteTable, item: dict[str, Any]) -> RouteEntry | None:
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
