# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator's clock instead of the machine's, for tasks that run in this process."""

from __future__ import annotations

import datetime
import json
import typing as t
import urllib.request

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import clock


class Clock(clock.Clock):
    """The simulator's clock, which stands still until a process sleeps."""

    url = ""
    # In every process, urllib would make its own opener, which reads all the certificates of the machine.
    open_url = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    slept = 0.0

    def monotonic(self) -> float:
        """Return the seconds that this process has slept."""
        return Clock.slept

    def now(self) -> float:
        """Return the simulated time, in seconds since the epoch."""
        return datetime.datetime.fromisoformat(self._call()["now"]).timestamp()

    def sleep(self, seconds: float) -> None:
        """Let that much time pass, for all processes."""
        self.check()
        self._call({"advance": seconds})
        Clock.slept += seconds

    def _call(self, body: dict[str, float] | None = None) -> t.Any:
        data = json.dumps(body).encode() if body else None
        with self.open_url(f"{self.url}/_simulator/clock", data) as response:
            return json.load(response)


def install(url: str) -> None:
    """Give all further tasks the time of the simulator at this address."""
    Clock.url = url
    vars(clock)["Clock"] = Clock
