# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Route entries: rules, next hops, batches, tasks that exclude each other, pages."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.CreateRouteEntriesRequest import CreateRouteEntriesRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntriesRequest import DeleteRouteEntriesRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteEntryListRequest import DescribeRouteEntryListRequest
from aliyunsdkvpc.request.v20160428.ModifyRouteEntryRequest import ModifyRouteEntryRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import (
    ACCEPTOR,
    INITIATOR,
    Sdk,
    Simulator,
    running,
    wait_until,
)
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, connected_pair, routes
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair, tutorial, tutorial_vpc, vpc


@pytest.fixture
def hop(initiator: Sdk, acceptor: Sdk) -> str:
    """The initiator's interface, Active."""
    return connected_pair(initiator, acceptor)[0]


def entry(hop: str, destination: str = "10.1.0.0/16", **changes: Any) -> dict[str, Any]:
    return {
        "RouteTableId": "vtb-AAA",
        "DestinationCidrBlock": destination,
        "NextHopType": "RouterInterface",
        "NextHopId": hop,
        **changes,
    }


def custom(sdk: Sdk) -> dict[str, str]:
    """Destination: next hop of each custom entry."""
    listed = routes(sdk, "vtb-AAA", RouteEntryType="Custom")
    return {row["DestinationCidrBlock"]: row["NextHops"]["NextHop"][0]["NextHopId"] for row in listed}


def test_a_table_begins_with_its_system_entries(initiator: Sdk) -> None:
    rows = {row["DestinationCidrBlock"]: row for row in routes(initiator, "vtb-AAA")}
    assert {name: row["NextHops"]["NextHop"][0]["NextHopType"] for name, row in rows.items()} == {
        "100.64.0.0/10": "service",
        "192.168.100.0/24": "local",
    }
    assert {row["Type"] for row in rows.values()} == {"System"}
    for row in rows.values():
        refusal = initiator.refused(DeleteRouteEntryRequest, RouteEntryId=row["RouteEntryId"])
        assert refusal == (400, "OperationDenied")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"RouteTableId": "vtb-nobody"}, (404, "InvalidRouteTableId.NotFound")),
        ({"DestinationCidrBlock": "10.1.0.0/33"}, (400, "InvalidCidrBlock.Malformed")),
        ({"DestinationCidrBlock": "10.1.0.1/16"}, (400, "InvalidCidrBlock.Malformed")),
        ({"DestinationCidrBlock": "100.64.0.0/10"}, (400, "InvalidCidrBlock")),
        ({"DestinationCidrBlock": "100.100.2.136"}, (400, "InvalidCidrBlock")),
        ({"DestinationCidrBlock": "192.168.100.0/24"}, (400, "InvalidCidrBlock")),
        ({"DestinationCidrBlock": "192.168.100.8/29"}, (400, "InvalidCidrBlock")),
        ({"DestinationCidrBlock": "10.0.0.0/8"}, (400, "InvalidCidrBlock")),
        ({"DestinationCidrBlock": "0.0.0.0/0"}, (400, "FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY")),
        ({"DestinationCidrBlock": "2001:db8::/32"}, (400, "UnsupportedFeature.RouterInterfaceIpv6")),
        ({"NextHopType": ""}, (400, "IllegalParam.NextHopId")),
        ({"NextHopType": "Tunnel"}, (400, "InvalidNextHopType")),
        ({"NextHopType": "NatGateway"}, (400, "InvalidNextHop.NotFound")),
        ({"NextHopId": "ri-nobody"}, (400, "InvalidRouterInterface")),
        ({"NextHopId": ""}, (400, "InvalidNexthopTypeAndList.BothNull")),
        ({"NextHopLists": [{"NextHopId": "ri-1"}]}, (400, "InvalidNexthopTypeAndList.BothNotNull")),
        ({"RouteEntryName": "http://x"}, (400, "InvalidRouteEntryName.Malformed")),
        ({"DryRun": True}, (400, "DryRunOperation")),
    ],
)
def test_an_entry_is_refused(initiator: Sdk, hop: str, changes: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert initiator.refused(CreateRouteEntryRequest, **entry(hop, **changes)) == refusal
    assert custom(initiator) == {}


@pytest.mark.parametrize("destination", ["192.168.0.0/16", "172.16.0.0/12", "10.9.8.7"])
def test_an_entry_may_contain_a_vswitch_and_be_one_address(initiator: Sdk, hop: str, destination: str) -> None:
    initiator.call(CreateRouteEntryRequest, **entry(hop, destination))
    shown = destination if "/" in destination else f"{destination}/32"
    assert custom(initiator) == {shown: hop}
    refusal = initiator.refused(CreateRouteEntryRequest, **entry(hop, destination))
    assert refusal == (400, "InvalidCIDRBlock.Duplicate")


def test_the_next_hop_has_been_connected(initiator: Sdk, hop: str) -> None:
    idle = initiator.call(CreateRouterInterfaceRequest, **INITIATING)["RouterInterfaceId"]
    refusal = initiator.refused(CreateRouteEntryRequest, **entry(idle))
    assert refusal == (400, "IncorrectStatus.RouterInterface")
    initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId=hop)
    initiator.call(CreateRouteEntryRequest, **entry(hop))
    refusal = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId=hop)
    assert refusal == (400, "RouterInterfaceReferredByRouteEntry")


