# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From two accounts' snapshots to the entries of each step: the same parameters for every start, and no server."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import STEPS
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import vpcs_to_read
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERED,
    PEERING,
    UIDS,
    end,
    plan,
    refusals,
    role_input,
    route,
    snapshot,
)

BLANK = {"peer_router_interface_id": None, "peer_status": None}


def steps(planned: dict[str, t.Any]) -> dict[str, list[str]]:
    """Return the accounts of the entries of each step that has entries."""
    assert refusals(planned) == []
    return {step: [entry["account"] for entry in planned[step]] for step in STEPS if planned[step]}


def test_a_complete_peering_needs_nothing() -> None:
    planned = plan(*PEERED)
    assert (steps(planned), planned["parts"]) == ({}, [])


def test_an_empty_cloud_needs_all_and_the_acceptor_is_created_with_its_peer() -> None:
    planned = plan(snapshot("a"), snapshot("b"))
    both = ["a", "b"]
    # The module router_interfaces sets the peers of a pair whose ends are both new.
    assert steps(planned) == {"router_interfaces": both, "connections": both, "routes": both}
    assert planned["parts"] == ["present"]
    assert planned["router_interfaces"][0] == {
        "account": "a",
        "new": True,
        "region": "cn-beijing",
        "role": "initiator",
        "name": "one",
        "router_type": "VRouter",
        "router_id": "vrt-a",
        "spec": "Large.1",
        "peer_region": "cn-hangzhou",
        "peer_account_id": UIDS["b"],
        "peer_router_type": "VRouter",
        "peer_router_id": "vrt-b",
        "tags": {"aliops.vpc/peering": "one"},
    }


def test_new_interfaces_are_known_by_their_ends() -> None:
    """The modules look them up: by router, role and the peer's router."""
    planned = plan(snapshot("a"), snapshot("b"))
    initiator = {"region": "cn-beijing", "role": "initiator", "router_id": "vrt-a", "peer_router_id": "vrt-b"}
    acceptor = {"region": "cn-hangzhou", "role": "acceptor", "router_id": "vrt-b", "peer_router_id": "vrt-a"}
    for step, keys in (("router_interfaces", [initiator, acceptor]), ("connections", [initiator, acceptor])):
        assert [{key: entry[key] for key in initiator} for entry in planned[step]] == keys
    peer = plan(snapshot("a"), snapshot("b", end("b", "Idle")))["peers"][0]
    assert {key: peer[key] for key in initiator} == initiator
    assert peer["peer_router_interface_id"] == "ri-b"
    for entry, key in zip(planned["routes"], (initiator, acceptor), strict=True):
        assert "next_hop_id" not in entry
        assert entry["next_hop_interface"] == {name: key[name] for name in ("router_id", "role", "peer_router_id")}


def test_entries_that_no_snapshot_shows_are_new() -> None:
    planned = plan(snapshot("a"), snapshot("b"))
    assert [entry["new"] for step in ("router_interfaces", "routes") for entry in planned[step]] == [True] * 4
    partly = plan(snapshot("a", end("a", "Idle", **BLANK)), snapshot("b"))
    assert [(entry["account"], entry["new"]) for entry in partly["router_interfaces"]] == [("b", True)]


@pytest.mark.parametrize(
    "seen",
    [
        (snapshot("a"), snapshot("b", end("b", "Idle"))),
        (snapshot("a", end("a", "Idle")), snapshot("b")),
    ],
)
def test_interfaces_that_no_list_shows_yet_are_created_with_the_same_parameters(seen: t.Any) -> None:
    """A killed run may have created one, and the service returns it for the same parameters only.

    The module adds the id of the acceptor's peer, whether it creates the peer or the plan names it.
    """

    def created(*snapshots: t.Any) -> dict[str, t.Any]:
        entries = [dict(entry) for entry in plan(*snapshots)["router_interfaces"]]
        for entry in entries:
            if entry["role"] == "acceptor":
                entry.pop("peer_router_interface_id", None)
        return {entry["account"]: entry for entry in entries}

    first, again = created(snapshot("a"), snapshot("b")), created(*seen)
    assert again == {account: first[account] for account in again}
    assert again


