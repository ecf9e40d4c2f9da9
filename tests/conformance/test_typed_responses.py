# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every action through the vendor's typed SDKs: each field of each response is declared, and has the declared type."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alibabacloud_vpc20160428.models import DescribeRouterInterfacesResponseBody

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, running
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTING,
    ACCEPTOR_UID,
    INITIATING,
    INITIATOR_UID,
)
from ansible_collections.aliops.vpc.tests.conformance.typed import Typed, type_faults, undeclared
from ansible_collections.aliops.vpc.tests.scenarios import (
    access_key,
    as_text,
    owner_key,
    tutorial,
    tutorial_vpc,
)
from vpc_simulator.actions import ACTIONS

USER = ("LTAI-user", "not-a-secret-user")
TAGS = [{"Key": "env", "Value": "prod"}]


def scenario() -> str:
    """The tutorial with a second route table, and a role that a user of the first account may assume."""
    user = access_key(USER, user="ansible")
    two_tables = tutorial_vpc("initiator", route_tables=[{"route_table_id": "vtb-second", "name": "second"}])
    return as_text(
        tutorial(
            initiator={"access_keys": [owner_key("initiator"), user], "vpcs": [two_tables]},
            acceptor={"roles": [{"name": "peering", "trusted_uids": [INITIATOR_UID]}]},
        )
    )


def identities(user: Typed) -> None:
    user.call("GetCallerIdentity")
    user.call("AssumeRole", RoleArn=f"acs:ram::{ACCEPTOR_UID}:role/peering", RoleSessionName="ansible")


def networks(a: Typed) -> None:
    """VPCs and vSwitches, created and deleted; regions and zones."""
    a.call("DescribeRegions")
    a.call("DescribeZones")
    vpc = a.call("CreateVpc", CidrBlock="10.0.0.0/8", VpcName="third", Description="of three")
    target = {"VpcId": vpc["VpcId"]}
    switch = a.call("CreateVSwitch", **target, CidrBlock="10.0.1.0/24", ZoneId="cn-beijing-h", VSwitchName="first")
    vswitch = {"VSwitchId": switch["VSwitchId"]}
    a.call("TagResources", ResourceType="VPC", ResourceId=[vpc["VpcId"]], Tag=TAGS)
    a.call("ListTagResources", ResourceType="VPC", ResourceId=[vpc["VpcId"]])
    for listing in ("DescribeVpcs", "DescribeVSwitches", "DescribeVRouters", "DescribeRouteTableList"):
        a.call(listing)
    a.call("DescribeVpcAttribute", **target)
    a.call("DescribeFlowLogs", **target)
    a.call("ModifyVpcAttribute", **target, VpcName="fourth", EnableIPv6=True)
    a.call("ModifyVSwitchAttribute", **vswitch, VSwitchName="second", EnableIPv6=True, Ipv6CidrBlock=1)
    a.call("DescribeVSwitchAttributes", **vswitch)
    a.call("ModifyRouteTableAttributes", RouteTableId=vpc["RouteTableId"], RouteTableName="main")
    a.call("MoveResourceGroup", ResourceId=vpc["VpcId"], ResourceType="Vpc", NewResourceGroupId="rg-new")
    for listing in ("DescribeVpcs", "DescribeVSwitches", "DescribeRouteTableList"):
        a.call(listing)
    a.call("UnTagResources", ResourceType="VPC", ResourceId=[vpc["VpcId"]], TagKey=["env"])
    a.call("DeleteVSwitch", VSwitchId=switch["VSwitchId"])
    a.call("DeleteVpc", **target)


def interfaces(a: Typed, b: Typed) -> tuple[str, str]:
    """Two interfaces, joined, tagged, changed and listed in each state."""
    own = a.call("CreateRouterInterface", **INITIATING, Tags=TAGS)["RouterInterfaceId"]
    other = b.call("CreateRouterInterface", **ACCEPTING)["RouterInterfaceId"]
    tagged = {"ResourceType": "ROUTERINTERFACE", "ResourceId": [own]}
    a.call("TagResourcesForExpressConnect", **tagged, Tag=TAGS)
    a.call("ListTagResourcesForExpressConnect", **tagged)
    a.call("DescribeRouterInterfaces", IncludeReservationData=True)
    a.call("UntagResourcesForExpressConnect", **tagged, TagKey=["env"])
    for side, mine, theirs, router, uid in (
        (b, other, own, "vrt-AAA", INITIATOR_UID),
        (a, own, other, "vrt-BBB", ACCEPTOR_UID),
    ):
        side.call(
            "ModifyRouterInterfaceAttribute",
            RouterInterfaceId=mine,
            Name="pair",
            OppositeInterfaceId=theirs,
            OppositeInterfaceOwnerId=int(uid),
            OppositeRouterId=router,
            OppositeRouterType="VRouter",
        )
    a.call("ConnectRouterInterface", RouterInterfaceId=own)
    a.call("ModifyRouterInterfaceSpec", RouterInterfaceId=own, Spec="Large.1")
    for side, mine in ((a, own), (b, other)):
        side.call("DescribeRouterInterfaces")
        side.call("DescribeRouterInterfaceAttribute", InstanceId=mine)
    a.call("DescribeRouterInterfaceAttribute", InstanceId="ri-unknown")
    return own, other


