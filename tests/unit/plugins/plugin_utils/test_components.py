# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which peerings may be converged apart from each other, and the facts that each part gets about the rest."""

from __future__ import annotations

import itertools
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.plugin_utils._components import component_facts, components, outline
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import role_input

Peering = dict[str, t.Any]


def side(account: str, vpc: t.Any, region: str = "cn-beijing", way: str = "vpc_id") -> Peering:
    prefix = {"vpc_id": "vpc-", "router_id": "vrt-"}.get(way, "")
    return {"account": account, "region": region, way: f"{prefix}{vpc}" if isinstance(vpc, str) else vpc}


def peering(name: str, initiator: t.Any, acceptor: t.Any, **more: t.Any) -> Peering:
    return {"name": name, "initiator": initiator, "acceptor": acceptor, **more}


def named(connections: t.Sequence[Peering], **account_ids: str) -> dict[str, list[str]]:
    return {
        component.name: [connections[number]["name"] for number in component.numbers]
        for component in components(connections, account_ids)
    }


def names(connections: t.Sequence[Peering], **account_ids: str) -> list[list[str]]:
    return list(named(connections, **account_ids).values())


def test_peerings_that_share_a_vpc_are_one_component_whoever_initiates() -> None:
    chain = [
        peering("c", side("a", "1"), side("b", "1")),
        peering("b", side("c", "1"), side("a", "1")),
        peering("z", side("a", "2"), side("b", "2")),
        peering("a", side("b", "1"), side("d", "1")),
    ]
    (first, second) = components(chain, {})
    assert (first.name, first.numbers, first.accounts) == ("a", (0, 1, 3), ("a", "b", "c", "d"))
    assert (second.name, second.numbers, second.regions) == ("z", (2,), ("cn-beijing",))


def test_the_same_id_elsewhere_is_another_vpc() -> None:
    apart = [
        peering("one", side("a", "1"), side("b", "1")),
        peering("two", side("a", "1", region="cn-hangzhou"), side("c", "1")),
        peering("three", side("a", "1", region="cn-shanghai"), side("c", "1", region="cn-shanghai")),
    ]
    assert names(apart) == [["one"], ["three"], ["two"]]


def test_vpcs_that_are_named_in_several_ways_count_as_one() -> None:
    """The name may be that of either id, which only the service knows; other regions stay apart."""
    mixed = [
        peering("by-id", side("a", "vpc-1"), side("b", "vpc-1")),
        peering("other-id", side("a", "vpc-2"), side("b", "vpc-2")),
        peering("by-name", side("a", "web", way="vpc_name"), side("c", "vpc-3")),
        peering("elsewhere", side("a", "vpc-1", region="cn-hangzhou"), side("b", "vpc-9")),
    ]
    assert names(mixed) == [["by-id", "other-id", "by-name"], ["elsewhere"]]
    assert len(names(mixed[:2])) == 2


