# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Routes to VPC peering connections: when they can be made, moved between kinds of links, and deleted with them."""

from __future__ import annotations

import collections
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.peers import (
    DELETE,
    MODULE,
    NAMES,
    OWN,
    VPC_A,
    VPC_B,
    accounts,
    connection,
    converge,
    existing,
    faults,
    refused,
    task,
)
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair

pytestmark = pytest.mark.usefixtures("both_doors")

ROUTES: dict[str, dict[str, t.Any]] = {
    A: {"route_table_id": "vtb-AAA", "destination": "172.16.100.0/24", "next_hop_type": "VpcPeer"},
    B: {"route_table_id": "vtb-BBB", "destination": "192.168.100.0/24", "next_hop_type": "VpcPeer"},
}


def hops(cloud: Cloud, uid: str = A) -> list[tuple[str, str]]:
    result = cloud.run("route_entries_info", uid, route_table_ids=[ROUTES[uid]["route_table_id"]], kinds=["Custom"])
    return [(entry["next_hop_type"], entry["next_hop_id"]) for entry in result["route_entries"]]


def route(cloud: Cloud, hop: str = "pcc-one") -> None:
    """Create the routes of both sides."""
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
    assert [link["status"] for link in first["vpc_peer_connections"]] == ["Activated"]


@pytest.mark.parametrize("status", ["Accepting", "Rejected", "Expired", "Deleting", "Deleted"])
def test_a_connection_that_is_no_next_hop(cloud: Cloud, status: str) -> None:
    cloud.load(**connection(status))
    entry = {**ROUTES[A], "next_hop_id": "pcc-one"}
    done = cloud.run("route_entries", entries=[entry])
    # Without delays a deletion ends at once.
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
    link = {"instance_id": "pcc-one", "vpc_id": "vpc-1", "accepting_vpc_id": "vpc-2", "status": status}
    slow_cloud.load(**{"initiator": {"vpcs": vpcs}}, vpc_peer_connections=[link])
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
def test_deletion_with_both_accounts_deletes_the_routes_of_both(cloud: Cloud, route_check: str) -> None:
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
        assert [link["status"] for link in existing(cloud)] == ["Activated"]
        return
    assert (done.get("failed"), existing(cloud)) == (None, [])


def test_a_connection_whose_routes_stay_is_left_alone(cloud: Cloud) -> None:
    cloud.load(**connection())
    route(cloud)
    faults(cloud, {"kind": "error", "code": "Forbidden.RAM", "status": 403, "action": "DeleteRouteEntries"})
    result = task(cloud, state="absent", force_routes=True)
    assert "could not be deleted: DeleteRouteEntries failed" in result["msg"]
    assert [link["status"] for link in existing(cloud)] == ["Activated"]


def by_vpcs(uid: str = A, **more: t.Any) -> dict[str, t.Any]:
    """Return the route of an account to the connection of the two VPCs, without its id."""
    own, peer = (VPC_A, VPC_B) if uid == A else (VPC_B, VPC_A)
    return {**ROUTES[uid], "next_hop_connection": {"vpc_id": own, "peer_vpc_id": peer}, **more}


def both(cloud: Cloud, known: t.Sequence[dict[str, t.Any]], *, check: bool = False) -> Result:
    """Create the routes of both sides in one task, by the VPCs of the connection."""
    entries = [by_vpcs(uid, account=NAMES[uid]) for uid in (A, B)]
    options = {"accounts": accounts(cloud), "entries": entries, "known_connections": list(known)}
    return run_module("route_entries", options, check=check)


def reads(cloud: Cloud) -> collections.Counter[str]:
    return collections.Counter(call["action"] for call in cloud.simulator.calls() if "VpcPeer" in call["action"])


def test_no_route_needs_the_id_of_its_connection(cloud: Cloud) -> None:
    """Both steps are predicted on the empty cloud; each account gets its routes to the connection of one record."""
    predicted = [task(cloud, check=True)]
    predicted.append(both(cloud, predicted[0]["vpc_peer_connections"], check=True))
    assert cloud.writes() == []
    done = [task(cloud)]
    before = reads(cloud)
    done.append(both(cloud, done[0]["vpc_peer_connections"]))
    assert not done[1].get("failed"), done[1]["msg"]
    for expected, actual in zip(predicted, done, strict=True):
        assert (expected["writes"], expected.actions) == (actual["writes"], actual.actions)
    assert [entry["next_hop_id"] for entry in predicted[1]["route_entries"]] == [None, None]
    # The record is of an Activated connection: nothing is read again.
    assert reads(cloud) == before
    hop = done[0].first["vpc_peer_connection_id"]
    assert hops(cloud) == hops(cloud, B) == [("VpcPeer", hop)]
    assert (both(cloud, done[0]["vpc_peer_connections"])["changed"], both(cloud, [])["changed"]) == (False, False)


