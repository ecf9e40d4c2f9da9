# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Route entries whose next hop is a VPC peering connection: refusals, fields, and the deletions that they prevent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from aliyunsdkvpc.request.v20160428.CreateRouteEntriesRequest import CreateRouteEntriesRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteVpcRequest import DeleteVpcRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTablesRequest import DescribeRouteTablesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouteEntryRequest import ModifyRouteEntryRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING_2,
    A_HANGZHOU,
    PeerSdk,
    accounts,
    begin,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.story import pair_scenario, routes
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer

HOP = {"NextHopType": "VpcPeer", "NextHopId": "pcc-one"}
TO_B = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "172.16.0.0/12", **HOP}
TO_A = {"RouteTableId": "vtb-BBB", "DestinationCidrBlock": "192.168.0.0/16", **HOP}
EXIST = (400, "OperationDenied.RouteEntryExist")


def custom(sdk: Sdk, table: str) -> list[dict[str, Any]]:
    return routes(sdk, table, RouteEntryType="Custom")


def both_ways(a: PeerSdk, b: PeerSdk) -> None:
    a.call(CreateRouteEntryRequest, **TO_B)
    b.call(CreateRouteEntryRequest, **TO_A)


def test_both_accounts_route_to_the_same_connection(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer())
    both_ways(a, b)
    for sdk, table in ((a, "vtb-AAA"), (b, "vtb-BBB")):
        (entry,) = custom(sdk, table)
        assert entry["NextHops"] == {"NextHop": [{"NextHopType": "VpcPeer", "NextHopId": "pcc-one"}]}
        assert entry["Status"] == "Available"
    (route_table,) = a.call(DescribeRouteTablesRequest, RouteTableId="vtb-AAA")["RouteTables"]["RouteTable"]
    (entry,) = [row for row in route_table["RouteEntrys"]["RouteEntry"] if row["Type"] == "Custom"]
    assert (entry["NextHopType"], entry["InstanceId"], entry["NextHops"]) == ("VpcPeer", "pcc-one", {"NextHop": []})


@pytest.mark.parametrize("status", ["Creating", "Accepting", "Updating", "Rejected", "Expired", "Deleting"])
def test_a_route_needs_an_activated_connection(real_time: Simulator, status: str) -> None:
    a, _b = begin(real_time, vpc_peer(status))
    assert a.refused(CreateRouteEntryRequest, **TO_B) == (400, "IncorrectStatus.VpcPeer")
    assert a.refused(CreateRouteEntryRequest, **TO_B, DryRun=True) == (400, "IncorrectStatus.VpcPeer")


def test_a_route_needs_a_connection_of_its_vpc(cloud: Simulator) -> None:
    a, _b = begin(cloud, vpc_peer(), vpc_peer(instance_id="pcc-two", vpc_id=A_HANGZHOU))
    absent = (400, "ResourceNotFound.VpcPeer")
    for hop in ("pcc-nobody", "pcc-two", "ri-A"):
        assert a.refused(CreateRouteEntryRequest, **{**TO_B, "NextHopId": hop}) == absent, hop
    assert a.refused(CreateRouteEntryRequest, **{**TO_B, "NextHopType": "RouterInterface"}) == (
        400,
        "InvalidRouterInterface",
    )


def test_batches_of_routes(cloud: Simulator) -> None:
    a, _b = begin(cloud, vpc_peer(), vpc_peer("Accepting", instance_id="pcc-two", accepting_vpc_id=A_BEIJING_2))
    entry = {"RouteTableId": "vtb-AAA", "NextHopType": "VpcPeer"}
    entries = [
        {**entry, "DstCidrBlock": "172.16.0.0/12", "NextHop": "pcc-one"},
        {**entry, "DstCidrBlock": "10.1.0.0/16", "NextHop": "pcc-nobody"},
        {**entry, "DstCidrBlock": "10.2.0.0/16", "NextHop": "pcc-two"},
    ]
    response = a.call(CreateRouteEntriesRequest, RouteEntriess=entries)
    assert (response["SuccessCount"], response["FailedCount"]) == (1, 2)
    failed = {row["NextHop"]: row["FailedCode"] for row in response["FailedRouteEntries"]}
    assert failed == {"pcc-nobody": "ResourceNotFound.VpcPeer", "pcc-two": "IncorrectStatus.VpcPeer"}


