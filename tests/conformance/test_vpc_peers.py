# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPC peering connections through aliyun-python-sdk-core: the states, both accounts' views, all refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING,
    A_BEIJING_2,
    A_HANGZHOU,
    B_BEIJING,
    B_HANGZHOU,
    B_MANY,
    CROSS,
    OWN,
    PeerSdk,
    accounts,
    begin,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID, pair_scenario
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer

WEEK = 7 * 86400


@pytest.fixture(scope="module")
def slow_cloud() -> Iterator[Simulator]:
    with running("--scenario", "empty") as simulator:
        yield simulator


@pytest.fixture
def slow(slow_cloud: Simulator) -> Simulator:
    """A simulator whose clock only `advance` moves."""
    slow_cloud.load(scenario())
    slow_cloud.control("clock", '{"mode": "manual"}')
    return slow_cloud


def advance(cloud: Simulator, seconds: float) -> None:
    cloud.control("clock", json.dumps({"advance": seconds}))


def test_a_connection_of_two_accounts_runs_through_its_states(slow: Simulator) -> None:
    a, b = accounts(slow)
    pcc = a.create(Name="prod-shared", Description="between the two")
    assert [a.status(pcc), b.status(pcc)] == ["Creating"] * 2
    assert a.peer_refused("DeleteVpcPeerConnection", InstanceId=pcc) == (400, "IncorrectStatus.VpcPeer")
    advance(slow, 3)
    assert [a.status(pcc), b.status(pcc)] == ["Accepting"] * 2
    assert a.peer_refused("AcceptVpcPeerConnection", InstanceId=pcc) == (400, "ResourceNotFound.InstanceId")
    assert a.peer_refused("ModifyVpcPeerConnection", InstanceId=pcc, Name="x") == (400, "IncorrectStatus.VpcPeer")
    b.peer("AcceptVpcPeerConnection", InstanceId=pcc)
    assert b.status(pcc) == "Updating"
    assert b.peer_refused("AcceptVpcPeerConnection", InstanceId=pcc) == (400, "IncorrectStatus.VpcPeer")
    advance(slow, 3)
    assert a.status(pcc) == "Activated"
    assert b.peer_refused("RejectVpcPeerConnection", InstanceId=pcc) == (400, "IncorrectStatus.VpcPeer")
    a.peer("ModifyVpcPeerConnection", InstanceId=pcc, Bandwidth=100, LinkType="Platinum")
    assert a.status(pcc) == "Updating"
    advance(slow, 3)
    seen = b.get(pcc)
    assert (seen["Status"], seen["Bandwidth"], seen["LinkType"]) == ("Activated", 100, "Platinum")
    b.peer("DeleteVpcPeerConnection", InstanceId=pcc)
    assert a.status(pcc) == "Deleting"
    advance(slow, 3)
    assert (a.status(pcc), a.listed()) == ("Deleted", [pcc])
    assert a.peer_refused("DeleteVpcPeerConnection", InstanceId=pcc) == (400, "ResourceNotFound.InstanceId")
    advance(slow, 5)
    refusal = (400, "ResourceNotFound.InstanceId")
    assert a.peer_refused("GetVpcPeerConnectionAttribute", InstanceId=pcc) == refusal
    assert (a.listed(), b.listed()) == ([], [])
    assert slow.control("state")["pending"] == []


def test_a_request_expires_after_seven_days(slow: Simulator) -> None:
    a, b = accounts(slow)
    pcc = a.create()
    advance(slow, WEEK - 1)
    waiting = b.get(pcc)
    assert waiting["Status"] == "Accepting"
    assert waiting["GmtExpired"][10:] == waiting["GmtCreate"][10:]
    advance(slow, 1)
    assert (a.status(pcc), a.get(pcc)["GmtExpired"]) == ("Expired", waiting["GmtExpired"])
    assert b.peer_refused("AcceptVpcPeerConnection", InstanceId=pcc) == (400, "IncorrectStatus.VpcPeer")
    assert a.create_refused() == "ResourceAlreadyExist.VpcPeer"
    a.peer("DeleteVpcPeerConnection", InstanceId=pcc)
    advance(slow, 8)
    a.create()


