# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the small world in which runs are disturbed: two VPCs to be peered, and foreign resources right beside them.

Delays are so short that each wait reads twice or three times: once too early, and once when it is done.
"""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.aliops.vpc.tests.scenarios import (
    ACCEPTOR,
    INITIATOR,
    SIDES,
    Data,
    ends,
    route,
    tutorial,
    tutorial_vpc,
    vpc,
)

PRODUCTION, PARTNER = INITIATOR.uid, ACCEPTOR.uid
SECRETS = (INITIATOR.key[1], ACCEPTOR.key[1])
DELAYS = {"connect_delay": 1.0, "create_lag": 0.4, "opposite_lag": 0.4, "peer_view_lag": 0.4, "delete_vpc_lag": 0.4}
DELAYS |= dict.fromkeys(("activate_delay", "deactivate_delay", "delete_delay", "route_delay"), 0.4)
DELAYS |= dict.fromkeys(("vpc_peer_create_delay", "vpc_peer_update_delay", "vpc_peer_delete_delay"), 0.4)
DELAYS |= dict.fromkeys(("vpc_peer_create_lag", "vpc_peer_deleted_lag"), 0.4)

NAME = "beijing-hangzhou"
# The ids of a link that exists before a run.
IDS = ("ri-0000000000A", "ri-0000000000B")
CONNECTION_ID = "pcc-0000000000C"
# Foreign resources, which no run may change.
THEIR_ROUTES = (
    route("10.1.0.0/16", "vpn-theirs", next_hop_type="VpnGateway", route_entry_id="rte-vpn"),
    route("10.2.0.0/16", "ri-theirs-A", route_entry_id="rte-their-peering"),
    route("10.3.0.0/16", "ngw-theirs", next_hop_type="NatGateway", route_entry_id="rte-nat"),
)
THEIR_ENDS = ends("Active", ids=("ri-theirs-A", "ri-theirs-B"), routers=("vrt-AAA", "vrt-theirs"), name="theirs")
THEIR_VPCS = (
    vpc("third", ACCEPTOR.region, "172.17.0.0/16", "172.17.100.0/24"),
    vpc("theirs", ACCEPTOR.region, "10.2.0.0/16"),
)
THEIR_CONNECTION = {
    "instance_id": "pcc-theirs",
    "name": "theirs",
    "vpc_id": "vpc-12345678",
    "accepting_vpc_id": "vpc-theirs",
}
ELSEWHERE = {"next_hop_type": "VpnGateway", "next_hop_id": "vpn-former"}


def scenario(peered: bool, moved: bool = False, method: str = "router_interface") -> Data:
    """Return the world before a run: with or without the link; ``moved`` gives one route another next hop."""
    own, other = ends("Active", ids=IDS, name=NAME)
    pair = [{**own, "spec": "Large.1"}, other]
    links = [{**THEIR_CONNECTION, "instance_id": CONNECTION_ID, "name": NAME, "accepting_vpc_id": "vpc-87654321"}]
    hops, hop_type = IDS, "RouterInterface"
    if method == "vpc_peer":
        pair, hops, hop_type = [], (CONNECTION_ID, CONNECTION_ID), "VpcPeer"
    else:
        links = []
    routes = [
        route(side.peer.vswitch_block, hop, next_hop_type=hop_type, name=NAME)
        for side, hop in zip(SIDES.values(), hops, strict=True)
    ]
    if moved:
        routes[1] |= ELSEWHERE
    if not peered:
        pair = links = routes = []
    first = tutorial_vpc("initiator", routes=[*THEIR_ROUTES[:2], *routes[:1]])
    second = tutorial_vpc("acceptor", cidr_block="172.16.0.0/16", routes=[*THEIR_ROUTES[2:], *routes[1:]])
    return tutorial(
        initiator={"vpcs": [first], "router_interfaces": [THEIR_ENDS[0], *pair[:1]]},
        acceptor={"vpcs": [second, *THEIR_VPCS], "router_interfaces": [THEIR_ENDS[1], *pair[1:]]},
        vpc_peer_connections=[THEIR_CONNECTION, *links],
        delays=DELAYS,
    )


def migrating(rung: str) -> Data:
    """Return the world before a migration, with the pair alone or, ``deactivated``, with its connection too."""
    status, hops, hop_type = "Active", IDS, "RouterInterface"
    links = []
    if rung == "deactivated":
        status, hops, hop_type = "Inactive", (CONNECTION_ID, CONNECTION_ID), "VpcPeer"
        ends_ = {"name": NAME, "accepting_vpc_id": "vpc-87654321"}
        links = [{**THEIR_CONNECTION, "instance_id": CONNECTION_ID, **ends_}]
    own, other = ends(status, ids=IDS, name=NAME)
    routes = [
        route(side.peer.vswitch_block, hop, next_hop_type=hop_type, name=NAME)
        for side, hop in zip(SIDES.values(), hops, strict=True)
    ]
    first = tutorial_vpc("initiator", routes=[*THEIR_ROUTES[:2], routes[0]])
    second = tutorial_vpc("acceptor", cidr_block="172.16.0.0/16", routes=[*THEIR_ROUTES[2:], routes[1]])
    return tutorial(
        initiator={"vpcs": [first], "router_interfaces": [THEIR_ENDS[0], {**own, "spec": "Large.1"}]},
        acceptor={"vpcs": [second, *THEIR_VPCS], "router_interfaces": [THEIR_ENDS[1], other]},
        vpc_peer_connections=[THEIR_CONNECTION, *links],
        delays=DELAYS,
        switches={"ri_blocks": "never"},
    )


def variables(
    url: str, read_timeout: int = 600, acceptor: str = "vpc-87654321", **changes: dict[str, t.Any]
) -> dict[str, t.Any]:
    """Return the variables of a user; ``changes`` are keys of the peering, or of its sides."""
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
    """Return the simulator's state without what may differ: ids that the API made up, times, the order of lists.

    Next hops and peers stay comparable: every made-up id has a number instead.
    """
    accounts = state["accounts"]
    connections = sorted(state["vpc_peer_connections"], key=lambda connection: str(connection["AcceptingVpc"]["VpcId"]))
    for account in accounts:
        account["router_interfaces"].sort(key=lambda end: (end["RouterId"], end["Role"], end["OppositeRouterId"]))
        for table in (table for network in account["vpcs"] for table in network["route_tables"]):
            table["routes"].sort(key=lambda entry: str(entry["destination"]))
    text = timeless([accounts, connections])
    ids: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return ids.setdefault(match[0], f"{match[1]}-{len(ids)}")

    return json.loads(re.sub(r"\b(ri|rte|pcc)-[0-9a-zA-Z]{10,}", numbered, text))


def timeless(value: t.Any) -> str:
    """Return a value as JSON in which all times are the same."""
    return re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "some time", json.dumps(value, sort_keys=True))


def foreign(state: dict[str, t.Any]) -> t.Any:
    """Return all links and routes outside of the peering by their ids, as the simulator holds them."""
    accounts = state["accounts"]
    interfaces = {end["RouterInterfaceId"]: end for account in accounts for end in account["router_interfaces"]}
    tables = [table for account in accounts for vpc in account["vpcs"] for table in vpc["route_tables"]]
    routes = {entry["route_entry_id"]: entry for table in tables for entry in table["routes"]}
    connections = {connection["InstanceId"]: connection for connection in state["vpc_peer_connections"]}
    everything = {**interfaces, **routes, **connections}
    names = ("ri-theirs-A", "ri-theirs-B", "rte-vpn", "rte-nat", "rte-their-peering", "pcc-theirs")
    return json.loads(timeless({name: everything.get(name) for name in names}))
