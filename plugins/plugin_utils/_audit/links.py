# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The drift that both kinds of links have: one that should be absent, tags that differ, one that is unmanaged. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import COSMETIC, Drift, drift


def values_of(hop: NextHop) -> dict[str, t.Any]:
    """Return the id and the status of a next hop, for programs."""
    key = "router_interface_id" if isinstance(hop, RouterInterface) else "vpc_peer_connection_id"
    return {key: hop.next_hop_id, "status": hop.status}


def not_absent(peering: Peering, side: Side, hop: NextHop | None) -> t.Iterator[Drift]:
    """Find the next hop of a peering that should be absent."""
    if hop:
        text = f"{hop.label} still exists, {hop.status}, though the peering should be absent."
        yield drift(peering, side, COSMETIC, "not_absent", text, **values_of(hop))


def tag_drift(peering: Peering, side: Side, hop: NextHop) -> t.Iterator[Drift]:
    """Find the tags of a peering that a side's next hop lacks."""
    missing = {key: value for key, value in (peering.tags or {}).items() if (hop.tags or {}).get(key) != value}
    if missing:
        pairs = ", ".join(f"{key}={value}" for key, value in missing.items())
        (id_, _status) = values_of(hop).items()
        values = {**dict([id_]), "field": "tags", "expected": missing, "actual": hop.tags}
        yield drift(peering, side, COSMETIC, "tags_differ", f"{hop.label} lacks the tags {pairs}.", **values)


def unmanaged_drift(side: Side, hop: NextHop, mark: str) -> Drift:
    """Report a marked next hop that is in no peering; ``side`` is one of the same VPC."""
    name = (hop.tags or {})[mark]
    role = hop.role if isinstance(hop, RouterInterface) and hop.role else side.role
    text = (
        f"{hop.label} is marked as the peering {name}, and no peering here has it: add that with state: absent to"
        f" remove it, or remove the tag {mark} from it."
    )
    return Drift(name, role, side.account, COSMETIC, "unmanaged", text, values_of(hop))
