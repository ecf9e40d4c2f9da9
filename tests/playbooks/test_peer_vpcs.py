# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The main job as users run it: by three ways, twice, predicted, killed, and removed."""

from __future__ import annotations

import collections
import pathlib
import re
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT, TUTORIAL, Ansible, Run, estate, writes
from ansible_collections.aliops.vpc.tests.scenarios import Data, tutorial, tutorial_vpc, vpc

FIRST_RUN = {
    "CreateRouterInterface": 2,
    "ModifyRouterInterfaceAttribute": 1,
    "ConnectRouterInterface": 1,
    "CreateRouteEntries": 2,
}

FOREIGN = """
- name: A play about other hosts
  hosts: all
  gather_facts: false
  tasks:
    - name: Set a fact of the play's own
      ansible.builtin.set_fact:
        before: "{{ inventory_hostname }}"
    - name: Peer on the way
      ansible.builtin.include_role:
        name: aliops.vpc.peering
    - name: Use the result
      ansible.builtin.assert:
        that:
          - before == inventory_hostname
          - peering_result.peerings[0].initiator.status == 'Active'
          - peering_result.peerings[0].acceptor.status == 'Active'
"""


def assert_peered(simulator: t.Any, run: Run) -> None:
    """Both interfaces are active, each names the other, and each is the next hop of a route."""
    assert run.code == 0, run.output
    accounts = simulator.control("state")["accounts"]
    ends = [account["router_interfaces"][0] for account in accounts]
    assert [len(account["router_interfaces"]) for account in accounts] == [1, 1]
    assert [end["Status"] for end in ends] == ["Active", "Active"]
    assert [end["OppositeInterfaceId"] for end in ends] == [end["RouterInterfaceId"] for end in reversed(ends)]
    routes = [
        (route["destination"], route["next_hop_id"])
        for account in accounts
        for route in account["vpcs"][0]["route_tables"][0]["routes"]
        if route["type"] == "Custom"
    ]
    assert routes == [
        ("172.16.100.0/24", ends[0]["RouterInterfaceId"]),
        ("192.168.100.0/24", ends[1]["RouterInterfaceId"]),
    ]


def readme_block(name: str) -> str:
    """Return the code block of the README that begins with a comment that names a file."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return str(re.findall(rf"```yaml\n(# {re.escape(name)}\n.*?)```", text, flags=re.DOTALL)[0])


def of_the_readme() -> Data:
    """Return the tutorial's scenario with the third VPC that the README names."""
    acceptor = [tutorial_vpc("acceptor"), vpc("24681357", "cn-shanghai", "10.0.0.0/16", "10.0.1.0/24")]
    return tutorial(acceptor={"vpcs": acceptor})


def test_a_users_own_lines(ansible: Ansible, simulator: t.Any) -> None:
    """The playbook and the peerings are those of the README; only the accounts are the simulator's.

    It runs the modules in processes, which is the reference; the other tests run them in Ansible's process.
    """
    ansible.in_process = False
    simulator.load(of_the_readme())
    printed = yaml.safe_load(readme_block("peerings.yml"))
    tutorial = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    assert set(printed["peering_accounts"]) == set(tutorial["peering_accounts"])
    peerings = {**printed, "peering_accounts": tutorial["peering_accounts"], "simulator_url": ansible.url}
    (ansible.folder / "peerings.yml").write_text(yaml.safe_dump(peerings), encoding="utf-8")
    (ansible.folder / "peer_vpcs.yml").write_text(readme_block("peer_vpcs.yml"), encoding="utf-8")
    run = ansible.playbook("peer_vpcs.yml")
    assert run.code == 0, run.output
    result = run.facts("peering_result")
    assert result["unreachable"] == []
    assert [(peering["method"], peering["mark"]) for peering in result["peerings"]] == [
        ("vpc_peer", "+"),
        ("router_interface", "+"),
    ]
    state = simulator.control("state")
    assert [connection["Status"] for connection in state["vpc_peer_connections"]] == ["Activated"]
    ends = [end for account in state["accounts"] for end in account["router_interfaces"]]
    assert [end["Status"] for end in ends] == ["Active", "Active"]


