# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of docs/simulator_reference.md from the simulator's code. C(make tables) writes them, a test compares."""

from __future__ import annotations

import pathlib

from ansible_collections.aliops.vpc.tools.markdown import table, with_parts
from vpc_simulator.actions import ACTIONS
from vpc_simulator.call import is_write
from vpc_simulator.delays import DELAYS
from vpc_simulator.faults import KINDS
from vpc_simulator.identities import QUOTAS
from vpc_simulator.switches import Switches

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "simulator_reference.md"


def tables() -> dict[str, str]:
    """Return each generated part of the page by its name."""
    reads = ", ".join(f"`{name}`" for name in ACTIONS if not is_write(name))
    writes = ", ".join(f"`{name}`" for name in ACTIONS if is_write(name))
    return {
        "actions": f"- Reads: {reads}.\n- Writes: {writes}.",
        "switches": Switches.as_table(),
        "delays": table(
            ("Name", "Seconds", "Description"),
            [(f"`{n}`", f"{seconds:g}", what) for n, (seconds, what) in DELAYS.items()],
        ),
        "faults": table(("Kind", "Effect on the call"), [(f"`{kind}`", what) for kind, what in KINDS.items()]),
        "quotas": table(("Quota", "Default"), [(f"`{name}`", str(most)) for name, most in QUOTAS.items()]),
    }


def rewritten(page: str) -> str:
    """Return the page with every generated part up to date."""
    return with_parts(page, tables())
