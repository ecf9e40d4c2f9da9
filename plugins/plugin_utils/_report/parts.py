# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pieces of which lists and pictures consist: rows, folds, marks, names of peerings. Pure; decides nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Child, Markup, tag
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import TONE_OF_MARK, count

# So many rows of a list and names of peerings are shown; the others are behind a fold.
ROWS, NAMES = 8, 4


def mark_of(mark: str) -> Markup | None:
    """Return a mark of the summary; None for =, which most peerings have."""
    return None if mark == "=" else tag("b", mark.replace("-", "\u2212"), class_=f"sign {TONE_OF_MARK[mark]}")


def names_of(names: t.Sequence[str]) -> Markup:
    """Return the names of peerings; of many, their number with the names behind a fold."""
    if len(names) <= NAMES:
        return tag("p", tag("strong", ", ".join(names)))
    return fold(tag("strong", count(len(names), "peering")), tag("p", ", ".join(names)))


def fold(title: Child, body: Child, kind: str | None = None) -> Markup:
    """Return what is shown when its title is opened."""
    return tag("details", tag("summary", title), body, class_=kind)


def row(first: Child, body: Child, aside: Child = None) -> Markup:
    """Return a row of a list."""
    return tag("li", first, body, tag("span", aside, class_="aside") if aside is not None else None)


def section(title: str, rows: t.Sequence[Markup], kind: str = "ul", last: Markup | None = None) -> Markup | None:
    """Return a list with its title; the rows after the first ones are behind a fold. None without content."""
    if not rows and last is None:
        return None
    first, rest = rows[:ROWS], rows[ROWS:]
    more = fold(f"{len(rest)} more", tag(kind, *rest, class_="rows"), "fold") if rest else None
    shown = tag(kind, *first, class_="rows") if first else None
    return tag("section", tag("h2", title), tag("div", shown, more, last, class_="panel"))
