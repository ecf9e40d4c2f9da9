# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each check by its name: what it finds, and that it can be switched off."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.aliops.vpc.plugins.filter.peering_fleet import peering_fleet
from ansible_collections.aliops.vpc.plugins.filter.peering_plan import peering_plan
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERING,
    WHOLE,
    end,
    plan,
    route,
    snapshot,
)


def finding(a: t.Any, b: t.Any, rule: str, peering: t.Any = None, **options: t.Any) -> str:
    """Return the one sentence that a check says; without the check there is none."""
    (said,) = plan(a, b, peering, **options)["findings"]
    assert plan(a, b, peering, skip=[rule], **options)["findings"] == []
    return str(said)


def changed(account: str, **vpc: t.Any) -> dict[str, t.Any]:
    one = snapshot(account)
    one["vpcs"][0].update(vpc)
    return one


def test_a_vpc_that_is_not_available() -> None:
    said = finding(changed("a", status="Pending"), snapshot("b"), "vpc")
    assert said == "one, initiator a: the VPC vpc-a is Pending, not Available; try again later."


def test_two_vpcs_of_one_name() -> None:
    a = snapshot("a")
    a["vpcs"].append({**a["vpcs"][0], "vpc_id": "vpc-z"})
    named = {**PEERING, "initiator": {"account": "a", "region": "cn-beijing", "vpc_name": "a"}}
    (said,) = plan(a, snapshot("b"), named)["findings"]
    assert "several VPCs in cn-beijing are named a; give vpc_id" in said


def test_a_vpc_without_a_system_table() -> None:
    tables = [{"route_table_id": "vtb-a", "type": "Custom", "vswitch_ids": []}]
    (said,) = plan(changed("a", route_tables=tables), snapshot("b"))["findings"]
    assert said == "one, initiator a: the VPC vpc-a has no system route table."


def test_bills_outstanding() -> None:
    a = snapshot("a", end("a", "Active", business_status="FinancialLocked"), routes=[route("a")])
    assert "the account has bills outstanding for ri-a; pay them first" in finding(a, WHOLE[1], "overdue")


def test_warnings_do_not_stop_a_run() -> None:
    a = changed("a", cen_status="Attached", cidr_block="10.0.0.0/8")
    planned = plan(a, changed("b", cidr_block="10.0.0.0/8"))
    assert planned["findings"] == []
    assert [text.split(":")[0] for text in planned["warnings"]] == ["one, initiator a", "one"]
    assert "attached to a CEN" in planned["warnings"][0]
    assert "10.0.0.0/8 overlaps 10.0.0.0/8" in planned["warnings"][1]


def test_a_name_that_no_interface_can_have() -> None:
    numbered = {**PEERING, "name": "1st"}
    (said,) = plan(snapshot("a"), snapshot("b"), numbered)["findings"]
    assert "'1st' cannot name router interfaces" in said
    # Without the check the module's own rule still holds for what would be created, and only for that.
    assert (
        "name: '1st' cannot name a router interface"
        in plan(snapshot("a"), snapshot("b"), numbered, skip=["name"])["findings"][0]
    )
    assert plan(*WHOLE, numbered, skip=["name"])["findings"] == []


def test_what_the_service_refuses_cannot_be_switched_off() -> None:
    own = {**PEERING, "initiator": {**PEERING["initiator"], "routes": ["100.64.1.0/24"]}}
    (said,) = plan(snapshot("a"), snapshot("b"), own, skip=["route_overlap"])["findings"]
    assert "100.64.0.0/10 is the service's own addresses" in said


def test_a_pair_that_somebody_else_made() -> None:
    a = snapshot("a", end("a", "Active", name="theirs"), routes=[route("a")])
    assert "the pair exists as ri-a (theirs)" in finding(a, WHOLE[1], "adoption", adopt="never")


@pytest.mark.parametrize(
    ("quotas", "said"),
    [
        (
            {"interfaces_per_router": 0, "routes_per_table": None},
            "a: the router vrt-a would have 1 router interfaces, and the quota is 0",
        ),
        ({"interfaces_per_region": "0"}, "a: the region cn-beijing would have 1 router interfaces, and the quota is 0"),
        ({"routes_per_table": 0}, "a: vtb-a would have 1 custom route entries, and the quota is 0"),
    ],
)
def test_quotas(quotas: dict[str, t.Any], said: str) -> None:
    found = plan(snapshot("a"), snapshot("b"), quotas=quotas)["findings"]
    assert any(said in one and "Cloud Enterprise Network" in one for one in found)
    assert plan(snapshot("a"), snapshot("b"), skip=["quota"], quotas=quotas)["findings"] == []
    assert plan(*WHOLE, quotas=quotas)["findings"] == []


