# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPC peering connections of scenarios in every state, in the state for tests, in the log, under faults."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING,
    A_BEIJING_2,
    A_HANGZHOU,
    B_BEIJING,
    B_HANGZHOU,
    B_MANY,
    begin,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.scenarios import as_text, vpc_peer
from vpc_simulator.clock import ManualClock
from vpc_simulator.dump_peers import dump_peer_connections
from vpc_simulator.peer_connections import CONNECTION_STATES
from vpc_simulator.populate import build
from vpc_simulator.reader import Section

FOLLOWING = {
    "Creating": "Accepting",
    "Updating": "Activated",
    "Deleting": "Deleted",
}


@pytest.mark.parametrize("status", CONNECTION_STATES)
def test_a_scenario_can_begin_with_every_state(real_time: Simulator, status: str) -> None:
    a, _b = begin(real_time, vpc_peer(status))
    real_time.control("clock", '{"mode": "manual"}')
    assert a.status("pcc-one") == status
    real_time.control("clock", '{"advance": 3}')
    assert a.status("pcc-one") == FOLLOWING.get(status, status)
    if status in ("Deleting", "Deleted"):
        real_time.control("clock", '{"advance": 5}')
        assert a.listed() == []


def test_the_labels_of_both_sides(cloud: Simulator) -> None:
    connection = vpc_peer(
        name="prod-shared",
        description="between",
        bandwidth=200,
        link_type="Platinum",
        business_status="FinancialLocked",
        managed_service="SWAS",
        resource_group_id="rg-a",
        tags={"env": "prod"},
        accepting_name="their-name",
        accepting_resource_group_id="rg-b",
        accepting_tags={"side": "b"},
        created_at="2026-05-08T09:02:36Z",
        modified_at="2026-05-08T09:02:40Z",
    )
    a, b = begin(cloud, connection)
    fields = a.get("pcc-one")
    for name, value in {
        "Name": "prod-shared",
        "Description": "between",
        "Bandwidth": 200,
        "LinkType": "Platinum",
        "BizStatus": "FinancialLocked",
        "ManagedService": "SWAS",
        "ResourceGroupId": "rg-a",
        "Tags": [{"Key": "env", "Value": "prod"}],
        "GmtCreate": "2026-05-08T09:02:36Z",
        "GmtModified": "2026-05-08T09:02:40Z",
    }.items():
        assert fields[name] == value
    assert (b.get("pcc-one")["Tags"], b.get("pcc-one")["ResourceGroupId"]) == ([{"Key": "side", "Value": "b"}], "rg-b")
    (described,) = cloud.control("state")["vpc_peer_connections"]
    labels = {"name": "their-name", "description": "", "resource_group_id": "rg-b", "tags": {"side": "b"}}
    assert described == {**{name: fields[name] for name in fields if name != "RequestId"}, "accepting": labels}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vpc_id": "vpc-nobody"}, "vpc_peer_connections[0].vpc_id: is not a VPC of this scenario"),
        ({"accepting_vpc_id": None}, "vpc_peer_connections[0].accepting_vpc_id: is missing"),
        ({"accepting_vpc_id": A_BEIJING}, "is the same VPC as vpc_id"),
        ({"status": "Expiring"}, "'Expiring' is not one of Creating, Accepting"),
        ({"vpc_id": "vpc-gone", "owner_id": INITIATOR_UID, "region": "cn-beijing"}, "vpc_id: is not a VPC of this"),
        ({"vpc_id": "vpc-gone", "status": "Deleted"}, "vpc_peer_connections[0].vpc_id: is not a VPC of this scenario"),
        ({"owner_id": ACCEPTOR_UID}, f"vpc_peer_connections[0].owner_id: that of {A_BEIJING} is {INITIATOR_UID}"),
        ({"accepting_region": "cn-beijing"}, f"accepting_region: that of {B_HANGZHOU} is cn-hangzhou"),
        ({"status": "Activated", "colour": "red"}, "vpc_peer_connections[0].colour: unknown key"),
        ({"accepting_vpc_id": A_BEIJING_2, "bandwidth": 5}, "a connection within a region has none"),
        ({"accepting_vpc_id": A_BEIJING_2, "link_type": "Gold"}, "only a connection between regions has one"),
    ],
)
def test_a_wrong_scenario_is_refused(cloud: Simulator, changes: dict[str, Any], message: str) -> None:
    section = {name: value for name, value in {**vpc_peer(), **changes}.items() if value is not None}
    assert message in cloud.refused("scenario", as_text(scenario(section)))


def test_a_pair_of_vpcs_is_given_once(cloud: Simulator) -> None:
    reversed_pair = vpc_peer(instance_id="pcc-two", vpc_id=B_HANGZHOU, accepting_vpc_id=A_BEIJING)
    assert "already have a connection" in cloud.refused("scenario", as_text(scenario(vpc_peer(), reversed_pair)))
    assert "pcc-one is given twice" in cloud.refused(
        "scenario", as_text(scenario(vpc_peer(), vpc_peer(vpc_id=A_HANGZHOU)))
    )
    begin(cloud, vpc_peer("Deleted"), reversed_pair)


