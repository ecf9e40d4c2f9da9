# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""router_interfaces against the simulator: each attribute, the end of an interface, and what is refused."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.scenarios import interface, merged, pair, tutorial_vpc

pytestmark = pytest.mark.usefixtures("both_doors")


WANT: dict[str, t.Any] = {
    "role": "initiator",
    "vpc_id": "vpc-12345678",
    "peer_region": "cn-hangzhou",
    "peer_router_id": "vrt-BBB",
    "peer_account_id": B,
    "spec": "Large.1",
}
NAME = "router_interfaces"


def test_created_and_deleted(cloud: Cloud) -> None:
    made = cloud.converge(NAME, interfaces=[{**WANT, "name": "one", "tags": {"team": "net"}}])
    assert made.actions == ["created"]
    assert made.first["router_interface_id"].startswith("ri-")
    assert (made.first["router_id"], made.first["status"], made.first["tags"]) == ("vrt-AAA", "Idle", {"team": "net"})
    assert made["diff"]["before"] == {NAME: {}}
    assert "diff" not in run_module(NAME, {**cloud.account(A), "interfaces": [WANT]}, diff=False)
    gone = cloud.converge(NAME, interfaces=[WANT], state="absent")
    assert gone.actions == ["deleted"]
    assert gone["diff"]["after"] == {NAME: {}}


def test_check_mode_returns_the_same_shape(cloud: Cloud) -> None:
    predicted = cloud.run(NAME, check=True, interfaces=[WANT]).first
    made = cloud.run(NAME, interfaces=[WANT]).first
    assert set(predicted) == set(made)
    assert predicted["router_interface_id"] is None


def test_check_mode_shows_the_diff_of_the_run(cloud: Cloud) -> None:
    changes: list[dict[str, t.Any]] = [{"tags": {"team": "net"}}, {"spec": "Large.2", "description": "more"}]
    for more in ({"name": "one", **change} for change in changes):
        predicted = cloud.run(NAME, check=True, interfaces=[{**WANT, **more}])
        assert predicted["diff"] == cloud.run(NAME, interfaces=[{**WANT, **more}])["diff"]
        assert predicted["diff"]["after"][NAME]
        assert "null" not in json.dumps(predicted["diff"])


def test_an_acceptor_has_no_bandwidth(cloud: Cloud) -> None:
    want = {"role": "acceptor", "router_id": "vrt-BBB", "peer_region": "cn-beijing", "name": "one"}
    assert cloud.converge(NAME, B, interfaces=[want]).first["spec"] == "Negative"
    assert not cloud.run(NAME, B, interfaces=[{**want, "spec": "Large.1"}])["changed"]


@pytest.mark.parametrize(
    ("changes", "writes"),
    [
        ({"name": "two"}, ["ModifyRouterInterfaceAttribute"]),
        ({"description": "two of them"}, ["ModifyRouterInterfaceAttribute"]),
        ({"peer_router_interface_id": "ri-BBB"}, ["ModifyRouterInterfaceAttribute"]),
        ({"spec": "Large.2"}, ["ModifyRouterInterfaceSpec"]),
        ({"tags": {"a": "2", "b": ""}}, ["TagResourcesForExpressConnect"]),
        ({"tags": {"a": "1"}}, []),
        ({"tags": {}}, ["UntagResourcesForExpressConnect"]),
        ({"tags": {"c": 3}}, ["UntagResourcesForExpressConnect", "TagResourcesForExpressConnect"]),
        ({"name": "two", "spec": "Small.1", "tags": {}}, [
            "UntagResourcesForExpressConnect", "ModifyRouterInterfaceAttribute", "ModifyRouterInterfaceSpec",
        ]),
    ],
)  # fmt: skip
def test_one_attribute_at_a_time(cloud: Cloud, changes: dict[str, t.Any], writes: list[str]) -> None:
    made = cloud.run(NAME, interfaces=[{**WANT, "name": "one", "tags": {"a": "1"}}]).first
    done = cloud.converge(NAME, interfaces=[{**WANT, **changes}])
    assert done["writes"] == writes
    assert done.first["router_interface_id"] == made["router_interface_id"]
    expected = {key: value for key, value in changes.items() if key != "tags"}
    assert {key: done.first[key] for key in expected} == expected
    if "tags" in changes:
        assert done.first["tags"] == {key: str(value) for key, value in changes["tags"].items()}


