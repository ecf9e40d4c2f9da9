# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VPC peering connections from every state, with both accounts in the task and with one."""

from __future__ import annotations

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
    VPC_A,
    VPC_B,
    accounts,
    connection,
    converge,
    existing,
    refused,
    task,
)
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.scenarios import pair

pytestmark = pytest.mark.usefixtures("both_doors")

STATES: list[tuple[str, dict[str, t.Any], list[str]]] = [
    ("absent", {}, [CREATE, ACCEPT]),
    ("Creating", connection("Creating"), [ACCEPT]),
    ("Accepting", connection("Accepting"), [ACCEPT]),
    ("Updating", connection("Updating"), []),
    ("Activated", connection("Activated"), []),
    ("Deleting", connection("Deleting"), [CREATE, ACCEPT]),
    ("Deleted", connection("Deleted"), [CREATE, ACCEPT]),
    ("Accepting, requested by the other side", connection("Accepting", turned=True), [ACCEPT]),
    ("Activated, requested by the other side", connection("Activated", turned=True), []),
]


@pytest.mark.parametrize(("estate", "writes"), [state[1:] for state in STATES], ids=[state[0] for state in STATES])
def test_both_accounts_activate_the_connection_from_every_state(
    cloud: Cloud, estate: dict[str, t.Any], writes: list[str]
) -> None:
    cloud.load(**estate)
    done = converge(cloud)
    assert sorted(done["writes"]) == sorted(writes)
    (record,) = done["vpc_peer_connections"]
    assert (record["status"], record["waiting_for"]) == ("Activated", None)
    assert [link["status"] for link in existing(cloud)] == ["Activated"]
    assert [link["vpc_peer_connection_id"] for link in existing(cloud, B)] == [record["vpc_peer_connection_id"]]


@pytest.mark.parametrize(("estate", "writes"), [state[1:] for state in STATES], ids=[state[0] for state in STATES])
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_every_state_while_the_service_takes_its_time(
    slow_cloud: Cloud, estate: dict[str, t.Any], writes: list[str]
) -> None:
    slow_cloud.load(**estate)
    done = task(slow_cloud)
    assert (done.get("failed"), sorted(done["writes"])) == (None, sorted(writes)), done
    assert done.first["status"] == "Activated"
    # A creation, an acceptance and perhaps a deletion before, of 3 s each.
    assert done["elapsed"] < 15
    gone = task(slow_cloud, state="absent")
    assert (gone.get("failed"), gone.actions, existing(slow_cloud)) == (None, ["deleted"], [])


@pytest.mark.parametrize("terminal_blocks", [True, False])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("status", ["Rejected", "Expired"])
def test_a_rejected_or_expired_request_is_repeated_only_when_that_is_allowed(
    cloud: Cloud, status: str, turned: bool, terminal_blocks: bool
) -> None:
    dressed = {"name": "kept", "tags": {"team": "net"}}
    cloud.load(**connection(status, turned=turned, **dressed), switches={"terminal_blocks": terminal_blocks})
    assert f"pcc-one between {VPC_B if turned else VPC_A}" in refused(cloud)
    assert f"is {status}" in refused(cloud)
    done = converge(cloud, recreate=True)
    assert (done.actions, done["writes"]) == (["recreated"], [DELETE, CREATE, ACCEPT])
    assert (done.first["status"], done.first["name"]) == ("Activated", "kept")
    assert len(existing(cloud)) == 1


@pytest.mark.parametrize("ri_blocks", ["any", "connected", "active", "vpc", "never"])
@pytest.mark.parametrize("check", [True, False])
def test_a_pair_of_router_interfaces_in_the_way_is_named(cloud: Cloud, ri_blocks: str, check: bool) -> None:
    cloud.load(**pair("Active"), switches={"ri_blocks": ri_blocks})
    result = task(cloud, check=check)
    if ri_blocks == "never":
        assert result.actions == ["created"]
        return
    assert "delete it first (router_interfaces, state=absent)" in result["msg"]
    assert cloud.writes() == []


