# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the route tables that a task speaks of and carries out the plan of their entries. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils import _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._client import Client, refusal
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._plan import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan_routes import (
    CREATE,
    CREATE_ONE,
    DELETE,
    DELETE_ONE,
    MODIFY,
    Batch,
    batches,
)
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._waiters import ROUTES_DONE, ROUTES_GONE, wait

# Codes of single entries in a batch whose work is done already; what is there is read back and compared.
DONE_ALREADY = frozenset({"VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE", "VPC_ROUTER_ENTRY_NOT_EXIST"})

# Stands for an action where there is only to wait.
NOTHING = ""

# What belongs to a VPC is asked for by the VPC's id, and one of these.
SYSTEM, USED = "system", "used"

Key = tuple[str, str, str]
Tables = dict[tuple[str, str], str]


def with_tables(
    client: Client, entries: t.Sequence[dict[str, t.Any]], region: str | None, *, may_lack: bool = False
) -> tuple[list[dict[str, t.Any]], Tables]:
    """Return the options of each entry once for every table that it means, and whose VPC's tables they are.

    An entry names its table, or a VPC and which of its tables: the system table, or every one that a vSwitch uses.
    Raises OptionError for a VPC that is not there; with ``may_lack`` its entries mean no table.
    """
    named = {(entry.get("region") or region or "", entry["vpc_id"]) for entry in entries if entry.get("vpc_id")}
    found: dict[tuple[str, str], list[dict[str, t.Any]]] = {}
    for vpc, rows, failure in client.each(
        lambda vpc: _vpc.describe_route_table_list(client, vpc[0], vpc[1]), sorted(named)
    ):
        if failure:
            raise failure
        if not rows and not may_lack:
            raise OptionError(f"There is no VPC {vpc[1]} in {vpc[0]}.")
        found[vpc] = rows or []
    expanded: list[dict[str, t.Any]] = []
    for entry in entries:
        rows = found.get((entry.get("region") or region or "", entry.get("vpc_id") or ""), [])
        tables = [row["RouteTableId"] for row in rows if _is_meant(row, entry.get("tables") or SYSTEM)]
        expanded += [{**entry, "route_table_id": one} for one in tables] if entry.get("vpc_id") else [entry]
    owners = {(vpc[0], row["RouteTableId"]): vpc[1] for vpc, rows in found.items() for row in rows}
    return expanded, owners


def _is_meant(row: dict[str, t.Any], tables: str) -> bool:
    if tables == SYSTEM:
        return bool(row.get("RouteTableType") == "System")
    return bool((row.get("VSwitchIds") or {}).get("VSwitchId"))


def read_tables(client: Client, want: t.Iterable[RouteEntry]) -> list[RouteEntry]:
    """Return all entries of the tables that ``want`` names: one reading for each table."""
    tables = sorted({(entry.region, entry.route_table_id) for entry in want})
    found: list[RouteEntry] = []
    for _table, entries, failure in client.each(lambda table: _vpc.describe_route_entry_list(client, *table), tables):
        if failure:
            raise failure
        found += entries or []
    return found


def apply(
    client: Client, changes: t.Sequence[Change[RouteEntry]], timeout: float | None, owners: Tables | None = None
) -> tuple[list[Change[RouteEntry]], Failures]:
    """Carry out a plan; return the changes as they came out, and (label, failure) of those that did not.

    ``timeout`` is in seconds; without one the entries may still be on their way when this returns. ``owners`` tells the
    VPC of tables, as far as it is known.
    """
    failures: Failures = []
    seen: dict[Key, RouteEntry] = {}
    # The service works on one route task of a VPC at a time: the calls of a queue go one after the other.
    queues = [*batches(changes, owners), *_arriving(changes)]
    for _queue, outcome, _none in client.each(lambda queue: _send(client, queue, timeout), queues):
        failed, found = outcome or ([], {})
        failures += failed
        seen.update(found)
    return [_came_out(change, seen) for change in changes], failures