@pytest.mark.parametrize("quotas", [None, {}, {"interfaces_per_router": "100"}, {"interfaces_per_region": None}])
def test_quotas_that_are_high_enough(quotas: t.Any) -> None:
    """A text is what extra variables and INI inventories make of a number, and null is what they are usually."""
    assert plan(snapshot("a"), snapshot("b"), quotas=quotas)["findings"] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"quotas": 100}, "peering_quotas: 100 is not a dict, such as {interfaces_per_region: 20}"),
        ({"quotas": "interfaces_per_region=20"}, "peering_quotas: 'interfaces_per_region=20' is not a dict"),
        ({"quotas": {"interfaces": 9}}, "there is no quota 'interfaces'; did you mean interfaces_per_router or "),
        ({"quotas": {"absent": 9}}, "peering_quotas: there is no quota 'absent'"),
        ({"quotas": {"interfaces_per_region": "many"}}, "peering_quotas, interfaces_per_region: 'many' is not a whole"),
        ({"quotas": {"routes_per_table": -1}}, "peering_quotas, routes_per_table: -1 is not a whole number of 0 or"),
        ({"quotas": {"routes_per_table": True}}, "peering_quotas, routes_per_table: True is not a whole number"),
        ({"quotas": {"routes_per_table": [200]}}, "peering_quotas, routes_per_table: [200] is not a whole number"),
        ({"absent": "some"}, "peering_absent_limit: 'some' is not a whole number"),
        ({"absent": -1}, "peering_absent_limit: -1 is not a whole number"),
        ({"skip": {"cen": True}}, "peering_skip_checks: {'cen': True} is not a list of words"),
        ({"skip": [7]}, "peering_skip_checks: [7] is not a list of words"),
    ],
)
def test_odd_limits_are_refused(options: dict[str, t.Any], said: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        plan(snapshot("a"), snapshot("b"), **options)
    assert said in str(caught.value)


def test_checks_to_skip_may_be_a_text_with_commas() -> None:
    """A check is skipped by its whole name: account is not in same_account."""
    quotas = {"interfaces_per_router": 0}
    assert plan(snapshot("a"), snapshot("b"), skip="cen, quota", quotas=quotas)["findings"] == []
    assert plan(snapshot("a"), snapshot("b"), skip="quotas", quotas=quotas)["findings"]


def test_too_many_to_go() -> None:
    said = finding(*WHOLE, "absent_limit", state="absent", absent=0)
    assert "1 peerings would be taken away, more than peering_absent_limit (0)" in said
    assert plan(*WHOLE, state="absent", absent=0, absent_confirmed=True)["findings"] == []
    assert plan(snapshot("a"), snapshot("b"), state="absent", absent=0)["findings"] == []


def test_what_other_hosts_may_take_away_counts_too() -> None:
    """Ten components with one peering each are ten peerings; with nothing left to go, nobody has to confirm."""
    component = {"peerings": ["one"], "others": {"present": 1, "absent": 9}}
    going = peering_fleet([copy.deepcopy(PEERING)], state="absent")

    def said(a: t.Any, b: t.Any, state: str, **options: t.Any) -> list[str]:
        options = {"absent": 5, "component": component, "state": state, **options}
        return list(peering_plan(going, [a, b], ["a", "b"], **options)["findings"])

    (text,) = said(*WHOLE, "absent")
    assert "1 peerings would be taken away here, and up to 9 by other hosts, more than peering_absent_limit (5)" in text
    assert said(*WHOLE, "absent", absent_confirmed=True) == said(*WHOLE, "present") == []
    assert said(snapshot("a"), snapshot("b"), "absent") == []


def side(role: str, **more: t.Any) -> dict[str, t.Any]:
    return {**PEERING, role: {**PEERING[role], **more}}


def local(block: str) -> dict[str, t.Any]:
    return RouteEntry("cn-hangzhou", "vtb-b", block, "local", kind="System", status="Available").as_result()


def test_ipv6_vswitches_are_left_out_with_a_warning() -> None:
    b = snapshot("b")
    b["vpcs"][0]["route_entries"].append(local("2408:4001:1::/64"))
    planned = plan(snapshot("a"), b)
    assert planned["warnings"] == [
        "one, initiator a: 2408:4001:1::/64 of vpc-b is left out, router interfaces carry IPv4 only."
    ]
    assert [one["entry"]["destination"] for one in planned["routes"]["a"]] == ["172.16.100.0/24"]
    assert plan(snapshot("a"), b, skip=["ipv6"])["warnings"] == []


def unchecked(change: t.Any, **options: t.Any) -> dict[str, t.Any]:
    """Plan a peering that has not passed the rules of the role's input, which refuse most of this before."""
    (peering,) = peering_fleet([copy.deepcopy(PEERING)])
    return peering_plan([{**peering, **change}], [snapshot("a"), snapshot("b")], ["a", "b"], **options)


def test_ipv6_by_hand_is_refused_with_the_cure() -> None:
    (said,) = unchecked(side("initiator", routes=["2408:4001:1::/64"]), skip=["ipv6"])["findings"]
    assert said == (
        "one, initiator a: routes names 2408:4001:1::/64, but router interfaces carry IPv4 only; take it out of routes."
    )


@pytest.mark.parametrize("block", ["10.0.0.0/8", "0.0.0.0/0", "224.0.1.0/24", "127.0.0.0/8", "169.254.7.0/24"])
def test_destinations_that_the_service_does_not_take_from_everybody(block: str) -> None:
    peering = side("initiator", routes=[block])
    vpc = changed("a", route_entries=[])
    assert f"a route to {block} will be refused" in finding(vpc, snapshot("b"), "route_destination", peering)
    # An entry that exists shows that the service took it.
    made = dataclasses.replace(route("a"), destination=block)
    a = snapshot("a", end("a", "Active"), routes=[made])
    a["vpcs"][0]["route_entries"].pop(0)
    assert plan(a, WHOLE[1], peering)["findings"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"spec": "Huge"}, "one, initiator a: value of spec must be one of: Mini.2"),
        (side("acceptor", interface_name="-"), "one, acceptor b: name: '-' cannot name a router interface"),
        (
            side("initiator", routes=["10.9.0.0/16", "10.9.0.0/255.255.0.0"]),
            "10.9.0.0/16 in vtb-a is given more than once",
        ),
    ],
)
def test_what_a_module_would_refuse_is_found_before_anything_is_written(change: t.Any, said: str) -> None:
    (found,) = unchecked(change)["findings"]
    assert said in found


