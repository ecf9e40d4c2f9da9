# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns which RAM permission an API action needs, on which resources; refuses who has it not. Reads no policy."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from vpc_simulator.call import Call
from vpc_simulator.errors import ApiError
from vpc_simulator.identities import AccessKey
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.policies import Asked, allowed, is_denied

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
        asked = Asked(f"{product}:{call.action}", resource, call.key.arn, context)
        if not call.key.may(asked):
            refused = _denial(call)
            refused.access_denied = _detail(call.key, asked) if call.switches.access_denied_detail else None
            raise refused


def _denial(call: Call) -> ApiError:
    if call.action == "AssumeRole":
        return call.error("NoPermission", 1)
    if call.action in LOOKED_UP and call.switches.denied_lookup == "not_found":
        return call.error(LOOKED_UP[call.action])
    return call.error(call.switches.denied_code)


def _detail(key: AccessKey, asked: Asked) -> dict[str, str]:
    """What newer gateways tell of a denial: who wanted what, and which kind of policy stands against it."""
    session = key.session
    policies = (session.role.policies if session else key.policies) or ()
    kind, own = "AccountLevelIdentityBasedPolicy", policies
    if session and session.policy and (session.role.policies is None or allowed(policies, asked)):
        kind, own = "SessionPolicy", (session.policy,)
    return {
        "AuthAction": asked.action,
        "AuthPrincipalType": "AssumedRoleUser" if session else "SubUser",
        "AuthPrincipalOwnerId": key.account.uid,
        "AuthPrincipalDisplayName": f"{session.role.name}:{session.name}" if session else key.user_id or "",
        "NoPermissionType": "ExplicitDeny" if is_denied(own, asked) else "ImplicitDeny",
        "PolicyType": kind,
        "EncodedDiagnosticMessage": base64.b64encode(f"{asked.action} {asked.resource}".encode()).decode(),
    }


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
    border = [_arn(call, "virtualborderrouter", call.get("RouterId") or ANY)] if call.get("RouterType") == "VBR" else []
    return [_arn(call, "routerinterface", ANY), *border]


def _table_of_entry(call: Call) -> list[str]:
    """RouteTableId, or the table that holds RouteEntryId."""
    table_id = call.get("RouteTableId")
    if entry_id := call.get("RouteEntryId"):
        tables = call.world.tables_of(call.account.uid, call.region)
        table_id = next((table.id for table in tables if entry_id in table.entries), None)
    return [_arn(call, "routetable", table_id or ANY)]


def _tables_of_items(call: Call) -> list[str]:
    tables = {item.get("RouteTableId") or ANY: None for item in call.get("RouteEntries") or [{}]}
    return [_arn(call, "routetable", one) for one in tables]


def _created_vswitch(call: Call) -> list[str]:
    needed = {"vswitch": ANY, "vpc": call.get("VpcId") or ANY}
    chosen = call.switches.create_vswitch_resources
    return [_arn(call, kind, one) for kind, one in needed.items() if chosen in ("both", kind)]


def _deleted_vswitch(call: Call) -> list[str]:
    chosen, vswitch_id = call.switches.delete_vswitch_resource, call.get("VSwitchId") or ANY
    if chosen == "vpc":
        vswitch = call.world.vswitches.get(vswitch_id)
        return [_arn(call, "vpc", vswitch.vpc_id if vswitch and vswitch.uid == call.account.uid else ANY)]
    return [_arn(call, "vswitch", ANY if chosen == "any" else vswitch_id)]


def _vrouters(call: Call) -> list[str]:
    chosen = call.switches.describe_vrouters_resource
    return [ANY] if chosen == ANY else [_arn(call, chosen, ANY)]


def _regions(call: Call) -> list[str]:
    return [ANY] if call.switches.describe_regions_resource == ANY else _no_type(call)


def _zones(call: Call) -> list[str]:
    return [ANY] if call.switches.describe_zones_resource == ANY else _no_type(call)


def _express_connect(call: Call) -> list[str]:
    if call.switches.delete_express_connect_resource == "any":
        return [_arn(call, "routerinterface", ANY)]
    return _INTERFACE(call)


def _tagged(call: Call) -> list[str]:
    kind = TAGGED.get(call.get("ResourceType", ""))
    return [_arn(call, kind, one) for one in call.get("ResourceId") or [ANY]] if kind else _no_type(call)


def _identity(call: Call) -> list[str]:
    return [ANY] if call.switches.caller_identity_needs_permission else []


def _role(call: Call) -> list[str]:
    """Policies write it with an empty region or with `*`, and both match this."""
    return [call.get("RoleArn") or ANY]


_INTERFACE = _one("routerinterface", "RouterInterfaceId", "InstanceId")
RESOURCES: dict[str, Resources] = {
    "CreateRouterInterface": _created_interface,
    "ModifyRouterInterfaceAttribute": _INTERFACE,
    "ModifyRouterInterfaceSpec": _INTERFACE,
    "ConnectRouterInterface": _INTERFACE,
    "ActivateRouterInterface": _INTERFACE,
    "DeactivateRouterInterface": _INTERFACE,
    "DeleteRouterInterface": _INTERFACE,
    "DeleteExpressConnect": _express_connect,
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
    "DescribeVRouters": _vrouters,
    "DescribeRegions": _regions,
    "DescribeZones": _zones,
    "CreateVpc": _every("vpc"),
    "CreateVSwitch": _created_vswitch,
    "DeleteVpc": _one("vpc", "VpcId"),
    "DeleteVSwitch": _deleted_vswitch,
    "TagResources": _tagged,
    "UnTagResources": _tagged,
    "ListTagResources": _tagged,
    "TagResourcesForExpressConnect": _tagged,
    "UntagResourcesForExpressConnect": _tagged,
    "ListTagResourcesForExpressConnect": _tagged,
    "GetCallerIdentity": _identity,
    "AssumeRole": _role,
}
