# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One change of a router interface under way: the fields that it sends, and the state that it waits for. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import (
    ACCEPTOR_ACTIVE,
    INTERFACE_ACTIVE,
    INTERFACE_CREATED,
    INTERFACE_GONE,
    INTERFACE_INACTIVE,
    INTERFACE_STABLE,
    PAIR_ACTIVE,
    Waiter,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    AFTER_CREATION,
    ATTRIBUTES,
    CREATE,
    HEALTH_CHECK_IPS,
    PEER_FIELDS,
)


@dataclasses.dataclass(eq=False)
class Item:
    """One change under way: the interface as last read, and its failure; a new one is not ``listed`` yet.

    ``asked_at`` is when the snapshot began on which the change is based.
    """

    change: Change[RouterInterface]
    have: RouterInterface | None
    failure: VpcError | None = None
    listed: bool = True
    asked_at: float = 0.0
    # The peer that the interface got after its creation.
    peer_id: str | None = None

    @classmethod
    def from_change(cls, change: Change[RouterInterface], failure: VpcError | None, asked_at: float) -> Item:
        """Return a change at its beginning; of an interface that an earlier task created, only the id is known."""
        created = change.after and change.want.router_interface_id and CREATE not in change.writes
        new = change.want if created else None
        return cls(change, change.before or new, failure, change.before is not None, asked_at)

    @property
    def interface_id(self) -> str:
        """Return the id, which a creation has filled in."""
        return t.cast(str, self.have and self.have.router_interface_id)

    def is_late(self, now: float) -> bool:
        """Return whether the token of a creation is outdated: other runs use a new one by now."""
        return not self.change.before and client_tokens.is_over(self.asked_at, now)

    @property
    def delta(self) -> RouterInterface:
        """Return only the attributes that a modification changes: unchanged ones are not sent."""
        after, before = t.cast(RouterInterface, self.change.after), self.change.before
        fields: t.Iterable[str] = (*ATTRIBUTES, *PEER_FIELDS)
        if CREATE in self.change.writes:
            before, fields = None, AFTER_CREATION
        changed = {field for field in fields if getattr(before, field, None) != getattr(after, field)}
        # The API takes both addresses together, an unchanged one too; an empty string removes an address.
        changed |= set(HEALTH_CHECK_IPS) if changed & set(HEALTH_CHECK_IPS) else set()
        # No document promises that it keeps peer attributes that are not sent; the type of the router becomes VBR then.
        changed |= set(PEER_FIELDS) if changed & set(PEER_FIELDS) else set()
        new = {field: getattr(after, field) for field in changed}
        sent: dict[str, t.Any] = {
            field: "" if value is None and field not in PEER_FIELDS else value for field, value in new.items()
        }
        return dataclasses.replace(RouterInterface(after.region), **sent)

    @property
    def tags(self) -> tuple[dict[str, str], list[str]]:
        """Return the tags that are new or have another value, and the keys of those to remove."""
        after, before = t.cast(RouterInterface, self.change.after).tags or {}, {}
        if self.change.before:
            before = self.change.before.tags or {}
        new = {key: value for key, value in after.items() if before.get(key) != value}
        return new, [key for key in before if key not in after]


def goal_active(ids: t.Collection[str | None], list_lag: float) -> t.Callable[[Item], Waiter]:
    """Return the waiter of an interface that is to be active. ``ids`` are all interfaces that the task reads.

    The initiator shows both ends; where the task reads the other end in its own account, that status is more recent.
    """

    acceptor = dataclasses.replace(ACCEPTOR_ACTIVE, patience=list_lag)

    def goal(item: Item) -> Waiter:
        if item.have and item.have.role == "acceptor":
            return acceptor
        alone = item.have and item.have.peer_router_interface_id not in ids
        return PAIR_ACTIVE if alone else INTERFACE_ACTIVE

    return goal


def goal_inactive(item: Item) -> Waiter:
    """Return the waiter of an interface that is to be inactive."""
    return INTERFACE_INACTIVE


def goal_settled(item: Item) -> Waiter:
    """Return the waiter of a created, changed or deleted interface."""
    # Of what somebody else is deleting already, nothing is left to send.
    if item.change.after is None:
        return INTERFACE_GONE
    return INTERFACE_CREATED if CREATE in item.change.writes else INTERFACE_STABLE
