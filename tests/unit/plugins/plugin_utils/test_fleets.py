# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Defaults, stars and meshes: peerings made of lists."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.aliops.vpc.plugins.filter.full_mesh import full_mesh
from ansible_collections.aliops.vpc.plugins.filter.hub_and_spoke import hub_and_spoke
from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    Result,
    plan,
    refusals,
    role_input,
    unread,
)


def vpc(name: str) -> dict[str, t.Any]:
    return {"name": name, "account": f"account-{name}", "region": "cn-beijing", "vpc_id": f"vpc-{name}"}


def side(name: str) -> dict[str, t.Any]:
    return {key: value for key, value in vpc(name).items() if key != "name"}


ACCOUNTS: Result = {"account-a": {}, "account-b": {}}
PAIR = {"name": "one", "initiator": side("a"), "acceptor": side("b")}


def connections(*peerings: Result, **variables: t.Any) -> list[Result]:
    """Return the peerings as the role's tasks get them."""
    return list(role_input(*peerings, **{"accounts": ACCOUNTS, **variables})["connections"])


def refused_input(**variables: t.Any) -> str:
    """Return the message with which the role refuses its input."""
    with pytest.raises(RefusedError) as caught:
        role_input(**{"accounts": ACCOUNTS, **variables})
    return str(caught.value)


def test_defaults_fill_missing_values() -> None:
    (peering,) = connections({**PAIR, "routes": None}, defaults={"spec": "Large.1", "routes": "vpc"})
    assert (peering["spec"], peering["routes"], peering["state"]) == ("Large.1", "vpc", "present")
    (peering,) = connections({**PAIR, "spec": "Mini.2"}, defaults={"spec": "Large.1"})
    assert (peering["spec"], peering["routes"]) == ("Mini.2", "vswitches")


def test_a_teardown_deletes_all_peerings() -> None:
    (peering,) = connections({**PAIR, "state": "present"}, state="absent")
    assert peering["state"] == "absent"


def test_all_errors_are_reported_at_once() -> None:
    nameless = {**PAIR, "initiator": {"account": "a", "region": "r"}, "spec": "Mini.2"}
    text = refused_input(connections=[PAIR, PAIR, nameless])
    assert "one: spec is needed" in text
    assert "one, initiator a: give one of vpc_id, router_id, vpc_name" in text
    assert "two peerings have this name" in text


def test_a_method_that_does_not_exist_needs_no_spec() -> None:
    text = refused_input(connections=[{**PAIR, "method": "vpc-peer"}])
    assert "vpc-peer" in text
    assert "spec is needed" not in text


def test_a_star() -> None:
    peerings = hub_and_spoke([vpc("x"), vpc("y")], vpc("hub"), spec="Mini.2")
    assert peerings == [
        {"name": "x-hub", "spec": "Mini.2", "initiator": side("x"), "acceptor": side("hub")},
        {"name": "y-hub", "spec": "Mini.2", "initiator": side("y"), "acceptor": side("hub")},
    ]


def test_a_mesh() -> None:
    assert [peering["name"] for peering in full_mesh([vpc("x"), vpc("y"), vpc("z")])] == ["x-y", "x-z", "y-z"]


def test_a_quota_that_is_too_small_names_the_vpcs_and_another_product() -> None:
    with pytest.raises(AnsibleFilterError, match=r"hub \(6\).*Cloud Enterprise Network"):
        hub_and_spoke([vpc(str(number)) for number in range(6)], vpc("hub"))
    with pytest.raises(AnsibleFilterError, match="0 \\(6\\), 1 \\(6\\)"):
        full_mesh([vpc(str(number)) for number in range(7)])
    assert len(full_mesh([vpc(str(number)) for number in range(7)], quota=6)) == 21


def elsewhere(name: str) -> dict[str, t.Any]:
    return {**vpc(name), "region": "cn-hangzhou"}


def spokes(near: int, far: int) -> list[dict[str, t.Any]]:
    """Return VPCs in the region of the hub, and in another one."""
    return [vpc(str(number)) for number in range(near)] + [elsewhere(f"far{number}") for number in range(far)]


def test_vpc_peering_connections_have_limits_of_their_own() -> None:
    assert len(hub_and_spoke(spokes(10, 20), vpc("hub"), method="vpc_peer")) == 30
    text = refusal(hub_and_spoke, spokes(11, 21), vpc("hub"), method="vpc_peer")
    assert "A VPC may have 10 VPC peering connections within its region, and these would need more: hub (11)." in text
    assert "A VPC may have 20 VPC peering connections with other regions, and these would need more: hub (21)." in text
    assert len(hub_and_spoke(spokes(11, 21), vpc("hub"), quota=21, method="vpc_peer")) == 32
    assert "hub (11)" in refusal(hub_and_spoke, spokes(11, 0), vpc("hub"), quota=10, method="vpc_peer")
    assert len(full_mesh(spokes(11, 0), method="vpc_peer")) == 55
    assert "within its region, and these would need more: 0 (11), 1 (11)" in refusal(
        full_mesh, spokes(12, 0), method="vpc_peer"
    )