def test_the_acceptor_names_an_initiator_that_exists_and_the_initiator_no_acceptor() -> None:
    (acceptor,) = plan(snapshot("a", end("a", "Idle", **BLANK)), snapshot("b"))["router_interfaces"]
    assert (acceptor["account"], acceptor["peer_router_interface_id"]) == ("b", "ri-a")
    planned = plan(snapshot("a"), snapshot("b", end("b", "Idle", **BLANK)))
    (initiator,) = planned["router_interfaces"]
    assert (initiator["account"], "peer_router_interface_id" in initiator) == ("a", False)
    assert planned["peers"][0]["peer_router_interface_id"] == "ri-b"


def test_each_end_is_watched_in_its_own_account() -> None:
    """The service shows one account late what the other one did."""
    assert steps(plan(snapshot("a"), snapshot("b")))["connections"] == ["a", "b"]
    idle = plan(snapshot("a", end("a", "Idle")), snapshot("b", end("b", "Idle"), routes=[route("b")]))
    assert steps(idle)["connections"] == ["a", "b"]
    behind = plan(snapshot("a", end("a", "Idle")), snapshot("b", end("b", "Active")))
    assert "one, initiator a: " in refusals(behind)[0]


def test_a_plan_without_steps_has_the_summary() -> None:
    planned = plan(*PEERED)
    assert planned["summary"]["peerings"][0]["initiator"]["status"] == "Active"
    assert "summary" not in plan(snapshot("a"), snapshot("b"))


@pytest.mark.parametrize(
    ("ends", "needed"),
    [
        (("Idle", None), {"router_interfaces": ["b"], "peers": ["a"], "connections": ["a", "b"]}),
        ((None, "Idle"), {"router_interfaces": ["a"], "peers": ["a", "b"], "connections": ["a", "b"]}),
        (("Idle", "Idle"), {"connections": ["a", "b"]}),
        (("Connecting", "AcceptingConnecting"), {"connections": ["a", "b"]}),
        (("Active", "Inactive"), {"connections": ["a", "b"]}),
        (("Inactive", "Active"), {"connections": ["a"]}),
        (("Inactive", "Inactive"), {"connections": ["a", "b"]}),
        (("Deactivating", "Activating"), {"connections": ["a", "b"]}),
        (("Active", "Active"), {}),
    ],
)
def test_every_start_continues_from_where_it_is(
    ends: tuple[str | None, str | None], needed: dict[str, list[str]]
) -> None:
    lone = ends[0] is None or ends[1] is None
    snapshots = [
        snapshot(
            account,
            *([end(account, status, **(BLANK if lone else {}))] if status else []),
            routes=[route(account)] if status else [],
        )
        for account, status in {"a": ends[0], "b": ends[1]}.items()
    ]
    routes = {"routes": [account for account, status in {"a": ends[0], "b": ends[1]}.items() if status is None]}
    assert steps(plan(*snapshots)) == {**needed, **(routes if lone else {})}


def test_a_pair_created_the_other_way_round_is_taken_as_it_is() -> None:
    a = snapshot("a", end("a", "Active", role="acceptor", spec="Negative"), routes=[route("a")])
    b = snapshot("b", end("b", "Active", role="initiator", spec="Large.1"), routes=[route("b")])
    assert steps(plan(a, b)) == {}


def test_another_spec_is_a_change_and_another_name_is_not() -> None:
    a = snapshot("a", end("a", "Active", spec="Large.2", name="theirs"), routes=[route("a")])
    planned = plan(a, PEERED[1])
    assert steps(planned) == {"router_interfaces": ["a"]}
    (entry,) = planned["router_interfaces"]
    assert entry["spec"] == "Large.1"
    assert "name" not in entry