def test_check_mode_reads_no_list_for_a_connection_to_be_requested(cloud: Cloud) -> None:
    known = task(cloud, check=True)["vpc_peer_connections"]
    before = reads(cloud)
    assert both(cloud, known, check=True)["writes"] == ["CreateRouteEntries"] * 2
    assert reads(cloud) == before
    # Without the record, the connection is expected all the same.
    assert both(cloud, [], check=True)["writes"] == ["CreateRouteEntries"] * 2


@pytest.mark.parametrize("turned", [False, True])
def test_a_connection_is_looked_up_in_each_account(cloud: Cloud, turned: bool) -> None:
    cloud.load(**connection(turned=turned))
    done = both(cloud, [])
    assert not done.get("failed"), done["msg"]
    assert hops(cloud) == hops(cloud, B) == [("VpcPeer", "pcc-one")]
    assert reads(cloud) == {"ListVpcPeerConnections": 2}


def test_one_list_serves_all_entries_of_an_account(cloud: Cloud) -> None:
    links = [
        {"instance_id": f"pcc-{number}", "vpc_id": "vpc-0", "accepting_vpc_id": f"vpc-{number}", "status": "Activated"}
        for number in range(1, 9)
    ]
    vpcs = [
        {"region": "cn-beijing", "vpc_id": f"vpc-{number}", "cidr_block": f"10.{number}.0.0/16"} for number in range(9)
    ]
    quotas = {"vpc_peers_per_region": 20}
    cloud.load(**{"initiator": {"vpcs": vpcs, "quotas": quotas}}, vpc_peer_connections=links)
    entries = [
        {
            "vpc_id": f"vpc-{own}",
            "destination": f"10.{peer}.0.0/16",
            "next_hop_type": "VpcPeer",
            "next_hop_connection": {"vpc_id": f"vpc-{own}", "peer_vpc_id": f"vpc-{peer}"},
        }
        for number in range(1, 9)
        for own, peer in ((0, number), (number, 0))
    ]
    done = cloud.converge("route_entries", entries=entries)
    assert [entry["next_hop_id"] for entry in done["route_entries"][:3]] == ["pcc-1", "pcc-1", "pcc-2"]
    # In check mode, for real, and again.
    assert reads(cloud) == {"ListVpcPeerConnections": 3}


@pytest.mark.parametrize("status", ["Rejected", "Expired", "Deleting", "Deleted"])
@pytest.mark.parametrize("known", [True, False])
def test_a_connection_out_of_use_is_no_next_hop(cloud: Cloud, status: str, known: bool) -> None:
    cloud.load(**connection(status))
    record = {"requester_vpc_id": VPC_A, "accepter_vpc_id": VPC_B, "status": status}
    options: dict[str, t.Any] = {"entries": [by_vpcs()]}
    options["known_connections"] = [{**record, "vpc_peer_connection_id": "pcc-one"}] if known else []
    assert cloud.run("route_entries", check=True, **options)["writes"] == ["CreateRouteEntries"]
    message = cloud.run("route_entries", **options)["msg"]
    assert (
        "the next hop of 172.16.100.0/24 in vtb-AAA does not exist: a VPC peering connection in use between"
        " vpc-12345678 and vpc-87654321; request it with aliops.vpc.vpc_peer_connections first." in message
    )
    assert cloud.writes() == []


def test_a_connection_that_a_task_has_deleted_is_no_next_hop(cloud: Cloud) -> None:
    cloud.load(**connection())
    gone = task(cloud, state="absent")["vpc_peer_connections"]
    assert (gone[0]["action"], gone[0]["status"]) == ("deleted", "Activated")
    refusal = both(cloud, gone)["msg"]
    assert "172.16.100.0/24 in vtb-AAA of account production does not exist" in refusal
    assert "192.168.100.0/24 in vtb-BBB of account partner does not exist" in refusal


