# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the measure of what Ansible takes by itself: playbooks with as many module processes, which do nothing."""

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

# What no module of a collection for this service can do without.
MODULE = """\
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
from ansible.module_utils.basic import AnsibleModule

if __name__ == "__main__":
    AnsibleModule(argument_spec={}).exit_json(changed=False)
"""


class Floor(t.NamedTuple):
    """A playbook of as many module processes, of as many kinds: each kind is put together once."""

    name: str
    processes: int
    kinds: int


FLOORS = (
    Floor("a playbook without a task", 0, 0),
    Floor(f"as many as in a run with {AGAIN}", 1, 1),
    Floor(f"as many as in a {FIRST} run", 5, 5),
)


def options(parser: argparse.ArgumentParser) -> None:
    """Declare what can be chosen."""
    parser.add_argument("--runs", type=int, default=5, help="of which the medians are told")
    parser.add_argument("--write", action="store_true", help="write the table into the documentation")


def floors(given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return the part of the page that shows what no playbook with so many modules goes below."""
    costs: dict[Floor, list[Cost]] = {one: [] for one in FLOORS}
    for one in FLOORS:
        prepare(one, folder)
    for turn in range(given.runs + 1):
        for one, found in costs.items():
            cost = run(one, folder)
            # In the first turn everybody compiles and caches what is compiled and cached once.
            found += [cost] if turn else []
            print(f"{one.name}: {cost.wall:.1f} s, CPU {cost.cpu:.1f} s", file=sys.stderr, flush=True)
    return {"floor": f"Measured on {machine()}. Medians of {given.runs} runs in turn.\n\n{shown(costs)}"}


def shown(costs: t.Mapping[Floor, t.Sequence[Cost]]) -> str:
    """Return the medians as Markdown."""
    rows = [
        [
            one.name,
            str(one.processes),
            str(one.kinds),
            f"{statistics.median(cost.wall for cost in found):.2f}",
            f"{statistics.median(cost.cpu for cost in found):.2f}",
        ]
        for one, found in costs.items()
    ]
    return table(["Module processes that do nothing", "Number", "Kinds", "Wall s", "CPU s"], rows)


def _playbook(one: Floor, folder: Path) -> Path:
    return folder / f"floor-{one.processes}.yml"


def prepare(one: Floor, folder: Path) -> None:
    """Write down the playbook and its modules."""
    library = folder / "library"
    library.mkdir(exist_ok=True)
    for kind in range(one.kinds):
        (library / f"nothing_{kind}.py").write_text(MODULE, encoding="utf-8")
    tasks: list[dict[str, t.Any]] = [{f"nothing_{number % one.kinds}": {}} for number in range(one.processes)]
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]
    _playbook(one, folder).write_text(yaml.safe_dump(plays), encoding="utf-8")


def run(one: Floor, folder: Path) -> Cost:
    """Run the playbook once; raises BenchmarkError when it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    output = folder / "output"
    cost = measured(["ansible-playbook", str(_playbook(one, folder))], environment, folder, output)
    if cost.code:
        raise BenchmarkError(f"{one.name}: ended with {cost.code}: {output.read_text(encoding='utf-8')[-3000:]}")
    return cost
