# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables tell medians, ratios and shares, and goals are missed when they are."""

from __future__ import annotations

from ansible_collections.aliops.vpc.tests.benchmarks import goals, tables
from ansible_collections.aliops.vpc.tests.benchmarks.contenders import AGAIN, COLLECTION, FIRST, SCRIPT, Sample
from ansible_collections.aliops.vpc.tests.benchmarks.measuring import Cost
from ansible_collections.aliops.vpc.tests.benchmarks.peerings import Case
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import World

CALLS = {"CreateRouterInterface": 120, "ConnectRouterInterface": 80, "DescribeVpcs": 2}


def sample(wall: float, cpu: float = 1, memory: float = 50) -> Sample:
    return Sample(Cost(0, 0, wall, cpu, memory), CALLS, 10, 4)


def cells(table: str) -> list[list[str]]:
    """Return the rows below the heads."""
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


def test_a_ratio_is_of_medians_and_to_the_script_of_the_same_case() -> None:
    world = World("pairs", 100)
    samples = {
        Case(world, FIRST, COLLECTION): [sample(9), sample(40), sample(12)],
        Case(world, FIRST, SCRIPT): [sample(8), sample(10), sample(9)],
        Case(world, AGAIN, COLLECTION): [sample(3)],
    }
    first = {row[3]: row for row in cells(tables.costs(samples)) if row[2] == FIRST}
    assert first[COLLECTION][4:6] == ["12.00 (9.00)", "1.33 (+3.0 s)"]
    assert first[SCRIPT][4:6] == ["9.00 (8.00)", "1"]
    assert next(row[5] for row in cells(tables.costs(samples)) if row[2] == AGAIN) == ""


def test_goals_are_judged_by_the_script_of_the_same_session() -> None:
    world = World("pairs", 100)
    samples = {
        Case(world, FIRST, SCRIPT): [sample(10)],
        Case(world, FIRST, COLLECTION): [sample(12.1, cpu=4, memory=120)],
        Case(world, AGAIN, SCRIPT): [sample(1)],
        Case(world, AGAIN, COLLECTION): [sample(1.9, cpu=2.1, memory=221)],
    }
    assert {(row[0], row[3]) for row in cells(goals.judged(samples))} == {
        ("first, 100 in pairs", "**missed**"),
        ("no change, 100 in pairs", "met"),
        ("CPU, first, 100 in pairs", "met"),
        ("CPU, no change, 100 in pairs", "**missed**"),
        ("memory, any run", "**missed**"),
    }


def test_goals_hold_for_each_kind_of_links() -> None:
    """A script for one kind says nothing of the other."""
    by_connection = World("pairs", 1, method="vpc_peer")
    samples = {
        Case(World("pairs", 1), FIRST, SCRIPT): [sample(1)],
        Case(by_connection, FIRST, SCRIPT): [sample(10)],
        Case(by_connection, FIRST, COLLECTION): [sample(11)],
    }
    assert [row[0::3] for row in cells(goals.judged(samples))] == [
        ["first, 1 in pairs by vpc_peer", "met"],
        ["memory, any run", "met"],
    ]
    assert [row[0] for row in cells(tables.costs(samples))] == ["pairs", "pairs by vpc_peer", "pairs by vpc_peer"]


def test_what_a_limit_alone_takes_begins_beyond_a_minutes_burst() -> None:
    samples = {Case(World("pairs", 100, 0, limit), FIRST, COLLECTION): [sample(90)] for limit in (300, 60)}
    rows = {row[0]: row[3:] for row in cells(tables.throttled(samples))}
    assert rows == {"300": ["0", "200", "10", "5.0"], "60": ["80", "200", "10", "5.0"]}
