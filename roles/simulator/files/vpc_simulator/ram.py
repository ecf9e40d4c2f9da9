# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the RAM permission and the resources of each API action; refuses calls without it. Parses no policy."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from vpc_simulator.call import Call
from vpc_simulator.errors import ApiError
from vpc_simulator.identities import AccessKey
from vpc_simulator.operations import action_of
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.peer_ram import PEER_RESOURCES, further_permissions, target_directory
from vpc_simulator.policies import AccessRequest, allowed, is_denied

Resources = Callable[[Call], list[str]]
ANY = "*"
# VpcPeer shares the prefix of Vpc.
PREFIXES = {"vpcpeer": "vpc"}
TAGGED = {"ROUTERINTERFACE": "routerinterface", "VPC": "vpc", "VSWITCH": "vswitch", "ROUTETABLE": "routetable"}
# Actions that look a resource up for authorisation, and the code that their pages have for a failed look-up.
LOOKED_UP = {
    "DescribeVpcAttribute": "Forbidden.VpcNotFound",
    "CreateRouteEntry": "Forbidden.VRouterNotFound",
    "CreateRouteEntries": "Forbidden.VRouterNotFound",
    "ModifyRouteEntry": "Forbidden.VRouterNotFound",
}


def check_permission(call: Call, context: Mapping[str, str]) -> None:
    """Refuse the call unless all its resources are allowed. `context` holds condition keys. Raises ApiError."""
    product = CONTRACT[call.action]["product"].lower()
    permission = f"{PREFIXES.get(product, product)}:{action_of(call.action)}"
    needed = [(permission, resource) for resource in RESOURCES[call.action](call)]
    needed += [(further, ANY) for further in further_permissions(call)]
    context = {**context, **target_directory(call)}
    for name, resource in needed:
        access = AccessRequest(name, resource, call.key.arn, context)
        if not call.key.may(access):
            denial = _denial(call, name)
            denial.access_denied = _denial_detail(call.key, access) if call.switches.access_denied_detail else None
            raise denial


def _denial(call: Call, permission: str) -> ApiError:
    if call.action == "AssumeRole":
        return call.error("NoPermission", 1)
    if call.action in LOOKED_UP and call.switches.denied_lookup == "not_found":
        return call.error(LOOKED_UP[call.action])
    if call.action.startswith("VpcPeer.") and call.switches.vpc_peer_denial == "Forbidden.NoPermission":
        return call.error("Forbidden.NoPermission", fill=(permission,))
    return call.error(call.switches.denied_code)


def _denial_detail(key: AccessKey, access: AccessRequest) -> dict[str, str]:
    """The details of a denial as newer gateways return them: the principal, the action, the type of policy."""
    session = key.session
    policies = (session.role.policies if session else key.policies) or ()
    kind, deciding = "AccountLevelIdentityBasedPolicy", policies
    if session and session.policy and (session.role.policies is None or allowed(policies, access)):
        kind, deciding = "SessionPolicy", (session.policy,)
    return {
        "AuthAction": access.action,
        "AuthPrincipalType": "AssumedRoleUser" if session else "SubUser",
        "AuthPrincipalOwnerId": key.account.uid,
        "AuthPrincipalDisplayName": f"{session.role.name}:{session.name}" if session else key.user_id or "",
        "NoPermissionType": "ExplicitDeny" if is_denied(deciding, access) else "ImplicitDeny",
        "PolicyType": kind,
        "EncodedDiagnosticMessage": base64.b64encode(f"{access.action} {access.resource}".encode()).decode(),
    }


def _arn(call: Call, kind: str, resource_id: str) -> str:
    return f"acs:vpc:{call.region}:{call.account.uid}:{kind}/{resource_id}"


def _any_resource(kind: str) -> Resources:
    """For actions that create a resource of the kind, or list them."""
    return lambda call: [_arn(call, kind, ANY)]


def _named_resource(kind: str, *parameters: str) -> Resources:
    """The resource that the first non-empty parameter names."""
    return lambda call: [_arn(call, kind, next(filter(None, map(call.get, parameters)), ANY))]


def _whole_region(call: Call) -> list[str]:
    return [f"acs:vpc:{call.region}:{call.account.uid}:{ANY}"]


