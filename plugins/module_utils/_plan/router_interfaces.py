# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What leads a router interface from what it is to what is wanted: its attributes, its peer, its end. Pure.

What joins two of them is in _plan_connections, what the API would refuse in _refusals.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import RESERVED_TAGS
from ansible_collections.aliops.vpc.plugins.module_utils._plan import rules
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change, decide

PEER_FIELDS = ("peer_router_interface_id", "peer_account_id", "peer_router_id", "peer_router_type")
# What the API fixes at creation; the region of the peer as well, but that is part of who the peer is.
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
# ... of which a creation does not take these.
AFTER_CREATION = ("health_check_rate", "health_check_threshold")
# What a new interface in an old one's place does not have of it.
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
    """What the user lets a plan do; ``assume_done`` (check mode) takes for done what earlier tasks would do."""

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

    ``routes`` are the entries that lead to interfaces which may have to go.
    """
    if state == "absent":
        there = Interfaces(have)
        return decide(want, lambda entry: _absent(entry, there.find(entry), allowed, routes), key)
    there = Interfaces(staying(have))
    return decide(want, lambda entry: _present(entry, there.find(entry), allowed, routes), key)


def plan_peers(
    want: t.Sequence[RouterInterface],
    have: t.Sequence[RouterInterface],
    allowed: Allowed = ALLOWED,
    routes: t.Sequence[RouteEntry] = (),
    new: t.Collection[str | None] = (),
    has_peer: t.Callable[[RouterInterface], bool] = lambda _entry: False,
) -> Changes:
    """Plan the module router_interface_peers: the four attributes, as long as the interface is Idle.

    In check mode an interface that does not exist stands for the one that an earlier task would create, and a peer
    without an id for one that equals nothing that exists. ``new`` are the ids of interfaces that earlier tasks have
    made, whether or not they are in any list yet; ``has_peer`` says of an entry whether they gave it its peer too.
    """

    there = Interfaces(staying(have))

    def one(entry: RouterInterface) -> Change[RouterInterface]:
        found = there.find(entry)
        if found is None:
            needed(entry, allowed.assume_done, new)
            return Change(entry, None, entry, () if has_peer(entry) else (MODIFY,))
        if another_peer(entry, found) and allowed.recreate:
            return _again(entry, found, allowed, routes)
        rules.another_region(entry, found)
        changed = _changed(entry, found, PEER_FIELDS)
        if not entry.peer_router_interface_id:
            changed["peer_router_interface_id"] = None
        rules.another_peer(found, changed)
        return _updated(entry, found, changed, (MODIFY,) if changed else ())

    return decide(want, one, key)


def removable(
    want: t.Sequence[RouterInterface], have: t.Sequence[RouterInterface], state: str, recreate: bool = False
) -> list[RouterInterface]:
    """Return the existing interfaces that a plan may delete: what leads to them has to be known before."""
    found: dict[str | None, RouterInterface] = {}
    there = Interfaces(staying(have))
    for entry in want:
        try:
            one = there.find(entry)
        except RefusedError:  # the plan will say so, with all the other refusals
            continue
        if one and (state == "absent" or (recreate and another_peer(entry, one))):
            found[one.router_interface_id] = one
    return list(found.values())


def another_peer(want: RouterInterface, have: RouterInterface) -> bool:
    """Say whether only a new interface can have the peer that is wanted: the API lets a connected one keep its own."""
    if have.status != "Idle" and (have.peer_status == "Deleted" or _changed(want, have, PEER_FIELDS)):
        return True
    return want.peer_region not in (None, have.peer_region)


def staying(have: t.Iterable[RouterInterface]) -> list[RouterInterface]:
    """Return the interfaces that are not on their way out: another one may take the place of those."""
    return [one for one in have if one.status != "Deleting"]


def key(change: Change[RouterInterface]) -> tuple[str | None, ...]:
    """Return what two entries may not share."""
    one = change.before or change.want
    if one.router_interface_id:
        return (one.router_interface_id,)
    return (one.region, one.router_id, one.role, one.peer_router_id or one.name)


def needed(want: RouterInterface, assume_done: bool, new: t.Collection[str | None] = ()) -> None:
    """Refuse an interface that does not exist, unless an earlier task would create it, or has just made it."""
    if want.router_interface_id not in new if want.router_interface_id else not assume_done:
        raise RefusedError([f"{want.label} does not exist."])


def _changed(want: RouterInterface, have: RouterInterface, fields: t.Iterable[str]) -> dict[str, t.Any]:
    asked = {field: getattr(want, field) for field in fields}
    return {
        field: value or None
        for field, value in asked.items()
        if value is not None and (value or None) != getattr(have, field)
    }


def _present(
    want: RouterInterface, have: RouterInterface | None, allowed: Allowed, routes: t.Sequence[RouteEntry]
) -> Change[RouterInterface]:
    if have is None:
        return _new(want)
    rules.fixed(have, _changed(want, have, FIXED_FIELDS))
    if allowed.recreate and another_peer(want, have):
        return _again(want, have, allowed, routes)
    rules.another_region(want, have)
    peer = _changed(want, have, PEER_FIELDS)
    rules.another_peer(have, peer)
    attributes = {**_changed(want, have, ATTRIBUTES), **peer}
    spec = _changed(want, have, ("spec",)) if have.role == "initiator" else {}
    tags, tag_writes = _tags(want, have, allowed.purge_tags)
    # Tags first: a mark tells whose an interface is, also after a run that was interrupted here.
    writes = tag_writes + ((MODIFY,) if attributes else ()) + ((MODIFY_SPEC,) if spec else ())
    return _updated(want, have, {**attributes, **spec, "tags": tags}, writes)


def _new(want: RouterInterface) -> Change[RouterInterface]:
    rules.creation(want)
    more = (MODIFY,) if any(getattr(want, field) is not None for field in AFTER_CREATION) else ()
    checked: dict[str, t.Any] = {field: getattr(want, field) or None for field in HEALTH_CHECK_IPS}
    return Change(want, None, dataclasses.replace(want, status="Idle", **checked), (CREATE, *more))


def _again(
    want: RouterInterface, have: RouterInterface, allowed: Allowed, routes: t.Sequence[RouteEntry]
) -> Change[RouterInterface]:
    """Plan a new interface in the place of one that cannot have the wanted peer; what is not asked for is kept."""
    gone = _absent(want, have, dataclasses.replace(allowed, deactivate=True), routes)
    asked = {name: value for name, value in dataclasses.asdict(want).items() if value is not None}
    own: dict[str, t.Any] = {**dict.fromkeys(OWN_LIFE), "status": "Idle"}
    if have.peer_status == "Deleted":
        own["peer_router_interface_id"] = asked.get("peer_router_interface_id")
    new = dataclasses.replace(have, **{**asked, **own})
    return Change(want, have, new, (*gone.writes, *_new(new).writes))


def _updated(
    want: RouterInterface, have: RouterInterface, changed: dict[str, t.Any], writes: tuple[str, ...]
) -> Change[RouterInterface]:
    rules.locked(have, writes)
    after = dataclasses.replace(have, **changed)
    if MODIFY in writes:
        rules.health_check(want, after)
    return Change(want, have, after, writes)


def _tags(want: RouterInterface, have: RouterInterface, purge: bool) -> tuple[dict[str, str] | None, tuple[str, ...]]:
    if want.tags is None:
        return have.tags, ()
    there = have.tags or {}
    kept = {name: value for name, value in there.items() if not purge or name.lower().startswith(RESERVED_TAGS)}
    after = {**kept, **want.tags}
    gone = there.keys() - after.keys()
    new = {name for name, value in after.items() if there.get(name) != value}
    rules.too_many_tags(have, after)
    return after, ((UNTAG,) if gone else ()) + ((TAG,) if new else ())


def _absent(
    want: RouterInterface, have: RouterInterface | None, allowed: Allowed, routes: t.Sequence[RouteEntry]
) -> Change[RouterInterface]:
    if have is None or have.status == "Deleting":
        return Change(want, have, None)
    rules.deletion(have, routes, allowed.force_routes)
    if have.status in ("Idle", "Inactive", "Deactivating") or (allowed.assume_done and not allowed.deactivate):
        return Change(want, have, None, (DELETE,))
    if not allowed.deactivate:
        role = "another run may be at work, run again when it has ended"
        raise RefusedError(
            [Reason(f"{have.label} is {have.status}", module="deactivate it first, or set deactivate=true", role=role)]
        )
    rules.locked(have, (DEACTIVATE,))
    return Change(want, have, None, (DEACTIVATE, DELETE))
