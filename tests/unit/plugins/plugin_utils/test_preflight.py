# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each check by its name: its findings, and that it can be skipped."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERED,
    PEERING,
    Result,
    end,
    merged,
    plan,
    refusals,
    role_input,
    route,
    snapshot,
)


def finding(a: Result, b: Result, rule: str, **variables: t.Any) -> str:
    """Return the only finding of a plan; without its check there is none."""
    (text,) = refused(a, b, **variables)
    assert refused(a, b, skip_checks=[rule], **variables) == []
    return text


def refused(a: Result, b: Result, **variables: t.Any) -> list[str]:
    return refusals(plan(a, b, **variables))


def changed(account: str, **vpc: t.Any) -> dict[str, t.Any]:
    read = snapshot(account)
    read["vpcs"][0].update(vpc)
    return read


def test_a_vpc_that_is_not_available() -> None:
    text = finding(changed("a", status="Pending"), snapshot("b"), "vpc")
    assert text == "one, initiator a: the VPC vpc-a is Pending, not Available; try again later."


def test_two_vpcs_of_one_name() -> None:
    a = snapshot("a")
    a["vpcs"].append({**a["vpcs"][0], "vpc_id": "vpc-z"})
    named = {**PEERING, "initiator": {"account": "a", "region": "cn-beijing", "vpc_name": "a"}}
    (text,) = refused(a, snapshot("b"), peerings=[named])
    assert "several VPCs in cn-beijing are named a; give vpc_id" in text


def test_a_vpc_without_a_system_table() -> None:
    tables = [{"route_table_id": "vtb-a", "type": "Custom", "vswitch_ids": []}]
    (text,) = refused(changed("a", route_tables=tables), snapshot("b"))
    assert text == "one, initiator a: the VPC vpc-a has no system route table."


def test_bills_outstanding() -> None:
    a = snapshot("a", end("a", "Active", business_status="FinancialLocked"), routes=[route("a")])
    assert "the account has bills outstanding for ri-a; pay them first" in finding(a, PEERED[1], "overdue")


def test_warnings_do_not_stop_a_run() -> None:
    a = changed("a", cen_status="Attached", cidr_block="10.0.0.0/8")
    planned = plan(a, changed("b", cidr_block="10.0.0.0/8"))
    assert refusals(planned) == []
    assert [text.split(":")[0] for text in planned["warnings"]] == ["one, initiator a", "one"]
    assert "attached to a CEN" in planned["warnings"][0]
    assert "10.0.0.0/8 overlaps 10.0.0.0/8" in planned["warnings"][1]


def test_a_name_that_no_interface_can_have() -> None:
    numbered = {**PEERING, "name": "1st"}
    (text,) = refused(snapshot("a"), snapshot("b"), peerings=[numbered])
    assert "'1st' cannot name router interfaces" in text
    # Without the check the module's own rule still holds, for new interfaces only.
    assert (
        "name: '1st' cannot name a router interface"
        in refused(snapshot("a"), snapshot("b"), peerings=[numbered], skip_checks=["name"])[0]
    )
    assert refused(*PEERED, peerings=[numbered], skip_checks=["name"]) == []


def test_refusals_of_the_service_cannot_be_skipped() -> None:
    own = {**PEERING, "initiator": {**PEERING["initiator"], "routes": ["100.64.1.0/24"]}}
    (text,) = refused(snapshot("a"), snapshot("b"), peerings=[own], skip_checks=["route_overlap"])
    assert "100.64.0.0/10 is the service's own addresses" in text


def test_a_pair_that_somebody_else_created() -> None:
    a = snapshot("a", end("a", "Active", name="theirs"), routes=[route("a")])
    assert "the pair exists as ri-a (theirs)" in finding(a, PEERED[1], "adoption", adopt="never")


