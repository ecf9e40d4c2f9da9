# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""tests/scenarios.py: the simulator loads what it composes, and two tests share nothing."""

from __future__ import annotations

import ast
import pathlib
import sys
import typing as t

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.examples import CHARACTERS
from ansible_collections.aliops.vpc.tests.scenarios import (
    ACCEPTING,
    INITIATING,
    account,
    as_text,
    border_routers,
    ends,
    interface,
    line_ends,
    pair,
    policy,
    route,
    scenario,
    shipped,
    shipped_text,
    statement,
    tutorial,
    tutorial_vpc,
    vpc,
    vpc_peer,
)
from vpc_simulator.clock import Clock
from vpc_simulator.populate import build
from vpc_simulator.reader import Section
from vpc_simulator.scenario import parse
from vpc_simulator.world import World


def world(content: t.Mapping[str, t.Any]) -> World:
    """Return the world that the simulator builds from a scenario's text."""
    return build(Section(parse(as_text(content), "test").content, ""), Clock(), 0, {}, {})


def test_scenarios_need_nothing_of_the_collection() -> None:
    """So the simulator stays independent of the plugins, and a suite without the SDK can use it."""
    tree = ast.parse(pathlib.Path(scenarios.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in names if name not in sys.stdlib_module_names} == {"yaml"}


def test_sides_match_the_shipped_tutorial() -> None:
    for side, shown in zip(scenarios.SIDES.values(), shipped("tutorial")["accounts"], strict=True):
        (network,) = shown["vpcs"]
        assert (side.name, side.uid, side.region) == (shown["name"], shown["uid"], network["region"])
        assert side.key == (shown["access_keys"][0]["id"], shown["access_keys"][0]["secret"])
        assert (side.router_id, side.vswitch_block) == (network["vrouter_id"], network["vswitches"][0]["cidr_block"])
        assert side.vpc_id == network["vpc_id"]
        assert account(side.name, vpcs=shown["vpcs"], cdt=True) == shown
        assert tutorial_vpc(side.name) == network


def test_the_tutorial_without_a_change_is_the_shipped_one() -> None:
    assert tutorial() == shipped("tutorial") == yaml.safe_load(shipped_text("tutorial"))


def test_the_last_change_wins_and_the_others_stay() -> None:
    content = tutorial(
        pair("Idle"), {"acceptor": {"overdue": True}, "seed": 7}, acceptor={"router_interfaces": []}, seed=8
    )
    first, second = content["accounts"]
    assert [end["status"] for end in first["router_interfaces"]] == ["Idle"]
    assert (second["router_interfaces"], second["overdue"], content["seed"]) == ([], True, 8)
    assert [network["vpc_id"] for network in second["vpcs"]] == ["vpc-87654321"]


def test_nothing_is_shared() -> None:
    networks = [vpc("hub", "cn-beijing", "10.0.0.0/8")]
    contents = [
        tutorial(initiator={"vpcs": networks}),
        scenario(account("initiator", vpcs=networks)),
        shipped("tutorial"),
    ]
    for content in contents:
        content["accounts"][0]["vpcs"][0]["cidr_block"] = "changed"
    assert networks == [vpc("hub", "cn-beijing", "10.0.0.0/8")]
    assert "changed" not in as_text(tutorial()) + as_text(shipped("tutorial"))


def test_a_network() -> None:
    routed = vpc("hub", "cn-beijing", "10.0.0.0/8", "10.9.1.0/24", "10.9.2.0/24", routes=[route("11.0.0.0/8", "ri-x")])
    loaded = world(scenario(account("initiator", vpcs=[routed])))
    assert list(loaded.vpcs["vpc-hub"].vswitch_ids) == ["vsw-hub", "vsw-hub-2"]
    assert loaded.vpcs["vpc-hub"].router_id == "vrt-hub"
    assert "11.0.0.0/8" in [str(destination) for destination in loaded.tables["vtb-hub"].by_destination]


@pytest.mark.parametrize("peer_status", [None, "Inactive"])
def test_a_pair_whose_ends_name_each_other(peer_status: str | None) -> None:
    loaded = world(tutorial(pair("Active", peer_status, initiating={"spec": "Large.1"}))).interfaces
    own, other = loaded["ri-A"], loaded["ri-B"]
    assert (own.status, own.spec, other.status) == ("Active", "Large.1", peer_status or "Active")
    for end, peer in ((own, other), (other, own)):
        assert (end.opposite_interface_id, end.opposite_router_id) == (peer.id, peer.router_id)
        assert (end.opposite_owner, end.opposite_region) == (peer.uid, peer.region)


def test_keys_of_an_interface_replace_the_tutorials() -> None:
    blank = interface("ri-1", INITIATING, opposite_interface_id="", opposite_router_id="", router_id="vrt-hub")
    assert (blank["opposite_interface_id"], blank["router_id"], blank["opposite_region"]) == (
        "",
        "vrt-hub",
        "cn-hangzhou",
    )
    named = ends("Idle", ids=("ri-1", "ri-2"), routers=("vrt-1", "vrt-2"), name="theirs")
    assert [(end["router_id"], end["opposite_interface_id"], end["role"]) for end in named] == [
        ("vrt-1", "ri-2", INITIATING),
        ("vrt-2", "ri-1", ACCEPTING),
    ]
    assert {end["name"] for end in named} == {"theirs"}


def test_a_vpc_peering_connection() -> None:
    loaded = world(tutorial(vpc_peer_connections=[vpc_peer("Accepting", name="theirs")])).peer_connections
    (connection,) = loaded
    assert [end.uid for end in connection.ends] == [scenarios.INITIATOR.uid, scenarios.ACCEPTOR.uid]
    assert (connection.id, connection.status, connection.requester.name) == ("pcc-one", "Accepting", "theirs")


def test_lines_to_border_routers() -> None:
    loaded = world(tutorial(border_routers(1, 2, statuses=("active", "active", "terminated"))))
    assert sorted(loaded.interfaces) == ["ri-line-1", "ri-line-2", "ri-vpc-1", "ri-vpc-2"]
    line, home = (loaded.interfaces[end["router_interface_id"]] for end in line_ends(2))
    assert (line.router_id, line.opposite_router_type, home.opposite_router_type) == ("vbr-2", "VRouter", "VBR")
    assert (line.uid, line.opposite_owner, line.opposite_region) == (home.uid, home.opposite_owner, home.region)
    assert {"vtb-line-1", "vtb-line-2", "vtb-line-3"} < set(loaded.tables)


def test_a_user_with_a_policy() -> None:
    key = scenarios.access_key(("LTAI-user", "not-a-secret-user"), user="ansible", policies=["reader"])
    reader = policy(statement("vpc:Describe*"), statement("vpc:Create*", effect="Deny"))
    keys = [scenarios.owner_key("initiator"), key]
    world(tutorial(initiator={"access_keys": keys, "policies": {"reader": reader}}))


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(CHARACTERS),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS), inner, max_size=3),
        max_leaves=5,
    )
)
def test_text_keeps_the_composed_values_and_can_be_extended(value: t.Any) -> None:
    text = as_text({"description": value, "accounts": []}) + "seed: 7\n"
    assert yaml.safe_load(text) == {"description": value, "accounts": [], "seed": 7}
