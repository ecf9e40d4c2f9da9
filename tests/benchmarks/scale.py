# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the page's part about scale: the model, with the figures of the page's own tables. Measures nothing."""

from __future__ import annotations

import argparse
import math
import os
import re
import typing as t
from pathlib import Path

from ansible_collections.aliops.vpc.tests.benchmarks.contenders import AGAIN, COLLECTION, FIRST, TEARDOWN
from ansible_collections.aliops.vpc.tests.benchmarks.model import Machine, Row, Setting, seconds
from ansible_collections.aliops.vpc.tools.markdown import table

PHASES = (FIRST, AGAIN, TEARDOWN)
SIZE, ACCOUNTS, LIMIT, LATENCY = 10_000, 20, 300, 0.05
# On AWX each slice has a container of its own, with a core at least.
SETTINGS = (
    ("one run", {"slices": 1}),
    ("one run, 32 threads", {"slices": 1, "threads": 32}),
    ("8 slices on 2 cores", {"slices": 8, "cores": 2}),
    ("8 slices on AWX", {"slices": 8}),
)
# Delays of the service that no caption names, by the simulator's defaults.
OTHER_DELAYS = {"deactivate_delay": 5.0, "delete_delay": 5.0}
# The quotas of an account by default, and what counts against them in one region; tables belong to their VPCs.
QUOTAS = (
    ("router interfaces on a router", 5, "the peerings of one VPC"),
    ("router interfaces in a region", 5, "the account's peerings in a region"),
    ("VPC peering connections in a region", 20, "the account's peerings in a region"),
    ("custom route entries in a table", 200, "the blocks of the peers of one VPC"),
)


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--write", action="store_true", help="write the table into the documentation")


def part(page: str, name: str) -> str:
    """Return a generated part of the page."""
    return page.partition(f"<!-- begin {name} -->\n")[2].partition(f"<!-- end {name} -->")[0]


def cells(text: str) -> list[dict[str, str]]:
    """Return the rows of a part's first table, by the names of its columns."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    heads = lines[0]
    rows = [line for line in lines[2:] if len(line) == len(heads)]
    return [dict(zip(heads, line, strict=True)) for line in rows]


def rows_of(page: str, name: str) -> list[Row]:
    """Return the collection's runs that a part shows, without those beside other interfaces or by connections."""
    return [
        Row(
            cell["Shape"],
            int(cell["Peerings"].replace(",", "")),
            cell["Run"],
            _number(cell["Wall s"]),
            _number(cell["CPU s"]),
            _number(cell["MiB"]),
        )
        for cell in cells(part(page, name))
        if cell.get("Contender", COLLECTION) == COLLECTION
        and re.fullmatch("pairs|hub", cell["Shape"])
        and "others" not in cell["Peerings"]
        and cell["Run"] in PHASES
    ]


def _number(text: str) -> float:
    return float(text.split()[0].replace(",", ""))


def setting_of(page: str, name: str, **more: t.Any) -> Setting:
    """Return the latency and the delays that a part's caption names."""
    text = part(page, name)
    latency = re.search(r"answers after ([\d.]+) s", text)
    if not latency:
        raise ValueError(f"{name} has no caption")
    delays = {delay: float(value) for delay, value in re.findall(r"`(\w+)` ([\d.]+) s", text)}
    return Setting(**{"latency": float(latency[1]), "delays": {**OTHER_DELAYS, **delays}, **more})


def machines(page: str) -> dict[str, Machine]:
    """Return what the page's runs of pairs take of the machine, by phase, without phases of a single size."""
    by_phase: dict[str, list[Row]] = {}
    for row in rows_of(page, "growth"):
        if row.shape == "pairs":
            by_phase.setdefault(row.phase, []).append(row)
    return {phase: Machine.from_rows(rows) for phase, rows in by_phase.items() if len({row.size for row in rows}) > 1}


def scale(page: str) -> str:
    """Return the part of the page about many peerings."""
    known = machines(page)
    heads = ["How", "Run", "Seconds", "of these the service", "calls", "Ansible", "throttling", "MiB in each process"]
    rows = []
    for name, chosen in SETTINGS:
        for phase, machine in known.items():
            setting = setting_of(page, "growth", **{"latency": LATENCY, "accounts": ACCOUNTS, "limit": LIMIT, **chosen})
            share = seconds("pairs", SIZE, phase, machine, setting)
            parts = (f"{value:,.0f}" for value in share)
            memory = machine.memory(math.ceil(SIZE / setting.slices))
            rows.append([name, phase, f"{share.total:,.0f}", *parts, f"{memory:,.0f}"])
    quotas = [[noun, f"{default:,}", counted] for noun, default, counted in QUOTAS]
    caption = (
        f"Computed by `tests/benchmarks/model.py` from the tables on this page: {SIZE:,} peerings over {ACCOUNTS} "
        f"accounts, {LATENCY:g} s for each call, 8 threads for each account unless named, {LIMIT} calls of a kind a "
        "minute."
    )
    ends = [f"a run of {size:,} peerings takes {known[FIRST].memory(size):,.0f} MiB" for size in (1_000, 5_000, SIZE)]
    return "\n\n".join(
        [
            caption,
            table(heads, rows),
            f"Memory grows by {1024 * known[FIRST].memory_each:,.0f} KiB for each peering: {', '.join(ends)}.",
            table(["Quota", "By default", "Counts"], quotas),
        ]
    )


def compute(_given: argparse.Namespace, _folder: Path) -> dict[str, str]:
    """Return the part of the page; its tables are as the last measurements left them."""
    page = (Path(os.environ["BENCH_DOCS"]) / "performance.md").read_text(encoding="utf-8")
    return {"scale": scale(page)}
