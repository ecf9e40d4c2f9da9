# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans changes to the route entries of some tables, and their batches. Pure."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import LINKS
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import PREFIX_LIST
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change, decide

CREATE, MODIFY, DELETE = "CreateRouteEntries", "ModifyRouteEntry", "DeleteRouteEntries"
# The batch actions accept no entry with several next hops.
CREATE_ONE, DELETE_ONE = "CreateRouteEntry", "DeleteRouteEntry"
BATCH = 50
SIZES = {DELETE: BATCH, DELETE_ONE: 1, MODIFY: 1, CREATE: BATCH, CREATE_ONE: 1}

# The service's own addresses.
SERVICE = ipaddress.ip_network("100.64.0.0/10")
NEXT_HOPS = (2, 4)

PRESENT, ABSENT = "present", "absent"
# The state of an entry to delete whose next hop is an interface that does not exist: no entry can have it.
UNTOUCHED = "untouched"

Key = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class Batch:
    """One write call: an API action on some entries of one table."""

    action: str
    region: str
    route_table_id: str
    changes: tuple[Change[RouteEntry], ...]


def plan_routes(
    want: t.Sequence[RouteEntry],
    have: Routes | t.Sequence[RouteEntry],
    state: str | t.Sequence[str],
    on_conflict: str,
    *,
    purge: bool = False,
) -> list[Change[RouteEntry]]:
    """Plan the module route_entries; ``state`` is one for all entries or one for each, ``on_conflict`` fail or replace.

    Only requested entries are changed, and of those only Custom ones. ``purge`` adds the deletion of other entries of
    the same tables whose next hop is one of the router interfaces or VPC peering connections of ``want``.
    """
    existing = have if isinstance(have, Routes) else Routes(have)
    states = dict(zip(map(id, want), [state] * len(want) if isinstance(state, str) else state))

    def change_of(entry: RouteEntry) -> Change[RouteEntry]:
        before, wanted = existing.by_key.get(entry.key), states[id(entry)]
        if wanted == UNTOUCHED:
            return Change(entry, None, None)
        if wanted == ABSENT:
            return _absent(entry, before)
        if before is None or before.status == "Deleting":
            _refuse_destination(entry, existing.local(entry.key[:2]))
            return _new(entry)
        return _present(entry, before, on_conflict)

    changes = decide(want, change_of, lambda change: change.want.key)
    present = [entry for entry in want if states[id(entry)] == PRESENT]
    return changes + (_purged(want, present, existing.entries) if purge else [])


def batches(changes: t.Sequence[Change[RouteEntry]], routers: t.Mapping[Key, str] | None = None) -> list[list[Batch]]:
    """Return the write calls of a plan: queues of calls that go one after the other; the queues go side by side.

    The service runs one route task at a time in a VPC, so entries of a table share calls as far as the API has it, and
    tables of one router share a queue as far as ``routers`` holds their routers: (region, table) to router.
    """
    queues: dict[Key, list[Batch]] = {}
    for action, size in SIZES.items():
        for table, group in _by_table(changes, action).items():
            chunks = [tuple(group[start : start + size]) for start in range(0, len(group), size)]
            queue = (table[0], (routers or {}).get(table, table[1]))
            queues.setdefault(queue, []).extend(Batch(action, *table, chunk) for chunk in chunks)
    return list(queues.values())


@dataclasses.dataclass(frozen=True)
class RoutePlan:
    """The changes of entries; ``owners`` are the VPCs of tables, as far as they are known."""

    changes: t.Sequence[Change[RouteEntry]]
    owners: t.Mapping[Key, str] = dataclasses.field(default_factory=dict)
    # VPC peering connections to wait for, with account and region.
    hops: t.Sequence[tuple[str | None, str, str]] = ()

    @property
    def writes(self) -> list[str]:
        """Return the API actions, in the order of their batches."""
        return [batch.action for queue in batches(self.changes, self.owners) for batch in queue]


def _by_table(changes: t.Sequence[Change[RouteEntry]], action: str) -> dict[Key, list[Change[RouteEntry]]]:
    groups: dict[Key, list[Change[RouteEntry]]] = {}
    for change in changes:
        if action in change.writes:
            groups.setdefault((change.want.region, change.want.route_table_id), []).append(change)
    return groups


