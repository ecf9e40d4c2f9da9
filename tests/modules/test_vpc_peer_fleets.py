# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many VPC peering connections: one writer for each VPC, whole lists, and how many calls they take."""

from __future__ import annotations

import collections
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.peers import (
    ACCEPT,
    CREATE,
    DELETE,
    MODULE,
    SIDES,
    accounts,
    converge,
    existing,
    task,
)
from ansible_collections.aliops.vpc.tests.modules.runs import REGIONS, A, B, Cloud, Result, run_module

QUOTAS = {"vpc_peers_per_region": 300, "vpc_peers_per_vpc_inter_region": 300}


def vpcs(uid: str, count: int) -> dict[str, t.Any]:
    side = "a" if uid == A else "b"
    listed = [
        {"region": REGIONS[uid], "vpc_id": f"vpc-{side}{number}", "cidr_block": f"10.{number}.0.0/16"}
        for number in range(count)
    ]
    return {SIDES[uid]: {"vpcs": listed, "quotas": QUOTAS}}


def link(number: int, *, hub: bool = False) -> dict[str, t.Any]:
    own = "vpc-a0" if hub else f"vpc-a{number}"
    return {"account": "production", "peer_account": "partner", "vpc_id": own, "peer_vpc_id": f"vpc-b{number}"}


def codes(cloud: Cloud, action: str) -> collections.Counter[t.Any]:
    return collections.Counter(call.get("code") for call in cloud.simulator.calls() if call["action"] == action)


def calls(cloud: Cloud) -> collections.Counter[str]:
    return collections.Counter(call["action"] for call in cloud.simulator.calls())


@pytest.mark.parametrize("peer_serial", [True, False])
def test_a_hub_is_peered_one_spoke_after_the_other(slow_cloud: Cloud, peer_serial: bool) -> None:
    slow_cloud.load(**vpcs(A, 1), **vpcs(B, 4), switches={"peer_serial": peer_serial, "peer_serial_actions": "*"})
    entries = [link(number, hub=True) for number in range(4)]
    done = task(slow_cloud, *entries)
    assert not done.get("failed"), done["msg"]
    assert [record["status"] for record in done["vpc_peer_connections"]] == ["Activated"] * 4
    assert "Conflict.Operation" not in codes(slow_cloud, CREATE)
    gone = task(slow_cloud, *entries, state="absent")
    assert not gone.get("failed"), gone["msg"]
    assert "Conflict.Operation" not in codes(slow_cloud, DELETE)
    assert existing(slow_cloud) == []


# Every call on a connection excludes those on others of its VPC, and as long as any of them is being changed.
STRICTEST = {"peer_serial_actions": "*", "peer_serial_states": "Creating,Updating,Deleting"}


@pytest.mark.parametrize("role", ["requester", "accepter"])
@pytest.mark.parametrize("actions", [CREATE, "*"])
def test_a_hub_waits_for_creations_and_for_no_acceptance(slow_cloud: Cloud, role: str, actions: str) -> None:
    """Whether the hub requests or accepts, its next spoke follows once the service has created the last one."""
    delays = {"vpc_peer_create_delay": 3.0, "vpc_peer_update_delay": 20.0}
    slow_cloud.load(**vpcs(A, 1), **vpcs(B, 6), switches={"peer_serial_actions": actions}, delays=delays)
    done = task(slow_cloud, *({**link(number, hub=True), "role": role} for number in range(6)))
    assert not done.get("failed"), done["msg"]
    assert [record["status"] for record in done["vpc_peer_connections"]] == ["Activated"] * 6
    assert {record[f"{role}_vpc_id"] for record in done["vpc_peer_connections"]} == {"vpc-a0"}
    assert "Conflict.Operation" not in codes(slow_cloud, CREATE) | codes(slow_cloud, ACCEPT)
    # One after the other, they would take six times 23 seconds.
    assert done["elapsed"] < 3 * 23


