# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns every behaviour that Alibaba's documents leave open: one named switch each, with the default chosen here.

Set them in a scenario (`switches:`) or with `--switch NAME=VALUE`. What is documented has no switch.
"""

from __future__ import annotations

import dataclasses

from vpc_simulator.guesses import other_codes
from vpc_simulator.switches.gateway import GatewaySwitches
from vpc_simulator.switches.interfaces import InterfaceSwitches
from vpc_simulator.switches.peers import PeerSwitches
from vpc_simulator.switches.requests import RequestSwitches
from vpc_simulator.switches.routes import RouteSwitches


# A dataclass takes the fields of its last base first.
@dataclasses.dataclass(eq=False)
class Switches(PeerSwitches, RouteSwitches, InterfaceSwitches, RequestSwitches, GatewaySwitches):
    """All switches with their values."""

    def set(self, name: str, value: object) -> None:
        """Set one switch. Raises ValueError with the known switches, choices or codes."""
        if name == "guessed_codes":
            other_codes(str(value))
        super().set(name, value)
