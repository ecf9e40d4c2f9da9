# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What leads a router interface from what it is to what is wanted: its attributes, its peer, its connection. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._plan import Change, decide
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouterInterface

PEER_FIELDS = ("peer_router_interface_id", "peer_account_id", "peer_router_id", "peer_router_type")
# What the API fixes at creation.
FIXED_FIELDS = ("role", "router_id", "router_type", "peer_region")
# The API takes these, and the four attributes of the peer, in one call.
ATTRIBUTES = ("name", "description")

MODIFY = "ModifyRouterInterfaceAttribute"
MODIFY_SPEC = "ModifyRouterInterfaceSpec"

# What leads to Active from each status, in order. From the others nothing has to be sent: they get there, or nowhere.
ACTIVATE = {
    ("initiator", "Idle"): "ConnectRouterInterface",
    ("initiator", "Inactive"): "ActivateRouterInterface",
    ("initiator", "Deactivating"): "ActivateRouterInterface",
    ("acceptor", "Inactive"): "ActivateRouterInterface",
    ("acceptor", "Deactivating"): "ActivateRouterInterface",
}
DEACTIVATE = "DeactivateRouterInterface"
DELETE = "DeleteRouterInterface"

Changes = list[Change[RouterInterface]]

AGAIN = "The API lets a once connected interface keep its peer for life: delete it (state=absent) and create it again."


def identify(want: RouterInterface, have: t.Iterable[RouterInterface]) -> RouterInterface | None:
    """Return the one existing interface that ``want`` stands for, or None.

    By id; else by router, role and the peer's router; else by router, role and name. Raises RefusedError when several
    fit, because names are not unique in the API, or when an id does not exist.
    """
    if want.router_interface_id:
        found = [one for one in have if one.router_interface_id == want.router_interface_id]
        return found[0] if found else None
    near = [
        one
        for one in have
        if (one.region, one.router_id) == (want.region, want.router_id) and want.role in (None, one.role)
    ]
    found = [one for one in near if want.peer_router_id and one.peer_router_id == want.peer_router_id]
    if not found and want.name:
        found = [one for one in near if one.name == want.name and not (want.peer_router_id and one.peer_router_id)]
    if len(found) > 1:
        ids = ", ".join(f"{one.router_interface_id} ({one.name}, {one.status})" for one in found)
        raise RefusedError([f"{want.label} could be any of {ids}: name one by router_interface_id."])
    return found[0] if found else None


def plan_interfaces(
    want: t.Sequence[RouterInterface],
    have: t.Sequence[RouterInterface],
    state: str,
    *,
    freeze: bool = True,
    assume_frozen: bool = False,
) -> Changes:
    """Plan the module router_interfaces; ``state`` is present or absent.

    Without ``freeze`` an active interface is not deleted, unless with ``assume_frozen`` (check mode) it stands for one
    that an earlier task would freeze.
    """
    if state == "absent":
        return decide(want, lambda entry: _absent(entry, identify(entry, have), freeze, assume_frozen), _key)
    staying = [one for one in have if one.status != "Deleting"]
    return decide(want, lambda entry: _present(entry, identify(entry, staying)), _key)


def plan_peers(
    want: t.Sequence[RouterInterface], have: t.Sequence[RouterInterface], *, assume_created: bool = False
) -> Changes:
    """Plan the module router_interface_peers: the four attributes, as long as the interface is Idle.

    With ``assume_created`` (check mode) an interface that does not exist stands for the one that an earlier task would
    create, and a peer without an id for one that equals nothing that exists.
    """

    def one(entry: RouterInterface) -> Change[RouterInterface]:
        found = identify(entry, have)
        if found is None:
            _needed(entry, assume_created)
            return Change(entry, None, entry, (MODIFY,))
        changed = _changed(entry, found, PEER_FIELDS)
        if not entry.peer_router_interface_id:
            changed["peer_router_interface_id"] = None
        _refuse_new_peer(found, changed)
        return Change(entry, found, dataclasses.replace(found, **changed), (MODIFY,) if changed else ())

    return decide(want, one, _key)


