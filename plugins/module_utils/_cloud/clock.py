# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time of a task, in one place: tests replace it, and a task that is stopped ends in it."""

from __future__ import annotations

import threading
import time


class StoppedError(Exception):
    """The task was stopped: a timeout, or an interrupt. Nothing more is sent."""


class Clock:
    """The machine's time; shared by all threads of a task."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        """Return the time of day in seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass. Raises StoppedError."""
        self._stopped.wait(seconds)
        self.check()

    def check(self) -> None:
        """Raise StoppedError when the task was stopped."""
        if self._stopped.is_set():
            raise StoppedError

    def stop(self) -> None:
        """End all sleeps on this clock, and all threads that check it from now on."""
        self._stopped.set()
