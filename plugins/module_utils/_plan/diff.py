# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The changes of a task for its diff and the role's summary: named resources, changed fields, no null. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import LINKS
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import (
    ORDER_FIELDS,
    RouteEntry,
    RouterInterface,
    field_values,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change, as_result

Fields = dict[str, t.Any]

CREATE = "CreateRouterInterface"
# The id of what the run has yet to create.
PENDING = "(known once created)"
# Set by the service at its own time, so a prediction could not show them as a run does.
OF_THE_SERVICE = ("peer_status", "peer_spec", "peer_vpc_id", "connected_time", "creation_time", "business_status")
# The name of a route entry holds its place.
PLACE = ("region", "route_table_id", "destination", "route_entry_id", "kind", "status")
# The fields that identify an entry's interface, shown in its name.
KEY = ("region", "role", "router_id", "router_type")
DELETED = ("router_interface_id", "name", "description", "spec", "status", "tags", "peer_router_interface_id")


def with_diff(noun: str, changes: t.Sequence[Change[t.Any]], writes: t.Sequence[str]) -> dict[str, t.Any]:
    """Return a module's result with its ``diff``."""
    return {**as_result(noun, changes, writes), "diff": diff(noun, changes)}


def diff(noun: str, changes: t.Sequence[Change[t.Any]]) -> dict[str, dict[str, dict[str, Fields]]]:
    """Return ``before`` and ``after``, each with the changed resources by name under ``noun``."""
    before: dict[str, Fields] = {}
    after: dict[str, Fields] = {}
    for change in changes:
        if not change.writes:
            continue
        name = title(change.before or change.want)
        if name in before or name in after:
            name = f"{name} {change.label}"
        old, new = fields_of(change)
        if old is not None:
            before[name] = old
        if new is not None:
            after[name] = new
    return {"before": {noun: before}, "after": {noun: after}}


def title(record: RouterInterface | RouteEntry) -> str:
    """Return the name of a resource for people."""
    if isinstance(record, RouteEntry):
        return record.label
    where = f"{record.role}, {record.router_id}" if record.role and record.router_id else ""
    name = record.name or record.router_interface_id
    return f"{name} ({where})" if name and where else name or record.label


def fields_of(change: Change[t.Any]) -> tuple[Fields | None, Fields | None]:
    """Return the changed fields before and after; None where the resource does not exist."""
    old, new = fields_with_values(change.before), fields_with_values(change.after)
    given = _given(change)
    if change.before is None:
        if isinstance(change.after, RouterInterface) and CREATE not in change.writes:
            return _of_an_earlier_task(change.after)
        return None, _pending(change, {field: new[field] for field in given if field in new})
    if change.after is None:
        return _removed(change.before, old), None
    if change.action == "recreated":
        given = [*given, "router_interface_id"]
    changed = [field for field in given if old.get(field) != new.get(field)]
    return picked(old, changed), _pending(change, picked(new, changed))


def _of_an_earlier_task(after: RouterInterface) -> tuple[Fields, Fields]:
    """Return the changes of an interface that an earlier task creates: its status, or else its peer."""
    if after.status == "Active":
        return {"status": "Idle"}, {"status": "Active"}
    return {}, {"peer_router_interface_id": after.peer_router_interface_id or PENDING}


def _given(change: Change[t.Any]) -> list[str]:
    """Return the fields that the entry sets, and the status, which is the purpose of some tasks."""
    hidden = {*OF_THE_SERVICE, *ORDER_FIELDS, "router_interface_id", "next_hops"}
    hidden |= {*PLACE} if isinstance(change.want, RouteEntry) else {*KEY}
    requested = [field for field in fields_with_values(change.want) if field not in hidden]
    weights = ["next_hops"] if isinstance(change.want, RouteEntry) and change.want.next_hops else []
    extra = ["status"] if isinstance(change.want, RouterInterface) and "status" not in requested else []
    # An empty value removes the field, so only the record before has it.
    emptied = [name for name, value in field_values(change.want).items() if value == "" or value == {}]
    return [*requested, *extra, *weights, *(name for name in emptied if name not in requested and name not in hidden)]


def _pending(change: Change[t.Any], shown: Fields) -> Fields:
    """Mark the id that the change refers to when only the run can know it."""
    after = change.after
    if isinstance(after, RouteEntry) and after.next_hop_type in LINKS and not after.next_hop_id:
        return {**shown, "next_hop_id": PENDING}
    if isinstance(after, RouterInterface) and not shown and not after.peer_router_interface_id:
        return {"peer_router_interface_id": PENDING}
    return shown


def _removed(record: RouterInterface | RouteEntry, old: Fields) -> Fields:
    shown = [field for field in old if field not in PLACE] if isinstance(record, RouteEntry) else DELETED
    return picked(old, shown)


def fields_with_values(record: t.Any) -> Fields:
    """Return the fields of a record that have a value; none of a record that does not exist."""
    values = field_values(record) if record else {}
    return {name: _listed(value) for name, value in values.items() if value not in (None, "", (), [], {})}


def _listed(value: t.Any) -> t.Any:
    return list(value) if isinstance(value, tuple) else value


def picked(values: Fields, names: t.Iterable[str]) -> Fields:
    """Return the named values, as far as there are any."""
    return {name: values[name] for name in names if name in values}
