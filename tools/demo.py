# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peers the tutorial's two VPCs on the simulator, twice, takes the peering away again, and counts what was sent.

Runs the installed collection with the programs of the current environment; see C(make demo).
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t
import urllib.request

COLLECTION = pathlib.Path(os.environ["ANSIBLE_COLLECTIONS_PATH"]) / "ansible_collections" / "aliops" / "vpc"
TUTORIAL = COLLECTION / "playbooks" / "vars" / "tutorial.yml"


@contextlib.contextmanager
def simulator() -> t.Iterator[str]:
    """Run the simulator with the tutorial, and give its address."""
    command = [sys.executable, "-m", "vpc_simulator", "--scenario", "tutorial", "--port", "0", "--time-scale", "0.25"]
    environ = {**os.environ, "PYTHONPATH": str(COLLECTION / "roles" / "simulator" / "files")}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield t.cast(t.IO[str], process.stdout).readline().rsplit(" ", 1)[-1].strip()
        finally:
            process.terminate()


def playbook(name: str, url: str, *options: str) -> int:
    """Run one of the collection's playbooks, show what it says, and return how many tasks changed something."""
    command = ["ansible-playbook", f"aliops.vpc.{name}", "-e", f"@{TUTORIAL}", "-e", f"simulator_url={url}", *options]
    print(f"\n$ {' '.join(command)}", flush=True)
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in t.cast(t.IO[str], process.stdout):
            lines.append(line)
            print(line, end="", flush=True)
    recap = re.search(r"changed=(\d+)", "".join(lines[-5:]))
    if process.returncode or not recap:
        sys.exit(f"demo: {name} ended with {process.returncode}")
    return int(recap[1])


def ask(url: str, what: str) -> t.Any:
    """Return an answer of the simulator's control interface."""
    with urllib.request.urlopen(f"{url}/_simulator/{what}") as answer:
        return json.load(answer)


def writes(url: str) -> list[str]:
    """Return the write actions that the simulator has seen since it started."""
    return [call["action"] for call in ask(url, "calls") if call["write"]]


def left_over(url: str) -> int:
    """Count the router interfaces and custom route entries that there are."""
    accounts = ask(url, "state")["accounts"]
    tables = [table for account in accounts for vpc in account["vpcs"] for table in vpc["route_tables"]]
    custom = [route for table in tables for route in table["routes"] if route["type"] == "Custom"]
    return len(custom) + sum(len(account["router_interfaces"]) for account in accounts)


def main() -> None:
    """Tell the story, and end with one line that says whether it came true."""
    with simulator() as url:
        playbook("peer_vpcs", url, "--check", "--diff")
        predicted = len(writes(url))
        first = playbook("peer_vpcs", url)
        sent = writes(url)
        second = playbook("peer_vpcs", url)
        again = len(writes(url)) - len(sent)
        playbook("unpeer_vpcs", url)
        rest = left_over(url)
    print(f"\nwrite calls in check mode: {predicted}; of the first run: {', '.join(sent)}")
    counts = f"second run changed={second}, second run write calls={again}, left over={rest}"
    print(f"demo: first run changed={first}, {counts}")
    if predicted or not first or second or again or rest:
        sys.exit(1)


if __name__ == "__main__":
    main()