def test_a_teardown_that_the_service_refuses_is_found_before_its_first_step() -> None:
    a = snapshot("a", end("a", "Active", charge_type="PrePaid"), routes=[route("a")])
    (said,) = plan(a, WHOLE[1], state="absent")["findings"]
    assert said.startswith("one, initiator a: ri-a in cn-beijing is PrePaid")


def three(*blocks: str, **more: t.Any) -> dict[str, t.Any]:
    """Two VPCs of account b with these vSwitch blocks, both peered with the one of account a."""
    b = snapshot("b")
    b["vpcs"][0]["route_entries"] = [local(blocks[0])]
    table = {"route_table_id": "vtb-c", "type": "System", "vswitch_ids": None}
    entry = {**local(blocks[1]), "route_table_id": "vtb-c"}
    ids = {"vpc_id": "vpc-c", "router_id": "vrt-c", "name": "c"}
    b["vpcs"].append({**b["vpcs"][0], **ids, "route_tables": [table], "route_entries": [entry]})
    two = {**PEERING, "name": "two", "acceptor": {**PEERING["acceptor"], "vpc_id": "vpc-c", **more}}
    return peering_plan(peering_fleet([PEERING, two]), [snapshot("a"), b], ["a", "b"], skip=["route_conflict"])


def test_one_destination_in_one_table_for_two_peerings_is_one_finding() -> None:
    (said,) = three("172.16.1.0/24", "172.16.1.0/24")["findings"]
    assert said == (
        "one, initiator a and two, initiator a: both want a route to 172.16.1.0/24 in vtb-a;"
        " narrow routes of one of them, or set it to none."
    )
    assert three("172.16.1.0/24", "172.16.2.0/24")["findings"] == []