def test_one_account_requests_and_names_what_it_waits_for(cloud: Cloud) -> None:
    done = cloud.converge(MODULE, A, connections=[OWN[A]])
    waiting_for = done.first["waiting_for"]
    assert done["writes"] == [CREATE]
    assert (waiting_for["action"], waiting_for["account_id"], waiting_for["vpc_id"]) == ("accept", B, VPC_B)
    assert waiting_for["vpc_peer_connection_id"] == done.first["vpc_peer_connection_id"]
    assert waiting_for["until"] == done.first["expiry_time"] > done.first["creation_time"]
    accepted = cloud.converge(MODULE, B, connections=[OWN[B]])
    assert (accepted.actions, accepted.first["waiting_for"]) == (["accepted"], None)
    assert cloud.run(MODULE, A, connections=[OWN[A]]).first["status"] == "Activated"


def test_an_accepter_requests_nothing_by_itself(cloud: Cloud) -> None:
    done = cloud.converge(MODULE, B, connections=[OWN[B]])
    assert done["writes"] == []
    assert done.first["waiting_for"] == {
        "action": "request",
        "account_id": A,
        "region": "cn-beijing",
        "vpc_id": VPC_A,
        "peer_vpc_id": VPC_B,
        "vpc_peer_connection_id": None,
        "until": None,
    }


def test_an_accepter_in_a_task_with_both_accounts_is_requested_from(cloud: Cloud) -> None:
    turned = {**LINK, "account": "partner", "peer_account": "production", "vpc_id": VPC_B, "peer_vpc_id": VPC_A}
    done = converge(cloud, {**turned, "role": "accepter"})
    assert (done.first["requester_vpc_id"], done.first["status"]) == (VPC_A, "Activated")
    assert done.first["account"] == "partner"


def test_within_one_account_the_service_accepts(cloud: Cloud) -> None:
    second = {"region": "cn-beijing", "vpc_id": "vpc-second", "cidr_block": "10.0.0.0/16"}
    first = {"region": "cn-beijing", "vpc_id": VPC_A, "cidr_block": "192.168.0.0/16"}
    cloud.load(**{"initiator": {"vpcs": [first, second]}})
    entry = {"vpc_id": VPC_A, "peer_vpc_id": "vpc-second", "tags": {"team": "net"}}
    done = cloud.converge(MODULE, A, connections=[entry])
    assert done["writes"] == [CREATE]
    record = done.first
    assert (record["status"], record["bandwidth"], record["link_type"]) == ("Activated", None, None)
    assert record["tags"] == {"team": "net"}
    for option, value in (("bandwidth", 100), ("link_type", "Gold")):
        wrong = [{**entry, option: value}]
        assert f"only a connection between two regions has {option}" in cloud.refused(MODULE, A, connections=wrong)
    gone = cloud.converge(MODULE, A, connections=[entry], state="absent")
    assert gone["writes"] == [DELETE]


def test_attributes_and_labels_of_both_sides(cloud: Cloud) -> None:
    labels = {
        "tags": {"a": "1"},
        "peer_tags": {"b": "2"},
        "resource_group_id": "rg-a",
        "peer_resource_group_id": "rg-b",
    }
    entry = {**LINK, **labels, "name": "one", "description": "the first", "bandwidth": 10, "link_type": "Gold"}
    done = converge(cloud, entry)
    assert done["writes"] == [CREATE, ACCEPT]
    assert {name: done.first[name] for name in labels} == labels
    assert (existing(cloud)[0]["tags"], existing(cloud, B)[0]["tags"]) == ({"a": "1"}, {"b": "2"})
    other = {"tags": {"c": "3"}, "peer_tags": {}, "peer_resource_group_id": "rg-c", "resource_group_id": "rg-d"}
    changed = converge(cloud, {**entry, **other, "name": "two", "bandwidth": 20, "link_type": "Platinum"})
    labelled = ["MoveResourceGroup", "MoveResourceGroup", "TagResources", "UnTagResources", "UnTagResources"]
    assert sorted(changed["writes"]) == sorted([MODIFY, *labelled])
    assert (changed.first["name"], changed.first["bandwidth"], changed.first["link_type"]) == ("two", 20, "Platinum")
    assert (existing(cloud)[0]["tags"], existing(cloud, B)[0]["tags"]) == ({"c": "3"}, {})
    assert existing(cloud, B)[0]["resource_group_id"] == "rg-c"
    assert (changed.first["peer_tags"], changed.first["peer_resource_group_id"]) == ({}, "rg-c")
    assert sorted(changed["diff"]["after"]["vpc_peer_connections"].popitem()[1]) == [
        "bandwidth", "link_type", "name", "peer_resource_group_id", "resource_group_id", "tags",
    ]  # fmt: skip
    kept = converge(cloud, {**entry, "name": "two", "bandwidth": 20, "link_type": "Platinum", **other, "tags": {}},
                    purge_tags=False)  # fmt: skip
    assert kept["writes"] == []


