# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which router interfaces are a peering's own, by mark or name, and what adopting others changes. Pure.

The mark is a tag: its key is the role variable peering_mark, its value the name of the peering.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._checks import (
    TAGS_PER_RESOURCE,
    check_tags,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._plan_interfaces import Allowed, plan_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouterInterface

if t.TYPE_CHECKING:
    from ansible_collections.aliops.vpc.plugins.plugin_utils._peerings import Peering, Side
    from ansible_collections.aliops.vpc.plugins.plugin_utils._vpcs import ReadVpc

MARK = "aliops.vpc/peering"
# An empty string counts as not given, so switching the mark off needs a word.
NO_MARK = "none"
# Tags that the peering does not name belong to somebody else.
KEEP_TAGS = Allowed(purge_tags=False)
SHOWN = ("name", "description", "spec")


def mark_key(mark: t.Any, where: str) -> str | None:
    """Return the key of the tag that marks interfaces, or None when marking is off. Raises RefusedError."""
    if mark == NO_MARK:
        return None
    if not isinstance(mark, str):
        raise RefusedError([f"{where}: {mark!r} is not a string; give the key of a tag, or {NO_MARK}."])
    try:
        check_tags({mark: ""})
    except OptionError as error:
        raise RefusedError([f"{where}: {error}"]) from None
    return mark


def mark_clashes(tags: t.Mapping[str, str] | None, mark: str | None) -> t.Iterator[str]:
    """Yield why a peering's tags leave no place for the mark."""
    if mark and mark in (tags or {}):
        yield f"{mark!r} is the key of the mark; leave it out, or choose another key by peering_mark."
    elif mark and len(tags or {}) == TAGS_PER_RESOURCE:
        yield (
            f"{TAGS_PER_RESOURCE} are given, and with the mark an interface would have one more than it can; leave one"
            " out, or set peering_mark=none."
        )


def marked_as(peering: Peering, interface: RouterInterface) -> str | None:
    """Return the peering's name that an interface is marked with, or None."""
    return (interface.tags or {}).get(peering.mark) if peering.mark else None


def is_own(peering: Peering, side: Side, interface: RouterInterface) -> bool:
    """Return whether an interface is the peering's: by its mark, or, where it has none, by its name.

    A mark with a name that no peering of the run has is that of this peering before it was renamed.
    """
    marked = marked_as(peering, interface)
    if marked is not None:
        return marked == peering.name or marked not in peering.run_names
    return interface.name == (side.options.get("interface_name") or peering.name)


def tags_at_creation(peering: Peering) -> dict[str, str] | None:
    """Return the tags of a new interface: those of the peering, and the mark."""
    mark = {peering.mark: peering.name} if peering.mark else {}
    return {**(peering.tags or {}), **mark} or None


def kept(peering: Peering, side: Side, interface: RouterInterface) -> RouterInterface:
    """Return what an existing interface of a side should be."""
    return dataclasses.replace(
        peering.want(side),
        router_interface_id=interface.router_interface_id,
        name=wanted_name(peering, side, interface),
        tags=_wanted_tags(peering, side, interface),
        peer_account_id=None,
        peer_router_id=None,
        peer_router_type=None,
    )


def wanted_name(peering: Peering, side: Side, interface: RouterInterface) -> str | None:
    """Return the name that an existing interface should have, or None when it keeps its own.

    An adopted one keeps the name that its owner gave it; one that has its peering's name follows it.
    """
    if side.options.get("interface_name"):
        return str(side.options["interface_name"])
    marked = marked_as(peering, interface)
    renamed = marked is not None and marked != peering.name and is_own(peering, side, interface)
    return peering.name if renamed and interface.name == marked else None


def _wanted_tags(peering: Peering, side: Side, interface: RouterInterface) -> dict[str, str] | None:
    """Return the tags that an existing interface should have besides others.

    One that is the peering's by its name only is not marked for the mark's sake: that would be a call for nothing.
    """
    existing, tags = interface.tags or {}, dict(peering.tags or {})
    changes = any(existing.get(key) != value for key, value in tags.items())
    marked = marked_as(peering, interface) is not None
    if peering.mark and (marked or changes or not is_own(peering, side, interface)):
        wanted = {**tags, peering.mark: peering.name}
        if len({**existing, **wanted}) <= TAGS_PER_RESOURCE or changes:
            return wanted
    return tags or None


def is_dead(interface: RouterInterface) -> bool:
    """Return whether the service knows no other end of an interface: nothing can bring it up again."""
    if interface.peer_status == "Deleted":
        return True
    return interface.peer_status is None and interface.status not in ("Idle", "Connecting")


def foreign_ends(peering: Peering) -> list[tuple[Side, RouterInterface]]:
    """Return the existing ends of a peering, as it exists, that somebody else made."""
    ends = ((side, peering.have(side)) for side in peering.own_sides)
    return [(side, one) for side, one in ends if one and not is_own(peering, side, one)]


def adoption(peering: Peering) -> str | None:
    """Say which pair a run adopts, what it changes on it, and who pays; None when it adopts nothing.

    ``peering`` has its ends as they exist.
    """
    ends = foreign_ends(peering)
    if not ends:
        return None
    named = " and ".join(f"{one.router_interface_id} ({one.name or 'no name'}) of {side.account}" for side, one in ends)
    changes = [change for side, one in ends for change in _changes(peering, side, one)] or ["nothing changes on it"]
    return (
        f"{peering.name}: adopts {named}, made by somebody else: {'; '.join(changes)}."
        f" {peering.initiator.account} pays for the bandwidth. peering_adopt=never refuses this."
    )


def _changes(peering: Peering, side: Side, interface: RouterInterface) -> t.Iterator[str]:
    want = kept(peering, side, interface)
    try:
        after = plan_interfaces([want], [interface], "present", KEEP_TAGS)[0].after or interface
    except RefusedError:  # the plan will say so, with all the other refusals
        return
    of = f" of {interface.router_interface_id}"
    for field in SHOWN:
        before, value = getattr(interface, field), getattr(after, field)
        if before != value:
            yield f"{field}{of} {before or 'none'} -> {value}"
    existing = interface.tags or {}
    tags = [f"{key}={value}" for key, value in (after.tags or {}).items() if existing.get(key) != value]
    if tags:
        yield f"tags{of} + {', '.join(tags)}"
    blocks = _new_routes(peering, side)
    if blocks:
        yield f"routes to {interface.router_interface_id} + {', '.join(blocks)}"


def _new_routes(peering: Peering, side: Side) -> list[str]:
    tables, known = side.tables(peering.tables), side.routes.by_key
    blocks = [str(block) for block in peering.destinations(side)]
    return [block for block in blocks if any((side.region, table, block) not in known for table in tables)]


def protected(peering: Peering) -> str | None:
    """Say why a teardown does not delete a pair; None when it may.

    A dead end is deleted whoever made it, and a pair of which one end is the peering's own.
    """
    ends = [(side, peering.have(side)) for side in peering.own_sides]
    existing = [(side, one) for side, one in ends if one]
    if not existing or any(is_own(peering, side, one) for side, one in existing):
        return None
    if len(existing) == 1 and (len(peering.own_sides) > 1 or is_dead(existing[0][1])):
        return None
    named = " and ".join(
        f"{one.router_interface_id} ({one.name or 'no name'}) of {side.account}" for side, one in existing
    )
    return (
        f"{peering.name}: {named} were made by somebody else, and are neither marked nor named as this peering:"
        " set peering_adopt=always to delete them."
    )


def unmanaged(vpcs: t.Iterable[ReadVpc], mark: str, managed: t.Collection[str | None]) -> t.Iterator[RouterInterface]:
    """Yield the marked interfaces on the VPCs' routers, without those that are ``managed``, by their ids."""
    routers: set[str] = set()
    for vpc in vpcs:
        if vpc["router_id"] not in routers:
            routers.add(vpc["router_id"])
            yield from (
                one
                for one in vpc.interfaces
                if mark in (one.tags or {}) and one.status != "Deleting" and one.router_interface_id not in managed
            )
