# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes to VPCs, vSwitches and route tables, and the requests of Terraform's provider and of clients of Ecs' version.

The provider sends everything in the query, or Action and some parameters in the query and the others in a form body.
"""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, SCENARIOS, Sdk, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.raw import Reply, get, query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTING,
    ACCEPTOR_UID,
    INITIATING,
    INITIATOR_UID,
    connected_pair,
)
from vpc_simulator.actions import ACTIONS
from vpc_simulator.legacy import ACTIONS as LEGACY

ECS = "2014-05-26"
VPC = "vpc-12345678"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def split(cloud: Simulator, action: str, in_query: dict[str, str], in_body: dict[str, str], **common: str) -> Reply:
    """A call with its parameters in both places, as newer releases of the provider send it."""
    call = signed(action, "POST", **common, **in_query, **in_body)
    body = {name: call.pop(name) for name in ("RegionId", *in_body)}
    return send(cloud, "POST", "/?" + query(call), query(body), FORM)


def attribute(cloud: Simulator, action: str, name: str, resource: str) -> dict[str, Any]:
    return get(cloud, action, **{name: resource}).json


def test_a_vpc_is_changed(cloud: Simulator) -> None:
    changes = {"VpcName": "new", "Description": "changed", "EnableDnsHostname": "true", "CidrBlock": "192.168.0.0/17"}
    assert get(cloud, "ModifyVpcAttribute", VpcId=VPC, **changes).status == 200
    vpc = attribute(cloud, "DescribeVpcAttribute", "VpcId", VPC)
    assert (vpc["VpcName"], vpc["Description"], vpc["CidrBlock"]) == ("new", "changed", "192.168.0.0/17")
    assert vpc["DnsHostnameStatus"] == "ENABLED"
    assert cloud.calls()[-2]["target"] == VPC


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"VpcId": "vpc-nobody"}, (404, "InvalidVpcId.NotFound")),
        ({"VpcId": VPC, "RegionId": "cn-hangzhou"}, (404, "InvalidVpcId.NotFound")),
        # the vSwitch would be outside
        ({"VpcId": VPC, "CidrBlock": "192.168.0.0/28"}, (400, "InvalidParameter")),
        ({"VpcId": VPC, "CidrBlock": "10.0.0.0/8"}, (400, "InvalidParameter")),
        ({"VpcId": VPC, "CidrBlock": "192.168.0.0/7"}, (400, "InvalidParameter")),
        ({"VpcId": VPC, "VpcName": "http://x"}, (400, "InvalidVpcName.Malformed")),
        ({"VpcId": VPC, "Description": "https://x"}, (400, "InvalidVpcDiscription.Malformed")),
        ({"VpcId": VPC, "Ipv6CidrBlock": "2408:4003::/56"}, (400, "InvalidIpv6CidrBlock")),
        ({"VpcId": VPC, "Ipv6Isp": "BGP"}, (400, "InvalidIpv6Isp")),
    ],
)
def test_a_wrong_change_of_a_vpc(cloud: Simulator, changes: dict[str, str], refusal: tuple[int, str]) -> None:
    before = attribute(cloud, "DescribeVpcAttribute", "VpcId", VPC)
    assert get(cloud, "ModifyVpcAttribute", **{"VpcName": "new", **changes}).refusal == refusal
    after = attribute(cloud, "DescribeVpcAttribute", "VpcId", VPC)
    assert {**after, "RequestId": ""} == {**before, "RequestId": ""}


def test_ipv6_is_switched_on_and_off(cloud: Simulator) -> None:
    assert get(cloud, "ModifyVSwitchAttribute", VSwitchId="vsw-AAA", EnableIPv6="true").status == 400
    get(cloud, "ModifyVpcAttribute", VpcId=VPC, EnableIPv6="true")
    block = attribute(cloud, "DescribeVpcAttribute", "VpcId", VPC)["Ipv6CidrBlock"]
    assert block
    # again: nothing changes; another block is refused
    assert get(cloud, "ModifyVpcAttribute", VpcId=VPC, EnableIPv6="true", Ipv6CidrBlock=block).status == 200
    assert get(cloud, "ModifyVpcAttribute", VpcId=VPC, Ipv6Isp="ChinaMobile").refusal == (400, "InvalidIpv6Isp")
    get(cloud, "ModifyVSwitchAttribute", VSwitchId="vsw-AAA", EnableIPv6="true", Ipv6CidrBlock="7")
    vswitch = attribute(cloud, "DescribeVSwitchAttributes", "VSwitchId", "vsw-AAA")
    assert vswitch["Ipv6CidrBlock"].endswith("07::/64")
    routes = get(cloud, "DescribeRouteEntryList", RouteTableId="vtb-AAA", IpVersion="ipv6").json
    assert [route["DestinationCidrBlock"] for route in routes["RouteEntrys"]["RouteEntry"]] == [
        vswitch["Ipv6CidrBlock"]
    ]
    assert get(cloud, "ModifyVpcAttribute", VpcId=VPC, EnableIPv6="false").refusal == (400, "InvalidEnableIPv6")
    get(cloud, "ModifyVSwitchAttribute", VSwitchId="vsw-AAA", EnableIPv6="false")
    assert get(cloud, "DescribeRouteEntryList", RouteTableId="vtb-AAA", IpVersion="ipv6").json["TotalCount"] == 0
    get(cloud, "ModifyVpcAttribute", VpcId=VPC, EnableIPv6="false")
    assert attribute(cloud, "DescribeVpcAttribute", "VpcId", VPC)["EnabledIpv6"] is False
    get(cloud, "ModifyVpcAttribute", VpcId=VPC, EnableIPv6="true")
    get(cloud, "ModifyVSwitchAttribute", VSwitchId="vsw-AAA", EnableIPv6="true")
    assert attribute(cloud, "DescribeVSwitchAttributes", "VSwitchId", "vsw-AAA")["Ipv6CidrBlock"].endswith("00::/64")


def test_a_vswitch_is_pending_while_it_is_changed(real_time: Simulator) -> None:
    real_time.control("clock", '{"mode": "manual"}')
    change = {"VSwitchId": "vsw-AAA", "VSwitchName": "new", "Description": "changed"}
    assert get(real_time, "ModifyVSwitchAttribute", **change).status == 200
    vswitch = attribute(real_time, "DescribeVSwitchAttributes", "VSwitchId", "vsw-AAA")
    assert (vswitch["Status"], vswitch["VSwitchName"] == "new") == ("Pending", False)
    assert get(real_time, "ModifyVSwitchAttribute", **change).refusal == (400, "IncorrectVSwitchStatus")
    real_time.control("clock", '{"advance": "next"}')
    vswitch = attribute(real_time, "DescribeVSwitchAttributes", "VSwitchId", "vsw-AAA")
    assert (vswitch["Status"], vswitch["VSwitchName"], vswitch["Description"]) == ("Available", "new", "changed")


@pytest.mark.parametrize("action", ["DescribeVSwitchAttributes", "ModifyVSwitchAttribute"])
@pytest.mark.parametrize("vswitch", ["vsw-nobody", "vsw-BBB"])
def test_a_vswitch_of_others(cloud: Simulator, action: str, vswitch: str) -> None:
    assert get(cloud, action, VSwitchId=vswitch).refusal == (404, "InvalidVSwitchId.NotFound")


def test_a_vswitch_is_described_as_in_the_list(cloud: Simulator) -> None:
    (listed,) = get(cloud, "DescribeVSwitches", VSwitchId="vsw-AAA").json["VSwitches"]["VSwitch"]
    described = attribute(cloud, "DescribeVSwitchAttributes", "VSwitchId", "vsw-AAA")
    assert described.pop("RequestId")
    assert described == listed
    assert get(cloud, "DescribeVSwitchAttributes", VSwitchId="vsw-AAA", DryRun="true").refusal[1] == "DryRunOperation"


def test_a_route_table_is_changed(cloud: Simulator) -> None:
    change = {"RouteTableId": "vtb-AAA", "RouteTableName": "new", "Description": "changed"}
    assert get(cloud, "ModifyRouteTableAttributes", **change, RoutePropagationEnable="false").status == 200
    (table,) = get(cloud, "DescribeRouteTableList", RouteTableId="vtb-AAA").json["RouterTableList"][
        "RouterTableListType"
    ]
    assert (table["RouteTableName"], table["Description"]) == ("new", "changed")
    assert table["RoutePropagationEnable"] is False
    for other in ("vtb-BBB", "vtb-nobody"):
        refusal = get(cloud, "ModifyRouteTableAttributes", RouteTableId=other).refusal
        assert refusal == (404, "InvalidRouteTableId.NotFound")


def test_a_vpc_is_moved_to_another_resource_group(cloud: Simulator) -> None:
    move = {"ResourceId": VPC, "ResourceType": "Vpc", "NewResourceGroupId": "rg-new"}
    assert get(cloud, "MoveResourceGroup", **move).status == 200
    assert get(cloud, "DescribeVpcs", ResourceGroupId="rg-new").json["TotalCount"] == 1
    assert get(cloud, "DescribeVSwitches", ResourceGroupId="rg-new").json["TotalCount"] == 1
    for change, refusal in (
        ({"ResourceId": "vpc-nobody"}, (404, "InvalidResourceId.NotFound")),
        ({"ResourceType": "Eip"}, (400, "InvalidResourceType")),
    ):
        assert get(cloud, "MoveResourceGroup", **{**move, **change}).refusal == refusal


def test_there_are_no_flow_logs(cloud: Simulator) -> None:
    reply = get(cloud, "DescribeFlowLogs", VpcId=VPC, PageSize="50").json
    assert (reply["FlowLogs"], reply["TotalCount"], reply["PageSize"]) == ({"FlowLog": []}, "0", "50")


# other clients


def test_ecs_lists_regions(cloud: Simulator) -> None:
    """Terraform's provider reads them before it creates a router interface."""
    reply = get(cloud, "DescribeRegions", Version=ECS).json
    regions = {region["RegionId"]: region["RegionEndpoint"] for region in reply["Regions"]["Region"]}
    assert (regions["cn-beijing"], regions["cn-hangzhou"]) == ("ecs.cn-beijing.aliyuncs.com", "ecs.aliyuncs.com")
    (legacy, current) = (
        get(cloud, "DescribeRegions", Version=v).json["Regions"]["Region"] for v in (ECS, "2016-04-28")
    )
    assert [region["RegionId"] for region in legacy] == [region["RegionId"] for region in current]


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_ecs_has_the_actions_that_vpc_took_over(cloud: Simulator, action: str) -> None:
    reply = get(cloud, action, Version=ECS)
    unknown = reply.status == 404 and reply.json["Code"] == "InvalidAction.NotFound"
    assert unknown == (action not in LEGACY)