def test_an_interface_that_is_being_deleted_is_replaced() -> None:
    planned = plan(snapshot("a", end("a", "Deleting")), snapshot("b"))
    assert steps(planned)["router_interfaces"] == ["a", "b"]


def test_a_wrong_peer_on_a_connected_interface_is_a_finding() -> None:
    a = snapshot(
        "a", end("a", "Active", peer_router_interface_id="ri-gone", peer_status="Deleted"), routes=[route("a")]
    )
    (first, *_rest) = refusals(plan(a, snapshot("b")))
    assert first.startswith("one, initiator a: ri-a in cn-beijing is Active, so the API cannot change")


def test_a_foreign_route_is_a_finding_or_a_move() -> None:
    a = snapshot("a", end("a", "Active"), routes=[route("a", "ri-foreign")])
    (finding,) = refusals(plan(a, PEERED[1]))
    assert "172.16.100.0/24 in vtb-a already has next hop ri-foreign; set peering_on_conflict=replace" in finding
    assert steps(plan(a, PEERED[1], on_conflict="replace")) == {"routes": ["a"]}


def destinations_of(account: str, planned: dict[str, t.Any]) -> list[str]:
    return [entry["destination"] for entry in planned["routes"] if entry["account"] == account]


def tables_of(account: str, planned: dict[str, t.Any]) -> list[str]:
    return [entry["route_table_id"] for entry in planned["routes"] if entry["account"] == account]


@pytest.mark.parametrize(
    ("routes", "destinations"),
    [("vswitches", ["172.16.100.0/24"]), ("vpc", ["172.16.0.0/12"]), ("none", [])],
)
def test_each_side_routes_the_blocks_of_its_peer(routes: str, destinations: list[str]) -> None:
    b = snapshot("b")
    b["vpcs"][0]["cidr_block"] = "172.16.0.0/12"
    planned = plan(snapshot("a"), b, peerings=[{**PEERING, "routes": routes}])
    assert destinations_of("a", planned) == destinations


def test_a_side_may_name_its_own_routes() -> None:
    peering = {**PEERING, "initiator": {**PEERING["initiator"], "routes": ["172.16.0.0/16", "172.17.0.0/16"]}}
    planned = plan(snapshot("a"), snapshot("b"), peerings=[peering])
    assert destinations_of("a", planned) == ["172.16.0.0/16", "172.17.0.0/16"]


def test_the_teardown_deletes_both_ends_whatever_routes_stay() -> None:
    """Their module deletes the routes whose next hops they are, and no others."""
    foreign = dataclasses.replace(route("a", "ri-foreign"), destination="10.9.0.0/16")
    a = snapshot("a", end("a", "Active"), routes=[route("a"), foreign])
    planned = plan(a, PEERED[1], state="absent")
    assert steps(planned) == {"deletions": ["a", "b"]}
    assert planned["parts"] == ["absent"]
    assert [entry["router_interface_id"] for entry in planned["deletions"]] == ["ri-a", "ri-b"]


def test_the_teardown_of_one_end() -> None:
    assert steps(plan(snapshot("a"), snapshot("b", end("b", "Inactive")), state="absent")) == {"deletions": ["b"]}
    assert steps(plan(snapshot("a"), snapshot("b"), state="absent")) == {}


def test_overlapping_vswitches_are_a_finding() -> None:
    b = snapshot("b")
    b["vpcs"][0]["route_entries"][0]["destination"] = "192.168.0.0/16"
    (finding,) = refusals(plan(snapshot("a"), b))
    assert "one, initiator a: the vSwitch block 192.168.100.0/24 of vpc-a overlaps 192.168.0.0/16 of vpc-b" in finding
    assert finding.endswith("or skip the check vswitch_overlap and list the other blocks in routes.")