def test_tags_of_others_stay_when_they_are_not_purged(cloud: Cloud) -> None:
    cloud.run(NAME, interfaces=[{**WANT, "tags": {"theirs": "1"}}])
    done = cloud.converge(NAME, interfaces=[{**WANT, "tags": {"ours": "1"}}], purge_tags=False)
    assert done.first["tags"] == {"theirs": "1", "ours": "1"}


def test_the_services_tags_are_never_purged(cloud: Cloud) -> None:
    cloud.load(initiator={"router_interfaces": [interface("ri-A", "InitiatingSide", tags={"acs:rm": "1"})]})
    done = cloud.converge(NAME, interfaces=[{"router_interface_id": "ri-A", "tags": {}}])
    assert done.first["tags"] == {"acs:rm": "1"}


def test_bandwidth_changes_while_it_is_connected(cloud: Cloud) -> None:
    cloud.load(**pair())
    done = cloud.converge(NAME, interfaces=[{"router_interface_id": "ri-A", "spec": "Xlarge.1"}])
    assert (done.first["spec"], done.first["status"]) == ("Xlarge.1", "Active")


BORDER = {**WANT, "name": "border", "peer_router_id": "vbr-1", "peer_access_point_id": "ap-1"}
CHECKED = {"health_check_source_ip": "192.168.100.9", "health_check_target_ip": "10.0.0.9"}


def test_health_check_set_changed_and_removed(cloud: Cloud) -> None:
    made = cloud.converge(NAME, interfaces=[{**BORDER, **CHECKED, "health_check_rate": 2000}])
    assert made["writes"] == ["CreateRouterInterface", "ModifyRouterInterfaceAttribute"]
    assert made.first["health_check_rate"] == 2000
    done = cloud.converge(NAME, interfaces=[{**BORDER, "health_check_threshold": 4}])
    assert (done.first["health_check_threshold"], done.first["health_check_rate"]) == (4, 2000)
    moved = cloud.converge(NAME, interfaces=[{**BORDER, **CHECKED, "health_check_target_ip": "10.0.0.8"}])
    assert moved.first["health_check_target_ip"] == "10.0.0.8"
    removed = cloud.converge(NAME, interfaces=[{**BORDER, **dict.fromkeys(CHECKED, "")}])
    assert (removed.first["health_check_source_ip"], removed.first["health_check_target_ip"]) == (None, None)


def test_a_health_check_needs_a_border_router(cloud: Cloud) -> None:
    message = cloud.refused(NAME, interfaces=[{**WANT, **CHECKED}])
    assert "a health check needs a peer on a border router (VBR), this one is VRouter" in message