def test_a_route_to_a_connection_that_does_not_exist_is_not_deleted(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    cloud.run("route_entries", entries=[{**ROUTES[A], "next_hop_type": "RouterInterface", "next_hop_id": "ri-A"}])
    assert cloud.converge("route_entries", state="absent", entries=[by_vpcs()]).actions == ["none"]
    assert hops(cloud) == [("RouterInterface", "ri-A")]


def test_a_route_is_deleted_by_the_vpcs_of_its_connection(cloud: Cloud) -> None:
    cloud.load(**connection())
    assert cloud.converge("route_entries", entries=[by_vpcs()]).actions == ["created"]
    assert cloud.converge("route_entries", state="absent", entries=[by_vpcs()]).actions == ["deleted"]


@pytest.mark.parametrize("wait", [True, False])
def test_a_known_connection_on_its_way_is_awaited(slow_cloud: Cloud, wait: bool) -> None:
    """A task that does not wait returns the state that it left behind, from which the next one waits."""
    slow_cloud.load()
    known = task(slow_cloud, wait=wait)["vpc_peer_connections"]
    assert known[0]["status"] == ("Activated" if wait else "Updating")
    before = reads(slow_cloud)
    done = both(slow_cloud, known)
    assert not done.get("failed"), done["msg"]
    assert (reads(slow_cloud) == before) is wait


def test_a_known_request_is_refused_until_it_is_accepted(cloud: Cloud) -> None:
    known = cloud.run(MODULE, connections=[OWN[A]])["vpc_peer_connections"]
    options: dict[str, t.Any] = {"entries": [by_vpcs()]}
    for records in ({"known_connections": known}, {}):
        message = cloud.run("route_entries", **options, **records)["msg"]
        assert "is Accepting: the service makes routes to it only once it is Activated" in message
    predicted = cloud.run("route_entries", entries=[by_vpcs()], known_connections=known, check=True)
    assert predicted["writes"] == ["CreateRouteEntries"]


def test_a_known_request_that_was_accepted_meanwhile(cloud: Cloud) -> None:
    known = cloud.run(MODULE, connections=[OWN[A]])["vpc_peer_connections"]
    cloud.run(MODULE, B, connections=[OWN[B]])
    assert known[0]["status"] == "Accepting"
    assert cloud.run("route_entries", entries=[by_vpcs()], known_connections=known).actions == ["created"]


def test_several_connections_of_two_vpcs_are_refused(cloud: Cloud) -> None:
    record = {"requester_vpc_id": VPC_A, "accepter_vpc_id": VPC_B, "status": "Activated"}
    known = [{**record, "vpc_peer_connection_id": name} for name in ("pcc-two", "pcc-one", "pcc-two")]
    refusal = cloud.refused("route_entries", entries=[by_vpcs()], known_connections=known)
    assert refusal == (
        "172.16.100.0/24 in vtb-AAA: vpc-12345678 and vpc-87654321 have several VPC peering connections, pcc-one,"
        " pcc-two; set next_hop_id to one of them, or delete those that are not needed."
    )


OF_ITSELF = {"vpc_id": VPC_A, "peer_vpc_id": VPC_A}
OF_A_ROUTER = {"vpc_id": VPC_A, "peer_vpc_id": "vrt-BBB"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"next_hop_type": "RouterInterface"}, "the next hop is a RouterInterface; set next_hop_type=VpcPeer."),
        ({"next_hop_connection": OF_ITSELF}, "vpc-12345678 cannot be connected with itself; correct peer_vpc_id."),
        ({"next_hop_connection": OF_A_ROUTER}, "peer_vpc_id: 'vrt-BBB' is not the id of a peer vpc, it must begin"),
        (
            {"route_table_id": None, "vpc_id": VPC_B},
            "vpc_id vpc-12345678 is not the entry's own VPC vpc-87654321; correct one of them.",
        ),
    ],
)
def test_a_next_hop_connection_that_is_none(cloud: Cloud, changed: dict[str, t.Any], message: str) -> None:
    entry = {name: value for name, value in by_vpcs(**changed).items() if value}
    refusal = cloud.refused("route_entries", entries=[entry, by_vpcs(destination="172.17.0.0/16"), entry])
    label = f"172.16.100.0/24 in {entry.get('route_table_id') or VPC_B}: next_hop_connection: "
    assert message in refusal
    assert refusal.count(label) == 2
    assert "172.17.0.0/16" not in refusal
    assert cloud.simulator.calls() == []


def test_one_way_to_name_a_next_hop(cloud: Cloud) -> None:
    for other in ({"next_hop_id": "pcc-one"}, {"next_hops": [{"next_hop_id": "ri-A"}]}):
        assert "mutually exclusive" in cloud.refused("route_entries", entries=[by_vpcs(**other)])
    entry = by_vpcs(next_hop_connection={"vpc_id": VPC_A})
    assert "missing required arguments: peer_vpc_id" in cloud.refused("route_entries", entries=[entry])


def test_a_router_interface_is_no_connection(cloud: Cloud) -> None:
    interface_hop = {"router_id": "vrt-AAA", "role": "initiator", "peer_router_id": "vrt-BBB"}
    refusal = cloud.refused("route_entries", entries=[{**ROUTES[A], "next_hop_interface": interface_hop}])
    assert "next_hop_interface: the next hop is a VpcPeer; set next_hop_type=RouterInterface" in refusal
    several = {**ROUTES[A], "next_hops": [{"next_hop_id": name} for name in ("pcc-one", "pcc-two")]}
    refusal = cloud.refused("route_entries", entries=[several])
    assert "next_hops: the next hop is a VpcPeer; set next_hop_type=RouterInterface" in refusal


KNOWN: list[list[dict[str, t.Any]]] = [
    [{}],
    [{"status": []}],
    [{"requester_vpc_id": {"a": 1}, "accepter_vpc_id": VPC_B, "action": "created"}],
    # A rejected connection hides no other one.
    [{"requester_vpc_id": VPC_A, "accepter_vpc_id": VPC_B, "vpc_peer_connection_id": "pcc-old", "status": "Rejected"}],
]


@pytest.mark.parametrize("known", KNOWN)
def test_known_connections_may_be_any_records(cloud: Cloud, known: list[dict[str, t.Any]]) -> None:
    cloud.load(**connection())
    done = cloud.run("route_entries", entries=[by_vpcs()], known_connections=known)
    assert done.actions == ["created"]
