# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns measuring a program and its child processes: time, processor time, memory. Knows no benchmark. Linux only."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import threading
import time
from pathlib import Path

INTERVAL = 0.05  # seconds between two readings of the memory
MIB = 1 << 20
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclasses.dataclass(frozen=True)
class Cost:
    """The cost of a run. ``cpu`` is user and system time of all its processes; ``memory`` is the highest sum of their
    resident sets in MiB, in which a page that two of them share counts twice."""

    code: int
    started: float
    wall: float
    cpu: float
    memory: float


def measured(command: list[str], environment: dict[str, str], folder: Path, output: Path) -> Cost:
    """Run a program to its end, with its output in a file."""
    with output.open("wb") as stream:
        began, started = time.perf_counter(), time.time()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
        )
        memory = Memory(process.pid)
        memory.start()
        # The usage of a process includes that of all its descendants that were waited for.
        _pid, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.stop()
    return Cost(process.returncode, started, wall, used.ru_utime + used.ru_stime, memory.highest / MIB)


class Memory(threading.Thread):
    """Reads the memory of a process and its descendants again and again; ``highest`` is in bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.highest = 0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        """Read until ``stop``."""
        while not self._over.wait(INTERVAL):
            self.highest = max(self.highest, resident_bytes(self._pid))

    def stop(self) -> None:
        """Stop, and wait for the end."""
        self._over.set()
        self.join()


def resident_bytes(pid: int) -> int:
    """Return the sum of the resident sets of a process and its descendants, any of which may end meanwhile."""
    total = 0
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        total = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                total += resident_bytes(int(child))
    return total