@pytest.mark.parametrize("status", ["Rejected", "Expired"])
def test_an_ended_connection_counts_as_long_as_it_blocks(cloud: Simulator, status: str) -> None:
    """A scenario has only connections that calls could have created, and `terminal_blocks` decides that."""
    pair = (vpc_peer(status), vpc_peer(instance_id="pcc-two"))
    assert "already have a connection" in cloud.refused("scenario", as_text(scenario(*pair)))
    a, _b = begin(cloud, *pair, switches={"terminal_blocks": False})
    assert (a.status("pcc-one"), a.status("pcc-two")) == (status, "Activated")


def test_an_expired_request_is_a_week_old(cloud: Simulator) -> None:
    a, _b = begin(cloud, vpc_peer("Expired"))
    assert a.get("pcc-one")["GmtExpired"] <= cloud.control("state")["now"]
    a, _b = begin(cloud, vpc_peer("Accepting", created_at="2020-01-01T00:00:00Z"))
    assert (a.status("pcc-one"), a.get("pcc-one")["GmtExpired"]) == ("Expired", "2020-01-08T00:00:00Z")


def test_a_dump_starts_the_same_world() -> None:
    """Every state, both kinds of regions, labels of both sides."""
    sections = [
        vpc_peer(status, instance_id=f"pcc-{number}", accepting_vpc_id=B_MANY[number], tags={"n": str(number)})
        for number, status in enumerate(CONNECTION_STATES)
    ]
    sections += [
        vpc_peer(instance_id="pcc-far", name="far", accepting_name="near", bandwidth=7, link_type="Platinum"),
        vpc_peer(instance_id="pcc-own", vpc_id=A_HANGZHOU, accepting_vpc_id=A_BEIJING_2, managed_service="SWAS"),
        vpc_peer("Accepting", instance_id="pcc-b", vpc_id=B_BEIJING, accepting_vpc_id=B_HANGZHOU),
    ]
    first = build(Section(scenario(*sections), ""), ManualClock(1_800_000_000.0), 1.0, {}, {})
    dumped = dump_peer_connections(first)
    again = build(Section(scenario(*dumped), ""), ManualClock(1_800_000_000.0), 1.0, {}, {})
    assert list(again.peer_connections) == list(first.peer_connections)
    assert len(dumped) == len(sections)
    events = [[(event.due, event.what, event.target) for event in world.agenda.pending()] for world in (first, again)]
    assert events[0] == events[1]


def test_faults_by_the_name_of_an_action(cloud: Simulator) -> None:
    fault = {"kind": "error", "code": "Conflict.Operation", "times": 1}
    for pattern in ("CreateVpcPeerConnection", "VpcPeer.*", "*VpcPeerConnection"):
        a, _b = begin(cloud, faults=[{**fault, "action": pattern}])
        with pytest.raises(ServerException) as refusal:
            a.create()
        text = "There are other peering operations on the requester VPC or accepter VPC, try again later."
        assert (refusal.value.get_error_code(), refusal.value.get_error_msg()) == ("Conflict.Operation", text)
        a.create()
    a, _b = begin(cloud, vpc_peer(), faults=[{**fault, "action": "VpcPeer.TagResources"}])
    tagged = {"ResourceType": "VPC", "ResourceId.1": A_BEIJING, "Tag.1.Key": "env", "Tag.1.Value": "x"}
    assert get(cloud, "TagResources", **tagged).status == 200
    tagged.update({"ResourceType": "PeerConnection", "ResourceId.1": "pcc-one"})
    assert get(cloud, "TagResources", **tagged, Version="2022-01-01").refusal == (400, "Conflict.Operation")


@pytest.mark.parametrize(("kind", "left"), [("lost_reply", 1), ("reset", 0)])
def test_a_creation_without_a_response(cloud: Simulator, kind: str, left: int) -> None:
    a, _b = begin(cloud, faults=[{"kind": kind, "action": "CreateVpcPeerConnection", "times": 1}])
    with pytest.raises(Exception, match=r"(?i)closed|reset|aborted"):
        a.create(ClientToken="token-1")
    assert len(a.listed()) == left
    a.create(ClientToken="token-1")
    assert len(a.listed()) == 1


def test_a_stale_read(cloud: Simulator) -> None:
    a, _b = begin(cloud, faults=[{"kind": "stale_read", "action": "ListVpcPeerConnections", "writes": 1, "times": 1}])
    pcc = a.create()
    assert (a.listed(), a.listed()) == ([], [pcc])


def test_the_log_names_the_connection(cloud: Simulator) -> None:
    a, b = begin(cloud)
    pcc = a.create()
    b.peer("AcceptVpcPeerConnection", InstanceId=pcc)
    b.listed()
    created, accepted, listed = cloud.calls()[-3:]
    assert [created["action"], created["target"], created["write"]] == ["CreateVpcPeerConnection", pcc, True]
    assert [accepted["account"], accepted["target"], accepted["write"]] == [ACCEPTOR_UID, pcc, True]
    assert [listed["write"], listed["unknown_parameters"]] == [False, []]
