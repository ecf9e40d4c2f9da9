# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a migration: from a rung to the entries of each step, and the refusals before the first write."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import GOALS, RUNGS, rung_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._plan import migration
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration_routes import TEMPORARY
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt, make_plan
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.connection_snapshots import (
    BY_CONNECTION,
    connection,
    joined,
    routed,
)
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    BLOCKS,
    REGIONS,
    end,
    merged,
    refusals,
    route,
    run,
)

Result = dict[str, t.Any]
EXCLUDED = {"failures": [{"error": {"code": "ResourceAlreadyExist.RouterInterface"}}]}
SUBNETS = {"a": ("172.16.100.0/25", "172.16.100.128/25"), "b": ("192.168.100.0/25", "192.168.100.128/25")}


def side(account: str, rung: str, *more: RouteEntry) -> Result:
    """Return an account whose side of the peering is on a rung."""
    connections = [] if rung == "router_interface" else [connection()]
    status = {"deactivated": "Inactive", "retired": None}.get(rung, "Active")
    interfaces = [end(account, status)] if status else []
    on_pair = rung in ("router_interface", "prepared")
    routes = [route(account) if on_pair else routed(account), *more]
    return joined(account, *connections, interfaces=interfaces, routes=routes)


def both(rung: str, *more: RouteEntry) -> list[Result]:
    """Return both accounts on a rung; ``more`` are further routes of the first one."""
    return [side("a", rung, *more), side("b", rung)]


def planned(*snapshots: Result, earlier: Attempt | None = None, **variables: t.Any) -> Result:
    """Return the plan of a migration."""
    given = {"state": "migrate", "migrate_to": "switched", **variables}
    return make_plan(run(*snapshots, peerings=[BY_CONNECTION], **given), earlier)


def steps(plan: Result) -> list[tuple[str, int]]:
    """Return the steps that are not empty, each with the number of its entries."""
    return [(step, len(plan[step])) for step in migration.STEPS if plan[step]]


MOVES = [("initiator_moves", 1), ("acceptor_moves", 1)]
CLIMBS: dict[tuple[str, str], list[tuple[str, int]]] = {
    ("router_interface", "prepared"): [("vpc_peers", 1)],
    ("router_interface", "switched"): [("vpc_peers", 1), *MOVES],
    ("router_interface", "retired"): [("vpc_peers", 1), *MOVES, ("deactivations", 2), ("retirements", 2)],
    ("prepared", "deactivated"): [*MOVES, ("deactivations", 2)],
    ("switched", "prepared"): MOVES,
    ("deactivated", "switched"): [("activations", 2)],
    ("deactivated", "prepared"): [("activations", 2), *MOVES],
    ("deactivated", "retired"): [("retirements", 2)],
    **{(goal, goal): [] for goal in GOALS},
}


@pytest.mark.parametrize(("start", "goal"), CLIMBS, ids="-".join)
def test_one_order_of_steps_is_safe_up_and_down(start: str, goal: str) -> None:
    plan = planned(*both(start), migrate_to=goal, confirm_retire=True)
    assert refusals(plan) == []
    assert steps(plan) == CLIMBS[start, goal]
    assert plan["parts"] == (["migrate"] if CLIMBS[start, goal] else [])


def test_the_steps_are_in_their_order() -> None:
    """The new next hops of routes are up before the routes move, and the old ones go down only after that."""
    place = {step: number for number, step in enumerate(migration.STEPS)}
    routes = [place[step] for step in place if step.endswith(("additions", "moves", "removals"))]
    assert max(place["vpc_peers"], place["activations"]) < min(routes)
    assert max(routes) < place["deactivations"] < place["retirements"]
    for role in ("initiator", "acceptor"):
        assert place[f"{role}_additions"] < place[f"{role}_moves"] < place[f"{role}_removals"]


def test_two_subnets_of_each_block_exist_while_it_moves() -> None:
    plan = planned(*both("prepared"), migrate_routes="more_specific")
    for role, account in (("initiator", "a"), ("acceptor", "b")):
        for step in ("additions", "removals"):
            entries = plan[f"{role}_{step}"]
            assert tuple(entry["destination"] for entry in entries) == SUBNETS[account]
            assert {(entry["account"], entry["next_hop_id"]) for entry in entries} == {(account, "pcc-one")}
        assert {entry["description"] for entry in plan[f"{role}_additions"]} == {TEMPORARY}
        assert {entry["state"] for entry in plan[f"{role}_removals"]} == {"absent"}


