# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content of a report as values: peerings with their sides, steps, and what tones and flows mean. Pure.

The values are chosen in content, grouped in groups, and drawn by the other files.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import ACTIVATED
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import SEVERITIES

Result = dict[str, t.Any]
VpcKey = tuple[str, str, str]

# The meaning of the colours: works, is asymmetric, does not work, is only planned, is irrelevant.
TONES = ("good", "warn", "bad", "plan", "calm")
GOOD, WARN, BAD, PLAN, CALM = TONES
TONE_OF_SEVERITY = dict(zip(SEVERITIES, (BAD, WARN, CALM)))
TONE_OF_VERDICT = {"reachable": GOOD, "one_way": WARN, "captured": WARN, "black_hole": BAD}
# In the order and the words of the summary's last line.
WORD_OF_MARK = {"+": "created", "~": "changed", "-": "removed", "=": "unchanged"}
TONE_OF_MARK = {"+": GOOD, "~": WARN, "-": BAD, "=": CALM}

# The statuses of router interfaces and VPC peering connections that traffic goes through.
UP = ("Active", ACTIVATED)


@dataclasses.dataclass(frozen=True)
class Flow:
    """The outcome of the traffic of one way; ``name`` is the class of its line, ``word`` stands beside the line."""

    name: str
    tone: str
    word: str
    meaning: str


GOES = Flow("goes", GOOD, "goes through", "goes through")
PARTLY_CAPTURED = Flow("partly-captured", WARN, "partly captured", "partly captured: some has another next hop")
PARTLY_LOST = Flow("partly-lost", WARN, "partly lost", "partly lost: some ends nowhere")
CAPTURED = Flow("captured", WARN, "captured", "captured: all has another next hop")
LOST = Flow("lost", BAD, "lost", "lost: nothing gets through")
PLANNED = Flow("planned", PLAN, "planned", "planned")
UNUSED = Flow("unused", CALM, "no route", "no route, no link")
UNKNOWN = Flow("unknown", CALM, "not known", "not known: an account could not be read")
FLOWS = (GOES, PARTLY_CAPTURED, PARTLY_LOST, CAPTURED, LOST, PLANNED, UNUSED, UNKNOWN)


@dataclasses.dataclass(frozen=True)
class Vpc:
    """A VPC as far as it was read; ``unpaired`` are its router interfaces that have no peer."""

    account: str
    account_id: str | None
    region: str
    vpc_id: str | None
    name: str | None = None
    blocks: tuple[str, ...] = ()
    unpaired: tuple[str, ...] = ()

    @property
    def key(self) -> VpcKey:
        """Return the identity of the VPC."""
        return (self.account, self.region, self.vpc_id or "")


@dataclasses.dataclass(frozen=True)
class End:
    """One side of a peering; ``flow`` is the outcome of the way from here to the other side.

    ``tables`` are the route tables with the destinations that they route to the next hop. ``was`` is the status before
    the run, where the run changes it. ``former`` is the router interface of a peering that moves.
    """

    role: str
    vpc: Vpc
    next_hop_id: str | None
    status: str
    flow: Flow
    tables: tuple[tuple[str, tuple[str, ...]], ...] = ()
    was: str | None = None
    former: str | None = None

    @property
    def statuses(self) -> str:
        """Return the status, with the one before the run where that differs."""
        return f"{self.was} \u2192 {self.status}" if self.was else self.status


@dataclasses.dataclass(frozen=True)
class ChangeLine:
    """A change of one resource: its mark, + ~ or -, its kind, and a line about it."""

    mark: str
    resource: str
    text: str


@dataclasses.dataclass(frozen=True)
class Link:
    """A peering; ``shared`` is whether its ends are one VPC peering connection, ``capacity`` is its bandwidth.

    ``mark`` is + ~ - or = as in the summary. ``severity`` is that of its worst finding. ``rungs`` are those on which it
    stood before the run and stands after it, where it moves to another kind of link.
    """

    name: str
    mark: str
    tone: str
    shared: bool
    capacity: str
    ends: tuple[End, End]
    changes: tuple[ChangeLine, ...] = ()
    severity: str | None = None
    waiting: str | None = None
    rungs: tuple[str, str] | None = None

    @property
    def noun(self) -> str:
        """Return the name of what the routes of each side lead to."""
        return "VPC peering connection" if self.shared else "router interface"

    @property
    def active(self) -> bool:
        """Return whether both sides are active."""
        return all(end.status in UP for end in self.ends)

    @property
    def details(self) -> str:
        """Return the statuses of both sides, each once, and the bandwidth."""
        statuses = dict.fromkeys(end.statuses for end in self.ends)
        return ", ".join(filter(None, (" / ".join(statuses), self.capacity)))

    @property
    def known_end(self) -> End:
        """Return an end that names its next hop, when there is one: an account may not have been read."""
        return next((end for end in self.ends if end.next_hop_id), self.ends[0])

    def hop(self, end: End) -> str:
        """Name the next hop of a side."""
        without = {
            "absent": f"no {self.noun}",
            "ambiguous": f"several {self.noun}s",
            "unknown": "an account that could not be read",
        }
        return end.next_hop_id or without.get(end.status, f"a new {self.noun}")


@dataclasses.dataclass(frozen=True)
class Entry:
    """The work of a step on one resource: its mark, the verb, and the resource."""

    mark: str
    verb: str
    label: str


@dataclasses.dataclass(frozen=True)
class Step:
    """The work of one task, and its accounts; ``elapsed`` is in seconds, None when the task does not return it.

    ``progress`` are the lines of its waits, each with its time, which tasks return with -v.
    """

    title: str
    account: str
    writes: tuple[str, ...]
    entries: tuple[Entry, ...]
    request_ids: tuple[str, ...]
    elapsed: float | None
    progress: tuple[str, ...]
    failed: str | None


@dataclasses.dataclass(frozen=True)
class Report:
    """The content of a page; ``state`` is the role's, ``check`` is whether nothing was really written.

    ``findings`` are None without an audit. ``unreachable`` are the losses that a run of the role has found.
    """

    state: str
    check: bool
    made_at: str
    links: tuple[Link, ...]
    steps: tuple[Step, ...]
    writes: int
    reads: int
    findings: tuple[Result, ...] | None = None
    pairs: tuple[Result, ...] = ()
    unreachable: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def elapsed(self) -> float | None:
        """Return the seconds of the steps that returned them."""
        took = [step.elapsed for step in self.steps if step.elapsed is not None]
        return sum(took) if took else None


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def spaced(name: str) -> str:
    """Return the name of a value as words."""
    return name.replace("_", " ")
