# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The discovered file of the shipped scenarios, of a company's estate, and of each kind of link that is no pair."""

from __future__ import annotations

import copy
import json
import pathlib
import re
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.modules.discovering import Discovery, accounts_of, discovered_in, proven
from ansible_collections.aliops.vpc.tests.modules.role import Role
from ansible_collections.aliops.vpc.tests.scenarios import (
    Data,
    border_routers,
    pair,
    route,
    shipped,
    tutorial,
    tutorial_vpc,
    vpc,
    vpc_peer,
)

MARK = "aliops.vpc/peering"
ROUTED = {
    "initiator": {"vpcs": [tutorial_vpc("initiator", routes=[route("172.16.100.0/24", "ri-A")])]},
    "acceptor": {"vpcs": [tutorial_vpc("acceptor", routes=[route("192.168.100.0/24", "ri-B")])]},
}
PEERED = {
    side: {"vpcs": [{**own["vpcs"][0], "routes": [
        {**own["vpcs"][0]["routes"][0], "next_hop_id": "pcc-one", "next_hop_type": "VpcPeer"}
    ]}]}
    for side, own in ROUTED.items()
}  # fmt: skip


def world(*changes: Data, **more: t.Any) -> Data:
    return tutorial(ROUTED, *changes, **more)


def company() -> Data:
    """A group of companies: a pair created by hand, routed on one side only, VPCs with several tables, one in a CEN."""
    by_hand = {"region": "cn-hangzhou", "opposite_region": "cn-hangzhou", "opposite_router_type": "VRouter"}
    tables = [
        {"route_table_id": "vtb-web-app", "vswitch_ids": ["vsw-web-2"]},
        {"route_table_id": "vtb-web-db", "vswitch_ids": ["vsw-web-3"]},
    ]
    core = vpc("core", "cn-hangzhou", "10.10.0.0/16", "10.10.1.0/24", "10.10.2.0/24", tags={"owner": "net"})
    first, second = scenarios.ends(ids=("ri-foreign-a", "ri-foreign-b"), routers=("vrt-core", "vrt-legacy"))
    own = {**first, "name": "legacy-by-bob", "spec": "Small.1", "tags": {"team": "bob"}}
    own |= {"opposite_interface_owner_id": "1000000000000004", "opposite_region": by_hand["opposite_region"]}
    other = {**second, "opposite_interface_owner_id": "1000000000000001", "opposite_region": "cn-hangzhou"}
    web = ("10.20.1.0/24", "10.20.2.0/24", "10.20.3.0/24")
    vpcs = {
        "prod": [
            {**core, "routes": [route("10.99.0.0/16", "ri-foreign-a", name="to-legacy")]},
            vpc("web", "cn-beijing", "10.20.0.0/16", *web, route_tables=tables),
        ],
        "data": [vpc("lake", "cn-hangzhou", "10.40.0.0/16", "10.40.1.0/24")],
        "office": [vpc("office", "cn-beijing", "10.20.0.0/16", "10.20.100.0/24")],
        "legacy": [vpc("legacy", "cn-hangzhou", "10.99.0.0/16", "10.99.1.0/24")],
    }
    interfaces = {"prod": [own], "legacy": [{key: value for key, value in other.items() if key != "name"}]}
    return scenarios.scenario(
        *(
            {
                "name": name,
                "uid": f"100000000000000{number}",
                "access_keys": [{"id": f"LTAI-{name}", "secret": f"not-a-secret-{name}"}],
                "vpcs": own_vpcs,
                "router_interfaces": interfaces.get(name, []),
            }
            for number, (name, own_vpcs) in enumerate(vpcs.items(), 1)
        )
    )


@pytest.mark.parametrize("name", ["drifted", "empty", "full_mesh", "hub_and_spokes", "tutorial"])
def test_the_shipped_scenarios(simulator: Simulator, name: str) -> None:
    discovery = proven(simulator, shipped(name))
    assert discovery.names == (["by-hand"] if name == "drifted" else [])
    if name == "drifted":
        assert discovery.kinds == [
            ("inactive", ["ri-core-billing", "ri-billing-core"]),
            ("not connected", ["ri-core-search"]),
            ("not connected", ["ri-search-core"]),
            ("dangling", ["ri-core-archive"]),
            ("leftover route", ["ri-billing-core"]),
            ("leftover route", ["ri-core-billing"]),
            ("leftover route", ["ri-core-gone"]),
        ]