def test_a_hub_accepts_requests_without_waiting_for_the_last_one(slow_cloud: Cloud) -> None:
    requests = [
        {"vpc_id": f"vpc-b{number}", "accepting_vpc_id": "vpc-a0", "status": "Accepting"} for number in range(6)
    ]
    delays = {"vpc_peer_update_delay": 20.0}
    slow_cloud.load(**vpcs(A, 1), **vpcs(B, 6), vpc_peer_connections=requests, delays=delays)
    peer = {"role": "accepter", "peer_account_id": B, "peer_region": REGIONS[B]}
    entries = [{"vpc_id": "vpc-a0", "peer_vpc_id": f"vpc-b{number}", **peer} for number in range(6)]
    done = slow_cloud.run(MODULE, connections=entries)
    assert not done.get("failed"), done["msg"]
    assert (done.actions, done["writes"]) == (["accepted"] * 6, [ACCEPT] * 6)
    assert done["elapsed"] < 2 * 20


@pytest.mark.parametrize("role", ["requester", "accepter"])
def test_a_hub_of_a_stricter_service(slow_cloud: Cloud, role: str) -> None:
    slow_cloud.load(**vpcs(A, 1), **vpcs(B, 5), switches=STRICTEST)
    entries = [{**link(number, hub=True), "role": role} for number in range(5)]
    done = task(slow_cloud, *entries)
    assert not done.get("failed"), done["msg"]
    assert [record["status"] for record in done["vpc_peer_connections"]] == ["Activated"] * 5
    assert codes(slow_cloud, CREATE)["Conflict.Operation"] > 0
    gone = task(slow_cloud, *entries, state="absent")
    assert (gone.get("failed"), existing(slow_cloud)) == (None, [])


def test_links_without_a_common_vpc_are_peered_side_by_side(slow_cloud: Cloud) -> None:
    slow_cloud.load(**vpcs(A, 6), **vpcs(B, 6))
    alone = task(slow_cloud, link(0))["elapsed"]
    done = task(slow_cloud, *(link(number) for number in range(6)))
    assert not done.get("failed"), done["msg"]
    assert done.actions == ["none", *["created"] * 5]
    assert done["elapsed"] < 2 * alone


def test_another_run_at_the_hub_is_outlasted(slow_cloud: Cloud) -> None:
    """Another spoke is being created by somebody else; the service refuses, and the call is repeated."""
    slow_cloud.load(
        **vpcs(A, 1),
        **vpcs(B, 2),
        vpc_peer_connections=[{"vpc_id": "vpc-a0", "accepting_vpc_id": "vpc-b1", "status": "Creating"}],
        delays={"vpc_peer_create_delay": 20.0},
    )
    done = task(slow_cloud, link(0, hub=True))
    assert (done.get("failed"), done.actions) == (None, ["created"])
    assert codes(slow_cloud, CREATE)["Conflict.Operation"] > 0


def test_a_hundred_links_take_two_writes_each_and_one_list_to_see(cloud: Cloud) -> None:
    cloud.load(**vpcs(A, 100), **vpcs(B, 100))
    entries = [link(number) for number in range(100)]
    done = task(cloud, *entries)
    assert not done.get("failed"), done["msg"]
    assert collections.Counter(done["writes"]) == {CREATE: 100, ACCEPT: 100}
    assert done["api_calls"]["write"] == 200
    again = task(cloud, *entries)
    assert again["api_calls"] == {"read": 2, "write": 0}
    assert calls(cloud)["GetVpcPeerConnectionAttribute"] == 0
    predicted = task(cloud, *entries, state="absent", check=True)
    assert (len(predicted["writes"]), predicted["api_calls"]["write"]) == (100, 0)
    gone = task(cloud, *entries, state="absent")
    assert (gone.get("failed"), gone["writes"]) == (None, [DELETE] * 100)
    assert calls(cloud)["GetVpcPeerConnectionAttribute"] == 0


def routes(cloud: Cloud, peered: Result, *, hub: bool = False) -> Result:
    """Create the routes of both sides of 100 links, by the connections that a task has returned."""
    entries = [
        {
            "account": account,
            "vpc_id": own,
            "destination": f"192.168.{number}.0/24",
            "next_hop_type": "VpcPeer",
            "next_hop_connection": {"vpc_id": own, "peer_vpc_id": peer},
        }
        for number in range(100)
        for account, own, peer in (
            ("production", link(number, hub=hub)["vpc_id"], f"vpc-b{number}"),
            ("partner", f"vpc-b{number}", link(number, hub=hub)["vpc_id"]),
        )
    ]
    known = peered["vpc_peer_connections"]
    return run_module("route_entries", {"accounts": accounts(cloud), "entries": entries, "known_connections": known})


