# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which next hops are a peering's own, by mark or name, and which name and tags they should have. Pure.

The mark is a tag: its key is the role variable peering_mark, its value the name of the peering.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import (
    TAGS_PER_RESOURCE,
    check_tags,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import TERMINAL, PeerConnection

if t.TYPE_CHECKING:
    from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side

MARK = "aliops.vpc/peering"
# An empty string counts as not given, so a value of its own switches the mark off.
NO_MARK = "none"


def mark_key(mark: t.Any, where: str) -> str | None:
    """Return the key of the tag that marks links, or None when marking is off. Raises RefusedError."""
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
            f"{TAGS_PER_RESOURCE} are given, and with the mark a link would have one more than it can; leave one"
            " out, or set mark: false."
        )


def marked_as(peering: Peering, hop: NextHop) -> str | None:
    """Return the peering's name that an hop is marked with, or None."""
    return (hop.tags or {}).get(peering.mark) if peering.mark else None


def is_own(peering: Peering, side: Side, hop: NextHop) -> bool:
    """Return whether a next hop is the peering's: by its mark, or, where it has none, by its name.

    A mark with a name that no peering of the run has is that of this peering before it was renamed.
    """
    marked = marked_as(peering, hop)
    if marked is not None:
        return marked == peering.name or marked not in peering.run_names
    return hop.name == (peering.given_name(side) or peering.name)


def tags_at_creation(peering: Peering) -> dict[str, str] | None:
    """Return the tags of a new link: those of the peering, and the mark."""
    mark = {peering.mark: peering.name} if peering.mark else {}
    return {**(peering.tags or {}), **mark} or None


def kept(peering: Peering, side: Side, interface: RouterInterface) -> RouterInterface:
    """Return the wanted state of an existing interface of a side."""
    return dataclasses.replace(
        peering.want(side),
        router_interface_id=interface.router_interface_id,
        name=wanted_name(peering, side, interface),
        tags=wanted_tags(peering, side, interface),
        peer_account_id=None,
        peer_router_id=None,
        peer_router_type=None,
    )


def wanted_name(peering: Peering, side: Side, hop: NextHop) -> str | None:
    """Return the name that an existing next hop should have, or None when it keeps its own.

    An adopted one keeps the name that its owner gave it; one that has its peering's name follows it.
    """
    given_name = peering.given_name(side)
    if given_name:
        return given_name
    marked = marked_as(peering, hop)
    renamed = marked is not None and marked != peering.name and is_own(peering, side, hop)
    return peering.name if renamed and hop.name == marked else None


def wanted_tags(peering: Peering, side: Side, hop: NextHop) -> dict[str, str] | None:
    """Return the tags that an existing next hop should have besides others.

    One that is the peering's by its name only gets no mark for its own sake: that would be a needless call.
    """
    existing, tags = hop.tags or {}, dict(peering.tags or {})
    changes = any(existing.get(key) != value for key, value in tags.items())
    marked = marked_as(peering, hop) is not None
    if peering.mark and (marked or changes or not is_own(peering, side, hop)):
        wanted = {**tags, peering.mark: peering.name}
        if len({**existing, **wanted}) <= TAGS_PER_RESOURCE or changes:
            return wanted
    return tags or None


def is_dead(hop: NextHop) -> bool:
    """Return whether the service knows no other end of a next hop: nothing can activate it again."""
    if isinstance(hop, PeerConnection):
        return hop.status in TERMINAL
    if hop.peer_status == "Deleted":
        return True
    return hop.peer_status is None and hop.status not in ("Idle", "Connecting")


def foreign_ends(peering: Peering) -> list[tuple[Side, NextHop]]:
    """Return the existing ends of a peering, as it exists, that somebody else created.

    Both sides share a VPC peering connection: the mark of either makes it the peering's. Nobody adopts a dead one.
    """
    ends = [(side, hop) for side in peering.own_sides for hop in [peering.have(side)] if hop]
    if peering.by_connection and any(is_dead(hop) for _side, hop in ends):
        return []
    foreign = [(side, hop) for side, hop in ends if not is_own(peering, side, hop)]
    return [] if peering.by_connection and len(foreign) < len(ends) else foreign
