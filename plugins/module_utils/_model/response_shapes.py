# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the documented shape of the response to each read of this collection, as data; the notation is that of shapes.

The documents do not say which fields are always sent; `_model/response` requires those without which the rest means
nothing. A test holds this file against the facts of the API contract.
"""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.module_utils._model.shapes import Shape


def _fields(names: str, kind: str = "string") -> dict[str, Shape]:
    return dict.fromkeys(names.split(), kind)


TAGS: Shape = [_fields("Key Value")]
PAGE = {"RequestId": "string", **_fields("PageNumber PageSize TotalCount", "integer")}
IPV6_BLOCKS: Shape = {"Ipv6CidrBlock": [_fields("Ipv6CidrBlock Ipv6Isp")]}

VPC: dict[str, Shape] = {
    **_fields("VpcId VpcName Description CidrBlock Ipv6CidrBlock RegionId VRouterId Status CenStatus CreationTime"),
    **_fields("ResourceGroupId DhcpOptionsSetId DhcpOptionsSetStatus DnsHostnameStatus"),
    **_fields("EnabledIpv6 IsDefault", "boolean"),
    "OwnerId": "integer",
    "Ipv6CidrBlocks": IPV6_BLOCKS,
    "NatGatewayIds": {"NatGatewayIds": ["string"]},
    "RouterTableIds": {"RouterTableIds": ["string"]},
    "SecondaryCidrBlocks": {"SecondaryCidrBlock": ["string"]},
    "Tags": {"Tag": TAGS},
    "UserCidrs": {"UserCidr": ["string"]},
    "VSwitchIds": {"VSwitchId": ["string"]},
}
# What the attributes of a VPC have beside the fields of the list, and what they do not have.
ONE_VPC: dict[str, Shape] = {
    **{name: shape for name, shape in VPC.items() if name not in ("CenStatus", "NatGatewayIds", "RouterTableIds")},
    **_fields("RequestId Ipv4GatewayId"),
    **_fields("ClassicLinkEnabled SupportIpv4Gateway", "boolean"),
    "AssociatedCens": {"AssociatedCen": [{**_fields("CenId CenStatus"), "CenOwnerId": "integer"}]},
    "AssociatedPropagationSources": {
        "AssociatedPropagationSources": [
            {
                **_fields("SourceInstanceId SourceType Status"),
                "SourceOwnerId": "integer",
                "RoutePropagated": "boolean",
            }
        ]
    },
    "CloudResources": {"CloudResourceSetType": [{"ResourceType": "string", "ResourceCount": "integer"}]},
}
VSWITCH: dict[str, Shape] = {
    **_fields("VSwitchId VSwitchName Description VpcId ZoneId CidrBlock Ipv6CidrBlock Status CreationTime"),
    **_fields("NetworkAclId ResourceGroupId ShareType"),
    **_fields("AvailableIpAddressCount OwnerId", "integer"),
    **_fields("EnabledIpv6 IsDefault", "boolean"),
    "RouteTable": _fields("RouteTableId RouteTableType"),
    "Tags": {"Tag": TAGS},
}
ROUTE_TABLE: dict[str, Shape] = {
    **_fields("RouteTableId RouteTableName RouteTableType Description RouterId RouterType VpcId Status AssociateType"),
    **_fields("CreationTime ResourceGroupId"),
    "OwnerId": "integer",
    "RoutePropagationEnable": "boolean",
    "GatewayIds": {"GatewayIds": ["string"]},
    "Tags": {"Tag": TAGS},
    "VSwitchIds": {"VSwitchId": ["string"]},
}
NEXT_HOP: dict[str, Shape] = {
    **_fields("NextHopId NextHopType NextHopRegionId"),
    **_fields("Enabled Weight", "integer"),
    "NextHopRelatedInfo": _fields("InstanceId InstanceType RegionId"),
}
ROUTE_ENTRY: dict[str, Shape] = {
    **_fields("RouteEntryId RouteEntryName RouteTableId Description DestinationCidrBlock IpVersion Type Status Origin"),
    **_fields("ServiceType GmtModified"),
    "NextHops": {"NextHop": [NEXT_HOP]},
}
ROUTER_INTERFACE: dict[str, Shape] = {
    **_fields("RouterInterfaceId Name Description Role Spec Status BusinessStatus RouterId RouterType VpcInstanceId"),
    **_fields("AccessPointId ChargeType CreationTime ConnectedTime EndTime ResourceGroupId Ipv6Status"),
    **_fields("HealthCheckSourceIp HealthCheckTargetIp HasReservationData ReservationActiveTime ReservationBandwidth"),
    **_fields("ReservationInternetChargeType ReservationOrderType"),
    **_fields("OppositeInterfaceId OppositeInterfaceOwnerId OppositeInterfaceSpec OppositeInterfaceStatus"),
    **_fields("OppositeInterfaceBusinessStatus OppositeRegionId OppositeRouterId OppositeRouterType"),
    **_fields("OppositeVpcInstanceId OppositeAccessPointId"),
    **_fields("Bandwidth OppositeBandwidth HcRate HcThreshold", "integer"),
    **_fields("CrossBorder FastLinkMode", "boolean"),
    "Tags": {"Tags": TAGS},
}
PEERED_VPC: Shape = {"VpcId": "string", "Ipv4Cidrs": ["string"], "Ipv6Cidrs": ["string"]}
PEER_CONNECTION: dict[str, Shape] = {
    **_fields("InstanceId Name Description Status BizStatus RegionId AcceptingRegionId ResourceGroupId LinkType"),
    **_fields("ManagedService GmtCreate GmtModified"),
    **_fields("OwnerId AcceptingOwnerUid Bandwidth", "integer"),
    "GmtExpired": "null|string",
    "Tags": TAGS,
    "Vpc": PEERED_VPC,
    "AcceptingVpc": PEERED_VPC,
}

# By action, with the product before those of VpcPeer and CDT.
RESPONSES: dict[str, Shape] = {
    "DescribeRegions": {"RequestId": "string", "Regions": {"Region": [_fields("RegionId RegionEndpoint LocalName")]}},
    "DescribeVpcs": {**PAGE, "Vpcs": {"Vpc": [VPC]}},
    "DescribeVpcAttribute": ONE_VPC,
    "DescribeVSwitches": {**PAGE, "VSwitches": {"VSwitch": [VSWITCH]}},
    "DescribeRouteTableList": {**PAGE, "RouterTableList": {"RouterTableListType": [ROUTE_TABLE]}},
    "DescribeRouteEntryList": {
        **_fields("RequestId NextToken"),
        "TotalCount": "integer",
        "RouteEntrys": {"RouteEntry": [ROUTE_ENTRY]},
    },
    "DescribeRouterInterfaces": {**PAGE, "RouterInterfaceSet": {"RouterInterfaceType": [ROUTER_INTERFACE]}},
    "VpcPeer.ListVpcPeerConnections": {
        "RequestId": "string",
        "NextToken": "null|string",
        **_fields("MaxResults TotalCount", "integer"),
        "VpcPeerConnects": [PEER_CONNECTION],
    },
    "VpcPeer.GetVpcPeerConnectionAttribute": {"RequestId": "string", **PEER_CONNECTION},
    "CDT.GetCdtServiceStatus": {"RequestId": "string", "Enabled": "boolean"},
    "GetCallerIdentity": {
        **_fields("RequestId AccountId Arn IdentityType PrincipalId"),
        **_fields("UserId RoleId", "null|string"),
    },
    "AssumeRole": {
        "RequestId": "string",
        "AssumedRoleUser": _fields("Arn AssumedRoleId"),
        "Credentials": _fields("AccessKeyId AccessKeySecret SecurityToken Expiration"),
    },
}


def documented(action: str, product: str = "Vpc") -> Shape | None:
    """Return the documented shape of the response to an action, None when the collection does not send it."""
    return RESPONSES.get(action if product in ("Vpc", "Sts") else f"{product}.{action}")
