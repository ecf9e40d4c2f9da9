# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of C(make bench). Without arguments: the simulator's figures, then the peerings'; about ten minutes."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from ansible_collections.aliops.vpc.tests.benchmarks import floor, peerings, scale, simulator, slices
from ansible_collections.aliops.vpc.tests.benchmarks.contenders import COLLECTION
from ansible_collections.aliops.vpc.tools.markdown import with_part

COMMANDS = {
    "peerings": peerings.compared,
    "growth": peerings.growth,
    "throttling": peerings.throttling,
    "floor": floor.floors,
    "slices": slices.slices,
    "scale": scale.compute,
}
PLOT = "plot"


def commands() -> argparse.ArgumentParser:
    """Return the parser of the commands."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description="Measure the collection and the simulator.")
    subparsers = parser.add_subparsers(dest="command")

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return subparsers.add_parser(name, help=summary, formatter_class=argparse.ArgumentDefaultsHelpFormatter)

    simulator.options(command("simulator", "the simulator's own speed"))
    peerings.options(command("peerings", "the collection beside a hand-written script"))
    alone = {"contenders": [COLLECTION], "shapes": ["pairs"], "runs": 1}
    growing = {**alone, "sizes": [100, 1000], "strangers": [0, 1000], "latency": "0.01"}
    peerings.options(command("growth", "the cost of more peerings"), **growing)
    limited = {**alone, "sizes": [100], "limits": [300, 60]}
    peerings.options(command("throttling", "first runs while calls are limited"), **limited)
    floor.options(command("floor", "the time of Ansible itself for as many tasks"))
    slices.options(command("slices", "slices of one estate beside one another"))
    scale.options(
        command(
            "scale",
            "the time of many peerings, computed from the page's tables; --write of other commands does this too",
        )
    )
    return parser


def write(parts: dict[str, str], docs: Path) -> None:
    """Put the tables into the page, and the plot beside it."""
    page = docs / "performance.md"
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        if name == PLOT:
            (docs / "images" / "performance.svg").write_text(part, encoding="utf-8")
        else:
            text = with_part(text, name, part)
    # The scale is computed from the tables.
    text = with_part(text, "scale", scale.scale(text))
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Run the chosen command."""
    parser = commands()
    given = parser.parse_args()
    if given.command in (None, "simulator"):
        simulator.show(parser.parse_args(["simulator"]) if given.command is None else given)
    if given.command == "simulator":
        return
    given = given if given.command else parser.parse_args(["peerings"])
    with tempfile.TemporaryDirectory() as folder:
        parts = COMMANDS[given.command](given, Path(folder))
    print("\n\n".join(text for name, text in parts.items() if name != PLOT))
    if given.write:
        write(parts, Path(os.environ["BENCH_DOCS"]))


if __name__ == "__main__":
    main()