def _new(want: RouteEntry) -> Change[RouteEntry]:
    if want.next_hops and not NEXT_HOPS[0] <= len(want.next_hops) <= NEXT_HOPS[1]:
        raise RefusedError([f"{want.label}: several next hops must be {NEXT_HOPS[0]} to {NEXT_HOPS[1]}."])
    after = dataclasses.replace(want, kind="Custom", status="Available")
    return Change(want, None, after, (CREATE_ONE if want.next_hops else CREATE,))


def _present(want: RouteEntry, have: RouteEntry, on_conflict: str) -> Change[RouteEntry]:
    _refuse_foreign(have)
    text = {field: getattr(want, field) for field in ("name", "description") if getattr(want, field)}
    text = {field: value for field, value in text.items() if value != getattr(have, field)}
    if _hops(want) == (have.next_hop_type, have.next_hop_id) and _same_weights(want, have):
        return Change(want, have, dataclasses.replace(have, **text), (MODIFY,) if text else ())
    if want.next_hops or have.next_hops:
        reason = f"{have.label} has the next hops {have.next_hop_id}, and the API cannot change several next hops"
        raise RefusedError([f"{reason}; delete the entry first."])
    if on_conflict == "fail":
        cures = {"module": "set on_conflict=replace to move it", "role": "set peering_on_conflict=replace to move it"}
        raise RefusedError([Reason(f"{have.label} already has next hop {have.next_hop_id}", **cures)])
    after = dataclasses.replace(have, next_hop_type=want.next_hop_type, next_hop_id=want.next_hop_id, **text)
    return Change(want, have, after, (MODIFY,))


def _absent(want: RouteEntry, have: RouteEntry | None) -> Change[RouteEntry]:
    if have is None or (want.next_hop_id and want.next_hop_id != have.next_hop_id):
        return Change(want, None, None)
    _refuse_foreign(have)
    return _deletion(want, have)


def _deletion(want: RouteEntry, have: RouteEntry) -> Change[RouteEntry]:
    action = DELETE_ONE if have.next_hops else DELETE
    return Change(want, have, None, () if have.status == "Deleting" else (action,))


def _purged(
    want: t.Sequence[RouteEntry], present: t.Sequence[RouteEntry], have: t.Sequence[RouteEntry]
) -> list[Change[RouteEntry]]:
    requested = {entry.key for entry in want}
    tables = {entry.key[:2] for entry in present}
    hops = {entry.next_hop_id for entry in present if entry.next_hop_type in LINKS and entry.next_hop_id}
    return [
        _deletion(entry, entry)
        for entry in have
        if entry.kind == "Custom"
        and entry.next_hop_id in hops
        and entry.key[:2] in tables
        and entry.key not in requested
        and entry.status != "Deleting"
    ]


def _hops(entry: RouteEntry) -> tuple[str | None, str | None]:
    return (entry.next_hop_type, entry.next_hop_id)


def _same_weights(want: RouteEntry, have: RouteEntry) -> bool:
    weights = {hop["next_hop_id"]: hop.get("weight") for hop in have.next_hops}
    return all(hop.get("weight") in (None, weights.get(hop["next_hop_id"])) for hop in want.next_hops)


def _refuse_foreign(have: RouteEntry) -> None:
    if have.kind != "Custom":
        raise RefusedError([f"{have.label} is a {have.kind} route, which is never changed."])


def _refuse_destination(want: RouteEntry, local: t.Sequence[t.Any]) -> None:
    """Refuse a destination that the API refuses: the service's own addresses and those of the VPC's vSwitches.

    A batch accepts no block that contains a vSwitch's either; an entry with several next hops is sent alone, and may.
    """
    if want.destination.startswith(PREFIX_LIST):
        return
    blocks = [(SERVICE, "the service's own addresses"), *((block, "a vSwitch of the VPC itself") for block in local)]
    destination: t.Any = ipaddress.ip_network(want.destination)
    for block, whose in blocks:
        if block.version != destination.version:
            continue
        if destination.subnet_of(block) or (
            block is not SERVICE and not want.next_hops and destination.overlaps(block)
        ):
            raise RefusedError([f"{want.label}: the API accepts no route to this destination, {block} is {whose}."])
