# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model of a run is near the measured runs, and the page shows its results."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.aliops.vpc.tests.benchmarks import scale
from ansible_collections.aliops.vpc.tests.benchmarks.contenders import AGAIN, FIRST, TEARDOWN
from ansible_collections.aliops.vpc.tests.benchmarks.model import Machine, Row, Setting, seconds
from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT

PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
# Runs of fewer peerings are no matter of scale.
LEAST = 100
NEAR = 0.35
MACHINE = Machine(cpu_fixed=2.0, cpu_each=0.03, memory_fixed=100.0, memory_each=0.1)
DELAYS = dict.fromkeys(
    ("opposite_lag", "connect_delay", "peer_view_lag", "route_delay", "deactivate_delay", "delete_delay"), 2.0
)
SETTING = Setting(0.05, DELAYS)


@pytest.mark.parametrize("part", ["peerings", "growth"])
def test_the_model_is_near_every_measured_run(part: str) -> None:
    machines, setting = scale.machines(PAGE), scale.setting_of(PAGE, part)
    rows = [row for row in scale.rows_of(PAGE, part) if row.size >= LEAST and row.phase in machines]
    assert {row.phase for row in rows} >= {FIRST, AGAIN}
    far = []
    for row in rows:
        computed = seconds(row.shape, row.size, row.phase, machines[row.phase], setting).total
        if abs(computed - row.wall) > NEAR * row.wall:
            far.append((row, round(computed, 1)))
    assert far == []


def test_the_page_shows_what_the_model_computes() -> None:
    assert scale.part(PAGE, "scale").strip() == scale.scale(PAGE)


def test_a_line_goes_through_the_smallest_and_the_largest_run() -> None:
    rows = [Row("pairs", size, FIRST, 0, cpu, 100 + size / 10) for size, cpu in ((100, 5.0), (500, 9.0), (1100, 35.0))]
    machine = Machine.from_rows(rows)
    assert (machine.cpu(100), machine.cpu(1100), machine.memory(2000)) == pytest.approx((5.0, 35.0, 300.0))


def test_a_run_is_calls_over_threads_and_ansibles_work() -> None:
    """More peerings add their calls over the threads, and Ansible's work on them."""
    less, more = (seconds("pairs", size, AGAIN, MACHINE, SETTING) for size in (1000, 1800))
    assert more.calls - less.calls == pytest.approx((800 + 2 * 16) * 0.05 / 8, rel=0.05)
    assert more.ansible - less.ansible == pytest.approx(800 * (0.03 - 0.002), rel=0.05)
    assert (more.service, more.throttling) == (0, 0)


def test_threads_help_until_one_process_is_busy() -> None:
    few, many, most = (
        seconds("pairs", 10_000, FIRST, MACHINE, dataclasses.replace(SETTING, threads=threads)).calls
        for threads in (8, 16, 800)
    )
    assert few == pytest.approx(2 * many)
    assert most == pytest.approx(10_000 * 10 * 0.001, rel=0.05)


def test_slices_share_the_services_limits_and_the_cores() -> None:
    limited = dataclasses.replace(SETTING, limit=300)
    whole = seconds("pairs", 10_000, FIRST, MACHINE, limited)
    sliced = seconds("pairs", 10_000, FIRST, MACHINE, dataclasses.replace(limited, slices=8))
    crowded = seconds("pairs", 10_000, FIRST, MACHINE, dataclasses.replace(limited, slices=8, cores=2))
    assert (sliced.service, sliced.throttling) == (whole.service, whole.throttling)
    assert whole.throttling == pytest.approx(3 * 9_700 / 300 * 60)
    assert sliced.calls == pytest.approx(whole.calls / 8, rel=0.01)
    assert crowded.ansible == pytest.approx(4 * sliced.ansible)
    assert whole.most == "throttling"


def test_several_accounts_share_the_calls_and_have_a_limit_each() -> None:
    """With two, one creates while the other one waits; with twenty, each initiates every second of its peerings."""
    many = dataclasses.replace(SETTING, limit=300, accounts=20)
    share = seconds("pairs", 10_000, FIRST, MACHINE, many)
    assert share.throttling == pytest.approx((700 + 200) / 300 * 60)
    assert share.calls == pytest.approx(10_000 * 10 * 0.001, rel=0.05)


def test_a_hub_waits_for_each_batch_of_its_table() -> None:
    pairs, hub = (seconds(shape, 1000, TEARDOWN, MACHINE, SETTING).service for shape in ("pairs", "hub"))
    assert hub - pairs == pytest.approx(19 * DELAYS["route_delay"])
