# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents of VpcPeer are silent about lists, routes, permissions and requests: each switch."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING_2,
    B_HANGZHOU,
    B_MANY,
    OWN,
    PeerSdk,
    accounts,
    begin,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATOR_UID, routes
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import USER
from ansible_collections.aliops.vpc.tests.conformance.test_vpc_peer_routes import EXIST, TO_A, TO_B, both_ways, custom
from ansible_collections.aliops.vpc.tests.scenarios import as_text, statement, vpc_peer

LIST = {"Version": "2022-01-01"}
DENIED = (400, "Forbidden.NoPermission")


@pytest.mark.parametrize("both", [True, False])
def test_the_regions_that_list_a_connection(cloud: Simulator, both: bool) -> None:
    a, b = begin(cloud, vpc_peer(), switches={"list_both_regions": both})
    remote = ["pcc-one"] if both else []
    assert (a.listed(RegionId="cn-beijing"), a.listed(RegionId="cn-hangzhou")) == (["pcc-one"], remote)
    assert (b.listed(RegionId="cn-beijing"), b.listed(RegionId="cn-hangzhou")) == (remote, ["pcc-one"])


@pytest.mark.parametrize("listed", [True, False])
def test_deleted_connections_in_lists(real_time: Simulator, listed: bool) -> None:
    a, _b = begin(real_time, vpc_peer("Deleted"), switches={"list_deleted_peers": listed})
    real_time.control("clock", '{"mode": "manual"}')
    assert a.listed() == (["pcc-one"] if listed else [])
    assert a.status("pcc-one") == "Deleted"


@pytest.mark.parametrize(("choice", "matches"), [("exact", []), ("partial", ["pcc-one"])])
def test_the_name_filter_of_a_list(cloud: Simulator, choice: str, matches: list[str]) -> None:
    a, _b = begin(cloud, vpc_peer(name="prod-shared"), switches={"peer_name_filter": choice})
    assert (a.listed(Name="prod-shared"), a.listed(Name="shared"), a.listed(Name="x")) == (["pcc-one"], matches, [])


@pytest.mark.parametrize(("choice", "counts"), [("matches", [3, 3]), ("page", [2, 1])])
def test_the_count_of_a_list(cloud: Simulator, choice: str, counts: list[int]) -> None:
    connections = [vpc_peer(instance_id=f"pcc-{vpc_id}", accepting_vpc_id=vpc_id) for vpc_id in B_MANY[:3]]
    a, _b = begin(cloud, *connections, switches={"peer_total_count": choice})
    first = a.peer("ListVpcPeerConnections", MaxResults=2)
    second = a.peer("ListVpcPeerConnections", MaxResults=2, NextToken=first["NextToken"])
    assert [first["TotalCount"], second["TotalCount"]] == counts


@pytest.mark.parametrize(
    ("choice", "fields"), [("empty", {"NextToken": ""}), ("null", {"NextToken": None}), ("absent", {})]
)
def test_the_token_of_the_last_page(cloud: Simulator, choice: str, fields: dict[str, Any]) -> None:
    begin(cloud, vpc_peer(tags={"env": "prod"}), switches={"peer_last_next_token": choice})
    of_tags = {"ResourceType": "PeerConnection", "ResourceId.1": "pcc-one"}
    for action, parameters in (("ListVpcPeerConnections", {}), ("ListTagResources", of_tags)):
        response = get(cloud, action, **LIST, **parameters).json
        assert {name: value for name, value in response.items() if name == "NextToken"} == fields


@pytest.mark.parametrize("choice", ["empty", "absent"])
def test_fields_without_a_value(cloud: Simulator, choice: str) -> None:
    a, _b = begin(cloud, vpc_peer(accepting_vpc_id=A_BEIJING_2), switches={"peer_empty_fields": choice})
    fields = a.get("pcc-one")
    assert [fields.get(name) for name in ("LinkType", "ManagedService")] == [{"empty": "", "absent": None}[choice]] * 2


