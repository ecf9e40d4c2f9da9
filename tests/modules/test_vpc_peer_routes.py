# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Routes to VPC peering connections: when they can be made, moved between kinds of links, and deleted with them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.peers import (
    DELETE,
    MODULE,
    NAMES,
    OWN,
    accounts,
    connection,
    converge,
    existing,
    faults,
    refused,
    task,
)
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair

pytestmark = pytest.mark.usefixtures("both_doors")

ROUTES: dict[str, dict[str, t.Any]] = {
    A: {"route_table_id": "vtb-AAA", "destination": "172.16.100.0/24", "next_hop_type": "VpcPeer"},
    B: {"route_table_id": "vtb-BBB", "destination": "192.168.100.0/24", "next_hop_type": "VpcPeer"},
}


def hops(cloud: Cloud, uid: str = A) -> list[tuple[str, str]]:
    found = cloud.run("route_entries_info", uid, route_table_ids=[ROUTES[uid]["route_table_id"]], kinds=["Custom"])
    return [(entry["next_hop_type"], entry["next_hop_id"]) for entry in found["route_entries"]]


def route(cloud: Cloud, hop: str = "pcc-one") -> None:
    """Make the routes of both sides."""
    for uid, entry in ROUTES.items():
        assert not cloud.run("route_entries", uid, entries=[{**entry, "next_hop_id": hop}]).get("failed")


def test_a_link_of_two_accounts_with_its_routes_takes_four_writes(cloud: Cloud) -> None:
    done = task(cloud)
    hop = done.first["vpc_peer_connection_id"]
    entries = [{"account": NAMES[uid], **entry, "next_hop_id": hop} for uid, entry in ROUTES.items()]
    routed = run_module("route_entries", {"accounts": accounts(cloud), "entries": entries})
    assert not routed.get("failed"), routed["msg"]
    calls = [call["action"] for call in cloud.simulator.calls() if call["write"] and call["status"] == 200]
    assert calls == ["CreateVpcPeerConnection", "AcceptVpcPeerConnection", "CreateRouteEntries", "CreateRouteEntries"]
    assert hops(cloud) == hops(cloud, B) == [("VpcPeer", hop)]


def test_a_link_within_an_account_with_its_routes_takes_three_writes(cloud: Cloud) -> None:
    vpcs = [
        {
            "region": "cn-beijing",
            "vpc_id": f"vpc-{number}",
            "cidr_block": f"10.{number}.0.0/16",
            "route_table_id": f"vtb-{number}",
        }
        for number in (1, 2)
    ]
    cloud.load(**{"initiator": {"vpcs": vpcs}})
    done = cloud.run(MODULE, connections=[{"vpc_id": "vpc-1", "peer_vpc_id": "vpc-2"}])
    hop = {"next_hop_type": "VpcPeer", "next_hop_id": done.first["vpc_peer_connection_id"]}
    entries = [{"vpc_id": f"vpc-{own}", "destination": f"10.{peer}.0.0/16", **hop} for own, peer in ((1, 2), (2, 1))]
    routed = cloud.converge("route_entries", entries=entries)
    assert len(cloud.writes()) == 3
    assert routed.actions == ["created", "created"]
    (first, second) = cloud.run("vpcs_info", gather_subset=["vpc_peer_connections"])["vpcs"]
    assert first["vpc_peer_connections"] == second["vpc_peer_connections"]
    assert [one["status"] for one in first["vpc_peer_connections"]] == ["Activated"]


@pytest.mark.parametrize("status", ["Accepting", "Rejected", "Expired", "Deleting", "Deleted"])
def test_a_connection_that_is_no_next_hop(cloud: Cloud, status: str) -> None:
    cloud.load(**connection(status))
    entry = {**ROUTES[A], "next_hop_id": "pcc-one"}
    done = cloud.run("route_entries", entries=[entry])
    # With no delays what is being deleted is gone at once.
    gone = status in ("Deleting", "Deleted")
    expected = "pcc-one does not exist" if gone else f"is {status}: the service makes routes to it only once"
    assert expected in done["msg"]
    assert cloud.writes() == []
    assert bool(cloud.run("route_entries", entries=[entry], check=True).get("failed")) is (status != "Accepting")