def test_a_company(simulator: Simulator) -> None:
    discovery = proven(simulator, company())
    (peering,) = discovery.peerings
    assert peering == {
        "name": "legacy-by-bob",
        "method": "router_interface",
        "spec": "Small.1",
        "tables": "used",
        "routes": "vpc",
        "initiator": {"account": "prod", "region": "cn-hangzhou", "vpc_id": "vpc-core"},
        "acceptor": {
            "account": "legacy",
            "region": "cn-hangzhou",
            "vpc_id": "vpc-legacy",
            "interface_name": "ri-foreign-b",
            "routes": [],
        },
    }
    assert "tags that not all ends have alike, or that nobody can write: team" in discovery.text


def test_two_accounts_of_four(simulator: Simulator) -> None:
    """The other side is named by its account's id, and the own side stays as it is."""
    discovery = proven(simulator, company(), ["prod", "data"])
    (peering,) = discovery.peerings
    assert peering["initiator"]["routes"] == ["10.99.0.0/16"]
    assert peering["acceptor"] == {
        "account": "1000000000000004",
        "account_id": "1000000000000004",
        "region": "cn-hangzhou",
        "router_id": "vrt-legacy",
    }


@pytest.mark.parametrize("side", ["initiator", "acceptor"])
def test_an_unnamed_end_of_another_accounts_pair(simulator: Simulator, side: str) -> None:
    """It is found by the router of its peer, which nobody reads."""
    discovery = proven(simulator, world(pair(name="")), [side])
    (peering,) = discovery.peerings
    assert peering["mark"] is False
    assert {"router_id" in peering[role] for role in ("initiator", "acceptor")} == {True, False}


def test_a_peering_of_the_role_is_discovered_as_it_was_written(simulator: Simulator) -> None:
    """By both methods, with marks, tags, and other names of the interfaces."""
    simulator.load(tutorial())
    accounts = accounts_of(simulator, tutorial())
    for method, more in (("router_interface", {"spec": "Large.1"}), ("vpc_peer", {"bandwidth": 100})):
        simulator.load(tutorial())
        sides: Data = {
            "initiator": {"account": "initiator", "region": "cn-beijing", "vpc_id": "vpc-12345678"},
            "acceptor": {"account": "acceptor", "region": "cn-hangzhou", "vpc_id": "vpc-87654321"},
        }
        written = {"name": "one", "method": method, **more, "tags": {"team": "net"}, **sides}
        assert Role(accounts, [written]).run("present") == []
        discovery = discovered_in(simulator, accounts)
        (peering,) = discovery.peerings
        link_type = {"link_type": "Gold"} if method == "vpc_peer" else {}
        assert peering == {**written, **link_type, "tables": "used", "routes": "vswitches"}


def test_an_unnamed_pair_is_not_marked(simulator: Simulator) -> None:
    discovery = proven(simulator, world(pair(name="")))
    (peering,) = discovery.peerings
    assert (peering["name"], peering["mark"]) == ("initiator-acceptor", False)
    # Without the line a run marks the pair, and later runs know it by the mark.
    marking = [{key: value for key, value in peering.items() if key != "mark"}]
    outcome = Role(discovery.accounts, marking).carry_out()
    assert outcome.writes == ["TagResourcesForExpressConnect"] * 2
    again = discovered_in(simulator, discovery.accounts)
    assert again.peerings == marking


@pytest.mark.parametrize(
    ("changes", "name", "mark"),
    [
        (pair(name="one"), "one", None),
        (pair(name="one", accepting={"name": "other"}), "one", None),
        (pair(name="one", tags={MARK: "two"}), "two", None),
        (pair(name="one", initiating={"tags": {MARK: "two"}}), "two", None),
        (pair(name="one", initiating={"tags": {MARK: "two"}}, accepting={"tags": {MARK: "three"}}), "one", False),
        (pair(name="one", tags={MARK: "two words"}), "one", False),
        (pair(name="one", tags={f"key-{number}": "" for number in range(20)}), "one", False),
    ],
)
def test_names_and_marks(simulator: Simulator, changes: Data, name: str, mark: bool | None) -> None:
    (peering,) = proven(simulator, world(changes)).peerings
    assert (peering["name"], peering.get("mark")) == (name, mark)


def test_another_mark(simulator: Simulator) -> None:
    marked = world(pair(name="one", tags={"owner": "two", MARK: "three"}))
    simulator.load(marked)
    discovery = discovered_in(simulator, accounts_of(simulator, marked), mark="owner")
    (peering,) = discovery.peerings
    assert (peering["name"], peering["tags"]) == ("two", {MARK: "three"})
    assert discovery.role(mark="owner").carry_out().steps == []