def test_bandwidth_is_for_peerings_between_two_regions() -> None:
    near, far = hub_and_spoke(spokes(1, 1), vpc("hub"), method="vpc_peer", bandwidth=100, link_type="Gold", tags={})
    assert (near["method"], near["tags"], far["method"], far["tags"]) == ("vpc_peer", {}, "vpc_peer", {})
    assert (far["bandwidth"], far["link_type"]) == (100, "Gold")
    assert not {"bandwidth", "link_type"} & set(near)
    accounts: Result = {f"account-{name}": {} for name in ("0", "far0", "hub")}
    assert [connection["method"] for connection in connections(near, far, accounts=accounts)] == [
        "vpc_peer",
        "vpc_peer",
    ]


@pytest.mark.parametrize("method", ["vpcpeer", 5, ["vpc_peer"]])
def test_an_unknown_method_is_refused(method: t.Any) -> None:
    message = f"method: {method!r} must be one of router_interface, vpc_peer"
    assert message in refusal(full_mesh, [vpc("x"), vpc("y")], method=method)
    assert message in refusal(hub_and_spoke, [vpc("x")], vpc("hub"), method=method)


@pytest.mark.parametrize("quota", ["6", "06", " 6"])
def test_a_quota_may_be_a_string_as_extra_variables_make_it(quota: t.Any) -> None:
    assert len(full_mesh([vpc(str(number)) for number in range(7)], quota=quota)) == 21


def test_a_quota_of_null_is_the_usual_one() -> None:
    assert "1 (6)" in refusal(full_mesh, [vpc(str(number)) for number in range(7)], quota=None)


def refusal(make: t.Callable[..., t.Any], *given: t.Any, **options: t.Any) -> str:
    """Return the message with which a filter refuses its input."""
    with pytest.raises(AnsibleFilterError) as caught:
        make(*given, **options)
    return str(caught.value)


@pytest.mark.parametrize("quota", ["six", "", "6.5", -1, "-1", True, [6], {}])
def test_a_quota_that_is_no_number_is_refused(quota: t.Any) -> None:
    message = f"quota: {quota!r} is not a whole number of 0 or more"
    assert message in refusal(full_mesh, [vpc("x")], quota=quota)
    assert message in refusal(hub_and_spoke, [], vpc("hub"), quota=quota)


@pytest.mark.parametrize("odd", [None, "vpc-1", 5, [], {}, {"name": ""}, {"name": 12}, {"account": "a"}])
def test_a_vpc_without_a_name_is_refused(odd: t.Any) -> None:
    message = f"{odd!r} is not a dict with a name, which is a string."
    assert f"VPC number 2: {message}" in refusal(full_mesh, [vpc("x"), odd])
    assert f"VPC number 2: {message}" in refusal(hub_and_spoke, [vpc("x"), odd], vpc("hub"))
    assert f"hub: {message}" in refusal(hub_and_spoke, [vpc("x")], odd)


@pytest.mark.parametrize("odd", [None, "vpc-1", 5, {"name": "x"}])
def test_vpcs_that_are_no_list_are_refused(odd: t.Any) -> None:
    message = f"The VPCs are {odd!r}, not a list of dicts."
    assert message in refusal(full_mesh, odd)
    assert message in refusal(hub_and_spoke, odd, vpc("hub"))


RIGHT = ["0.0.0.0/0", "10.0.0.1/32"]
ODD = ["10.0.0.1/8", "10.0.0.0/33", "::1/64", "fd00::/48", "", "yes", "{{ 1 }}", "10.0.0.0/-1", "\u0661"]


@pytest.mark.parametrize("block", RIGHT)
def test_an_unusual_block_is_taken_as_it_is(block: str) -> None:
    (peering,) = connections({**PAIR, "spec": "Mini.2", "initiator": {**side("a"), "routes": [block]}})
    assert peering["initiator"]["routes"] == [block]


@pytest.mark.parametrize("block", ODD)
def test_an_odd_block_is_refused_with_its_side(block: str) -> None:
    odd = {**PAIR, "spec": "Mini.2", "initiator": {**side("a"), "routes": ["10.0.0.0/8", block]}}
    text = refused_input(connections=[odd])
    assert "one, initiator account-a, routes: " in text
    assert block in text


