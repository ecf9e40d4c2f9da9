# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the benchmark of peerings: which contender converges which worlds, in turn, and the tables of the costs."""

from __future__ import annotations

import argparse
import collections
import itertools
import json
import sys
import typing as t
from pathlib import Path

from ansible_collections.aliops.vpc.tests.benchmarks import goals, phases, plot, tables
from ansible_collections.aliops.vpc.tests.benchmarks.contenders import (
    AGAIN,
    AUDIT,
    COLLECTION,
    FIRST,
    LOOP,
    MODULES,
    SCRIPT,
    TEARDOWN,
    Contender,
    Sample,
)
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import METHODS, PLENTY, ROUTER_INTERFACE, SHAPES, World
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running


class Case(t.NamedTuple):
    """A run that is measured several times."""

    world: World
    phase: str
    contender: str


Samples = dict[Case, list[Sample]]
SLOW = (LOOP, MODULES)


def options(parser: argparse.ArgumentParser, **defaults: t.Any) -> None:
    """Declare the options; ``defaults`` replaces defaults by their names."""
    names = {"script": SCRIPT, "loop": LOOP, "collection": COLLECTION, "modules": MODULES}
    parser.add_argument("--sizes", type=_numbers, default="1,100", help="numbers of peerings")
    parser.add_argument("--shapes", type=_words(SHAPES), default="pairs,hub")
    parser.add_argument(
        "--methods",
        type=_words(METHODS),
        default=ROUTER_INTERFACE,
        help=f"kinds of links, of {','.join(METHODS)}; a VPC is in one connection's creation at a time, so that"
        " there is no hub by vpc_peer",
    )
    parser.add_argument("--strangers", type=_numbers, default="0", help="numbers of interfaces on other routers")
    parser.add_argument("--contenders", type=_named(names), default=",".join(names))
    parser.add_argument("--limits", type=_numbers, default=str(PLENTY), help="Create and Connect calls a minute")
    parser.add_argument("--runs", type=int, default=3, help="of which the medians are shown")
    parser.add_argument(
        "--most-repeated", type=int, default=100, metavar="SIZE", help="larger worlds are measured once"
    )
    parser.add_argument("--latency", default="0.05", help="of each call, in seconds")
    parser.add_argument("--connect-delay", default="2", help="until Active, in seconds")
    parser.add_argument("--time-scale", default="1", help="multiplies all other delays and lags")
    parser.add_argument(
        "--most-slow",
        type=int,
        default=1,
        metavar="SIZE",
        help="the loop and the module processes are measured up to it",
    )
    parser.add_argument("--profile", action="store_true", help="show where the seconds of the collection's runs went")
    parser.add_argument("--write", action="store_true", help="write the tables and the plot into the documentation")
    parser.set_defaults(**defaults)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _words(known: t.Sequence[str]) -> t.Callable[[str], list[str]]:
    def words(text: str) -> list[str]:
        if unknown := set(text.split(",")) - set(known):
            raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: there are {', '.join(known)}")
        return text.split(",")

    return words


def _named(names: t.Mapping[str, str]) -> t.Callable[[str], list[str]]:
    return lambda text: [names[word] for word in _words(list(names))(text)]


def worlds(given: argparse.Namespace) -> list[World]:
    """Return the chosen worlds; one peering is the same in every shape."""
    dimensions = (given.shapes, given.sizes, given.strangers, given.limits, given.methods)
    candidates = [World(*world) for world in itertools.product(*dimensions)]
    return [
        world
        for world in candidates
        if (world.size > 1 or world.shape == given.shapes[0])
        and (world.method == ROUTER_INTERFACE or world.shape == "pairs")
        # Strangers cost the same pages beside any number of peerings.
        and (world.strangers == 0 or world.size == min(given.sizes))
    ]


def simulator(given: argparse.Namespace) -> t.ContextManager[Simulator]:
    """Return the simulator, in a process of its own."""
    delays = ("--connect-delay", given.connect_delay, "--time-scale", given.time_scale)
    return running("--scenario", "empty", "--latency", given.latency, *delays)


