# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns showing the fault matrix's figures: a Markdown table, and its place in a page."""

from __future__ import annotations

import collections
import pathlib
import re
import typing as t

COLUMNS = ("at once", "after a rerun", "lost")
MARKS = "<!-- begin fault matrix -->\n", "<!-- end fault matrix -->\n"


def table(cases: t.Iterable[tuple[str, str]]) -> str:
    """Return the figures of cases, each a fault and its outcome (one of ``COLUMNS``)."""
    counts: dict[str, collections.Counter[str]] = {}
    for fault, outcome in cases:
        counts.setdefault(fault, collections.Counter())[outcome] += 1
    rows = list(counts.items())
    rows.append(("all", sum(counts.values(), collections.Counter())))
    lines: list[tuple[str, ...]] = [
        ("What happens to the call", "Cases", "Survived at once", "Survived after a rerun", "Lost"),
        ("---",) * 5,
    ]
    lines += [(fault, str(counted.total()), *(str(counted[name]) for name in COLUMNS)) for fault, counted in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(page: pathlib.Path, figures: str) -> None:
    """Put the figures between the marks of a page, or at the end of a page without marks."""
    text = page.read_text(encoding="utf-8")
    block = f"{MARKS[0]}\n{figures}\n\n{MARKS[1]}"
    old_block = re.compile(f"{MARKS[0]}.*?{MARKS[1]}", re.DOTALL)
    updated = old_block.sub(lambda _old: block, text) if old_block.search(text) else f"{text}\n{block}"
    page.write_text(updated, encoding="utf-8")