@pytest.mark.parametrize(
    ("quotas", "expected"),
    [
        (
            {"interfaces_per_router": 0, "routes_per_table": None},
            "a: the router vrt-a would have 1 router interfaces, and the quota is 0",
        ),
        ({"interfaces_per_region": "0"}, "a: the region cn-beijing would have 1 router interfaces, and the quota is 0"),
        ({"routes_per_table": 0}, "a: vtb-a would have 1 custom route entries, and the quota is 0"),
    ],
)
def test_quotas(quotas: dict[str, t.Any], expected: str) -> None:
    texts = refused(snapshot("a"), snapshot("b"), quotas=quotas)
    assert any(expected in text and "Cloud Enterprise Network" in text for text in texts)
    assert refused(snapshot("a"), snapshot("b"), skip_checks=["quota"], quotas=quotas) == []
    assert refused(*PEERED, quotas=quotas) == []


@pytest.mark.parametrize("quotas", [{}, {"interfaces_per_router": "100"}, {"interfaces_per_region": None}])
def test_quotas_that_are_high_enough(quotas: t.Any) -> None:
    """Extra variables and INI inventories make a string of a number, and null means the usual quota."""
    assert refused(snapshot("a"), snapshot("b"), quotas=quotas) == []


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"quotas": 100}, "peering_quotas: 100 is not a dict, such as {interfaces_per_region: 20}"),
        ({"quotas": "interfaces_per_region=20"}, "peering_quotas: 'interfaces_per_region=20' is not a dict"),
        ({"quotas": {"interfaces": 9}}, "there is no quota 'interfaces'; did you mean interfaces_per_router or "),
        ({"quotas": {"absent": 9}}, "peering_quotas: there is no quota 'absent'"),
        ({"quotas": {"interfaces_per_region": "many"}}, "peering_quotas, interfaces_per_region: 'many' is not a whole"),
        ({"quotas": {"routes_per_table": -1}}, "peering_quotas, routes_per_table: -1 is not a whole number of 0 or"),
        ({"quotas": {"routes_per_table": True}}, "peering_quotas, routes_per_table: True is not a whole number"),
        ({"quotas": {"routes_per_table": [200]}}, "peering_quotas, routes_per_table: [200] is not a whole number"),
        ({"absent_limit": "some"}, "peering_absent_limit: 'some' is not a whole number"),
        ({"absent_limit": -1}, "peering_absent_limit: -1 is not a whole number"),
        ({"skip_checks": {"cen": True}}, "peering_skip_checks: {'cen': True} is not a list of strings"),
        ({"skip_checks": [7]}, "peering_skip_checks: [7] is not a list of strings"),
    ],
)
def test_odd_limits_are_refused(variables: dict[str, t.Any], expected: str) -> None:
    with pytest.raises(RefusedError) as caught:
        role_input(**variables)
    assert expected in str(caught.value)


def test_checks_to_skip_may_be_a_string_with_commas() -> None:
    """A check is skipped by its whole name, and the others still judge."""
    quotas = {"interfaces_per_router": 0}
    assert refused(snapshot("a"), snapshot("b"), skip_checks="cen, quota", quotas=quotas) == []
    assert refused(snapshot("a"), snapshot("b"), skip_checks="same_account", quotas=quotas)


def test_more_removals_than_the_limit() -> None:
    text = finding(*PEERED, "absent_limit", state="absent", absent_limit=0)
    assert "1 peerings would be removed, more than peering_absent_limit (0)" in text
    assert refused(*PEERED, state="absent", absent_limit=0, confirm_absent=True) == []
    assert refused(snapshot("a"), snapshot("b"), state="absent", absent_limit=0) == []


def test_removals_by_other_hosts_count_too() -> None:
    """Ten components with one peering each are ten peerings; with nothing left to go, nobody has to confirm."""
    component = {"peerings": ["one"], "others": {"present": 1, "absent": 9}}
    going = {**PEERING, "state": "absent"}

    def texts(a: Result, b: Result, state: str, **variables: t.Any) -> list[str]:
        return refused(a, b, peerings=[going], component=component, state=state, **variables)

    (text,) = texts(*PEERED, "absent")
    assert "1 peerings would be removed here, and up to 9 by other hosts, more than peering_absent_limit (5)" in text
    assert texts(*PEERED, "absent", confirm_absent=True) == texts(*PEERED, "present") == []
    assert texts(snapshot("a"), snapshot("b"), "absent") == []


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
    assert [entry["destination"] for entry in planned["routes"] if entry["account"] == "a"] == ["172.16.100.0/24"]
    assert plan(snapshot("a"), b, skip_checks=["ipv6"])["warnings"] == []


