# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the contenders: the hand-written script, threaded and one by one, and the installed collection's playbook, with
its modules in Ansible's process, as users get them, and in processes of their own.
Each converges a world that the simulator serves; the result is read from the simulator, not from the contender."""

from __future__ import annotations

import collections
import dataclasses
import json
import os
import sys
import time
import typing as t
from pathlib import Path

import yaml

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client
from ansible_collections.aliops.vpc.tests.benchmarks.measuring import Cost, measured
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import ROUTER_INTERFACE, VPC_PEER, World
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator

HERE = Path(__file__).parent
SCRIPT, LOOP, COLLECTION, MODULES = "script", "one by one", "collection", "collection, module processes"
FIRST, AGAIN, AUDIT, TEARDOWN = "first", "no change", "audit", "teardown"
PLAYBOOKS = {
    FIRST: "aliops.vpc.peer_vpcs",
    AGAIN: "aliops.vpc.peer_vpcs",
    AUDIT: "aliops.vpc.audit_vpcs",
    TEARDOWN: "aliops.vpc.unpeer_vpcs",
}
DRY_RUN_PASSED = "DryRunOperation"
SCRIPTS = {ROUTER_INTERFACE: "script.py", VPC_PEER: "script_vpc_peer.py"}
THREADS = 8


class BenchmarkError(RuntimeError):
    """A contender did not do its work; its figures would mean nothing."""


@dataclasses.dataclass(frozen=True)
class Sample:
    """One run: its cost, and the calls that the simulator received. ``calls`` are by action, with the refused ones."""

    cost: Cost
    calls: t.Mapping[str, int]
    refused: int
    connections: int


class Contender:
    """Runs one program against one simulator; its files are in a folder of its own."""

    def __init__(self, name: str, folder: Path, cloud: Simulator) -> None:
        self.name = name
        self.folder = folder / name.replace(" ", "-").replace(",", "")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cloud = cloud

    def prepare(self, world: World) -> None:
        """Write the contender's input file."""
        given = self.folder / "given"
        if self.name in (COLLECTION, MODULES):
            given.write_text(yaml.dump(world.for_role(self.cloud.url), Dumper=yaml.CSafeDumper), encoding="utf-8")
        else:
            given.write_text(json.dumps(world.for_script(self.cloud.url)), encoding="utf-8")

    def run(self, world: World, phase: str, timeline: Path | None = None) -> Sample:
        """Run once; raises BenchmarkError unless the world is as the phase should leave it."""
        self.wait_for_tokens()
        seen = len(self.cloud.calls())
        connected = self.cloud.control("process")["connections"]
        output = self.folder / "output"
        cost = measured(self.command(world, phase), self.environment(timeline), self.folder, output)
        calls = self.cloud.control(f"calls?since={seen}")
        state = self.cloud.control("state")
        wrong = world.left(state) if phase == TEARDOWN else world.missing(state)
        if cost.code or wrong:
            end = output.read_text(encoding="utf-8")[-3000:]
            raise BenchmarkError(f"{self.name}, {world}: ended with {cost.code}, wrong: {wrong[:5]}; output: {end}")
        return Sample(
            cost,
            collections.Counter(call["action"] for call in calls),
            sum(call["status"] != 200 and call["code"] != DRY_RUN_PASSED for call in calls),
            self.cloud.control("process")["connections"] - connected,
        )

    def wait_for_tokens(self) -> None:
        """Wait out a change of the tokens: a creation right after it waits for those of other runs."""
        while client_tokens.since_change(time.time()) < client_tokens.set_apart(client.LIST_LAG):
            time.sleep(1)

    def command(self, world: World, phase: str) -> list[str]:
        """Return the program and its arguments."""
        given = self.folder / "given"
        if self.name in (COLLECTION, MODULES):
            return ["ansible-playbook", PLAYBOOKS[phase], "-e", f"@{given}", "-e", "peering_confirm_absent=true"]
        threads = 1 if self.name == LOOP else THREADS
        program = HERE / SCRIPTS[world.method]
        return [sys.executable, str(program), str(given), str(threads), *(["remove"] * (phase == TEARDOWN))]

    def environment(self, timeline: Path | None) -> dict[str, str]:
        """Return the variables of a run, which records its tasks in ``timeline``."""
        watching = {
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "timeline",
            "TIMELINE": str(timeline),
        }
        return {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "ANSIBLE_NOCOLOR": "true",
            "ALIOPS_VPC_IN_PROCESS": str(self.name != MODULES),
            **(watching if timeline else {}),
        }