def _created_interface(call: Call) -> list[str]:
    border = [_arn(call, "virtualborderrouter", call.get("RouterId") or ANY)] if call.get("RouterType") == "VBR" else []
    return [_arn(call, "routerinterface", ANY), *border]


def _table_of_entry(call: Call) -> list[str]:
    """The table of RouteTableId, or the one that contains RouteEntryId."""
    table_id = call.get("RouteTableId")
    if entry_id := call.get("RouteEntryId"):
        tables = call.world.tables_of(call.account.uid, call.region)
        table_id = next((table.id for table in tables if entry_id in table.entries), None)
    return [_arn(call, "routetable", table_id or ANY)]


def _tables_of_items(call: Call) -> list[str]:
    tables = {item.get("RouteTableId") or ANY: None for item in call.get("RouteEntries") or [{}]}
    return [_arn(call, "routetable", table_id) for table_id in tables]


def _created_vswitch(call: Call) -> list[str]:
    resources = {"vswitch": ANY, "vpc": call.get("VpcId") or ANY}
    chosen = call.switches.create_vswitch_resources
    return [_arn(call, kind, resource_id) for kind, resource_id in resources.items() if chosen in ("both", kind)]


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
    return [ANY] if call.switches.describe_regions_resource == ANY else _whole_region(call)


def _zones(call: Call) -> list[str]:
    return [ANY] if call.switches.describe_zones_resource == ANY else _whole_region(call)


def _express_connect(call: Call) -> list[str]:
    if call.switches.delete_express_connect_resource == "any":
        return [_arn(call, "routerinterface", ANY)]
    return _INTERFACE(call)


def _tagged(call: Call) -> list[str]:
    kind = TAGGED.get(call.get("ResourceType", ""))
    return [_arn(call, kind, name) for name in call.get("ResourceId") or [ANY]] if kind else _whole_region(call)


def _identity(call: Call) -> list[str]:
    return [ANY] if call.switches.caller_identity_needs_permission else []


def _role(call: Call) -> list[str]:
    """Policies contain the ARN with an empty region or with `*`, and both match this."""
    return [call.get("RoleArn") or ANY]


_INTERFACE = _named_resource("routerinterface", "RouterInterfaceId", "InstanceId")
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
    "DescribeRouterInterfaces": _any_resource("routerinterface"),
    "CreateRouteEntry": _table_of_entry,
    "DeleteRouteEntry": _table_of_entry,
    "ModifyRouteEntry": _table_of_entry,
    "CreateRouteEntries": _tables_of_items,
    "DeleteRouteEntries": _tables_of_items,
    "DescribeRouteEntryList": _named_resource("routetable", "RouteTableId"),
    "DescribeRouteTables": _named_resource("routetable", "RouteTableId"),
    "DescribeRouteTableList": _any_resource("routetable"),
    "DescribeVpcs": _any_resource("vpc"),
    "DescribeVpcAttribute": _named_resource("vpc", "VpcId"),
    "DescribeVSwitches": _any_resource("vswitch"),
    "DescribeVRouters": _vrouters,
    "DescribeRegions": _regions,
    "DescribeZones": _zones,
    "DescribeVSwitchAttributes": _named_resource("vswitch", "VSwitchId"),
    "DescribeFlowLogs": _any_resource("flowlog"),
    "ModifyVpcAttribute": _named_resource("vpc", "VpcId"),
    "ModifyVSwitchAttribute": _named_resource("vswitch", "VSwitchId"),
    "ModifyRouteTableAttributes": _named_resource("routetable", "RouteTableId"),
    "MoveResourceGroup": _named_resource("vpc", "ResourceId"),
    "CreateVpc": _any_resource("vpc"),
    "CreateVSwitch": _created_vswitch,
    "DeleteVpc": _named_resource("vpc", "VpcId"),
    "DeleteVSwitch": _deleted_vswitch,
    "TagResources": _tagged,
    "UnTagResources": _tagged,
    "ListTagResources": _tagged,
    "TagResourcesForExpressConnect": _tagged,
    "UntagResourcesForExpressConnect": _tagged,
    "ListTagResourcesForExpressConnect": _tagged,
    "GetCallerIdentity": _identity,
    "AssumeRole": _role,
    **PEER_RESOURCES,
}
