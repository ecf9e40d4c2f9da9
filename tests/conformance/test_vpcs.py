# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPCs and vSwitches, routers, regions, and tags."""

from __future__ import annotations

from typing import Any

from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateVpcRequest import CreateVpcRequest
from aliyunsdkvpc.request.v20160428.CreateVSwitchRequest import CreateVSwitchRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteVpcRequest import DeleteVpcRequest
from aliyunsdkvpc.request.v20160428.DeleteVSwitchRequest import DeleteVSwitchRequest
from aliyunsdkvpc.request.v20160428.DescribeRegionsRequest import DescribeRegionsRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTableListRequest import DescribeRouteTableListRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.DescribeVRoutersRequest import DescribeVRoutersRequest
from aliyunsdkvpc.request.v20160428.DescribeVSwitchesRequest import DescribeVSwitchesRequest
from aliyunsdkvpc.request.v20160428.DescribeZonesRequest import DescribeZonesRequest
from aliyunsdkvpc.request.v20160428.ListTagResourcesForExpressConnectRequest import (
    ListTagResourcesForExpressConnectRequest,
)
from aliyunsdkvpc.request.v20160428.TagResourcesForExpressConnectRequest import TagResourcesForExpressConnectRequest
from aliyunsdkvpc.request.v20160428.UntagResourcesForExpressConnectRequest import UntagResourcesForExpressConnectRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator, wait_until
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, connected_pair, interface, routes
from ansible_collections.aliops.vpc.tests.scenarios import tutorial


def test_a_vpc_comes_with_a_router_and_a_table_and_goes_when_empty(initiator: Sdk) -> None:
    created = initiator.call(CreateVpcRequest, CidrBlock="10.20.0.0/16", VpcName="new")
    vpc, table = created["VpcId"], created["RouteTableId"]
    seen = initiator.call(DescribeVpcAttributeRequest, VpcId=vpc)
    assert (seen["VRouterId"], seen["CidrBlock"], seen["Status"]) == (created["VRouterId"], "10.20.0.0/16", "Available")
    assert (
        initiator.call(DescribeVRoutersRequest, VRouterId=created["VRouterId"])["VRouters"]["VRouter"][0]["VpcId"]
        == vpc
    )
    (listed,) = initiator.call(DescribeRouteTableListRequest, VpcId=vpc)["RouterTableList"]["RouterTableListType"]
    assert (listed["RouteTableId"], listed["RouteTableType"]) == (table, "System")

    zone = initiator.call(DescribeZonesRequest)["Zones"]["Zone"][0]["ZoneId"]
    wanted: dict[str, Any] = {"VpcId": vpc, "ZoneId": zone}
    vswitch = initiator.call(CreateVSwitchRequest, CidrBlock="10.20.1.0/24", **wanted)["VSwitchId"]
    for cidr, code in (
        ("10.20.1.128/25", "InvalidCidrBlock.Overlapped"),
        ("10.21.0.0/24", "InvalidParameter"),
        ("10.20.2.0/30", "InvalidCirdrBlock.MaskLength"),
        ("10.20.2.1/24", "InvalidCidrBlock.Malformed"),
    ):
        assert initiator.refused(CreateVSwitchRequest, CidrBlock=cidr, **wanted) == (400, code)
    (row,) = initiator.call(DescribeVSwitchesRequest, VpcId=vpc)["VSwitches"]["VSwitch"]
    assert (row["AvailableIpAddressCount"], row["RouteTable"]["RouteTableId"]) == (252, table)
    assert "10.20.1.0/24" in [entry["DestinationCidrBlock"] for entry in routes(initiator, table)]

    assert initiator.refused(DeleteVpcRequest, VpcId=vpc) == (400, "DependencyViolation.VSwitch")
    initiator.call(DeleteVSwitchRequest, VSwitchId=vswitch)
    assert initiator.refused(DeleteVSwitchRequest, VSwitchId=vswitch) == (404, "InvalidVSwitchId.NotFound")
    assert [entry["DestinationCidrBlock"] for entry in routes(initiator, table)] == ["100.64.0.0/10"]
    assert initiator.refused(DeleteVpcRequest, VpcId=vpc, DryRun=True) == (400, "DryRunOperation")
    initiator.call(DeleteVpcRequest, VpcId=vpc)
    assert initiator.refused(DescribeVpcAttributeRequest, VpcId=vpc) == (404, "InvalidVpcId.NotFound")


