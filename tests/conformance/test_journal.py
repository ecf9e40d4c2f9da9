# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of reachability: each loss and regain with its call, after every call and every transition of time."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Iterator

import pytest
from aliyunsdkvpc.request.v20160428.ActivateRouterInterfaceRequest import ActivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteVSwitchRequest import DeleteVSwitchRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.ModifyRouteEntryRequest import ModifyRouteEntryRequest

from ansible_collections.aliops.vpc.tests.conformance import test_simulator_docs as page
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.peers import PeerSdk, accounts
from ansible_collections.aliops.vpc.tests.conformance.test_reachability import TO_B, world
from ansible_collections.aliops.vpc.tests.conformance.worlds import started
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer

BLOCK = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "172.16.0.0/12"}
BLOCK_BACK = {"RouteTableId": "vtb-BBB", "DestinationCidrBlock": "192.168.0.0/16"}
HALVES = [{"RouteTableId": "vtb-AAA", "DestinationCidrBlock": block} for block in ("172.16.0.0/13", "172.24.0.0/13")]
CONNECTION = {"NextHopType": "VpcPeer", "NextHopId": "pcc-one"}
# The entry that docs/simulator_reference.md shows.
SHOWN = json.loads(page.block("json", "ModifyRouteEntry"))


@pytest.fixture
def slow(standing: Simulator) -> Simulator:
    """Both kinds of links between the tutorial's VPCs, routes through the interfaces, and a journal; time stands."""
    standing.load(world(TO_B, vpc_peer_connections=[vpc_peer()]))
    standing.control("clock", '{"mode": "manual"}')
    standing.control("journal", "")
    return standing


@pytest.fixture(scope="module")
def standing() -> Iterator[Simulator]:
    with running("--scenario", "empty") as simulator:
        yield simulator


def advance(cloud: Simulator, seconds: float = 3) -> None:
    cloud.control("clock", json.dumps({"advance": seconds}))


def changes(cloud: Simulator) -> list[tuple[str, str, str, str | None]]:
    """Source, change, action and event of each entry of the journal."""
    return [
        (row["source"], f"{row['before']}-{row['after']}", row["call"]["action"], row["event"] and row["event"]["what"])
        for row in cloud.control("journal")
    ]


def switch_in_place(a: PeerSdk) -> None:
    a.call(ModifyRouteEntryRequest, **BLOCK, NewNextHopType="VpcPeer", NewNextHopId="pcc-one")


def test_an_entry_that_is_modified_in_place_is_in_the_journal(slow: Simulator) -> None:
    a, _b = accounts(slow)
    switch_in_place(a)
    (row,) = slow.control("journal")
    assert {**row, "at": SHOWN["at"]} == SHOWN
    assert row["at"].endswith("Z")
    advance(slow)
    rows = slow.control("journal")
    assert [row["change"] for row in rows] == ["lost", "regained"]
    assert (rows[1]["call"]["n"], rows[1]["event"]["what"]) == (1, "Modifying to Available")
    assert rows[1]["after"] == "reachable"


def test_more_specific_entries_leave_no_moment_without_a_route(slow: Simulator) -> None:
    a, _b = accounts(slow)
    for entry in HALVES:
        a.call(CreateRouteEntryRequest, **entry, **CONNECTION)
        advance(slow)
    switch_in_place(a)
    advance(slow)
    for entry in HALVES:
        a.call(DeleteRouteEntryRequest, **entry, NextHopId="pcc-one")
        advance(slow)
    verdict = next(row for row in slow.control("reachability") if row["source"] == "vsw-AAA")
    assert (verdict["state"], verdict["routes"][0]["next_hops"][0]["id"]) == ("reachable", "pcc-one")
    assert changes(slow) == []


def test_removing_a_more_specific_entry_too_early_shows(slow: Simulator) -> None:
    a, _b = accounts(slow)
    for entry in HALVES:
        a.call(CreateRouteEntryRequest, **entry, **CONNECTION)
        advance(slow)
    a.call(DeleteRouteEntryRequest, **BLOCK, NextHopId="ri-A")
    advance(slow)
    assert changes(slow) == []
    a.call(DeleteRouteEntryRequest, **HALVES[0], NextHopId="pcc-one")
    advance(slow)
    assert changes(slow) == [("vsw-AAA", "reachable-unreachable", "DeleteRouteEntry", None)]