def test_an_accepted_request_does_not_expire(slow: Simulator) -> None:
    a, b = accounts(slow)
    pcc = a.create()
    advance(slow, 3)
    b.peer("AcceptVpcPeerConnection", InstanceId=pcc)
    advance(slow, 3)
    assert slow.control("clock")["next"] is None
    advance(slow, WEEK)
    assert a.status(pcc) == "Activated"


def test_a_rejected_request_stays_until_it_is_deleted(cloud: Simulator) -> None:
    a, b = begin(cloud)
    pcc = a.create()
    assert b.status(pcc) == "Accepting"
    b.peer("RejectVpcPeerConnection", InstanceId=pcc)
    assert (a.status(pcc), a.get(pcc)["GmtExpired"]) == ("Rejected", None)
    assert a.create_refused() == "ResourceAlreadyExist.VpcPeer"
    b.peer("DeleteVpcPeerConnection", InstanceId=pcc)
    assert a.status(a.create()) == "Accepting"


def test_the_service_accepts_within_one_account(cloud: Simulator) -> None:
    a, _b = begin(cloud)
    pcc = a.create(**OWN)
    fields = a.get(pcc)
    assert (fields["Status"], fields["Bandwidth"], fields["LinkType"]) == ("Activated", -1, "")
    assert fields["GmtExpired"] is None
    assert a.peer_refused("AcceptVpcPeerConnection", InstanceId=pcc) == (400, "IncorrectStatus.VpcPeer")


def test_the_fields_of_a_connection(cloud: Simulator) -> None:
    a, b = begin(cloud)
    pcc = a.create(Name="prod-shared", Description="between", **{"Tag.1.Key": "env", "Tag.1.Value": "prod"})
    assert pcc.startswith("pcc-")
    assert len(pcc) == 22
    fields = a.get(pcc)
    assert fields == {
        **{name: fields[name] for name in ("RequestId", "GmtCreate", "GmtModified", "GmtExpired")},
        "InstanceId": pcc,
        "Name": "prod-shared",
        "Description": "between",
        "OwnerId": int(INITIATOR_UID),
        "AcceptingOwnerUid": int(ACCEPTOR_UID),
        "RegionId": "cn-beijing",
        "AcceptingRegionId": "cn-hangzhou",
        "Bandwidth": 1024,
        "Status": "Accepting",
        "BizStatus": "Normal",
        "ResourceGroupId": f"rg-default-{INITIATOR_UID}",
        "Vpc": {"VpcId": A_BEIJING, "Ipv4Cidrs": ["192.168.0.0/16"], "Ipv6Cidrs": []},
        "AcceptingVpc": {"VpcId": B_HANGZHOU, "Ipv4Cidrs": ["172.16.0.0/12"], "Ipv6Cidrs": []},
        "Tags": [{"Key": "env", "Value": "prod"}],
        "LinkType": "Gold",
        "ManagedService": "",
    }
    (row,) = b.peer("ListVpcPeerConnections")["VpcPeerConnects"]
    other = b.get(pcc)
    assert {**row, "RequestId": other["RequestId"]} == other
    assert (other["Tags"], other["ResourceGroupId"]) == ([], f"rg-default-{ACCEPTOR_UID}")
    assert (other["Vpc"], other["OwnerId"]) == (fields["Vpc"], fields["OwnerId"])


