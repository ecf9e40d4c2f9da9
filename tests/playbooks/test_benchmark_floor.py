# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the measurement of Ansible's own time: its playbooks run all tasks, and its table shows medians."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.aliops.vpc.tests.benchmarks import floor
from ansible_collections.aliops.vpc.tests.benchmarks.contenders import BenchmarkError
from ansible_collections.aliops.vpc.tests.benchmarks.measuring import Cost

SOME = floor.Floor("some", 3, 2)


def test_actions_run_in_the_worker_and_modules_in_processes(tmp_path: Path) -> None:
    floor.prepare(SOME, tmp_path)
    # Ansible runs the action, and not the module of its name.
    (tmp_path / "library" / "nothing.py").write_text("import nothing_that_there_is\n", encoding="utf-8")
    floor.run(SOME, tmp_path)
    output = (tmp_path / "output").read_text(encoding="utf-8")
    assert re.findall(r"TASK \[(\w+)\]", output) == ["nothing", "nothing_0", "nothing_1"]
    assert re.search(r"localhost +: ok=3 +changed=0", output)


@pytest.mark.parametrize("name", ["library/nothing_1.py", "action_plugins/nothing.py"])
def test_a_failed_task_is_no_measurement(tmp_path: Path, name: str) -> None:
    floor.prepare(SOME, tmp_path)
    (tmp_path / name).write_text("import nothing_that_there_is\n", encoding="utf-8")
    with pytest.raises(BenchmarkError, match="ended with"):
        floor.run(SOME, tmp_path)


def test_the_floors_have_as_many_tasks_as_the_budgeted_runs() -> None:
    cost = {"again": {"tasks": 7, "module_runs": 1}, "first": {"tasks": 9, "module_runs": 4}}
    chosen = floor.floors_of({"pairs-1": cost})
    assert [(playbook.tasks, playbook.processes) for playbook in chosen] == [(0, 0), (7, 0), (9, 0), (7, 1), (9, 4)]


def test_the_table_shows_medians() -> None:
    costs = [Cost(0, 0.0, wall, cpu, 0.0) for wall, cpu in ((1.0, 0.5), (9.0, 0.1), (2.0, 0.3))]
    assert floor.shown({SOME: costs}).splitlines()[-1] == "| some | 3 | 2 | 2.00 | 0.30 |"
