# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the small world in which runs are disturbed: two VPCs to be peered, and what others own right beside them.

Delays are so short that each wait reads twice or three times: once too early, and once when it is done.
"""

from __future__ import annotations

import json
import re
import typing as t

import yaml

PRODUCTION, PARTNER = "1231579085529123", "1231579085529124"
SECRETS = ("not-a-secret-initiator", "not-a-secret-acceptor")
DELAYS = {"connect_delay": 1.0, "create_lag": 0.4, "opposite_lag": 0.4, "peer_view_lag": 0.4, "delete_vpc_lag": 0.4}
DELAYS |= dict.fromkeys(("activate_delay", "deactivate_delay", "delete_delay", "route_delay"), 0.4)

# Everything below that is not the pair's own: nobody has asked for it to be touched.
FOREIGN = """
accounts:
  - name: production
    uid: "1231579085529123"
    access_keys: [{id: LTAI-tutorial-initiator, secret: not-a-secret-initiator}]
    vpcs:
      - region: cn-beijing
        vpc_id: vpc-12345678
        cidr_block: 192.168.0.0/16
        vrouter_id: vrt-AAA
        route_table_id: vtb-AAA
        vswitches: [{vswitch_id: vsw-AAA, cidr_block: 192.168.100.0/24}]
        routes:
          - {destination: 10.1.0.0/16, next_hop_type: VpnGateway, next_hop_id: vpn-theirs, route_entry_id: rte-vpn}
          - {destination: 10.2.0.0/16, next_hop_id: ri-theirs-A, route_entry_id: rte-their-peering}
    router_interfaces:
      - router_interface_id: ri-theirs-A
        router_id: vrt-AAA
        role: InitiatingSide
        spec: Mini.2
        name: theirs
        status: Active
        opposite_region: cn-hangzhou
        opposite_interface_id: ri-theirs-B
        opposite_interface_owner_id: "1231579085529124"
        opposite_router_id: vrt-DDD
        opposite_router_type: VRouter
  - name: partner
    uid: "1231579085529124"
    access_keys: [{id: LTAI-tutorial-acceptor, secret: not-a-secret-acceptor}]
    vpcs:
      - region: cn-hangzhou
        vpc_id: vpc-87654321
        cidr_block: 172.16.0.0/16
        vrouter_id: vrt-BBB
        route_table_id: vtb-BBB
        vswitches: [{vswitch_id: vsw-BBB, cidr_block: 172.16.100.0/24}]
        routes:
          - {destination: 10.3.0.0/16, next_hop_type: NatGateway, next_hop_id: ngw-theirs, route_entry_id: rte-nat}
      - region: cn-hangzhou
        vpc_id: vpc-third
        cidr_block: 172.17.0.0/16
        vrouter_id: vrt-CCC
        route_table_id: vtb-CCC
        vswitches: [{vswitch_id: vsw-CCC, cidr_block: 172.17.100.0/24}]
      - {region: cn-hangzhou, vpc_id: vpc-theirs, cidr_block: 10.2.0.0/16, vrouter_id: vrt-DDD, route_table_id: vtb-DDD}
    router_interfaces:
      - router_interface_id: ri-theirs-B
        router_id: vrt-DDD
        role: AcceptingSide
        status: Active
        opposite_region: cn-beijing
        opposite_interface_id: ri-theirs-A
        opposite_interface_owner_id: "1231579085529123"
        opposite_router_id: vrt-AAA
        opposite_router_type: VRouter
"""

# What a run leaves behind, with ids of its own.
PEERED = """
- routes: [{destination: 172.16.100.0/24, next_hop_id: ri-0000000000A, name: beijing-hangzhou}]
  router_interfaces:
    router_interface_id: ri-0000000000A
    router_id: vrt-AAA
    role: InitiatingSide
    spec: Large.1
    name: beijing-hangzhou
    status: Active
    opposite_region: cn-hangzhou
    opposite_interface_id: ri-0000000000B
    opposite_interface_owner_id: "1231579085529124"
    opposite_router_id: vrt-BBB
    opposite_router_type: VRouter
