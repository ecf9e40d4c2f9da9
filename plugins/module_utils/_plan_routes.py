# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What leads the route entries of some tables to what is wanted, and in which batches. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._plan import Change, decide
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouteEntry

CREATE, MODIFY, DELETE = "CreateRouteEntries", "ModifyRouteEntry", "DeleteRouteEntries"
BATCH = 50


@dataclasses.dataclass(frozen=True)
class Batch:
    """One write call: an API action on some entries of one table."""

    action: str
    region: str
    route_table_id: str
    changes: tuple[Change[RouteEntry], ...]


def plan_routes(
    want: t.Sequence[RouteEntry], have: t.Sequence[RouteEntry], state: str, on_conflict: str
) -> list[Change[RouteEntry]]:
    """Plan the module route_entries; ``state`` is present or absent, ``on_conflict`` is fail or replace.

    Only entries that were asked for are touched, and of those only Custom ones.
    """
    existing = {entry.key: entry for entry in have}

    def one(entry: RouteEntry) -> Change[RouteEntry]:
        found = existing.get(entry.key)
        if state == "absent":
            return _absent(entry, found)
        if found is None:
            return Change(entry, None, dataclasses.replace(entry, kind="Custom", status="Available"), (CREATE,))
        return _present(entry, found, on_conflict)

    return decide(want, one, lambda change: change.want.key)


def batches(changes: t.Sequence[Change[RouteEntry]]) -> list[list[Batch]]:
    """Return the write calls of a plan: one list for each table, to be sent in its order; the tables side by side.

    The service runs one route task at a time in a VPC, so entries of a table share calls as far as the API has it.
    """
    tables: dict[tuple[str, str], list[Batch]] = {}
    for action in (DELETE, MODIFY, CREATE):
        size = 1 if action == MODIFY else BATCH
        for table, group in _by_table(changes, action).items():
            chunks = [tuple(group[start : start + size]) for start in range(0, len(group), size)]
            tables.setdefault(table, []).extend(Batch(action, *table, chunk) for chunk in chunks)
    return list(tables.values())


def _by_table(changes: t.Sequence[Change[RouteEntry]], action: str) -> dict[tuple[str, str], list[Change[RouteEntry]]]:
    groups: dict[tuple[str, str], list[Change[RouteEntry]]] = {}
    for change in changes:
        if action in change.writes:
            groups.setdefault((change.want.region, change.want.route_table_id), []).append(change)
    return groups


def _present(want: RouteEntry, have: RouteEntry, on_conflict: str) -> Change[RouteEntry]:
    _refuse_foreign(have)
    hop = (want.next_hop_type, want.next_hop_id)
    text = {field: getattr(want, field) for field in ("name", "description") if getattr(want, field)}
    text = {field: value for field, value in text.items() if value != getattr(have, field)}
    if hop == (have.next_hop_type, have.next_hop_id):
        return Change(want, have, dataclasses.replace(have, **text), (MODIFY,) if text else ())
    if on_conflict == "fail":
        there, asked = (
            f"{have.next_hop_type} {have.next_hop_id}",
            f"{want.next_hop_type} {want.next_hop_id or 'to come'}",
        )
        reason = f"{have.label} already leads to {there}, not to {asked}: set on_conflict=replace to move it."
        raise RefusedError([reason])
    after = dataclasses.replace(have, next_hop_type=want.next_hop_type, next_hop_id=want.next_hop_id, **text)
    return Change(want, have, after, (MODIFY,))


def _absent(want: RouteEntry, have: RouteEntry | None) -> Change[RouteEntry]:
    if have is None or (want.next_hop_id and want.next_hop_id != have.next_hop_id):
        return Change(want, None, None)
    _refuse_foreign(have)
    return Change(want, have, None, () if have.status == "Deleting" else (DELETE,))


def _refuse_foreign(have: RouteEntry) -> None:
    if have.kind != "Custom":
        raise RefusedError([f"{have.label} is a {have.kind} route, which is never changed."])
