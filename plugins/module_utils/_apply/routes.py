# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the route tables that a task speaks of and carries out the plan of their entries. Decides nothing."""

from __future__ import annotations

import dataclasses
import itertools
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client, refusal
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import (
    ROUTES_DONE,
    ROUTES_GONE,
    WAIT_BETWEEN,
    Waiter,
    wait,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import (
    ABSENT,
    CREATE,
    CREATE_ONE,
    DELETE,
    DELETE_ONE,
    MODIFY,
    Batch,
    batches,
)

# Codes of single entries in a batch whose work is done already; what is there is read back and compared.
DONE_ALREADY = frozenset({"VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE", "VPC_ROUTER_ENTRY_NOT_EXIST"})

# Stands for an action where there is only to wait.
NOTHING = ""

# What belongs to a VPC is asked for by the VPC's id, and one of these.
SYSTEM, USED = "system", "used"

Key = tuple[str, str, str]
Tables = dict[tuple[str, str], str]


def with_tables(
    client: Client, entries: t.Sequence[dict[str, t.Any]], region: str | None
) -> tuple[list[dict[str, t.Any]], Tables]:
    """Return the options of each entry once for every table that it means, and whose VPC's tables they are.

    An entry names its table, or a VPC and which of its tables: the system table, or every one that a vSwitch uses.
    Raises OptionError for a VPC that does not exist, unless all of its entries are to be absent.
    """
    named, needed = set(), set()
    for entry in entries:
        if entry.get("vpc_id"):
            vpc = (entry.get("region") or region or "", entry["vpc_id"])
            named.add(vpc)
            needed |= {vpc} if entry.get("state") != ABSENT else set()
    found: dict[tuple[str, str], list[dict[str, t.Any]]] = {}
    for vpc, rows, failure in client.each(
        lambda vpc: _vpc.describe_route_table_list(client, vpc[0], vpc[1]), sorted(named)
    ):
        if failure:
            raise failure
        if not rows and vpc in needed:
            raise OptionError(f"There is no VPC {vpc[1]} in {vpc[0]}.")
        found[vpc] = rows or []
    expanded: list[dict[str, t.Any]] = []
    for entry in entries:
        rows = found.get((entry.get("region") or region or "", entry.get("vpc_id") or ""), [])
        tables = [row["route_table_id"] for row in rows if _is_meant(row, entry.get("tables") or SYSTEM)]
        expanded += [{**entry, "route_table_id": one} for one in tables] if entry.get("vpc_id") else [entry]
    owners = {(vpc[0], row["route_table_id"]): vpc[1] for vpc, rows in found.items() for row in rows}
    return expanded, owners


def _is_meant(row: dict[str, t.Any], tables: str) -> bool:
    return row["type"] == "System" if tables == SYSTEM else bool(row["vswitch_ids"])


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
    client: Client,
    changes: t.Sequence[Change[RouteEntry]],
    timeout: float | None,
    owners: t.Mapping[tuple[str, str], str] | None = None,
    stopped: t.Mapping[str, VpcError] | None = None,
) -> tuple[list[Change[RouteEntry]], Failures]:
    """Carry out a plan; return the changes as they came out, and (label, failure) of those that did not.

    ``timeout`` is in seconds; without one the entries may still be on their way when this returns. ``owners`` tells the
    VPC of tables, as far as it is known. ``stopped`` are failures of what had to be so before, by label: those changes
    are not begun.
    """
    stopped = stopped or {}
    failures: Failures = [(change.label, stopped[change.label]) for change in changes if change.label in stopped]
    begun = [change for change in changes if change.label not in stopped]
    seen: dict[Key, RouteEntry] = {}
    queues = [*batches(begun, owners), *_arriving(begun)]
    # The service works on one route task of a VPC at a time: the calls of a queue go one after the other, those of
    # different queues side by side, and all that was sent is waited for together.
    for turn in range(max(map(len, queues), default=0)):
        going = [queue for queue in queues if len(queue) > turn]
        sent, refused = _send(client, [queue[turn] for queue in going])
        failures += refused
        if timeout is None:
            more = {id(queue[turn]) for queue in going if len(queue) > turn + 1}
            sent = [one for one in sent if one.was_there or id(one.batch) in more]
        if sent:
            failures += _wait(client, sent, WAIT_BETWEEN if timeout is None else timeout, seen)
    came_out = [
        dataclasses.replace(change, after=change.before, writes=())
        if change.label in stopped
        else _came_out(change, seen)
        for change in changes
    ]
    return came_out, failures