def unchecked(change: Result, **variables: t.Any) -> list[str]:
    """Return the refusals of a peering that has not passed the rules of the input, which refuse most of this before."""
    given = role_input(**variables)
    (peering,) = given["connections"]
    odd = {**given, "connections": [{**peering, **change}]}
    return refusals(make_plan(Run(odd, merged(snapshot("a"), snapshot("b")))))


def test_ipv6_by_hand_is_refused_with_the_cure() -> None:
    (text,) = unchecked(side("initiator", routes=["2408:4001:1::/64"]), skip_checks=["ipv6"])
    assert text == (
        "one, initiator a: routes names 2408:4001:1::/64, but router interfaces carry IPv4 only; take it out of routes."
    )


@pytest.mark.parametrize("block", ["10.0.0.0/8", "0.0.0.0/0", "224.0.1.0/24", "127.0.0.0/8", "169.254.7.0/24"])
def test_destinations_that_the_service_does_not_take_from_everybody(block: str) -> None:
    peering = side("initiator", routes=[block])
    vpc = changed("a", route_entries=[])
    assert f"a route to {block} will be refused" in finding(vpc, snapshot("b"), "route_destination", peerings=[peering])
    # An entry that exists shows that the service took it.
    existing = dataclasses.replace(route("a"), destination=block)
    a = snapshot("a", end("a", "Active"), routes=[existing])
    a["vpcs"][0]["route_entries"].pop(0)
    assert refused(a, PEERED[1], peerings=[peering]) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"spec": "Huge"}, "one, initiator a: value of spec must be one of: Mini.2"),
        (side("acceptor", interface_name="-"), "one, acceptor b: name: '-' cannot name a router interface"),
        (
            side("initiator", routes=["10.9.0.0/16", "10.9.0.0/255.255.0.0"]),
            "10.9.0.0/16 in vtb-a is given more than once",
        ),
    ],
)
def test_refusals_of_a_module_are_found_before_anything_is_written(change: t.Any, expected: str) -> None:
    (text,) = unchecked(change)
    assert expected in text


def test_a_teardown_that_the_service_refuses_is_found_before_its_first_step() -> None:
    a = snapshot("a", end("a", "Active", charge_type="PrePaid"), routes=[route("a")])
    (text,) = refused(a, PEERED[1], state="absent")
    assert text.startswith("one, initiator a: ri-a in cn-beijing is PrePaid")


def three(*blocks: str, **more: t.Any) -> list[str]:
    """Return the refusals of two VPCs of account b with these vSwitch blocks, both peered with the one of account a."""
    b = snapshot("b")
    b["vpcs"][0]["route_entries"] = [local(blocks[0])]
    table = {"route_table_id": "vtb-c", "type": "System", "vswitch_ids": None}
    entry = {**local(blocks[1]), "route_table_id": "vtb-c"}
    ids = {"vpc_id": "vpc-c", "router_id": "vrt-c", "name": "c"}
    b["vpcs"].append({**b["vpcs"][0], **ids, "route_tables": [table], "route_entries": [entry]})
    two = {**PEERING, "name": "two", "acceptor": {**PEERING["acceptor"], "vpc_id": "vpc-c", **more}}
    return refused(snapshot("a"), b, peerings=[PEERING, two])


def test_one_destination_in_one_table_for_two_peerings_is_one_finding() -> None:
    (text,) = three("172.16.1.0/24", "172.16.1.0/24")
    assert text == (
        "one, initiator a and two, initiator a: both want a route to 172.16.1.0/24 in vtb-a;"
        " narrow routes of one of them, or set it to none."
    )
    assert three("172.16.1.0/24", "172.16.2.0/24") == []