def test_a_hundred_links_with_their_routes_take_four_writes_each(cloud: Cloud) -> None:
    cloud.load(**vpcs(A, 100), **vpcs(B, 100))
    routed = routes(cloud, task(cloud, *(link(number) for number in range(100))))
    assert not routed.get("failed"), routed["msg"]
    expected = {CREATE: 100, ACCEPT: 100, "CreateRouteEntries": 200}
    assert collections.Counter(cloud.writes()) == expected
    assert calls(cloud)["GetVpcPeerConnectionAttribute"] == 0


def test_a_hub_of_a_hundred_spokes_has_its_routes_in_two_calls(cloud: Cloud) -> None:
    """Its spokes come one after the other, and each is read once, before it is accepted."""
    cloud.load(**vpcs(A, 1), **vpcs(B, 100), switches={"peer_serial_actions": "*"})
    routed = routes(cloud, task(cloud, *(link(number, hub=True) for number in range(100))), hub=True)
    assert not routed.get("failed"), routed["msg"]
    expected = {CREATE: 100, ACCEPT: 100, "CreateRouteEntries": 102}
    assert collections.Counter(cloud.writes()) == expected
    assert calls(cloud)["GetVpcPeerConnectionAttribute"] == 100
    assert "Conflict.Operation" not in codes(cloud, CREATE) | codes(cloud, ACCEPT)


@pytest.mark.parametrize("last", ["empty", "null", "absent"])
@pytest.mark.parametrize("total", ["matches", "page"])
def test_lists_of_several_pages(cloud: Cloud, last: str, total: str) -> None:
    links = [
        {"vpc_id": f"vpc-a{number}", "accepting_vpc_id": f"vpc-b{number}", "status": "Activated"}
        for number in range(120)
    ]
    choices = {"peer_last_next_token": last, "peer_total_count": total, "peer_empty_fields": "absent"}
    cloud.load(**vpcs(A, 120), **vpcs(B, 120), vpc_peer_connections=links, switches=choices)
    assert len(existing(cloud)) == 120
    done = task(cloud, *(link(number) for number in range(120)))
    assert (done["changed"], done["api_calls"]) == (False, {"read": 4, "write": 0})
    assert {call["action"] for call in cloud.simulator.calls()} == {"ListVpcPeerConnections"}


@pytest.mark.parametrize("list_both_regions", [True, False])
@pytest.mark.parametrize("list_deleted_peers", [True, False])
def test_wherever_the_service_lists_a_connection(
    cloud: Cloud, list_both_regions: bool, list_deleted_peers: bool
) -> None:
    choices = {"list_both_regions": list_both_regions, "list_deleted_peers": list_deleted_peers}
    cloud.load(**vpcs(A, 2), **vpcs(B, 2), switches=choices)
    assert converge(cloud, link(0), link(1)).actions == ["created", "created"]
    assert converge(cloud, link(0), state="absent").actions == ["deleted"]
    assert converge(cloud, link(0), link(1)).actions == ["created", "none"]


def test_a_quota_is_named_before_anything_is_written(cloud: Cloud) -> None:
    cloud.load(**{**vpcs(A, 2), "initiator": {**vpcs(A, 2)["initiator"], "quotas": {"vpc_peers_per_region": 0}}},
               **vpcs(B, 2))  # fmt: skip
    for check in (True, False):
        result = task(cloud, link(0), link(1), check=check)
        assert len(result["failures"]) == 2
        assert result["error"]["code"] == "QuotaExceeded.VpcPeerCountPerUserPerRegion"
        assert cloud.writes() == []
    one_by_one = task(cloud, link(0), probe=False)
    assert one_by_one["error"]["code"] == "QuotaExceeded.VpcPeerCountPerUserPerRegion"


def test_one_link_that_fails_does_not_stop_the_others(cloud: Cloud) -> None:
    cloud.load(**vpcs(A, 2), **vpcs(B, 1))
    result = task(cloud, link(0), link(1), probe=False)
    (failure,) = result["failures"]
    assert (failure["entry"], failure["error"]["code"]) == (
        "VPC peering connection between vpc-a1 and vpc-b1",
        "ResourceNotFound.Vpc",
    )
    assert [record["status"] for record in existing(cloud)] == ["Activated"]
