# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the latency of calls: a fixed time, or a sample of a distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

FORMS = "SECONDS, uniform:LEAST,MOST or lognormal:MEDIAN,SIGMA"


@dataclass(frozen=True, slots=True)
class Latency:
    """`kind` is fixed, uniform or lognormal; the numbers are seconds, except for lognormal's sigma."""

    kind: str = "fixed"
    numbers: tuple[float, ...] = (0.0,)

    def sample(self, random: Random) -> float:
        if self.kind == "uniform":
            return random.uniform(*self.numbers)
        if self.kind == "lognormal":
            median, sigma = self.numbers
            return median * math.exp(random.gauss(0.0, sigma))
        return self.numbers[0]

    def __bool__(self) -> bool:
        return self.numbers != (0.0,)


def parse_latency(text: str) -> Latency:
    """A latency from one of FORMS. Raises ValueError."""
    kind, colon, rest = text.rpartition(":")
    try:
        numbers = tuple(float(number) for number in rest.split(","))
    except ValueError:
        raise ValueError(f"{text!r} is not {FORMS}") from None
    if not all(0 <= number < math.inf for number in numbers):
        raise ValueError(f"{text!r}: numbers must not be negative")
    if (kind, len(numbers)) not in (("", 1), ("uniform", 2), ("lognormal", 2)) or bool(colon) != bool(kind):
        raise ValueError(f"{text!r} is not {FORMS}")
    if kind == "uniform" and numbers[0] > numbers[1]:
        raise ValueError(f"{text!r}: the first number must not be above the second")
    return Latency(kind or "fixed", numbers)
