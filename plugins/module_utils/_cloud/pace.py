# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rate of one account's calls: full speed until the service throttles them, then as fast as it accepts them.

The service limits each action by itself, so each action of an account has its own pace. What one of them learns is
passed on to the others, to other accounts and to later tasks.
"""

from __future__ import annotations

import collections
import threading
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import retry
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock

# How soon, in seconds, a call that waits for its turn notices that it may be sent earlier.
NOTICE = 0.25
SLOWER = 1.5
MINUTE = 60.0
# A gap is this much longer than the service's own: at exactly its rate, jitter would cause refusals.
MARGIN = 1.02
# Fewer accepted calls than these tell no rate: somebody else may have used the account's calls up.
MEANINGFUL = 20
# How many calls before an expected limit the next one waits for the response of the last one.
CAUTION = 10
READS = ("Describe", "List", "Get")
# In seconds: how soon a call that follows another one looks whether that was answered.
SHORTEST_TURN = 0.01


class Limits:
    """How many calls of each action the service has accepted from an account within a minute before it refused one.

    Shared by all accounts of a task; ``known`` are those of earlier tasks.
    """

    def __init__(self, known: t.Mapping[str, int] | None = None) -> None:
        self._known = dict(known or {})
        self._lock = threading.Lock()

    def learn(self, action: str, accepted: int) -> None:
        """Remember a limit."""
        with self._lock:
            self._known[action] = accepted

    def of_action(self, action: str) -> int | None:
        """Return the limit of an action."""
        with self._lock:
            return self._known.get(action)

    def expected(self, action: str) -> int | None:
        """Return the lowest limit of other actions, of reads for a read and of writes for a write."""
        with self._lock:
            alike = [limit for name, limit in self._known.items() if name.startswith(READS) == action.startswith(READS)]
        return min(alike, default=None)

    def as_result(self) -> dict[str, int]:
        """Return the limits by action."""
        with self._lock:
            return dict(self._known)


class Pace:
    """The turns of all calls of one action of a task in one account; shared by its threads.

    After a refusal all calls pause. Then one is sent, and the others follow once it was accepted. Below a known limit
    there are no gaps; close to one that is only expected, because another action has it, calls go one after the other.
    """

    def __init__(self, time: Clock, action: str = "", limits: Limits | None = None) -> None:
        self._time = time
        self._action = action
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._next = 0.0
        self._gap = 0.0
        self._slowed = 0.0
        self._delays: t.Iterator[int] | None = None
        self._under_way = 0
        # When calls were accepted, of the last minute.
        self._accepted: collections.deque[float] = collections.deque()

    def turn(self) -> float:
        """Wait until a call may be sent, and return when that was, in monotonic seconds."""
        while True:
            with self._lock:
                now = self._time.monotonic()
                pause = self._pause(now)
                if pause <= 0:
                    self._under_way += 1
                    self._next = now + (self._gap if self._delays is None else self._hold())
                    return now
            self._time.sleep(min(pause, NOTICE))

    def refused(self, sent: float) -> None:
        """Slow down, because a call that was sent at ``sent`` was throttled; once for all that were under way then."""
        with self._lock:
            self._under_way -= 1
            if self._gap and sent <= self._slowed:
                return
            self._slowed = self._time.monotonic()
            self._gap = self._gap * SLOWER if self._gap else self._learned_gap(self._slowed)
            # Sooner than after a gap the service has no room for another call.
            self._next = self._slowed + max(self._hold(), self._gap)

    def accepted(self, sent: float) -> None:
        """Resume the other calls at the current pace, because a call that was sent after a refusal was accepted."""
        with self._lock:
            self._under_way -= 1
            now = self._time.monotonic()
            self._accepted.append(now)
            if self._delays is not None and sent > self._slowed:
                self._delays = None
                self._next = now + self._gap

    def failed(self) -> None:
        """Note that a call was answered with something else."""
        with self._lock:
            self._under_way -= 1

    def _pause(self, now: float) -> float:
        """Return for how long the next call has to wait at least."""
        if not self._gap and self._next <= now:
            sent = self._recent(now) + self._under_way
            limit, expected = self._limits.of_action(self._action), self._limits.expected(self._action)
            if limit and sent >= limit:
                self._gap = _gap_of(limit)
                self._next = now + self._gap
            elif not limit and expected and sent >= expected - CAUTION and self._under_way:
                return SHORTEST_TURN
        return self._next - now

    def _recent(self, now: float) -> int:
        while self._accepted and self._accepted[0] <= now - MINUTE:
            self._accepted.popleft()
        return len(self._accepted)

    def _learned_gap(self, now: float) -> float:
        accepted = self._recent(now)
        if accepted < MEANINGFUL:
            return retry.THROTTLED_GAP
        # Meanwhile the service has let more of them pass, at the same rate.
        limit = int(accepted / (1 + (now - self._accepted[0]) / MINUTE))
        self._limits.learn(self._action, limit)
        return _gap_of(limit)

    def _hold(self) -> float:
        self._delays = self._delays or retry.delays()
        return float(next(self._delays, retry.LONGEST_PAUSE))


def _gap_of(limit: int) -> float:
    return max(retry.THROTTLED_GAP, MINUTE / limit * MARGIN)
