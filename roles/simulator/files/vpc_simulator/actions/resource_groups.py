# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the resource groups that calls put resources into. Another service creates them."""

from __future__ import annotations

from vpc_simulator.call import Call


def requested_group(call: Call, name: str = "ResourceGroupId") -> str | None:
    """The resource group of the request. Raises ApiError for one that does not exist, if a switch refuses it."""
    group: str | None = call.get(name)
    known = group is None or group in call.account.resource_groups
    if not known and call.switches.unknown_resource_group == "refused":
        raise call.error("InvalidResourceGroupId")
    return group