@pytest.mark.parametrize(
    ("changes", "kind", "ids"),
    [
        (pair("Active", "Inactive"), "inactive", ["ri-A", "ri-B"]),
        (pair("Idle"), "not connected", ["ri-A", "ri-B"]),
        (pair(initiating={"peer_deleted": True, "opposite_interface_id": "ri-X"}), "dangling", ["ri-A"]),
        (border_routers(1), "border router", ["ri-line-1", "ri-vpc-1"]),
        ({"vpc_peer_connections": [vpc_peer("Accepting")]}, "unanswered request", ["pcc-one"]),
        ({"vpc_peer_connections": [vpc_peer("Rejected")]}, "dangling", ["pcc-one"]),
        ({"vpc_peer_connections": [vpc_peer("Expired")]}, "dangling", ["pcc-one"]),
    ],
)
def test_links_that_are_no_pair(simulator: Simulator, changes: Data, kind: str, ids: list[str]) -> None:
    discovery = proven(simulator, world(changes))
    assert discovery.peerings == []
    assert (kind, ids) in discovery.kinds
    assert f"# No pair, {kind}:" in discovery.text


def test_an_inactive_pair_of_an_account_that_was_not_given(simulator: Simulator) -> None:
    discovery = proven(simulator, world(pair("Inactive")), ["initiator"])
    assert ("foreign end", ["ri-A"]) in discovery.kinds


def test_a_region_that_was_not_asked_for(simulator: Simulator) -> None:
    discovery = proven(simulator, world(pair()), discover_regions=["cn-beijing"])
    assert ("other end not read", ["ri-A"]) in discovery.kinds


def test_a_region_that_refuses_is_named(simulator: Simulator) -> None:
    """In the file without the details that change from call to call, in the warning with all of them."""
    refusing = world(pair())
    denied = scenarios.policy(
        scenarios.statement("*"), scenarios.statement("vpc:DescribeVpcs", "acs:vpc:cn-hangzhou:*:*", "Deny")
    )
    for account in refusing["accounts"]:
        account["policies"] = {"most": denied}
        account["access_keys"] = [{**account["access_keys"][0], "user": "most", "policies": ["most"]}]
    discovery = proven(simulator, refusing)
    assert "#   - acceptor, cn-hangzhou: DescribeVpcs: Forbidden.RAM\n" in discovery.text
    assert [warning.split(":")[0] for warning in discovery.plan["warnings"]] == [
        "acceptor, cn-hangzhou",
        "initiator, cn-hangzhou",
    ]
    assert ("other end not read", ["ri-A"]) in discovery.kinds


def test_an_account_that_cannot_be_read_at_all_fails(simulator: Simulator) -> None:
    simulator.load(world(pair()))
    accounts = accounts_of(simulator, tutorial())
    accounts["acceptor"]["access_key_secret"] = "wrong"
    plan = discovered_in(simulator, accounts).plan
    (message,) = plan["msg"]
    assert plan["final"] is True
    assert message.startswith("acceptor could not be read: ")
    assert "discovered" not in plan


def test_two_names_of_one_account_fail(simulator: Simulator) -> None:
    simulator.load(world(pair()))
    accounts = accounts_of(simulator, tutorial())
    plan = discovered_in(simulator, {**accounts, "again": copy.deepcopy(accounts["initiator"])}).plan
    assert plan["msg"] == ["again and initiator are the same account, 1231579085529123: give one of them only."]


def test_two_links_of_the_same_vpcs(simulator: Simulator) -> None:
    """The next hop of the routes is the peering; the other link is named."""
    both = world(pair(name="old"), vpc_peer_connections=[vpc_peer(name="new")])
    discovery = proven(simulator, both)
    assert discovery.names == ["old"]
    assert ("no peering", ["pcc-one"]) in discovery.kinds
    assert "# new is a pair, but no peering here, because:\n#   - old joins the same two VPCs" in discovery.text
    moved = tutorial(PEERED, pair(name="old"), vpc_peer_connections=[vpc_peer(name="new")])
    assert proven(simulator, moved).names == ["new"]


def test_a_third_end_between_the_same_routers_is_ambiguous(simulator: Simulator) -> None:
    change = pair(name="one")
    change["initiator"]["router_interfaces"].append(scenarios.interface("ri-C", "InitiatingSide", name="three"))
    discovery = proven(simulator, world(change))
    assert discovery.kinds[0] == ("no peering", ["ri-A", "ri-B"])
    assert "could be any of ri-A (one, Active), ri-C (three, Idle)" in discovery.text, discovery.text


