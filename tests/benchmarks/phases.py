# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns where the seconds of a playbook's run went: from the events of the callback C(timeline) to phases. Pure."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.aliops.vpc.tools.markdown import table

Event = dict[str, t.Any]
START, END = "(start of ansible-playbook)", "(end of ansible-playbook)"


class Phase(t.NamedTuple):
    """A task with all its runs: seconds from its begin to that of the next one, and of these the modules' own work."""

    name: str
    wall: float
    at_work: float


def phases(events: t.Sequence[Event], started: float, ended: float) -> list[Phase]:
    """Return the phases in the order in which they first began. They fill the time from ``started`` to ``ended``."""
    walls: dict[str, float] = collections.defaultdict(float)
    works: dict[str, float] = collections.defaultdict(float)
    name, since = START, started
    for event in events:
        if event["event"] == "ok":
            works[event["name"]] += event["elapsed"] or 0
        elif event["event"] in ("task", "end"):
            walls[name] += event["at"] - since
            name, since = event["name"] or END, event["at"]
    walls[name] += ended - since
    return [Phase(name, wall, works[name]) for name, wall in walls.items()]


def shown(found: t.Sequence[Phase], least: float = 0.02) -> str:
    """Return the phases of at least so many seconds as Markdown, and the sum of all the others."""
    rows = [(one.name, one.wall, one.at_work) for one in found if one.wall >= least]
    small = [one.wall for one in found if one.wall < least]
    rows.append((f"({len(small)} others)", sum(small), 0))
    rows.append(("all", sum(one.wall for one in found), sum(one.at_work for one in found)))
    cells = [[name, f"{wall:.2f}", f"{work:.2f}" if work else "", f"{wall - work:.2f}"] for name, wall, work in rows]
    return table(["Task", "Seconds", "of these the modules at work", "Ansible"], cells)