def test_two_names_of_one_account_are_one_account() -> None:
    aliases = [
        peering("one", side("a", "vpc-1"), side("b", "vpc-1")),
        peering("two", side("alias", "vpc-1"), side("c", "vpc-1")),
    ]
    assert len(names(aliases)) == 2
    assert names(aliases, a="1231579085529123", alias="1231579085529123") == [["one", "two"]]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("text", "peering_connections, number 2: a peering is a dict with a name"),
        ({"initiator": side("a", "1")}, "peering_connections, number 2: a peering is a dict with a name"),
        (peering("two", {"account": "a"}, side("b", "1")), "two, initiator a: give region"),
        (peering("two", side("a", "1"), "b"), "two, acceptor: give account, region and one of vpc_id"),
        (peering("two", side("a", "1"), {**side("b", "1"), "vpc_name": "b"}), "two, acceptor b: give one of vpc_id"),
        (peering("two", side("a", "1"), side("b", 7)), "two, acceptor b, vpc_id: 7 is not a string; quote it"),
        (peering("one", side("a", "2"), side("b", "2")), "one: two peerings have this name"),
    ],
)
def test_errors_name_their_peering(wrong: t.Any, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        components([peering("one", side("a", "1"), side("b", "1")), wrong], {})
    assert message in str(caught.value)


def test_an_outline_has_no_value_that_the_graph_does_not_need() -> None:
    complete = peering(
        "one", {**side("a", "1"), "routes": "{{ later }}"}, side("b", "1"), spec="{{ later }}", state="absent"
    )
    assert outline(complete) == peering("one", side("a", "1"), side("b", "1"), state="absent")
    assert outline({"name": "one", "initiator": "odd"}) == {"name": "one", "initiator": "odd"}
    assert outline("odd") == "odd"


def test_a_component_knows_how_many_peerings_of_others_may_go() -> None:
    three = [
        peering("one", side("a", "1"), side("b", "1"), state="absent"),
        peering("two", side("a", "2"), side("b", "2"), state="absent"),
        peering("three", side("a", "3"), side("b", "3")),
    ]
    parts = components(three, {})
    assert component_facts(parts, three, {}) == {
        "one": {"peerings": ["one"], "others": {"present": 1, "absent": 2}},
        "two": {"peerings": ["two"], "others": {"present": 1, "absent": 2}},
        "three": {"peerings": ["three"], "others": {"present": 2, "absent": 2}},
    }
    assert component_facts(parts, three, {"state": "absent"})["one"]["others"] == {"present": 2, "absent": 2}


def test_a_host_refuses_the_peerings_of_others() -> None:
    own = peering("own", side("a", "1"), side("b", "1"), spec="Mini.2")
    others = peering("others", side("a", "2"), side("b", "2"), spec="Mini.2")
    component = {"peerings": ["own"], "others": {"present": 0, "absent": 1}}
    assert [connection["name"] for connection in role_input(own, component=component)["connections"]] == ["own"]
    with pytest.raises(RefusedError, match="stands for own, but peering_connections also holds others"):
        role_input(own, others, component=component)
    with pytest.raises(RefusedError, match="holds others and lacks own"):
        role_input(others, component=component)


SIDES = st.builds(
    side,
    st.sampled_from("ab"),
    st.sampled_from("123456"),
    st.sampled_from(["cn-beijing", "cn-hangzhou", "cn-shanghai"]),
    st.sampled_from(["vpc_id", "vpc_id", "vpc_id", "vpc_name"]),
)
ESTATES = st.lists(st.tuples(SIDES, SIDES), max_size=12).map(
    lambda pairs: [peering(f"p{number:02}", *pair) for number, pair in enumerate(pairs)]
)


def may_share(own: Peering, other: Peering, mixed: set[tuple[str, str]]) -> bool:
    """Return whether two peerings may have a VPC in common, by the definition of the documentation."""
    for mine, theirs in itertools.product((own["initiator"], own["acceptor"]), (other["initiator"], other["acceptor"])):
        place = (mine["account"], mine["region"])
        if place == (theirs["account"], theirs["region"]) and (place in mixed or mine == theirs):
            return True
    return False


@given(ESTATES)
def test_no_two_components_share_a_vpc_and_none_could_be_smaller(connections: list[Peering]) -> None:
    """Against the definition: the peerings reached from the first one, step by step, are its whole component."""
    ends = [end for connection in connections for end in (connection["initiator"], connection["acceptor"])]
    ways = {(end["account"], end["region"], "vpc_id" in end) for end in ends}
    mixed = {(account, region) for account, region, by_id in ways if by_id and (account, region, False) in ways}
    left = {connection["name"]: connection for connection in connections}
    expected = set()
    while left:
        part = [left.pop(next(iter(left)))]
        for member in part:  # grows while it is gone through
            part += [left.pop(name) for name, other in list(left.items()) if may_share(member, other, mixed)]
        expected.add(frozenset(member["name"] for member in part))
    assert {frozenset(component) for component in names(connections)} == expected


@given(ESTATES, st.randoms(use_true_random=False))
def test_neither_order_nor_direction_matters(connections: list[Peering], random: t.Any) -> None:
    before = {name: set(part) for name, part in named(connections).items()}
    turned = [
        peering(connection["name"], connection["acceptor"], connection["initiator"]) for connection in connections
    ]
    random.shuffle(turned)
    assert {name: set(part) for name, part in named(turned).items()} == before


def test_peerings_of_both_methods_are_parts_of_one_graph() -> None:
    """The keys of one method only do not matter to the graph, wherever the method is written."""
    blocks = {"routes": ["2408:4005::/56"], "account_id": "1000000000000001"}
    linked = [
        peering("a", {**side("a", "1"), **blocks}, side("b", "1", "cn-hangzhou"), method="vpc_peer", bandwidth=100),
        peering("b", side("b", "1", "cn-hangzhou"), side("c", "1"), spec="Large.1"),
        peering("c", side("c", "2"), side("d", "1", "cn-hangzhou"), bandwidth=100, link_type="Gold"),
    ]
    assert names([outline(connection) for connection in linked]) == [["a", "b"], ["c"]]
