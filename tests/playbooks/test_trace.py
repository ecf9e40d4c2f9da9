# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trace of a run: one file has every call of every task, in both ways in which modules run."""

from __future__ import annotations

import collections
import json
import os
import pathlib
import subprocess
import sys
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import SOURCE
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible

BOTH = [pytest.param(True, marks=pytest.mark.warm), False]


def lines(path: pathlib.Path) -> list[dict[str, t.Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def counted(calls: t.Iterable[dict[str, t.Any]]) -> collections.Counter[tuple[str, str | None]]:
    return collections.Counter((call["action"], call["code"]) for call in calls)


@pytest.mark.parametrize("in_process", BOTH)
@pytest.mark.sampled(2)
def test_every_call_of_a_run_is_in_the_file(ansible: Ansible, simulator: t.Any, in_process: bool) -> None:
    ansible.in_process = in_process
    run = ansible.peer("-e", "peering_trace=calls.jsonl")
    assert run.code == 0, run.output
    traced = lines(ansible.folder / "calls.jsonl")
    assert counted(traced) == counted(simulator.calls())
    assert {line["account"] for line in traced} == {"production", "partner"}
    assert (run.processes == 0) is in_process


def compared(path: pathlib.Path) -> tuple[int, str]:
    """Return the exit code and the output of a comparison with the simulator."""
    command = [sys.executable, "-m", "vpc_simulator", "--compare", str(path)]
    environ = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.mark.warm
@pytest.mark.parametrize("method", ["router_interface", "vpc_peer"])
def test_a_trace_of_the_simulator_agrees_with_it(ansible: Ansible, simulator: t.Any, method: str) -> None:
    """From nothing to a peering, an audit, a refusal, and back to nothing: the comparison finds no difference."""
    trace = ["-e", "peering_trace=calls.jsonl"]
    defaults = ["-e", json.dumps({"peering_defaults": {"method": method}})]
    for name in ("peer_vpcs", "peer_vpcs", "audit_vpcs"):
        assert ansible.peer(*trace, *defaults, name=f"aliops.vpc.{name}").code == 0
    nobody = {"access_key_id": "LTAI-nobody", "access_key_secret": "wrong-secret", "endpoint": ansible.url}
    wrong = {"peering_accounts": {"production": nobody, "partner": nobody}}
    assert ansible.peer(*trace, *defaults, "-e", json.dumps(wrong)).code != 0
    assert ansible.peer(*trace, *defaults, name="aliops.vpc.unpeer_vpcs").code == 0
    traced = lines(ansible.folder / "calls.jsonl")
    assert {line["status"] for line in traced} >= {200, 404}
    code, output = compared(ansible.folder / "calls.jsonl")
    assert code == 0, output
    assert output.startswith(f"{len(traced)} calls of ")


@pytest.mark.parametrize("in_process", BOTH)
@pytest.mark.sampled(2)
def test_the_environment_names_the_file_of_a_run(ansible: Ansible, simulator: t.Any, in_process: bool) -> None:
    """A relative path begins in the folder of ansible-playbook for every process; each run appends."""
    ansible.in_process = in_process
    ansible.environ = {"ALIOPS_VPC_TRACE": "calls.jsonl"}
    for _time in range(2):
        assert ansible.peer("--check").code == 0
    assert counted(lines(ansible.folder / "calls.jsonl")) == counted(simulator.calls())