@pytest.mark.parametrize(("choice", "value"), [("id", "pcc-one"), ("status", "Activated")])
def test_the_text_of_a_wrong_status(cloud: Simulator, choice: str, value: str) -> None:
    _a, b = begin(cloud, vpc_peer(), switches={"peer_message_value": choice})
    with pytest.raises(ServerException) as refusal:
        b.peer("AcceptVpcPeerConnection", InstanceId="pcc-one")
    assert refusal.value.get_error_msg() == f"The status of VpcPeer [{value}] is incorrect."


@pytest.mark.parametrize("choice", ["both", "caller"])
def test_whose_routes_keep_a_connection(cloud: Simulator, choice: str) -> None:
    a, b = begin(cloud, vpc_peer(), switches={"route_check": choice})
    b.call(CreateRouteEntryRequest, **TO_A)
    assert b.peer_refused("DeleteVpcPeerConnection", InstanceId="pcc-one") == EXIST
    if choice == "both":
        assert a.peer_refused("DeleteVpcPeerConnection", InstanceId="pcc-one") == EXIST
    else:
        a.peer("DeleteVpcPeerConnection", InstanceId="pcc-one")
        (left,) = custom(b, "vtb-BBB")
        assert left["NextHops"]["NextHop"][0]["NextHopId"] == "pcc-one"
        b.call(DeleteRouteEntryRequest, RouteEntryId=left["RouteEntryId"])


@pytest.mark.parametrize("choice", ["both", "caller"])
def test_whose_routes_force_deletes(cloud: Simulator, choice: str) -> None:
    a, b = begin(cloud, vpc_peer(), switches={"force_reaches": choice})
    both_ways(a, b)
    a.peer("DeleteVpcPeerConnection", InstanceId="pcc-one", Force="true")
    assert custom(a, "vtb-AAA") == []
    assert len(custom(b, "vtb-BBB")) == (0 if choice == "both" else 1)


@pytest.mark.parametrize("states", ["Activated", "Accepting,Activated"])
def test_the_states_of_a_next_hop(cloud: Simulator, states: str) -> None:
    a, _b = begin(cloud, vpc_peer("Accepting"), switches={"peer_route_states": states})
    if states == "Activated":
        assert a.refused(CreateRouteEntryRequest, **TO_B) == (400, "IncorrectStatus.VpcPeer")
    else:
        a.call(CreateRouteEntryRequest, **TO_B)


@pytest.mark.parametrize("states", ["Updating,Deleting", ""])
def test_the_deletion_of_a_route_while_its_connection_changes(real_time: Simulator, states: str) -> None:
    content = scenario(vpc_peer("Updating"), switches={"peer_route_deletion_refused": states})
    route = {"destination": "172.16.0.0/12", "next_hop_type": "VpcPeer", "next_hop_id": "pcc-one"}
    content["accounts"][0]["vpcs"][0]["routes"] = [{**route, "route_entry_id": "rte-1"}]
    real_time.load(content)
    real_time.control("clock", '{"mode": "manual"}')
    a, _b = accounts(real_time)
    if states:
        assert a.refused(DeleteRouteEntryRequest, RouteEntryId="rte-1") == (400, "IncorrectStatus.VpcPeer")
    else:
        a.call(DeleteRouteEntryRequest, RouteEntryId="rte-1")


def test_the_fields_of_a_next_hop(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer(), switches={"peer_hop_fields": "all"})
    both_ways(a, b)
    for sdk, table, own, related in (
        (a, "vtb-AAA", "cn-beijing", (B_HANGZHOU, "cn-hangzhou")),
        (b, "vtb-BBB", "cn-hangzhou", ("vpc-12345678", "cn-beijing")),
    ):
        (entry,) = custom(sdk, table)
        assert entry["NextHops"]["NextHop"] == [
            {
                "NextHopType": "VpcPeer",
                "NextHopId": "pcc-one",
                "Enabled": 1,
                "Weight": 0,
                "NextHopRegionId": own,
                "NextHopRelatedInfo": {"InstanceId": related[0], "InstanceType": "VPC", "RegionId": related[1]},
            }
        ]
        assert routes(sdk, table, NextHopType="VpcPeer") == [entry]
    a, _b = begin(cloud, vpc_peer(), switches={"peer_hop_fields": "type_and_id"})
    a.call(CreateRouteEntryRequest, **TO_B)
    assert set(custom(a, "vtb-AAA")[0]["NextHops"]["NextHop"][0]) == {"NextHopType", "NextHopId"}


