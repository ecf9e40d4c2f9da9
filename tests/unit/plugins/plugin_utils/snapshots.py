# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A peering of two accounts, a and b, as the controller's code sees it: snapshots, handshakes, plans."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.filter.peering_fleet import peering_fleet
from ansible_collections.aliops.vpc.plugins.filter.peering_plan import peering_plan
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface

PEERING: dict[str, t.Any] = {
    "name": "one",
    "spec": "Large.1",
    "initiator": {"account": "a", "region": "cn-beijing", "vpc_id": "vpc-a"},
    "acceptor": {"account": "b", "region": "cn-hangzhou", "vpc_id": "vpc-b"},
}
UIDS = {"a": "1000000000000001", "b": "1000000000000002"}
BLOCKS = {"a": "192.168.100.0/24", "b": "172.16.100.0/24"}
REGIONS = {"a": "cn-beijing", "b": "cn-hangzhou"}
READ_AT = 1795627800.0
OTHER = {"a": "b", "b": "a"}


def local(account: str) -> dict[str, t.Any]:
    return RouteEntry(
        REGIONS[account], f"vtb-{account}", BLOCKS[account], "local", kind="System", status="Available"
    ).as_result()


def snapshot(account: str, *interfaces: RouterInterface, routes: t.Sequence[RouteEntry] = ()) -> dict[str, t.Any]:
    """Return what vpcs_info returns of one account."""
    vpc = {
        "region": REGIONS[account],
        "vpc_id": f"vpc-{account}",
        "name": account,
        "status": "Available",
        "cidr_block": BLOCKS[account],
        "secondary_cidr_blocks": [],
        "router_id": f"vrt-{account}",
        "route_table_ids": [f"vtb-{account}"],
        "route_tables": [{"route_table_id": f"vtb-{account}", "type": "System", "vswitch_ids": None}],
        "route_entries": [local(account), *(route.as_result() for route in routes)],
        "router_interfaces": [interface.as_result() for interface in interfaces],
    }
    return {
        "__peering_item": {"key": account},
        "account_id": UIDS[account],
        "read_at": READ_AT,
        "vpcs": [vpc],
        "missing": [],
    }


def end(account: str, status: str, role: str | None = None, **more: t.Any) -> RouterInterface:
    """Return the router interface of one side of the peering."""
    peer = OTHER[account]
    interface = RouterInterface(
        region=REGIONS[account],
        role=role or ("initiator" if account == "a" else "acceptor"),
        router_interface_id=f"ri-{account}",
        name="one",
        router_type="VRouter",
        router_id=f"vrt-{account}",
        spec="Large.1" if account == "a" else "Negative",
        status=status,
        peer_region=REGIONS[peer],
        peer_account_id=UIDS[peer],
        peer_router_type="VRouter",
        peer_router_id=f"vrt-{peer}",
        peer_router_interface_id=f"ri-{peer}",
        peer_status=status,
    )
    return dataclasses.replace(interface, **more)


def route(account: str, hop: str | None = None) -> RouteEntry:
    return RouteEntry(
        REGIONS[account],
        f"vtb-{account}",
        BLOCKS[OTHER[account]],
        "RouterInterface",
        hop or f"ri-{account}",
        kind="Custom",
        status="Available",
    )


WHOLE = (
    snapshot("a", end("a", "Active"), routes=[route("a")]),
    snapshot("b", end("b", "Active"), routes=[route("b")]),
)


def handshake(account: str, **changes: t.Any) -> dict[str, t.Any]:
    """Return the handshake file of an account's side: its interface exists, and names no peer yet."""
    fields = {
        "peering": "one",
        "role": "initiator" if account == "a" else "acceptor",
        "account_id": UIDS[account],
        "region": REGIONS[account],
        "vpc_id": f"vpc-{account}",
        "router_id": f"vrt-{account}",
        "cidr_block": BLOCKS[account],
        "secondary_cidr_blocks": [],
        "vswitch_blocks": [BLOCKS[account]],
        "router_interface_id": f"ri-{account}",
        "names_peer": None,
    }
    return {**fields, **changes}


def plan(a: t.Any, b: t.Any, peering: t.Any = None, state: str = "present", **options: t.Any) -> dict[str, t.Any]:
    return peering_plan(peering_fleet([copy.deepcopy(peering or PEERING)], state=state), [a, b], ["a", "b"], **options)
