# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the list of flow logs, which is empty: the simulator has none. Clients read it to find what a VPC contains."""

from __future__ import annotations

from vpc_simulator.call import Call, Response, action


@action("DescribeFlowLogs")
def describe_flow_logs(call: Call) -> Response:
    """No flow log. The numbers of the page are strings, as the API declares them."""
    numbers = {"PageNumber": call.get("PageNumber", 1), "PageSize": call.get("PageSize", 20), "TotalCount": 0}
    return {**{name: str(number) for name, number in numbers.items()}, "Success": "true", "FlowLogs": {"FlowLog": []}}