def test_routes_for_ipv6(cloud: Simulator) -> None:
    entry = {**TO_B, "DestinationCidrBlock": "2408:4001::/56"}
    a, _b = begin(cloud, vpc_peer(), switches={"peer_ipv6_routes": "refused"})
    assert a.refused(CreateRouteEntryRequest, **entry) == (400, "UnsupportedFeature.VpcPeerIpv6")
    a, _b = begin(cloud, vpc_peer(), switches={"peer_ipv6_routes": "accepted"})
    a.call(CreateRouteEntryRequest, **entry)


@pytest.mark.parametrize(("choice", "region"), [("body", "cn-hangzhou"), ("query", "cn-beijing")])
def test_two_region_ids(cloud: Simulator, choice: str, region: str) -> None:
    """aliyun-python-sdk-core adds the client's RegionId to the query, and signs the one of the body."""
    a, _b = begin(cloud, switches={"two_region_ids": choice})
    request = a.request("ListVpcPeerConnections", {})
    request.add_body_params("RegionId", "cn-hangzhou")
    a.call(request)
    assert cloud.calls()[-1]["region"] == region


def test_guessed_codes_of_a_creation(cloud: Simulator) -> None:
    """Codes of VpcPeer that no document has for an action are replaced as those of Vpc are."""
    replaced = "VpcPeer.CreateVpcPeerConnection/ResourceNotFound.Vpc=InvalidVpcId.NotFound"
    for text, code in (("", "ResourceNotFound.Vpc"), (replaced, "InvalidVpcId.NotFound")):
        a, _b = begin(cloud, switches={"guessed_codes": text})
        assert a.create_refused(VpcId="vpc-nobody") == code
    documented = "VpcPeer.CreateVpcPeerConnection/ResourceAlreadyExist.VpcPeer=Other"
    assert "is documented" in cloud.refused("scenario", as_text(scenario(switches={"guessed_codes": documented})))


@pytest.mark.parametrize(
    ("choice", "text"),
    [("likely", "The operation DryRun verifies success."), ("code_only", "The request failed: DryRunOperation.")],
)
def test_the_text_of_a_dry_run(cloud: Simulator, choice: str, text: str) -> None:
    a, _b = begin(cloud, switches={"guessed_texts": choice})
    with pytest.raises(ServerException) as refusal:
        a.create(DryRun="true")
    assert (refusal.value.get_error_code(), refusal.value.get_error_msg()) == ("DryRunOperation", text)


@pytest.mark.parametrize(("choice", "status"), [("likely", 400), ("403", 403)])
def test_the_status_of_a_denial(cloud: Simulator, choice: str, status: int) -> None:
    user = as_user(cloud, statement("ecs:*"), switches={"guessed_status": choice, "guessed_texts": "code_only"})
    with pytest.raises(ServerException) as refusal:
        user.get("pcc-one")
    assert (refusal.value.get_http_status(), refusal.value.get_error_code()) == (status, "Forbidden.NoPermission")
    assert refusal.value.get_error_msg().startswith("Authentication is failed for ")