def test_both_directions_depend_on_each_interface(slow: Simulator) -> None:
    a, _b = accounts(slow)
    a.call(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-A")
    lost = [(source, "reachable-unreachable", "DeactivateRouterInterface", None) for source in ("vsw-AAA", "vsw-BBB")]
    assert changes(slow) == lost
    advance(slow, 10)
    a.call(DescribeVpcsRequest)
    assert changes(slow) == lost
    a.call(ActivateRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert changes(slow) == lost
    advance(slow, 10)
    regained = [
        (source, "unreachable-reachable", "ActivateRouterInterface", "Activating to Active")
        for source in ("vsw-AAA", "vsw-BBB")
    ]
    assert changes(slow) == lost + regained


def test_deleting_a_connection_by_force_deletes_the_route(slow: Simulator) -> None:
    a, _b = accounts(slow)
    switch_in_place(a)
    a.peer("DeleteVpcPeerConnection", InstanceId="pcc-one", Force=True)
    advance(slow, 60)
    rows = slow.control("journal")
    assert [(row["after"], row["reason"], row["call"]["n"]) for row in rows] == [
        ("modifying", "172.16.0.0/12 is Modifying", 1),
        ("unreachable", "172.16.0.0/12 is Deleting", 2),
    ]


def test_an_interruption_without_any_link_ends_with_the_new_link(cloud: Simulator) -> None:
    cloud.load(world(TO_B))
    cloud.control("journal", "")
    a, b = accounts(cloud)
    a.call(DeleteRouteEntryRequest, **BLOCK, NextHopId="ri-A")
    b.call(DeleteRouteEntryRequest, **BLOCK_BACK, NextHopId="ri-B")
    for request in (DeactivateRouterInterfaceRequest, DeleteRouterInterfaceRequest):
        a.call(request, RouterInterfaceId="ri-A")
        b.call(request, RouterInterfaceId="ri-B")
    assert cloud.control("reachability") == []
    b.peer("AcceptVpcPeerConnection", InstanceId=(connection_id := a.create()))
    for sdk, block in ((a, BLOCK), (b, BLOCK_BACK)):
        sdk.call(CreateRouteEntryRequest, **block, NextHopType="VpcPeer", NextHopId=connection_id)
    assert changes(cloud) == [
        ("vsw-AAA", "reachable-unreachable", "DeleteRouteEntry", None),
        ("vsw-BBB", "reachable-unreachable", "DeleteRouteEntry", None),
        ("vsw-AAA", "unreachable-reachable", "CreateRouteEntry", "Pending to Available"),
        ("vsw-BBB", "unreachable-reachable", "CreateRouteEntry", "Pending to Available"),
    ]


def test_a_vswitch_that_is_deleted_loses_no_route(slow: Simulator) -> None:
    a, _b = accounts(slow)
    a.call(DeleteVSwitchRequest, VSwitchId="vsw-AAA")
    advance(slow)
    assert slow.control("reachability") == []
    assert changes(slow) == []


def test_there_is_no_journal_unless_it_is_begun(slow: Simulator) -> None:
    a, _b = accounts(slow)
    switch_in_place(a)
    assert slow.control("journal", "") == []
    conflict = a.refused(ModifyRouteEntryRequest, **BLOCK, NewNextHopType="VpcPeer", NewNextHopId="pcc-one")
    assert conflict == (400, "TaskConflict")
    advance(slow)
    assert [row["change"] for row in slow.control("journal")] == ["regained"]
    assert slow.control("journal")[0]["call"] is None
    assert slow.delete("journal") == []
    for _again in range(2):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            slow.control("journal")
        assert (refusal.value.code, json.load(refusal.value)) == (
            404,
            {"error": "there is no journal; POST begins one"},
        )
        slow.control("journal", "")
        slow.reset()


def test_an_option_begins_a_journal_at_every_start() -> None:
    with running("--scenario", "tutorial", "--time-scale", "0", "--journal") as cloud:
        assert cloud.control("journal") == []
        cloud.load(world(TO_B))
        a, _b = accounts(cloud)
        a.call(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-A")
        assert [row["change"] for row in cloud.control("journal")] == ["lost", "lost"]
        cloud.reset()
        assert cloud.control("journal") == []


def test_snapshots_have_no_journal() -> None:
    service = started(world(TO_B))
    service.begin_journal()
    assert service.world.after_event
    assert service.world.snapshot().after_event is None
    service.end_journal()
    assert service.world.after_event is None


def test_stale_reads_and_the_journal_go_together(slow: Simulator) -> None:
    slow.control("faults", '{"faults": [{"kind": "stale_read", "seconds": 5}]}')
    a, _b = accounts(slow)
    switch_in_place(a)
    advance(slow)
    a.call(DescribeVpcsRequest)
    assert [row["change"] for row in slow.control("journal")] == ["lost", "regained"]