def test_a_vpc_through_the_version_of_ecs(cloud: Simulator) -> None:
    """As an old Ruby client creates, reads and deletes it."""
    created = get(cloud, "CreateVpc", Version=ECS, CidrBlock="10.20.0.0/16", VpcName="old").json
    vswitch = {"VpcId": created["VpcId"], "CidrBlock": "10.20.1.0/24", "ZoneId": "cn-beijing-h"}
    vswitch_id = get(cloud, "CreateVSwitch", Version=ECS, **vswitch).json["VSwitchId"]
    (vpc,) = get(cloud, "DescribeVpcs", Version=ECS, VpcId=created["VpcId"]).json["Vpcs"]["Vpc"]
    assert vpc["VSwitchIds"] == {"VSwitchId": [vswitch_id]}
    assert get(cloud, "DescribeVRouters", Version=ECS, VRouterId=created["VRouterId"]).json["TotalCount"] == 1
    assert get(cloud, "DeleteVSwitch", Version=ECS, VSwitchId=vswitch_id).status == 200
    assert get(cloud, "DeleteVpc", Version=ECS, VpcId=created["VpcId"]).status == 200


def test_query_and_body_are_one_request(cloud: Simulator) -> None:
    """As the provider reads a vSwitch."""
    reply = split(cloud, "DescribeVSwitchAttributes", {"VSwitchId": "vsw-AAA"}, {})
    assert reply.json["VSwitchId"] == "vsw-AAA"
    assert split(cloud, "ModifyVpcAttribute", {"VpcId": VPC}, {"VpcName": "new"}).status == 200
    assert attribute(cloud, "DescribeVpcAttribute", "VpcId", VPC)["VpcName"] == "new"


