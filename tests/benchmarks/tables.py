# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns how measurements are shown: medians, ratios, Markdown. Measures nothing."""

from __future__ import annotations

import os
import platform
import statistics
import time
import typing as t
from importlib import metadata
from pathlib import Path

from ansible_collections.aliops.vpc.tests.benchmarks.contenders import (
    AGAIN,
    AUDIT,
    COLLECTION,
    FIRST,
    SCRIPT,
    TEARDOWN,
    Sample,
)
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import ROUTER_INTERFACE, World
from ansible_collections.aliops.vpc.tools.markdown import table

BUSY = " **The machine was busy with other work: wall times and their ratios say little here.**"
PHASES = (FIRST, AGAIN, AUDIT, TEARDOWN)
Samples = t.Mapping[t.Any, t.Sequence[Sample]]
LIMITED = ("CreateRouterInterface", "ConnectRouterInterface")
DELAYS = (
    "connect_delay",
    "create_lag",
    "opposite_lag",
    "peer_view_lag",
    "route_delay",
    "vpc_peer_create_delay",
    "vpc_peer_update_delay",
    "vpc_peer_delete_delay",
)


class Figure(t.NamedTuple):
    """A column of a table, the format of its numbers, and its value in a run."""

    head: str
    form: str
    of: t.Callable[[Sample], float]


FIGURES = (
    Figure("Wall s", ".2f", lambda sample: sample.cost.wall),
    Figure("CPU s", ".2f", lambda sample: sample.cost.cpu),
    Figure("MiB", ".0f", lambda sample: sample.cost.memory),
    Figure("Calls", ",.0f", lambda sample: sum(sample.calls.values())),
    Figure("Refused", ".0f", lambda sample: sample.refused),
    Figure("Connections", ".0f", lambda sample: sample.connections),
)


def median(samples: t.Sequence[Sample], value: t.Callable[[Sample], float]) -> float:
    """Return the median of one figure."""
    return statistics.median(value(sample) for sample in samples)


def wall(samples: t.Sequence[Sample]) -> float:
    """Return the median wall time in seconds."""
    return median(samples, lambda sample: sample.cost.wall)


def machine() -> str:
    """Return the date and the machine."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores ({model}), {memory:.0f} GiB, "
        f"Python {platform.python_version()}, ansible-core {metadata.version('ansible-core')}"
    )


def caption(latency: str, runs: int, delays: t.Mapping[str, float]) -> str:
    """Return the conditions of all rows."""
    lags = ", ".join(f"`{name}` {delays[name]:g} s" for name in DELAYS)
    load = os.getloadavg()[2]
    turns = f"Medians of {runs} runs in turn." if runs > 1 else "Each run was measured once."
    return (
        f"Measured on {machine()}, whose load average was {load:.1f} at the end. {turns} The simulator shares the "
        f"cores and answers after {latency} s; {lags}." + (BUSY if load > 2 * (os.cpu_count() or 1) else "")
    )


def progress(world: World, phase: str, contender: str, sample: Sample) -> str:
    """Return a line about a finished measurement for those who wait."""
    cost = sample.cost
    return (
        f"{kind(world)} {world.size} {phase}, {contender}: {cost.wall:.1f} s, CPU {cost.cpu:.1f} s, "
        f"{sum(sample.calls.values())} calls, load {os.getloadavg()[0]:.1f}"
    )


def kind(world: World) -> str:
    """Return the shape, and the method unless it is router interfaces."""
    return world.shape if world.method == ROUTER_INTERFACE else f"{world.shape} by {world.method}"


def where(world: World) -> list[str]:
    """Return the cells that name a world."""
    return [kind(world), f"{world.size:,}" + (f" (+{world.strangers:,} others)" if world.strangers else "")]


def named(world: World) -> str:
    """Return how a sentence names a world."""
    shape = "spokes on one hub" if world.shape == "hub" else "in pairs"
    return f"{where(world)[1]} {shape}" + (f" by {world.method}" if world.method != ROUTER_INTERFACE else "")


def costs(samples: Samples) -> str:
    """Return what each case costs, the script's figures in brackets, and how long it takes beside the script."""
    heads = ["Shape", "Peerings", "Run", "Contender", "To script", *(figure.head for figure in FIGURES)]
    ordered = in_order(samples)

    def row(case: t.Any) -> list[str]:
        measured, script_runs = samples[case], samples.get(case._replace(contender=SCRIPT), ())
        ratio = _ratio(wall(measured), wall(script_runs)) if script_runs else ""
        figures = [_beside(measured, script_runs, figure) for figure in FIGURES]
        return [*where(case.world), case.phase, case.contender, ratio, *figures]

    # The script has rows of its own only where no other contender was measured.
    return table(heads, map(row, [case for case in ordered if case.contender != SCRIPT] or ordered))


