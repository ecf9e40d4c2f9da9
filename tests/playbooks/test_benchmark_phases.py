# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phases of a run fill its time, each has the time of its modules, and runs of one world stand side by side."""

from __future__ import annotations

from ansible_collections.aliops.vpc.tests.benchmarks.phases import AROUND, END, START, Phase, phases, shown


def event(at: float, kind: str, name: str, elapsed: float | None = None) -> dict[str, object]:
    return {"at": at, "event": kind, "name": name, "elapsed": elapsed}


def test_the_time_of_a_run_goes_to_its_tasks_once() -> None:
    """A repeated task is one phase; an include has no result of its own."""
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


def test_a_run_without_tasks_is_all_start() -> None:
    assert phases([], 10, 13) == [Phase(START, 3, 0)]


def test_runs_of_one_world_stand_side_by_side() -> None:
    """A step with another number of resources is the same task; tasks that are short in every run are summed up."""
    first = [
        Phase(START, 1, 0),
        Phase("aliops.vpc.peering : Gather, 2 VPCs", 0.5, 0.4),
        Phase("aliops.vpc.peering : Write, step 1 of 3: 2 routes", 2, 1.5),
        Phase("aliops.vpc.peering : Share", 0.1, 0.05),
        Phase("aliops.vpc.peering : Tell", 0.1, 0),
        Phase(END, 0.25, 0),
    ]
    again = [Phase(START, 1.5, 0), Phase("aliops.vpc.peering : Write, nothing to do", 0.1, 0)]
    assert shown({"first": first, "no change": again}).splitlines() == [
        "| Task | first | no change |",
        "| --- | --- | --- |",
        f"| {AROUND} | 1.25 | 1.50 |",
        "| Gather | 0.50 (0.40) |  |",
        "| Write | 2.00 (1.50) | 0.10 |",
        "| Others | 0.20 (0.05) |  |",
        "| All | 3.95 (1.95) | 1.60 |",
    ]
