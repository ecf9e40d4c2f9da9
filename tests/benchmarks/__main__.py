# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What C(make bench) runs. Without arguments: the simulator's figures, then the peerings of about ten minutes."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from ansible_collections.aliops.vpc.tests.benchmarks import peerings, simulator


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description="Measure the collection and the simulator.")
    commands = parser.add_subparsers(dest="command")
    simulator.options(commands.add_parser("simulator", help="the simulator's own speed"))
    peerings.options(commands.add_parser("peerings", help="the collection beside a hand-written script"))
    given = parser.parse_args()
    if given.command in (None, "simulator"):
        simulator.show(parser.parse_args(["simulator"]) if given.command is None else given)
    if given.command in (None, "peerings"):
        given = parser.parse_args(["peerings"]) if given.command is None else given
        with tempfile.TemporaryDirectory() as folder:
            samples, delays = peerings.measure(given, Path(folder), peerings.worlds(given))
            print(peerings.report(samples, delays, given))
            if given.profile:
                print("\n" + peerings.profiles(given, Path(folder), peerings.worlds(given)))


if __name__ == "__main__":
    main()
