# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns time: the clock that the simulated cloud reads, and the agenda of planned events. Knows no resource."""

from __future__ import annotations

import contextlib
import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

# 9999-01-01; a year later timestamps have no form any more.
LATEST = 253370764800.0
MAX_RATE = 1e6


class Clock:
    """The simulated cloud's seconds since the epoch; they pass `rate` times as fast as the machine's."""

    def __init__(self, rate: float = 1.0, start: float | None = None, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._first = (rate, start)
        self._begin()

    def _begin(self) -> None:
        self.rate, start = self._first
        self._since = self._wall()
        self._at = self._since if start is None else start

    @contextlib.contextmanager
    def restarted(self) -> Iterator[None]:
        """Restart from the initial state; if the body fails, continue as before."""
        before = (self.rate, self._since, self._at)
        self._begin()
        try:
            yield
        except Exception:
            self.rate, self._since, self._at = before
            raise

    def now(self) -> float:
        return min(self._at + (self._wall() - self._since) * self.rate, LATEST)

    def set_rate(self, rate: float) -> None:
        """Let time pass at this rate from now on; at 0 only `advance` moves it. Raises ValueError."""
        if not 0 <= rate <= MAX_RATE:
            raise ValueError(f"a clock runs forward, at most {MAX_RATE:g} times as fast as the machine's")
        self._at, self._since = self.now(), self._wall()
        self.rate = rate

    def advance(self, seconds: float) -> None:
        """Move the clock forward. Raises ValueError."""
        if not 0 <= seconds <= LATEST - self.now():
            raise ValueError(f"a clock cannot go back, and not beyond {timestamp(LATEST)}")
        self._at += seconds

    @property
    def mode(self) -> str:
        return {0.0: "manual", 1.0: "real"}.get(self.rate, "scaled")


class ManualClock(Clock):
    """A clock that only `advance` moves."""

    def __init__(self, start: float | None = None) -> None:
        super().__init__(0.0, start)


def timestamp(seconds: float) -> str:
    """`YYYY-MM-DDThh:mm:ssZ`, the format of every time in the API's responses."""
    return datetime.fromtimestamp(min(seconds, LATEST), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def exact_timestamp(seconds: float) -> str:
    """The same with microseconds, unless there are none; `seconds_of` reads both."""
    moment = datetime.fromtimestamp(min(seconds, LATEST), UTC)
    return moment.strftime(f"%Y-%m-%dT%H:%M:%S{'.%f' if moment.microsecond else ''}Z")


def seconds_of(text: str) -> float | None:
    """The seconds of a timestamp; None for an empty one. Raises ValueError."""
    if not text:
        return None
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ"
    return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()


@dataclass(order=True, slots=True)
class Event:
    """A change of `target` at `due`; events of the same instant run in the order in which they were planned."""

    due: float
    number: int
    what: str = field(compare=False)
    target: str = field(compare=False)
    run: Callable[[], None] = field(compare=False)


class Agenda:
    """Planned events, the earliest first."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._planned = 0

    def plan(self, due: float, what: str, target: str, run: Callable[[], None]) -> None:
        self._planned += 1
        heapq.heappush(self._events, Event(due, self._planned, what, target, run))

    def next_due(self, now: float) -> Event | None:
        """Remove and return the earliest event that is due at `now`."""
        if self._events and self._events[0].due <= now:
            return heapq.heappop(self._events)
        return None

    def cancel(self, what: str, target: str) -> None:
        """Remove the events of this kind of the target."""
        kept = [event for event in self._events if (event.what, event.target) != (what, target)]
        if len(kept) < len(self._events):
            heapq.heapify(kept)
            self._events = kept

    def pending(self) -> list[Event]:
        return sorted(self._events)
