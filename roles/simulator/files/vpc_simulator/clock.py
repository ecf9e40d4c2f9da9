# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns time: the clock the simulated cloud reads, and the agenda of what is due to happen. Knows no resource."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Seconds since the epoch, as the simulated cloud sees them."""

    def now(self) -> float: ...


class RealClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: float | None = None) -> None:
        self._now = time.time() if start is None else start

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("a clock cannot go back")
        self._now += seconds


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
