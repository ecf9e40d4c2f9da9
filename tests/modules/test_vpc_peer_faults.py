# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls for VPC peering connections that are struck, runs at the same time, least privilege, and no secret shown."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.peers import (
    ACCEPT,
    CREATE,
    DELETE,
    LINK,
    MODIFY,
    MODULE,
    OWN,
    REJECT,
    SIDES,
    VPC_A,
    VPC_B,
    accounts,
    connection,
    existing,
    faults,
    task,
)
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.modules.test_faults import FAULTS

pytestmark = pytest.mark.usefixtures("both_doors")

TAGGED: dict[str, t.Any] = {"tags": {"old": "1"}}
STORY: list[tuple[str, dict[str, t.Any], dict[str, t.Any], dict[str, t.Any]]] = [
    (CREATE, {}, {}, {}),
    (ACCEPT, connection("Accepting"), {}, {}),
    (REJECT, connection("Accepting"), {}, {"state": "rejected"}),
    (MODIFY, connection(), {"name": "new"}, {}),
    (DELETE, connection(), {}, {"state": "absent"}),
    ("TagResources", connection(), {"tags": {"new": "1"}}, {}),
    ("UnTagResources", connection(**TAGGED), {"tags": {}}, {}),
    ("MoveResourceGroup", connection(), {"resource_group_id": "rg-new"}, {}),
    ("ListVpcPeerConnections", connection("Accepting"), {}, {}),
    ("GetVpcPeerConnectionAttribute", {}, {}, {}),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.get("code", fault["kind"])))
@pytest.mark.parametrize(("action", "estate", "entry", "options"), STORY, ids=[row[0] for row in STORY])
@pytest.mark.sampled(3)
@pytest.mark.untraced
def test_a_task_survives_a_struck_call(
    cloud: Cloud,
    action: str,
    estate: dict[str, t.Any],
    entry: dict[str, t.Any],
    options: dict[str, t.Any],
    fault: dict[str, t.Any],
) -> None:
    cloud.load(**estate)
    expected = task(cloud, {**LINK, **entry}, **options)
    cloud.load(**estate)
    faults(cloud, {**fault, "action": action})
    # A probe is a call of the same action.
    done = task(cloud, {**LINK, **entry}, probe=False, **options)
    (ordered,) = cloud.simulator.control("faults")
    assert ordered["fired"] > 0
    assert not done.get("failed"), done["msg"]
    assert (done.actions, done["writes"]) == (expected.actions, expected["writes"])
    assert task(cloud, {**LINK, **entry}, **options)["api_calls"]["write"] == 0
    assert len(existing(cloud)) == (action != DELETE)


@pytest.mark.parametrize("code", ["Conflict.Operation", "Throttling.User"])
@pytest.mark.parametrize("action", [CREATE, ACCEPT, MODIFY, DELETE])
def test_a_call_to_a_busy_service_is_repeated(cloud: Cloud, action: str, code: str) -> None:
    cloud.load(**({} if action == CREATE else connection("Accepting" if action == ACCEPT else "Activated")))
    faults(cloud, {"kind": "error", "code": code, "action": action, "times": 3})
    entry = {**LINK, "name": "new"} if action == MODIFY else LINK
    done = task(cloud, entry, state="absent" if action == DELETE else "present")
    assert not done.get("failed"), done["msg"]
    assert cloud.writes().count(action) == 1


def test_a_list_that_lags_behind_a_creation_makes_no_second_connection(slow_cloud: Cloud) -> None:
    """A run stopped after its creation; the next one does not see the connection yet, and creates no other."""
    slow_cloud.load(delays={"vpc_peer_create_lag": 20.0})
    first = slow_cloud.run(MODULE, A, connections=[OWN[A]], wait=False)
    assert first["writes"] == [CREATE]
    done = task(slow_cloud, probe=False)
    assert not done.get("failed"), done["msg"]
    assert done.first["status"] == "Activated"
    assert len(existing(slow_cloud)) == 1


def test_a_probe_that_finds_an_unlisted_connection_is_no_refusal(slow_cloud: Cloud) -> None:
    slow_cloud.load(delays={"vpc_peer_create_lag": 20.0})
    slow_cloud.run(MODULE, A, connections=[OWN[A]], wait=False)
    done = task(slow_cloud)
    assert not done.get("failed"), done["msg"]
    assert (done.first["status"], len(existing(slow_cloud))) == ("Activated", 1)


