# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the delays of transitions and the lags of views, in seconds, with their defaults. Does not move time.

A *delay* is the duration of a transition; a *lag* is the time until a finished change becomes visible.
`time_scale` multiplies delays and default lags; a lag that the user sets is not scaled.
"""

from __future__ import annotations

from collections.abc import Mapping

# name: (default in seconds, description)
DELAYS: dict[str, tuple[float, str]] = {
    "connect_delay": (10.0, "from Connecting and AcceptingConnecting to Active"),
    "activate_delay": (5.0, "from Activating to Active, after ActivateRouterInterface and ModifyRouterInterfaceSpec"),
    "deactivate_delay": (5.0, "from Deactivating to Inactive"),
    "delete_delay": (5.0, "from Deleting until the router interface no longer exists"),
    "route_delay": (3.0, "duration of a route entry's Pending, Modifying or Deleting state"),
    "vpc_delay": (2.0, "duration of a VPC's Pending state"),
    "vswitch_delay": (2.0, "duration of a vSwitch's Pending state, on creation and on deletion"),
    "create_lag": (2.0, "until lists contain a new router interface"),
    "opposite_lag": (3.0, "until ConnectRouterInterface and the Opposite* fields use new opposite attributes"),
    "peer_view_lag": (2.0, "until the Opposite* fields of one side show a change of the other side"),
    "vpc_peer_create_delay": (3.0, "from Creating to Accepting, or within one account to Activated"),
    "vpc_peer_update_delay": (
        3.0,
        "from Updating to Activated, after AcceptVpcPeerConnection and ModifyVpcPeerConnection",
    ),
    "vpc_peer_delete_delay": (3.0, "from Deleting to Deleted"),
    "vpc_peer_create_lag": (0.0, "until lists contain a new VPC peering connection"),
    "vpc_peer_deleted_lag": (5.0, "until a Deleted VPC peering connection is no longer readable"),
    "delete_vpc_lag": (
        5.0,
        "until a deleted interface that was connected no longer prevents the deletion of its VPC",
    ),
}

# Sets of delays by name, for `--delays`. Some clients read a new resource at once and give up when it is not there.
DELAY_SETS: dict[str, dict[str, float]] = {"prompt": {name: 0.0 for name in DELAYS if name.endswith("_lag")}}


class Delays:
    """Durations by name. Those in `exact` are never scaled."""

    def __init__(
        self, chosen: Mapping[str, float], time_scale: float, exact: Mapping[str, float] | None = None
    ) -> None:
        for name in (*chosen, *(exact or {})):
            if name not in DELAYS:
                raise KeyError(f"unknown delay {name!r}; delays: {', '.join(DELAYS)}")
        self.chosen, self.exact, self.time_scale = dict(chosen), dict(exact or {}), time_scale
        self._seconds: dict[str, float] = {}
        for name, (default, _description) in DELAYS.items():
            literal = name.endswith("_lag") and name in chosen
            self._seconds[name] = chosen.get(name, default) * (1.0 if literal else time_scale)
        self._seconds.update(exact or {})

    def seconds(self, name: str) -> float:
        return self._seconds[name]

    def as_dict(self) -> dict[str, float]:
        return dict(self._seconds)
