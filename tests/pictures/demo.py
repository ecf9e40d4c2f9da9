# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the picture of C(make demo): which lines of a real run it shows, and writing it."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ansible_collections.aliops.vpc.tools.terminal_picture import picture, plain

DEMO = Path(__file__).parents[2] / "tools" / "demo.py"
TITLE = "What a terminal shows of make demo, shortened"
# The method whose first run is shown with its tasks and its summary.
DETAILED = "@vpc_peer.yml"
SUMMARY = "Show changes and unreachable blocks"


@dataclasses.dataclass(frozen=True)
class Run:
    """What the demo printed of one playbook: the command, and the parts between blank lines."""

    command: str
    parts: list[list[str]]

    @property
    def recap(self) -> str:
        """The line that counts the tasks."""
        (part,) = [part for part in self.parts if plain(part[0]).startswith("PLAY RECAP")]
        return part[1]

    @property
    def tasks(self) -> Iterator[list[str]]:
        """The names of the tasks that changed something, each with that it did."""
        for part in self.parts:
            changed = [line for line in part if plain(line).startswith("changed:")]
            if plain(part[0]).startswith("TASK") and changed:
                yield [plain(part[0]).rstrip("* "), *changed]

    @property
    def summary(self) -> list[str]:
        """The lines that the role sums up with, as Ansible prints a list."""
        (part,) = [part for part in self.parts if SUMMARY in plain(part[0])]
        return [line for line in part if plain(line).startswith(" " * 8)]


def parts_of(lines: Sequence[str]) -> list[list[str]]:
    """Divide lines at the blank ones."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def runs_of(transcript: str) -> tuple[list[Run], list[str]]:
    """Return the runs of the demo, and the lines that it ends with."""
    lines = transcript.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    ends = [*starts[1:], len(lines)]
    runs = [Run(lines[start], parts_of(lines[start + 1 : end])) for start, end in zip(starts, ends, strict=True)]
    return runs, runs[-1].parts.pop()


def shown(transcript: str) -> list[str]:
    """Return the lines of the picture: each command with its recap, the first run by one method, and the last lines."""
    runs, last = runs_of(transcript)
    detailed = next(run for run in runs if DETAILED in run.command and "--check" not in run.command)
    result = ["$ make demo"]
    for run in runs:
        tasks = [line for task in run.tasks for line in task]
        details = [*tasks, *run.summary] if run is detailed else run.summary[-1:]
        result += ["", run.command, *details, run.recap]
    return [*result, "", *last]


def main(file: Path) -> None:
    """Run the demo, and write the picture of what it printed."""
    environ = {**os.environ, "ANSIBLE_FORCE_COLOR": "true"}
    done = subprocess.run([sys.executable, DEMO], env=environ, stdout=subprocess.PIPE, text=True, check=True)
    file.write_text(picture(shown(done.stdout), TITLE), encoding="utf-8")
