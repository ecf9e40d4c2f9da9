# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Route entries that name their next hop by identity: the router interface on a router, and its peer's router."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply.lookups import KnownInterfaces, read_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface

Entry = dict[str, t.Any]


def with_next_hops(
    client: Client, entries: t.Sequence[Entry], region: str | None, known: KnownInterfaces
) -> list[Entry]:
    """Return the entries with ``next_hop_id`` for each ``next_hop_interface``, as far as such an interface exists.

    It is looked up in ``known``, else in the lists. Raises RefusedError when several fit.
    """
    named = [entry for entry in entries if entry.get("next_hop_interface")]
    hops = known.with_ids(
        RouterInterface.from_options({**entry["next_hop_interface"], "region": entry.get("region")}, region)
        for entry in named
    )
    unknown = [hop for hop in hops if not hop.router_interface_id]
    listed = Interfaces(read_interfaces(client, unknown)) if unknown else None
    ids: dict[int, str | None] = {}
    for entry, hop in zip(named, hops):
        interface = hop if hop.router_interface_id else listed and listed.find(hop)
        ids[id(entry)] = interface.router_interface_id if interface else None
    return [{**entry, "next_hop_id": ids[id(entry)]} if id(entry) in ids else entry for entry in entries]
