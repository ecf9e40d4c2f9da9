# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables show medians, ratios and shares, and each goal's verdict."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.tests.benchmarks import goals, tables
from ansible_collections.aliops.vpc.tests.benchmarks.contenders import (
    AGAIN,
    AUDIT,
    COLLECTION,
    FIRST,
    SCRIPT,
    TEARDOWN,
    Sample,
)
from ansible_collections.aliops.vpc.tests.benchmarks.measuring import Cost
from ansible_collections.aliops.vpc.tests.benchmarks.peerings import Case
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import World

CALLS = {"CreateRouterInterface": 120, "ConnectRouterInterface": 80, "DescribeVpcs": 2}


def sample(wall: float, cpu: float = 1, memory: float = 50, calls: t.Mapping[str, int] | None = None) -> Sample:
    return Sample(Cost(0, 0, wall, cpu, memory), calls or CALLS, 10, 4)


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
    rows = cells(tables.costs(samples))
    assert [row[2:6] for row in rows] == [
        [FIRST, COLLECTION, "1.33 (+3.0 s)", "12.00 (9.00)"],
        [AGAIN, COLLECTION, "", "3.00"],
    ]


def test_a_script_alone_has_rows_of_its_own() -> None:
    rows = cells(tables.costs({Case(World("pairs", 100), FIRST, SCRIPT): [sample(9)]}))
    assert [row[3:6] for row in rows] == [[SCRIPT, "1.00 (+0.0 s)", "9.00 (9.00)"]]


def test_calls_by_action_are_those_of_the_largest_world_of_each_kind() -> None:
    """Runs stand in the order in which they take place; the table shows actions that only one contender calls."""
    small, large, hub = World("pairs", 1), World("pairs", 100), World("hub", 10)
    samples = {
        Case(small, FIRST, COLLECTION): [sample(1, calls={"OfTheSmall": 1})],
        Case(large, TEARDOWN, COLLECTION): [sample(1, calls={"Read": 7})],
        Case(large, AUDIT, COLLECTION): [sample(1, calls={"Read": 6})],
        Case(large, FIRST, COLLECTION): [sample(1, calls={"Read": count, "Write": 1000}) for count in (2, 9, 4)],
        Case(large, FIRST, SCRIPT): [sample(1, calls={"Read": 3, "Ask": 5})],
        Case(hub, AGAIN, COLLECTION): [sample(1, calls={"Read": 11})],
    }
    assert tables.actions(samples) == (
        "Calls, 100 in pairs:\n\n"
        "| Action | first | audit | teardown |\n| --- | --- | --- | --- |\n"
        "| Ask | 0 (5) |  |  |\n| Read | 4 (3) | 6 | 7 |\n| Write | 1,000 (0) |  |  |\n\n"
        "Calls, 10 spokes on one hub:\n\n"
        "| Action | no change |\n| --- | --- |\n| Read | 11 |"
    )


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


def test_goals_are_separate_for_each_kind_of_links() -> None:
    """A script for one kind of links is no measure of the other."""
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
    assert [row[0] for row in cells(tables.costs(samples))] == ["pairs by vpc_peer"]


def test_the_time_of_a_limit_alone_begins_after_a_minutes_burst() -> None:
    samples = {Case(World("pairs", 100, 0, limit), FIRST, COLLECTION): [sample(90)] for limit in (300, 60)}
    rows = {row[0]: row[3:] for row in cells(tables.throttled(samples))}
    assert rows == {"300": ["0", "200", "10", "5.0"], "60": ["80", "200", "10", "5.0"]}
