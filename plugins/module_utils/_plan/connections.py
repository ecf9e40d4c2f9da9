# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans the connection and disconnection of two router interfaces, from every state of either side. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan import rules
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change, decide
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    DEACTIVATE,
    PEER_FIELDS,
    Changes,
    key,
    refuse_missing,
)

# The call that makes an interface Active, by its status. The others need none: they become Active, or never do.
ACTIVATE = {
    ("initiator", "Idle"): "ConnectRouterInterface",
    ("initiator", "Inactive"): "ActivateRouterInterface",
    ("initiator", "Deactivating"): "ActivateRouterInterface",
    ("acceptor", "Inactive"): "ActivateRouterInterface",
    ("acceptor", "Deactivating"): "ActivateRouterInterface",
}
# A peer in one of these was connected before: the API does not connect it to another interface.
USED_UP = ("Active", "Inactive", "Activating", "Deactivating", "Deleting")


def plan_connections(
    want: t.Sequence[RouterInterface],
    have: t.Sequence[RouterInterface],
    state: str,
    *,
    assume_created: bool = False,
    new: t.Collection[str | None] = (),
) -> Changes:
    """Plan the module router_interface_connections; ``state`` is active or inactive.

    With ``assume_created`` (check mode) the plan assumes the changes of earlier tasks. ``new`` are the ids of those
    that earlier tasks have created with their peers, whether or not they are in any list yet.
    """

    existing = Interfaces(have)

    def change_of(entry: RouterInterface) -> Change[RouterInterface]:
        interface = existing.find(entry)
        if interface is None:
            refuse_missing(entry, assume_created, new)
            idle = dataclasses.replace(entry, status="Idle")
            if state != "active":
                return Change(entry, None, entry)
            # An acceptor becomes Active too: its peer's connection activates it.
            after = dataclasses.replace(entry, status="Active", peer_status="Active")
            return Change(entry, None, after, _activate(idle))
        if state == "inactive":
            return _inactive(entry, interface)
        _refuse_deleted_peer(interface)
        if not assume_created and interface.status == "Idle":
            _refuse_unready(interface)
        rules.refuse_locked(interface, _activate(interface))
        after = dataclasses.replace(interface, status="Active", peer_status="Active")
        return Change(entry, interface, after, _activate(interface))

    return decide(want, change_of, key)


def _activate(have: RouterInterface) -> tuple[str, ...]:
    # After a change of its attributes, an interface that was never connected is Idle again.
    changing = have.status == "Modifying" and not have.connected_time
    action = ACTIVATE.get((have.role or "initiator", "Idle" if changing else have.status or ""))
    return (action,) if action else ()


def _inactive(want: RouterInterface, have: RouterInterface) -> Change[RouterInterface]:
    if have.status in ("Idle", "Inactive", "Deactivating", "Deleting"):
        return Change(want, have, have)
    rules.refuse_locked(have, (DEACTIVATE,))
    return Change(want, have, dataclasses.replace(have, status="Inactive"), (DEACTIVATE,))


def _refuse_deleted_peer(have: RouterInterface) -> None:
    if have.peer_status == "Deleted" and have.status != "Idle":
        fact = f"{have.label} is {have.status} and its peer has been deleted. {rules.FOR_LIFE}"
        raise RefusedError([Reason(fact, **rules.REMAKE)])
    if have.status == "Deleting":
        raise RefusedError([f"{have.label} is being deleted."])


def _refuse_unready(have: RouterInterface) -> None:
    """Refuse an interface whose peer attributes are incomplete, or whose peer cannot be connected."""
    missing = [field for field in PEER_FIELDS if not getattr(have, field)]
    if missing:
        raise RefusedError([f"{have.label} cannot be connected before {', '.join(missing)} are set."])
    if have.peer_status == "Deleted":
        raise RefusedError([f"{have.label} cannot be connected, its peer has been deleted: name another one."])
    if have.role == "initiator" and have.peer_status in USED_UP:
        reason = f"its peer {have.peer_router_interface_id} is {have.peer_status}, so it was connected before"
        raise RefusedError(
            [f"{have.label} cannot be connected: {reason}. Its owner {have.peer_account_id} must recreate it."]
        )