def test_in_the_middle_of_a_foreign_playbook(ansible: Ansible, simulator: t.Any) -> None:
    """Hosts that cannot even be reached do not matter: the role runs once, on the controller."""
    (ansible.folder / "foreign.yml").write_text(FOREIGN, encoding="utf-8")
    options = ("-i", "web1.example,web2.example", "-e", f"@{TUTORIAL}", "-e", f"simulator_url={ansible.url}")
    assert_peered(simulator, ansible.playbook("foreign.yml", *options))
    assert collections.Counter(writes(simulator)) == FIRST_RUN


def assert_predicted(predicted: Run, done: Run, sent: list[str]) -> None:
    """A prediction names the changing tasks and their calls, without the waits for them."""
    assert predicted.code == 0, predicted.output
    assert done.code == 0, done.output
    assert set(predicted.changed) <= set(done.changed)
    assert {task: predicted.changed.get(task, False) for task in done.changed} == done.changed
    assert predicted.facts("peering_result")["writes"] == done.facts("peering_result")["writes"]
    # The accounts write side by side, so only the result has an order.
    assert sorted(done.facts("peering_result")["writes"]) == sorted(sent)


def assert_idle(simulator: t.Any, run: Run, sent: int) -> None:
    """A run without a change reads all accounts in one task, and counts its calls."""
    assert run.code == 0, run.output
    assert not any(run.changed.values())
    assert run.module_runs == 1
    calls = simulator.calls()[sent:]
    assert [call["action"] for call in calls if call["write"]] == []
    assert run.facts("peering_result")["api_calls"] == {"read": len(calls), "write": 0}


def test_the_collections_playbooks_twice(ansible: Ansible, simulator: t.Any) -> None:
    """Predict, create and run again, then predict, remove and run again; at the end nothing is left."""
    before = estate(simulator)
    predicted = ansible.peer("--check", "--diff")
    assert (writes(simulator), estate(simulator)) == ([], before)
    made = ansible.peer()
    assert_peered(simulator, made)
    assert_predicted(predicted, made, writes(simulator))
    assert collections.Counter(writes(simulator)) == FIRST_RUN
    assert made.module_runs == 4
    sent = len(simulator.calls())
    assert_idle(simulator, ansible.peer(), sent)

    sent, peered = len(writes(simulator)), estate(simulator)
    predicted = ansible.peer("--check", name="aliops.vpc.unpeer_vpcs")
    assert (len(writes(simulator)), estate(simulator)) == (sent, peered)
    gone = ansible.peer(name="aliops.vpc.unpeer_vpcs")
    assert predicted.changed == gone.changed
    assert_predicted(predicted, gone, writes(simulator)[sent:])
    assert estate(simulator) == before
    sent = len(simulator.calls())
    assert_idle(simulator, ansible.peer(name="aliops.vpc.unpeer_vpcs"), sent)


@pytest.mark.warm
def test_created_again_right_after_the_teardown(ansible: Ansible, simulator: t.Any) -> None:
    """The service returns the deleted interfaces for the repeated creations; the role notices it."""
    assert ansible.peer().code == 0
    first = [account["router_interfaces"][0] for account in simulator.control("state")["accounts"]]
    assert ansible.peer(name="aliops.vpc.unpeer_vpcs").code == 0
    assert_peered(simulator, ansible.peer())
    second = [account["router_interfaces"][0] for account in simulator.control("state")["accounts"]]
    assert {interface["RouterInterfaceId"] for interface in first}.isdisjoint(
        interface["RouterInterfaceId"] for interface in second
    )


@pytest.mark.parametrize("number", [1, 4])
def test_killed_after_a_write_a_rerun_ends_the_same(
    undisturbed: t.Any, ansible: Ansible, simulator: t.Any, number: int
) -> None:
    """No second interface, no orphan: the state is that of an undisturbed run. After the other writes: tests/faults."""
    ansible.kill_at_write(simulator, number)
    assert_peered(simulator, ansible.peer())
    assert estate(simulator) == undisturbed


def test_the_tutorial_names_the_vpcs_of_its_scenario() -> None:
    """The peerings of the tutorial name the VPCs of the scenario."""
    scenario = yaml.safe_load(
        pathlib.Path(ROOT / "roles/simulator/files/vpc_simulator/scenarios/tutorial.yml").read_text(encoding="utf-8")
    )
    vpcs = {vpc["vpc_id"] for account in scenario["accounts"] for vpc in account["vpcs"]}
    (peering,) = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))["peering_connections"]
    assert vpcs == {peering["initiator"]["vpc_id"], peering["acceptor"]["vpc_id"]}
