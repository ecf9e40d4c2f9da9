# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phases of a run fill its time, and each is told what its modules did."""

from __future__ import annotations

from ansible_collections.aliops.vpc.tests.benchmarks.phases import END, START, Phase, phases


def event(at: float, kind: str, name: str, elapsed: float | None = None) -> dict[str, object]:
    return {"at": at, "event": kind, "name": name, "elapsed": elapsed}


def test_the_time_of_a_run_goes_to_its_tasks_once() -> None:
    """A task that comes again is one phase; an include has no result of its own."""
    events = [
        event(11, "play", "Peer"),
        event(12, "task", "read"),
        event(15, "ok", "read", 2),
        event(16, "task", "include"),
        event(17, "task", "read"),
        event(18.5, "ok", "read", 1),
        event(19, "end", ""),
    ]
    assert phases(events, 10, 20) == [
        Phase(START, 2, 0),
        Phase("read", 6, 3),
        Phase("include", 1, 0),
        Phase(END, 1, 0),
    ]


def test_a_run_that_never_came_to_a_task_was_all_start() -> None:
    assert phases([], 10, 13) == [Phase(START, 3, 0)]
