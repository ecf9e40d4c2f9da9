# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that are wrong in a way that SDKs let through: each has its documented refusal, and none status 500."""

from __future__ import annotations

import socket
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateVpcRequest import CreateVpcRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import SCENARIOS, Sdk, Simulator, wait_until
from ansible_collections.aliops.vpc.tests.conformance.raw import get, query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, pair_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import ARN, USER
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import scenario as sessions_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_switches import turn
from vpc_simulator.clock import LATEST, MAX_RATE, Clock, timestamp

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CREATE = {"CidrBlock": "10.20.0.0/16"}
ENTRY = {"RouteEntries.1.RouteTableId": "vtb-AAA", "RouteEntries.1.DstCidrBlock": "10.1.0.0/16"}
TAGGED = {"ResourceType": "VPC", "ResourceId.1": "vpc-12345678", "Tag.1.Value": "x"}
INTERFACE = {**INITIATING, "Tags.1.Value": "x"}
TWICE = {"Key": "env", "Value": "x"}


@pytest.mark.parametrize(
    ("action", "parameters", "refusal"),
    [
        ("DescribeVpcs", {"VpcOwnerId": "abc"}, (400, "IllegalParam.OwnerId")),
        ("DescribeVSwitches", {"VSwitchOwnerId": "²"}, (400, "IllegalParam.OwnerId")),
        ("DescribeVpcs", {"ResourceGroupId": "rg-nobody"}, (400, "InvalidResourceGroupId")),
        ("DescribeVSwitches", {"RegionId": None}, (400, "MissingRegionId")),
        ("DescribeRouteTables", {"RouteTableName": "n" * 200}, (400, "InvalidRouteTableName")),
        ("DescribeRouteTables", {"RouteTableName": "n"}, (400, "InvalidRouteTableName")),
        ("DescribeRouteTableList", {"RouteTableName": "n" * 200}, (400, "InvalidRouteTableName")),
        ("CreateVpc", {**CREATE, "ClientToken": "tökén"}, (400, "InvalidClientToken")),
        ("CreateVpc", {**CREATE, "ClientToken": "t" * 65}, (400, "InvalidClientToken")),
        ("CreateVpc", {**CREATE, "Tag.1.Value": "x"}, (400, "InvalidTagKey")),
        ("CreateVSwitch", {"VpcId": "vpc-12345678", "ZoneId": "cn-beijing-h", "CidrBlock": "192.168.9.0/24",
                           "Tag.1.Value": "x"}, (400, "InvalidTagKey")),
        ("CreateRouterInterface", INTERFACE, (400, "InvalidTagKey")),
        ("CreateRouterInterface", {**INTERFACE, "Tags.1.Key": "acs:x"}, (400, "InvalidTagKey")),
        ("TagResources", {**TAGGED, "Tag.1.Key": "aliyun"}, (400, "Forbidden.TagKeys")),
        ("TagResources", {**TAGGED, "Tag.1.Key": "acs:x"}, (400, "Forbidden.TagKeys")),
        ("TagResources", {**TAGGED, "Tag.1.Key": "http://x"}, (400, "InvalidTagKey")),
        ("DescribeRegions", {"AcceptLanguage": "fr"}, (400, "InvalidAcceptLanguage")),
        # what only IPAM, a reserved block or a VPC with IPv6 has
        *(
            ("CreateVpc", {**CREATE, name: value}, (400, f"Invalid{name}"))
            for name, value in (
                ("Ipv4CidrMask", "16"), ("Ipv4IpamPoolId", "ipam-1"), ("Ipv6CidrBlock", "2408:4003::/56"),
                ("Ipv6CidrMask", "56"), ("Ipv6IpamPoolId", "ipam-1"), ("Ipv6Isp", "BGP"), ("Ipv6Isp", "Nobody"),
                ("UserCidr", "10.0.0.1/8"), ("UserCidr", "here"),
                ("UserCidr", "1.0.0.0/8,2.0.0.0/8,3.0.0.0/8,4.0.0.0/8"),
            )
        ),
        *(
            ("CreateVSwitch", {"VpcId": "vpc-12345678", "ZoneId": "cn-beijing-h", "CidrBlock": "192.168.9.0/24",
                               name: value}, (400, f"Invalid{name}"))
            for name, value in (
                ("CidrMask", "24"), ("Ipv6CidrBlock", "1"), ("Ipv6CidrBlock", "256"), ("Ipv6CidrMask", "64"),
                ("Ipv6CidrMask", "63"), ("VpcIpv6CidrBlock", "2408:4003::/56"),
            )
        ),
    ],
)  # fmt: skip
def test_a_wrong_value(cloud: Simulator, action: str, parameters: dict[str, str | None], refusal: Any) -> None:
    assert get(cloud, action, **parameters).refusal == refusal
    assert cloud.control("state")["accounts"] == _initial(cloud)