def test_a_next_hop_belongs_to_the_tables_vpc(cloud: Simulator, initiator: Sdk) -> None:
    networks = [tutorial_vpc("initiator"), vpc("2", "cn-beijing", "10.2.0.0/24")]
    interfaces = [interface("ri-2", "InitiatingSide", "Active", router_id="vrt-2")]
    changes = {"vpcs": networks, "router_interfaces": interfaces}
    cloud.load(tutorial(initiator=changes))
    assert initiator.refused(CreateRouteEntryRequest, **entry("ri-2")) == (400, "INVALID_VPC_ID")


def test_the_next_hop_shows_the_far_vpc(initiator: Sdk, hop: str) -> None:
    initiator.call(CreateRouteEntryRequest, **entry(hop, RouteEntryName="to-shared", Description="d"))
    (row,) = routes(initiator, "vtb-AAA", NextHopId=hop)
    assert (row["RouteEntryName"], row["Origin"], row["IpVersion"]) == ("to-shared", "CustomCreate", "ipv4")
    related = row["NextHops"]["NextHop"][0]["NextHopRelatedInfo"]
    assert related == {"InstanceId": "vpc-87654321", "InstanceType": "VPC", "RegionId": "cn-hangzhou"}


def test_deletion_names_the_entry_or_its_destination_and_hop(initiator: Sdk, hop: str) -> None:
    created = initiator.call(CreateRouteEntryRequest, **entry(hop))["RouteEntryId"]
    by_cidr = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "10.1.0.0/16"}
    for changes, code in (
        ({}, "MissingParameter"),
        ({"RouteEntryId": "rte-nobody"}, "InvalidRouteEntryId.NotFound"),
        ({"RouteEntryId": created, **by_cidr}, "ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock"),
        (by_cidr, "InvalidNextHop"),
        ({**by_cidr, "NextHopId": "ri-other"}, "InvalidRouteEntry.NotFound"),
        ({**by_cidr, "DestinationCidrBlock": "10.2.0.0/16", "NextHopId": hop}, "InvalidRouteEntry.NotFound"),
        ({"RouteEntryId": created, "DryRun": True}, "DryRunOperation"),
    ):
        assert initiator.refused(DeleteRouteEntryRequest, **changes) == (400, code)
    assert custom(initiator) == {"10.1.0.0/16": hop}
    initiator.call(DeleteRouteEntryRequest, **by_cidr, NextHopId=hop)
    assert custom(initiator) == {}


def test_an_entry_moves_to_another_hop_in_place(cloud: Simulator, initiator: Sdk, hop: str) -> None:
    created = initiator.call(CreateRouteEntryRequest, **entry(hop))["RouteEntryId"]
    idle = initiator.call(CreateRouterInterfaceRequest, **INITIATING)["RouterInterfaceId"]
    new = {"NewNextHopType": "RouterInterface", "NewNextHopId": idle}
    refusal = initiator.refused(ModifyRouteEntryRequest, RouteEntryId=created, **new)
    assert refusal == (400, "IncorrectStatus.RouterInterface")
    initiator.call(ModifyRouteEntryRequest, RouteEntryId=created, RouteEntryName="renamed", NewNextHopId=hop)
    (row,) = routes(initiator, "vtb-AAA", RouteEntryName="renamed")
    assert row["RouteEntryId"] == created
    refusal = initiator.refused(ModifyRouteEntryRequest, RouteEntryId="rte-nobody", RouteEntryName="x")
    assert refusal == (400, "InvalidRouteEntryId.NotFound")


def batch_entry(hop: str, destination: str, **changes: str) -> dict[str, str]:
    return {
        "RouteTableId": "vtb-AAA",
        "DstCidrBlock": destination,
        "NextHop": hop,
        "NextHopType": "RouterInterface",
        **changes,
    }


