# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents of VpcPeer are silent about creating and changing: each switch with both values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from aliyunsdkvpc.request.v20160428.ActivateRouterInterfaceRequest import ActivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING_2,
    A_HANGZHOU,
    B_BEIJING,
    B_MANY,
    OWN,
    accounts,
    begin,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, pair_scenario
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer

NOT_FOUND = (400, "ResourceNotFound.InstanceId")
WRONG_STATUS = (400, "IncorrectStatus.VpcPeer")
INTRA = {"AcceptingRegionId": "cn-beijing", "AcceptingVpcId": B_BEIJING}


@pytest.fixture(scope="module")
def slow_cloud() -> Iterator[Simulator]:
    with running("--scenario", "empty") as simulator:
        yield simulator


@pytest.mark.parametrize(
    ("choice", "status", "refused"),
    [
        ("any", "Idle", True),
        ("connected", "Idle", False),
        ("connected", "Active", True),
        ("connected", "Inactive", True),
        ("active", "Idle", False),
        ("active", "Active", True),
        ("active", "Inactive", False),
        ("vpc", "Idle", True),
        ("never", "Active", False),
    ],
)
def test_router_interfaces_block_a_connection(cloud: Simulator, choice: str, status: str, refused: bool) -> None:
    content = {**yaml.safe_load(pair_scenario(status=status)), "switches": {"ri_blocks": choice}}
    cloud.load(content)
    code = accounts(cloud)[0].create_refused(DryRun="true")
    assert code == ("ResourceAlreadyExist.RouterInterface" if refused else "DryRunOperation")


@pytest.mark.parametrize("side", [0, 1])
def test_either_side_that_is_deactivated_frees_the_pair(slow_cloud: Simulator, side: int) -> None:
    slow_cloud.load({**yaml.safe_load(pair_scenario(status="Active")), "switches": {"ri_blocks": "active"}})
    slow_cloud.control("clock", '{"mode": "manual"}')
    sdk, interface_id = list(zip(accounts(slow_cloud), ("ri-A", "ri-B"), strict=True))[side]
    a, _b = accounts(slow_cloud)
    sdk.call(DeactivateRouterInterfaceRequest, RouterInterfaceId=interface_id)
    assert a.create_refused(DryRun="true") == "ResourceAlreadyExist.RouterInterface"
    slow_cloud.control("clock", '{"advance": "next"}')
    slow_cloud.control("clock", '{"advance": 5}')
    assert a.create_refused(DryRun="true") == "DryRunOperation"
    sdk.call(ActivateRouterInterfaceRequest, RouterInterfaceId=interface_id)
    assert a.create_refused(DryRun="true") == "ResourceAlreadyExist.RouterInterface"


@pytest.mark.parametrize(("choice", "code"), [("any", ""), ("vpc", "ResourceAlreadyExist.RouterInterface")])
def test_interfaces_to_other_vpcs_block_a_connection(cloud: Simulator, choice: str, code: str) -> None:
    content = scenario(switches={"ri_blocks": choice})
    pair = yaml.safe_load(pair_scenario())["accounts"]
    for account, of_pair in zip(content["accounts"], pair, strict=True):
        account["router_interfaces"] = of_pair["router_interfaces"]
    cloud.load(content)
    a, _b = accounts(cloud)
    if code:
        assert a.create_refused(**INTRA) == code
    else:
        a.create(**INTRA)


