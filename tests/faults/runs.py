# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns disturbed runs: starts, disturbs and kills them, and reads the state after them. Judges nothing."""

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
# A router interface is one end of a link.
CREATIONS = ("CreateRouterInterface", "CreateVpcPeerConnection")


@dataclasses.dataclass
class Run:
    """A started run: its process, and the file with its output."""

    pid: int
    printed: pathlib.Path
    code: int | None = None

    @property
    def output(self) -> str:
        """Return the output so far."""
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
        """Load a scenario and faults; time stands still, shortly after the tokens of creations have changed."""
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
        """Return the simulated seconds until the tokens change."""
        now = self.simulator.control("clock")["now"]
        return client_tokens.WINDOW - client_tokens.since_change(datetime.datetime.fromisoformat(now).timestamp())

    def start(self, playbook: str, variables: dict[str, t.Any], forks: bool = False) -> Run:
        """Start a playbook of the collection; ``forks``, with a process for each task."""
        self._runs += 1
        printed, given = (self.folder / f"{self._runs}.{suffix}" for suffix in ("out", "json"))
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

        The number of polls depends on the order of the accounts: one run may make a call less than another.
        """

        def is_held() -> bool:
            calls = [call for call in self.simulator.calls() if "hold" in (call["fault"] or "")]
            return bool(calls) and (not done or calls[0]["status"] != 0)

        wait_until(lambda: is_held() or not is_alive(run.pid), PATIENCE)
        return is_held()

    def kill(self, run: Run, group_only: bool = False) -> list[int]:
        """Kill a run with SIGKILL, and return the processes below it.

        Ansible gives each task's process a session of its own: a kill of the process group leaves them alive.
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
        """End all faults, and let held calls go on."""
        self.simulator.delete("faults")

    def settled(self) -> dict[str, t.Any]:
        """Return the simulator's state once all delays are over."""
        self.advance(PATIENCE)
        return t.cast("dict[str, t.Any]", self.simulator.control("state"))

    def estate(self) -> t.Any:
        """Return the settled state in its normal form."""
        return normal(self.settled())

    def created(self) -> set[str]:
        """Return the ids of all links that were ever created, even if they are deleted."""
        calls = self.simulator.calls()
        return {call["target"] for call in calls if call["action"] in CREATIONS and call["status"] == 200}


def descendants(pid: int) -> list[int]:
    """Return the processes below a process."""
    below: list[int] = []
    for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        # A thread may end between the two reads.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, path.read_text(encoding="ascii").split()):
                below += [child, *descendants(child)]
    return below


def is_alive(pid: int) -> bool:
    """Return whether a process runs."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