def _arriving(changes: t.Sequence[Change[RouteEntry]]) -> list[list[Batch]]:
    """Return what an earlier run has left on its way: nothing is to be sent for it, but to be waited for."""
    return [
        [Batch(NOTHING, change.want.region, change.want.route_table_id, (change,))]
        for change in changes
        if not change.writes and change.before and change.before.status != "Available"
    ]


def _send(client: Client, queue: t.Sequence[Batch], timeout: float | None) -> tuple[Failures, dict[Key, RouteEntry]]:
    failures: Failures = []
    seen: dict[Key, RouteEntry] = {}
    for batch in queue:
        try:
            refused = _call(client, batch)
        except VpcError as error:
            failures += [(change.label, error) for change in batch.changes]
            continue
        failures += [(change.label, error) for change, error in refused]
        sent = [change for change in batch.changes if change not in [one for one, _error in refused]]
        if timeout is not None and sent:
            failures += _wait(client, batch, sent, timeout, seen)
    return failures, seen


def _call(client: Client, batch: Batch) -> list[tuple[Change[RouteEntry], VpcError]]:
    """Send one batch and return the entries that the API refused in an answer that says 200."""
    entries = [t.cast(RouteEntry, change.before or change.after) for change in batch.changes]
    rows: list[dict[str, t.Any]] = []
    if batch.action == CREATE:
        rows = _vpc.create_route_entries(client, batch.region, [change.want for change in batch.changes])
    elif batch.action == DELETE:
        rows = _vpc.delete_route_entries(client, batch.region, entries)
    elif batch.action == CREATE_ONE:
        _vpc.create_route_entry(client, batch.region, entries[0], str(uuid.uuid4()))
    elif batch.action == DELETE_ONE:
        _vpc.delete_route_entry(client, batch.region, entries[0])
    elif batch.action == MODIFY:
        _vpc.modify_route_entry(client, batch.region, entries[0], t.cast(RouteEntry, batch.changes[0].after))
    refused = {row["DstCidrBlock"]: row for row in rows if row["FailedCode"] not in DONE_ALREADY}
    return [
        (change, refusal(batch.action, batch.region, row["FailedCode"], row.get("FailedMessage") or "refused"))
        for change in batch.changes
        for row in [refused.get(change.want.destination)]
        if row
    ]


def _wait(
    client: Client, batch: Batch, sent: t.Sequence[Change[RouteEntry]], timeout: float, seen: dict[Key, RouteEntry]
) -> Failures:
    going = batch.action in (DELETE, DELETE_ONE) or batch.changes[0].after is None
    waiter = ROUTES_GONE if going else ROUTES_DONE
    labels = {change.want.destination: change.label for change in sent}
    entries: dict[str, RouteEntry] = {}

    def read() -> dict[str, dict[str, t.Any]]:
        found = _vpc.describe_route_entry_list(client, batch.region, batch.route_table_id)
        entries.clear()
        entries.update({entry.destination: entry for entry in found})
        return {entry.destination: entry.as_result() for entry in found}

    _last, failures = wait(dict.fromkeys(labels, waiter), read, timeout, client.report)
    seen.update(
        {change.want.key: entries[one] for change in sent for one in [change.want.destination] if one in entries}
    )
    taken = [
        (change.label, VpcError(f"it leads to {found.next_hop_id}, another run has made it meanwhile"))
        for change in sent
        for found in [seen.get(change.want.key)]
        if found and change.after and found.next_hop_id != change.after.next_hop_id
    ]
    return [(labels[one], error) for one, error in failures.items()] + taken


def _came_out(change: Change[RouteEntry], seen: dict[Key, RouteEntry]) -> Change[RouteEntry]:
    if not change.writes or change.after is None:
        return change
    return dataclasses.replace(change, after=seen.get(change.want.key, change.after))