def test_a_batch_succeeds_in_part(initiator: Sdk, hop: str) -> None:
    initiator.call(CreateRouteEntryRequest, **entry(hop))
    entries = [
        batch_entry(hop, "10.1.0.0/16"),
        batch_entry(hop, "10.2.0.0/16"),
        batch_entry(hop, "10.2.0.0/16"),
        batch_entry("ri-nobody", "10.3.0.0/16"),
        batch_entry(hop, "192.168.0.0/16"),
        batch_entry(hop, "10.4.0.0/16", Name="fourth"),
    ]
    response = initiator.call(CreateRouteEntriesRequest, RouteEntriess=entries)
    assert (response["SuccessCount"], response["FailedCount"], len(response["RouteEntryIds"])) == (2, 4, 2)
    duplicate = "VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE"
    assert [(row["DstCidrBlock"], row["FailedCode"]) for row in response["FailedRouteEntries"]] == [
        ("10.1.0.0/16", duplicate),
        ("10.2.0.0/16", duplicate),
        ("10.3.0.0/16", "InvalidRouterInterface"),
        ("192.168.0.0/16", "InvalidCidrBlock"),
    ]
    text = "Specified CIDR block is already exists, entry.cidrBlock=10.1.0.0/16"
    assert response["FailedRouteEntries"][0]["FailedMessage"] == text
    assert set(custom(initiator)) == {"10.1.0.0/16", "10.2.0.0/16", "10.4.0.0/16"}

    deletions = [
        {"RouteTableId": "vtb-AAA", "RouteEntryId": response["RouteEntryIds"][1]},
        batch_entry(hop, "10.1.0.0/16"),
        batch_entry(hop, "10.9.0.0/16"),
        batch_entry("ri-other", "10.2.0.0/16"),
    ]
    response = initiator.call(DeleteRouteEntriesRequest, RouteEntriess=deletions)
    assert (response["SuccessCount"], response["FailedCount"]) == (2, 2)
    assert {row["FailedCode"] for row in response["FailedRouteEntries"]} == {"VPC_ROUTER_ENTRY_NOT_EXIST"}
    assert set(custom(initiator)) == {"10.2.0.0/16"}


def test_a_batch_has_at_most_50_entries_and_a_table_its_quota(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.load(tutorial(quotas={"route_entries_per_table": 3}))
    hop, _other = connected_pair(initiator, acceptor)
    entries = [batch_entry(hop, f"10.{n}.0.0/16") for n in range(51)]
    assert initiator.refused(CreateRouteEntriesRequest, RouteEntriess=entries) == (400, "InvalidRouteEntries")
    dry = initiator.refused(CreateRouteEntriesRequest, RouteEntriess=entries[:4], DryRun=True)
    assert dry == (400, "DryRunOperation")
    response = initiator.call(CreateRouteEntriesRequest, RouteEntriess=entries[:4])
    assert [row["FailedCode"] for row in response["FailedRouteEntries"]] == ["QuotaExceeded"]
    assert initiator.refused(CreateRouteEntryRequest, **entry(hop, "10.77.0.0/16")) == (400, "QuotaExceeded")


def test_route_tasks_of_a_vpc_exclude_each_other() -> None:
    with running("--scenario", "tutorial", "--time-scale", "0.3", "--connect-delay", "0") as cloud:
        initiator, acceptor = Sdk(cloud, INITIATOR, "cn-beijing"), Sdk(cloud, ACCEPTOR, "cn-hangzhou")
        cloud.load(tutorial(pair("Active"), acceptor={"router_interfaces": []}))
        created = initiator.call(CreateRouteEntryRequest, **entry("ri-A"))["RouteEntryId"]
        (pending,) = routes(initiator, "vtb-AAA", RouteEntryId=created)
        assert pending["Status"] == "Pending"
        busy = (400, "TaskConflict")
        assert initiator.refused(CreateRouteEntryRequest, **entry("ri-A", "10.2.0.0/16")) == busy
        assert initiator.refused(DeleteRouteEntryRequest, RouteEntryId=created) == busy
        entries = [batch_entry("ri-A", "10.3.0.0/16")]
        assert initiator.refused(CreateRouteEntriesRequest, RouteEntriess=entries) == busy
        wait_until(lambda: routes(initiator, "vtb-AAA", RouteEntryId=created)[0]["Status"] == "Available")
        initiator.call(DeleteRouteEntryRequest, RouteEntryId=created)
        (deleting,) = routes(initiator, "vtb-AAA", RouteEntryId=created)
        assert deleting["Status"] == "Deleting"
        assert acceptor.call(DescribeRouteEntryListRequest, RouteTableId="vtb-BBB")["TotalCount"] == 2
        wait_until(lambda: routes(initiator, "vtb-AAA", RouteEntryId=created) == [])


def test_pages_continue_by_token(cloud: Simulator, initiator: Sdk, hop: str) -> None:
    entries = [batch_entry(hop, f"10.{n}.0.0/16") for n in range(23)]
    initiator.call(CreateRouteEntriesRequest, RouteEntriess=entries)
    seen: list[str] = []
    token, pages = "", 0
    while True:
        asked = {"NextToken": token} if token else {}
        response = initiator.call(
            DescribeRouteEntryListRequest, RouteTableId="vtb-AAA", RouteEntryType="Custom", **asked
        )
        seen += [row["DestinationCidrBlock"] for row in response["RouteEntrys"]["RouteEntry"]]
        token, pages = response["NextToken"], pages + 1
        if not token:
            break
    assert (pages, sorted(seen)) == (3, sorted(row["DstCidrBlock"] for row in entries))
    bad = initiator.refused(DescribeRouteEntryListRequest, RouteTableId="vtb-AAA", NextToken="garbage")
    assert bad == (400, "IllegalParam.NextToken")
    wrong = initiator.refused(
        DescribeRouteEntryListRequest, RouteTableId="vtb-AAA", RouteEntryType="System", RouteEntryId="rte-1"
    )
    assert wrong == (400, "OperationFailed.FilterParamUnderWrongRouteType")
