# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run of the role came to: its peerings in the user's words, and what it cost. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._records import RouterInterface
from ansible_collections.aliops.vpc.plugins.plugin_utils._peering_plan import key_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._peerings import Peering, Side

NOUNS = ("router_interfaces", "router_interface_peers", "router_interface_connections")
FIELDS = {field.name for field in dataclasses.fields(RouterInterface)}

Result = dict[str, t.Any]


def summary(peerings: t.Sequence[Peering], reads: t.Sequence[Result], done: t.Sequence[Result]) -> Result:
    """Return ``peerings`` as they now are, ``writes`` (the API actions planned, in order) and ``api_calls``.

    ``done`` are the results of the role's resource tasks, in order.
    """
    interfaces: dict[str, RouterInterface] = {}
    routes: dict[tuple[str, str], Result] = {}
    for peering in peerings:
        for side in peering.turned().sides:
            for one in side.interfaces:
                interfaces[key_of(one)] = one
            routes.update({(one.route_table_id, one.destination): one.as_result() for one in side.route_entries})
    for record in (record for result in done for noun in NOUNS for record in result.get(noun) or ()):
        one = RouterInterface(**{key: value for key, value in record.items() if key in FIELDS})
        _put(interfaces, key_of(one), None if record["action"] == "deleted" else one)
    for record in (record for result in done for record in result.get("route_entries") or ()):
        key = (record["route_table_id"], record["destination"])
        _put(routes, key, None if record["action"] == "deleted" else record)
    return {
        "changed": any(result.get("changed") for result in done),
        "peerings": [_peering(peering.turned(), interfaces, list(routes.values())) for peering in peerings],
        "writes": [action for result in done for action in result.get("writes") or ()],
        "api_calls": {
            kind: sum(result.get("api_calls", {}).get(kind, 0) for result in (*reads, *done))
            for kind in ("read", "write")
        },
    }


def _put(where: dict[t.Any, t.Any], key: t.Any, value: t.Any) -> None:
    if value is None:
        where.pop(key, None)
    else:
        where[key] = value


def _peering(peering: Peering, interfaces: dict[str, RouterInterface], routes: list[Result]) -> Result:
    initiator, acceptor = (interfaces.get(key_of(peering.want(side))) for side in peering.sides)
    if initiator and acceptor and initiator.peer_status:
        # The task that connected them waited for both, and returned the initiator's view.
        acceptor = dataclasses.replace(acceptor, status=initiator.peer_status)
    both = {side.role: _side(side, one, routes) for side, one in zip(peering.sides, (initiator, acceptor))}
    return {"name": peering.name, "text": _text(peering.name, both), **both}


def _side(side: Side, one: RouterInterface | None, routes: list[Result]) -> Result:
    tables = side.found["route_table_ids"]
    leads_here = [
        route
        for route in routes
        if one and route["route_table_id"] in tables and route["next_hop_id"] == one.router_interface_id
    ]
    return {
        "account": side.account,
        "region": side.region,
        "vpc_id": side.found["vpc_id"],
        "router_id": side.router_id,
        "router_interface_id": one.router_interface_id if one else None,
        "status": one.status if one else "absent",
        "routes": sorted(route["destination"] for route in leads_here if route["kind"] == "Custom"),
    }


def _text(name: str, both: dict[str, Result]) -> str:
    ends = [
        f"{end['account']} {end['vpc_id']} in {end['region']}, {end['router_interface_id'] or 'no router interface'}"
        f" {end['status']}, routes {', '.join(end['routes']) or 'none'}"
        for end in both.values()
    ]
    return f"{name}: {' <-> '.join(ends)}"
