# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the measurement of Ansible's own time: playbooks that do nothing, with as many tasks as a run, in Ansible's
worker as the collection's tasks, or in module processes as with C(ALIOPS_VPC_IN_PROCESS=false)."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import typing as t
from pathlib import Path

import yaml

from ansible_collections.aliops.vpc.tests.benchmarks.contenders import AGAIN, FIRST, BenchmarkError
from ansible_collections.aliops.vpc.tests.benchmarks.measuring import Cost, measured
from ansible_collections.aliops.vpc.tests.benchmarks.tables import machine
from ansible_collections.aliops.vpc.tools.markdown import table

# Every collection for this service needs this, in a module process or in Ansible's worker.
SDK = """\
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
"""
MODULE = f"""\
{SDK}from ansible.module_utils.basic import AnsibleModule

if __name__ == "__main__":
    AnsibleModule(argument_spec={{}}).exit_json(changed=False)
"""
ACTION = f"""\
{SDK}from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        return {{**super().run(tmp, task_vars), "changed": False}}
"""
IN_WORKER = "nothing"
# The limits of the collection's runs in test_budgets.py.
BUDGETS = Path(__file__).parents[1] / "playbooks" / "budgets.yml"
PHASES = {AGAIN: "again", FIRST: "first"}


class Floor(t.NamedTuple):
    """A playbook of so many tasks, of which the last ones are module processes, each of a module of its own."""

    name: str
    tasks: int
    processes: int


def floors_of(budgets: t.Mapping[str, t.Any]) -> list[Floor]:
    """Return the playbooks to measure, from the budgets of one peering's runs."""
    costs = {phase: budgets["pairs-1"][name] for phase, name in PHASES.items()}
    worker = [Floor(f"as many tasks as a run, {phase}", cost["tasks"], 0) for phase, cost in costs.items()]
    modules = [
        Floor(f"the same, {phase}, with module processes", cost["tasks"], cost["module_runs"])
        for phase, cost in costs.items()
    ]
    return [Floor("a playbook without a task", 0, 0), *worker, *modules]


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--runs", type=int, default=5, help="of which the medians are shown")
    parser.add_argument("--write", action="store_true", help="write the table into the documentation")


def floors(given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return the part of the page with the least time of a playbook with so many tasks."""
    chosen = floors_of(yaml.safe_load(BUDGETS.read_text(encoding="utf-8")))
    costs: dict[Floor, list[Cost]] = {floor: [] for floor in chosen}
    for floor in chosen:
        prepare(floor, folder)
    for turn in range(given.runs + 1):
        for floor, samples in costs.items():
            cost = run(floor, folder)
            # The first turn fills the caches of compiled code.
            if turn:
                samples.append(cost)
            print(f"{floor.name}: {cost.wall:.1f} s, CPU {cost.cpu:.1f} s", file=sys.stderr, flush=True)
    return {"floor": f"Measured on {machine()}. Medians of {given.runs} runs in turn.\n\n{shown(costs)}"}


def shown(costs: t.Mapping[Floor, t.Sequence[Cost]]) -> str:
    """Return the medians as Markdown."""
    rows = [
        [
            floor.name,
            str(floor.tasks),
            str(floor.processes),
            f"{statistics.median(cost.wall for cost in samples):.2f}",
            f"{statistics.median(cost.cpu for cost in samples):.2f}",
        ]
        for floor, samples in costs.items()
    ]
    return table(["Playbook that does nothing", "Tasks", "Module processes", "Wall s", "CPU s"], rows)


def _playbook(floor: Floor, folder: Path) -> Path:
    return folder / f"floor-{floor.tasks}-{floor.processes}.yml"


def prepare(floor: Floor, folder: Path) -> None:
    """Write down the playbook, its action plugin and its modules."""
    modules = [f"nothing_{number}" for number in range(floor.processes)]
    for name in modules:
        _write(folder / "library" / f"{name}.py", MODULE)
    _write(folder / "action_plugins" / f"{IN_WORKER}.py", ACTION)
    # Ansible looks for a module of each action's name.
    _write(folder / "library" / f"{IN_WORKER}.py", MODULE)
    tasks: list[dict[str, t.Any]] = [{IN_WORKER: {}} for _number in range(floor.tasks - floor.processes)]
    tasks += [{name: {}} for name in modules]
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]
    _write(_playbook(floor, folder), yaml.safe_dump(plays))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(floor: Floor, folder: Path) -> Cost:
    """Run the playbook once; raises BenchmarkError when it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    output = folder / "output"
    cost = measured(["ansible-playbook", str(_playbook(floor, folder))], environment, folder, output)
    if cost.code:
        raise BenchmarkError(f"{floor.name}: ended with {cost.code}: {output.read_text(encoding='utf-8')[-3000:]}")
    return cost