@pytest.mark.parametrize("region", ["requester", "own", "any"])
def test_the_accepters_labels_wherever_the_service_keeps_them(cloud: Cloud, region: str) -> None:
    cloud.load(**connection(), switches={"accepter_label_region": region})
    done = cloud.converge(MODULE, B, connections=[{**OWN[B], "tags": {"b": "2"}, "resource_group_id": "rg-b"}])
    assert sorted(done["writes"]) == ["MoveResourceGroup", "TagResources"]
    assert (done.first["tags"], done.first["resource_group_id"]) == ({"b": "2"}, "rg-b")


def test_an_attribute_that_only_an_active_connection_takes_is_deferred(cloud: Cloud) -> None:
    cloud.load(**connection("Accepting"))
    entry = {**OWN[A], "name": "later", "tags": {"now": "1"}}
    done = cloud.converge(MODULE, A, connections=[entry])
    assert (done["writes"], done.first["deferred"], done.first["tags"]) == (["TagResources"], ["name"], {"now": "1"})
    assert converge(cloud, {**LINK, "name": "later"})["writes"] == [ACCEPT, MODIFY]


@pytest.mark.parametrize(
    ("status", "writes"),
    [("Accepting", [REJECT]), ("Creating", [REJECT]), ("Rejected", []), ("Expired", []), ("Deleting", []), ("", [])],
)
def test_rejecting(cloud: Cloud, status: str, writes: list[str]) -> None:
    cloud.load(**(connection(status) if status else {}))
    done = converge(cloud, state="rejected")
    assert done["writes"] == writes


def test_a_connection_that_cannot_be_rejected(cloud: Cloud) -> None:
    cloud.load(**connection("Activated"))
    assert "cannot be rejected any more; delete it (state=absent)" in refused(cloud, state="rejected")
    cloud.load(**connection("Accepting"))
    own = cloud.refused(MODULE, A, connections=[OWN[A]], state="rejected")
    assert f"only account {B} can reject it; withdraw it (state=absent)" in own


@pytest.mark.parametrize("by", [A, B])
@pytest.mark.parametrize("status", ["Creating", "Accepting", "Updating", "Activated", "Rejected", "Expired"])
def test_either_account_deletes_from_every_state(cloud: Cloud, status: str, by: str) -> None:
    cloud.load(**connection(status))
    done = cloud.converge(MODULE, by, connections=[OWN[by]], state="absent")
    assert (done.actions, done["writes"]) == (["deleted"], [DELETE])
    assert existing(cloud, A) == existing(cloud, B) == []
    assert (
        cloud.run(MODULE, B if by == A else A, connections=[OWN[B if by == A else A]], state="absent")["changed"]
        is False
    )


def test_by_its_id(cloud: Cloud) -> None:
    cloud.load(**connection("Accepting"))
    by_id = {"vpc_peer_connection_id": "pcc-one"}
    assert cloud.converge(MODULE, B, connections=[by_id]).actions == ["accepted"]
    assert cloud.converge(MODULE, A, connections=[{**by_id, "name": "named"}])["writes"] == [MODIFY]
    assert cloud.converge(MODULE, A, connections=[by_id], state="absent").actions == ["deleted"]
    assert "pcc-one does not exist; name vpc_id and peer_vpc_id" in cloud.refused(MODULE, A, connections=[by_id])


@pytest.mark.parametrize(
    ("entry", "cure"),
    [
        ({"peer_account_id": "1999999999999999"}, f"{VPC_B} belongs to account {B}: correct peer_account_id"),
        ({"peer_account_id": None}, f"{VPC_B} belongs to account {B}: correct peer_account_id"),
        ({"peer_region": "cn-shanghai"}, f"{VPC_B} is in cn-hangzhou, not in cn-shanghai: correct peer_region"),
        ({"vpc_peer_connection_id": "pcc-one", "peer_vpc_id": "vpc-x"}, "correct vpc_id and peer_vpc_id"),
    ],
    ids=["account", "no account", "region", "VPC"],
)
def test_a_connection_that_is_not_the_one_meant(cloud: Cloud, entry: dict[str, t.Any], cure: str) -> None:
    cloud.load(**connection("Accepting"))
    for state in ("present", "absent"):
        assert cure in cloud.refused(MODULE, A, connections=[{**OWN[A], **entry}], state=state)


