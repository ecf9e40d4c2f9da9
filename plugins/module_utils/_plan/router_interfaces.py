# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans changes to router interfaces: attributes, peer, deletion. Pure.

The connection of two of them is in connections, the API's refusals are in rules.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Interfaces, Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan import rules
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change, decide, tags_after

PEER_FIELDS = ("peer_router_interface_id", "peer_account_id", "peer_router_id", "peer_router_type")
# The API fixes these at creation; the region of the peer as well, but that is part of the peer's identity.
FIXED_FIELDS = (
    "role",
    "router_id",
    "router_type",
    "access_point_id",
    "peer_access_point_id",
    "charge_type",
    "resource_group_id",
)
HEALTH_CHECK_IPS = ("health_check_source_ip", "health_check_target_ip")
# The API takes these, and the four attributes of the peer, in one call.
ATTRIBUTES = (
    "name",
    "description",
    *HEALTH_CHECK_IPS,
    "health_check_rate",
    "health_check_threshold",
)
# A creation does not accept these.
AFTER_CREATION = ("health_check_rate", "health_check_threshold")
# A new interface that replaces an old one does not inherit these.
OWN_LIFE = (
    "router_interface_id",
    "business_status",
    "creation_time",
    "connected_time",
    "peer_status",
    "peer_spec",
    "peer_vpc_id",
)

CREATE = "CreateRouterInterface"
MODIFY = "ModifyRouterInterfaceAttribute"
MODIFY_SPEC = "ModifyRouterInterfaceSpec"
TAG, UNTAG = "TagResourcesForExpressConnect", "UntagResourcesForExpressConnect"
DEACTIVATE = "DeactivateRouterInterface"
DELETE = "DeleteRouterInterface"

Changes = list[Change[RouterInterface]]


@dataclasses.dataclass(frozen=True)
class Allowed:
    """The user's permissions for a plan; ``assume_done`` (check mode) assumes the changes of earlier tasks."""

    deactivate: bool = True
    purge_tags: bool = True
    recreate: bool = False
    force_routes: bool = False
    assume_done: bool = False


ALLOWED = Allowed()


def plan_interfaces(
    want: t.Sequence[RouterInterface],
    have: t.Sequence[RouterInterface],
    state: str,
    allowed: Allowed = ALLOWED,
    routes: t.Sequence[RouteEntry] = (),
) -> Changes:
    """Plan the module router_interfaces; ``state`` is present or absent.

    ``routes`` are the entries whose next hops are interfaces that may have to be deleted.
    """
    known = Routes(routes)
    if state == "absent":
        existing = Interfaces(have)
        return decide(want, lambda entry: _absent(entry, existing.find(entry), allowed, known), key)
    existing = Interfaces(staying(have))
    return decide(want, lambda entry: _present(entry, existing.find(entry), allowed, known), key)


def plan_peers(
    want: t.Sequence[RouterInterface],
    have: t.Sequence[RouterInterface],
    allowed: Allowed = ALLOWED,
    routes: t.Sequence[RouteEntry] = (),
    new: t.Collection[str | None] = (),
    has_peer: t.Callable[[RouterInterface], bool] = lambda _entry: False,
) -> Changes:
    """Plan the module router_interface_peers: the four attributes, as long as the interface is Idle.

    In check mode an interface that does not exist represents the one that an earlier task would create, and a peer
    without an id one that differs from every existing interface. ``new`` are the ids of interfaces that earlier tasks
    have created, whether or not they are in any list yet; ``has_peer`` returns whether they set the entry's peer too.
    """

    existing, known = Interfaces(staying(have)), Routes(routes)

    def change_of(entry: RouterInterface) -> Change[RouterInterface]:
        interface = existing.find(entry)
        if interface is None:
            refuse_missing(entry, allowed.assume_done, new)
            return Change(entry, None, entry, () if has_peer(entry) else (MODIFY,))
        if another_peer(entry, interface) and allowed.recreate:
            return _again(entry, interface, allowed, known)
        rules.refuse_other_region(entry, interface)
        changed = _changed(entry, interface, PEER_FIELDS)
        if not entry.peer_router_interface_id:
            changed["peer_router_interface_id"] = None
        rules.refuse_other_peer(interface, changed)
        return _updated(entry, interface, changed, (MODIFY,) if changed else ())

    return decide(want, change_of, key)


def removable(
    want: t.Sequence[RouterInterface], have: t.Sequence[RouterInterface], state: str, recreate: bool = False
) -> list[RouterInterface]:
    """Return the existing interfaces that a plan may delete: the routes to them have to be known before."""
    interfaces: dict[str | None, RouterInterface] = {}
    existing = Interfaces(staying(have))
    for entry in want:
        try:
            interface = existing.find(entry)
        except RefusedError:  # the plan reports it, with all the other refusals
            continue
        if interface and (state == "absent" or (recreate and another_peer(entry, interface))):
            interfaces[interface.router_interface_id] = interface
    return list(interfaces.values())


def another_peer(want: RouterInterface, have: RouterInterface) -> bool:
    """Return whether only a new interface can have the wanted peer: a connected one keeps its peer."""
    if have.status != "Idle" and (have.peer_status == "Deleted" or _changed(want, have, PEER_FIELDS)):
        return True
    return want.peer_region not in (None, have.peer_region)


