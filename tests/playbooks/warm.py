# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns talking to the program that runs playbooks in forks of itself, tests/faults/warm.py, and its runs for tests."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import subprocess
import sys
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client
from ansible_collections.aliops.vpc.tests.playbooks.runs import COLLECTIONS, HERE, ROOT, Ansible, Run

SOURCE = ROOT / "tests" / "faults" / "warm.py"


class Program:
    """The program, once it has everything loaded; its runs begin in ``folder``."""

    def __init__(self, folder: pathlib.Path, **environ: str) -> None:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("ALI")}
        own = {"ANSIBLE_NOCOLOR": "true", "ANSIBLE_LOCALHOST_WARNING": "false", "PYTHONWARNINGS": "ignore"}
        if COLLECTIONS:
            own["ANSIBLE_COLLECTIONS_PATH"] = str(COLLECTIONS)
        self._process = subprocess.Popen(
            [sys.executable, str(SOURCE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**inherited, **own, **environ},
            cwd=folder,
        )

    def ask(self, order: dict[str, t.Any]) -> t.Any:
        """Give an order, as the docstring of the program describes them, and return its reply."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End the program."""
        self._process.communicate()


def recording(folder: pathlib.Path) -> Program:
    """Return the program with the callback that writes results down."""
    return Program(folder, ANSIBLE_CALLBACK_PLUGINS=str(HERE / "callback_plugins"), ANSIBLE_CALLBACKS_ENABLED="record")


class WarmAnsible(Ansible):
    """Runs playbooks by the program, on simulated time: a module is no process, but counts as one."""

    def __init__(self, folder: pathlib.Path, simulator: t.Any, program: Program) -> None:
        super().__init__(folder, simulator.url)
        self._simulator = simulator
        self._program = program

    def playbook(self, name: str, *options: str) -> Run:
        """Run a playbook to its end."""
        printed, recorded, started = self.files()
        self._simulator.control("clock", '{"mode": "manual"}')
        self._leave_the_change()
        order = {
            "args": [name, "-e", f"ansible_python_interpreter={sys.executable}", *options],
            "output": str(printed),
            "simulator": self.url,
            "folder": str(self.folder),
            "environ": {"RECORD_RESULTS": str(recorded), "RECORD_MODULES": str(started), **self.environ},
        }
        code = self._program.ask({"wait": self._program.ask(order)["pid"]})["code"]
        return Run.read(code, printed.read_text(encoding="utf-8"), recorded, started)

    def _leave_the_change(self) -> None:
        """A creation waits right after a change, and reads again: what a run costs would depend on the time of day."""
        now = datetime.datetime.fromisoformat(self._simulator.control("clock")["now"])
        since = client_tokens.since_change(now.timestamp())
        if not client_tokens.set_apart(client.LIST_LAG) <= since <= client_tokens.WINDOW / 2:
            passed = (2 * client_tokens.set_apart(client.LIST_LAG) - since) % client_tokens.WINDOW
            self._simulator.control("clock", json.dumps({"advance": passed}))