def test_prepaid_with_its_order(cloud: Cloud) -> None:
    order = {"charge_type": "PrePaid", "period": 2, "pricing_cycle": "Month", "auto_renew": True, "auto_pay": True}
    made = cloud.converge(NAME, interfaces=[{**WANT, **order, "resource_group_id": "rg-1"}])
    assert (made.first["charge_type"], made.first["resource_group_id"]) == ("PrePaid", "rg-1")
    assert "refund it" in cloud.refused(NAME, interfaces=[WANT], state="absent")
    assert "cannot change charge_type from PrePaid to PostPaid" in cloud.refused(
        NAME, interfaces=[{**WANT, "charge_type": "PostPaid"}]
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"charge_type": "PrePaid"}, "give period"),
        ({"charge_type": "PrePaid", "period": 4, "pricing_cycle": "Year"}, "period goes from 1 to 3"),
        ({"charge_type": "PrePaid", "period": 1, "peer_region": "cn-beijing"}, "not offered within one region"),
        ({"charge_type": "PrePaid", "period": 1, "role": "acceptor", "spec": None}, "an acceptor costs nothing"),
        ({"vpc_id": None, "router_id": "vbr-1", "role": "initiator"}, "give access_point_id"),
        ({"vpc_id": None, "router_id": "vbr-1", "role": "acceptor"}, "can only be the initiator"),
        ({"peer_router_id": "vbr-1"}, "give peer_access_point_id"),
        ({"spec": None, "peer_region": None}, "give peer_region and spec"),
        ({"name": "1"}, "cannot name a router interface"),
        ({"description": ""}, "the API cannot remove one"),
        ({"peer_router_interface_id": "vrt-BBB"}, "That is the id of a router"),
        ({"peer_router_type": "VBR"}, "vrt-BBB is a VRouter, not a VBR"),
        ({"peer_account_id": "me"}, "is not an account id"),
        ({"tags": {"acs:x": "1"}}, "must not begin with"),
        ({"tags": {"k" * 129: "1"}}, "a key has 1 to 128"),
        ({"tags": {f"k{number}": "" for number in range(21)}}, "21 are given"),
        ({"health_check_source_ip": "one", "health_check_target_ip": "two"}, "does not appear to be an IPv4"),
        ({"vpc_id": "vpc-none"}, "There is no VPC vpc-none in cn-beijing"),
        ({"router_interface_id": "ri-none"}, "ri-none in cn-beijing does not exist"),
    ],
)
def test_an_interface_that_cannot_be_created_is_refused_before_any_write(
    cloud: Cloud, changes: dict[str, t.Any], message: str
) -> None:
    want = {key: value for key, value in {**WANT, **changes}.items() if value is not None}
    assert message in cloud.refused(NAME, interfaces=[want])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"interfaces": [{"role": "both"}]}, "value of role must be one of: initiator, acceptor"),
        ({"interfaces": [{"role": "initiator"}]}, "one of the following is required: router_interface_id, router_id"),
        ({"interfaces": [{"router_id": "vrt-A", "vpc_id": "vpc-1"}]}, "mutually exclusive: router_id|vpc_id"),
        ({"interfaces": [{"router_id": "vrt-A", "health_check_source_ip": "10.0.0.1"}]}, "required together"),
        ({"interfaces": [WANT], "state": "gone"}, "value of state must be one of: present, absent"),
        ({"interfaces": [{**WANT, "spec": "Giant"}]}, "value of spec must be one of"),
        ({"interfaces": [{**WANT, "color": "red"}]}, "Unsupported parameters"),
        ({"interfaces": [WANT], "role_policy": "{}"}, "missing parameter(s) required by 'role_policy': role_arn"),
        ({}, "missing required arguments: interfaces"),
    ],
)
def test_wrong_options_get_the_argument_specs_message(cloud: Cloud, options: dict[str, t.Any], message: str) -> None:
    assert message in cloud.refused(NAME, **options)


ROUTE = {"destination": "172.16.0.0/16", "next_hop_id": "ri-A", "route_entry_id": "rte-1"}


