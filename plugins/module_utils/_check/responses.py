# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the service responds as this collection expects: fields and types of each read against the contract. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Record, ok, warning
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._model.response_shapes import RESPONSES
from ansible_collections.aliops.vpc.plugins.module_utils._model.shapes import Difference, differences, shape_of

# By action: its chapter of the API contract, and the fields that must not be missing where there are rows.
CHAPTERS = {
    "DescribeVpcs": "Vpc D",
    "DescribeVSwitches": "Vpc D",
    "DescribeRouteTableList": "Vpc B",
    "DescribeRouteEntryList": "Vpc B",
    "DescribeRouterInterfaces": "Vpc A",
    "ListVpcPeerConnections": "VpcPeer A",
    "GetCdtServiceStatus": "VpcPeer C6",
    "GetCallerIdentity": "Vpc T",
}
REQUIRED = {
    "DescribeVpcs": ("TotalCount", "Vpcs.Vpc[].VpcId", "Vpcs.Vpc[].VRouterId", "Vpcs.Vpc[].CidrBlock"),
    "DescribeVSwitches": ("TotalCount", "VSwitches.VSwitch[].VSwitchId", "VSwitches.VSwitch[].VpcId"),
    "DescribeRouteTableList": (
        "TotalCount",
        "RouterTableList.RouterTableListType[].RouteTableId",
        "RouterTableList.RouterTableListType[].RouteTableType",
    ),
    "DescribeRouteEntryList": ("RouteEntrys.RouteEntry[].DestinationCidrBlock", "RouteEntrys.RouteEntry[].Type"),
    "DescribeRouterInterfaces": (
        "TotalCount",
        "RouterInterfaceSet.RouterInterfaceType[].RouterInterfaceId",
        "RouterInterfaceSet.RouterInterfaceType[].RouterId",
        "RouterInterfaceSet.RouterInterfaceType[].Role",
        "RouterInterfaceSet.RouterInterfaceType[].Status",
    ),
    "ListVpcPeerConnections": (
        "VpcPeerConnects[].InstanceId",
        "VpcPeerConnects[].Status",
        "VpcPeerConnects[].Vpc",
        "VpcPeerConnects[].AcceptingVpc",
    ),
    "GetCdtServiceStatus": ("Enabled",),
    "GetCallerIdentity": ("AccountId", "Arn"),
}
BUG = "run again with a trace (peering_trace) and file it as an issue: the API may have changed"


def response_records(outcomes: t.Iterable[Outcome]) -> t.Iterator[Record]:
    """Judge the responses of the reads of one account and region, one record for each action."""
    by_action: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.succeeded and outcome.action in CHAPTERS:
            by_action.setdefault(outcome.action, []).append(outcome)
    for action, successes in by_action.items():
        yield _verdict(action, [outcome.fields for outcome in successes], successes[0].product)


def _verdict(action: str, responses: t.Sequence[dict[str, t.Any]], product: str) -> Record:
    key = f"{product}.{action}" if product in ("VpcPeer", "CDT") else action
    deviations = {deviation for fields in responses for deviation in differences(RESPONSES[key], shape_of(fields))}
    point = (CHAPTERS[action],)
    wrong = sorted(
        _shown(deviation) for deviation in deviations if deviation.kind == "type" or _is_required(action, deviation)
    )
    if wrong:
        text = f"{action} differs from the contract ({CHAPTERS[action]}): {'; '.join(wrong)}"
        return warning("responses", text, BUG, settles=point, value=wrong)
    further = sorted({deviation.path for deviation in deviations if deviation.kind == "unknown"})
    text = f"{action} responds as the contract says"
    if further:
        return ok("responses", f"{text}, with further fields: {', '.join(further)}", settles=point, value=further)
    return ok("responses", text, settles=point)


def _is_required(action: str, difference: Difference) -> bool:
    """Return whether a field is missing that is required, or that holds required ones."""
    if difference.kind != "missing":
        return False
    inner = (f"{difference.path}.", f"{difference.path}[")
    return any(path == difference.path or path.startswith(inner) for path in REQUIRED[action])


def _shown(difference: Difference) -> str:
    if difference.kind == "missing":
        return f"{difference.path} is missing"
    return f"{difference.path} is {difference.actual}, not {difference.expected}"