def _initial(cloud: Simulator) -> Any:
    cloud.reset()
    return cloud.control("state")["accounts"]


def test_the_same_tag_key_twice(initiator: Sdk) -> None:
    for request, parameters in (
        (CreateVpcRequest, {**CREATE, "Tags": [TWICE, TWICE]}),
        (CreateRouterInterfaceRequest, {**INITIATING, "Tagss": [TWICE, TWICE]}),
    ):
        assert initiator.refused(request, **parameters) == (400, "InvalidTagKey")
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0


@pytest.mark.parametrize(
    "token", ["²", "vpcsim-DescribeRouteEntryList-²", "9" * 5000, "vpcsim-DescribeRouteEntryList-1"]
)
def test_a_token_of_nobody(cloud: Simulator, token: str) -> None:
    reply = get(cloud, "DescribeRouteEntryList", RouteTableId="vtb-AAA", NextToken=token)
    assert reply.refusal == (400, "IllegalParam.NextToken")


@pytest.mark.parametrize("end", ["²", "9" * 5000, ""])
def test_a_wrong_end_of_a_token(cloud: Simulator, end: str) -> None:
    listing = {"RouteTableId": "vtb-AAA", "MaxResult": "1"}
    token = get(cloud, "DescribeRouteEntryList", **listing).json["NextToken"]
    assert get(cloud, "DescribeRouteEntryList", **listing, NextToken=token).status == 200
    wrong = token.rpartition("-")[0] + "-" + end
    assert get(cloud, "DescribeRouteEntryList", **listing, NextToken=wrong).refusal == (400, "IllegalParam.NextToken")


@pytest.mark.parametrize("change", [{"RouteTableId": "vtb-two"}, {"RouteEntryType": "System"}])
def test_a_token_of_another_list(cloud: Simulator, change: dict[str, str]) -> None:
    content = yaml.safe_load((SCENARIOS / "tutorial.yml").read_text())
    content["accounts"][0]["vpcs"][0]["route_tables"] = [{"route_table_id": "vtb-two", "name": "two"}]
    cloud.control("scenario", yaml.safe_dump(content))
    listing = {"RouteTableId": "vtb-AAA", "MaxResult": "1"}
    token = get(cloud, "DescribeRouteEntryList", **listing).json["NextToken"]
    # another size of the pages is the same list
    assert get(cloud, "DescribeRouteEntryList", **{**listing, "MaxResult": "2"}, NextToken=token).status == 200
    reply = get(cloud, "DescribeRouteEntryList", **{**listing, **change}, NextToken=token)
    assert reply.refusal == (400, "IllegalParam.NextToken")


@pytest.mark.parametrize("policy", ["[" * 2000, '{"a":' * 400, "9" * 2000, '{"Version": "1", "Statement": [[[]]]}'])
def test_an_invalid_policy(cloud: Simulator, policy: str) -> None:
    cloud.control("scenario", sessions_scenario())
    parameters = {"RoleArn": ARN, "RoleSessionName": "s1", "Policy": policy, "Version": "2015-04-01"}
    call = signed("AssumeRole", "GET", USER[1], AccessKeyId=USER[0], **parameters)
    assert send(cloud, "GET", "/?" + query(call)).refusal == (400, "InvalidParameter.PolicyGrammar")


