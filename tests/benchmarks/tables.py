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
    """A column of a table, how its numbers look, and what of a run it is."""

    head: str
    form: str
    of: t.Callable[[Sample], float]


FIGURES = (
    Figure("Wall s", ".2f", lambda one: one.cost.wall),
    Figure("CPU s", ".2f", lambda one: one.cost.cpu),
    Figure("MiB", ".0f", lambda one: one.cost.memory),
    Figure("Calls", ",.0f", lambda one: sum(one.calls.values())),
    Figure("Refused", ".0f", lambda one: one.refused),
    Figure("Connections", ".0f", lambda one: one.connections),
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
    turns = f"Medians of {runs} runs in turn." if runs > 1 else "Each run was measured once."
    return (
        f"Measured on {machine()}, whose load average was {load:.1f} at the end. {turns} The simulator shares the "
        f"cores and answers after {latency} s; {lags}." + (BUSY if load > 2 * (os.cpu_count() or 1) else "")
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


def named(world: World) -> str:
    """Return how a sentence names a world."""
    shape = "spokes on one hub" if world.shape == "hub" else "in pairs"
    return f"{where(world)[1]} {shape}" + (f" by {world.method}" if world.method != ROUTER_INTERFACE else "")


def costs(samples: Samples) -> str:
    """Return what each case costs, the script's figures in brackets, and how long it takes beside the script."""
    heads = ["Shape", "Peerings", "Run", "Contender", "To script", *(figure.head for figure in FIGURES)]
    ordered = in_order(samples)

    def row(case: t.Any) -> list[str]:
        found, limit = samples[case], samples.get(case._replace(contender=SCRIPT), ())
        ratio = f"{wall(found) / wall(limit):.2f} ({wall(found) - wall(limit):+.1f} s)" if limit else ""
        figures = [_beside(found, limit, figure) for figure in FIGURES]
        return [*where(case.world), case.phase, case.contender, ratio, *figures]

    # The script has rows of its own only where nobody else was measured.
    return table(heads, map(row, [case for case in ordered if case.contender != SCRIPT] or ordered))


def _beside(found: t.Sequence[Sample], limit: t.Sequence[Sample], figure: Figure) -> str:
    """Return the median of a figure, and the script's in brackets."""
    medians = [format(median(those, figure.of), figure.form) for those in (found, limit) if those]
    return " ".join([medians[0], *(f"({script})" for script in medians[1:])])


def actions(samples: Samples) -> str:
    """Return how often the collection calls each action in the largest world of each kind, and the script."""
    largest = {kind(case.world): case.world for case in in_order(samples) if not case.world.strangers}
    return "\n\n".join(f"Calls, {named(world)}:\n\n{_actions_of(samples, world)}" for world in largest.values())


def _actions_of(samples: Samples, world: World) -> str:
    runs = {
        case.phase: (samples[case], samples.get(case._replace(contender=SCRIPT), ()))
        for case in in_order(samples)
        if case.world == world and case.contender == COLLECTION
    }
    names = sorted({name for pair in runs.values() for found in pair for one in found for name in one.calls})

    def cell(name: str, found: t.Sequence[Sample], limit: t.Sequence[Sample]) -> str:
        called = any(name in one.calls for one in (*found, *limit))
        return _beside(found, limit, Figure(name, ",.0f", lambda one: one.calls.get(name, 0))) if called else ""

    return table(["Action", *runs], [[name, *(cell(name, *pair) for pair in runs.values())] for name in names])


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
            f"{memory:,.0f}",
            f"{calls:,.0f}",
            *per,
        ]

    ordered = sorted(in_order(samples), key=lambda case: (kind(case.world) != "pairs", PHASES.index(case.phase)))
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
        kinds = world.method != ROUTER_INTERFACE, world.shape != "pairs"
        return *kinds, world.size, world.strangers, PHASES.index(case.phase)

    return sorted(samples, key=place)
