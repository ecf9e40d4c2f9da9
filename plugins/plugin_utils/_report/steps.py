# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of a run: which tasks wrote or failed, and the verb for each resource. Pure.

A router interface is created, but its peer is set, and its connection is activated.
"""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import VPC_PEER
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import UP, Entry, Result, Step

PEERS, CONNECTIONS = "router_interface_peers", "router_interface_connections"
NOUNS = {
    "router_interfaces": "Router interfaces",
    PEERS: "Peers of router interfaces",
    CONNECTIONS: "Connections of router interfaces",
    "vpc_peer_connections": "VPC peering connections",
    "route_entries": "Route entries",
}
# By a record's action: its mark, and the verb of a plan and of a run.
VERBS = {
    "created": ("+", "create", "created"),
    "updated": ("~", "change", "changed"),
    "recreated": ("~", "recreate", "recreated"),
    "accepted": ("~", "accept", "accepted"),
    "rejected": ("-", "reject", "rejected"),
    "deleted": ("-", "delete", "deleted"),
}
SET = ("~", "set", "set")
ACTIVATED, DEACTIVATED = ("~", "activate", "activated"), ("~", "deactivate", "deactivated")


def steps_of(results: t.Iterable[Result], names: t.Mapping[str | None, str], check: bool) -> t.Iterator[Step]:
    """Return a step for each task's result in which something was, or would be, written, or that failed.

    ``names`` are those of the run's accounts by their ids.
    """
    for result in results:
        failed = result.get("msg") if result.get("failed") else None
        if result.get("writes") or failed:
            yield _step(result, names, check, failed)


def _step(result: Result, names: t.Mapping[str | None, str], check: bool, failed: str | None) -> Step:
    noun = next((noun for noun in NOUNS if noun in result), "")
    records = [record for record in result.get(noun) or () if record["action"] != "none"]
    accounts = dict.fromkeys(account for record in records for account in _accounts(record, names))
    return Step(
        NOUNS.get(noun, "Calls"),
        ", ".join(accounts or result.get("accounts") or ()),
        tuple(result.get("writes") or ()),
        tuple(_entry(noun, record, check) for record in records),
        tuple(result.get("request_ids") or ()),
        result.get("elapsed"),
        tuple(result.get("progress") or ()),
        failed,
    )


def _entry(noun: str, record: Result, check: bool) -> Entry:
    mark, plan, done = _verbs(noun, record)
    return Entry(mark, plan if check else done, _label(record))


def _verbs(noun: str, record: Result) -> tuple[str, str, str]:
    action = str(record["action"])
    if noun == PEERS:
        return SET
    if noun == CONNECTIONS:
        return ACTIVATED if record.get("status") in UP else DEACTIVATED
    return VERBS.get(action, ("~", action, action))


def _accounts(record: Result, names: t.Mapping[str | None, str]) -> t.Iterator[str]:
    """Return the run's accounts that a record is about; a connection belongs to both of its accounts."""
    if record.get("account"):
        yield str(record["account"])
    for role in ("requester", "accepter"):
        if (account_id := record.get(f"{role}_account_id")) in names:
            yield names[account_id]


def _label(record: Result) -> str:
    if "destination" in record:
        noun = "VPC peering connection" if record.get("next_hop_type") == VPC_PEER else "router interface"
        hop = record.get("next_hop_id") or f"the new {noun}"
        return f"{record['destination']} \u2192 {hop} in {record['route_table_id']}"
    if "vpc_peer_connection_id" in record:
        named = record["vpc_peer_connection_id"] or record.get("name")
        return f"{named} ({record.get('requester_vpc_id')} to {record.get('accepter_vpc_id')})"
    named = record.get("router_interface_id") or f"{record.get('role')} on {record.get('router_id')}"
    return f"{named} ({record.get('role')} in {record.get('region')})"