@pytest.mark.parametrize("character", ["\x01", "\x1f", "\ufffe", "\x7f", "\t", "汉"])
def test_xml_is_well_formed_whatever_a_name_is(cloud: Simulator, character: str) -> None:
    get(cloud, "CreateVpc", **CREATE, VpcName=f"a{character}b")
    root = ElementTree.fromstring(get(cloud, "DescribeVpcs", Format="XML").text)
    shown = character if character in "\x7f\t汉" else "\ufffd"
    assert root.findtext("Vpcs/Vpc/VpcName") == f"a{shown}b"
    (new, _old) = get(cloud, "DescribeVpcs").json["Vpcs"]["Vpc"]
    assert new["VpcName"] == f"a{character}b"


def test_a_call_without_the_end_of_its_body_has_no_effect(cloud: Simulator) -> None:
    body = query(signed("CreateVpc", "POST", **CREATE)).encode()
    host, port = cloud.address.split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        head = (
            f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM['Content-Type']}\r\nContent-Length: {len(body) + 1}\r\n"
        )
        connection.sendall(head.encode() + b"\r\n" + body)
        wait_until(lambda: get(cloud, "DescribeVpcs").status == 200)
    wait_until(lambda: get(cloud, "DescribeVpcs").json["TotalCount"] == 1)
    assert "CreateVpc" not in {call["action"] for call in cloud.calls()}


@pytest.mark.parametrize("action", ["CreateRouteEntries", "DeleteRouteEntries"])
def test_a_dry_run_of_a_batch(cloud: Simulator, action: str) -> None:
    """It reports the failures if no entry would succeed."""
    content = yaml.safe_load(pair_scenario(status="Active"))
    content["accounts"][0]["vpcs"][0]["routes"] = [{"destination": "10.9.0.0/16", "next_hop_id": "ri-A"}]
    cloud.control("scenario", yaml.safe_dump(content))
    hop = {"RouteEntries.1.NextHop": "ri-A"}
    if action == "CreateRouteEntries":
        hop["RouteEntries.1.NextHopType"] = "RouterInterface"
    good = "10.1.0.0/16" if action == "CreateRouteEntries" else "10.9.0.0/16"
    bad = {**ENTRY, **hop, "RouteEntries.1.DstCidrBlock": "100.64.0.0/10" if "Create" in action else "10.3.0.0/16"}
    failed = get(cloud, action, **bad, DryRun="true").json
    assert (failed["SuccessCount"], failed["FailedCount"]) == (0, 1)
    reply = get(cloud, action, **{**ENTRY, **hop, "RouteEntries.1.DstCidrBlock": good}, DryRun="true")
    assert reply.refusal == (400, "DryRunOperation")


@pytest.mark.parametrize(("version", "code"), [("6", "IllegalParam.CidrBlock"), ("4", None)])
def test_an_ip_version_that_is_not_the_blocks(cloud: Simulator, version: str, code: str | None) -> None:
    cloud.control("scenario", pair_scenario(status="Active"))
    hop = {"RouteEntries.1.NextHop": "ri-A", "RouteEntries.1.NextHopType": "RouterInterface"}
    reply = get(cloud, "CreateRouteEntries", **ENTRY, **hop, **{"RouteEntries.1.IpVersion": version}).json
    assert [row["FailedCode"] for row in reply["FailedRouteEntries"]] == ([code] if code else [])


@pytest.mark.parametrize(("choice", "created"), [("accepted", True), ("refused", False)])
def test_a_resource_group_of_nobody(cloud: Simulator, choice: str, created: bool) -> None:
    turn(cloud, unknown_resource_group=choice)
    for action, parameters in (("CreateVpc", CREATE), ("CreateRouterInterface", INITIATING)):
        reply = get(cloud, action, **parameters, ResourceGroupId="rg-new")
        assert (reply.json.get("Code") is None) == created
        if not created:
            assert reply.refusal == (400, "InvalidResourceGroupId")
    listed = get(cloud, "DescribeVpcs", ResourceGroupId="rg-new")
    assert listed.json.get("TotalCount") == (1 if created else None)