def other(destination: str, hop: str = "ri-a", **more: t.Any) -> RouteEntry:
    """Return another route of the first account."""
    kind = "VpcPeer" if hop.startswith("pcc") else "RouterInterface"
    entry = RouteEntry(REGIONS["a"], "vtb-a", destination, kind, hop, kind="Custom", status="Available")
    return dataclasses.replace(entry, **more)


def test_a_subnet_that_has_a_route_already_is_left_out() -> None:
    theirs = other(SUBNETS["a"][0], "vpn-1", next_hop_type="VpnGateway")
    plan = planned(*both("prepared", theirs), migrate_routes="more_specific", allow_interruption=True)
    for step in ("initiator_additions", "initiator_removals"):
        assert [entry["destination"] for entry in plan[step]] == [SUBNETS["a"][1]]


@pytest.mark.parametrize("hop", ["pcc-one", "ri-a"])
@pytest.mark.parametrize("rung", ["prepared", "switched"])
def test_the_rest_of_a_killed_run_is_removed(rung: str, hop: str) -> None:
    """A temporary entry, whose block has a route by one of the two links, goes once that route has moved."""
    rest = other(SUBNETS["a"][0], hop, description=TEMPORARY)
    plan = planned(*both(rung, rest), migrate_to=rung)
    assert steps(plan) == [("initiator_removals", 1)]
    (entry,) = plan["initiator_removals"]
    assert (entry["destination"], entry["next_hop_id"], entry["state"]) == (SUBNETS["a"][0], hop, "absent")


@pytest.mark.parametrize("status", ["Pending", "Modifying"])
def test_unfinished_entries_of_a_killed_run_are_waited_for(status: str) -> None:
    """Its block does not move before the more specific routes exist, nor do these go before it has moved."""
    rest = other(SUBNETS["a"][0], "pcc-one", description=TEMPORARY, status=status)
    plan = planned(*both("prepared", rest), migrate_routes="more_specific")
    assert refusals(plan) == []
    assert [entry["destination"] for entry in plan["initiator_additions"]] == list(SUBNETS["a"])
    moved = dataclasses.replace(routed("a"), status=status)
    first = joined("a", connection(), interfaces=[end("a", "Active")], routes=[moved, rest])
    plan = planned(first, side("b", "switched"), migrate_routes="more_specific")
    assert steps(plan) == [("initiator_additions", 1), ("initiator_moves", 1), ("initiator_removals", 1)]


def test_entries_that_a_killed_run_was_deleting_are_gone_before_the_run_ends() -> None:
    rest = other(SUBNETS["a"][0], "pcc-one", description=TEMPORARY, status="Deleting")
    plan = planned(*both("switched", rest), migrate_routes="more_specific")
    assert refusals(plan) == []
    assert steps(plan) == [("initiator_removals", 1)]


@pytest.mark.parametrize("changes", [{}, {"description": "by hand"}])
def test_a_route_that_somebody_has_added_moves_and_stays(changes: Result) -> None:
    plan = planned(*both("prepared", other(SUBNETS["a"][0], **changes)))
    assert {entry["destination"] for entry in plan["initiator_moves"]} == {BLOCKS["b"], SUBNETS["a"][0]}
    assert plan["initiator_removals"] == []


def test_an_own_vswitch_within_a_block_lets_it_move_in_place() -> None:
    """The service takes no batch with a subnet that overlaps a vSwitch of the VPC itself."""
    wide = other("192.168.0.0/16")
    plan = planned(*both("prepared", wide), migrate_routes="more_specific")
    assert refusals(plan) == []
    assert [entry["destination"] for entry in plan["initiator_additions"]] == list(SUBNETS["a"])
    assert [warning for warning in plan["warnings"] if "192.168.0.0/16 in vtb-a moves in place" in warning]


def test_a_prefix_list_moves_in_place() -> None:
    plan = planned(*both("prepared", other("pl-0123456789")), migrate_routes="more_specific")
    assert refusals(plan) == []
    assert "pl-0123456789" in {entry["destination"] for entry in plan["initiator_moves"]}


