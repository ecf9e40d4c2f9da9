# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook migrate_vpcs: the tutorial's peering climbs up and down, with interruptions, and for one host only."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.modules.ladders import at_rung
from ansible_collections.aliops.vpc.tests.playbooks import estates
from ansible_collections.aliops.vpc.tests.playbooks.runs import TUTORIAL, Ansible, Run, writes
from ansible_collections.aliops.vpc.tests.playbooks.test_peer_vpcs import assert_idle, assert_predicted
from ansible_collections.aliops.vpc.tests.scenarios import tutorial

METHOD = ("-e", '{"peering_defaults": {"method": "vpc_peer"}}')
PLAYBOOK = "aliops.vpc.migrate_vpcs"


def climb(ansible: Ansible, goal: str, *options: str, **variables: t.Any) -> Run:
    given = json.dumps({"peering_migrate_to": goal, **variables})
    return ansible.peer(*METHOD, "-e", given, *options, name=PLAYBOOK)


def climbed(ansible: Ansible, simulator: t.Any, goal: str, **variables: t.Any) -> Run:
    """Predict, carry out and run again."""
    before = len(writes(simulator))
    predicted = climb(ansible, goal, "--check", "--diff", **variables)
    assert predicted.code == 0, predicted.output
    assert len(writes(simulator)) == before
    done = climb(ansible, goal, **variables)
    assert done.code == 0, done.output
    assert_predicted(predicted, done, writes(simulator)[before:])
    (peering,) = done.facts("peering_result")["peerings"]
    assert peering["migration"]["after"] == goal
    assert done.facts("peering_result")["unreachable"] == []
    sent = len(simulator.calls())
    assert_idle(simulator, climb(ansible, goal, **variables), sent)
    return done


@pytest.mark.warm
def test_the_tutorials_peering_climbs_up_down_and_retires(ansible: Ansible, simulator: t.Any) -> None:
    simulator.load(tutorial(switches={"ri_blocks": "never"}))
    assert ansible.peer().code == 0
    climbed(ansible, simulator, "prepared")
    done = climbed(ansible, simulator, "switched", peering_migrate_routes="more_specific")
    assert "Remove the temporary routes of the acceptors, step 6 of 6: 2 route entries" in done.output
    climbed(ansible, simulator, "deactivated", peering_report="page.html")
    assert "beijing-hangzhou" in (ansible.folder / "page.html").read_text(encoding="utf-8")
    climbed(ansible, simulator, "prepared")
    refused = climb(ansible, "retired")
    assert (refused.code, "set peering_confirm_retire=true" in refused.findings) == (2, True)
    climbed(ansible, simulator, "retired", peering_confirm_retire=True)
    left = [ri for account in simulator.control("state")["accounts"] for ri in account["router_interfaces"]]
    assert left == []


@pytest.mark.only_ci
def test_each_module_in_a_process_of_its_own(ansible: Ansible, simulator: t.Any) -> None:
    simulator.load(tutorial(at_rung("router_interface"), switches={"ri_blocks": "never"}))
    ansible.in_process = False
    done = climb(ansible, "retired", peering_confirm_retire=True, peering_migrate_routes="more_specific")
    assert done.code == 0, done.output
    assert done.facts("peering_result")["peerings"][0]["migration"]["after"] == "retired"
    assert done.processes == done.module_runs == 10


@pytest.mark.warm
def test_an_interruption_where_the_service_allows_no_two_links(ansible: Ansible, simulator: t.Any) -> None:
    """The first attempt writes nothing; by default the second refuses, in check mode too."""
    simulator.load(tutorial(at_rung("router_interface"), switches={"ri_blocks": "any"}))
    before = len(writes(simulator))
    for check in ((), ("--check",)):
        refused = climb(ansible, "switched", *check)
        assert refused.code == 2
        assert "the service does not allow both links at once" in refused.findings
    assert len(writes(simulator)) == before
    predicted = climb(ansible, "switched", "--check", peering_allow_interruption=True)
    assert (predicted.code, len(writes(simulator))) == (0, before), predicted.output
    done = climb(ansible, "switched", peering_allow_interruption=True)
    assert done.code == 0, done.output
    result = done.facts("peering_result")
    assert result["writes"] == predicted.facts("peering_result")["writes"]
    assert sorted(result["writes"]) == sorted(writes(simulator)[before:])
    assert result["peerings"][0]["migration"] == {"before": "router_interface", "after": "retired"}
    assert 0 < result["interruption_seconds"] < 60
    assert f"had no link for {result['interruption_seconds']} s" in done.output
    sent = len(simulator.calls())
    assert_idle(simulator, climb(ansible, "switched", peering_allow_interruption=True), sent)


@pytest.mark.warm
def test_one_host_of_the_inventory_moves_alone(ansible: Ansible, simulator: t.Any) -> None:
    hops = {(account, number): f"ri-{account}{number}" for account in ("a", "b") for number in range(2)}
    estate = estates.scenario([("active", "active")] * 2, hops)
    simulator.load({**estate, "switches": {"ri_blocks": "never"}})
    peerings = {
        **yaml.safe_load(TUTORIAL.read_text(encoding="utf-8")),
        "simulator_url": ansible.url,
        "peering_defaults": {"method": "vpc_peer"},
        "peering_connections": estates.connections(range(2)),
        "peering_migrate_to": "deactivated",
    }
    (ansible.folder / "peerings.yml").write_text(yaml.safe_dump(peerings), encoding="utf-8")
    inventory: pathlib.Path = ansible.folder / "night.peerings.yml"
    inventory.write_text("plugin: aliops.vpc.peerings\nvars_files: [peerings.yml]\n", encoding="utf-8")
    done = ansible.playbook(PLAYBOOK, "-i", str(inventory), "--limit", "pair-001")
    assert done.code == 0, done.output
    assert "router_interface -> deactivated" in done.output
    states = {
        ri["RouterInterfaceId"]: ri["Status"]
        for account in simulator.control("state")["accounts"]
        for ri in account["router_interfaces"]
    }
    assert sorted(states.values()) == ["Active", "Active", "Inactive", "Inactive"]
    again = ansible.playbook(PLAYBOOK, "-i", str(inventory))
    assert again.code == 0, again.output
    assert again.output.count("-> deactivated") == 1


@pytest.mark.warm
def test_a_goal_is_needed(ansible: Ansible, simulator: t.Any) -> None:
    refused = ansible.peer(*METHOD, name=PLAYBOOK)
    assert refused.code == 2
    assert (
        "peering_migrate_to: it is needed with peering_state=migrate; give one of prepared, switched" in refused.output
    )
    assert simulator.calls() == []