def test_a_vpc_lingers_after_its_interfaces(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.load(tutorial(delays={"delete_vpc_lag": 0.3}))
    own, _other = connected_pair(initiator, acceptor)
    initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId=own)
    initiator.call(DeleteVSwitchRequest, VSwitchId="vsw-AAA")
    violation = (400, "DependencyViolation.RouterInterface")
    assert initiator.refused(DeleteVpcRequest, VpcId="vpc-12345678") == violation
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId=own)
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0
    assert initiator.refused(DeleteVpcRequest, VpcId="vpc-12345678") == violation

    def deletable() -> bool:
        return initiator.refused(DeleteVpcRequest, VpcId="vpc-12345678", DryRun=True) == (400, "DryRunOperation")

    wait_until(deletable)
    initiator.call(DeleteVpcRequest, VpcId="vpc-12345678")
    assert initiator.call(DescribeVpcsRequest)["TotalCount"] == 0


def test_a_vswitch_cannot_take_a_routes_destination(initiator: Sdk, acceptor: Sdk) -> None:
    hop, _other = connected_pair(initiator, acceptor)
    entry = {"RouteTableId": "vtb-AAA", "NextHopType": "RouterInterface", "NextHopId": hop}
    initiator.call(CreateRouteEntryRequest, DestinationCidrBlock="192.168.7.0/24", **entry)
    refusal = initiator.refused(
        CreateVSwitchRequest, VpcId="vpc-12345678", ZoneId="cn-beijing-h", CidrBlock="192.168.7.0/24"
    )
    assert refusal == (400, "InvalidCidrBlock.Overlapped")


def test_vpcs_are_found_by_several_ids_and_tags(initiator: Sdk) -> None:
    new = initiator.call(CreateVpcRequest, CidrBlock="10.20.0.0/16", Tags=[{"Key": "env", "Value": "test"}])["VpcId"]

    def matches(**filters: Any) -> list[str]:
        return [vpc["VpcId"] for vpc in initiator.call(DescribeVpcsRequest, **filters)["Vpcs"]["Vpc"]]

    assert matches(VpcId=f"vpc-12345678,{new},vpc-nobody") == [new, "vpc-12345678"]
    assert matches(Tags=[{"Key": "env", "Value": "test"}]) == [new]
    assert matches(Tags=[{"Key": "env", "Value": "prod"}]) == []
    assert matches(VpcName="initiator") == ["vpc-12345678"]


def test_regions_are_real(initiator: Sdk) -> None:
    regions = initiator.call(DescribeRegionsRequest)["Regions"]["Region"]
    endpoints = {region["RegionId"]: region["RegionEndpoint"] for region in regions}
    assert len(endpoints) == 36
    assert endpoints["cn-beijing"] == "vpc.cn-beijing.aliyuncs.com"
    assert endpoints["cn-hangzhou"] == "vpc.aliyuncs.com"


def test_tags_of_interfaces(initiator: Sdk) -> None:
    own = initiator.call(CreateRouterInterfaceRequest, **INITIATING)["RouterInterfaceId"]
    target = {"ResourceType": "ROUTERINTERFACE", "ResourceIds": [own]}
    tags = [{"Key": "env", "Value": "prod"}, {"Key": "team", "Value": "net"}]
    initiator.call(TagResourcesForExpressConnectRequest, **target, Tags=tags)
    initiator.call(TagResourcesForExpressConnectRequest, **target, Tags=[{"Key": "env", "Value": "test"}])
    assert interface(initiator, own)["Tags"] == {"Tags": [{"Key": "env", "Value": "test"}, tags[1]]}
    assert initiator.call(DescribeRouterInterfacesRequest, Tagss=tags[1:])["TotalCount"] == 1
    assert initiator.call(DescribeRouterInterfacesRequest, Tagss=tags)["TotalCount"] == 0
    listed = initiator.call(ListTagResourcesForExpressConnectRequest, **target)["TagResources"]["TagResource"]
    assert {row["TagKey"]: row["TagValue"] for row in listed} == {"env": "test", "team": "net"}
    initiator.call(UntagResourcesForExpressConnectRequest, **target, TagKeys=["env"])
    assert interface(initiator, own)["Tags"] == {"Tags": [tags[1]]}
    initiator.call(UntagResourcesForExpressConnectRequest, **target, All=True)
    assert interface(initiator, own)["Tags"] == {"Tags": []}
    for changes, code in (
        ({"ResourceIds": ["ri-nobody"], "Tags": tags}, "InvalidInstanceIds.NotFound"),
        ({"ResourceType": "VPC", "Tags": tags}, "InvalidInstanceType.NotFound"),
        ({"Tags": [tags[0], tags[0]]}, "Forbidden.TagKey.Duplicated"),
        ({"Tags": [{"Key": "acs:x", "Value": ""}]}, "Forbidden.TagKeys"),
        ({"Tags": [{"Key": f"k{n}", "Value": ""} for n in range(21)]}, "SizeLimitExceeded.TagNum"),
    ):
        refusal = initiator.refused(TagResourcesForExpressConnectRequest, **{**target, **changes})
        assert refusal == (400, code)