def as_user(cloud: Simulator, *statements: dict[str, Any], **top: Any) -> PeerSdk:
    """A RAM user of the requester's account with these permissions."""
    content = scenario(vpc_peer("Accepting", vpc_id=B_HANGZHOU, accepting_vpc_id="vpc-12345678"), **top)
    account = content["accounts"][0]
    account["policies"] = {"peering": {"Version": "1", "Statement": list(statements)}}
    account["access_keys"].append({"id": USER[0], "secret": USER[1], "user": "ansible", "policies": ["peering"]})
    cloud.load(content)
    return PeerSdk(cloud, USER, "cn-beijing")


@pytest.mark.parametrize("choice", ["Forbidden.NoPermission", "denied_code"])
def test_a_denial(cloud: Simulator, choice: str) -> None:
    user = as_user(cloud, statement("vpc:Describe*"), switches={"vpc_peer_denial": choice})
    with pytest.raises(ServerException) as refusal:
        user.get("pcc-one")
    code, text = refusal.value.get_error_code(), refusal.value.get_error_msg()
    if choice == "denied_code":
        assert (refusal.value.get_http_status(), code) == (403, "Forbidden.RAM")
    else:
        assert (refusal.value.get_http_status(), code) == DENIED
        assert text == "Authentication is failed for vpc:GetVpcPeerConnectionAttribute."
    assert user.refused(user.request("GetCdtServiceStatus", {}, "CDT")) == (403, "Forbidden.RAM")


def test_a_creation_needs_a_permission_of_cdt(cloud: Simulator) -> None:
    user = as_user(cloud, statement("vpc:CreateVpcPeerConnection"))
    assert user.peer_refused("CreateVpcPeerConnection", **OWN) == DENIED
    user = as_user(cloud, statement(["vpc:CreateVpcPeerConnection", "cdt:GetCdtServiceStatus"]))
    user.create(**OWN)
    assert user.cdt("GetCdtServiceStatus")["Enabled"] is True


@pytest.mark.parametrize("needed", [False, True])
def test_an_acceptance_needs_a_permission_of_cdt(cloud: Simulator, needed: bool) -> None:
    switches = {"accept_needs_cdt_permission": needed}
    user = as_user(cloud, statement("vpc:AcceptVpcPeerConnection"), switches=switches)
    if needed:
        assert user.peer_refused("AcceptVpcPeerConnection", InstanceId="pcc-one") == DENIED
    else:
        user.peer("AcceptVpcPeerConnection", InstanceId="pcc-one")


@pytest.mark.parametrize(
    ("action", "parameters", "switch", "values"),
    [
        ("ListVpcPeerConnections", {}, "list_peers_resource", ("vpcpeer", "*")),
        (
            "ListTagResources",
            {"ResourceType": "PeerConnection", "ResourceId.1": "pcc-one", "RegionId": "cn-hangzhou"},
            "peer_tags_resource",
            ("vpcpeer", "*"),
        ),
        (
            "MoveResourceGroup",
            {
                "ResourceType": "PeerConnection",
                "ResourceId": "pcc-one",
                "RegionId": "cn-hangzhou",
                "NewResourceGroupId": "rg-x",
            },
            "peer_tags_resource",
            ("vpcpeer", "*"),
        ),
    ],
)
def test_the_resources_of_permissions(
    cloud: Simulator, action: str, parameters: dict[str, str], switch: str, values: tuple[str, str]
) -> None:
    only = statement("vpc:*", f"acs:vpc:*:{INITIATOR_UID}:vpcpeer/*")
    allowing, denying = values
    as_user(cloud, only, switches={switch: allowing}).peer(action, **parameters)
    assert as_user(cloud, only, switches={switch: denying}).peer_refused(action, **parameters) == DENIED


def test_a_permission_on_one_connection(cloud: Simulator) -> None:
    user = as_user(cloud, statement("vpc:*", f"acs:vpc:*:{INITIATOR_UID}:vpcpeer/pcc-one"))
    assert user.status("pcc-one") == "Accepting"
    assert user.peer_refused("GetVpcPeerConnectionAttribute", InstanceId="pcc-two") == DENIED
    assert user.peer_refused("DeleteVpcPeerConnection", InstanceId="pcc-one") == DENIED
