# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which vSwitches of linked VPCs reach each other: the verdict of each pair, in every state of links and routes."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.worlds import started
from ansible_collections.aliops.vpc.tests.scenarios import (
    Data,
    ends,
    pair,
    route,
    tutorial,
    tutorial_vpc,
    vpc,
    vpc_peer,
)
from vpc_simulator.reachability import describe_reachability

FORTH, BACK = ("vsw-AAA", "vsw-BBB"), ("vsw-BBB", "vsw-AAA")
TO_B, TO_A = route("172.16.0.0/12", "ri-A"), route("192.168.0.0/16", "ri-B")
PEER = {"next_hop_type": "VpcPeer"}
V6 = {"initiator": "2408:4003:1::", "acceptor": "2408:4003:2::"}


def world(*routes: Data, links: Data | None = None, **changes: Any) -> Data:
    """The tutorial with a connected pair, these routes of the initiator's VPC, and a good route back."""
    change = links or pair()
    for side, entries in (("initiator", routes), ("acceptor", (TO_A,))):
        own = {"vpcs": [tutorial_vpc(side, routes=list(entries))], **change.get(side, {})}
        change = {**change, side: own}
    return tutorial(change, **changes)


def states(content: Data) -> dict[tuple[str, str], tuple[str, str]]:
    """State and reason of each pair."""
    rows = describe_reachability(started(content).world)
    return {(row["source"], row["target"]): (row["state"], row["reason"]) for row in rows}


def test_a_pair_with_routes_reaches_both_ways(cloud: Simulator, initiator: Sdk) -> None:
    cloud.load(world(TO_B))
    forth, back = cloud.control("reachability")
    assert forth == {
        "source": "vsw-AAA",
        "target": "vsw-BBB",
        "block": "172.16.100.0/24",
        "source_vpc": "vpc-12345678",
        "target_vpc": "vpc-87654321",
        "state": "reachable",
        "reason": "",
        "routes": [
            {
                "route_table_id": "vtb-AAA",
                "destination": "172.16.0.0/12",
                "status": "Available",
                "next_hops": [{"type": "RouterInterface", "id": "ri-A"}],
            }
        ],
    }
    assert (back["source"], back["target"], back["state"]) == (*BACK, "reachable")
    initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert [(row["state"], row["reason"]) for row in cloud.control("reachability")] == [
        ("unreachable", "172.16.0.0/12: next hop ri-A: is Inactive"),
        ("unreachable", "192.168.0.0/16: next hop ri-B: peer Inactive"),
    ]


@pytest.mark.parametrize(
    ("routes", "state", "reason"),
    [
        ([], "unreachable", "no route"),
        ([route("10.0.0.0/8", "ri-A")], "unreachable", "no route"),
        ([route("172.16.100.0/24", "ri-A")], "reachable", ""),
        ([route("172.0.0.0/8", "ri-x"), TO_B], "reachable", ""),
        ([TO_B, route("172.16.100.0/24", "ri-x")], "unreachable", "172.16.100.0/24: next hop ri-x: does not exist"),
        ([TO_B, route("172.16.100.7/32", "ri-x")], "unreachable", "172.16.100.7/32: next hop ri-x: does not exist"),
        ([TO_B, route("172.16.101.0/24", "ri-x")], "reachable", ""),
        ([route("172.16.100.0/25", "ri-A")], "unreachable", "no route"),
        ([route("172.16.100.0/25", "ri-A"), route("172.16.100.128/25", "ri-A")], "reachable", ""),
        # the whole block is covered by more specific entries, so that the black hole gets nothing
        (
            [
                route("172.16.0.0/12", "ri-x"),
                route("172.16.100.0/25", "ri-A"),
                route("172.16.100.128/25", "ri-A"),
            ],
            "reachable",
            "",
        ),
        ([{**TO_B, "status": "Pending"}], "unreachable", "172.16.0.0/12 is Pending"),
        ([{**TO_B, "status": "Deleting"}], "unreachable", "172.16.0.0/12 is Deleting"),
        ([{**TO_B, "status": "Modifying"}], "modifying", "172.16.0.0/12 is Modifying"),
        # an entry that may be in force or not: the traffic must arrive through it and without it
        ([TO_B, route("172.16.100.0/24", "ri-A", status="Pending")], "reachable", ""),
        ([TO_B, route("172.16.100.0/24", "ri-A", status="Deleting")], "reachable", ""),
        (
            [TO_B, route("172.16.100.0/24", "ri-x", status="Pending")],
            "unreachable",
            "172.16.100.0/24: next hop ri-x: does not exist",
        ),
        (
            [route("172.16.0.0/12", "ri-x"), route("172.16.100.0/24", "ri-A", status="Deleting")],
            "unreachable",
            "172.16.0.0/12: next hop ri-x: does not exist",
        ),
        (
            [route("172.16.0.0/12", "ri-x", status="Modifying")],
            "unreachable",
            "172.16.0.0/12: next hop ri-x: does not ",
        ),
    ],
)
def test_the_longest_prefix_of_every_part_counts(routes: list[Data], state: str, reason: str) -> None:
    verdicts = states(world(*routes))
    assert verdicts[FORTH][0] == state
    assert verdicts[FORTH][1].startswith(reason) if reason else verdicts[FORTH][1] == ""
    assert verdicts[BACK] == ("reachable", "")


