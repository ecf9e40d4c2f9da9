# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links as elements of peering_connections. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import MARK
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import (
    TAGS_PER_RESOURCE,
    check_interface_text,
    check_tags,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover import names
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.links import Link
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.markup import TEMPLATE
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.routing import Writing, writing_of

Result = dict[str, t.Any]


def peering_of(link: Link, name: str, mark: str | None) -> Result:
    """Return a link as a peering, with which a run has nothing to do."""
    tags, writing = common_tags(link, mark), writing_of(link)
    unmarked = len(tags) >= TAGS_PER_RESOURCE or not names.is_known_by_name(link, name, mark)
    description = _common_description(link)
    return {
        "name": name,
        "method": link.method,
        **_capacity(link),
        **({"description": description} if description else {}),
        **({"tags": tags} if tags else {}),
        **({"mark": False} if unmarked else {}),
        "tables": writing.tables,
        "routes": writing.routes,
        **{side.role: _side(link, side, name, writing) for side in link.sides},
    }


def _capacity(link: Link) -> Result:
    """Return the spec of a pair of router interfaces, or the bandwidth and link type between two regions."""
    if link.method != BY_CONNECTION:
        initiator, acceptor = (t.cast(t.Optional[RouterInterface], link.hops.get(side.role)) for side in link.sides)
        spec = initiator.spec if initiator else acceptor.peer_spec if acceptor else None
        return {"spec": spec} if spec else {}
    connection = t.cast(PeerConnection, next(iter(link.hops.values())))
    if not connection.inter_region:
        return {}
    known = {"bandwidth": connection.bandwidth, "link_type": connection.link_type}
    return {key: value for key, value in known.items() if value is not None}


def _side(link: Link, side: Side, name: str, writing: Writing) -> Result:
    own_name = None if side.remote else names.interface_name(link, side, name)
    routes = writing.sides.get(side.role)
    return {
        **side.options,
        **({"interface_name": own_name} if own_name else {}),
        **({"routes": routes} if routes is not None else {}),
    }


def common_tags(link: Link, mark: str | None) -> dict[str, str]:
    """Return the tags that all ends have with the same values, without the mark; others stay as they are."""
    first, *others = [link.hops[side.role].tags or {} for side in link.own_sides]
    return {
        key: value
        for key, value in sorted(first.items())
        if key != (mark or MARK) and all(tags.get(key) == value for tags in others) and _is_tag(key, value)
    }


def other_tags(link: Link, mark: str | None) -> list[str]:
    """Return the keys of the tags that not all ends have, or that nobody may write."""
    keys = {key for side in link.own_sides for key in link.hops[side.role].tags or {}}
    return sorted(keys - {mark or MARK} - set(common_tags(link, mark)))


def _is_tag(key: str, value: str) -> bool:
    if TEMPLATE.search(key):
        return False
    try:
        check_tags({key: value})
    except OptionError:
        return False
    return True


def _common_description(link: Link) -> str | None:
    first, *others = [link.hops[side.role].description or None for side in link.own_sides]
    try:
        check_interface_text(None, first)
    except OptionError:
        return None
    return first if all(other == first for other in others) else None