@pytest.mark.parametrize("choice", ["never", "create", "activate"])
def test_a_connection_blocks_router_interfaces(cloud: Simulator, choice: str) -> None:
    content = {**yaml.safe_load(pair_scenario()), "vpc_peer_connections": [vpc_peer()]}
    cloud.load({**content, "switches": {"peer_blocks_ri": choice}})
    a, _b = accounts(cloud)
    another = {**INITIATING, "OppositeRouterId": "vrt-BBB"}
    if choice != "never":
        refusal = (400, "ResourceAlreadyExist.VpcPeer")
        assert a.refused(CreateRouterInterfaceRequest, **another) == refusal
        assert a.refused(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A") == refusal
        a.call(CreateRouterInterfaceRequest, **INITIATING)
    else:
        a.call(CreateRouterInterfaceRequest, **another)
        a.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")


@pytest.mark.parametrize("choice", ["never", "create", "activate"])
@pytest.mark.parametrize("status", ["Activated", "Accepting", "Rejected"])
def test_a_connection_prevents_the_activation_of_a_pair(cloud: Simulator, choice: str, status: str) -> None:
    content = {**yaml.safe_load(pair_scenario(status="Inactive")), "vpc_peer_connections": [vpc_peer(status)]}
    cloud.load({**content, "switches": {"peer_blocks_ri": choice}})
    for sdk, interface_id in zip(accounts(cloud), ("ri-A", "ri-B"), strict=True):
        if choice == "activate" and status != "Rejected":
            refusal = sdk.refused(ActivateRouterInterfaceRequest, RouterInterfaceId=interface_id)
            assert refusal == (400, "ResourceAlreadyExist.VpcPeer")
        else:
            sdk.call(ActivateRouterInterfaceRequest, RouterInterfaceId=interface_id)
        # a change of an attribute that both sides see is not refused
        sdk.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId=interface_id, Name="kept")


@pytest.mark.parametrize("status", ["Rejected", "Expired"])
def test_a_terminal_connection_blocks_and_counts(cloud: Simulator, status: str) -> None:
    for switches, quota, code in (
        ({"terminal_blocks": True}, 20, "ResourceAlreadyExist.VpcPeer"),
        ({"terminal_blocks": False}, 20, "DryRunOperation"),
        ({"terminal_blocks": False}, 1, "QuotaExceeded.VpcPeerCountPerUserPerRegion"),
        ({"terminal_blocks": False, "terminal_counts": False}, 1, "DryRunOperation"),
    ):
        a, _b = begin(cloud, vpc_peer(status), switches=switches, quotas={"vpc_peers_per_region": quota})
        assert a.create_refused(DryRun="true") == code, switches


def test_a_terminal_connection_vanishes_by_itself(real_time: Simulator) -> None:
    for lifetime in (60.0, 0.0):
        a, b = begin(real_time, vpc_peer("Accepting"), switches={"vpc_peer_terminal_lifetime": lifetime})
        real_time.control("clock", '{"mode": "manual"}')
        b.peer("RejectVpcPeerConnection", InstanceId="pcc-one")
        real_time.control("clock", '{"advance": 59}')
        assert a.listed() == ["pcc-one"]
        real_time.control("clock", '{"advance": 1}')
        assert a.listed() == ([] if lifetime else ["pcc-one"])


@pytest.mark.parametrize(
    ("choice", "limited", "refused"),
    [
        ("both", 0, True),
        ("both", 1, True),
        ("requester", 0, True),
        ("requester", 1, False),
        ("accepter", 0, False),
        ("accepter", 1, True),
    ],
)
def test_whose_quota_a_connection_burdens(cloud: Simulator, choice: str, limited: int, refused: bool) -> None:
    content = scenario(switches={"vpc_peer_quota_side": choice})
    content["accounts"][limited]["quotas"] = {"vpc_peers_per_region": 0}
    cloud.load(content)
    code = accounts(cloud)[0].create_refused(DryRun="true")
    assert code == ("QuotaExceeded.VpcPeerCountPerUserPerRegion" if refused else "DryRunOperation")


@pytest.mark.parametrize(
    ("choice", "supported", "unsupported"),
    [("metadata", "ap-south-1", "cn-wuhan-lr"), ("guide", "cn-wuhan-lr", "ap-southeast-2")],
)
def test_the_regions_of_the_product(cloud: Simulator, choice: str, supported: str, unsupported: str) -> None:
    a, _b = begin(cloud, switches={"vpc_peer_regions": choice})
    assert a.create_refused(AcceptingRegionId=supported) == "ResourceNotFound.Vpc"
    assert a.create_refused(AcceptingRegionId=unsupported) == "UnsupportedRegion"


def test_the_finance_cloud_is_apart(cloud: Simulator) -> None:
    content = scenario(switches={"vpc_peer_regions": "guide"})
    content["accounts"][1]["vpcs"].append(
        {"region": "cn-shanghai-finance-1", "vpc_id": "vpc-finance", "cidr_block": "10.0.0.0/8"}
    )
    cloud.load(content)
    finance = {"AcceptingRegionId": "cn-shanghai-finance-1", "AcceptingVpcId": "vpc-finance"}
    assert accounts(cloud)[0].create_refused(**finance) == "OperationFailed.ViolativeVpcPeer"