def test_a_third_account_sees_nothing(cloud: Simulator) -> None:
    third = {
        "name": "third",
        "uid": "1231579085529125",
        "access_keys": [{"id": "LTAI-third", "secret": "not-a-secret-third"}],
    }
    content = scenario(vpc_peer("Accepting"))
    content["accounts"].append(third)
    cloud.load(content)
    sdk = PeerSdk(cloud, ("LTAI-third", "not-a-secret-third"), "cn-hangzhou")
    assert sdk.listed() == []
    for action in ("Get{}Attribute", "Accept{}", "Reject{}", "Modify{}", "Delete{}"):
        refusal = sdk.peer_refused(action.format("VpcPeerConnection"), InstanceId="pcc-one")
        assert refusal == (400, "ResourceNotFound.InstanceId"), action


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"VpcId": None}, "MissingVpcId"),
        ({"AcceptingAliUid": None}, "MissingAcceptingAliUid"),
        ({"AcceptingAliUid": "0"}, "IllegalParam.AcceptingAliUid"),
        ({"Name": "1one"}, "IllegalParam.Name"),
        ({"Name": "x"}, "IllegalParam.Name"),
        ({"Description": "http://x"}, "IllegalParam.Description"),
        ({"Bandwidth": "0"}, "IllegalParam.Bandwidth"),
        ({"LinkType": "Iron"}, "IllegalParam.LinkType"),
        ({"DryRun": "perhaps"}, "IllegalParam.DryRun"),
        ({"ClientToken": "é"}, "IllegalParam.ClientToken"),
        ({"ClientToken": "x" * 65}, "IllegalParam.ClientToken"),
        ({"Tag.1.Key": "acs:x"}, "IllegalParam.TagKey"),
        ({"Tag.1.Key": "env", "Tag.2.Key": "env"}, "IllegalParam.TagKey"),
        ({f"Tag.{n}.Key": f"key-{n}" for n in range(1, 22)}, "IllegalParam.Tag"),
        ({"RegionId": "na-south-1"}, "UnsupportedRegion"),
        ({"VpcId": "vpc-nobody"}, "ResourceNotFound.Vpc"),
        ({"VpcId": B_HANGZHOU, "RegionId": "cn-hangzhou"}, "ResourceNotFound.Vpc"),
        ({"VpcId": A_HANGZHOU}, "ResourceNotFound.Vpc"),
        ({"AcceptingVpcId": "vpc-nobody"}, "ResourceNotFound.Vpc"),
        ({"AcceptingRegionId": "cn-beijing"}, "ResourceNotFound.Vpc"),
        ({"AcceptingAliUid": INITIATOR_UID}, "ResourceNotFound.Vpc"),
        ({**OWN, "AcceptingVpcId": A_BEIJING}, "IllegalParam.AcceptingVpcId"),
        ({"ResourceGroupId": "group"}, "OperationFailed.NotExist.ResourceGroup"),
        ({"Bandwidth": "1025"}, "QuotaExceeded.Bandwidth"),
        ({"LinkType": "Silver"}, "OperationFailed.SpecificLinkTypeNotSupported"),
        ({**OWN, "LinkType": "Gold"}, "OperationFailed.InterRegionLinkTypeNotSupported"),
        ({**OWN, "Bandwidth": "100"}, "IllegalParam.Bandwidth"),
        ({"DryRun": "true"}, "DryRunOperation"),
        ({"DryRun": "true", "Bandwidth": "1025"}, "QuotaExceeded.Bandwidth"),
    ],
)
def test_a_creation_is_refused(cloud: Simulator, changes: dict[str, Any], code: str) -> None:
    a, _b = begin(cloud)
    parameters = {name: value for name, value in {**CROSS, **changes}.items() if value is not None}
    assert a.peer_refused("CreateVpcPeerConnection", **parameters) == (400, code)
    assert a.listed() == []


@pytest.mark.parametrize(
    ("account", "changes", "code"),
    [
        (0, {"overdue": True}, "IncorrectBusinessStatus.VpcPeer"),
        (1, {"overdue": True}, "IncorrectBusinessStatus.AcceptUserVpcPeer"),
        (1, {"site": "international"}, "OperationFailed.CrossBusinessNotAllowed"),
    ],
)
def test_an_account_prevents_a_creation(cloud: Simulator, account: int, changes: dict[str, Any], code: str) -> None:
    content = scenario()
    content["accounts"][account].update(changes)
    cloud.load(content)
    assert accounts(cloud)[0].create_refused() == code


