# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries that the caller knows to be new: nothing is read of them, and nothing is overwritten."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import REGIONS, A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.modules.test_open_questions import BLOCKS, PEER, TABLES, end

SPECS = {A: {"spec": "Mini.2"}, B: {}}


def reads(cloud: Cloud, since: int) -> list[str]:
    return [call["action"] for call in cloud.simulator.calls()[since:] if not call["write"]]


def create(cloud: Cloud, uid: str, **more: t.Any) -> t.Any:
    """Create an account's end without a read or a wait, as the role does."""
    new = {
        **end(uid),
        **SPECS[uid],
        "name": "story",
        "peer_region": REGIONS[PEER[uid]],
        "peer_account_id": PEER[uid],
        "new": True,
    }
    return cloud.run("router_interfaces", uid, interfaces=[{**new, **more.pop("entry", {})}], **{"wait": False, **more})


def name_peer(cloud: Cloud, uid: str, *known: dict[str, t.Any]) -> t.Any:
    """Name the peer of an account's end; ``known`` are records that the tasks before have returned."""
    peers = [{**end(uid), "peer_account_id": PEER[uid]}]
    return cloud.run("router_interface_peers", uid, peers=peers, known_interfaces=list(known))


def join(cloud: Cloud, uid: str, *known: dict[str, t.Any]) -> t.Any:
    return cloud.run("router_interface_connections", uid, connections=[end(uid)], known_interfaces=list(known))


@pytest.mark.parametrize("unlisted", ["known", "unknown"])
def test_a_pair_is_created_without_needless_reads(slow_cloud: Cloud, unlisted: str) -> None:
    cloud = slow_cloud
    cloud.load(switches={"unlisted_interface": unlisted})
    began = len(cloud.simulator.calls())
    own = create(cloud, A).first
    peer = create(cloud, B, entry={"peer_router_interface_id": own["router_interface_id"]}).first
    assert reads(cloud, began) == []
    named = name_peer(cloud, A, own, peer)
    assert (named["changed"], named["writes"]) == (True, ["ModifyRouterInterfaceAttribute"]), named
    polled = reads(cloud, began)
    assert bool(polled) == (unlisted == "unknown")
    connected = join(cloud, A, own, peer)
    assert (connected.first["status"], connected.first["peer_status"]) == ("Active", "Active"), connected
    assert set(reads(cloud, began)) == {"DescribeRouterInterfaces"}
    assert not cloud.run("router_interface_connections", A, connections=[end(A)])["changed"]


def test_a_deleted_interface_is_noticed_and_a_task_that_waits_creates_another(slow_cloud: Cloud) -> None:
    """The service returns the same interface for the same creation, even after its deletion."""
    cloud = slow_cloud
    cloud.load()
    gone = create(cloud, A, wait=True).first["router_interface_id"]
    assert not cloud.run("router_interfaces", A, state="absent", interfaces=[end(A)]).get("failed")
    dead = create(cloud, A).first
    assert dead["router_interface_id"] == gone
    peer = {**dead, "region": REGIONS[B], "peer_region": REGIONS[A], **end(B), "router_interface_id": "ri-B"}
    named = name_peer(cloud, A, dead, peer)
    assert named["failed"]
    assert [failure["last_state"] for failure in named["failures"]] == ["absent"]
    connected = join(cloud, A, dead)
    assert connected["failed"]
    assert [failure["last_state"] for failure in connected["failures"]] == ["absent"]
    assert "ConnectRouterInterface" not in [call["action"] for call in cloud.simulator.calls()]
    assert create(cloud, A, wait=True).first["router_interface_id"] != gone


def create_pair(cloud: Cloud) -> t.Any:
    """Create both ends in one task, in two accounts."""
    named = [{"name": uid, **cloud.account(uid)} for uid in (A, B)]
    ends = [
        {
            **{**end(uid), **SPECS[uid], "account": uid, "name": "story"},
            **{"peer_region": REGIONS[PEER[uid]], "peer_account_id": PEER[uid], "new": True},
        }
        for uid in (A, B)
    ]
    return run_module("router_interfaces", {"accounts": named, "interfaces": ends})


def peers(cloud: Cloud) -> dict[str, str]:
    """Return the peers of all interfaces, as the service has them."""
    accounts = cloud.simulator.control("state")["accounts"]
    rows = [row for account in accounts for row in account["router_interfaces"]]
    return {row["RouterInterfaceId"]: row["OppositeInterfaceId"] for row in rows}


@pytest.mark.parametrize("unlisted", ["known", "unknown"])
def test_both_ends_of_a_new_pair_have_each_other_as_peers(slow_cloud: Cloud, unlisted: str) -> None:
    """The earlier end gets its peer before the lists show it, unless the service does not know it yet."""
    cloud = slow_cloud
    cloud.load(switches={"unlisted_interface": unlisted})
    began = len(cloud.simulator.calls())
    created = create_pair(cloud)
    assert not created.get("failed"), created
    own, peer = (record["router_interface_id"] for record in created["router_interfaces"])
    assert [record["peer_router_interface_id"] for record in created["router_interfaces"]] == [peer, own]
    assert peers(cloud) == {own: peer, peer: own}
    sent = [call["action"] for call in cloud.simulator.calls()[began:]]
    assert created["writes"] == ["CreateRouterInterface", "CreateRouterInterface", "ModifyRouterInterfaceAttribute"]
    assert sent.index("ModifyRouterInterfaceAttribute") < sent.index("DescribeRouterInterfaces")
    assert sent.count("ModifyRouterInterfaceAttribute") == (1 if unlisted == "known" else 2)
    assert not name_peer(cloud, A, *created["router_interfaces"])["writes"]