def test_bandwidth_within_a_region(cloud: Simulator) -> None:
    a, _b = begin(cloud, switches={"intra_region_bandwidth": "refused"})
    assert a.create_refused(**OWN, Bandwidth=100) == "IllegalParam.Bandwidth"
    a, _b = begin(cloud, switches={"intra_region_bandwidth": "ignored"})
    assert a.get(a.create(**OWN, Bandwidth=100))["Bandwidth"] == -1


def test_the_link_type_silver(cloud: Simulator) -> None:
    a, _b = begin(cloud, switches={"silver_link_type": "refused"})
    assert a.create_refused(LinkType="Silver") == "OperationFailed.SpecificLinkTypeNotSupported"
    a, _b = begin(cloud, switches={"silver_link_type": "accepted"})
    assert a.get(a.create(LinkType="Silver"))["LinkType"] == "Silver"


@pytest.mark.parametrize(
    ("switches", "create", "delete"),
    [
        ({"peer_serial": True}, "Conflict.Operation", "DryRunOperation"),
        ({"peer_serial": False}, "DryRunOperation", "DryRunOperation"),
        ({"peer_serial_actions": "*VpcPeerConnection"}, "Conflict.Operation", "Conflict.Operation"),
        ({"peer_serial_states": "Updating"}, "DryRunOperation", "DryRunOperation"),
    ],
)
def test_operations_of_one_vpc_exclude_each_other(
    real_time: Simulator, switches: dict[str, Any], create: str, delete: str
) -> None:
    creating = vpc_peer("Creating", instance_id="pcc-two", accepting_vpc_id=B_MANY[0])
    a, _b = begin(real_time, creating, vpc_peer(), switches=switches)
    real_time.control("clock", '{"mode": "manual"}')
    assert a.create_refused(**INTRA, DryRun="true") == create
    refusal = a.peer_refused("DeleteVpcPeerConnection", InstanceId="pcc-one", DryRun="true")
    assert refusal == (400, delete)


@pytest.mark.parametrize(
    ("switches", "code"),
    [
        ({"cdt_required": False}, ""),
        ({"cdt_required": True}, "OperationFailed.CdtNotOpened"),
        ({"cdt_required": True, "cdt_required_for": "inter_region"}, ""),
    ],
)
def test_cdt_within_a_region(cloud: Simulator, switches: dict[str, Any], code: str) -> None:
    a, _b = begin(cloud, switches=switches)
    assert a.create_refused(**INTRA, DryRun="true") == (code or "DryRunOperation")


def test_both_accounts_need_cdt(cloud: Simulator) -> None:
    a, b = begin(cloud, switches={"cdt_required": True, "cdt_required_for": "inter_region"})
    assert a.create_refused() == "OperationFailed.CdtNotOpened"
    a.cdt("OpenCdtService")
    assert a.create_refused() == "OperationFailed.AcceptUserCdtNotOpened"
    b.cdt("OpenCdtService")
    pcc = a.create()
    b.peer("AcceptVpcPeerConnection", InstanceId=pcc)
    a, b = begin(cloud, vpc_peer("Accepting"), switches={"cdt_required": True})
    refusal = b.peer_refused("AcceptVpcPeerConnection", InstanceId="pcc-one")
    assert refusal == (400, "OperationFailed.CdtNotOpened")


def test_cross_border_cdt(cloud: Simulator) -> None:
    content = scenario(switches={"cdt_required": True})
    content["accounts"][1]["vpcs"].append({"region": "us-east-1", "vpc_id": "vpc-us", "cidr_block": "10.0.0.0/8"})
    for account in content["accounts"]:
        account["cdt"] = True
    cloud.load(content)
    a, b = accounts(cloud)
    abroad = {"AcceptingRegionId": "us-east-1", "AcceptingVpcId": "vpc-us"}
    assert a.create_refused(**abroad) == "OperationFailed.CrossBorderCdtNotOpened"
    a.cdt("OpenCdtCbService")
    assert a.create_refused(**abroad) == "OperationFailed.AcceptUserCrossBorderCdtNotOpened"
    b.cdt("OpenCdtCbService")
    assert b.cdt("GetCdtCbServiceStatus")["Enabled"] is True
    a.create(**abroad)