def routes(a: Typed, own: str) -> None:
    """Entries one by one, and in batches with one entry each that fails."""
    hop = {"NextHopId": own, "NextHopType": "RouterInterface"}
    first = a.call("CreateRouteEntry", RouteTableId="vtb-AAA", DestinationCidrBlock="172.16.0.0/16", **hop)
    a.call("ModifyRouteEntry", RouteEntryId=first["RouteEntryId"], RouteEntryName="first")
    batch_hop = {"NextHop": own, "NextHopType": "RouterInterface"}
    batch = [
        {"RouteTableId": table, "DstCidrBlock": "172.17.0.0/16", **batch_hop} for table in ("vtb-AAA", "vtb-second")
    ]
    again = [{**batch[0], "DstCidrBlock": "172.18.0.0/16"}, batch[1]]
    a.call("CreateRouteEntries", RouteEntries=batch)
    assert a.call("CreateRouteEntries", RouteEntries=again)["FailedCount"] == 1
    a.call("DescribeRouteTableList")
    a.call("DescribeRouteEntryList", RouteTableId="vtb-AAA")
    a.call("DescribeRouteTables", RouteTableId="vtb-AAA")
    a.call("DeleteRouteEntry", RouteEntryId=first["RouteEntryId"])
    deletions = [
        {name: value for name, value in entry.items() if name != "NextHopType"} for entry in (*batch, again[0])
    ]
    a.call("DeleteRouteEntries", RouteEntries=deletions)
    assert a.call("DeleteRouteEntries", RouteEntries=deletions)["FailedCount"] == 3


def parting(a: Typed, b: Typed, own: str, other: str) -> None:
    """Deactivated, activated, deleted; the other end sees a deleted peer."""
    a.call("DeactivateRouterInterface", RouterInterfaceId=own)
    a.call("ActivateRouterInterface", RouterInterfaceId=own)
    a.call("DeactivateRouterInterface", RouterInterfaceId=own)
    a.call("DeleteRouterInterface", RouterInterfaceId=own)
    b.call("DescribeRouterInterfaces")
    b.call("DeleteRouterInterface", RouterInterfaceId=other)
    single = a.call("CreateRouterInterface", **INITIATING)["RouterInterfaceId"]
    a.call("DeleteExpressConnect", RouterInterfaceId=single)


@pytest.fixture(scope="module")
def faults() -> Iterator[dict[str, list[str]]]:
    """The faults in the responses of each action that was called."""
    with running("--scenario", "tutorial", "--time-scale", "0") as cloud:
        cloud.control("scenario", scenario())
        a, b = Typed(cloud, INITIATOR, "cn-beijing"), Typed(cloud, ACCEPTOR, "cn-hangzhou")
        user = Typed(cloud, USER, "cn-beijing")
        user.faults = b.faults = a.faults
        identities(user)
        networks(a)
        own, other = interfaces(a, b)
        routes(a, own)
        parting(a, b, own, other)
        yield a.faults


def test_responses_are_as_the_typed_sdk_declares(faults: dict[str, list[str]]) -> None:
    """Those of VpcPeer and CDT are in test_vpc_peer_typed."""
    uncalled = [f"{action}: is not called" for action in sorted(ACTIONS) if "." not in action and action not in faults]
    wrong = [f"{action}: {fault}" for action, of_action in sorted(faults.items()) for fault in of_action]
    assert not uncalled + wrong, "\n".join(uncalled + wrong)


def test_a_wrong_response_would_be_noticed() -> None:
    wrong = {
        "PageSize": "10",
        "TotalCount": 1,
        "PageCount": 1,
        "RouterInterfaceSet": {"RouterInterfaceType": [{"Bandwidth": "5", "CrossBorder": True, "Spek": "Mini.2"}]},
    }
    body = DescribeRouterInterfacesResponseBody().from_map(wrong)
    assert [fault.partition(":")[0] for fault in type_faults(body, type(body), "body")] == [
        "body.page_size",
        "body.router_interface_set.router_interface_type[0].bandwidth",
    ]
    assert undeclared(wrong, body.to_map(), "body") == [
        "body.PageCount: not declared",
        "body.RouterInterfaceSet.RouterInterfaceType[0].Spek: not declared",
    ]
