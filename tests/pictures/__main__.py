# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the pictures of the guides, each by the function that owns it: C(make pictures ARGS="simulator.png")."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ansible_collections.aliops.vpc.tests.conformance import page_image
from ansible_collections.aliops.vpc.tests.pictures import demo, reports

# By its file in docs/images: a function that draws a picture, from a real run, into the file that it is given.
PICTURES: dict[str, Callable[[Path], None]] = {
    "demo.svg": demo.main,
    "report.png": reports.audit,
    "report_migration.png": reports.migration,
    "report_plan.png": reports.plan,
    "simulator.png": page_image.main,
}


def main() -> None:
    """Draw the pictures that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="make pictures ARGS=", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)}; all without a name")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in PICTURES]:
        parser.error(f"no picture {', '.join(unknown)}; there are {', '.join(PICTURES)}")
    for name in given.names or PICTURES:
        PICTURES[name](given.folder.resolve() / name)
        print(given.folder / name, flush=True)


if __name__ == "__main__":
    main()
