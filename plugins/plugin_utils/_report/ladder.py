# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of where peerings stand that move from router interfaces to VPC peering connections. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.groups import climbing
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Markup, tag
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import BAD, GOOD, WARN, Link, spaced
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.parts import names_of, section

# The rungs on which a peering can rest, from the first to the last, with what carries its traffic there.
RUNGS = {
    "router_interface": "Router interfaces",
    "prepared": "Prepared",
    "switched": "Switched",
    "deactivated": "Deactivated",
    "retired": "Retired",
}
# The rungs on which it cannot: the last rung that is complete, and how bad that is.
BETWEEN = {"switching": ("prepared", WARN), "interrupted": ("router_interface", BAD)}


def ladder(links: t.Iterable[Link]) -> Markup | None:
    """Return a row for each way on the ladder: the peerings that go it, the rungs, and those before and after."""
    rows = [_row(names, *rungs) for rungs, names in climbing(links)]
    return section("From router interfaces to VPC peering connections", rows)


def _row(names: t.Sequence[str], before: str, after: str) -> Markup:
    step = spaced(after) if before == after else f"{spaced(before)} \u2192 {spaced(after)}"
    return tag("li", names_of(names), _rungs(after), tag("span", step, class_="aside"), class_="ladder")


def _rungs(after: str) -> Markup:
    reached, tone = BETWEEN.get(after, (after, GOOD))
    names = list(RUNGS)
    at = names.index(reached) if reached in RUNGS else -1
    return tag("ol", *(_rung(RUNGS[name], number - at, tone) for number, name in enumerate(names)), class_="rungs")


def _rung(label: str, ahead: int, tone: str) -> Markup:
    """Return a rung; ``ahead`` is how many rungs it is above the reached one, negative below it."""
    if ahead == 0:
        return tag("li", label, class_=f"here {tone}", aria_current="step")
    return tag("li", label, class_="past" if ahead < 0 else "ahead")
