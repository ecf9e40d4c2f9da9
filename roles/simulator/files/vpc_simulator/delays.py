# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns how long things take and how far views lag behind, in seconds, with their defaults. Does not move time.

A *delay* is the time a transition takes; a *lag* is how much later somebody sees what has already happened.
`time_scale` multiplies delays and the lags that nobody set; what the user set as a lag is taken literally.
"""

from __future__ import annotations

from collections.abc import Mapping

# name: (default in seconds, what it is)
DELAYS: dict[str, tuple[float, str]] = {
    "connect_delay": (10.0, "Connecting and AcceptingConnecting until Active"),
    "activate_delay": (5.0, "Activating until Active, after Activate and after ModifyRouterInterfaceSpec"),
    "deactivate_delay": (5.0, "Deactivating until Inactive"),
    "delete_delay": (5.0, "Deleting until a router interface is gone"),
    "route_delay": (3.0, "a route entry's Pending, Modifying or Deleting phase"),
    "vpc_delay": (2.0, "a VPC's Pending phase"),
    "vswitch_delay": (2.0, "a vSwitch's Pending phase, when created and when deleted"),
    "create_lag": (2.0, "a new router interface is not listed yet"),
    "opposite_lag": (3.0, "Connect and the Opposite* fields do not see new opposite attributes yet"),
    "peer_view_lag": (2.0, "a change of one side is not seen in the other side's Opposite* fields yet"),
    "delete_vpc_lag": (5.0, "a VPC still counts a deleted router interface as its dependant"),
}


class Delays:
    """Durations by name. `exact` names are never scaled."""

    def __init__(
        self, chosen: Mapping[str, float], time_scale: float, exact: Mapping[str, float] | None = None
    ) -> None:
        for name in (*chosen, *(exact or {})):
            if name not in DELAYS:
                raise KeyError(f"unknown delay {name!r}; there are: {', '.join(DELAYS)}")
        self._seconds: dict[str, float] = {}
        for name, (default, _what) in DELAYS.items():
            literal = name.endswith("_lag") and name in chosen
            self._seconds[name] = chosen.get(name, default) * (1.0 if literal else time_scale)
        self._seconds.update(exact or {})

    def seconds(self, name: str) -> float:
        return self._seconds[name]

    def as_dict(self) -> dict[str, float]:
        return dict(self._seconds)
