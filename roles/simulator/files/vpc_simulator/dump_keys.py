# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the forms of keys that the sections of a dump share. Knows no resource."""

from __future__ import annotations

from typing import Any

from vpc_simulator.world import World

_DEFAULTS: tuple[object, ...] = (None, "", False, [], {})


def compact(**keys: Any) -> dict[str, Any]:
    """The keys without those whose values are as good as absent. 0 is not: many numbers have another default."""
    return {
        name: value
        for name, value in keys.items()
        if not any(value == default and type(value) is type(default) for default in _DEFAULTS)
    }


def seconds_left(world: World, moment: float) -> float | None:
    """The seconds until a moment; None if it has come."""
    return moment - world.now if moment > world.now else None
