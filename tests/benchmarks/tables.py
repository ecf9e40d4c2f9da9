# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns what is shown of measurements: medians, ratios, Markdown. Measures nothing."""

from __future__ import annotations

import os
import platform
import statistics
import time
import typing as t
from importlib import metadata
from pathlib import Path

from ansible_collections.aliops.vpc.tests.benchmarks.contenders import SCRIPT, Sample
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import ROUTER_INTERFACE, World
from ansible_collections.aliops.vpc.tools.markdown import table

BUSY = " **The machine was busy with other work: wall times and their ratios say little here.**"
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


def median(samples: t.Sequence[Sample], what: t.Callable[[Sample], float]) -> float:
    """Return the median of one figure."""
    return statistics.median(what(one) for one in samples)


def wall(samples: t.Sequence[Sample]) -> float:
    """Return the median wall time in seconds."""
    return median(samples, lambda one: one.cost.wall)


def machine() -> str:
    """Return when and on what this runs."""
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
    """Return what holds for all rows alike."""
    lags = ", ".join(f"`{name}` {delays[name]:g} s" for name in DELAYS)
    load = os.getloadavg()[2]
    return (
        f"Measured on {machine()}, whose load average was {load:.1f} at the end. Medians of {runs} runs in turn. The "
        f"simulator shares the cores and answers after {latency} s; {lags}. CPU is of all processes of the run, memory "
        "the highest sum of their resident sets. After each run the simulator's state was checked: both sides Active "
        "or the connection Activated and all routes Available, or nothing left."
        + (BUSY if load > 2 * (os.cpu_count() or 1) else "")
    )


def progress(world: World, phase: str, contender: str, sample: Sample) -> str:
    """Return a line that tells somebody who waits what was just measured."""
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


def costs(samples: Samples) -> str:
    """Return wall time, ratio and all the other costs of each case."""
    heads = ["Shape", "Peerings", "Run", "Contender", "Wall s (least)", "to script", "CPU s", "MiB", "Calls", "Refused"]
    heads += ["Connections", "Runs"]

    def row(case: t.Any, found: t.Sequence[Sample]) -> list[str]:
        limit = samples.get(case._replace(contender=SCRIPT))
        ratio = f"{wall(found) / wall(limit):.2f} ({wall(found) - wall(limit):+.1f} s)" if limit else ""
        return [
            *where(case.world),
            case.phase,
            case.contender,
            f"{wall(found):.2f} ({min(one.cost.wall for one in found):.2f})",
            "1" if case.contender == SCRIPT else ratio,
            f"{median(found, lambda one: one.cost.cpu):.2f}",
            f"{median(found, lambda one: one.cost.memory):.0f}",
            f"{median(found, lambda one: sum(one.calls.values())):,.0f}",
            f"{median(found, lambda one: one.refused):.0f}",
            f"{median(found, lambda one: one.connections):.0f}",
            str(len(found)),
        ]

    return table(heads, [row(case, samples[case]) for case in in_order(samples)])


def actions(samples: Samples) -> str:
    """Return how often each action was called."""
    heads = ["Shape", "Peerings", "Run", "Contender", "Calls"]

    def times(name: str) -> t.Callable[[Sample], int]:
        return lambda one: one.calls.get(name, 0)

    def cell(found: t.Sequence[Sample]) -> str:
        names = sorted({name for one in found for name in one.calls})
        return ", ".join(f"{name} {median(found, times(name)):,.0f}" for name in names)

    rows = [[*where(case.world), case.phase, case.contender, cell(samples[case])] for case in in_order(samples)]
    return table(heads, rows)


def growth(samples: Samples) -> str:
    """Return what each case costs in all and for each peering."""
    heads = ["Shape", "Peerings", "Run", "Wall s", "CPU s", "MiB", "Calls", "ms/peering", "CPU ms/peering"]
    heads += ["Calls/peering"]

    def row(case: t.Any, found: t.Sequence[Sample]) -> list[str]:
        cpu, calls = median(found, lambda one: one.cost.cpu), median(found, lambda one: sum(one.calls.values()))
        memory = median(found, lambda one: one.cost.memory)
        per = [f"{1000 * value / case.world.size:.1f}" for value in (wall(found), cpu)]
        per.append(f"{calls / case.world.size:.2f}")
        return [
            *where(case.world),
            case.phase,
            f"{wall(found):.1f}",
            f"{cpu:.1f}",
            f"{memory:.0f}",
            f"{calls:,.0f}",
            *per,
        ]

    ordered = sorted(in_order(samples), key=lambda case: (kind(case.world) != "pairs", case.phase))
    return table(heads, [row(case, samples[case]) for case in ordered])


def throttled(samples: Samples) -> str:
    """Return how long runs took beside what the limit alone takes, and how much was refused."""
    heads = ["Calls a minute", "Peerings", "Wall s", "The limit alone takes s", "Limited calls", "Refused", "%"]

    def row(case: t.Any, found: t.Sequence[Sample]) -> list[str]:
        world = case.world
        refused = median(found, lambda one: one.refused)
        sent = median(found, lambda one: sum(one.calls[name] for name in LIMITED))
        # Each account creates as many as there are peerings, one of them connects as many; so many pass at once.
        least = len(LIMITED) * max(world.size - world.calls_per_minute, 0) * 60 / world.calls_per_minute
        cells = [f"{wall(found):.1f}", f"{least:.0f}", f"{sent:.0f}", f"{refused:.0f}", f"{100 * refused / sent:.1f}"]
        return [str(world.calls_per_minute), f"{world.size:,}", *cells]

    return table(heads, [row(case, found) for case, found in samples.items()])


def in_order(samples: Samples) -> list[t.Any]:
    """Return the cases by world and phase, contenders side by side."""

    def place(case: t.Any) -> tuple[t.Any, ...]:
        world = case.world
        return world.method != ROUTER_INTERFACE, world.shape != "pairs", world.size, world.strangers, case.phase

    return sorted(samples, key=place)
