# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the benchmark of slices: several playbooks side by side converge one estate, each with its share of the
peerings, like the slices of a job; and one playbook does it alone."""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import sys
import typing as t
from pathlib import Path

from ansible_collections.aliops.vpc.tests.benchmarks import peerings, tables
from ansible_collections.aliops.vpc.tests.benchmarks.contenders import (
    AGAIN,
    COLLECTION,
    FIRST,
    TEARDOWN,
    BenchmarkError,
    Contender,
)
from ansible_collections.aliops.vpc.tests.benchmarks.measuring import Cost, measured
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import Peering, World
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tools.markdown import table

PHASES = (FIRST, AGAIN, TEARDOWN)


@dataclasses.dataclass(frozen=True)
class Slice(World):
    """Every ``of``-th peering of a world, from the peering ``number`` on."""

    number: int = 0
    of: int = 1

    def peerings(self) -> list[Peering]:
        """Return the slice's peerings."""
        return super().peerings()[self.number :: self.of]


class Run(t.NamedTuple):
    """The cost of all slices together: from the first start to the last end, the sum of their processor time, and the
    memory of the largest."""

    slices: int
    phase: str
    wall: float
    cpu: float
    memory: float
    calls: int
    refused: int


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--size", type=int, default=1000, help="the number of peerings")
    parser.add_argument("--slices", type=int, default=4)
    parser.add_argument("--latency", default="0.05", help="of each call, in seconds")
    parser.add_argument("--connect-delay", default="2", help="until Active, in seconds")
    parser.add_argument("--time-scale", default="1", help="multiplies all other delays and lags")
    parser.add_argument("--write", action="store_true", help="write the table into the documentation")


def slices(given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Return the part of the page that compares several slices with one run."""
    runs: list[Run] = []
    world = World("pairs", given.size)
    with peerings.simulator(given) as cloud:
        list(peerings.story(cloud, Contender(COLLECTION, folder, cloud), World("pairs", 1)))
        for number in (1, given.slices):
            cloud.control("scenario?name=benchmark", world.scenario({}))
            shares = [Slice(world.shape, world.size, number=share, of=number) for share in range(number)]
            contenders = [Contender(COLLECTION, folder / f"{number}-{share.number}", cloud) for share in shares]
            for contender, share in zip(contenders, shares, strict=True):
                contender.prepare(share)
            for phase in PHASES:
                runs.append(_run(cloud, list(zip(contenders, shares, strict=True)), world, phase))
                print(runs[-1], file=sys.stderr, flush=True)
        delays = cloud.control("state")["delays"]
    return {"slices": f"{tables.caption(given.latency, 1, delays)}\n\n{shown(given.size, runs)}"}


def _run(cloud: Simulator, sliced: t.Sequence[tuple[Contender, Slice]], world: World, phase: str) -> Run:
    """Run all slices at once; raises BenchmarkError unless the world is as the phase should leave it."""
    seen = len(cloud.calls())
    for contender, _share in sliced:
        contender.wait_for_tokens()

    def run(slice_run: tuple[Contender, Slice]) -> Cost:
        contender, share = slice_run
        output = contender.folder / "output"
        return measured(contender.command(share, phase), contender.environment(None), contender.folder, output)

    with concurrent.futures.ThreadPoolExecutor(len(sliced)) as pool:
        costs = list(pool.map(run, sliced))
    calls, state = cloud.control(f"calls?since={seen}"), cloud.control("state")
    wrong = world.left(state) if phase == TEARDOWN else world.missing(state)
    if wrong or any(cost.code for cost in costs):
        ends = [(contender.folder / "output").read_text(encoding="utf-8")[-1000:] for contender, _share in sliced]
        raise BenchmarkError(f"{len(sliced)} slices, {phase}: wrong: {wrong[:5]}; outputs: {ends}")
    return Run(
        len(sliced),
        phase,
        max(cost.started + cost.wall for cost in costs) - min(cost.started for cost in costs),
        sum(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
        len(calls),
        sum(call["status"] != 200 for call in calls),
    )


def shown(size: int, runs: t.Sequence[Run]) -> str:
    """Return the runs as Markdown."""
    heads = ["Peerings", "Slices", "Run", "Wall s", "CPU s of all", "MiB of the largest", "Calls", "Refused"]
    rows = [
        [
            f"{size:,}",
            str(run.slices),
            run.phase,
            f"{run.wall:.1f}",
            f"{run.cpu:.1f}",
            f"{run.memory:.0f}",
            f"{run.calls:,}",
            str(run.refused),
        ]
        for run in runs
    ]
    return table(heads, rows)
