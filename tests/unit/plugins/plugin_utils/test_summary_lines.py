# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines at the end of a run: its changes, its predicted changes, and unreachable blocks."""

from __future__ import annotations

import copy
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.summary import summary
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    BLOCKS,
    PEERED,
    PEERING,
    Result,
    end,
    merged,
    role_input,
    route,
    run,
    snapshot,
)

PLANNED: dict[str, t.Any] = {"changed": True, "writes": ["Write"], "api_calls": {"read": 1, "write": 0}}
WRITTEN: dict[str, t.Any] = {**PLANNED, "api_calls": {"read": 1, "write": 1}}


def summed(*snapshots: Result, results: t.Sequence[Result] = (), **variables: t.Any) -> Result:
    return summary(run(*snapshots, **variables), results)


def predicted() -> list[dict[str, t.Any]]:
    """Return the results of check mode on an empty cloud: no id is known."""
    new = {"router_interface_id": None, "peer_router_interface_id": None}
    created = [{**end(side, "Idle", peer_status=None, **new).as_result(), "action": "created"} for side in "ab"]
    known = {"region", "role", "router_id", "peer_router_id"}
    connected = {key: value for key, value in created[0].items() if key in known}
    connected |= {"status": "Active", "peer_status": "Active", "action": "created"}
    routes = [{**route(side).as_result(), "next_hop_id": None, "action": "created"} for side in "ab"]
    return [
        {**PLANNED, "router_interfaces": created},
        {**PLANNED, "router_interface_connections": [connected]},
        {**PLANNED, "route_entries": routes},
    ]


def test_check_mode_shows_the_predicted_changes() -> None:
    result = summed(snapshot("a"), snapshot("b"), results=predicted())
    assert result["lines"] == [
        "+ one: a vpc-a in cn-beijing, new router interface Active, routes 172.16.100.0/24"
        " <-> b vpc-b in cn-hangzhou, new router interface Active, routes 192.168.100.0/24; a pays for Large.1",
        "    + initiator a: router interface one (Large.1)",
        "    + initiator a: route 172.16.100.0/24 in vtb-a to the new router interface",
        "    + acceptor b: router interface one",
        "    + acceptor b: route 192.168.100.0/24 in vtb-b to the new router interface",
        "Check mode, nothing was written: would be 1 created, 0 changed, 0 removed, 0 unchanged; 3 write calls.",
    ]
    assert (result["unreachable"], result["predicted"]) == ([], True)


def test_a_change_shows_before_and_after() -> None:
    changed = {**end("a", "Active", spec="Large.2", name="two", tags={"a": "1"}).as_result(), "action": "updated"}
    result = summed(*PEERED, results=[{**WRITTEN, "router_interfaces": [changed]}])
    line = "    ~ initiator a: router interface one: name one -> two, spec Large.1 -> Large.2, tags none -> a=1"
    assert line in result["lines"]
    (change,) = result["peerings"][0]["changes"]
    assert (change["before"], change["after"]["spec"]) == ({"name": "one", "spec": "Large.1"}, "Large.2")
    assert result["totals"] == {"created": 0, "changed": 1, "removed": 0, "unchanged": 0}


def test_a_moved_route_shows_both_next_hops() -> None:
    a = snapshot("a", end("a", "Active"), routes=[route("a", "ri-vpn")])
    moved = {**WRITTEN, "route_entries": [{**route("a").as_result(), "action": "updated"}]}
    result = summed(a, PEERED[1], results=[moved])
    assert "    ~ initiator a: route 172.16.100.0/24 in vtb-a to ri-vpn -> ri-a" in result["lines"]
    assert result["unreachable"] == []


def test_a_run_that_stopped_compares_with_the_snapshot_before_it() -> None:
    stopped = Attempt(merged(snapshot("a"), snapshot("b")), (), "Create", {"msg": "failed"}, "__peering_interfaces")
    result = summary(run(snapshot("a", end("a", "Idle")), snapshot("b")), (), stopped)
    assert "    + initiator a: router interface one (ri-a, Large.1)" in result["lines"]
    assert any("no router interface" in finding["cause"] for finding in result["unreachable"])


def test_nothing_to_do_is_one_line_for_each_peering_and_the_totals() -> None:
    result = summed(*PEERED)
    assert [line[:5] for line in result["lines"]] == ["= one", "Total"]


def foreign(account: str, destination: str) -> t.Any:
    entry = {**route(account, "ri-vpn").as_result(), "destination": destination, "next_hop_type": "VpnGateway"}
    return entry


@pytest.mark.parametrize(
    ("changes", "cause", "cure"),
    [
        ({"route_entries": [foreign("a", "172.16.100.0/25")]}, "captures the traffic", "delete that route"),
        ({"router_interfaces": [end("a", "Inactive").as_result()]}, "ri-a in cn-beijing is Inactive", "run the role"),
    ],
)
def test_unreachable_blocks_are_reported_with_the_cure(changes: t.Any, cause: str, cure: str) -> None:
    a = copy.deepcopy(PEERED[0])
    for key, value in changes.items():
        a["vpcs"][0][key] = value + (a["vpcs"][0][key] if key == "route_entries" else [])
    (finding,) = summed(a, PEERED[1])["unreachable"]
    assert cause in finding["cause"]
    assert cure in finding["cure"]
    assert finding["text"].startswith("one, initiator a: no traffic from 192.168.100.0/24 to 172.16.100.0/2")


def several(account: str, used: list[str]) -> dict[str, t.Any]:
    """Return an account whose VPC has a second table, which the vSwitches ``used`` use."""
    read = copy.deepcopy(PEERED["ab".index(account)])
    system = [] if used else ["vsw-1"]
    tables = [("vtb-" + account, "System", system or ["vsw-0"]), ("vtb-own", "Custom", used or ["vsw-2"])]
    read["vpcs"][0]["route_table_ids"] = [table for table, _kind, _used in tables]
    read["vpcs"][0]["route_tables"] = [
        {"route_table_id": table, "type": kind, "vswitch_ids": vswitches} for table, kind, vswitches in tables
    ]
    return read


SYSTEM = {**PEERING, "tables": "system"}


def test_a_table_that_is_left_out_is_named() -> None:
    (finding,) = summed(several("a", ["vsw-1"]), PEERED[1], peerings=[SYSTEM])["unreachable"]
    assert (finding["cause"], finding["cure"]) == (
        "the route table vtb-own is left out by tables: system",
        "set tables: used",
    )


@pytest.mark.parametrize(("table", "verdict"), [("vtb-a", "reachable"), ("vtb-own", "one_way")])
def test_a_run_and_the_audit_agree_once_they_know_which_table_a_vswitch_uses(table: str, verdict: str) -> None:
    a = several("a", ["vsw-1"])
    a["vpcs"][0]["vswitches"] = [{"cidr_block": BLOCKS["a"], "route_table_id": table}]
    (pair,) = peering_audit(role_input(SYSTEM), merged(a, PEERED[1]))["reachability"]
    assert pair["verdict"] == verdict
    assert bool(summed(a, PEERED[1], peerings=[SYSTEM])["unreachable"]) == (verdict != "reachable")
