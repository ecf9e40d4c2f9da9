# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Role variables are lazy templates: the role evaluates them once, before the first task that reads or writes.

Each play here evaluates the accounts with variables of a loop or block of its own. The bystander, an account of no
play, has a profile named like an account of the peerings; a role whose own loops changed the values would use its key.
"""

from __future__ import annotations

import json
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks.runs import TUTORIAL, Ansible, Run, writes
from ansible_collections.aliops.vpc.tests.scenarios import access_key, scenario, tutorial

BYSTANDER = "1231579085529999"
KEYS = {
    "staging": ("LTAI-tutorial-initiator", "not-a-secret-initiator"),
    "partner": ("LTAI-tutorial-acceptor", "not-a-secret-acceptor"),
    "production": ("LTAI-bystander", "not-a-secret-bystander"),
}
CONNECTIONS = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))["peering_connections"]

# How a play may bind the variables in {profile: "{{ NAME }}"}: the name, and the task that includes the role.
CALLS: dict[str, tuple[str, dict[str, t.Any]]] = {
    "item": ("item.key", {"loop": [{"key": "staging", "value": "partner"}]}),
    "dict2items": ("item.key", {"loop": "{{ {'staging': 'partner'} | dict2items }}"}),
    "loop_var": (
        "environment_.key",
        {"loop": [{"key": "staging", "value": "partner"}], "loop_control": {"loop_var": "environment_"}},
    ),
    "block": ("site.key", {}),
}
VALUE = {"item": "item.value", "dict2items": "item.value", "loop_var": "environment_.value", "block": "site.value"}


@pytest.fixture(autouse=True)
def bystander(simulator: Simulator, ansible: Ansible) -> None:
    """An account that no play uses, and profiles of all accounts."""
    bystander = {"name": "bystander", "uid": BYSTANDER, "access_keys": [access_key(KEYS["production"])]}
    simulator.load(scenario(*tutorial()["accounts"], bystander))
    profiles = [
        {"name": name, "mode": "AK", "access_key_id": key_id, "access_key_secret": key_secret}
        for name, (key_id, key_secret) in KEYS.items()
    ]
    (ansible.folder / "config.json").write_text(json.dumps({"profiles": profiles}), encoding="utf-8")


def include(ansible: Ansible, first: str, second: str, state: str, **call: t.Any) -> dict[str, t.Any]:
    """Return a task that includes the role; ``first`` and ``second`` are templates of the accounts' profiles."""
    way = {"endpoint": ansible.url, "config_file": str(ansible.folder / "config.json")}
    variables = {
        "peering_state": state,
        "peering_accounts": {"production": {"profile": first, **way}, "partner": {"profile": second, **way}},
        "peering_connections": CONNECTIONS,
    }
    return {"ansible.builtin.include_role": {"name": "aliops.vpc.peering"}, "vars": variables, **call}


def play(ansible: Ansible, *tasks: dict[str, t.Any], options: t.Sequence[str] = ()) -> Run:
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}]
    (ansible.folder / "play.yml").write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
    return ansible.playbook("play.yml", *options)


def callers(simulator: Simulator) -> set[str]:
    """Return the accounts that made calls."""
    return {call["account"] for call in simulator.calls()}


@pytest.mark.warm
@pytest.mark.parametrize("kind", CALLS)
def test_a_teardown_deletes_in_the_accounts_of_the_play(ansible: Ansible, simulator: Simulator, kind: str) -> None:
    name, call = CALLS[kind]
    tasks = [
        include(ansible, f"{{{{ {name} }}}}", f"{{{{ {VALUE[kind]} }}}}", state, **call)
        for state in ("present", "absent")
    ]
    if kind == "block":
        tasks = [{"vars": {"site": {"key": "staging", "value": "partner"}}, "block": tasks}]
    run = play(ansible, *tasks)
    assert run.code == 0, run.output
    assert writes(simulator).count("DeleteRouterInterface") == 2
    assert BYSTANDER not in callers(simulator)


@pytest.mark.warm
def test_twice_in_one_play_with_other_accounts(ansible: Ansible, simulator: Simulator) -> None:
    """The second call has the accounts the other way round, and finds no drift in the first one's peering."""
    first = include(ansible, "{{ chosen }}", "partner", "present")
    first["vars"]["chosen"] = "staging"
    second = include(ansible, "partner", "{{ chosen }}", "audit")
    second["vars"]["chosen"] = "staging"
    initiator, acceptor = CONNECTIONS[0]["initiator"], CONNECTIONS[0]["acceptor"]
    turned = {
        "initiator": {**acceptor, "account": "production"},
        "acceptor": {**initiator, "account": "partner"},
    }
    second["vars"]["peering_connections"] = [{**CONNECTIONS[0], **turned}]
    second["vars"]["peering_fail_on"] = "cosmetic"
    run = play(ansible, first, second)
    assert run.code == 0, run.output
    assert BYSTANDER not in callers(simulator)


