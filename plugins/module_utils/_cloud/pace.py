# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rate of one account's calls: full speed until the service throttles them, then as fast as it accepts them."""

from __future__ import annotations

import threading
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import retry
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock

# How soon, in seconds, a call that waits for its turn notices that it may be sent earlier.
NOTICE = 0.25
SLOWER = 1.5


class Pace:
    """The turns of all calls of a task in one account; shared by its threads.

    After a refusal all calls pause. Then one is sent, and the others follow once it was accepted.
    """

    def __init__(self, time: Clock) -> None:
        self._time = time
        self._lock = threading.Lock()
        self._next = 0.0
        self._gap = 0.0
        self._slowed = 0.0
        self._delays: t.Iterator[int] | None = None

    def turn(self) -> float:
        """Wait until a call may be sent, and return when that was, in monotonic seconds."""
        while True:
            with self._lock:
                now = self._time.monotonic()
                pause = self._next - now
                if pause <= 0:
                    self._next = now + (self._gap if self._delays is None else self._hold())
                    return now
            self._time.sleep(min(pause, NOTICE))

    def refused(self, sent: float) -> None:
        """Slow down, because a call that was sent at ``sent`` was throttled; once for all that were under way then."""
        with self._lock:
            if self._gap and sent <= self._slowed:
                return
            self._gap = max(retry.THROTTLED_GAP, self._gap * SLOWER)
            self._slowed = self._time.monotonic()
            self._next = self._slowed + self._hold()

    def accepted(self, sent: float) -> None:
        """Resume the other calls at the current pace, because a call that was sent after a refusal was accepted."""
        with self._lock:
            if self._delays is not None and sent > self._slowed:
                self._delays = None
                self._next = self._time.monotonic() + self._gap

    def _hold(self) -> float:
        self._delays = self._delays or retry.delays()
        return float(next(self._delays, retry.LONGEST_PAUSE))
