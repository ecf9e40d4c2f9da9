# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns rate limits: token buckets that fill as simulated time passes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

MINUTE = 60.0


@dataclass(slots=True)
class Bucket:
    tokens: float
    filled_at: float


class Throttle:
    """A token bucket for each key: `rate` calls at once, and as many again in each minute."""

    def __init__(self) -> None:
        self._buckets: dict[Hashable, Bucket] = {}

    def exceeds_rate(self, key: Hashable, rate: float, now: float) -> bool:
        """Whether a call of this key exceeds the rate, which is per minute; if not, count the call."""
        bucket = self._buckets.setdefault(key, Bucket(rate, now))
        bucket.tokens = min(rate, bucket.tokens + (now - bucket.filled_at) * rate / MINUTE)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return True
        bucket.tokens -= 1
        return False