def test_a_route_moves_from_a_router_interface_and_back(cloud: Simulator) -> None:
    """In place: the entry keeps its id."""
    content = yaml.safe_load(pair_scenario(status="Active"))
    content["accounts"][0]["vpcs"][0]["routes"] = [
        {"destination": "172.16.0.0/12", "next_hop_id": "ri-A", "route_entry_id": "rte-1"}
    ]
    content["vpc_peer_connections"] = [vpc_peer()]
    cloud.load(content)
    a, _b = accounts(cloud)
    for kind, hop in (("VpcPeer", "pcc-one"), ("RouterInterface", "ri-A"), ("VpcPeer", "pcc-one")):
        a.call(ModifyRouteEntryRequest, RouteEntryId="rte-1", NewNextHopType=kind, NewNextHopId=hop)
        (entry,) = custom(a, "vtb-AAA")
        (next_hop,) = entry["NextHops"]["NextHop"]
        assert (entry["RouteEntryId"], next_hop["NextHopType"], next_hop["NextHopId"]) == ("rte-1", kind, hop)
    changed = {"RouteEntryId": "rte-1", "NewNextHopType": "VpcPeer", "NewNextHopId": "pcc-nobody"}
    assert a.refused(ModifyRouteEntryRequest, **changed) == (400, "ResourceNotFound.VpcPeer")


@pytest.mark.parametrize("side", [0, 1])
def test_routes_of_either_account_keep_a_connection(cloud: Simulator, side: int) -> None:
    sdks = begin(cloud, vpc_peer())
    sdks[side].call(CreateRouteEntryRequest, **(TO_B, TO_A)[side])
    for sdk in sdks:
        assert sdk.peer_refused("DeleteVpcPeerConnection", InstanceId="pcc-one") == EXIST
    entry = custom(sdks[side], ("vtb-AAA", "vtb-BBB")[side])[0]["RouteEntryId"]
    sdks[side].call(DeleteRouteEntryRequest, RouteEntryId=entry)
    sdks[1 - side].peer("DeleteVpcPeerConnection", InstanceId="pcc-one")
    assert sdks[0].listed() == []


def test_force_deletes_the_routes_of_both_accounts(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer())
    both_ways(a, b)
    assert b.peer_refused("DeleteVpcPeerConnection", InstanceId="pcc-one", Force="true", DryRun="true") == (
        400,
        "DryRunOperation",
    )
    b.peer("DeleteVpcPeerConnection", InstanceId="pcc-one", Force="true")
    assert (custom(a, "vtb-AAA"), custom(b, "vtb-BBB"), a.listed()) == ([], [], [])


def test_a_route_stays_while_its_connection_changes(real_time: Simulator) -> None:
    a, _b = begin(real_time, vpc_peer())
    real_time.control("clock", '{"mode": "manual"}')
    entry = a.call(CreateRouteEntryRequest, **TO_B)["RouteEntryId"]
    real_time.control("clock", '{"advance": 3}')
    a.peer("ModifyVpcPeerConnection", InstanceId="pcc-one", Name="other")
    busy = (400, "IncorrectStatus.VpcPeer")
    assert a.refused(DeleteRouteEntryRequest, RouteEntryId=entry) == busy
    real_time.control("clock", '{"advance": 3}')
    a.call(DeleteRouteEntryRequest, RouteEntryId=entry)


def test_a_connection_keeps_its_vpcs(cloud: Simulator) -> None:
    content = scenario(vpc_peer(accepting_vpc_id=A_BEIJING_2, vpc_id=A_HANGZHOU))
    cloud.load(content)
    a, _b = accounts(cloud)
    assert a.refused(DeleteVpcRequest, VpcId=A_BEIJING_2) == (400, "DependencyViolation.VpcPeer")
    a.peer("DeleteVpcPeerConnection", InstanceId="pcc-one")
    a.call(DeleteVpcRequest, VpcId=A_BEIJING_2)
