# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A side whose ``routes`` name the route tables: its plan, checks, audit and summary. No server."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.filter.peering_policies import peering_policies
from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    BLOCKS,
    PEERING,
    Result,
    end,
    local,
    merged,
    peered,
    refusals,
    role_input,
    route,
    snapshot,
)

SECOND = "192.168.200.0/24"
PART = "172.16.100.0/25"


def side_a(*routes: RouteEntry) -> Result:
    """Return an account whose VPC has two route tables, each of one vSwitch, with these custom routes."""
    read = snapshot("a", end("a", "Active"), routes=routes)
    (vpc,) = read["vpcs"]
    vpc["route_table_ids"].append("vtb-2")
    vpc["route_tables"] = [
        {"route_table_id": "vtb-a", "type": "System", "vswitch_ids": ["vsw-1"]},
        {"route_table_id": "vtb-2", "type": "Custom", "vswitch_ids": ["vsw-2"]},
    ]
    blocks = ((BLOCKS["a"], "vtb-a"), (SECOND, "vtb-2"))
    vpc["vswitches"] = [{"cidr_block": block, "route_table_id": table} for block, table in blocks]
    vpc["route_entries"].append({**local("a"), "destination": SECOND})
    return read


def in_second(destination: str = BLOCKS["b"]) -> RouteEntry:
    return dataclasses.replace(route("a"), route_table_id="vtb-2", destination=destination)


def peering(routes: t.Any, **more: t.Any) -> Result:
    return {**PEERING, "initiator": {**PEERING["initiator"], "routes": routes}, **more}


def run(read: Result, routes: t.Any, other: Result | None = None, state: str = "present", **variables: t.Any) -> Run:
    wanted = peering(routes, acceptor={**PEERING["acceptor"], "routes": [BLOCKS["a"]]})
    return Run(role_input(wanted, state=state, **variables), merged(read, other or peered("b")))


def planned(read: Result, routes: t.Any, **variables: t.Any) -> list[tuple[str, str, str]]:
    plan = make_plan(run(read, routes, **variables))
    assert refusals(plan) == []
    return [(entry["route_table_id"], entry["destination"], entry.get("state", "present")) for entry in plan["routes"]]


def test_each_table_gets_its_own_blocks() -> None:
    routes = {"vtb-a": [BLOCKS["b"]], "vtb-2": [PART]}
    assert planned(side_a(), routes) == [("vtb-a", BLOCKS["b"], "present"), ("vtb-2", PART, "present")]
    assert planned(side_a(route("a"), in_second(PART)), routes) == []


def test_blocks_that_no_table_wants_are_purged() -> None:
    read = side_a(route("a"), in_second())
    assert planned(read, {"vtb-a": [BLOCKS["b"]]}) == [("vtb-2", BLOCKS["b"], "absent")]
    assert planned(read, {"vtb-a": [BLOCKS["b"]], "vtb-2": []}) == [("vtb-2", BLOCKS["b"], "absent")]
    assert planned(read, {}) == [("vtb-a", BLOCKS["b"], "absent"), ("vtb-2", BLOCKS["b"], "absent")]
    assert planned(read, {"vtb-a": [BLOCKS["b"]]}, purge_routes=False) == []


def test_a_table_of_another_vpc_is_refused() -> None:
    (text,) = refusals(make_plan(run(side_a(), {"vtb-9": [PART], "vtb-a": []}, skip_checks=["route_table"])))
    facts = "routes names vtb-9, and the route tables of vpc-a are vtb-a, vtb-2"
    assert text == f"one, initiator a: {facts}; correct the ids in routes."


def test_quotas_count_each_table() -> None:
    (text,) = refusals(make_plan(run(side_a(route("a")), {"vtb-a": [BLOCKS["b"]], "vtb-2": [PART]}, quotas={
        "routes_per_table": 0
    })))  # fmt: skip
    assert "a: vtb-2 would have 1 custom route entries, and the quota is 0" in text


def test_the_audit_judges_the_tables_that_are_named() -> None:
    def findings(read: Result, routes: t.Any) -> list[tuple[str, str]]:
        given = run(read, routes, state="audit")
        audit = peering_audit(given.input, given.read)
        return [(finding["rule"], str(finding["values"].get("route_table_ids"))) for finding in audit["findings"]]

    read = side_a(route("a"))
    assert findings(read, {"vtb-a": [BLOCKS["b"]]}) == []
    # In a list of blocks, every table that a vSwitch uses has them.
    assert findings(read, [BLOCKS["b"]]) == [("route_missing", "['vtb-2']")]
    assert findings(read, {"vtb-a": [BLOCKS["b"]], "vtb-2": [PART]}) == [("route_missing", "['vtb-2']")]
    assert findings(read, {"vtb-2": [PART]}) == [("route_missing", "['vtb-2']"), ("route_surplus", "None")]


def test_only_the_blocks_of_a_vswitchs_own_tables_are_asked_for() -> None:
    given = run(side_a(route("a")), {"vtb-a": [BLOCKS["b"]]}, state="audit")
    pairs = peering_audit(given.input, given.read)["reachability"]
    assert [(pair["initiator"], pair["asked_for"], pair["verdict"]) for pair in pairs] == [
        (BLOCKS["a"], True, "reachable"),
        (SECOND, False, "black_hole"),
    ]


def test_the_summary_names_no_loss_where_nothing_is_asked_for() -> None:
    def lost(routes: t.Any) -> list[tuple[list[str], str]]:
        plan = make_plan(run(side_a(route("a")), routes, purge_routes=False))
        return [(loss["from"], loss["cause"]) for loss in plan.get("summary", {}).get("unreachable", ())]

    assert lost({"vtb-a": [BLOCKS["b"]]}) == []
    assert lost({}) == []


def test_no_permission_is_asked_for_without_a_block() -> None:
    def actions(routes: t.Any) -> str:
        given = run(side_a(), routes)
        return str(peering_policies(given.input, given.read)["a"]["peer"])

    assert "CreateRouteEntries" in actions({"vtb-a": [PART]})
    assert "CreateRouteEntries" not in actions({})


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ({"vtb 1": [PART]}, "routes: 'vtb 1' is not the id of a route table, such as vtb-1."),
        ({7: [PART]}, "routes: 7 is not the id of a route table, such as vtb-1."),
        ({"vtb-a": 7}, "routes, vtb-a: 7 is not a list of CIDR blocks."),
        ({"vtb-a": ["10.0.0.1/8"]}, "routes, vtb-a: 10.0.0.1/8 has host bits set; give a CIDR block"),
        ({"vtb-a": ["2408::/32"]}, "routes: router interfaces carry no IPv6; take 2408::/32 out of the list."),
    ],
)
def test_wrong_routes_by_table(routes: t.Any, expected: str) -> None:
    with pytest.raises(RefusedError) as refused:
        role_input(peering(routes))
    assert expected in " ".join(refused.value.reasons)


def test_a_block_that_exists_is_not_refused_for_covering_an_own_vswitch() -> None:
    """The service has taken it, and prefers the VPC's own routes."""
    wide = "192.168.0.0/16"
    texts = refusals(make_plan(run(side_a(route("a"), in_second()), [BLOCKS["b"], wide])))
    assert ["would cover the own vSwitch block" in text for text in texts] == [True, True]
    both = side_a(*(dataclasses.replace(entry, destination=wide) for entry in (route("a"), in_second())))
    assert refusals(make_plan(run(both, [wide]))) == []