def measure(given: argparse.Namespace, folder: Path, chosen: t.Sequence[World]) -> tuple[Samples, dict[str, float]]:
    """Let each contender converge each world, in turn, once more without a change, and tear it down.

    Returns the delays too. With ``--profile`` the runs of the collection record their tasks in C(folder).
    """
    samples: Samples = collections.defaultdict(list)
    with simulator(given) as cloud:
        contenders = [Contender(name, folder, cloud) for name in given.contenders]
        _warm_up(cloud, contenders, given.methods)
        for turn, world, contender in itertools.product(range(given.runs), chosen, contenders):
            if turn and world.size > given.most_repeated:
                continue
            if contender.name in SLOW and (turn or world.size > given.most_slow):
                continue
            timelines = folder if given.profile and contender.name == COLLECTION else None
            for phase, sample in story(cloud, contender, world, timelines):
                samples[Case(world, phase, contender.name)].append(sample)
                print(tables.progress(world, phase, contender.name, sample), file=sys.stderr, flush=True)
        return samples, cloud.control("state")["delays"]


def story(
    cloud: Simulator, contender: Contender, world: World, timelines: Path | None = None
) -> t.Iterator[tuple[str, Sample]]:
    """Yield the first run in a fresh world, the run after it, the collection's audit, and the teardown.

    A loop tears nothing down.
    """
    cloud.control("scenario?name=benchmark", world.scenario({}))
    contender.prepare(world)
    more = {COLLECTION: (AUDIT, TEARDOWN), LOOP: ()}
    for phase in (FIRST, AGAIN, *more.get(contender.name, (TEARDOWN,))):
        yield phase, contender.run(world, phase, timelines and timeline(timelines, world, phase))


def timeline(folder: Path, world: World, phase: str) -> Path:
    """Return the file in which the tasks of the last such run are recorded."""
    return folder / "-".join(["timeline", *tables.where(world), phase]).replace(" ", "-")


def profiles(samples: Samples, folder: Path) -> str:
    """Return, for each world, the phases of the collection's last runs."""

    def recorded_phases(case: Case) -> list[phases.Phase]:
        recorded = timeline(folder, case.world, case.phase).read_text(encoding="utf-8")
        cost = samples[case][-1].cost
        return phases.phases(list(map(json.loads, recorded.splitlines())), cost.started, cost.started + cost.wall)

    ours = [case for case in tables.in_order(samples) if case.contender == COLLECTION]
    parts = []
    for world in dict.fromkeys(case.world for case in ours):
        cases = [Case(world, phase, COLLECTION) for phase in tables.PHASES]
        runs = {case.phase: recorded_phases(case) for case in cases if case in samples}
        parts.append(f"{tables.named(world)}:\n\n{phases.shown(runs)}")
    return "\n\n".join(parts)


def _warm_up(cloud: Simulator, contenders: t.Iterable[Contender], methods: t.Sequence[str]) -> None:
    """Fill the caches of compiled code."""
    for contender, method in itertools.product(contenders, methods):
        list(story(cloud, contender, World("pairs", 1, method=method)))


def compared(given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return the parts of the page that compare the collection with the script, and the plot."""
    samples, delays = measure(given, folder, worlds(given))
    texts = [tables.caption(given.latency, given.runs, delays), tables.costs(samples), tables.actions(samples)]
    shown = ["![Wall time over the number of peerings](images/performance.svg)", *texts]
    parts = {"peerings": "\n\n".join(shown), "goals": goals.judged(samples), "plot": _plot(samples)}
    if given.profile:
        parts["profile"] = profiles(samples, folder)
    return parts


def growth(given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return the part of the page that shows how costs grow with the number of peerings and of strangers."""
    samples, delays = measure(given, folder, worlds(given))
    shown = f"{tables.caption(given.latency, given.runs, delays)}\n\n{tables.growth(samples)}"
    return {"growth": shown, "audits": goals.audits(samples)}


def throttling(given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return the part of the page that shows first runs under a limit of calls."""
    samples, delays = measure(given, folder, worlds(given))
    first = {case: measured for case, measured in samples.items() if case.phase == FIRST}
    return {"throttling": f"{tables.caption(given.latency, given.runs, delays)}\n\n{tables.throttled(first)}"}


def _plot(samples: Samples) -> str:
    lines: dict[str, dict[str, list[tuple[float, float]]]] = collections.defaultdict(dict)
    for case in tables.in_order(samples):
        line = lines[tables.kind(case.world)].setdefault(f"{case.contender}, {case.phase}", [])
        line.append((case.world.size, tables.wall(samples[case])))
    panels = [plot.Panel(shape, panel_lines) for shape, panel_lines in lines.items()]
    return plot.svg(f"Wall time, {tables.machine()}", panels, "peerings", "seconds")
