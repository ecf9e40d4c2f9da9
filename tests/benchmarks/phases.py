# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the phases of a playbook's run: computes them from the events of the callback C(timeline), and shows them as a
table. Pure."""

from __future__ import annotations

import collections
import re
import typing as t

from ansible_collections.aliops.vpc.tools.markdown import table

Event = dict[str, t.Any]
START, END = "(start of ansible-playbook)", "(end of ansible-playbook)"
AROUND = "Start and end of ansible-playbook"


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


def shown(runs: t.Mapping[str, t.Sequence[Phase]], least: float = 0.2) -> str:
    """Return the runs of one world side by side as Markdown: seconds, and those of the modules in brackets.

    A task that takes less than ``least`` in every run is one of the others.
    """
    known = {run: _by_name(run_phases) for run, run_phases in runs.items()}
    names = list(dict.fromkeys(name for by_name in known.values() for name in by_name))
    long = [name for name in names if any(by_name[name].wall >= least for by_name in known.values() if name in by_name)]
    rows = [[name, *(_cell(by_name, [name]) for by_name in known.values())] for name in long]
    small = [name for name in names if name not in long]
    rows.append(["Others", *(_cell(by_name, small) for by_name in known.values())])
    rows.append(["All", *(_cell(by_name, names) for by_name in known.values())])
    return table(["Task", *known], rows)


def _by_name(run_phases: t.Iterable[Phase]) -> dict[str, Phase]:
    """Return phases by their tasks, without the role's name and the number of resources, which differs from run to
    run."""
    sums: dict[str, Phase] = {}
    for phase in run_phases:
        name = AROUND if phase.name in (START, END) else re.sub(r"^\S+ : |, .*", "", phase.name)
        before = sums.get(name, Phase(name, 0, 0))
        sums[name] = Phase(name, before.wall + phase.wall, before.at_work + phase.at_work)
    return sums


def _cell(by_name: t.Mapping[str, Phase], names: t.Iterable[str]) -> str:
    chosen = [by_name[name] for name in names if name in by_name]
    work = sum(phase.at_work for phase in chosen)
    wall = f"{sum(phase.wall for phase in chosen):.2f}" if chosen else ""
    return f"{wall} ({work:.2f})" if work else wall
