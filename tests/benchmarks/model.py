# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the model of how long a run takes: from peerings, latency, threads, throttling and slices to seconds and MiB.
Its two figures of the machine, the processor time and the memory of a peering, come from measured runs. Pure.

A run is the service's delays, the calls of the busiest account one after the other over its threads, Ansible's own work
on what the calls returned, and the minutes in which the service throttles.
"""

from __future__ import annotations

import dataclasses
import math
import typing as t

from ansible_collections.aliops.vpc.tests.benchmarks.contenders import AGAIN, FIRST, TEARDOWN

# Processor seconds of one call, with its signature and its response; a process has no more than one at a time.
CALL_CPU = 0.001
PAGE, BATCH, MINUTE = 50, 50, 60.0
# The calls of one peering that follow each other in its busier account, and all of its calls.
#   first: its table before and after, both creations, peer, connection, route entry.
#   no change: its table. teardown: its table thrice and the list of tables, route entry, deactivation, deletion.
IN_TURN = {FIRST: 7, AGAIN: 1, TEARDOWN: 7}
# The same where each account initiates every second one of its peerings: it sets half of
# their peers, connects half of them, and makes one creation for each.
IN_TURN_OF_MANY = {**IN_TURN, FIRST: 5}
ALL = {FIRST: 10, AGAIN: 2, TEARDOWN: 14}
# Lists of so many pages for each page of peerings, in each account: VPCs and interfaces, and those that are waited for.
PAGES = {FIRST: 6, AGAIN: 2, TEARDOWN: 8}
# The service's own delays, by their names; the lags of its lists pass meanwhile.
DELAYS = {
    FIRST: ("opposite_lag", "connect_delay", "peer_view_lag", "route_delay"),
    AGAIN: (),
    TEARDOWN: ("route_delay", "deactivate_delay", "delete_delay"),
}


class Row(t.NamedTuple):
    """A measured run of the collection."""

    shape: str
    size: int
    phase: str
    wall: float
    cpu: float
    memory: float


@dataclasses.dataclass(frozen=True)
class Machine:
    """The machine's cost of runs of one kind: for each run, and for each peering."""

    cpu_fixed: float
    cpu_each: float
    memory_fixed: float
    memory_each: float

    @classmethod
    def from_rows(cls, rows: t.Sequence[Row]) -> Machine:
        """Return the machine on the line between the smallest and the largest measured run."""
        few, many = (pick(rows, key=lambda row: row.size) for pick in (min, max))
        cpu, memory = (
            (getattr(many, name) - getattr(few, name)) / (many.size - few.size) for name in ("cpu", "memory")
        )
        return cls(few.cpu - cpu * few.size, cpu, few.memory - memory * few.size, memory)

    def cpu(self, size: int) -> float:
        """Return the processor seconds of a run."""
        return self.cpu_fixed + self.cpu_each * size

    def memory(self, size: int) -> float:
        """Return the memory of a run in MiB."""
        return self.memory_fixed + self.memory_each * size


@dataclasses.dataclass(frozen=True)
class Setting:
    """Where a run takes place. ``latency`` is in seconds, ``threads`` are those of each account, ``limit`` is in calls
    of a kind a minute; ``cores`` are those that all slices share, and without them each slice has its own."""

    latency: float
    delays: t.Mapping[str, float]
    threads: int = 8
    limit: float = math.inf
    accounts: int = 2
    slices: int = 1
    cores: int | None = None

    @property
    def alone(self) -> bool:
        """Return whether one account initiates all peerings."""
        return self.accounts == 2


class Share(t.NamedTuple):
    """The seconds of a run by their cause."""

    service: float
    calls: float
    ansible: float
    throttling: float

    @property
    def total(self) -> float:
        """Return the seconds of the run."""
        return sum(self)

    @property
    def most(self) -> str:
        """Return the name of the largest share."""
        return max(self._fields, key=lambda name: float(getattr(self, name)))


def seconds(shape: str, size: int, phase: str, machine: Machine, setting: Setting) -> Share:
    """Return how long a run takes. Every account has as many peerings as the others; of two, one initiates all."""
    own = math.ceil(size / setting.slices)
    pages = PAGES[phase] * math.ceil(own * 2 / setting.accounts / PAGE)
    in_turn = (IN_TURN if setting.alone else IN_TURN_OF_MANY)[phase] * own * 2 / setting.accounts + pages
    every = _all_calls(shape, own, phase) + setting.accounts * pages
    # So many slices share a core.
    crowd = max(1.0, setting.slices / setting.cores) if setting.cores else 1.0
    work = max(machine.cpu(own) - every * CALL_CPU, 0.0)
    return Share(
        _service(shape, own, phase, setting.delays),
        max(in_turn * setting.latency / setting.threads, every * CALL_CPU * crowd),
        work * crowd,
        _throttling(size, phase, setting),
    )


def _all_calls(shape: str, size: int, phase: str) -> int:
    """Return the calls of all peerings; those of a hub share a table, so its side needs none for each of them."""
    tables = ALL[AGAIN] // 2 if phase == AGAIN else 3
    return size * (ALL[phase] - (tables if shape == "hub" else 0))


def _service(shape: str, size: int, phase: str, delays: t.Mapping[str, float]) -> float:
    """Return the seconds of the service; a table takes one batch of routes at a time, and a hub has one table."""
    batches = math.ceil(size / BATCH) if shape == "hub" else 1
    return sum(delays[name] * (batches if name == "route_delay" else 1) for name in DELAYS[phase])


def _throttling(size: int, phase: str, setting: Setting) -> float:
    """Return for how long an account has to wait beyond a minute's burst; slices share its limit."""
    own_calls = size * 2 / setting.accounts
    # Creations as an initiator are before those as an acceptor: with two accounts, these are two accounts' minutes.
    steps = (own_calls,) * 3 if setting.alone else (own_calls, own_calls / 2)
    if phase != FIRST or math.isinf(setting.limit):
        return 0.0
    return sum(max(calls - setting.limit, 0) for calls in steps) * MINUTE / setting.limit
