# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The changes of a plan, and how a module returns them. Pure; its neighbours plan each type of resource."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import RESERVED_TAGS, TAGS_PER_RESOURCE

Record = t.TypeVar("Record", RouterInterface, RouteEntry)


@dataclasses.dataclass(frozen=True)
class Change(t.Generic[Record]):
    """The change of one resource.

    ``writes`` are the API actions from ``before`` to ``after``, in order; none means that there is nothing to do.
    In check mode ``after`` holds None for what only the API can know.
    """

    want: Record
    before: Record | None
    after: Record | None
    writes: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """Return the kind of the change: none, created, updated, recreated or deleted."""
        if not self.writes:
            return "none"
        if self.before is None:
            return "created"
        if self.after is None:
            return "deleted"
        return "recreated" if "CreateRouterInterface" in self.writes else "updated"

    @property
    def label(self) -> str:
        """Name the resource in a message."""
        return (self.before or self.want).label


@dataclasses.dataclass(frozen=True)
class Changes(t.Generic[Record]):
    """A plan whose calls are those of its changes, one after the other."""

    changes: t.Sequence[Change[Record]]

    @property
    def writes(self) -> list[str]:
        """Return the API actions, in order."""
        return [action for change in self.changes for action in change.writes]


def decide(
    want: t.Sequence[Record], plan: t.Callable[[Record], Change[Record]], key: t.Callable[[Change[Record]], t.Any]
) -> list[Change[Record]]:
    """Plan each entry by itself with ``plan``; raise all refusals together, before anything is written.

    Two entries with the same ``key`` are the user's mistake: they would undo each other.
    """
    changes: list[Change[Record]] = []
    reasons: list[str] = []
    keys: set[t.Any] = set()
    for entry in want:
        try:
            change = plan(entry)
        except RefusedError as error:
            reasons += error.reasons
            continue
        if key(change) in keys:
            reasons.append(f"{change.label} is given more than once.")
        keys.add(key(change))
        changes.append(change)
    if reasons:
        raise RefusedError(reasons)
    return changes


def tags_after(label: str, existing: t.Mapping[str, str], wanted: t.Mapping[str, str], purge: bool) -> dict[str, str]:
    """Return the tags of a resource after a change; the service's own stay, the others unless ``purge``.

    Raises RefusedError for more than a resource can have.
    """
    kept = {key: value for key, value in existing.items() if not purge or key.lower().startswith(RESERVED_TAGS)}
    after = {**kept, **wanted}
    if len(after) > TAGS_PER_RESOURCE:
        cure = "remove some" if purge else "set purge_tags=true, or remove some"
        raise RefusedError([f"{label} would have {len(after)} tags, it can have {TAGS_PER_RESOURCE}; {cure}."])
    return after


def as_result(noun: str, changes: t.Sequence[Change[Record]], writes: t.Sequence[str]) -> dict[str, t.Any]:
    """Return a module's result: ``changed``, ``writes``, and under ``noun`` the records of the entries."""
    records = [
        {**(change.after or change.before or change.want).as_result(), "action": change.action} for change in changes
    ]
    return {"changed": bool(writes), noun: records, "writes": list(writes)}