- routes: [{destination: 192.168.100.0/24, next_hop_id: ri-0000000000B, name: beijing-hangzhou}]
  router_interfaces:
    router_interface_id: ri-0000000000B
    router_id: vrt-BBB
    role: AcceptingSide
    name: beijing-hangzhou
    status: Active
    opposite_region: cn-beijing
    opposite_interface_id: ri-0000000000A
    opposite_interface_owner_id: "1231579085529123"
    opposite_router_id: vrt-AAA
    opposite_router_type: VRouter
"""
ELSEWHERE = {"next_hop_type": "VpnGateway", "next_hop_id": "vpn-former"}


def scenario(peered: bool, moved: bool = False) -> str:
    """Return the world before a run: with the pair there or not; ``moved``, and its one route leads elsewhere."""
    world = {**yaml.safe_load(FOREIGN), "delays": DELAYS}
    if peered:
        for account, own in zip(world["accounts"], yaml.safe_load(PEERED), strict=True):
            account["router_interfaces"].append(own["router_interfaces"])
            account["vpcs"][0]["routes"] += own["routes"]
    if moved:
        world["accounts"][1]["vpcs"][0]["routes"][-1].update(ELSEWHERE)
    return json.dumps(world)


def variables(
    url: str, read_timeout: int = 600, acceptor: str = "vpc-87654321", **changes: dict[str, t.Any]
) -> dict[str, t.Any]:
    """Return what a user would write; ``changes`` are keys of the peering, or of its sides."""
    keys = {"production": ("initiator", PRODUCTION), "partner": ("acceptor", PARTNER)}
    accounts = {
        name: {
            "account_id": uid,
            "access_key_id": f"LTAI-tutorial-{role}",
            "access_key_secret": f"not-a-secret-{role}",
            "endpoint": url,
            "read_timeout": read_timeout,
        }
        for name, (role, uid) in keys.items()
    }
    sides = {
        "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": "vpc-12345678"},
        "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": acceptor},
    }
    name = "beijing-hangzhou" if acceptor == "vpc-87654321" else f"beijing-{acceptor}"
    peering: dict[str, t.Any] = {"name": name, "spec": "Large.1"}
    peering |= {side: {**options, **changes.pop(side, {})} for side, options in sides.items()}
    return {"peering_accounts": accounts, "peering_connections": [{**peering, **changes.pop("peering", {})}], **changes}


def normal(state: dict[str, t.Any]) -> t.Any:
    """Return what the simulator holds without what may differ: ids that the API made up, times, the order of lists.

    Which interface a route leads to, or has as its peer, stays: every made-up id has a number instead.
    """
    accounts = state["accounts"]
    for account in accounts:
        account["router_interfaces"].sort(key=lambda one: (one["RouterId"], one["Role"], one["OppositeRouterId"]))
        for table in (table for vpc in account["vpcs"] for table in vpc["route_tables"]):
            table["routes"].sort(key=lambda one: str(one["destination"]))
    text = timeless(accounts)
    ids: dict[str, str] = {}
    text = re.sub(r"\b(ri|rte)-[0-9a-zA-Z]{10,}", lambda one: ids.setdefault(one[0], f"{one[1]}-{len(ids)}"), text)
    return json.loads(text)


def timeless(value: t.Any) -> str:
    """Return a value as JSON in which all times are the same."""
    return re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "some time", json.dumps(value, sort_keys=True))


def foreign(state: dict[str, t.Any]) -> t.Any:
    """Return every interface and route by its id that nobody has asked for, as the simulator holds it."""
    accounts = state["accounts"]
    interfaces = {one["RouterInterfaceId"]: one for account in accounts for one in account["router_interfaces"]}
    tables = [table for account in accounts for vpc in account["vpcs"] for table in vpc["route_tables"]]
    routes = {one["route_entry_id"]: one for table in tables for one in table["routes"]}
    names = ("ri-theirs-A", "ri-theirs-B", "rte-vpn", "rte-nat", "rte-their-peering")
    return json.loads(timeless({name: {**interfaces, **routes}.get(name) for name in names}))