def test_the_host_stands_in_for_a_mandatory_region(cloud: Simulator) -> None:
    """As auditors call the regional endpoints."""
    target = "/?" + query(signed("DescribeVpcs", RegionId=None))
    for host, count in (("vpc.cn-beijing.aliyuncs.com", 1), ("vpc.us-east-1.aliyuncs.com", 0), ("vpc.aliyuncs.com", 0)):
        target = "/?" + query(signed("DescribeVpcs", RegionId=None))
        assert send(cloud, "GET", target, None, {"Host": host}).json["TotalCount"] == count
    target = "/?" + query(signed("DescribeVpcs", RegionId=None))
    assert send(cloud, "GET", target).refusal == (400, "MissingRegionId")


@pytest.mark.parametrize(
    ("language", "region", "zone"),
    [
        (None, "华北2（北京）", "华北2（北京） 可用区 H"),
        ("zh-CN", "华北2（北京）", "华北2（北京） 可用区 H"),
        ("en-US", "China (Beijing)", "China (Beijing) Zone H"),
        ("ja", "中国 (北京)", "中国 (北京) ゾーン H"),
    ],
)  # fmt: skip
def test_names_are_in_the_language_of_the_call(cloud: Simulator, language: str | None, region: str, zone: str) -> None:
    regions = get(cloud, "DescribeRegions", AcceptLanguage=language).json["Regions"]["Region"]
    assert {row["RegionId"]: row["LocalName"] for row in regions}["cn-beijing"] == region
    zones = get(cloud, "DescribeZones", AcceptLanguage=language).json["Zones"]["Zone"]
    assert {row["ZoneId"]: row["LocalName"] for row in zones}["cn-beijing-h"] == zone


def test_a_vpc_with_ipv6(cloud: Simulator) -> None:
    created = get(cloud, "CreateVpc", **CREATE, EnableIpv6="true", Ipv6Isp="ChinaMobile", UserCidr="1.0.0.0/8").json
    vpc = get(cloud, "DescribeVpcAttribute", VpcId=created["VpcId"]).json
    (block,) = vpc["Ipv6CidrBlocks"]["Ipv6CidrBlock"]
    assert (block["Ipv6CidrBlock"], block["Ipv6Isp"]) == (vpc["Ipv6CidrBlock"], "ChinaMobile")
    assert block["Ipv6CidrBlock"].endswith("::/56") or block["Ipv6CidrBlock"].endswith("00::/56")
    assert (vpc["EnabledIpv6"], vpc["UserCidrs"]) == (True, {"UserCidr": ["1.0.0.0/8"]})
    vswitch = {"VpcId": created["VpcId"], "ZoneId": "cn-beijing-h", "Ipv6CidrBlock": "255"}
    first = get(cloud, "CreateVSwitch", **vswitch, CidrBlock="10.20.1.0/24").json["VSwitchId"]
    second = get(cloud, "CreateVSwitch", **vswitch, CidrBlock="10.20.2.0/24")
    assert second.refusal == (400, "InvalidCidrBlock.Overlapped")
    (shown,) = get(cloud, "DescribeVSwitches", VpcId=created["VpcId"], EnableIpv6="true").json["VSwitches"]["VSwitch"]
    assert (shown["VSwitchId"], shown["EnabledIpv6"]) == (first, True)
    assert shown["Ipv6CidrBlock"].endswith("ff::/64")
    routes = get(cloud, "DescribeRouteEntryList", RouteTableId=created["RouteTableId"], IpVersion="ipv6").json
    (route,) = routes["RouteEntrys"]["RouteEntry"]
    assert (route["DestinationCidrBlock"], route["Type"]) == (shown["Ipv6CidrBlock"], "System")
    for enabled, vpcs in (("true", 1), ("false", 1)):
        assert get(cloud, "DescribeVpcs", EnableIpv6=enabled).json["TotalCount"] == vpcs
    get(cloud, "DeleteVSwitch", VSwitchId=first)
    left = get(cloud, "DescribeRouteEntryList", RouteTableId=created["RouteTableId"]).json
    assert left["TotalCount"] == 1


