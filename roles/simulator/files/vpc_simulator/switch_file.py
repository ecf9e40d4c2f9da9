# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the file of `--switches`: the names of switches and delays with their values, all errors at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from vpc_simulator.delays import DELAYS
from vpc_simulator.reader import ScenarioError
from vpc_simulator.scenario import load_file
from vpc_simulator.switches import Switches


@dataclass
class Measured:
    """The switches of a file, and its delays in seconds, which nothing scales."""

    switches: dict[str, object] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)


def read_switches(file: str | None) -> Measured:
    """Read a file of switches, such as the playbook check_cloud writes. Raises ScenarioError with all errors."""
    measured = Measured()
    if file is None:
        return measured
    content = load_file(Path(file)).content
    if content is None:
        return measured
    if not isinstance(content, dict):
        raise ScenarioError(f"{file}: expected a mapping of switches to values")
    checked, errors = Switches(), []
    for name, value in content.items():
        try:
            if name in DELAYS:
                measured.delays[name] = _seconds(name, value)
            else:
                checked.set(name, value)
                measured.switches[name] = value
        except ValueError as error:
            errors.append(f"{file}: {error}")
    if errors:
        raise ScenarioError("\n".join(errors))
    return measured


def _seconds(name: str, value: object) -> float:
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    if not 0 <= number < math.inf:
        raise ValueError(f"delay {name}: {value!r} is not a number of seconds")
    return float(number)
