# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the limits of a run's cost, as ratios to the script and as figures, and the verdicts. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.tests.benchmarks.contenders import (
    AGAIN,
    AUDIT,
    COLLECTION,
    FIRST,
    SCRIPT,
    TEARDOWN,
    Sample,
)
from ansible_collections.aliops.vpc.tests.benchmarks.tables import Samples, median, named, wall
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import ROUTER_INTERFACE, VPC_PEER, World
from ansible_collections.aliops.vpc.tools.markdown import table

MEMORY = 220
# By how many seconds an audit may be longer than a run with no change.
LONGER = 1.0


class Goal(t.NamedTuple):
    """At most so many seconds of wall time; ``most`` gets the script's."""

    world: World
    phase: str
    words: str
    most: t.Callable[[float], float]


def _goals(method: str) -> t.Iterator[Goal]:
    """Yield the goals, which are the same for both kinds of links."""

    def pairs(size: int) -> World:
        return World("pairs", size, method=method)

    yield Goal(pairs(1), FIRST, "script + 1.5 s", lambda script: script + 1.5)
    yield Goal(pairs(100), FIRST, "1.2 times the script", lambda script: 1.2 * script)
    yield Goal(pairs(1000), FIRST, "1.3 times the script", lambda script: 1.3 * script)
    yield Goal(pairs(1), AGAIN, "1 s", lambda script: 1)
    yield Goal(pairs(100), AGAIN, "script + 1 s", lambda script: script + 1)
    yield Goal(pairs(1000), AGAIN, "1.5 times the script", lambda script: 1.5 * script)
    yield Goal(pairs(1), TEARDOWN, "script + 1.5 s", lambda script: script + 1.5)
    yield Goal(pairs(100), TEARDOWN, "1.2 times the script", lambda script: 1.2 * script)


GOALS = (
    *_goals(ROUTER_INTERFACE),
    Goal(World("hub", 1000), FIRST, "1.3 times the script", lambda script: 1.3 * script),
    Goal(World("hub", 1000), AGAIN, "1.6 times the script", lambda script: 1.6 * script),
    *_goals(VPC_PEER),
)
CPU = {
    (World("pairs", 100, method=method), phase): most
    for method in (ROUTER_INTERFACE, VPC_PEER)
    for phase, most in ((AGAIN, 1.8), (FIRST, 4.0))
}


def judged(samples: Samples) -> str:
    """Return each goal whose case was measured, with the median and whether it is met, as Markdown."""
    return table(("Goal", "At most", "Measured", ""), [*_walls(samples), *_cpu(samples), *_all_runs(samples)])


def audits(samples: Samples) -> str:
    """Return how long each audit without drift was beside the run with no change before it, as Markdown."""
    rows = []
    for case in (case for case in samples if case.phase == AUDIT and not case.world.strangers):
        most = wall(samples[case._replace(phase=AGAIN)]) + LONGER
        words = f"no change + {LONGER:g} s ({most:.1f} s)"
        rows.append(_row(f"{AUDIT}, {named(case.world)}", words, wall(samples[case]), most, " s"))
    return table(("Goal", "At most", "Measured", ""), rows)


def _measured(samples: Samples, world: World, phase: str, contender: str) -> t.Sequence[Sample] | None:
    return next((measured for case, measured in samples.items() if case == (world, phase, contender)), None)


def _walls(samples: Samples) -> t.Iterator[list[str]]:
    for goal in GOALS:
        ours, script = (_measured(samples, goal.world, goal.phase, name) for name in (COLLECTION, SCRIPT))
        if ours and script:
            most = goal.most(wall(script))
            yield _row(f"{goal.phase}, {named(goal.world)}", f"{goal.words} ({most:.1f} s)", wall(ours), most, " s")


def _cpu(samples: Samples) -> t.Iterator[list[str]]:
    for (world, phase), most in CPU.items():
        if ours := _measured(samples, world, phase, COLLECTION):
            used = median(ours, lambda sample: sample.cost.cpu)
            yield _row(f"CPU, {phase}, {named(world)}", f"{most} s", used, most, " s")


def _all_runs(samples: Samples) -> t.Iterator[list[str]]:
    ours = {case: measured for case, measured in samples.items() if case.contender == COLLECTION}
    if ours:
        highest = max(sample.cost.memory for measured in ours.values() for sample in measured)
        yield _row("memory, any run", f"{MEMORY} MiB", highest, MEMORY, " MiB")


def _row(name: str, words: str, measured: float, most: float, unit: str) -> list[str]:
    shown = f"{measured:.1f}{unit}" if unit == " s" else f"{measured:.0f}{unit}"
    return [name, words, shown, "met" if measured <= most else "**missed**"]
