# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the switches of what the gateway checks: signers, rates, permissions."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from vpc_simulator.choices import Choices


@dataclasses.dataclass(eq=False)
class GatewaySwitches(Choices):
    """Switches of the gateway, with their values."""

    # signers
    unknown_key_status: Annotated[str, "HTTP status of InvalidAccessKeyId.NotFound.", "404", "400"] = "404"
    time_check: Annotated[
        str, "A time stamp is checked after or before the access key is looked up.", "after_key", "before_key"
    ] = "after_key"
    nonce_check: Annotated[
        str, "A nonce is looked up before or after the signature is verified.", "before_signature", "after_signature"
    ] = "before_signature"
    token_check: Annotated[
        str, "A security token is checked after or before the signature.", "after_signature", "before_signature"
    ] = "after_signature"
    sts_requires_https: Annotated[
        bool, "Refuse Sts over plain HTTP, as the service does (InvalidProtocol.NeedSsl)."
    ] = False

    # throttling
    rate_limited_actions: Annotated[
        str,
        "The actions that the quota calls_per_minute limits for each account, comma separated, with wildcards; other "
        "limits are in the Quota Center only.",
    ] = "CreateRouterInterface,ConnectRouterInterface"
    throttling_code: Annotated[
        str, "The error code of a call above the limit.", "Throttling.User", "Throttling.Api", "Throttling"
    ] = "Throttling.User"
    throttling_check: Annotated[
        str, "Calls are counted before permissions, or after parameters too.", "before_permissions", "after_parameters"
    ] = "before_permissions"

    # permissions
    permission_check: Annotated[
        str, "Permissions are checked before or after the parameters.", "before_parameters", "after_parameters"
    ] = "before_parameters"
    denied_code: Annotated[
        str, "The error code of a call that no policy allows.", "Forbidden.RAM", "Forbidden", "NoPermission"
    ] = "Forbidden.RAM"
    denied_lookup: Annotated[
        str,
        "A denied DescribeVpcAttribute, creation or change of route entries fails with denied_code, or with "
        "Forbidden.VpcNotFound and Forbidden.VRouterNotFound.",
        "as_denied_code",
        "not_found",
    ] = "as_denied_code"
    access_denied_detail: Annotated[bool, "A denial has the field AccessDeniedDetail."] = False
    caller_identity_needs_permission: Annotated[
        bool, "GetCallerIdentity needs the RAM permission sts:GetCallerIdentity on `*`."
    ] = False
    create_vswitch_resources: Annotated[
        str, "CreateVSwitch needs its permission on `vswitch/*` and the VPC, or one of them.", "both", "vswitch", "vpc"
    ] = "both"
    delete_vswitch_resource: Annotated[
        str,
        "DeleteVSwitch needs its permission on the vSwitch, on `vswitch/*`, or on the VPC.",
        "vswitch",
        "any",
        "vpc",
    ] = "vswitch"
    describe_vrouters_resource: Annotated[
        str, "DescribeVRouters needs its permission on `vrouter/*`, on `vpc/*`, or on `*`.", "vrouter", "vpc", "*"
    ] = "vrouter"
    describe_regions_resource: Annotated[
        str,
        "DescribeRegions needs its permission on everything of the account in the region, or on `*`.",
        "account",
        "*",
    ] = "account"
    describe_zones_resource: Annotated[
        str, "DescribeZones needs its permission on everything of the account in the region, or on `*`.", "account", "*"
    ] = "account"
    delete_express_connect_resource: Annotated[
        str, "DeleteExpressConnect needs its permission on the interface, or on `routerinterface/*`.", "one", "any"
    ] = "one"