def test_the_wrong_account_for_a_side(cloud: Cloud) -> None:
    cloud.load(**connection("Accepting"))
    swapped = {**LINK, "vpc_id": VPC_B, "peer_vpc_id": VPC_A}
    places = {"region": "cn-hangzhou", "peer_region": "cn-beijing"}
    message = refused(cloud, {**swapped, **places})
    assert f"{VPC_B} belongs to account {B}, not to {A}: correct account or vpc_id" in message


def test_a_foreign_request_stays_alone(cloud: Cloud) -> None:
    """B has two VPCs; A requests with the one that B's task does not name."""
    vpcs = [
        {"region": "cn-hangzhou", "vpc_id": name, "cidr_block": block}
        for name, block in ((VPC_B, "172.16.0.0/16"), ("vpc-other", "10.0.0.0/16"))
    ]
    cloud.load(**{"acceptor": {"vpcs": vpcs}}, **connection("Accepting"))
    entry = {**OWN[B], "vpc_id": "vpc-other"}
    assert cloud.converge(MODULE, B, connections=[entry])["writes"] == []
    assert [link["status"] for link in existing(cloud, B)] == ["Accepting"]


def test_a_locked_and_a_managed_connection(cloud: Cloud) -> None:
    cloud.load(**connection(business_status="FinancialLocked"))
    assert "is FinancialLocked, so the API refuses ModifyVpcPeerConnection" in refused(cloud, {**LINK, "name": "new"})
    cloud.load(**connection(managed_service="SWAS"))
    assert "belongs to the service SWAS, and is changed there only" in refused(cloud, {**LINK, "name": "new"})
    assert "belongs to the service SWAS, and is deleted there only" in refused(cloud, state="absent")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"vpc_id": "vrt-AAA"}, "vpc_id: 'vrt-AAA' is not the id of a vpc"),
        ({"peer_vpc_id": VPC_A}, f"peer_vpc_id: {VPC_A} cannot be connected with itself"),
        ({"name": "1st"}, "cannot name a VPC peering connection"),
        ({"description": "http://x"}, "cannot describe a VPC peering connection"),
        ({"bandwidth": 0}, "bandwidth: 0 must be 1 Mbit/s or more"),
        ({"peer_tags": {"a": "b"}}, "need peer_account"),
        ({"peer_account": "nobody"}, "nobody is not in accounts"),
        ({"peer_account_id": "12"}, "peer_account_id: '12' is not an account id"),
    ],
)
def test_bad_values(cloud: Cloud, entry: dict[str, t.Any], message: str) -> None:
    given = {**OWN[A], **entry}
    if "peer_account" in entry:
        del given["peer_account_id"]
    assert message in cloud.refused(MODULE, A, connections=[given])


def test_entries_of_the_same_vpcs(cloud: Cloud) -> None:
    turned = {**LINK, "account": "partner", "peer_account": "production", "vpc_id": VPC_B, "peer_vpc_id": VPC_A}
    assert "is given more than once" in refused(cloud, LINK, turned)


def test_the_accounts_of_a_task_are_guarded(cloud: Cloud) -> None:
    given = accounts(cloud)
    given[1]["account_id"] = A
    result = run_module(MODULE, {"accounts": given, "connections": [LINK]})
    assert f"belongs to account {B}, not to account_id {A}" in result["msg"], result
    assert cloud.writes() == []


def test_calls_are_counted_by_account(cloud: Cloud) -> None:
    done = task(cloud)
    assert {name: calls["api_calls"]["write"] for name, calls in done["accounts"].items()} == {
        "production": 1,
        "partner": 1,
    }
    again = task(cloud)
    assert {name: calls["api_calls"] for name, calls in again["accounts"].items()} == dict.fromkeys(
        ("production", "partner"), {"read": 1, "write": 0}
    )
