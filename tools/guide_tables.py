# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of the guides that come from the code. C(make tables) writes them, a test compares."""

from __future__ import annotations

import pathlib
import sys

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.endpoints import STS_HOST, VPC_HOSTS, VPC_RULE
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.retry import worth_another_try
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import SPECS
from ansible_collections.aliops.vpc.plugins.module_utils._model.error_catalog import HINTS
from ansible_collections.aliops.vpc.tools import simulator_tables
from ansible_collections.aliops.vpc.tools.markdown import table, with_parts

DOCS = pathlib.Path(__file__).parents[1] / "docs"
# The Mbit/s of a step in each family of specifications; the digit behind the dot multiplies it.
MBITS = {"Mini": 1, "Small": 10, "Middle": 100, "Large": 1000, "Xlarge": 10000}


def hints_table() -> str:
    """Return the cures by code; codes with the same cure share a line."""
    codes: dict[str, list[str]] = {}
    for code, cure in HINTS.items():
        shown = f"`{code}..`" if code.endswith(".") else f"`{code}`"
        codes.setdefault(cure, []).append(shown + (" *" if worth_another_try(code) else ""))
    rows = sorted((", ".join(sorted(group)), f"{cure}.".replace("<", "&lt;")) for cure, group in codes.items())
    return table(("Code", "What to do"), rows)


def endpoints_table() -> str:
    """Return the public hosts, and the regions of each; regions that are not in the SDK's table have the rule's."""
    regions: dict[str, list[str]] = {}
    for region, host in VPC_HOSTS.items():
        regions.setdefault(host, []).append(f"`{region}`")
    rows = [(f"`{host}`", ", ".join(sorted(group))) for host, group in sorted(regions.items())]
    rows.append((f"`{VPC_RULE.replace('{region}', '<region>')}`", "every other region"))
    return table(("Host", "Regions"), [*rows, (f"`{STS_HOST}`", "STS, of all regions")])


def specs_table() -> str:
    """Return the specifications with their bandwidths."""
    return table(("`spec`", "Mbit/s"), [(f"`{spec}`", f"{mbits(spec):,}") for spec in SPECS])


def mbits(spec: str) -> int:
    """Return the bandwidth of a specification in Mbit/s."""
    family, _dot, factor = spec.partition(".")
    return MBITS[family] * int(factor)


PARTS = {
    "troubleshooting.md": {"hints": hints_table},
    "choosing.md": {"specs": specs_table},
    "credentials.md": {"endpoints": endpoints_table},
}


def rewritten(name: str) -> str:
    """Return a guide with its generated parts up to date."""
    text = (DOCS / name).read_text(encoding="utf-8")
    if name == simulator_tables.PAGE.name:
        return simulator_tables.rewritten(text)
    return with_parts(text, {part: make() for part, make in PARTS[name].items()})


def main(docs: pathlib.Path) -> None:
    """Write the guides that have generated parts to a folder."""
    for name in (*PARTS, simulator_tables.PAGE.name):
        (docs / name).write_text(rewritten(name), encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
