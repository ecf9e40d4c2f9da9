# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trace of whole runs: every call of every task is in one file, in both ways in which modules run."""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible


def lines(path: pathlib.Path) -> list[dict[str, t.Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def counted(calls: t.Iterable[dict[str, t.Any]]) -> collections.Counter[tuple[str, str | None]]:
    return collections.Counter((call["action"], call["code"]) for call in calls)


@pytest.mark.parametrize("in_process", [True, False])
def test_every_call_of_a_run_is_in_the_file(ansible: Ansible, simulator: t.Any, in_process: bool) -> None:
    ansible.in_process = in_process
    run = ansible.peer("-e", "peering_trace=calls.jsonl")
    assert run.code == 0, run.output
    traced = lines(ansible.folder / "calls.jsonl")
    assert counted(traced) == counted(simulator.calls())
    assert {line["account"] for line in traced} == {"production", "partner"}
    assert (run.processes == 0) is in_process


@pytest.mark.parametrize("in_process", [True, False])
def test_the_environment_names_the_file_of_a_run(ansible: Ansible, simulator: t.Any, in_process: bool) -> None:
    """A relative path begins where Ansible was started, whoever makes the calls; appended to run by run."""
    ansible.in_process = in_process
    ansible.environ = {"ALIOPS_VPC_TRACE": "calls.jsonl"}
    for _time in range(2):
        assert ansible.peer("--check").code == 0
    assert counted(lines(ansible.folder / "calls.jsonl")) == counted(simulator.calls())
