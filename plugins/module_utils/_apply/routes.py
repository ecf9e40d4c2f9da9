# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out the plan of a task's route entries, and reads back what it waits for. Decides nothing."""

from __future__ import annotations

import dataclasses
import itertools
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._apply.route_reads import read_tables
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client, refusal
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import (
    ROUTES_DONE,
    ROUTES_GONE,
    WAIT_BETWEEN,
    Waiter,
    wait,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, known_values
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import (
    CREATE,
    CREATE_ONE,
    DELETE,
    DELETE_ONE,
    MODIFY,
    Batch,
    batches,
)

# Codes of single entries in a batch whose work is done already; the existing entry is read back and compared.
DONE_ALREADY = frozenset({"VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE", "VPC_ROUTER_ENTRY_NOT_EXIST"})

# Stands for an action where there is only to wait.
NOTHING = ""

Key = tuple[str, str, str]
KEY = ("region", "route_table_id", "destination")


class KnownRoutes:
    """The route entries of earlier tasks, which in check mode have only predicted them."""

    def __init__(self, records: t.Iterable[dict[str, t.Any]]) -> None:
        named = [(tuple(record.get(name) for name in KEY), record) for record in records]
        self._records = {
            t.cast(Key, key): record for key, record in named if all(isinstance(part, str) for part in key)
        }

    def would_create(self, entry: RouteEntry) -> bool:
        """Return whether an earlier task would create an entry, whose next hop may not exist yet."""
        record = self._records.get(entry.key) or {}
        return record.get("action") == "created" and record.get("next_hop_id") == entry.next_hop_id

    def after(self, have: t.Iterable[RouteEntry]) -> list[RouteEntry]:
        """Return the entries of the tables as the earlier tasks would leave them."""
        entries = {entry.key: entry for entry in have}
        for key, record in self._records.items():
            if record.get("action") == "deleted":
                entries.pop(key, None)
            elif record.get("action") in ("created", "updated"):
                entries[key] = RouteEntry(**{"next_hops": (), **known_values(RouteEntry, record)})
        return list(entries.values())


def stuck_hops(
    routes: t.Sequence[Change[RouteEntry]], failures: Failures, hops: t.Mapping[str, str | None]
) -> dict[str, VpcError]:
    """Return why next hops have to stay whose route entries could not be deleted; ``hops`` are ids by label."""
    errors, stuck = dict(failures), t.cast("dict[str, VpcError]", {})
    for change in routes:
        error = errors.get(change.label)
        for hop_id in change.before.hop_ids if change.before and error else ():
            stuck[hop_id] = VpcError(f"the route entry {change.label} could not be deleted: {error}")
    return {label: stuck[hop_id] for label, hop_id in hops.items() if hop_id in stuck}


def apply(
    client: Client,
    changes: t.Sequence[Change[RouteEntry]],
    timeout: float | None,
    owners: t.Mapping[tuple[str, str], str] | None = None,
    stopped: t.Mapping[str, VpcError] | None = None,
) -> tuple[list[Change[RouteEntry]], Failures]:
    """Carry out a plan; return the changes with their outcomes, and (label, failure) of those that failed.

    ``timeout`` is in seconds; without one the entries may still be pending when this returns. ``owners`` are the VPCs
    of tables, as far as they are known. ``stopped`` are failures of preceding changes, by label: those changes are not
    begun.
    """
    stopped = stopped or {}
    failures: Failures = [(change.label, stopped[change.label]) for change in changes if change.label in stopped]
    begun = [change for change in changes if change.label not in stopped]
    latest: dict[Key, RouteEntry] = {}
    queues = [*batches(begun, owners), *_arriving(begun)]
    # The service works on one route task of a VPC at a time: the calls of a queue go one after the other, those of
    # different queues side by side, and all sent entries are waited for together.
    for turn in range(max(map(len, queues), default=0)):
        waiting_queues = [queue for queue in queues if len(queue) > turn]
        sent, refused = _send(client, [queue[turn] for queue in waiting_queues])
        failures += refused
        if timeout is None:
            more = {id(queue[turn]) for queue in waiting_queues if len(queue) > turn + 1}
            sent = [entry for entry in sent if entry.existed or id(entry.batch) in more]
        if sent:
            failures += _wait(client, sent, WAIT_BETWEEN if timeout is None else timeout, latest)
    applied = [
        dataclasses.replace(change, after=change.before, writes=())
        if change.label in stopped
        else _applied(change, latest)
        for change in changes
    ]
    return applied, failures


def _send(client: Client, turn: t.Sequence[Batch]) -> tuple[list[Sent], Failures]:
    """Send a batch of each queue; return the entries that the service accepted, and why it refused the others."""
    sent: list[Sent] = []
    failures: Failures = []
    for batch, outcome, failure in client.outcomes(lambda batch: _call(client, batch), turn):
        refused = {change.want.key: failure for change in batch.changes} if failure else {}
        refused.update(outcome.refused if outcome else {})
        existing = outcome.existing if outcome else set()
        for change in batch.changes:
            if change.want.key in refused:
                failures.append((change.label, refused[change.want.key]))
            else:
                sent.append(Sent(batch, change, change.want.key in existing))
    return sent, failures


def _arriving(changes: t.Sequence[Change[RouteEntry]]) -> list[list[Batch]]:
    """Return the entries that an earlier run has left pending: nothing is sent for them, but they are waited for."""
    return [
        [Batch(NOTHING, change.want.region, change.want.route_table_id, (change,))]
        for change in changes
        if not change.writes and change.before and change.before.status != "Available"
    ]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The result of single entries in a successful batch: refused ones, and those whose work was done already."""

    refused: dict[Key, VpcError] = dataclasses.field(default_factory=dict)
    existing: set[Key] = dataclasses.field(default_factory=set)


@dataclasses.dataclass(frozen=True)
class Sent:
    """One entry of a batch that the service accepted; it ``existed`` when somebody had created it before."""

    batch: Batch
    change: Change[RouteEntry]
    existed: bool


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
            outcome.existing.add(key)
        else:
            message = row.get("FailedMessage") or "refused"
            outcome.refused[key] = refusal(batch.action, batch.region, row["FailedCode"], message)
    return outcome


def _wait(client: Client, sent: t.Sequence[Sent], timeout: float, latest: dict[Key, RouteEntry]) -> Failures:
    waiters = {entry.change.want.label: _waiter(entry.batch, entry.change) for entry in sent}
    known: dict[str, RouteEntry | None] = {}
    polls = itertools.count()

    def done(label: str) -> bool:
        entry = known.get(label)
        return label in known and waiters[label].state_of(entry.as_result() if entry else None) in waiters[label].target

    def read_again(tables: t.Collection[tuple[str, str]]) -> None:
        waiting = [entry.change.want for entry in sent if entry.change.want.key[:2] in tables]
        existing = {entry.label: entry for entry in read_tables(client, waiting)}
        known.update({want.label: existing.get(want.label) for want in waiting})

    def read() -> dict[str, dict[str, t.Any]]:
        # Tables whose entries are all done need no further read; and as long as one of the others is not done, the
        # rest, which got the same call at the same time, hardly are. Each read takes another table first.
        tables = list(dict.fromkeys(entry.change.want.key[:2] for entry in sent if not done(entry.change.want.label)))
        first = tables[next(polls) % len(tables)]
        read_again([first])
        if all(done(entry.change.want.label) for entry in sent if entry.change.want.key[:2] == first):
            read_again({table for table in tables if table != first})
        return {label: entry.as_result() for label, entry in known.items() if entry}

    # A creation takes a moment: an immediate read would show nothing new.
    new = all(entry.batch.action == CREATE and not entry.existed for entry in sent)
    _last, failures = wait(waiters, read, timeout, client.watch, {} if new else None)
    created = {entry.change.want.key: record for entry in sent if (record := known.get(entry.change.want.label))}
    latest.update(created)
    return [*failures.items(), *_taken((entry.change for entry in sent), created)]


def _taken(changes: t.Iterable[Change[RouteEntry]], created: t.Mapping[Key, RouteEntry]) -> Failures:
    """Return a failure for each entry that another run created with another next hop."""
    return [
        (change.label, VpcError(f"its next hop is {entry.next_hop_id}; another run created it at the same time"))
        for change in changes
        if change.after and (entry := created.get(change.want.key)) and entry.next_hop_id != change.after.next_hop_id
    ]


def _waiter(batch: Batch, change: Change[RouteEntry]) -> Waiter:
    return ROUTES_GONE if batch.action in (DELETE, DELETE_ONE) or change.after is None else ROUTES_DONE


def _applied(change: Change[RouteEntry], latest: dict[Key, RouteEntry]) -> Change[RouteEntry]:
    if change.after is None:
        return change
    return dataclasses.replace(change, after=latest.get(change.want.key, change.after))
