# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which step of how many a task is, and of how many resources, for the names of the role's tasks. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._plan.module_checks import ROUTE_STEPS

INTERFACES = ("router interface", "router interfaces")
CONNECTIONS = ("VPC peering connection", "VPC peering connections")
ROUTES = ("route entry", "route entries")
# By the steps of a plan, in their order.
NOUNS = {
    "deletions": INTERFACES,
    "vpc_peer_deletions": CONNECTIONS,
    "route_deletions": ROUTES,
    "router_interfaces": INTERFACES,
    "peers": INTERFACES,
    "connections": ("end", "ends"),
    "vpc_peers": CONNECTIONS,
    "activations": INTERFACES,
    **dict.fromkeys(ROUTE_STEPS, ROUTES),
    "deactivations": INTERFACES,
    "retirements": INTERFACES,
    "routes": ROUTES,
}

Entries = t.Sequence[t.Mapping[str, t.Any]]


def progress(steps: t.Mapping[str, Entries]) -> dict[str, str]:
    """Return the end of the name of each step's task, such as ", step 1 of 4: 2 router interfaces"."""
    busy = [step for step in steps if steps[step]]
    return {
        step: f", step {busy.index(step) + 1} of {len(busy)}: {counted(len(steps[step]), NOUNS[step])}"
        if step in busy
        else ", nothing to do"
        for step in steps
    }


def counted(number: int, noun: tuple[str, str]) -> str:
    """Return a number with its noun; ``noun`` is the singular and the plural."""
    return f"{number} {noun[number != 1]}"