def _ratio(seconds: float, script: float) -> str:
    return f"{seconds / script:.2f} ({seconds - script:+.1f} s)"


def _beside(measured: t.Sequence[Sample], script_runs: t.Sequence[Sample], figure: Figure) -> str:
    """Return the median of a figure, and the script's in brackets."""
    medians = [format(median(those, figure.of), figure.form) for those in (measured, script_runs) if those]
    return " ".join([medians[0], *(f"({script})" for script in medians[1:])])


def actions(samples: Samples) -> str:
    """Return how often the collection calls each action in the largest world of each kind, the script's in brackets."""
    largest = {kind(case.world): case.world for case in in_order(samples) if not case.world.strangers}
    return "\n\n".join(f"Calls, {named(world)}:\n\n{_actions_of(samples, world)}" for world in largest.values())


def _actions_of(samples: Samples, world: World) -> str:
    runs = {
        case.phase: (samples[case], samples.get(case._replace(contender=SCRIPT), ()))
        for case in in_order(samples)
        if case.world == world and case.contender == COLLECTION
    }
    names = sorted(
        {name for pair in runs.values() for measured in pair for sample in measured for name in sample.calls}
    )

    def cell(name: str, measured: t.Sequence[Sample], script_runs: t.Sequence[Sample]) -> str:
        called = any(name in sample.calls for sample in (*measured, *script_runs))
        figure = Figure(name, ",.0f", lambda sample: sample.calls.get(name, 0))
        return _beside(measured, script_runs, figure) if called else ""

    return table(["Action", *runs], [[name, *(cell(name, *pair) for pair in runs.values())] for name in names])


def growth(samples: Samples) -> str:
    """Return what each case costs in all and for each peering."""
    heads = ["Shape", "Peerings", "Run", "Wall s", "CPU s", "MiB", "Calls", "ms/peering", "CPU ms/peering"]
    heads += ["Calls/peering"]

    def row(case: t.Any, measured: t.Sequence[Sample]) -> list[str]:
        cpu = median(measured, lambda sample: sample.cost.cpu)
        calls = median(measured, lambda sample: sum(sample.calls.values()))
        memory = median(measured, lambda sample: sample.cost.memory)
        per = [f"{1000 * value / case.world.size:.1f}" for value in (wall(measured), cpu)]
        per.append(f"{calls / case.world.size:.2f}")
        return [
            *where(case.world),
            case.phase,
            f"{wall(measured):.1f}",
            f"{cpu:.1f}",
            f"{memory:,.0f}",
            f"{calls:,.0f}",
            *per,
        ]

    ordered = sorted(in_order(samples), key=lambda case: (kind(case.world) != "pairs", PHASES.index(case.phase)))
    return table(heads, [row(case, samples[case]) for case in ordered])


def throttled(samples: Samples) -> str:
    """Return the time of the runs beside the time that the limit alone takes, and the share of refused calls."""
    heads = ["Calls a minute", "Peerings", "Wall s", "The limit alone takes s", "Limited calls", "Refused", "%"]

    def row(case: t.Any, measured: t.Sequence[Sample]) -> list[str]:
        world = case.world
        refused = median(measured, lambda sample: sample.refused)
        sent = median(measured, lambda sample: sum(sample.calls[name] for name in LIMITED))
        # Each account creates as many as there are peerings, one of them connects as many; so many pass at once.
        least = len(LIMITED) * max(world.size - world.calls_per_minute, 0) * 60 / world.calls_per_minute
        cells = [
            f"{wall(measured):.1f}",
            f"{least:.0f}",
            f"{sent:.0f}",
            f"{refused:.0f}",
            f"{100 * refused / sent:.1f}",
        ]
        return [str(world.calls_per_minute), f"{world.size:,}", *cells]

    return table(heads, [row(case, measured) for case, measured in samples.items()])


def in_order(samples: Samples) -> list[t.Any]:
    """Return the cases by world and phase, contenders side by side."""

    def place(case: t.Any) -> tuple[t.Any, ...]:
        world = case.world
        kinds = world.method != ROUTER_INTERFACE, world.shape != "pairs"
        return *kinds, world.size, world.strangers, PHASES.index(case.phase)

    return sorted(samples, key=place)
