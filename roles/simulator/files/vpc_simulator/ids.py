# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns ids and other random text, the same in every run of a scenario. Knows no resource."""

from __future__ import annotations

import random
from ipaddress import IPv6Network

from vpc_simulator.regions import id_code

SKIPPED_AT_ONCE = 1_000_000
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class Ids:
    """Draws from the numbers of a seed; `drawn` is how many of them were used."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.drawn = 0
        self._random = random.Random(seed)

    def new(self, prefix: str, region: str) -> str:
        """An id as in the API's samples: prefix, three characters of the region, 18 random characters."""
        return f"{prefix}-{id_code(region)}{self.text(18)}"

    def text(self, length: int) -> str:
        """Random letters and digits."""
        self.drawn += 2 * length
        return "".join(self._random.choices(ALPHABET, k=length))

    def ipv6_block(self) -> IPv6Network:
        """An IPv6 block of a VPC, as in the API's samples."""
        self.drawn += 1
        return IPv6Network(((0x24084003 << 96) + (self._random.getrandbits(24) << 72), 56))

    def skip(self, drawn: int) -> None:
        """Continue after so many numbers of the seed, so that the next ids are new ones."""
        self.drawn = drawn
        for start in range(0, drawn, SKIPPED_AT_ONCE):
            self._random.getrandbits(32 * min(SKIPPED_AT_ONCE, drawn - start))
