# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing the faults in force as a scenario has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vpc_simulator.dump_keys import compact
from vpc_simulator.faults import Fault


def dump_faults(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """The faults that can still fire: `times` and `nth` count from now on, `every` and `probability` begin anew."""
    return [_fault(fault) for fault in faults if not _is_spent(fault)]


def _is_spent(fault: Fault) -> bool:
    over = fault.times is not None and fault.fired >= fault.times
    return over or bool(fault.nth and max(fault.nth) <= fault.matched)


def _fault(fault: Fault) -> dict[str, Any]:
    return compact(
        name=fault.name,
        kind=fault.kind,
        action=fault.action,
        account=fault.account,
        nth=[number - fault.matched for number in fault.nth if number > fault.matched],
        every=fault.every,
        probability=fault.probability,
        times=None if fault.times is None else fault.times - fault.fired,
        seed=fault.seed,
        **fault.details,
    )
