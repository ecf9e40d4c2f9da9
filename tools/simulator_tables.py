# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the tables of docs/simulator.md from the simulator's code. A test holds the page against them.

Run in the checkout: C(PYTHONPATH=roles/simulator/files python tools/simulator_tables.py).
"""

from __future__ import annotations

import pathlib
import re
import typing as t

from vpc_simulator.actions import ACTIONS
from vpc_simulator.call import is_write
from vpc_simulator.delays import DELAYS
from vpc_simulator.faults import KINDS
from vpc_simulator.identities import QUOTAS
from vpc_simulator.switches import Switches

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "simulator.md"


def table(heads: t.Sequence[str], rows: t.Iterable[t.Sequence[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def tables() -> dict[str, str]:
    """Each generated part of the page by its name."""
    reads = ", ".join(f"`{name}`" for name in ACTIONS if not is_write(name))
    writes = ", ".join(f"`{name}`" for name in ACTIONS if is_write(name))
    return {
        "actions": f"- Reads: {reads}.\n- Writes: {writes}.",
        "switches": Switches.as_table(),
        "delays": table(
            ("Name", "Seconds", "What it is"),
            [(f"`{n}`", f"{seconds:g}", what) for n, (seconds, what) in DELAYS.items()],
        ),
        "faults": table(("Kind", "What becomes of the call"), [(f"`{kind}`", what) for kind, what in KINDS.items()]),
        "quotas": table(("Quota", "Default"), [(f"`{name}`", str(most)) for name, most in QUOTAS.items()]),
    }


def with_part(page: str, name: str, text: str) -> str:
    """The page with one generated part as it should be. Raises ValueError when the page has no such part."""
    parts = re.split(f"(<!-- (?:begin|end) {name} -->\n)", page)
    if len(parts) != 5:
        raise ValueError(f"the page must have one part {name}")
    return "".join((*parts[:2], f"\n{text}\n\n", *parts[3:]))


def rewritten(page: str) -> str:
    """The page with every generated part as it should be."""
    for name, text in tables().items():
        page = with_part(page, name, text)
    return page


def main() -> None:
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