def test_an_unreadable_account_is_a_finding_that_cannot_be_skipped() -> None:
    reads = [unread(f"account-{name}", "DescribeVpcs failed") for name in "ab"]
    planned = plan(*reads, peerings=[{**PAIR, "spec": "Mini.2"}], accounts=ACCOUNTS, skip_checks=["vpc"])
    assert [text.rpartition(": ")[2] for text in refusals(planned)] == ["DescribeVpcs failed."] * 2
    with pytest.raises(RefusedError, match="there is no check 'credentials'"):
        role_input(skip_checks=["credentials"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": True}, "number 1: a peering is a dict with a name, which is a string"),
        ({"name": 12}, "number 1: a peering is a dict with a name, which is a string"),
        ({"initiator": {**side("a"), "account": True}}, "one, initiator True, account: True is not a string; quote it"),
        (
            {"acceptor": {**side("b"), "vpc_id": False}},
            "one, acceptor account-b, vpc_id: False is not a string; quote it",
        ),
        ({"acceptor": "b"}, "one, acceptor: give account, region and one of vpc_id"),
        (
            {"acceptor": {**side("b"), "interface_name": 12}},
            "one, acceptor account-b, interface_name: 12 is not a string; quote",
        ),
        (
            {"acceptor": {**side("b"), "routes": "vpc"}},
            "one, acceptor account-b, routes: a side takes no keyword such as 'vpc'; give it as routes of the peering",
        ),
        ({"routes": False}, "one, routes: False must be one of vswitches, vpc, none; quote it"),
        (
            {"initiator": {**side("a"), "routes": {"10.0.0.0/8": 1}}},
            "initiator account-a, routes: '10.0.0.0/8' is not the id of a route table, such as vtb-1",
        ),
    ],
)
def test_values_of_unquoted_words_in_yaml_are_refused(changes: dict[str, t.Any], expected: str) -> None:
    assert expected in refused_input(connections=[{**PAIR, "spec": "Mini.2", **changes}])


def test_an_account_that_is_no_dict_is_named() -> None:
    text = refused_input(connections=[{**PAIR, "spec": "Mini.2"}], accounts={"a": "production", "b": {}})
    assert "peering_accounts, a: an account is a dict of options" in text


COMPONENT = {"peerings": ["one"], "others": {"present": 0, "absent": "1"}}


@pytest.mark.parametrize("component", [None, COMPONENT], ids=["once", "on an inventory's host"])
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, "peering_connections: it is needed"),
        ("one", "peering_connections: 'one' is not a list of peerings"),
        ({"name": "one"}, "peering_connections: {'name': 'one'} is not a list of peerings"),
        ([None], "peering_connections, number 1: a peering is a dict with a name"),
        (["one"], "peering_connections, number 1: a peering is a dict with a name"),
        ([[PAIR]], "peering_connections, number 1: a peering is a dict with a name"),
        ([{}], "peering_connections, number 1: a peering is a dict with a name"),
        ([{**PAIR, "acceptor": None}], "one, acceptor: give account, region and one of vpc_id"),
        ([{**PAIR, "acceptor": [side("b")]}], "one, acceptor: give account, region and one of vpc_id"),
        ([{**PAIR, "acceptor": {**side("b"), "vpc_id": None}}], "one, acceptor account-b: give one of vpc_id"),
    ],
)
def test_odd_peerings_are_refused_wherever_they_are_given(
    written: t.Any, expected: str, component: dict[str, t.Any] | None
) -> None:
    assert expected in refused_input(connections=written, defaults={"spec": "Mini.2"}, component=component)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"accounts": "production"}, "peering_accounts: give a dict"),
        ({"accounts": ["production"]}, "peering_accounts: give a dict"),
        ({"defaults": "spec=Mini.2"}, "peering_defaults: 'spec=Mini.2' is not a dict, such as {spec: Large.1}"),
        ({"defaults": ["spec"]}, "peering_defaults: ['spec'] is not a dict"),
        ({"component": {}}, "peering_component: {} is not a value that the inventory plugin sets"),
        ({"component": "one"}, "peering_component: 'one' is not a value that the inventory plugin sets"),
        ({"component": {**COMPONENT, "peerings": None}}, "is not a value that the inventory plugin sets"),
        ({"component": {**COMPONENT, "others": {}}}, "is not a value that the inventory plugin sets"),
        (
            {"component": {**COMPONENT, "others": {"present": -1, "absent": 0}}},
            "peering_component, others, present: -1 is not a whole number",
        ),
    ],
)
def test_variables_that_are_no_dicts_are_refused(options: dict[str, t.Any], expected: str) -> None:
    assert expected in refused_input(connections=[{**PAIR, "spec": "Mini.2"}], **options)


def test_null_counts_as_missing() -> None:
    (peering,) = connections({**PAIR, "spec": "Mini.2", "state": None}, defaults=None, component=COMPONENT)
    assert (peering["routes"], peering["state"]) == ("vswitches", "present")