def test_both_sides_request_at_the_same_time(slow_cloud: Cloud) -> None:
    """B's run has requested the connection that A's is about to request: A's accepts it."""
    slow_cloud.load(delays={"vpc_peer_create_lag": 10.0})
    turned = {**OWN[B], "role": "requester"}
    assert slow_cloud.run(MODULE, B, connections=[turned]).first["waiting_for"]["account_id"] == A
    slow_cloud.load(delays={"vpc_peer_create_lag": 10.0}, **connection("Accepting", turned=True))
    stale = {"kind": "stale_read", "action": "ListVpcPeerConnections", "writes": 1, "times": 1}
    faults(slow_cloud, stale)
    done = slow_cloud.run(MODULE, A, connections=[OWN[A]], probe=False)
    assert (done.get("failed"), done.first["status"]) == (None, "Activated")


def test_somebody_else_deletes_first(cloud: Cloud) -> None:
    cloud.load(**connection())
    stale = {"kind": "stale_read", "action": "ListVpcPeerConnections", "writes": 1, "nth": 1000}
    faults(cloud, stale)
    assert task(cloud, state="absent").actions == ["deleted"]
    faults(cloud, {"kind": "stale_read", "action": "ListVpcPeerConnections", "writes": 1, "times": 2})
    again = task(cloud, state="absent")
    assert (again.get("failed"), again["writes"]) == (None, [DELETE])
    assert task(cloud, state="absent")["api_calls"]["write"] == 0


def test_a_refusal_that_lasts_is_named_with_its_cure(cloud: Cloud) -> None:
    cloud.load({"initiator": {"cdt": False}}, switches={"cdt_required": True})
    result = task(cloud)
    assert result["error"]["code"] == "OperationFailed.CdtNotOpened"
    assert "so the collection never does" in result["error"]["hint"]
    assert "OpenCdtService" not in {call["action"] for call in cloud.simulator.calls()}


def test_an_accepter_that_may_not_modify(cloud: Cloud) -> None:
    cloud.load(**connection(), switches={"modify_by_accepter": "refused"})
    result = cloud.run(MODULE, B, connections=[{**OWN[B], "name": "new"}])
    assert "or only the other account can do this" in result["error"]["hint"]
    assert task(cloud, {**LINK, "name": "new"}).actions == ["updated"]


def test_names_that_each_side_keeps_for_itself(cloud: Cloud) -> None:
    cloud.load(**connection(name="mine", accepting_name="yours"), switches={"shared_names": False})
    assert task(cloud, {**LINK, "name": "mine"})["changed"] is False
    assert cloud.run(MODULE, B, connections=[{**OWN[B], "name": "yours"}])["changed"] is False


@pytest.mark.parametrize("code", ["ResourceNotFound.InstanceId", "IncorrectStatus.VpcPeer"])
def test_a_request_that_nobody_accepts(cloud: Cloud, code: str) -> None:
    """The accepter's call takes no effect: the wait names the state in the end."""
    cloud.load(**connection("Accepting"))
    faults(cloud, {"kind": "error", "code": code, "action": ACCEPT, "status": 400})
    result = task(cloud)
    assert result["failed"]
    assert ("nobody has accepted it" if code == "IncorrectStatus.VpcPeer" else "check the id") in result["msg"]


SECRET = "not-a-secret-of-anybody"
WRITES: list[tuple[str, str, dict[str, t.Any], dict[str, t.Any], dict[str, t.Any]]] = [
    (A, "vpc:CreateVpcPeerConnection", {}, {}, {}),
    (A, "cdt:GetCdtServiceStatus", {}, {}, {}),
    (B, "vpc:AcceptVpcPeerConnection", {}, {}, {}),
    (B, "vpc:RejectVpcPeerConnection", connection("Accepting"), {}, {"state": "rejected"}),
    (A, "vpc:ModifyVpcPeerConnection", connection(), {"name": "new"}, {}),
    (A, "vpc:DeleteVpcPeerConnection", connection(), {}, {"state": "absent"}),
    (A, "vpc:TagResources", connection(), {"tags": {"new": "1"}}, {}),
    (A, "vpc:UnTagResources", connection(**TAGGED), {"tags": {}}, {}),
    (A, "vpc:MoveResourceGroup", connection(), {"resource_group_id": "rg-new"}, {}),
    (A, "vpc:ListVpcPeerConnections", {}, {}, {}),
    (A, "vpc:GetVpcPeerConnectionAttribute", {}, {}, {}),
    (A, "vpc:DescribeVpcs", connection(), {}, {"state": "absent"}),
    (A, "vpc:DescribeRouteEntryList", connection(), {}, {"state": "absent"}),
]
ALL = sorted({action for _uid, action, *_rest in WRITES} | {"sts:GetCallerIdentity"})