def staying(have: t.Iterable[RouterInterface]) -> list[RouterInterface]:
    """Return the interfaces that are not being deleted: a new one may replace those that are."""
    return [interface for interface in have if interface.status != "Deleting"]


def key(change: Change[RouterInterface]) -> tuple[str | None, ...]:
    """Return the identity of a change, which two entries may not share."""
    interface = change.before or change.want
    if interface.router_interface_id:
        return (interface.router_interface_id,)
    return (interface.region, interface.router_id, interface.role, interface.peer_router_id or interface.name)


def refuse_missing(want: RouterInterface, assume_done: bool, new: t.Collection[str | None] = ()) -> None:
    """Refuse an interface that does not exist, unless an earlier task would create it, or has just created it."""
    if want.router_interface_id not in new if want.router_interface_id else not assume_done:
        raise RefusedError([f"{want.label} does not exist."])


def _changed(want: RouterInterface, have: RouterInterface, fields: t.Iterable[str]) -> dict[str, t.Any]:
    requested = {field: getattr(want, field) for field in fields}
    return {
        field: value or None
        for field, value in requested.items()
        if value is not None and (value or None) != getattr(have, field)
    }


def _present(
    want: RouterInterface, have: RouterInterface | None, allowed: Allowed, routes: Routes
) -> Change[RouterInterface]:
    if have is None:
        return _new(want)
    rules.refuse_fixed(have, _changed(want, have, FIXED_FIELDS))
    if allowed.recreate and another_peer(want, have):
        return _again(want, have, allowed, routes)
    rules.refuse_other_region(want, have)
    peer = _changed(want, have, PEER_FIELDS)
    rules.refuse_other_peer(have, peer)
    attributes = {**_changed(want, have, ATTRIBUTES), **peer}
    spec = _changed(want, have, ("spec",)) if have.role == "initiator" else {}
    tags, tag_writes = _tags(want, have, allowed.purge_tags)
    # Tags first: a mark identifies the owner of an interface, also after a run that was interrupted here.
    writes = tag_writes + ((MODIFY,) if attributes else ()) + ((MODIFY_SPEC,) if spec else ())
    return _updated(want, have, {**attributes, **spec, "tags": tags}, writes)


def _new(want: RouterInterface) -> Change[RouterInterface]:
    rules.refuse_creation(want)
    more = (MODIFY,) if any(getattr(want, field) is not None for field in AFTER_CREATION) else ()
    checked: dict[str, t.Any] = {field: getattr(want, field) or None for field in HEALTH_CHECK_IPS}
    return Change(want, None, dataclasses.replace(want, status="Idle", **checked), (CREATE, *more))


def _again(want: RouterInterface, have: RouterInterface, allowed: Allowed, routes: Routes) -> Change[RouterInterface]:
    """Plan a new interface in the place of one that cannot have the wanted peer; other attributes are kept."""
    deletion = _absent(want, have, dataclasses.replace(allowed, deactivate=True), routes)
    requested = {name: value for name, value in dataclasses.asdict(want).items() if value is not None}
    own: dict[str, t.Any] = {**dict.fromkeys(OWN_LIFE), "status": "Idle"}
    if have.peer_status == "Deleted":
        own["peer_router_interface_id"] = requested.get("peer_router_interface_id")
    new = dataclasses.replace(have, **{**requested, **own})
    return Change(want, have, new, (*deletion.writes, *_new(new).writes))


def _updated(
    want: RouterInterface, have: RouterInterface, changed: dict[str, t.Any], writes: tuple[str, ...]
) -> Change[RouterInterface]:
    rules.refuse_locked(have, writes)
    after = dataclasses.replace(have, **changed)
    if MODIFY in writes:
        rules.refuse_health_check(want, after)
    return Change(want, have, after, writes)


def _tags(want: RouterInterface, have: RouterInterface, purge: bool) -> tuple[dict[str, str] | None, tuple[str, ...]]:
    if want.tags is None:
        return have.tags, ()
    existing = have.tags or {}
    after = tags_after(have.label, existing, want.tags, purge)
    removed = existing.keys() - after.keys()
    new = {name for name, value in after.items() if existing.get(name) != value}
    return after, ((UNTAG,) if removed else ()) + ((TAG,) if new else ())


def _absent(
    want: RouterInterface, have: RouterInterface | None, allowed: Allowed, routes: Routes
) -> Change[RouterInterface]:
    if have is None or have.status == "Deleting":
        return Change(want, have, None)
    rules.refuse_deletion(have, routes.via(have.router_interface_id), allowed.force_routes)
    if have.status in ("Idle", "Inactive", "Deactivating") or (allowed.assume_done and not allowed.deactivate):
        return Change(want, have, None, (DELETE,))
    if not allowed.deactivate:
        role = "another run may be at work, run again when it has ended"
        raise RefusedError(
            [Reason(f"{have.label} is {have.status}", module="deactivate it first, or set deactivate=true", role=role)]
        )
    rules.refuse_locked(have, (DEACTIVATE,))
    return Change(want, have, None, (DEACTIVATE, DELETE))
