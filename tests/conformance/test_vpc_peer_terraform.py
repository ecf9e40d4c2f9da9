# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of Terraform's provider for VPC peering connections: all API parameters in a form body, signed together
with the query."""

from __future__ import annotations

import uuid

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import A_BEIJING, B_HANGZHOU, CROSS, scenario
from ansible_collections.aliops.vpc.tests.conformance.raw import Reply, query, send, sign, utc
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer


class Provider:
    """One account's calls; each write has a token of its own."""

    def __init__(self, cloud: Simulator, key: tuple[str, str]) -> None:
        self.cloud = cloud
        self.key = key

    def send(self, action: str, /, version: str = "2022-01-01", **parameters: str) -> Reply:
        common = {
            "Action": action,
            "Format": "json",
            "Timestamp": utc(),
            "Version": version,
            "SignatureNonce": str(uuid.uuid4()),
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "AccessKeyId": self.key[0],
        }
        signature = sign("POST", {**common, **parameters}, self.key[1])
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-acs-version": version,
            "x-acs-action": action,
            "user-agent": "AlibabaCloud (linux; amd64) Golang Terraform",
        }
        target = "/?" + query({**common, "Signature": signature})
        return send(self.cloud, "POST", target, query(parameters).encode(), headers)

    def write(self, action: str, /, **parameters: str) -> Reply:
        return self.send(action, ClientToken=f"TF-{action}-{uuid.uuid4()}", **parameters)

    def status(self, pcc: str) -> str:
        reply = self.send("GetVpcPeerConnectionAttribute", InstanceId=pcc)
        return str(reply.json.get("Status") or reply.json["Code"])


@pytest.fixture
def accounts(cloud: Simulator) -> tuple[Provider, Provider]:
    cloud.load(scenario())
    return Provider(cloud, INITIATOR), Provider(cloud, ACCEPTOR)


def test_apply_change_and_destroy(cloud: Simulator, accounts: tuple[Provider, Provider]) -> None:
    a, b = accounts
    labels = {"Name": "tf-peer", "Description": "by Terraform", "Bandwidth": "10", "LinkType": "Gold"}
    pcc = a.write("CreateVpcPeerConnection", **CROSS, **labels).json["InstanceId"]
    assert a.status(pcc) == "Accepting"
    tag = {"ResourceId.1": pcc, "ResourceType": "PeerConnection", "RegionId": "cn-beijing"}
    assert a.write("TagResources", **tag, **{"Tag.1.Key": "env", "Tag.1.Value": "prod"}).json["Success"] is True
    assert b.write("AcceptVpcPeerConnection", InstanceId=pcc).status == 200
    assert b.write("AcceptVpcPeerConnection", InstanceId=pcc).refusal == (400, "IncorrectStatus.VpcPeer")
    assert b.status(pcc) == "Activated"
    changed = {"Name": "other", "Description": "changed", "Bandwidth": "20"}
    assert a.write("ModifyVpcPeerConnection", InstanceId=pcc, **changed).status == 200
    fields = a.send("GetVpcPeerConnectionAttribute", InstanceId=pcc).json
    assert {name: fields[name] for name in ("Name", "Description", "Bandwidth", "RegionId", "AcceptingRegionId")} == {
        "Name": "other",
        "Description": "changed",
        "Bandwidth": 20,
        "RegionId": "cn-beijing",
        "AcceptingRegionId": "cn-hangzhou",
    }
    assert (fields["OwnerId"], fields["AcceptingOwnerUid"]) == (int(INITIATOR_UID), int(ACCEPTOR_UID))
    assert (fields["Vpc"]["VpcId"], fields["AcceptingVpc"]["VpcId"]) == (A_BEIJING, B_HANGZHOU)
    assert fields["Tags"] == [{"Key": "env", "Value": "prod"}]
    moved = {"ResourceId": pcc, "ResourceType": "PeerConnection", "RegionId": "cn-beijing"}
    assert a.send("MoveResourceGroup", **moved, NewResourceGroupId="rg-tf").json["Success"] is True
    assert b.write("DeleteVpcPeerConnection", InstanceId=pcc).status == 200
    assert b.status(pcc) == "ResourceNotFound.InstanceId"
    assert a.write("DeleteVpcPeerConnection", InstanceId=pcc).refusal == (400, "ResourceNotFound.InstanceId")
    assert [call for call in cloud.calls() if call["unknown_parameters"]] == []


def test_the_data_source(accounts: tuple[Provider, Provider]) -> None:
    a, _b = accounts
    pcc = a.write("CreateVpcPeerConnection", **CROSS, Name="tf-peer").json["InstanceId"]
    listed = a.send("ListVpcPeerConnections", RegionId="cn-beijing", MaxResults="50", VpcId=A_BEIJING).json
    assert [row["InstanceId"] for row in listed["VpcPeerConnects"]] == [pcc]
    assert (listed["TotalCount"], listed["NextToken"]) == (1, "")


def test_an_owner_that_is_left_out(accounts: tuple[Provider, Provider]) -> None:
    a, _b = accounts
    left_out = {**CROSS, "AcceptingAliUid": "0"}
    assert a.write("CreateVpcPeerConnection", **left_out).refusal == (400, "IllegalParam.AcceptingAliUid")


def test_a_route_entry(cloud: Simulator, accounts: tuple[Provider, Provider]) -> None:
    """All parameters of the Vpc API in a form body too."""
    cloud.load(scenario(vpc_peer()))
    a, _b = accounts
    entry = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "172.16.0.0/12", "RegionId": "cn-beijing"}
    hop = {"NextHopType": "VpcPeer", "NextHopId": "pcc-one"}
    created = a.send("CreateRouteEntry", "2016-04-28", **entry, **hop)
    assert created.status == 200, created.text
    tables = a.send("DescribeRouteTables", "2016-04-28", RouteTableId="vtb-AAA", RegionId="cn-beijing").json
    entries = tables["RouteTables"]["RouteTable"][0]["RouteEntrys"]["RouteEntry"]
    (custom,) = [row for row in entries if row["Type"] == "Custom"]
    assert (custom["NextHopType"], custom["InstanceId"]) == ("VpcPeer", "pcc-one")
    refusal = a.write("DeleteVpcPeerConnection", InstanceId="pcc-one").refusal
    assert refusal == (400, "OperationDenied.RouteEntryExist")
    deleted = a.send("DeleteRouteEntry", "2016-04-28", RouteEntryId=custom["RouteEntryId"], RegionId="cn-beijing")
    assert deleted.status == 200
    assert a.write("DeleteVpcPeerConnection", InstanceId="pcc-one", Force="true").status == 200


def test_the_states_that_the_provider_waits_through(real_time: Simulator) -> None:
    """It polls every three seconds or more, and treats no state on the way as the last."""
    real_time.load(scenario())
    real_time.control("clock", '{"mode": "manual"}')
    a, b = Provider(real_time, INITIATOR), Provider(real_time, ACCEPTOR)
    pcc = a.write("CreateVpcPeerConnection", **CROSS).json["InstanceId"]
    seen = [a.status(pcc)]
    for write in ("", "AcceptVpcPeerConnection", "", "DeleteVpcPeerConnection", "", ""):
        if write:
            assert b.write(write, InstanceId=pcc).status == 200
        else:
            real_time.control("clock", '{"advance": 4}')
        seen.append(a.status(pcc))
    states = ["Creating", "Accepting", "Updating", "Activated", "Deleting", "Deleted"]
    assert seen == [*states, "ResourceNotFound.InstanceId"]
