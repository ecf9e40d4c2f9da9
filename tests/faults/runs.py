# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns disturbed runs: how they are started, struck and killed, and what they leave. Judges nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import pathlib
import signal
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, wait_until
from ansible_collections.aliops.vpc.tests.faults.estates import normal
from ansible_collections.aliops.vpc.tests.playbooks.warm import Program
from ansible_collections.aliops.vpc.tests.scenarios import Data

PATIENCE = 100
# A router interface is half a link.
CREATIONS = ("CreateRouterInterface", "CreateVpcPeerConnection")


@dataclasses.dataclass
class Run:
    """One run that was started: its process, and the file with what it prints."""

    pid: int
    printed: pathlib.Path
    code: int | None = None

    @property
    def output(self) -> str:
        """Return what it has printed so far."""
        return self.printed.read_text(encoding="utf-8") if self.printed.exists() else ""


class Lab:
    """A simulator whose clock stands still, and the program that runs playbooks against it."""

    def __init__(self, simulator: Simulator, folder: pathlib.Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self._runs = 0
        self._program = Program(folder, ANSIBLE_INJECT_INVOCATION="true")

    def close(self) -> None:
        """End the program."""
        self._program.close()

    def begin(self, scenario: Data, *faults: dict[str, t.Any]) -> None:
        """Begin with a scenario and faults; time stands still, not long after the tokens of creations have changed."""
        self.simulator.load(scenario)
        self.simulator.control("clock", '{"mode": "manual"}')
        self.advance(self.to_the_change + client_tokens.set_apart(client.LIST_LAG))
        if faults:
            self.simulator.control("faults", json.dumps(faults))

    def advance(self, seconds: float) -> None:
        """Let simulated time pass."""
        self.simulator.control("clock", json.dumps({"advance": seconds}))

    @property
    def to_the_change(self) -> float:
        """Return for how many simulated seconds the tokens stay as they are."""
        told = self.simulator.control("clock")["now"]
        return client_tokens.WINDOW - client_tokens.since_change(datetime.datetime.fromisoformat(told).timestamp())

    def start(self, playbook: str, variables: dict[str, t.Any], forks: bool = False) -> Run:
        """Start a playbook of the collection; ``forks``, with a process for each task."""
        self._runs += 1
        printed, given = (self.folder / f"{self._runs}.{what}" for what in ("out", "json"))
        given.write_text(json.dumps(variables), encoding="utf-8")
        args = [f"aliops.vpc.{playbook}", "-vvv", "-e", f"@{given}"]
        order = {"args": args, "output": str(printed), "simulator": self.simulator.url, "forks": forks}
        return Run(self._program.ask(order)["pid"], printed)

    def end(self, run: Run) -> Run:
        """Wait until a run is over."""
        run.code = self._program.ask({"wait": run.pid})["code"]
        return run

    def run(self, playbook: str, variables: dict[str, t.Any]) -> Run:
        """Run a playbook of the collection to its end."""
        return self.end(self.start(playbook, variables))

    def held(self, run: Run, done: bool) -> bool:
        """Wait until the simulator holds a call of the run; ``done``, after its effect. False when the run is over.

        How often a run polls depends on which account's turn it is: one may make a call less than another one.
        """

        def is_held() -> bool:
            calls = [call for call in self.simulator.calls() if "hold" in (call["fault"] or "")]
            return bool(calls) and (not done or calls[0]["status"] != 0)

        wait_until(lambda: is_held() or not is_alive(run.pid), PATIENCE)
        return is_held()

    def kill(self, run: Run, group_only: bool = False) -> list[int]:
        """Kill a run with SIGKILL, and return what was alive of it.

        Ansible gives each task's process a session of its own: who kills only the process group leaves them alive.
        """
        os.kill(run.pid, signal.SIGSTOP)
        below = descendants(run.pid)
        os.killpg(run.pid, signal.SIGKILL)
        for pid in [] if group_only else below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.end(run)
        return below

    def release(self) -> None:
        """End all faults, and let go on what is held."""
        self.simulator.delete("faults")

    def settled(self) -> dict[str, t.Any]:
        """Return what the simulator holds once everything that was on its way has happened."""
        self.advance(PATIENCE)
        return t.cast("dict[str, t.Any]", self.simulator.control("state"))

    def estate(self) -> t.Any:
        """Return the settled state in its normal form."""
        return normal(self.settled())

    def created(self) -> set[str]:
        """Return the ids of all links that were ever created, whatever became of them."""
        calls = self.simulator.calls()
        return {one["target"] for one in calls if one["action"] in CREATIONS and one["status"] == 200}


def descendants(pid: int) -> list[int]:
    """Return the processes below a process."""
    below: list[int] = []
    for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        # A thread may end between the two looks.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, path.read_text(encoding="ascii").split()):
                below += [child, *descendants(child)]
    return below


def is_alive(pid: int) -> bool:
    """Say whether a process runs."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
