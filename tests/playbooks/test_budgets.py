# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The cost of a run in stable units: API calls by action, connections, module runs, tasks, values."""

from __future__ import annotations

import collections
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.benchmarks.worlds import PLENTY, World
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible

# Both accounts poll this side by side.
POLLED = "DescribeRouterInterfaces"
# A run reads these until its links and routes exist, or are gone.
WAITED_FOR = ("ListVpcPeerConnections", "DescribeRouteEntryList")
BUDGETS = yaml.safe_load((pathlib.Path(__file__).parent / "budgets.yml").read_text(encoding="utf-8"))


def spent(ansible: Ansible, simulator: t.Any, variables: pathlib.Path, name: str = "peer_vpcs") -> dict[str, t.Any]:
    """Run a playbook, and return its cost."""
    seen, connected = len(simulator.calls()), simulator.control("process")["connections"]
    run = ansible.peer(vars_file=variables, name=f"aliops.vpc.{name}")
    assert run.code == 0, run.output
    return {
        "calls": dict(collections.Counter(call["action"] for call in simulator.control(f"calls?since={seen}"))),
        "connections": simulator.control("process")["connections"] - connected,
        "module_runs": run.module_runs,
        "tasks": run.output.count("\nTASK ["),
        "values": run.values,
    }


@pytest.mark.parametrize(
    "case",
    ["pairs-1", pytest.param("pairs-60", marks=pytest.mark.warm), pytest.param("hub-60", marks=pytest.mark.warm)],
)
def test_a_run_keeps_its_budget(ansible: Ansible, simulator: t.Any, case: str) -> None:
    """With more peerings than a page holds, and with all routes of a side in one table too."""
    shape, size = case.split("-")
    world = World(shape, int(size))
    simulator.control("scenario", world.scenario(dict.fromkeys(simulator.control("state")["delays"], 0)))
    variables = ansible.folder / "peerings.yml"
    variables.write_text(yaml.safe_dump(world.for_role(simulator.url)), encoding="utf-8")
    for phase in ("first", "again"):
        cost, budget = spent(ansible, simulator, variables), BUDGETS[case][phase]
        assert world.missing(simulator.control("state")) == []
        calls, allowed = cost["calls"], budget["calls"]
        if phase == "first":
            assert calls[POLLED] <= allowed[POLLED], case
            allowed = {**allowed, POLLED: calls[POLLED]}
        assert calls == allowed, f"{case}, {phase}"
        assert cost["connections"] <= budget["connections"], f"{case}, {phase}"
        assert cost["module_runs"] == budget["module_runs"], f"{case}, {phase}"
        assert cost["tasks"] == budget["tasks"], f"{case}, {phase}"
        assert cost["values"] <= budget["values"], f"{case}, {phase}"


@pytest.mark.parametrize("size", [1, pytest.param(60, marks=pytest.mark.warm)])
def test_a_run_by_vpc_peer_keeps_its_budget(ansible: Ansible, simulator: t.Any, size: int) -> None:
    """It reads pages of each list; only writes need a call for each connection."""
    world = World("pairs", size)
    scenario = yaml.safe_load(world.scenario(dict.fromkeys(simulator.control("state")["delays"], 0)))
    for account in scenario["accounts"]:
        account["quotas"]["vpc_peers_per_region"] = PLENTY
    simulator.load(scenario)
    given = world.for_role(simulator.url)
    given |= {"peering_defaults": {"method": "vpc_peer"}, "peering_absent_limit": size}
    given["peering_quotas"]["connections_per_region"] = PLENTY
    variables = ansible.folder / "peerings.yml"
    variables.write_text(yaml.safe_dump(given), encoding="utf-8")
    for phase, name in (("first", "peer_vpcs"), ("again", "peer_vpcs"), ("teardown", "unpeer_vpcs")):
        cost, budget = spent(ansible, simulator, variables, name), BUDGETS[f"vpc_peer-{size}"][phase]
        calls, allowed = cost["calls"], budget["calls"]
        if phase != "again":
            assert all(calls[action] <= allowed[action] for action in WAITED_FOR), phase
            allowed = {**allowed, **{action: calls[action] for action in WAITED_FOR}}
        assert calls == allowed, phase
        assert cost["connections"] <= budget["connections"], phase
        assert cost["module_runs"] == budget["module_runs"], phase
        assert cost["tasks"] == budget["tasks"], phase
        assert cost["values"] <= budget["values"], phase
    assert [
        connection
        for connection in simulator.control("state")["vpc_peer_connections"]
        if connection["Status"] != "Deleted"
    ] == []