@pytest.mark.parametrize("goal", GOALS)
def test_traffic_that_does_not_flow_is_repaired_first(goal: str) -> None:
    """For every goal, as long as a step is left."""
    silent = joined("b", interfaces=[end("b", "Active")])
    texts = refusals(planned(side("a", "router_interface"), silent, migrate_to=goal, confirm_retire=True))
    assert texts == [
        f"one, acceptor b: {BLOCKS['a']} from {BLOCKS['b']} is not reachable now: repair the peering first: run"
        " aliops.vpc.peer_vpcs with its method: router_interface."
    ]


def test_a_captured_block_is_not_reachable() -> None:
    theirs = other(SUBNETS["a"][0], "vpn-1", next_hop_type="VpnGateway")
    (text,) = refusals(planned(*both("prepared", theirs)))
    assert text.startswith(f"one, initiator a: {BLOCKS['b']} from {BLOCKS['a']} is not reachable now")


def attempt(failure: Result) -> Attempt:
    return Attempt(merged(*both("router_interface")), (), "Request", failure, "__peering_vpc_peers")


def test_where_the_service_excludes_both_links_one_replaces_the_other() -> None:
    refused = planned(*both("router_interface"), earlier=attempt(EXCLUDED))
    assert "set peering_allow_interruption=true" in refusals(refused)[0]
    plan = planned(*both("router_interface"), earlier=attempt(EXCLUDED), allow_interruption=True)
    assert (refusals(plan), plan["parts"]) == ([], ["interrupt"])
    numbers = {
        step: len(plan[step]) for step in ("route_deletions", "deactivations", "retirements", "vpc_peers", "routes")
    }
    assert list(numbers.values()) == [2, 2, 2, 1, 2]
    assert [entry["next_hop_connection"]["peer_vpc_id"] for entry in plan["routes"]] == ["vpc-b", "vpc-a"]


def test_another_failure_of_the_request_interrupts_nothing() -> None:
    """Nor does a refusal by dry run in another step."""
    quota = {"msg": "no", "failures": [{"error": {"code": "QuotaExceeded.VpcPeerCountPerVpc"}}]}
    for earlier in (attempt(quota), dataclasses.replace(attempt(EXCLUDED), step="__peering_initiator_moves")):
        plan = planned(*both("router_interface"), earlier=earlier, allow_interruption=True)
        assert "interrupt" not in plan["parts"]
        assert refusals(plan)


def test_the_rest_of_an_interruption_is_planned_anew() -> None:
    earlier = dataclasses.replace(attempt({}), step="__peering_routes", interruption_seconds=12.5)
    plan = planned(*both("deactivated"), earlier=earlier, allow_interruption=True)
    assert steps(plan) == [("activations", 2)]
    assert plan["earlier"]["interruption_seconds"] == 12.5
    done = planned(*both("retired"), earlier=earlier, allow_interruption=True)
    assert done["summary"]["interruption_seconds"] == 12.5
    assert done["summary"]["peerings"][0]["migration"] == {"before": "router_interface", "after": "retired"}


FACTS: dict[str, tuple[str | None, bool, set[str]]] = {
    "router_interface": ("Active", False, {"ri-a"}),
    "interrupted": ("Active", True, set()),
    "prepared": ("Active", True, {"ri-a"}),
    "switching": ("Active", True, {"ri-a", "pcc-one"}),
    "switched": ("Active", True, {"pcc-one"}),
    "deactivated": ("Inactive", True, {"pcc-one"}),
    "retired": (None, True, {"pcc-one"}),
}


def test_each_rung_has_its_facts() -> None:
    assert tuple(FACTS) == RUNGS
    for rung, (status, connected, hops) in FACTS.items():
        interfaces = [end("a", status)] if status else []
        assert rung_of(interfaces, [connection()] if connected else [], hops, True) == rung


def test_a_request_that_is_not_accepted_is_no_rung() -> None:
    assert rung_of([end("a", "Active")], [connection("Accepting")], {"ri-a"}, True) == "router_interface"
    assert rung_of([], [], set(), True) == "interrupted"
