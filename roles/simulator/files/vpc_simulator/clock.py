# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns time: the clock the simulated cloud reads, and the agenda of what is due to happen. Knows no resource."""

from __future__ import annotations

import contextlib
import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime


class Clock:
    """Seconds since the epoch, as the simulated cloud sees them: they pass `rate` times as fast as the machine's."""

    def __init__(self, rate: float = 1.0, start: float | None = None, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._first = (rate, start)
        self._begin()

    def _begin(self) -> None:
        self.rate, start = self._first
        self._since = self._wall()
        self._at = self._since if start is None else start

    @contextlib.contextmanager
    def begun_anew(self) -> Iterator[None]:
        """As at first; if what is done with it fails, it goes on as before."""
        before = (self.rate, self._since, self._at)
        self._begin()
        try:
            yield
        except Exception:
            self.rate, self._since, self._at = before
            raise

    def now(self) -> float:
        return self._at + (self._wall() - self._since) * self.rate

    def run(self, rate: float) -> None:
        """From now on time passes at this rate; at 0 it stands still until it is moved."""
        if not 0 <= rate < float("inf"):
            raise ValueError("a clock runs forward")
        self._at, self._since = self.now(), self._wall()
        self.rate = rate

    def advance(self, seconds: float) -> None:
        if not 0 <= seconds < float("inf"):
            raise ValueError("a clock cannot go back")
        self._at += seconds

    @property
    def mode(self) -> str:
        return {0.0: "manual", 1.0: "real"}.get(self.rate, "scaled")


class ManualClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, start: float | None = None) -> None:
        super().__init__(0.0, start)


def timestamp(seconds: float) -> str:
    """`YYYY-MM-DDThh:mm:ssZ`, the form of every time in the API's answers."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(order=True, slots=True)
class Event:
    """Something that will happen to `target` at `due`; events of one instant happen in the order they were planned."""

    due: float
    number: int
    what: str = field(compare=False)
    target: str = field(compare=False)
    run: Callable[[], None] = field(compare=False)


class Agenda:
    """What is due, earliest first."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._planned = 0

    def plan(self, due: float, what: str, target: str, run: Callable[[], None]) -> None:
        self._planned += 1
        heapq.heappush(self._events, Event(due, self._planned, what, target, run))

    def next_due(self, now: float) -> Event | None:
        """Take the earliest event that is due at `now`."""
        if self._events and self._events[0].due <= now:
            return heapq.heappop(self._events)
        return None

    def pending(self) -> list[Event]:
        return sorted(self._events)
