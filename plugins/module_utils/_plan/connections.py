# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What joins and parts two router interfaces, from every state of either side. Pure."""

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
    needed,
)

# What leads to Active from each status. From the others nothing has to be sent: they get there, or nowhere.
ACTIVATE = {
    ("initiator", "Idle"): "ConnectRouterInterface",
    ("initiator", "Inactive"): "ActivateRouterInterface",
    ("initiator", "Deactivating"): "ActivateRouterInterface",
    ("acceptor", "Inactive"): "ActivateRouterInterface",
    ("acceptor", "Deactivating"): "ActivateRouterInterface",
}
# A peer in one of these was connected before: the API connects it to nothing else any more.
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

    With ``assume_created`` (check mode) what earlier tasks would create or name is taken for done. ``new`` are the ids
    of interfaces that earlier tasks have made and named the peer of, whether or not they are in any list yet.
    """

    there = Interfaces(have)

    def one(entry: RouterInterface) -> Change[RouterInterface]:
        found = there.find(entry)
        if found is None:
            needed(entry, assume_created, new)
            idle = dataclasses.replace(entry, status="Idle")
            writes = _activate(idle) if state == "active" else ()
            after = dataclasses.replace(entry, status="Active", peer_status="Active") if writes else entry
            return Change(entry, None, after, writes)
        if state == "inactive":
            return _inactive(entry, found)
        _dead(found)
        if not assume_created and found.status == "Idle":
            _unready(found)
        rules.locked(found, _activate(found))
        after = dataclasses.replace(found, status="Active", peer_status="Active")
        return Change(entry, found, after, _activate(found))

    return decide(want, one, key)


def _activate(have: RouterInterface) -> tuple[str, ...]:
    # What was never connected goes back to Idle from a change of its attributes.
    changing = have.status == "Modifying" and not have.connected_time
    action = ACTIVATE.get((have.role or "initiator", "Idle" if changing else have.status or ""))
    return (action,) if action else ()


def _inactive(want: RouterInterface, have: RouterInterface) -> Change[RouterInterface]:
    if have.status in ("Idle", "Inactive", "Deactivating", "Deleting"):
        return Change(want, have, have)
    rules.locked(have, (DEACTIVATE,))
    return Change(want, have, dataclasses.replace(have, status="Inactive"), (DEACTIVATE,))


def _dead(have: RouterInterface) -> None:
    if have.peer_status == "Deleted" and have.status != "Idle":
        fact = f"{have.label} is {have.status} and its peer has been deleted. {rules.FOR_LIFE}"
        raise RefusedError([Reason(fact, **rules.REMAKE)])
    if have.status == "Deleting":
        raise RefusedError([f"{have.label} is being deleted."])


def _unready(have: RouterInterface) -> None:
    """Refuse an interface whose peer is not named wholly, or cannot be connected."""
    missing = [field for field in PEER_FIELDS if not getattr(have, field)]
    if missing:
        raise RefusedError([f"{have.label} cannot be connected before {', '.join(missing)} are set."])
    if have.peer_status == "Deleted":
        raise RefusedError([f"{have.label} cannot be connected, its peer has been deleted: name another one."])
    if have.role == "initiator" and have.peer_status in USED_UP:
        said = f"its peer {have.peer_router_interface_id} is {have.peer_status}, so it was connected before"
        raise RefusedError(
            [f"{have.label} cannot be connected: {said}. Its owner {have.peer_account_id} must recreate it."]
        )