@pytest.mark.parametrize("since", ["²", "-1", "9" * 5000, "x"])
def test_a_wrong_position_in_the_log(cloud: Simulator, since: str) -> None:
    reply = send(cloud, "GET", "/_simulator/calls?" + query({"since": since}))
    assert (reply.status, list(reply.json)) == (400, ["error"])


@pytest.mark.parametrize("text", ['{"advance": 1e3}', '{"advance": 1E+3, "mode": "manual"}'])
def test_json_is_json(cloud: Simulator, text: str) -> None:
    """As YAML 1.1, `1e3` is a string, and an escaped pair of surrogates an error."""
    cloud.control("clock", '{"mode": "manual"}')
    before = cloud.control("clock")["now"]
    assert cloud.control("clock", text)["now"] > before
    scenario = '{"description": "\\ud83d\\ude00", "accounts": []}'
    assert cloud.control("scenario?name=smile", scenario) == {"scenario": "smile"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"advance": 300000000000}', "advance: the clock ends at 9999-01-01T00:00:00Z"),
        ('{"advance": 1e300}', "advance: must be at most 1e+12"),
        ('{"advance": Infinity}', "advance: expected a number of at least 0, found a string"),
        ('{"mode": "scaled", "factor": 1e9}', "factor: must be at most 1e+06"),
        ('{"advance": ' + "9" * 5000 + "}", "posted: not YAML: a value is not of its type"),
        ('{"mode": "\\ud800"}', "posted: a string has a lone surrogate"),
    ],
)
def test_a_clock_that_would_break_the_world(cloud: Simulator, text: str, error: str) -> None:
    cloud.control("clock", '{"mode": "manual"}')
    before = cloud.control("clock")
    assert cloud.refused("clock", text).startswith(error)
    assert cloud.control("clock") == before
    assert get(cloud, "DescribeVpcs").json["TotalCount"] == 1


def test_a_fast_clock_stops_at_its_end() -> None:
    wall = 0.0
    clock = Clock(MAX_RATE, wall=lambda: wall)
    wall = 1e9
    assert clock.now() == LATEST
    assert timestamp(clock.now()) == "9999-01-01T00:00:00Z"
    with pytest.raises(ValueError, match="not beyond"):
        clock.advance(1)


def test_a_delay_without_end(cloud: Simulator) -> None:
    turn(cloud, pair_scenario() + "delays: {peer_view_lag: 1000000000000}\n")
    assert get(cloud, "CreateRouterInterface", **INITIATING).status == 200
    assert cloud.control("state")["delays"]["peer_view_lag"] == 1e12
    assert cloud.control("clock")["next"].startswith("9999-")


def test_a_filter_without_matches(cloud: Simulator) -> None:
    """A filter is never ignored."""
    listing = {"RouteTableId": "vtb-AAA"}
    assert get(cloud, "DescribeRouteEntryList", **listing).json["TotalCount"] == 2
    assert get(cloud, "DescribeRouteEntryList", **listing, ServiceType="TR").json["TotalCount"] == 0
    assert get(cloud, "DescribeZones", ZoneType="EdgeZone").json["Zones"] == {"Zone": []}
    assert get(cloud, "DescribeZones", ZoneType="AvailabilityZone").json["Zones"]["Zone"]


def test_a_session_keeps_the_identity_of_its_source(cloud: Simulator) -> None:
    cloud.control("scenario", sessions_scenario())
    for parameters in ({}, {"SourceIdentity": "alice"}):
        role = {"RoleArn": ARN, "RoleSessionName": "s1", "Version": "2015-04-01", **parameters}
        call = signed("AssumeRole", "GET", USER[1], AccessKeyId=USER[0], **role)
        reply = send(cloud, "GET", "/?" + query(call)).json
        assert {name: reply[name] for name in ("SourceIdentity",) if name in reply} == parameters
