# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of VPC peering connections: filters, pages, regions, the XML form, and which version an action belongs to."""

from __future__ import annotations

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING,
    A_BEIJING_2,
    A_HANGZHOU,
    B_BEIJING,
    B_HANGZHOU,
    B_MANY,
    begin,
)
from ansible_collections.aliops.vpc.tests.conformance.raw import get, query, send, signed
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer


def test_lists(cloud: Simulator) -> None:
    a, b = begin(
        cloud,
        vpc_peer(name="first", tags={"env": "prod"}, accepting_tags={"side": "b"}),
        vpc_peer("Rejected", instance_id="pcc-two", accepting_vpc_id=B_BEIJING, resource_group_id="rg-x"),
        vpc_peer(instance_id="pcc-own", accepting_vpc_id=A_BEIJING_2),
    )
    assert a.listed() == ["pcc-own", "pcc-two", "pcc-one"]
    assert (b.listed(), b.listed(RegionId="cn-beijing")) == (["pcc-one"], ["pcc-two", "pcc-one"])
    for filters, expected in (
        ({"InstanceId": "pcc-one"}, ["pcc-one"]),
        ({"Name": "first"}, ["pcc-one"]),
        ({"Name": "fir"}, []),
        ({"VpcId": A_BEIJING}, ["pcc-own", "pcc-two", "pcc-one"]),
        ({"VpcId": f"{B_HANGZHOU},{A_BEIJING}"}, ["pcc-one"]),
        ({"VpcId.1": A_BEIJING, "VpcId.2": B_BEIJING}, ["pcc-two"]),
        ({"VpcId": f"{B_HANGZHOU},{B_BEIJING}"}, []),
        ({"Tags.1.Key": "env", "Tags.1.Value": "prod"}, ["pcc-one"]),
        ({"Tags.1.Key": "side"}, []),
        ({"ResourceGroupId": "rg-x"}, ["pcc-two"]),
        ({"RegionId": "cn-hangzhou"}, ["pcc-one"]),
        ({"RegionId": "cn-beijing"}, ["pcc-own", "pcc-two", "pcc-one"]),
        ({"RegionId": "us-east-1"}, []),
    ):
        assert a.listed(**{"RegionId": "cn-beijing", **filters}) == expected, filters
    assert b.listed(**{"Tags.1.Key": "side"}) == ["pcc-one"]
    assert a.peer_refused("ListVpcPeerConnections", VpcId="a,b,c") == (400, "IllegalParam.VpcId")
    assert a.peer_refused("ListVpcPeerConnections", MaxResults="101") == (400, "IllegalParam.MaxResults")


def test_pages_of_a_list(cloud: Simulator) -> None:
    connections = [vpc_peer(instance_id=f"pcc-{vpc_id}", accepting_vpc_id=vpc_id) for vpc_id in B_MANY[:5]]
    a, _b = begin(cloud, *connections)
    tokens, ids = [""], []
    while len(tokens) == 1 or tokens[-1]:
        page = {"MaxResults": 2, **({"NextToken": tokens[-1]} if tokens[-1] else {})}
        response = a.peer("ListVpcPeerConnections", **page)
        assert (response["TotalCount"], response["MaxResults"]) == (5, 2)
        ids += [row["InstanceId"] for row in response["VpcPeerConnects"]]
        tokens.append(response["NextToken"])
    assert ids == [connection["instance_id"] for connection in reversed(connections)]
    assert len(tokens) == 4
    assert a.peer("ListVpcPeerConnections")["MaxResults"] == 20
    assert a.peer_refused("ListVpcPeerConnections", NextToken="x") == (400, "IllegalParam.NextToken")


def test_the_regions_of_a_list_are_those_of_both_ends(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer())
    for sdk in (a, b):
        assert sdk.listed(RegionId="cn-beijing") == sdk.listed(RegionId="cn-hangzhou") == ["pcc-one"]
        assert sdk.listed(RegionId="us-east-1") == []
    everywhere = get(cloud, "ListVpcPeerConnections", Version="2022-01-01", RegionId=None).json
    assert everywhere["TotalCount"] == 1


def test_an_action_belongs_to_its_version(cloud: Simulator) -> None:
    """TagResources of Vpc and of VpcPeer are two; what only one of them has is not found in the other."""
    a, _b = begin(cloud, vpc_peer())
    unknown = (404, "InvalidAction.NotFound")
    assert get(cloud, "ListVpcPeerConnections").refusal == unknown
    assert get(cloud, "DescribeVpcs", Version="2022-01-01").refusal == unknown
    assert get(cloud, "VpcPeer.ListVpcPeerConnections").refusal == unknown
    tagged = {"ResourceType": "PeerConnection", "ResourceId.1": "pcc-one", "Tag.1.Key": "env", "Tag.1.Value": "x"}
    assert get(cloud, "TagResources", **tagged).refusal == (400, "InvalidInstanceType.NotFound")
    assert get(cloud, "TagResources", **tagged, Version="2022-01-01").json["Success"] is True
    assert [call["action"] for call in cloud.calls()][-2:] == ["TagResources"] * 2
    assert cloud.calls()[-1]["target"] == "pcc-one"
    assert a.get("pcc-one")["Tags"] == [{"Key": "env", "Value": "x"}]


def test_xml_repeats_the_name_of_a_list(cloud: Simulator) -> None:
    begin(cloud, vpc_peer("Accepting", tags={"env": "prod"}), vpc_peer(instance_id="pcc-two", vpc_id=A_HANGZHOU))
    parameters = signed("ListVpcPeerConnections", Version="2022-01-01", Format="XML", RegionId="cn-hangzhou")
    text = send(cloud, "GET", "/?" + query(parameters)).text
    assert text.count("<VpcPeerConnects><InstanceId>") == 2
    assert "<Tags><Key>env</Key><Value>prod</Value></Tags>" in text
    assert "<Ipv4Cidrs>192.168.0.0/16</Ipv4Cidrs>" in text