@pytest.mark.parametrize(("account", "code"), [(0, "IncorrectStatus.Vpc"), (1, "IncorrectStatus.AcceptingVpc")])
def test_a_pending_vpc_prevents_a_creation(slow: Simulator, account: int, code: str) -> None:
    content = scenario()
    content["accounts"][account]["vpcs"][0]["status"] = "Pending"
    slow.load(content)
    slow.control("clock", '{"mode": "manual"}')
    a, _b = accounts(slow)
    assert a.create_refused() == code
    advance(slow, 2)
    a.create()


@pytest.mark.parametrize("status", ["Accepting", "Activated", "Rejected", "Expired"])
def test_a_pair_has_one_connection_in_either_direction(cloud: Simulator, status: str) -> None:
    a, b = begin(cloud, vpc_peer(status))
    assert a.create_refused() == "ResourceAlreadyExist.VpcPeer"
    reversed_pair = {
        "RegionId": "cn-hangzhou",
        "VpcId": B_HANGZHOU,
        "AcceptingAliUid": INITIATOR_UID,
        "AcceptingRegionId": "cn-beijing",
        "AcceptingVpcId": A_BEIJING,
    }
    assert b.create_refused(**reversed_pair) == "ResourceAlreadyExist.VpcPeer"


@pytest.mark.parametrize("status", ["Idle", "Active", "Inactive"])
def test_a_pair_of_router_interfaces_prevents_a_creation(cloud: Simulator, status: str) -> None:
    cloud.control("scenario", pair_scenario(status=status))
    assert accounts(cloud)[0].create_refused() == "ResourceAlreadyExist.RouterInterface"
    assert accounts(cloud)[0].create_refused(DryRun="true") == "ResourceAlreadyExist.RouterInterface"


def test_creations_of_one_vpc_are_serial(slow: Simulator) -> None:
    a, _b = accounts(slow)
    a.create()
    beside = {"AcceptingRegionId": "cn-beijing", "AcceptingVpcId": B_BEIJING}
    assert a.create_refused(**beside) == "Conflict.Operation"
    assert a.create_refused(**beside, DryRun="true") == "Conflict.Operation"
    a.create(VpcId=A_BEIJING_2, **beside)
    advance(slow, 3)
    a.create(**beside)


@pytest.mark.parametrize(
    ("quotas", "code"),
    [
        ({"vpc_peers_per_vpc_intra_region": 2}, "QuotaExceeded.IntraRegionVpcPeerCountPerVpc"),
        ({"vpc_peers_per_region": 2}, "QuotaExceeded.VpcPeerCountPerUserPerRegion"),
    ],
)
def test_quotas_of_connections(cloud: Simulator, quotas: dict[str, int], code: str) -> None:
    connections = [vpc_peer(instance_id=f"pcc-{vpc_id}", accepting_vpc_id=vpc_id) for vpc_id in B_MANY[:2]]
    a, _b = begin(cloud, *connections, quotas=quotas)
    to = {"AcceptingRegionId": "cn-beijing", "AcceptingVpcId": B_BEIJING}
    with pytest.raises(ServerException) as refusal:
        a.create(**to)
    assert refusal.value.get_error_code() == code
    assert refusal.value.get_error_msg().endswith("is exceeded, usage 2/2.")
    if code == "QuotaExceeded.IntraRegionVpcPeerCountPerVpc":
        a.create()


def test_the_quota_of_connections_between_regions(cloud: Simulator) -> None:
    connections = [
        vpc_peer(instance_id=f"pcc-{vpc_id}", vpc_id=vpc_id, accepting_vpc_id=B_HANGZHOU) for vpc_id in B_MANY[:2]
    ]
    a, _b = begin(cloud, *connections, quotas={"vpc_peers_per_vpc_inter_region": 2})
    assert a.create_refused() == "QuotaExceeded.CrossRegionVpcPeerCountPerVpc"
    a.create(AcceptingRegionId="cn-beijing", AcceptingVpcId=B_BEIJING)


