# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns a clock for unit tests: time passes only while somebody sleeps, and at no cost."""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock


class Hurried(Clock):
    """Notes each pause."""

    def __init__(self, started: float = 0.0) -> None:
        super().__init__()
        self.time = started
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.check()
        self.pauses.append(seconds)
        self.time += seconds