def _send(client: Client, turn: t.Sequence[Batch]) -> tuple[list[Sent], Failures]:
    """Send a batch of each queue; return the entries that the service took, and why it did not take the others."""
    sent: list[Sent] = []
    failures: Failures = []
    for batch, outcome, failure in client.each(lambda batch: _call(client, batch), turn):
        refused = {change.want.key: failure for change in batch.changes} if failure else {}
        refused.update(outcome.refused if outcome else {})
        there = outcome.there if outcome else set()
        for change in batch.changes:
            if change.want.key in refused:
                failures.append((change.label, refused[change.want.key]))
            else:
                sent.append(Sent(batch, change, change.want.key in there))
    return sent, failures


def _arriving(changes: t.Sequence[Change[RouteEntry]]) -> list[list[Batch]]:
    """Return what an earlier run has left on its way: nothing is to be sent for it, but to be waited for."""
    return [
        [Batch(NOTHING, change.want.region, change.want.route_table_id, (change,))]
        for change in changes
        if not change.writes and change.before and change.before.status != "Available"
    ]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What an answer that says 200 says of single entries: refused ones, and those whose work was done already."""

    refused: dict[Key, VpcError] = dataclasses.field(default_factory=dict)
    there: set[Key] = dataclasses.field(default_factory=set)


@dataclasses.dataclass(frozen=True)
class Sent:
    """One entry of a batch that the service took; it ``was_there`` when somebody had made it before."""

    batch: Batch
    change: Change[RouteEntry]
    was_there: bool


def _call(client: Client, batch: Batch) -> Outcome:
    """Send one batch."""
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
    outcome = Outcome()
    for row in rows:
        key = (batch.region, batch.route_table_id, row["DstCidrBlock"])
        if row["FailedCode"] in DONE_ALREADY:
            outcome.there.add(key)
        else:
            said = row.get("FailedMessage") or "refused"
            outcome.refused[key] = refusal(batch.action, batch.region, row["FailedCode"], said)
    return outcome


def _wait(client: Client, sent: t.Sequence[Sent], timeout: float, seen: dict[Key, RouteEntry]) -> Failures:
    waiters = {one.change.want.label: _waiter(one.batch, one.change) for one in sent}
    known: dict[str, RouteEntry | None] = {}
    polls = itertools.count()

    def done(label: str) -> bool:
        entry = known.get(label)
        return label in known and waiters[label].state_of(entry.as_result() if entry else None) in waiters[label].target

    def look(tables: t.Collection[tuple[str, str]]) -> None:
        waiting = [one.change.want for one in sent if one.change.want.key[:2] in tables]
        there = {entry.label: entry for entry in read_tables(client, waiting)}
        known.update({want.label: there.get(want.label) for want in waiting})

    def read() -> dict[str, dict[str, t.Any]]:
        # Tables in which nothing is waited for any more need no further reading; and as long as one of those that do
        # is not done, the others, to which the same was sent at the same time, hardly are. Each time it is another one.
        tables = list(dict.fromkeys(one.change.want.key[:2] for one in sent if not done(one.change.want.label)))
        first = tables[next(polls) % len(tables)]
        look([first])
        if all(done(one.change.want.label) for one in sent if one.change.want.key[:2] == first):
            look({table for table in tables if table != first})
        return {label: entry.as_result() for label, entry in known.items() if entry}

    # What was just sent takes a moment: a reading at once would show nothing new.
    new = all(one.batch.action == CREATE and not one.was_there for one in sent)
    _last, failures = wait(waiters, read, timeout, client.watch, {} if new else None)
    found = {one.change.want.key: entry for one in sent if (entry := known.get(one.change.want.label))}
    seen.update(found)
    taken = [
        (change.label, VpcError(f"it leads to {found[change.want.key].next_hop_id}, another run has made it meanwhile"))
        for change in (one.change for one in sent)
        if change.after and change.want.key in found and found[change.want.key].next_hop_id != change.after.next_hop_id
    ]
    return [*failures.items(), *taken]


def _waiter(batch: Batch, change: Change[RouteEntry]) -> Waiter:
    return ROUTES_GONE if batch.action in (DELETE, DELETE_ONE) or change.after is None else ROUTES_DONE


def _came_out(change: Change[RouteEntry], seen: dict[Key, RouteEntry]) -> Change[RouteEntry]:
    if change.after is None:
        return change
    return dataclasses.replace(change, after=seen.get(change.want.key, change.after))