def with_routes(*routes: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return a pair, and these entries in the initiator's route table."""
    vpc = tutorial_vpc("initiator", routes=list(routes))
    return merged(pair(), initiator={"vpcs": [vpc]})


def test_an_active_interface_is_deactivated_first(cloud: Cloud) -> None:
    cloud.load(**pair())
    done = cloud.converge(NAME, interfaces=[{"router_interface_id": "ri-A"}], state="absent")
    assert done["writes"] == ["DeactivateRouterInterface", "DeleteRouterInterface"]


def test_without_deactivation_an_active_interface_stays(cloud: Cloud) -> None:
    cloud.load(**pair())
    options: dict[str, t.Any] = {
        "interfaces": [{"router_interface_id": "ri-A"}],
        "state": "absent",
        "deactivate": False,
    }
    result = cloud.run(NAME, **options)
    assert "is Active; deactivate it first" in result["msg"]
    assert cloud.run(NAME, check=True, **options)["writes"] == ["DeleteRouterInterface"]


def test_routes_in_the_way_are_named_and_only_those_are_forced(cloud: Cloud) -> None:
    other = {"destination": "10.1.0.0/16", "next_hop_id": "ri-other"}
    cloud.load(**with_routes(ROUTE, {**ROUTE, "destination": "172.17.0.0/16", "route_entry_id": "rte-2"}, other))
    gone: dict[str, t.Any] = {"interfaces": [{"router_interface_id": "ri-A"}], "state": "absent"}
    message = cloud.refused(NAME, **gone)
    assert (
        "(172.16.0.0/16 in vtb-AAA, 172.17.0.0/16 in vtb-AAA): delete them first, or set force_routes=true" in message
    )
    done = cloud.converge(NAME, **gone, force_routes=True)
    assert done["writes"] == ["DeleteRouteEntries", "DeactivateRouterInterface", "DeleteRouterInterface"]
    left = cloud.run("route_entries_info", route_table_ids=["vtb-AAA"], kinds=["Custom"])["route_entries"]
    assert [entry["destination"] for entry in left] == ["10.1.0.0/16"]


def test_a_route_of_cen_is_never_forced(cloud: Cloud) -> None:
    cloud.load(**with_routes({**ROUTE, "type": "CEN"}))
    message = cloud.refused(NAME, interfaces=[{"router_interface_id": "ri-A"}], state="absent", force_routes=True)
    assert "172.16.0.0/16 in vtb-AAA (CEN" in message


def test_a_vpc_that_is_gone_has_no_interfaces(cloud: Cloud) -> None:
    assert cloud.converge(NAME, interfaces=[{"vpc_id": "vpc-none", "name": "one"}], state="absent").actions == ["none"]


def test_a_dead_link_is_recreated(cloud: Cloud) -> None:
    cloud.load(**pair("Inactive"))
    cloud.run(NAME, B, interfaces=[{"router_interface_id": "ri-B"}], state="absent")
    want = {**WANT, "vpc_id": None, "router_id": "vrt-AAA"}
    del want["vpc_id"]
    done = cloud.run(NAME, interfaces=[{**want, "name": "again"}], recreate=True)
    assert done.actions == ["recreated"]
    assert done["writes"] == ["DeleteRouterInterface", "CreateRouterInterface"] == cloud.writes()[-2:]
    assert (done.first["status"], done.first["peer_router_interface_id"]) == ("Idle", None)
    assert done.first["router_interface_id"] != "ri-A"
    assert not cloud.run(NAME, interfaces=[{**want, "name": "again"}], recreate=True)["changed"]


def test_an_interface_that_is_recreated_twice_is_created_twice(cloud: Cloud) -> None:
    """The second creation is like the first one: without a token of its own it would get the first one's response."""
    cloud.load(**pair("Inactive"))
    mine = {key: value for key, value in WANT.items() if key != "vpc_id"} | {"router_id": "vrt-AAA", "name": "mine"}
    theirs = {"role": "acceptor", "router_id": "vrt-BBB", "peer_region": "cn-beijing", "peer_router_id": "vrt-AAA"}
    theirs = {**theirs, "peer_account_id": A}
    ids = ["ri-A"]
    for _turn in range(2):
        cloud.run("router_interface_connections", B, state="inactive", connections=[theirs_key(theirs)])
        cloud.run(NAME, B, interfaces=[theirs], state="absent")
        before = len(cloud.writes())
        ids.append(cloud.run(NAME, interfaces=[mine], recreate=True).first["router_interface_id"])
        assert cloud.writes()[before:].count("CreateRouterInterface") == 1
        other = cloud.run(NAME, B, interfaces=[{**theirs, "peer_router_interface_id": ids[-1]}]).first
        peer = {**mine, "peer_router_interface_id": other["router_interface_id"]}
        cloud.run(NAME, interfaces=[peer])
        connected = cloud.run("router_interface_connections", connections=[{"router_interface_id": ids[-1]}])
        assert not connected.get("failed"), connected["msg"]
    assert len(set(ids)) == 3


def theirs_key(entry: dict[str, t.Any]) -> dict[str, t.Any]:
    return {key: entry[key] for key in ("role", "router_id", "peer_router_id")}


def test_another_region_of_the_peer_needs_a_new_interface(cloud: Cloud) -> None:
    cloud.load(**pair("Idle"))
    want = {"router_interface_id": "ri-A", "peer_region": "cn-shanghai"}
    assert "set recreate=true" in cloud.refused(NAME, interfaces=[want])
    done = cloud.run(NAME, interfaces=[want], recreate=True)
    assert (done.actions, done.first["peer_region"], done.first["name"]) == (["recreated"], "cn-shanghai", "tutorial")


def test_an_interface_that_the_service_has_locked_is_not_changed(cloud: Cloud) -> None:
    locked = interface("ri-A", "InitiatingSide", "Active", business_status="FinancialLocked")
    cloud.load(initiator={"router_interfaces": [locked]})
    want = {"router_interface_id": "ri-A"}
    assert "settle the account's bills" in cloud.refused(NAME, interfaces=[{**want, "name": "two"}])
    assert "refuses DeactivateRouterInterface" in cloud.refused(NAME, interfaces=[want], state="absent")
    assert cloud.converge(NAME, interfaces=[{**want, "tags": {"a": "b"}}]).actions == ["updated"]


def test_one_failure_does_not_stop_the_others(cloud: Cloud) -> None:
    cloud.load(quotas={"router_interfaces_per_router": 1})
    wants = [{**WANT, "name": "one"}, {**WANT, "name": "two", "peer_router_id": "vrt-CCC"}]
    result = cloud.run(NAME, interfaces=wants, threads=1)
    assert result["failed"]
    (failure,) = result["failures"]
    assert failure["error"]["code"] == "QuotaExceeded"
    assert failure["error"]["retryable"] is False
    assert "Quota Center" in failure["error"]["hint"]
    assert failure["error"]["request_id"]
    assert len(result["request_ids"]) == 1
    assert [record["router_interface_id"] is not None for record in result[NAME]] == [True, False]


def test_without_wait_a_created_interface_is_returned_at_once(cloud: Cloud) -> None:
    done = cloud.run(NAME, interfaces=[WANT], wait=False)
    assert (done.actions, done.first["status"]) == (["created"], "Idle")


def test_an_interface_that_somebody_else_is_deleting_is_awaited_and_not_deleted_again(slow_cloud: Cloud) -> None:
    slow_cloud.load(**pair("Idle"))
    gone: dict[str, t.Any] = {"interfaces": [{"router_interface_id": "ri-A"}], "state": "absent"}
    assert not slow_cloud.run(NAME, **gone, wait=False).get("failed")
    again = slow_cloud.run(NAME, **gone)
    assert not again.get("failed"), again["msg"]
    assert (again["changed"], again["writes"]) == (False, [])
    (account, _other) = slow_cloud.simulator.control("state")["accounts"]
    assert not account["router_interfaces"]


def test_an_account_that_can_buy_none_is_shown_the_other_kind_of_link(cloud: Cloud) -> None:
    cloud.load(switches={"vpc_initiators_sold": False})
    refused = cloud.run(NAME, interfaces=[WANT])
    assert "in the role method: vpc_peer" in refused["msg"]
    assert refused["error"]["code"] == "COMMODITY.INVALID_COMPONENT"
