# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API's actions, one function each: `ACTIONS`, by name. Importing this package registers them all."""

from __future__ import annotations

from vpc_simulator.actions import (  # noqa: F401 -- the import registers the actions
    cdt,
    connections,
    express_connect,
    interface_lists,
    peer_connections,
    peer_labels,
    peer_lists,
    regions,
    route_batches,
    route_lists,
    route_tables,
    router_interfaces,
    routes,
    sts,
    tags,
    vpc_lists,
    vpcs,
)
from vpc_simulator.call import ACTIONS

__all__ = ["ACTIONS"]