@pytest.mark.parametrize("status", ["Creating", "Updating"])
def test_a_connection_on_its_way_is_awaited(slow_cloud: Cloud, status: str) -> None:
    vpcs = [
        {"region": "cn-beijing", "vpc_id": f"vpc-{number}", "cidr_block": f"10.{number}.0.0/16"} for number in (1, 2)
    ]
    one = {"instance_id": "pcc-one", "vpc_id": "vpc-1", "accepting_vpc_id": "vpc-2", "status": status}
    slow_cloud.load(**{"initiator": {"vpcs": vpcs}}, vpc_peer_connections=[one])
    hop = {"next_hop_type": "VpcPeer", "next_hop_id": "pcc-one"}
    done = slow_cloud.run("route_entries", entries=[{"vpc_id": "vpc-1", "destination": "10.2.0.0/16", **hop}])
    assert (done.get("failed"), done.actions) == (None, ["created"])


def test_from_a_router_interface_and_back_in_place(cloud: Cloud) -> None:
    cloud.load(**pair("Active"), **connection())
    to_interface = {**ROUTES[A], "next_hop_type": "RouterInterface", "next_hop_id": "ri-A"}
    to_peer = {**ROUTES[A], "next_hop_id": "pcc-one"}
    cloud.run("route_entries", entries=[to_interface])
    assert "already has next hop ri-A" in cloud.refused("route_entries", entries=[to_peer])
    for entry in (to_peer, to_interface):
        moved = cloud.converge("route_entries", entries=[entry], on_conflict="replace")
        assert moved["writes"] == ["ModifyRouteEntry"]
        assert hops(cloud) == [(entry["next_hop_type"], entry["next_hop_id"])]


def test_routes_to_a_connection_are_purged(cloud: Cloud) -> None:
    cloud.load(**connection(), **{"initiator": {"router_interfaces": [interface("ri-A", "InitiatingSide", "Active")]}})
    kept = {**ROUTES[A], "next_hop_id": "pcc-one"}
    other = {**kept, "destination": "172.17.0.0/16"}
    foreign = {"route_table_id": "vtb-AAA", "destination": "172.18.0.0/16", "next_hop_id": "ri-A"}
    cloud.run("route_entries", entries=[kept, other, foreign])
    done = cloud.converge("route_entries", entries=[kept], purge=True)
    assert done["writes"] == ["DeleteRouteEntries"]
    assert sorted(hops(cloud)) == [("RouterInterface", "ri-A"), ("VpcPeer", "pcc-one")]


def test_an_id_of_another_kind(cloud: Cloud) -> None:
    entry = {**ROUTES[A], "next_hop_id": "ri-A"}
    assert "'ri-A' is not the id of a vpc peer connection" in cloud.refused("route_entries", entries=[entry])


@pytest.mark.parametrize("route_check", ["both", "caller"])
def test_deletion_with_both_accounts_takes_the_routes_of_both(cloud: Cloud, route_check: str) -> None:
    cloud.load(**connection(), switches={"route_check": route_check})
    route(cloud)
    message = refused(cloud, state="absent")
    assert "172.16.100.0/24 in vtb-AAA, 192.168.100.0/24 in vtb-BBB; delete them first, or set force_routes" in message
    done = converge(cloud, state="absent", force_routes=True)
    assert done["writes"] == ["DeleteRouteEntries", "DeleteRouteEntries", DELETE]
    assert hops(cloud) == hops(cloud, B) == []
    assert existing(cloud) == []
    assert all("Force" not in call.get("parameters", {}) for call in cloud.simulator.calls())


@pytest.mark.parametrize("route_check", ["both", "caller"])
def test_deletion_from_one_account_touches_its_own_routes_only(cloud: Cloud, route_check: str) -> None:
    cloud.load(**connection(), switches={"route_check": route_check})
    route(cloud)
    done = cloud.run(MODULE, A, connections=[OWN[A]], state="absent", force_routes=True)
    assert hops(cloud, B) == [("VpcPeer", "pcc-one")]
    assert hops(cloud) == []
    if route_check == "both":
        assert "its owner has to delete them first" in done["error"]["hint"]
        assert [one["status"] for one in existing(cloud)] == ["Activated"]
        return
    assert (done.get("failed"), existing(cloud)) == (None, [])


def test_a_connection_whose_routes_stay_is_left_alone(cloud: Cloud) -> None:
    cloud.load(**connection())
    route(cloud)
    faults(cloud, {"kind": "error", "code": "Forbidden.RAM", "status": 403, "action": "DeleteRouteEntries"})
    result = task(cloud, state="absent", force_routes=True)
    assert "could not be deleted: DeleteRouteEntries failed" in result["msg"]
    assert [one["status"] for one in existing(cloud)] == ["Activated"]
