# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The idempotence check of idempotent playbooks, of others, and of those that only look idempotent."""

from __future__ import annotations

import typing as t

import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks.runs import (
    ROOT,
    SECRETS,
    TUTORIAL,
    Ansible,
    Run,
    writes,
)

# Writes in each run without a reported change: each task undoes the other one's work.
QUARRELLING = """
- name: A playbook whose tasks do not agree
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/aliops.vpc.all: "{{ peering_accounts.production }}"
  tasks:
    - name: Describe the interface as temporary
      aliops.vpc.router_interfaces:
        region: cn-beijing
        interfaces:
          - &spare {role: initiator, router_id: vrt-AAA, name: spare, spec: Mini.2, peer_region: cn-hangzhou}
          - {<<: *spare, name: other, description: temporary}
      changed_when: false
    - name: Describe the interface as permanent
      aliops.vpc.router_interfaces:
        region: cn-beijing
        interfaces:
          - {<<: *spare, name: other, description: permanent}
      changed_when: false
"""
RESTLESS = """
- name: A playbook with a foreign task that always changes something
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/aliops.vpc.all: "{{ peering_accounts.production }}"
  tasks:
    - name: Run a foreign command
      ansible.builtin.command: "true"
    - name: Create an interface
      aliops.vpc.router_interfaces:
        region: cn-beijing
        interfaces:
          - {role: initiator, router_id: vrt-AAA, name: spare, spec: Mini.2, peer_region: cn-hangzhou}
"""
CHECK = ({"name": "Run it twice", "ansible.builtin.include_role": {"name": "aliops.vpc.idempotence_check"}},)
SPEC = yaml.safe_load((ROOT / "roles/idempotence_check/meta/argument_specs.yml").read_text(encoding="utf-8"))
EXAMPLE = yaml.safe_load(SPEC["argument_specs"]["main"]["examples"])


def check(ansible: Ansible, playbook: str, *options: str, tasks: t.Sequence[dict[str, t.Any]] = CHECK) -> Run:
    """Check a playbook that works on the simulator; its variables, with their keys, are shown nowhere."""
    text = TUTORIAL.read_text(encoding="utf-8").replace("{{ simulator_url }}", ansible.url)
    given = {"idempotence_check_playbook": playbook, "idempotence_check_extra_vars": yaml.safe_load(text)}
    (ansible.folder / "given.yml").write_text(yaml.safe_dump(given), encoding="utf-8")
    play = {"name": "Check", "hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
    (ansible.folder / "check.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    run = ansible.playbook("check.yml", "-vvv", "-e", "@given.yml", *options)
    assert not [secret for secret in SECRETS if secret in run.output]
    return run


def result(run: Run) -> dict[str, t.Any]:
    return dict(run.facts("idempotence_check_result"))


def test_a_playbook_that_writes_again_fails_without_a_reported_change(ansible: Ansible, simulator: Simulator) -> None:
    (ansible.folder / "quarrelling.yml").write_text(QUARRELLING, encoding="utf-8")
    run = check(ansible, "quarrelling.yml")
    assert run.code != 0
    assert "quarrelling.yml is not idempotent: its second run sent 2 write calls" in run.findings
    for task in ("Describe the interface as temporary", "Describe the interface as permanent"):
        assert task in run.findings
    assert len(writes(simulator)) == 5


def test_a_change_of_another_collection_counts(ansible: Ansible) -> None:
    (ansible.folder / "restless.yml").write_text(RESTLESS, encoding="utf-8")
    run = check(ansible, "restless.yml", "-e", "idempotence_check_scope=all")
    assert run.code != 0
    assert "Run a foreign command" in run.findings


def test_an_idempotent_playbook_passes(ansible: Ansible, simulator: Simulator) -> None:
    """As in the role's example, only this collection's changes count; its calls are those that the service received."""
    (ansible.folder / "site.yml").write_text(RESTLESS, encoding="utf-8")
    run = check(ansible, "site.yml", tasks=EXAMPLE)
    assert run.code == 0, run.output
    first, second = result(run)["first"], result(run)["second"]
    sent = [call for call in simulator.calls() if call["write"]]
    assert first["api_calls"]["write"] == len(sent) > 0
    assert second["api_calls"]["write"] == 0
    assert [(task["task"], task["collection"]) for task in second["tasks"]] == [("Run a foreign command", False)]
    assert first["api_calls"]["read"] + second["api_calls"]["read"] == len(simulator.calls()) - len(sent)


def test_a_failing_playbook_is_not_idempotent(ansible: Ansible) -> None:
    run = check(ansible, "missing.yml")
    assert run.code != 0
    assert "missing.yml could not be found" in run.output


def test_the_error_of_a_failing_playbook_is_shown_line_by_line(ansible: Ansible) -> None:
    """The first run fails; the second one does not start."""
    stop = {"name": "Stop here", "ansible.builtin.fail": {"msg": "The reason of the inner play"}}
    inner = [{"name": "Fail", "hosts": "localhost", "gather_facts": False, "tasks": [stop]}]
    (ansible.folder / "failing.yml").write_text(yaml.safe_dump(inner), encoding="utf-8")
    run = check(ansible, "failing.yml")
    assert run.code != 0
    # The tests' callback has also recorded the failure of the inner run.
    *_inner, message = [record["result"]["msg"] for record in run.results if record["outcome"] == "failed"]
    assert message[0] == "The first run of failing.yml failed with code 2. It ended with:"
    assert any(line.startswith("TASK [Stop here]") for line in message)
    assert any(line.startswith("fatal: ") and "The reason of the inner play" in line for line in message)
    assert "TASK [aliops.vpc.idempotence_check : Run the playbook, first of two runs: failing.yml]" in run.output


def test_check_mode_runs_nothing(ansible: Ansible, simulator: Simulator) -> None:
    assert check(ansible, "aliops.vpc.peer_vpcs", "--check").code == 0
    assert simulator.calls() == []
