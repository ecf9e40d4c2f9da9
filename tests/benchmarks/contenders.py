# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns who is measured: the hand-written script, threaded and one by one, and the installed collection's playbook.
Each converges a world that the simulator serves; what came of it is read from the simulator, not from the contender."""

from __future__ import annotations

import collections
import dataclasses
import json
import os
import shlex
import sys
import time
import typing as t
from pathlib import Path

import yaml

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client
from ansible_collections.aliops.vpc.tests.benchmarks.measuring import Cost, measured
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import World
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator

HERE = Path(__file__).parent
SCRIPT, LOOP, COLLECTION = "script", "one by one", "collection"
FIRST, AGAIN = "first", "no change"
THREADS = 8


class BenchmarkError(RuntimeError):
    """A contender did not do its work; its figures would mean nothing."""


@dataclasses.dataclass(frozen=True)
class Sample:
    """One run: what it cost, and what the simulator saw of it. ``calls`` are by action, refused ones among them."""

    cost: Cost
    calls: t.Mapping[str, int]
    refused: int
    connections: int
    processes: int


class Contender:
    """Runs one program against one simulator; its files are in a folder of its own."""

    def __init__(self, name: str, folder: Path, cloud: Simulator) -> None:
        self.name = name
        self.folder = folder / name.replace(" ", "-")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cloud = cloud
        self._started = self.folder / "processes"

    def prepare(self, world: World) -> None:
        """Write down what is to be converged."""
        given = self.folder / "given"
        if self.name == COLLECTION:
            given.write_text(yaml.dump(world.for_role(self.cloud.url), Dumper=yaml.CSafeDumper), encoding="utf-8")
        else:
            given.write_text(json.dumps(world.for_script(self.cloud.url)), encoding="utf-8")

    def run(self, world: World, timeline: Path | None = None) -> Sample:
        """Run once; raises BenchmarkError unless the world is whole afterwards."""
        # When the tokens have just changed a creation waits for what another run may have created before that.
        while client_tokens.since_change(time.time()) < client_tokens.set_apart(client.LIST_LAG):
            time.sleep(1)
        seen = len(self.cloud.calls())
        connected = self.cloud.control("process")["connections"]
        self._started.write_text("", encoding="utf-8")
        output = self.folder / "output"
        cost = measured(self._command(), self._environment(timeline), self.folder, output)
        calls = self.cloud.control(f"calls?since={seen}")
        missing = world.missing(self.cloud.control("state"))
        if cost.code or missing:
            end = output.read_text(encoding="utf-8")[-3000:]
            raise BenchmarkError(f"{self.name}, {world}: ended with {cost.code}, missing: {missing[:5]}; output: {end}")
        return Sample(
            cost,
            collections.Counter(call["action"] for call in calls),
            sum(call["status"] != 200 for call in calls),
            self.cloud.control("process")["connections"] - connected,
            self._started.read_text(encoding="utf-8").count("\n"),
        )

    def _command(self) -> list[str]:
        if self.name == COLLECTION:
            interpreter = f"ansible_python_interpreter={self._interpreter()}"
            return ["ansible-playbook", "aliops.vpc.peer_vpcs", "-e", f"@{self.folder / 'given'}", "-e", interpreter]
        threads = 1 if self.name == LOOP else THREADS
        return [sys.executable, str(HERE / "script.py"), str(self.folder / "given"), str(threads)]

    def _environment(self, timeline: Path | None) -> dict[str, str]:
        watching = {
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "timeline",
            "TIMELINE": str(timeline),
        }
        return {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "ANSIBLE_NOCOLOR": "true",
            **(watching if timeline else {}),
        }

    def _interpreter(self) -> Path:
        """Return an interpreter that writes down that it was started: each module is a process of its own."""
        path = self.folder / "python"
        started, python = shlex.quote(str(self._started)), shlex.quote(sys.executable)
        path.write_text(f'#!/bin/sh\necho >> {started}\nexec {python} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
        return path