def test_a_pair_that_another_run_has_connected_keeps_its_peers(slow_cloud: Cloud) -> None:
    """The service returns its interfaces for the creations, and refuses to change their peers."""
    cloud = slow_cloud
    cloud.load()
    ends = create_pair(cloud)["router_interfaces"]
    assert not join(cloud, A, *ends).get("failed")
    began = len(cloud.simulator.calls())
    refusal = {"kind": "error", "action": "ModifyRouterInterfaceAttribute", "code": "IncorrectStatus"}
    cloud.simulator.control("faults", json.dumps([{**refusal, "times": 5}]))
    again = create_pair(cloud)
    assert not again.get("failed"), again
    ids = [record["router_interface_id"] for record in ends]
    assert [record["router_interface_id"] for record in again["router_interfaces"]] == ids
    assert peers(cloud) == dict(zip(ids, reversed(ids), strict=True))
    refused = [call["action"] for call in cloud.simulator.calls()[began:] if call["status"] != 200]
    assert refused == ["ModifyRouterInterfaceAttribute"]


def test_ends_that_replace_deleted_ones_have_each_other_as_peers(slow_cloud: Cloud) -> None:
    """The service returns deleted interfaces for the creations: others are created, and get their peers."""
    cloud = slow_cloud
    cloud.load()
    lost = create_pair(cloud)["router_interfaces"]
    for uid in (A, B):
        assert not cloud.run("router_interfaces", uid, state="absent", interfaces=[end(uid)]).get("failed")
    created = create_pair(cloud)
    assert not created.get("failed"), created
    own, peer = (record["router_interface_id"] for record in created["router_interfaces"])
    assert not {own, peer} & {record["router_interface_id"] for record in lost}
    assert peers(cloud) == {own: peer, peer: own}


def route(uid: str, hop: str, **more: t.Any) -> dict[str, t.Any]:
    return {"route_table_id": TABLES[uid], "destination": BLOCKS[PEER[uid]], "next_hop_id": hop, **more}


def connect(cloud: Cloud) -> str:
    own = create(cloud, A).first
    peer = create(cloud, B, entry={"peer_router_interface_id": own["router_interface_id"]}).first
    assert not name_peer(cloud, A, own, peer).get("failed")
    assert not join(cloud, A, own).get("failed")
    return str(own["router_interface_id"])


@pytest.mark.parametrize("wait", [True, False])
def test_a_route_is_created_without_a_read(slow_cloud: Cloud, wait: bool) -> None:
    cloud = slow_cloud
    cloud.load()
    own = connect(cloud)
    began = len(cloud.simulator.calls())
    made = cloud.run("route_entries", A, entries=[route(A, own, new=True)], wait=wait)
    assert (made["changed"], made["writes"], made.actions) == (True, ["CreateRouteEntries"], ["created"]), made
    assert cloud.simulator.calls()[began]["action"] == "CreateRouteEntries"
    assert bool(reads(cloud, began)) == wait
    arrived = cloud.run("route_entries", A, entries=[route(A, own)])
    assert (arrived["changed"], arrived.first["status"]) == (False, "Available")


@pytest.mark.parametrize("wait", [True, False])
def test_a_route_that_exists_all_the_same_is_compared(slow_cloud: Cloud, wait: bool) -> None:
    cloud = slow_cloud
    cloud.load()
    own = connect(cloud)
    cloud.run("route_entries", A, entries=[route(A, own)])
    same = cloud.run("route_entries", A, entries=[route(A, own, new=True)], wait=wait)
    assert not same.get("failed"), same
    vpc = cloud.simulator.control("state")["accounts"][0]["vpcs"][0]
    (custom,) = [entry for entry in vpc["route_tables"][0]["routes"] if entry["type"] == "Custom"]
    other = cloud.run("route_entries", A, entries=[route(A, "ri-other", new=True)], wait=wait)
    assert other["failed"]
    assert f"its next hop is {own}" in other["msg"]
    vpc = cloud.simulator.control("state")["accounts"][0]["vpcs"][0]
    assert [entry for entry in vpc["route_tables"][0]["routes"] if entry["type"] == "Custom"] == [custom]


def test_an_interface_that_no_list_shows_is_not_created_twice(slow_cloud: Cloud) -> None:
    """However long the lists lag: an accepted creation has created an interface."""
    slow_cloud.load(delays={"create_lag": 200.0})
    created = create(slow_cloud, A, wait=True, wait_timeout=120)
    assert created["failed"]
    assert "is absent after" in created["msg"]
    arrived = create(slow_cloud, A, wait=True, wait_timeout=300)
    assert not arrived.get("failed"), arrived["msg"]
    (interface,) = slow_cloud.simulator.control("state")["accounts"][0]["router_interfaces"]
    assert interface["RouterInterfaceId"] == arrived.first["router_interface_id"]