def plan_connections(
    want: t.Sequence[RouterInterface], have: t.Sequence[RouterInterface], state: str, *, assume_created: bool = False
) -> Changes:
    """Plan the module router_interface_connections; ``state`` is active or inactive."""

    def one(entry: RouterInterface) -> Change[RouterInterface]:
        found = identify(entry, have)
        if found is None:
            _needed(entry, assume_created)
            found = dataclasses.replace(entry, status="Idle")
            writes = _connect(found) if state == "active" else ()
            after = dataclasses.replace(entry, status="Active", peer_status="Active") if writes else entry
            return Change(entry, None, after, writes)
        if state == "inactive":
            return _freeze(entry, found)
        _refuse_dead(found)
        if not assume_created and found.status == "Idle":
            _refuse_half(found)
        return Change(entry, found, dataclasses.replace(found, status="Active", peer_status="Active"), _connect(found))

    return decide(want, one, _key)


def _key(change: Change[RouterInterface]) -> tuple[str | None, ...]:
    one = change.before or change.want
    if one.router_interface_id:
        return (one.router_interface_id,)
    return (one.region, one.router_id, one.role, one.peer_router_id or one.name)


def _changed(want: RouterInterface, have: RouterInterface, fields: t.Iterable[str]) -> dict[str, t.Any]:
    asked = {field: getattr(want, field) for field in fields}
    return {field: value for field, value in asked.items() if value not in (None, getattr(have, field))}


def _present(want: RouterInterface, have: RouterInterface | None) -> Change[RouterInterface]:
    if have is None:
        if want.router_interface_id:
            raise RefusedError([f"{want.label} does not exist."])
        missing = [field for field in ("role", "router_id", "peer_region", "spec") if not getattr(want, field)]
        if missing:
            raise RefusedError([f"{want.label} does not exist; to create it, {' and '.join(missing)} must be given."])
        return Change(want, None, dataclasses.replace(want, status="Idle"), ("CreateRouterInterface",))
    fixed = _changed(want, have, FIXED_FIELDS)
    if fixed:
        said = ", ".join(f"{field} from {getattr(have, field)} to {value}" for field, value in fixed.items())
        raise RefusedError([f"{have.label}: the API cannot change {said}."])
    peer = _changed(want, have, PEER_FIELDS)
    _refuse_new_peer(have, peer)
    attributes = {**_changed(want, have, ATTRIBUTES), **peer}
    spec = _changed(want, have, ("spec",)) if have.role == "initiator" else {}
    writes = ((MODIFY,) if attributes else ()) + ((MODIFY_SPEC,) if spec else ())
    return Change(want, have, dataclasses.replace(have, **attributes, **spec), writes)


def _absent(
    want: RouterInterface, have: RouterInterface | None, freeze: bool, assume_frozen: bool
) -> Change[RouterInterface]:
    if have is None or have.status == "Deleting":
        return Change(want, have, None)
    if have.status in ("Idle", "Inactive", "Deactivating"):
        return Change(want, have, None, (DELETE,))
    if freeze:
        return Change(want, have, None, (DEACTIVATE, DELETE))
    if assume_frozen:
        return Change(want, have, None, (DELETE,))
    raise RefusedError([f"{have.label} is {have.status}; freeze it first, or allow it by freeze=true."])


def _connect(have: RouterInterface) -> tuple[str, ...]:
    action = ACTIVATE.get((have.role or "initiator", have.status or ""))
    return (action,) if action else ()


def _freeze(want: RouterInterface, have: RouterInterface) -> Change[RouterInterface]:
    if have.status in ("Idle", "Inactive", "Deactivating", "Deleting"):
        return Change(want, have, have)
    return Change(want, have, dataclasses.replace(have, status="Inactive"), (DEACTIVATE,))


def _needed(want: RouterInterface, assume_created: bool) -> None:
    if not assume_created or want.router_interface_id:
        raise RefusedError([f"{want.label} does not exist."])


def _refuse_new_peer(have: RouterInterface, changed: dict[str, t.Any]) -> None:
    if changed and have.status != "Idle":
        said = ", ".join(
            f"{field} from {getattr(have, field)} to {value or 'a new one'}" for field, value in changed.items()
        )
        raise RefusedError([f"{have.label} is {have.status}, so the API cannot change {said}. {AGAIN}"])


def _refuse_dead(have: RouterInterface) -> None:
    if have.peer_status == "Deleted" and have.status != "Idle":
        raise RefusedError([f"{have.label} is {have.status} and its peer has been deleted. {AGAIN}"])
    if have.status == "Deleting":
        raise RefusedError([f"{have.label} is being deleted."])


def _refuse_half(have: RouterInterface) -> None:
    missing = [field for field in PEER_FIELDS if not getattr(have, field)]
    if missing:
        raise RefusedError([f"{have.label} cannot be connected before {', '.join(missing)} are set."])
