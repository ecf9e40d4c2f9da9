# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names of the peerings of links: unique, valid, and such that a run takes each link as its peering's. Pure."""

from __future__ import annotations

import collections
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import MARK
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import INTERFACE_NAME
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import NAME
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.links import Link


def names_of(links: t.Sequence[Link], mark: str | None) -> list[str]:
    """Return the name of each link's peering.

    The first of these that is valid and no other link's: the value of the mark, the name of the link or its ends, the
    names of the two VPCs, the ids of the two VPCs, the id of the link.
    """
    candidates = [[name if _is_valid(link, name) else None for name in _candidates(link, mark)] for link in links]
    names: list[str | None] = [None] * len(links)
    for level in range(max(map(len, candidates), default=0)):
        offered = [own[level] if level < len(own) and not name else None for own, name in zip(candidates, names)]
        times = collections.Counter(offered)
        taken = set(names)
        names = [
            name or (offer if offer and times[offer] == 1 and offer not in taken else None)
            for name, offer in zip(names, offered)
        ]
    return [name or _numbered(number) for number, name in enumerate(names, 1)]


def _candidates(link: Link, mark: str | None) -> t.Iterator[str]:
    marks = {marked_as(link.hops[side.role], mark) for side in link.own_sides} - {None}
    yield str(marks.pop()) if len(marks) == 1 else ""
    own_names = [link.hops[side.role].name or "" for side in link.own_sides]
    yield from (own_names[0], own_names[-1])
    yield "-".join(_slug(side.vpc.get("name") if side.vpc else None) or _slug(side.value) for side in link.sides)
    yield "-".join(_slug(side.value) for side in link.sides)
    yield from link.ids


def _slug(text: str | None) -> str:
    return re.sub(r"[^A-Za-z0-9_\u4e00-\u9fff]+", "-", text or "").strip("-")[:60]


def _numbered(number: int) -> str:
    return f"discovered-{number}"


def _is_valid(link: Link, name: str) -> bool:
    return bool((NAME if link.method == BY_CONNECTION else INTERFACE_NAME).fullmatch(name))


def marked_as(hop: NextHop, mark: str | None) -> str | None:
    """Return the peering's name that a next hop is marked with."""
    return (hop.tags or {}).get(mark or MARK)


def interface_name(link: Link, side: Side, name: str) -> str | None:
    """Return the name to write for a side's router interface; None where it needs none, or none can be written."""
    own = link.hops[side.role].name
    if link.method == BY_CONNECTION or not own or own == name:
        return None
    return own if INTERFACE_NAME.fullmatch(own) else None


def is_known_by_name(link: Link, name: str, mark: str | None) -> bool:
    """Return whether a run takes each end as the peering's, by its mark or else its name, and marks nothing."""
    for side in link.own_sides:
        hop = link.hops[side.role]
        marked = marked_as(hop, mark)
        if marked is None and hop.name != (interface_name(link, side, name) or name):
            return False
        if marked not in (None, name):
            return False
    return True