def test_a_missing_health_check_has_no_numbers(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    own, _other = connected_pair(initiator, acceptor)
    listed = get(cloud, "DescribeRouterInterfaces").json["RouterInterfaceSet"]["RouterInterfaceType"][0]
    for shown in (listed, get(cloud, "DescribeRouterInterfaceAttribute", InstanceId=own).json):
        assert {"HcRate", "HcThreshold"} & set(shown) == set()
        assert (shown["HealthCheckSourceIp"], shown["HealthCheckTargetIp"]) == ("", "")
    get(cloud, "ModifyRouterInterfaceAttribute", RouterInterfaceId=own, HcRate="2000", HcThreshold="8")
    shown = get(cloud, "DescribeRouterInterfaceAttribute", InstanceId=own).json
    assert (shown["HcRate"], shown["HcThreshold"]) == (2000, 8)
    get(cloud, "ModifyRouterInterfaceAttribute", RouterInterfaceId=own, DeleteHealthCheckIp="true")
    shown = get(cloud, "DescribeRouterInterfaceAttribute", InstanceId=own).json
    assert {"HcRate", "HcThreshold"} & set(shown) == set()


def test_a_vpc_is_deletable_soon_after_an_interface_that_was_never_connected(real_time: Simulator) -> None:
    real_time.control("clock", '{"mode": "manual"}')
    interface_id = get(real_time, "CreateRouterInterface", **INITIATING).json["RouterInterfaceId"]
    get(real_time, "DeleteVSwitch", VSwitchId="vsw-AAA")
    get(real_time, "DeleteRouterInterface", RouterInterfaceId=interface_id)
    assert get(real_time, "DeleteVpc", VpcId=VPC).refusal == (400, "DependencyViolation.RouterInterface")
    real_time.control("clock", '{"advance": 5}')
    assert get(real_time, "DeleteVpc", VpcId=VPC).status == 200


def as_acceptor(cloud: Simulator, action: str, **parameters: str) -> Reply:
    key = {"AccessKeyId": "LTAI-tutorial-acceptor", "RegionId": "cn-hangzhou"}
    call = signed(action, "POST", "not-a-secret-acceptor", **key, **parameters)
    return send(cloud, "POST", "/?" + query(call), "", FORM)


def test_terraforms_story_of_two_accounts() -> None:
    """Apply, plan, destroy of its resources for router interfaces, with the delays under which it runs."""
    with running("--scenario", "tutorial", "--delays", "prompt", "--time-scale", "0.01") as cloud:
        get(cloud, "DescribeRegions", Version=ECS)
        own = get(cloud, "CreateRouterInterface", **INITIATING, ClientToken="TF-1").json["RouterInterfaceId"]
        other = as_acceptor(cloud, "CreateRouterInterface", **ACCEPTING, ClientToken="TF-2").json["RouterInterfaceId"]
        by_id = {"Filter.1.Key": "RouterInterfaceId", "Filter.1.Value.1": own}
        (seen,) = get(cloud, "DescribeRouterInterfaces", **by_id).json["RouterInterfaceSet"]["RouterInterfaceType"]
        assert (seen["RouterInterfaceId"], seen["Status"]) == (own, "Idle")
        peer = {"OppositeRouterType": "VRouter"}
        named = {"OppositeInterfaceId": own, "OppositeInterfaceOwnerId": INITIATOR_UID, "OppositeRouterId": "vrt-AAA"}
        as_acceptor(cloud, "ModifyRouterInterfaceAttribute", RouterInterfaceId=other, **named, **peer)
        named = {"OppositeInterfaceId": other, "OppositeInterfaceOwnerId": ACCEPTOR_UID, "OppositeRouterId": "vrt-BBB"}
        get(cloud, "ModifyRouterInterfaceAttribute", RouterInterfaceId=own, **named, **peer)
        assert get(cloud, "ConnectRouterInterface", RouterInterfaceId=own).status == 200
        cloud.control("clock", '{"advance": 60}')
        (seen,) = get(cloud, "DescribeRouterInterfaces", **by_id).json["RouterInterfaceSet"]["RouterInterfaceType"]
        assert (seen["Status"], seen["OppositeInterfaceStatus"]) == ("Active", "Active")
        for action in ("DeactivateRouterInterface", "DeleteRouterInterface"):
            for call, interface_id in ((get, own), (as_acceptor, other)):
                assert call(cloud, action, RouterInterfaceId=interface_id).status == 200
            cloud.control("clock", '{"advance": 60}')
        assert get(cloud, "DeleteVSwitch", VSwitchId="vsw-AAA").status == 200
        cloud.control("clock", '{"advance": 60}')
        assert get(cloud, "DeleteVpc", VpcId=VPC).status == 200


def test_prompt_delays_are_in_force_whatever_a_scenario_sets() -> None:
    with running("--scenario", "empty", "--delays", "prompt") as cloud:
        cloud.control("scenario", (SCENARIOS / "tutorial.yml").read_text() + "delays: {create_lag: 60}\n")
        delays = cloud.control("state")["delays"]
        assert {name: seconds for name, seconds in delays.items() if name.endswith("_lag") and seconds} == {}
        assert delays["connect_delay"] == 10
        assert INITIATOR[0] in str(cloud.control("state")["accounts"])
