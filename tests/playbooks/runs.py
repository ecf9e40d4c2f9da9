# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns running playbooks as a user does, and what tests read of a run. Imports nothing of the plugins."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import typing as t

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).parent
TUTORIAL = ROOT / "playbooks" / "vars" / "tutorial.yml"
SECRETS = ("not-a-secret-initiator", "not-a-secret-acceptor", "wrong-secret")
# The second of an hour at which the tokens of creations change, and for how many seconds nothing is created then.
TOKENS_CHANGE, SET_APART = 58 * 60, 90

# The modules that call the service.
CALLING = {f"aliops.vpc.{path.stem}" for path in (ROOT / "plugins" / "modules").glob("*.py")}
# In the tree that the tests run in, the collection stands where Ansible looks for it.
COLLECTIONS = ROOT.parents[2] if ROOT.parent.parent.name == "ansible_collections" else None


@dataclasses.dataclass
class Run:
    """A run of ansible-playbook: its exit code, output, results of tasks, and number of module processes."""

    code: int
    output: str
    results: list[dict[str, t.Any]]
    processes: int

    @classmethod
    def read(cls, code: int, output: str, recorded: pathlib.Path, started: pathlib.Path) -> Run:
        """Read the files of a run: a line for each result, and a line for each module process."""
        lines = recorded.read_text(encoding="utf-8").splitlines() if recorded.exists() else []
        processes = started.read_text(encoding="utf-8").count("\n") if started.exists() else 0
        return cls(code, output, [json.loads(line) for line in lines], processes)

    def facts(self, name: str) -> t.Any:
        """Return a fact, as the last task set it."""
        facts = [record["result"].get("ansible_facts", {}) for record in self.results]
        return [own[name] for own in facts if name in own][-1]

    @property
    def module_runs(self) -> int:
        """Return how many times a module that calls the service ran, in a process of its own or in Ansible's."""
        return sum("api_calls" in record["result"] and record["action"] in CALLING for record in self.results)

    @property
    def values(self) -> int:
        """Return how many values the tasks returned; each is copied from process to process, tagged and wrapped."""
        return sum(_values(record["result"]) for record in self.results)

    @property
    def changed(self) -> dict[str, bool]:
        """Return, for each task that ran, whether it changed something."""
        return {record["task"]: bool(record["result"].get("changed")) for record in self.results}

    @property
    def findings(self) -> str:
        """Return the messages of the failed tasks."""
        return "\n".join(str(record["result"]["msg"]) for record in self.results if record["outcome"] == "failed")


def _values(value: t.Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 1 if inner is None else sum(map(_values, inner))


class Ansible:
    """Runs playbooks in a folder of their own, against one simulator."""

    def __init__(self, folder: pathlib.Path, url: str) -> None:
        self.folder = folder
        self.url = url
        # Variables of the environment, more than those of the person who runs the tests.
        self.environ: dict[str, str] = {}
        # As users get it: the collection's modules run in Ansible's own process and not in one each.
        self.in_process = True
        self._runs = 0

    def playbook(self, name: str, *options: str) -> Run:
        """Run ansible-playbook to its end."""
        process, recorded, started = self.start(name, *options)
        output, _nothing = process.communicate()
        return Run.read(process.returncode, output, recorded, started)

    def peer(self, *options: str, vars_file: pathlib.Path = TUTORIAL, name: str = "aliops.vpc.peer_vpcs") -> Run:
        """Run a playbook of the collection with the tutorial's peerings."""
        return self.playbook(name, "-e", f"@{vars_file}", "-e", f"simulator_url={self.url}", *options)

    def files(self) -> t.Iterator[pathlib.Path]:
        """Return the files of one more run: what it prints, its results, its module processes."""
        self._runs += 1
        return (self.folder / f"{what}-{self._runs}" for what in ("printed", "results", "processes"))

    def start(self, name: str, *options: str) -> tuple[subprocess.Popen[str], pathlib.Path, pathlib.Path]:
        """Start ansible-playbook in a process group of its own; not when the tokens have just changed.

        A creation waits then, and reads again: what a run costs would depend on the time of day.
        """
        while (time.time() - TOKENS_CHANGE) % 3600 < SET_APART:
            time.sleep(1)
        _printed, recorded, started = self.files()
        interpreter = sys.executable if self.in_process else self._interpreter(started)
        command = ["ansible-playbook", name, "-e", f"ansible_python_interpreter={interpreter}", *options]
        environ = {
            **{
                key: value
                for key, value in os.environ.items()
                if not re.match("ALI(BABA|CLOUD|YUN)|ALIOPS_VPC_TRACE", key)
            },
            **({"ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS)} if COLLECTIONS else {}),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "RECORD_RESULTS": str(recorded),
            **self.environ,
        }
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return process, recorded, started

    def kill_at_write(self, simulator: t.Any, number: int) -> None:
        """Start the tutorial's peering and kill the whole process group once its n-th write call was answered."""
        process, _recorded, _started = self.start(
            "aliops.vpc.peer_vpcs", "-e", f"@{TUTORIAL}", "-e", f"simulator_url={self.url}"
        )
        while process.poll() is None and len(writes(simulator)) < number:
            # Asking without a pause takes a whole core from the run that is to be killed.
            time.sleep(0.01)
        assert process.poll() is None, "the run ended before it could be killed"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _interpreter(self, started: pathlib.Path) -> pathlib.Path:
        """Return an interpreter that writes down that it was started: each module is a process of its own.

        Where there is a file ``process-list``, it adds to it what everybody sees meanwhile of this run's processes,
        and the environment that the module gets. Other processes of the machine may carry signatures of their own.
        """
        path = self.folder / f"python-{self._runs}"
        listed = self.folder / "process-list"
        ours = f"grep -lsF 'RECORD_RESULTS={self.folder}/' /proc/[0-9]*/environ"
        seen = f'for one in $({ours}); do cat "${{one%environ}}cmdline"; done; env'
        look = f'{{ {seen}; }} >> "{listed}" 2>/dev/null\n' if listed.exists() else ""
        path.write_text(f'#!/bin/sh\necho . >> "{started}"\n{look}exec "{sys.executable}" "$@"\n', encoding="utf-8")
        path.chmod(0o755)
        return path


def writes(simulator: t.Any) -> list[str]:
    """Return the write actions that took effect, in order."""
    return [call["action"] for call in simulator.calls() if call["write"] and call["status"] == 200]


def estate(simulator: t.Any) -> t.Any:
    """Return the simulated world without what differs from run to run: ids that the API made up, and times."""
    text = json.dumps(simulator.control("state")["accounts"], sort_keys=True)
    ids: dict[str, str] = {}
    text = re.sub(r"\b(ri|rte)-[0-9a-z]{10,}", lambda match: ids.setdefault(match[0], f"{match[1]}-{len(ids)}"), text)
    return json.loads(re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "some time", text))
