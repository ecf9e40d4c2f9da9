# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns which RAM permission an API action needs, on which resources; refuses who has it not. Reads no policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vpc_simulator.call import Call
from vpc_simulator.errors import ApiError
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.policies import Asked

Resources = Callable[[Call], list[str]]
ANY = "*"
TAGGED = {"ROUTERINTERFACE": "routerinterface", "VPC": "vpc", "VSWITCH": "vswitch", "ROUTETABLE": "routetable"}
# Actions that look a resource up to authorise the call, and the code that their pages have for its failure.
LOOKED_UP = {
    "DescribeVpcAttribute": "Forbidden.VpcNotFound",
    "CreateRouteEntry": "Forbidden.VRouterNotFound",
    "CreateRouteEntries": "Forbidden.VRouterNotFound",
    "ModifyRouteEntry": "Forbidden.VRouterNotFound",
}


def check_permission(call: Call, context: Mapping[str, str]) -> None:
    """Every resource of the call must be allowed. `context` holds condition keys. Raises ApiError."""
    product = CONTRACT[call.action]["product"].lower()
    for resource in RESOURCES[call.action](call):
        if not call.key.may(Asked(f"{product}:{call.action}", resource, call.key.arn, context)):
            raise _denial(call)


def _denial(call: Call) -> ApiError:
    if call.action == "AssumeRole":
        return call.error("NoPermission", 1)
    if call.action in LOOKED_UP and call.switches.denied_lookup == "not_found":
        return call.error(LOOKED_UP[call.action])
    return call.error(call.switches.denied_code)


def _arn(call: Call, kind: str, resource_id: str) -> str:
    return f"acs:vpc:{call.region}:{call.account.uid}:{kind}/{resource_id}"


def _every(kind: str) -> Resources:
    """The actions that create one, or list them."""
    return lambda call: [_arn(call, kind, ANY)]


def _one(kind: str, *parameters: str) -> Resources:
    """The resource that the first of the parameters names."""
    return lambda call: [_arn(call, kind, next(filter(None, map(call.get, parameters)), ANY))]


def _no_type(call: Call) -> list[str]:
    return [f"acs:vpc:{call.region}:{call.account.uid}:{ANY}"]


def _created_interface(call: Call) -> list[str]:
    border = [_arn(call, "virtualborderrouter", call.get("RouterId"))] if call.get("RouterType") == "VBR" else []
    return [_arn(call, "routerinterface", ANY), *border]


def _table_of_entry(call: Call) -> list[str]:
    """RouteTableId, or the table that holds RouteEntryId."""
    table_id = call.get("RouteTableId")
    if entry_id := call.get("RouteEntryId"):
        tables = call.world.tables_of(call.account.uid, call.region)
        table_id = next((table.id for table in tables if entry_id in table.entries), None)
    return [_arn(call, "routetable", table_id or ANY)]


def _tables_of_items(call: Call) -> list[str]:
    return [_arn(call, "routetable", one) for one in {item["RouteTableId"] for item in call.get("RouteEntries")}]


def _created_vswitch(call: Call) -> list[str]:
    return [_arn(call, "vswitch", ANY), _arn(call, "vpc", call.get("VpcId"))]


def _tagged(call: Call) -> list[str]:
    kind = TAGGED.get(call.get("ResourceType"))
    return [_arn(call, kind, one) for one in call.get("ResourceId") or [ANY]] if kind else _no_type(call)


def _identity(call: Call) -> list[str]:
    return [ANY] if call.switches.caller_identity_needs_permission else []


def _role(call: Call) -> list[str]:
    """Policies write it with an empty region or with `*`, and both match this."""
    return [call.get("RoleArn")]


_INTERFACE = _one("routerinterface", "RouterInterfaceId", "InstanceId")
RESOURCES: dict[str, Resources] = {
    "CreateRouterInterface": _created_interface,
    "ModifyRouterInterfaceAttribute": _INTERFACE,
    "ModifyRouterInterfaceSpec": _INTERFACE,
    "ConnectRouterInterface": _INTERFACE,
    "ActivateRouterInterface": _INTERFACE,
    "DeactivateRouterInterface": _INTERFACE,
    "DeleteRouterInterface": _INTERFACE,
    "DeleteExpressConnect": _INTERFACE,
    "DescribeRouterInterfaceAttribute": _INTERFACE,
    "DescribeRouterInterfaces": _every("routerinterface"),
    "CreateRouteEntry": _table_of_entry,
    "DeleteRouteEntry": _table_of_entry,
    "ModifyRouteEntry": _table_of_entry,
    "CreateRouteEntries": _tables_of_items,
    "DeleteRouteEntries": _tables_of_items,
    "DescribeRouteEntryList": _one("routetable", "RouteTableId"),
    "DescribeRouteTables": _one("routetable", "RouteTableId"),
    "DescribeRouteTableList": _every("routetable"),
    "DescribeVpcs": _every("vpc"),
    "DescribeVpcAttribute": _one("vpc", "VpcId"),
    "DescribeVSwitches": _every("vswitch"),
    "DescribeVRouters": _every("vrouter"),
    "DescribeRegions": _no_type,
    "DescribeZones": _no_type,
    "CreateVpc": _every("vpc"),
    "CreateVSwitch": _created_vswitch,
    "DeleteVpc": _one("vpc", "VpcId"),
    "DeleteVSwitch": _one("vswitch", "VSwitchId"),
    "TagResources": _tagged,
    "UnTagResources": _tagged,
    "ListTagResources": _tagged,
    "TagResourcesForExpressConnect": _tagged,
    "UntagResourcesForExpressConnect": _tagged,
    "ListTagResourcesForExpressConnect": _tagged,
    "GetCallerIdentity": _identity,
    "AssumeRole": _role,
}
