# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the route tables that a task speaks of and carries out the plan of their entries. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils import _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, Failures, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._plan import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan_routes import CREATE, DELETE, Batch, batches
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._waiters import ROUTES_DONE, ROUTES_GONE, wait

# Codes of single entries in a batch whose work is done already; what is there is read back and compared.
DONE_ALREADY = frozenset({"VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE", "VPC_ROUTER_ENTRY_NOT_EXIST"})

Key = tuple[str, str, str]


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
    client: Client, changes: t.Sequence[Change[RouteEntry]], timeout: float | None
) -> tuple[list[Change[RouteEntry]], Failures]:
    """Carry out a plan; return the changes as they came out, and (label, failure) of those that did not.

    ``timeout`` is in seconds; without one the entries may still be on their way when this returns.
    """
    failures: Failures = []
    seen: dict[Key, RouteEntry] = {}
    # The service works on one route task of a VPC at a time: the batches of a table go one after the other.
    for _queue, outcome, _none in client.each(lambda queue: _send(client, queue, timeout), batches(changes)):
        failed, found = outcome or ([], {})
        failures += failed
        seen.update(found)
    return [_came_out(change, seen) for change in changes], failures


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
    if batch.action == CREATE:
        rows = _vpc.create_route_entries(client, batch.region, [change.want for change in batch.changes])
    elif batch.action == DELETE:
        entries = [t.cast(RouteEntry, change.before) for change in batch.changes]
        rows = _vpc.delete_route_entries(client, batch.region, entries)
    else:
        (change,) = batch.changes
        _vpc.modify_route_entry(
            client, batch.region, *t.cast("tuple[RouteEntry, RouteEntry]", (change.before, change.after))
        )
        rows = []
    refused = {row["DstCidrBlock"]: row for row in rows if row["FailedCode"] not in DONE_ALREADY}
    return [
        (
            change,
            CallError(batch.action, batch.region, row["FailedCode"], row.get("FailedMessage") or "refused", status=400),
        )
        for change in batch.changes
        for row in [refused.get(change.want.destination)]
        if row
    ]


def _wait(
    client: Client, batch: Batch, sent: t.Sequence[Change[RouteEntry]], timeout: float, seen: dict[Key, RouteEntry]
) -> Failures:
    waiter = ROUTES_GONE if batch.action == DELETE else ROUTES_DONE
    labels = {change.want.destination: change.label for change in sent}
    entries: dict[str, RouteEntry] = {}

    def read() -> dict[str, dict[str, t.Any]]:
        found = _vpc.describe_route_entry_list(client, batch.region, batch.route_table_id)
        entries.update({entry.destination: entry for entry in found})
        return {entry.destination: entry.as_result() for entry in found}

    _last, failures = wait(dict.fromkeys(labels, waiter), read, timeout)
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