def test_a_route_that_covers_an_own_vswitch_is_a_finding() -> None:
    b = snapshot("b")
    b["vpcs"][0]["cidr_block"] = "192.168.0.0/16"
    (finding,) = refusals(plan(snapshot("a"), b, peerings=[{**PEERING, "routes": "vpc"}]))
    assert "the route to 192.168.0.0/16 would cover the own vSwitch block 192.168.100.0/24" in finding


def test_each_vpc_is_read_once() -> None:
    other = {**PEERING, "name": "two", "acceptor": {"account": "b", "region": "cn-hangzhou", "router_id": "vrt-c"}}
    assert vpcs_to_read(role_input(PEERING, other)["connections"], ["a", "b"]) == [
        {"account": "a", "region": "cn-beijing", "vpc_id": "vpc-a"},
        {"account": "b", "region": "cn-hangzhou", "vpc_id": "vpc-b"},
        {"account": "b", "region": "cn-hangzhou", "router_id": "vrt-c"},
    ]


def test_only_the_own_sides_vpcs_are_read() -> None:
    connections = role_input()["connections"]
    assert [vpc["account"] for vpc in vpcs_to_read(connections, ["b"])] == ["b"]


def to_own(block: str, table: str = "vtb-a", hop: str = "ri-a") -> RouteEntry:
    return dataclasses.replace(route("a", hop), destination=block, route_table_id=table)


def purged(planned: dict[str, t.Any]) -> list[tuple[str, str]]:
    return [
        (entry["route_table_id"], entry["destination"]) for entry in planned["routes"] if entry.get("state") == "absent"
    ]


SURPLUS = [route("a"), to_own("10.7.0.0/16"), to_own("172.16.100.0/24", "vtb-old"), to_own("10.8.0.0/16", hop="ri-x")]


def test_routes_to_the_own_interface_that_nobody_wants_are_purged_and_no_others() -> None:
    a = snapshot("a", end("a", "Active"), routes=SURPLUS)
    assert purged(plan(a, PEERED[1])) == [("vtb-a", "10.7.0.0/16"), ("vtb-old", "172.16.100.0/24")]
    assert purged(plan(a, PEERED[1], peerings=[{**PEERING, "routes": "none"}]))[0] == ("vtb-a", "172.16.100.0/24")
    assert steps(plan(a, PEERED[1], purge_routes=False)) == {}


def test_an_entry_that_shares_its_traffic_with_another_next_hop_is_not_purged() -> None:
    a = snapshot("a", end("a", "Active"), routes=[route("a"), to_own("10.7.0.0/16", hop="ri-a,ri-x")])
    assert steps(plan(a, PEERED[1])) == {}


def test_nothing_is_surplus_as_long_as_the_peers_blocks_are_unknown() -> None:
    a = snapshot("a", end("a", "Active"), routes=SURPLUS)
    alone = {**PEERING, "acceptor": {**PEERING["acceptor"], "account": "theirs"}}
    options: dict[str, t.Any] = {"accounts": {"a": {}}, "handshakes": []}
    assert purged(plan(a, peerings=[alone], **options)) == []
    narrowed = {**alone, "initiator": {**PEERING["initiator"], "routes": ["172.16.100.0/24"]}}
    assert purged(plan(a, peerings=[narrowed], **options)) == [
        ("vtb-a", "10.7.0.0/16"),
        ("vtb-old", "172.16.100.0/24"),
    ]


def test_all_tables_that_vswitches_use_get_the_routes() -> None:
    a = snapshot("a")
    tables = [("vtb-a", "System", ["vsw-1"]), ("vtb-2", "Custom", ["vsw-2"]), ("vtb-3", "Custom", [])]
    a["vpcs"][0]["route_tables"] = [
        {"route_table_id": table, "type": kind, "vswitch_ids": vswitches} for table, kind, vswitches in tables
    ]
    planned = plan(a, snapshot("b"))
    assert tables_of("a", planned) == ["vtb-a", "vtb-2"]
    system = plan(a, snapshot("b"), peerings=[{**PEERING, "tables": "system"}])
    assert tables_of("a", system) == ["vtb-a"]
