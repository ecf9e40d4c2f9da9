# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peers the tutorial's two VPCs on the simulator, twice, removes the peering again, and counts the calls.

It does so for each method: a pair of router interfaces, and a VPC peering connection.

Runs the installed collection with the programs of the current environment; see C(make demo).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import typing as t
import urllib.request

COLLECTION = pathlib.Path(os.environ["ANSIBLE_COLLECTIONS_PATH"]) / "ansible_collections" / "aliops" / "vpc"
TUTORIAL = COLLECTION / "playbooks" / "vars" / "tutorial.yml"
METHODS = {"router_interface": "a pair of router interfaces", "vpc_peer": "a VPC peering connection"}


@dataclasses.dataclass
class Story:
    """The counts of peering the VPCs by one method.

    ``first`` and ``second`` are the tasks of both runs that changed something, ``sent`` and ``again`` their write
    calls. ``predicted`` counts the write calls of check mode, ``rest`` the resources that remain after the removal.
    """

    predicted: int
    first: int
    sent: list[str]
    second: int
    again: int
    rest: int


@contextlib.contextmanager
def simulator() -> t.Iterator[str]:
    """Run the simulator with the tutorial, and yield its address."""
    command = [sys.executable, "-m", "vpc_simulator", "--scenario", "tutorial", "--port", "0", "--time-scale", "0.25"]
    environ = {**os.environ, "PYTHONPATH": str(COLLECTION / "roles" / "simulator" / "files")}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield t.cast(t.IO[str], process.stdout).readline().rsplit(" ", 1)[-1].strip()
        finally:
            process.terminate()


def write_files(folder: pathlib.Path, url: str) -> None:
    """Write the accounts and the peering to a folder, and for each method its variables."""
    shutil.copy(TUTORIAL, folder)
    for method in METHODS:
        values = {"simulator_url": url, "peering_defaults": {"method": method}}
        (folder / f"{method}.yml").write_text(json.dumps(values), encoding="utf-8")


def playbook(name: str, folder: pathlib.Path, method: str, *options: str) -> int:
    """Run one of the collection's playbooks, show its output, and return how many tasks changed something."""
    files = ("-e", f"@{TUTORIAL.name}", "-e", f"@{method}.yml")
    command = ["ansible-playbook", f"aliops.vpc.{name}", *files, *options]
    print(f"\n$ {shlex.join(command)}", flush=True)
    lines = []
    # Ansible's output is a pipe, but ours may be a terminal.
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    environ = {**os.environ, **({"ANSIBLE_FORCE_COLOR": "true"} if coloured else {})}
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as process:
        for line in t.cast(t.IO[str], process.stdout):
            lines.append(line)
            print(line, end="", flush=True)
    recap = re.search(r"changed=(\d+)", "".join(lines[-5:]))
    if process.returncode or not recap:
        sys.exit(f"demo: {name} ended with {process.returncode}")
    return int(recap[1])


def fetch(url: str, path: str) -> t.Any:
    """Return a response of the simulator's control API."""
    with urllib.request.urlopen(f"{url}/_simulator/{path}") as response:
        return json.load(response)


def writes(url: str) -> list[str]:
    """Return the write actions that the simulator has received; a dry run writes nothing."""
    return [call["action"] for call in fetch(url, "calls") if call["write"] and call["code"] != "DryRunOperation"]


def left_over(url: str) -> int:
    """Count the existing router interfaces, VPC peering connections and custom route entries."""
    state = fetch(url, "state")
    accounts = state["accounts"]
    tables = [table for account in accounts for vpc in account["vpcs"] for table in vpc["route_tables"]]
    custom = [route for table in tables for route in table["routes"] if route["type"] == "Custom"]
    interfaces = sum(len(account["router_interfaces"]) for account in accounts)
    # The service shows a deleted connection for some seconds.
    connections = [connection for connection in state["vpc_peer_connections"] if connection["Status"] != "Deleted"]
    return len(custom) + interfaces + len(connections)


def peer(url: str, folder: pathlib.Path, method: str) -> Story:
    """Predict a peering, create it, run once more, and remove it."""
    before = len(writes(url))
    playbook("peer_vpcs", folder, method, "--check", "--diff")
    predicted = len(writes(url)) - before
    first = playbook("peer_vpcs", folder, method)
    sent = writes(url)[before:]
    second = playbook("peer_vpcs", folder, method)
    again = len(writes(url)) - before - len(sent)
    playbook("unpeer_vpcs", folder, method)
    return Story(predicted, first, sent, second, again, left_over(url))


def main() -> None:
    """Run the story of each method, print the counts, and exit with 1 if one is wrong."""
    with simulator() as url, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_files(folder, url)
        stories = {method: peer(url, folder, method) for method in METHODS}
    print()
    for method, story in stories.items():
        print(f"by {METHODS[method]}: write calls in check mode: {story.predicted}")
        print(f"by {METHODS[method]}: {len(story.sent)} write calls of the first run: {', '.join(story.sent)}")
    predicted, first, second, again, rest = (
        sum(getattr(story, name) for story in stories.values())
        for name in ("predicted", "first", "second", "again", "rest")
    )
    counts = f"second run changed={second}, second run write calls={again}, left over={rest}"
    print(f"demo: first run changed={first}, {counts}")
    if predicted or second or again or rest or not all(story.first for story in stories.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