def test_the_default_quotas(cloud: Simulator) -> None:
    a, _b = begin(cloud)
    to = [{"AcceptingRegionId": "cn-beijing", "AcceptingVpcId": vpc_id} for vpc_id in B_MANY]
    for number in range(10):
        a.create(**to[number])
    assert a.create_refused(**to[10]) == "QuotaExceeded.IntraRegionVpcPeerCountPerVpc"
    for number in range(10, 20):
        a.create(VpcId=A_BEIJING_2, **to[number])
    assert a.create_refused() == "QuotaExceeded.VpcPeerCountPerUserPerRegion"


def test_a_token_creates_once(cloud: Simulator) -> None:
    a, _b = begin(cloud)
    first = a.create(ClientToken="token-1")
    assert a.create(ClientToken="token-1") == first
    assert a.create_refused(ClientToken="token-1", Bandwidth=5) == "IdempotentParameterMismatch"
    assert a.create_refused() == "ResourceAlreadyExist.VpcPeer"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Bandwidth": "1025"}, "QuotaExceeded.Bandwidth"),
        ({"LinkType": "Silver"}, "OperationFailed.SpecificLinkTypeNotSupported"),
        ({"Name": "x" * 129}, "IllegalParam.Name"),
        ({"Name": "1one", "DryRun": "true"}, "DryRunOperation"),
        ({"InstanceId": "pcc-nobody"}, "ResourceNotFound.InstanceId"),
    ],
)
def test_a_change_is_refused(cloud: Simulator, changes: dict[str, str], code: str) -> None:
    a, _b = begin(cloud, vpc_peer(name="before"))
    refusal = a.peer_refused("ModifyVpcPeerConnection", **{"InstanceId": "pcc-one", **changes})
    assert refusal == (400, code)
    assert (a.status("pcc-one"), a.get("pcc-one")["Name"]) == ("Activated", "before")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Bandwidth": "5"}, "OperationFailed.BandwidthCannotBeChangedInSameRegion"),
        ({"LinkType": "Gold"}, "OperationFailed.InterRegionLinkTypeNotSupported"),
    ],
)
def test_a_connection_within_a_region_has_no_bandwidth(cloud: Simulator, changes: dict[str, str], code: str) -> None:
    a, _b = begin(cloud, vpc_peer(accepting_vpc_id=B_BEIJING))
    assert a.peer_refused("ModifyVpcPeerConnection", InstanceId="pcc-one", **changes) == (400, code)


def test_locked_and_managed_connections_refuse_changes(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer("Accepting", business_status="FinancialLocked"))
    locked = (400, "IncorrectBusinessStatus.VpcPeer")
    assert b.peer_refused("AcceptVpcPeerConnection", InstanceId="pcc-one") == locked
    a, b = begin(cloud, vpc_peer(business_status="FinancialLocked", managed_service="SWAS"))
    assert a.peer_refused("ModifyVpcPeerConnection", InstanceId="pcc-one", Name="x") == locked
    a, b = begin(cloud, vpc_peer(managed_service="SWAS"))
    managed = (400, "OperationDenied.ServiceManagedInstance")
    assert a.peer_refused("ModifyVpcPeerConnection", InstanceId="pcc-one", Name="x") == managed
    assert b.peer_refused("DeleteVpcPeerConnection", InstanceId="pcc-one") == managed
    assert a.get("pcc-one")["ManagedService"] == "SWAS"


def test_a_dry_run_of_the_accepter_changes_nothing(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer("Accepting"))
    for action in ("Accept", "Reject", "Delete"):
        refusal = b.peer_refused(f"{action}VpcPeerConnection", InstanceId="pcc-one", DryRun="true")
        assert refusal == (400, "DryRunOperation"), action
    assert a.status("pcc-one") == "Accepting"