@pytest.mark.parametrize("status", ["Idle", "Connecting", "Activating", "Deactivating", "Inactive", "Deleting"])
def test_a_link_of_any_state_joins_two_vpcs(status: str) -> None:
    verdicts = states(world(TO_B, links=pair(status)))
    assert verdicts == {
        FORTH: ("unreachable", f"172.16.0.0/12: next hop ri-A: is {status}"),
        BACK: ("unreachable", f"192.168.0.0/16: next hop ri-B: is {status}"),
    }
    assert states(tutorial()) == {}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Creating", "unreachable"),
        ("Accepting", "unreachable"),
        ("Updating", "reachable"),
        ("Activated", "reachable"),
        ("Rejected", "unreachable"),
        ("Expired", "unreachable"),
        ("Deleting", "unreachable"),
        ("Deleted", "unreachable"),
    ],
)
def test_a_vpc_peering_connection_is_a_link(status: str, state: str) -> None:
    content = tutorial(
        initiator={"vpcs": [tutorial_vpc("initiator", routes=[route("172.16.0.0/12", "pcc-one", **PEER)])]},
        acceptor={"vpcs": [tutorial_vpc("acceptor", routes=[route("192.168.100.0/24", "pcc-one", **PEER)])]},
        vpc_peer_connections=[vpc_peer(status)],
    )
    assert {state for state, _reason in states(content).values()} == {state}
    assert set(states(content)) == {FORTH, BACK}


def test_a_link_to_another_vpc_is_the_wrong_way() -> None:
    third = vpc("c", "cn-beijing", "10.0.0.0/8", "10.0.1.0/24")
    content = world(
        route("172.16.0.0/12", "pcc-c", **PEER),
        vpc_peer_connections=[vpc_peer(instance_id="pcc-c", accepting_vpc_id="vpc-c")],
    )
    content["accounts"][0]["vpcs"].append(third)
    verdicts = states(content)
    reason = "172.16.0.0/12: next hop pcc-c is a way to vpc-c, not to vpc-87654321"
    assert verdicts[FORTH] == ("unreachable", reason)
    # VPCs without a link between them are no pair
    assert ("vsw-c", "vsw-BBB") not in verdicts
    assert verdicts["vsw-AAA", "vsw-c"] == ("unreachable", "no route")


def test_a_block_of_the_own_vpc_is_local() -> None:
    own = tutorial_vpc("acceptor", cidr_block="192.168.0.0/16", vswitches=[{"cidr_block": "192.168.100.0/25"}])
    content = world(TO_B)
    content["accounts"][1]["vpcs"] = [own]
    rows = [row for row in describe_reachability(started(content).world) if row["source"] == "vsw-AAA"]
    assert [row["reason"] for row in rows] == [
        "192.168.100.0/24: next hop local is a way to no VPC, not to vpc-87654321"
    ]


def test_each_vswitch_has_the_routes_of_its_own_table() -> None:
    vswitches = [
        {"vswitch_id": "vsw-AAA", "cidr_block": "192.168.100.0/24"},
        {"vswitch_id": "vsw-two", "cidr_block": "192.168.101.0/24"},
    ]
    table = {"route_table_id": "vtb-two", "vswitch_ids": ["vsw-two"], "routes": [TO_B]}
    content = world()
    content["accounts"][0]["vpcs"][0].update(vswitches=vswitches, route_tables=[table])
    verdicts = states(content)
    assert (verdicts[FORTH][0], verdicts["vsw-two", "vsw-BBB"][0]) == ("unreachable", "reachable")


def dual_stack(side: str, **keys: Any) -> Data:
    """The tutorial's VPC with an IPv6 block."""
    own = tutorial_vpc(side, ipv6_cidr_blocks={f"{V6[side]}/56": "BGP"}, **keys)
    own["vswitches"] = [{**own["vswitches"][0], "ipv6_cidr_block": f"{V6[side]}/64"}]
    return own


def test_ipv6_has_routes_of_its_own() -> None:
    to_b, to_a = (f"{V6[side]}/56" for side in ("acceptor", "initiator"))
    links = {"vpc_peer_connections": [vpc_peer()]}

    def verdicts(*routes: Data) -> dict[tuple[str, str], str]:
        own = dual_stack("initiator", routes=list(routes))
        other = dual_stack("acceptor", routes=[route(to_a, "pcc-one", **PEER)])
        content = tutorial(links, initiator={"vpcs": [own]}, acceptor={"vpcs": [other]})
        rows = describe_reachability(started(content).world)
        return {(row["source"], row["block"]): row["state"] for row in rows}

    assert verdicts(route(to_b, "pcc-one", **PEER)) == {
        ("vsw-AAA", "172.16.100.0/24"): "unreachable",
        ("vsw-AAA", f"{V6['acceptor']}/64"): "reachable",
        ("vsw-BBB", "192.168.100.0/24"): "unreachable",
        ("vsw-BBB", f"{V6['initiator']}/64"): "reachable",
    }
    assert verdicts()["vsw-AAA", f"{V6['acceptor']}/64"] == "unreachable"
    # a vSwitch without IPv6 has no such traffic
    content = tutorial(links, initiator={"vpcs": [dual_stack("initiator")]})
    assert {row["block"] for row in describe_reachability(started(content).world)} == {
        "172.16.100.0/24",
        "192.168.100.0/24",
    }


def test_a_peer_that_points_elsewhere_receives_nothing() -> None:
    own, other = ends()
    one_sided = {
        "initiator": {"router_interfaces": [own]},
        "acceptor": {"router_interfaces": [{**other, "opposite_interface_id": "ri-x"}]},
    }
    assert states(world(TO_B, links=one_sided)) == {
        FORTH: ("unreachable", "172.16.0.0/12: next hop ri-A: one-sided"),
        BACK: ("unreachable", "192.168.0.0/16: next hop ri-B: peer not found"),
    }
