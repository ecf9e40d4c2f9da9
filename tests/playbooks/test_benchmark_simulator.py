# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The benchmark of the simulator: the state that it loads, its requests, and the verdicts on its goals."""

from __future__ import annotations

import argparse

import pytest

from ansible_collections.aliops.vpc.tests.benchmarks import simulator
from ansible_collections.aliops.vpc.tests.benchmarks.simulator import Cost, Result


@pytest.mark.parametrize(
    ("result", "cells"),
    [
        (Result(1000, "1,000", least=1000), ["at least 1,000", "1,000", "met"]),
        (Result(999, "999", least=1000), ["at least 1,000", "999", "**missed**"]),
        (Result(1.0, "1.00 s", most=1, unit=" s"), ["at most 1 s", "1.00 s", "met"]),
        (Result(1.1, "1.10 s", most=1, unit=" s"), ["at most 1 s", "1.10 s", "**missed**"]),
        (Result(5, "5"), ["", "5", ""]),
        (
            simulator.speed(Cost(0.002, 0.001), 1200),
            ["at least 1,200", "1,000 (500 by the clock)"],
        ),
    ],
)
def test_a_goal_is_met_or_missed(result: Result, cells: list[str]) -> None:
    assert result.cells()[: len(cells)] == cells


def test_it_measures_what_it_loads() -> None:
    """Each cost is that of requests with the expected response; it loads more interfaces than YAML could hold."""
    with simulator.loaded(1500) as cloud:
        assert cloud.control("process")["scenario"] == "posted"
        for requests, expected in (
            ([simulator.request(PageSize="50") for _turn in range(2)], 50),
            ([simulator.by_id(1499), simulator.by_id(0)], 1),
        ):
            assert simulator.cost(cloud, requests, expected).wall > 0
        with pytest.raises(AssertionError):
            simulator.cost(cloud, [simulator.by_id(1500) for _turn in range(2)], 1)


def test_the_table_has_every_goal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(simulator, "pages", lambda *_: Cost(0.001, 0.001))
    monkeypatch.setattr(simulator, "lookups", lambda *_: Cost(0.001, 0.002))
    monkeypatch.setattr(simulator, "state", lambda *_: Cost(2, 0.5))
    monkeypatch.setattr(simulator, "start", lambda _runs: Cost(1.2, 0.6))
    monkeypatch.setattr(simulator, "megabytes", lambda _pairs: 301)
    simulator.show(argparse.Namespace(runs=1))
    shown = capsys.readouterr().out
    assert "| calls/s, 1,000 router interfaces, pages of 50 | at least 690 | 1,000" in shown
    assert "| calls/s, 10,000 router interfaces, one by its id | at least 1,000 | 500" in shown
    assert "| start to first answer | at most 0.7 s | 0.60 s (1.20 s by the clock) | met |" in shown
    assert shown.count("| met |") == 4
    assert shown.count("| **missed** |") == 2
