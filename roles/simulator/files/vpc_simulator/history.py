# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the latest snapshots of a state, for stale reads, and which of them a read gets. Knows no world."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

KEPT = 64


class Timed(Protocol):
    """A state that knows its time."""

    now: float


State = TypeVar("State", bound=Timed)


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[State]):
    """A state that held until `until`, when a write call or a planned event changed it."""

    state: State
    until: float
    before_call: bool


class History(Generic[State]):
    """A snapshot from before each of the latest changes."""

    def __init__(self) -> None:
        self._snapshots: deque[Snapshot[State]] = deque(maxlen=KEPT)

    def keep(self, state: State, until: float, before_call: bool) -> None:
        """Add a snapshot. It belongs to the history from now on."""
        self._snapshots.append(Snapshot(state, until, before_call))

    def seconds_ago(self, current: State, seconds: float) -> State:
        """The state of that time: the current one if nothing has changed since, at most the oldest snapshot."""
        moment = current.now - seconds
        for snapshot in self._snapshots:
            if snapshot.until > moment:
                snapshot.state.now = max(moment, snapshot.state.now)
                return snapshot.state
        return current

    def calls_ago(self, current: State, calls: int) -> State:
        """The state before that many of the latest write calls, at most the oldest snapshot."""
        states = [snapshot.state for snapshot in self._snapshots if snapshot.before_call]
        return states[-min(calls, len(states))] if states and calls else current
