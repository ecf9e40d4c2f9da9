# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns running a module in this process, as Ansible does in one of its own, and a cloud that tests can set up.

In a process of its own a module takes 0.5 s, here some milliseconds.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import typing as t

from ansible.module_utils.testing import patch_module_args
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.loader import connection_loader
from ansible.template import Templar
from ansible.utils.display import Display

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.scenarios import ACCEPTOR, INITIATOR, Keys, tutorial

ACTIONS = "ansible_collections.aliops.vpc.plugins.action."
MODULES = "ansible_collections.aliops.vpc.plugins.modules."
A, B = INITIATOR.uid, ACCEPTOR.uid
REGIONS = {side.uid: side.region for side in (INITIATOR, ACCEPTOR)}
KEYS = {side.uid: side.key for side in (INITIATOR, ACCEPTOR)}
# Resource groups that both accounts have beside the default one.
GROUPS = {side: {"resource_groups": ["rg-a", "rg-b", "rg-c", "rg-d", "rg-new"]} for side in ("initiator", "acceptor")}


class Result(dict[str, t.Any]):
    """The result of a module; a failure has ``failed``."""

    @property
    def first(self) -> dict[str, t.Any]:
        """Return the first record of a resource module's list."""
        return next(value[0] for key, value in self.items() if isinstance(value, list) and is_records(value))

    @property
    def actions(self) -> list[str]:
        """Return the action of each record."""
        return [record["action"] for value in self.values() if is_records(value) for record in value]


def is_records(value: t.Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "action" in value[0]


class Door:
    """The door of the tasks: a module with its own exit, or an action in Ansible's process."""

    action = False


def run_module(
    name: str, options: dict[str, t.Any], *, check: bool = False, verbosity: int = 0, diff: bool = True
) -> Result:
    """Run a module to its end and return its result, in which secrets are masked as Ansible does it."""
    if Door.action:
        return run_action(name, options, check=check, verbosity=verbosity, diff=diff)
    module = importlib.import_module(MODULES + name)
    arguments = {**options, "_ansible_check_mode": check, "_ansible_verbosity": verbosity, "_ansible_diff": diff}
    printed = io.StringIO()
    with patch_module_args(arguments), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        module.main()
    return Result(json.loads(printed.getvalue().splitlines()[-1]))


def run_action(
    name: str, options: dict[str, t.Any], *, check: bool = False, verbosity: int = 0, diff: bool = True
) -> Result:
    """Run a module's action plugin as Ansible does for a task on the controller, and return its result."""
    loader, play_context = DataLoader(), PlayContext()
    task = Task()
    task.action, task.args, task.check_mode, task.diff = f"aliops.vpc.{name}", dict(options), check, diff
    connection = connection_loader.get("local", play_context, "/dev/null")
    plugin = importlib.import_module(ACTIONS + name).ActionModule(
        task, connection, play_context, loader, Templar(loader=loader, variables={}), None
    )
    display, Display().verbosity = Display().verbosity, verbosity
    try:
        result = plugin.run(task_vars={"ansible_python_interpreter": sys.executable})
    finally:
        Display().verbosity = display
    # Ansible's processes exchange nothing but data.
    return Result(json.loads(json.dumps(result)))


class Cloud:
    """A simulated cloud with the tutorial's two accounts; its time stands still except during waits."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def load(self, *changes: Keys, **more: t.Any) -> None:
        """Begin with the tutorial's scenario, some resource groups, and these changes of it."""
        self.simulator.load(tutorial(GROUPS, *changes, **more))

    def account(self, uid: str) -> dict[str, t.Any]:
        """Return the options of an account."""
        key_id, secret = KEYS[uid]
        address = {"region": REGIONS[uid], "endpoint": self.simulator.url}
        return {"access_key_id": key_id, "access_key_secret": secret, **address}

    def run(self, module: str, uid: str = A, *, check: bool = False, verbosity: int = 0, **options: t.Any) -> Result:
        """Run a module in one of the accounts."""
        return run_module(module, {**self.account(uid), **options}, check=check, verbosity=verbosity)

    def watch(self) -> None:
        """Note from now on, until the next scenario, which pairs of vSwitches lose their route."""
        self.simulator.control("journal", "")

    def lost_pairs(self) -> list[tuple[str, str, str, str]]:
        """Return each loss since ``watch``: its source, its target, their new state, and the call's action.

        The new state is ``modifying`` (only the entry's own Modifying phase) or ``unreachable``.
        """
        return [
            (row["source"], row["target"], row["after"], row["call"] and row["call"]["action"])
            for row in self.simulator.control("journal")
            if row["change"] == "lost"
        ]

    def writes(self) -> list[str]:
        """Return the write actions that took effect since the scenario was loaded, in order."""
        calls = self.simulator.calls()
        return [call["action"] for call in calls if call["write"] and call["status"] == 200]

    def converge(self, module: str, uid: str = A, **options: t.Any) -> Result:
        """Run a module three times: predicted, done, and again; compare them, and return the real run's result."""
        before = len(self.writes())
        predicted = self.run(module, uid, check=True, **options)
        assert not predicted.get("failed"), predicted["msg"]
        assert self.writes()[before:] == [], "check mode has written"
        done = self.run(module, uid, **options)
        assert not done.get("failed"), done["msg"]
        sent = self.writes()[before:]
        assert sorted(predicted["writes"]) == sorted(sent) == sorted(done["writes"])
        assert predicted["changed"] == done["changed"] == bool(sent)
        assert predicted.actions == done.actions
        assert set(predicted) == set(done)
        again = self.run(module, uid, **options)
        assert (again["changed"], again["api_calls"]["write"], again["writes"]) == (False, 0, []), again
        return done

    def refused(self, module: str, uid: str = A, **options: t.Any) -> str:
        """Run a module that is expected to refuse, in check mode too and without a write; return its message."""
        before = len(self.writes())
        results = [self.run(module, uid, check=check, **options) for check in (True, False)]
        assert all(result.get("failed") for result in results), results
        assert results[0]["msg"] == results[1]["msg"]
        assert self.writes()[before:] == []
        return str(results[0]["msg"])