@pytest.mark.parametrize("opens", [True, False])
def test_a_creation_opens_cdt(cloud: Simulator, opens: bool) -> None:
    a, b = begin(cloud, switches={"create_opens_cdt": opens})
    assert a.cdt("GetCdtServiceStatus")["Enabled"] is False
    a.create()
    assert a.cdt("GetCdtServiceStatus")["Enabled"] is opens
    assert a.cdt("GetCdtCbServiceStatus")["Enabled"] is opens
    assert b.cdt("GetCdtServiceStatus")["Enabled"] is False


@pytest.mark.parametrize("code", ["ResourceNotFound.InstanceId", "IncorrectStatus.VpcPeer"])
def test_the_requester_accepts(cloud: Simulator, code: str) -> None:
    a, _b = begin(cloud, vpc_peer("Accepting"), switches={"accept_by_requester_code": code})
    for action in ("AcceptVpcPeerConnection", "RejectVpcPeerConnection"):
        assert a.peer_refused(action, InstanceId="pcc-one") == (400, code)


def test_the_accepter_changes_a_connection(cloud: Simulator) -> None:
    change = {"InstanceId": "pcc-one", "Name": "other"}
    a, b = begin(cloud, vpc_peer(), switches={"modify_by_accepter": "refused"})
    assert b.peer_refused("ModifyVpcPeerConnection", **change) == NOT_FOUND
    a, b = begin(cloud, vpc_peer(), switches={"modify_by_accepter": "allowed"})
    b.peer("ModifyVpcPeerConnection", **change)
    assert a.get("pcc-one")["Name"] == "other"


def test_a_change_while_accepting(cloud: Simulator) -> None:
    change = {"InstanceId": "pcc-one", "Name": "other"}
    a, _b = begin(cloud, vpc_peer("Accepting"), switches={"modify_peer_states": "Activated"})
    assert a.peer_refused("ModifyVpcPeerConnection", **change) == WRONG_STATUS
    a, b = begin(cloud, vpc_peer("Accepting"), switches={"modify_peer_states": "Accepting,Activated"})
    a.peer("ModifyVpcPeerConnection", **change)
    assert (b.status("pcc-one"), b.get("pcc-one")["Name"]) == ("Accepting", "other")


@pytest.mark.parametrize(("choice", "status"), [("accepted", "Updating"), ("no_op", "Activated")])
def test_a_change_to_the_same_values(real_time: Simulator, choice: str, status: str) -> None:
    a, _b = begin(real_time, vpc_peer(name="same"), switches={"modify_peer_unchanged": choice})
    real_time.control("clock", '{"mode": "manual"}')
    a.peer("ModifyVpcPeerConnection", InstanceId="pcc-one", Name="same", Bandwidth=1024)
    assert a.status("pcc-one") == status


@pytest.mark.parametrize("shared", [True, False])
def test_names_of_both_sides(cloud: Simulator, shared: bool) -> None:
    a, b = begin(cloud, vpc_peer(name="first", accepting_name="second"), switches={"shared_names": shared})
    assert (a.get("pcc-one")["Name"], b.get("pcc-one")["Name"]) == ("first", "first" if shared else "second")
    b.peer("ModifyVpcPeerConnection", InstanceId="pcc-one", Name="third")
    assert (a.get("pcc-one")["Name"], b.get("pcc-one")["Name"]) == ("third" if shared else "first", "third")
    assert b.listed(Name="third") == ["pcc-one"]
    assert a.listed(Name="third") == (["pcc-one"] if shared else [])


def test_a_created_connection_has_its_lag(real_time: Simulator) -> None:
    a, _b = begin(real_time, delays={"vpc_peer_create_lag": 5})
    real_time.control("clock", '{"mode": "manual"}')
    pcc = a.create(AcceptingAliUid=OWN["AcceptingAliUid"], AcceptingVpcId=A_HANGZHOU)
    assert (a.listed(), a.status(pcc)) == ([], "Creating")
    real_time.control("clock", '{"advance": 5}')
    assert a.listed() == [pcc]
    assert A_BEIJING_2 not in a.get(pcc)["AcceptingVpc"].values()