def limited(cloud: Cloud, without: tuple[str, str]) -> dict[str, t.Any]:
    """Return, as changes for ``load``, a user in each account who may do all that the module does but one action."""
    changes: dict[str, t.Any] = {}
    for uid in (A, B):
        for name in ("whole", "limited"):
            actions = [action for action in ALL if name == "whole" or (uid, action) != without]
            statement = [{"Effect": "Allow", "Action": actions, "Resource": "*"}]
            change = changes.setdefault(SIDES[uid], {"policies": {}, "access_keys": []})
            change["policies"][name] = {"Version": "1", "Statement": statement}
            change["access_keys"].append(
                {"id": f"LTAI-{uid}-{name}", "secret": SECRET, "user": name, "policies": [name]}
            )
    return changes


def as_user(cloud: Cloud, user: str) -> list[dict[str, t.Any]]:
    return [
        {**account, "access_key_id": f"LTAI-{uid}-{user}", "access_key_secret": SECRET}
        for uid, account in zip((A, B), accounts(cloud), strict=True)
    ]


@pytest.mark.parametrize(("uid", "action", "estate", "entry", "options"), WRITES, ids=[row[1] for row in WRITES])
def test_every_action_is_needed(
    cloud: Cloud,
    uid: str,
    action: str,
    estate: dict[str, t.Any],
    entry: dict[str, t.Any],
    options: dict[str, t.Any],
) -> None:
    cloud.load(**limited(cloud, (uid, action)), **estate)
    given = {"connections": [{**LINK, **entry}], **options}
    denied = run_module(MODULE, {"accounts": as_user(cloud, "limited"), **given})
    assert denied.get("failed"), f"{action} is not needed"
    assert denied["error"]["code"].startswith("Forbidden"), denied
    assert SECRET not in json.dumps(denied)
    if not action.startswith("cdt:"):
        assert f"grant {action} in " in denied["error"]["hint"]
    done = run_module(MODULE, {"accounts": as_user(cloud, "whole"), **given})
    assert not done.get("failed"), done["msg"]


def test_a_check_needs_no_permission_to_write(cloud: Cloud) -> None:
    cloud.load(**limited(cloud, (A, "vpc:CreateVpcPeerConnection")))
    predicted = run_module(MODULE, {"accounts": as_user(cloud, "limited"), "connections": [LINK]}, check=True)
    assert predicted["writes"] == [CREATE, ACCEPT]


def test_a_wrong_key_of_the_peer_ends_the_task_before_it_writes(cloud: Cloud) -> None:
    given = accounts(cloud)
    given[1]["access_key_secret"] = "canary-secret"
    result = run_module(MODULE, {"accounts": given, "connections": [LINK]})
    assert "The access key secret is wrong" in result["msg"]
    assert "canary" not in json.dumps(result)
    assert cloud.writes() == []


def test_only_the_request_that_the_entry_names_is_accepted(cloud: Cloud) -> None:
    """The request names B's VPC, and comes from an account that B's entry does not name."""
    cloud.load(**connection("Accepting"))
    entry = {**OWN[B], "peer_account_id": "1999999999999999"}
    assert f"{VPC_A} belongs to account {A}: correct peer_account_id" in cloud.refused(MODULE, B, connections=[entry])
    entry = {**OWN[B], "peer_vpc_id": "vpc-another"}
    assert cloud.run(MODULE, B, connections=[entry])["writes"] == []
    assert [link["accepter_vpc_id"] for link in existing(cloud, B) if link["status"] == "Accepting"] == [VPC_B]