@pytest.mark.warm
def test_a_lookup_runs_before_the_first_task_only(ansible: Ansible, simulator: Simulator) -> None:
    """The script names the right profile while Ansible checks it and the role evaluates it, then another one."""
    script = ansible.folder / "profile.sh"
    script.write_text(
        '#!/bin/sh\necho . >> runs\n[ "$(wc -l < runs)" -le 2 ] && echo staging || echo production\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    run = play(ansible, include(ansible, f"{{{{ lookup('pipe', '{script}') }}}}", "partner", "present"))
    assert run.code == 0, run.output
    assert callers(simulator) == {"1231579085529123", "1231579085529124"}


def test_the_values_are_in_no_output_and_no_cache(ansible: Ansible, simulator: Simulator) -> None:
    ansible.environ = {
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(ansible.folder / "cache"),
        "ANSIBLE_LOG_PATH": str(ansible.folder / "ansible.log"),
    }
    task = include(ansible, "staging", "partner", "present")
    for account, profile in (("production", "staging"), ("partner", "partner")):
        key, secret = KEYS[profile]
        # The secret is pieced together, so that the playbook itself does not contain it.
        pieced = f"{{{{ 'not-a-' ~ 'secret-{secret.removeprefix('not-a-secret-')}' }}}}"
        given = {"access_key_id": key, "access_key_secret": pieced, "endpoint": ansible.url}
        task["vars"]["peering_accounts"][account] = given
    run = play(ansible, task, options=("-vvvv", "--diff"))
    assert run.code == 0, run.output
    cached = "".join(path.read_text(encoding="utf-8") for path in ansible.folder.glob("cache/*") if path.is_file())
    logged = (ansible.folder / "ansible.log").read_text(encoding="utf-8")
    # The callback of the tests records what every callback gets.
    for place in (run.output, logged, cached, json.dumps(run.results)):
        assert "not-a-secret" not in place


@pytest.mark.warm
def test_a_variable_that_cannot_be_evaluated_is_named(ansible: Ansible, simulator: Simulator) -> None:
    task = include(ansible, "staging", "partner", "present")
    task["vars"]["peering_wait_timeout"] = "{{ nothing_of_this_name }}"
    task["ansible.builtin.include_role"]["rolespec_validate"] = False
    run = play(ansible, task)
    assert run.code != 0
    assert "peering_wait_timeout: " in run.findings
    assert "nothing_of_this_name" in run.findings
    assert not simulator.calls()


def test_the_simulator_in_a_loop(ansible: Ansible) -> None:
    """Each round starts the simulator of its own folder, and the second loop stops the same ones."""

    def role(state: str) -> dict[str, t.Any]:
        variables = {"simulator_state": state, "simulator_directory": str(ansible.folder / "{{ item.key }}")}
        call = {"loop": "{{ {'one': 1, 'two': 2} | dict2items }}"}
        return {"ansible.builtin.include_role": {"name": "aliops.vpc.simulator"}, "vars": variables, **call}

    run = play(ansible, role("started"))
    notes = [ansible.folder / name / "process.json" for name in ("one", "two")]
    running = [json.loads(note.read_text(encoding="utf-8"))["pid"] for note in notes]
    assert run.code == 0, run.output
    assert len(set(running)) == 2
    run = play(ansible, role("stopped"))
    assert run.code == 0, run.output
    assert not any(note.exists() for note in notes)


def test_the_idempotence_check_in_a_loop(ansible: Ansible, simulator: Simulator) -> None:
    inner = include(ansible, "{{ first }}", "partner", "present")
    (ansible.folder / "inner.yml").write_text(
        yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [inner]}]),
        encoding="utf-8",
    )
    variables = {
        "idempotence_check_playbook": "{{ item }}",
        "idempotence_check_extra_vars": {"first": "{{ 'staging' if item == 'inner.yml' else 'production' }}"},
    }
    task = {
        "ansible.builtin.include_role": {"name": "aliops.vpc.idempotence_check"},
        "vars": variables,
        "loop": ["inner.yml"],
    }
    run = play(ansible, task)
    assert run.code == 0, run.output
    assert BYSTANDER not in callers(simulator)