def test_routes_that_differ_between_the_tables(simulator: Simulator) -> None:
    own = tutorial_vpc(
        "initiator",
        route_tables=[
            {
                "route_table_id": "vtb-2",
                "vswitch_ids": ["vsw-2"],
                "routes": [route("172.16.100.0/24", "ri-A"), route("10.7.0.0/16", "ri-A")],
            }
        ],
        routes=[route("172.16.100.0/24", "ri-A")],
    )
    own["vswitches"] = [*own["vswitches"], {"vswitch_id": "vsw-2", "cidr_block": "192.168.200.0/24"}]
    discovery = proven(simulator, world(pair(name="one"), initiator={"vpcs": [own]}))
    (peering,) = discovery.peerings
    assert peering["initiator"]["routes"] == {
        "vtb-2": ["10.7.0.0/16", "172.16.100.0/24"],
        "vtb-AAA": ["172.16.100.0/24"],
    }


def test_nothing_of_the_cloud_is_evaluated_or_breaks_the_file(simulator: Simulator) -> None:
    """Whoever may write a tag or a name in an account must not run anything where the file is used."""
    evil = "{{ lookup('pipe', 'id') }}"
    tags = {
        "evil": evil,
        "block": "{% set x = 1 %}",
        "hash": "{# x #}",
        "colon": "a: b #c",
        "quote": "'\"",
        "no": "yes",
    }
    left_out = {"{{ evil }}": "key", "acs:evil": "key"}
    hostile = "evil\n  - name: hacked \u2028\x85" + evil
    change = pair(name="one", tags={**tags, **left_out}, description=hostile)
    change["initiator"]["router_interfaces"].append(
        scenarios.interface(
            "ri-C", "InitiatingSide", name=hostile, opposite_router_id="vrt-CCC", opposite_interface_id=""
        )
    )
    discovery = proven(simulator, world(change))
    (peering,) = discovery.peerings
    assert (peering["name"], peering["tags"], peering["description"]) == ("one", tags, hostile)
    for value in ("evil", "block", "hash"):
        assert f"{value}: !unsafe" in discovery.text
    assert "description: !unsafe" in discovery.text
    lines = [line for line in discovery.text.splitlines() if "hacked" in line and not line.lstrip().startswith("#")]
    assert [line.strip() for line in lines] == [line.strip() for line in lines if "unsafe" in line]


def test_defaults_of_the_user_that_would_change_a_pair(simulator: Simulator) -> None:
    """They apply to the file's peerings too, so such a pair is not among them."""
    discovery = proven_with_defaults(simulator, {"description": "of the user"})
    assert discovery.kinds[0] == ("no peering", ["ri-A", "ri-B"])
    assert "a run would change it (router_interfaces)" in discovery.text


def proven_with_defaults(simulator: Simulator, defaults: Data) -> Discovery:
    content = world(pair(name="one"))
    simulator.load(content)
    discovery = discovered_in(simulator, accounts_of(simulator, content), defaults=defaults)
    assert Role(discovery.accounts, discovery.peerings, defaults, {}).carry_out().steps == []
    return discovery


GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "discover.md"


def limited(actions: t.Collection[str]) -> Data:
    """Return a world in which each account's key may call these actions only."""
    tables = [{"route_table_id": "vtb-2", "vswitch_ids": []}]
    own = tutorial_vpc("initiator", routes=[route("172.16.100.0/24", "ri-A")], route_tables=tables)
    content = world(pair(), initiator={"vpcs": [own]}, switches={"caller_identity_needs_permission": True})
    for account in content["accounts"]:
        account["policies"] = {"least": scenarios.policy(scenarios.statement(list(actions)))}
        account["access_keys"] = [{**account["access_keys"][0], "user": "reader", "policies": ["least"]}]
    return content


def test_the_policy_of_the_guide_is_enough_and_all_of_it_is_needed(simulator: Simulator) -> None:
    """docs/discover.md shows it; a run with peerings needs another one."""
    (block,) = re.findall(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (statement,) = json.loads(block)["Statement"]
    assert statement["Resource"] == "*"

    def read(actions: t.Collection[str]) -> Data:
        content = limited(actions)
        simulator.load(content)
        return discovered_in(simulator, accounts_of(simulator, content), discover_regions=[]).plan

    complete = read(statement["Action"])
    assert (len(complete["discovered"]["peerings"]), complete["warnings"]) == (1, [])
    for action in statement["Action"]:
        plan = read([other for other in statement["Action"] if other != action])
        denied = " ".join([*plan.get("msg", ()), *plan["warnings"]])
        assert action.partition(":")[2] in denied, action
