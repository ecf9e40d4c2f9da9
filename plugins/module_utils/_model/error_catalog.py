# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The cure of each of Alibaba's error codes, in a sentence. Data; which codes are retried is in _cloud.retry."""

from __future__ import annotations

KEY = "Check access_key_id, access_key_secret and security_token, and that all of them belong together"
SECRET = "The access key secret is wrong: access_key_secret is not that of access_key_id"
SIGNATURE = f"{SECRET}; or, if it is, a proxy changes the requests on their way (HTTPS_PROXY, NO_PROXY)"
CLOCK = "Set the clock of the host that makes the calls: it may differ from the service's by 15 minutes at most"
RAM = "Let an administrator of the account grant the action to the RAM user or role (credential_source names it)"
BILLS = "The account has bills outstanding or a locked resource; settle them in Expenses and Costs first"
OFFER = "This bandwidth is not offered to this account between these regions; try another spec or charge_type"
NOT_SOLD = (
    f"{OFFER}; an account that has no router interfaces between VPCs since 2019 cannot buy any: use VPC peering"
    " connections (in the role method: vpc_peer, else the module vpc_peer_connections)"
)
THROTTLED = "The account sends more calls than the service takes; lower threads, or run at another time"
QUOTA = "Raise the quota in the Quota Center, or delete what is not needed"
STATE = "The interface is in another state than the call needs; run again, and look at its status if that repeats"
OPPOSITE = (
    "Both sides must name each other with all four attributes: peer_router_interface_id (ri-), peer_router_id,"
    " peer_router_type and peer_account_id, the UID of the main account"
)
ROUTES_IN_THE_WAY = "Delete the route entries whose next hop is the interface first, or set force_routes=true"
ROUTE_BUSY = "The service works on one route task of a VPC at a time; run again when it has settled"
DESTINATION = (
    "The destination must be a CIDR block outside of 100.64.0.0/10 and of the VPC's own vSwitches; 10.0.0.0/8 itself"
    " needs a whitelist"
)
NEXT_HOP = "The next hop must exist in the VPC of the route table, and be of the type in next_hop_type"
NEXT_HOP_KIND = (
    "The service accepts no next hop of this type here; an entry that it cannot move must be deleted (state=absent) and"
    " created again"
)
SEVERAL = "Several next hops need router interfaces whose peers are border routers (VBR)"
PEER_STATE = "The VPC peering connection is in another state than the call needs; run again, and look at its status"
PEER_GONE = (
    "No VPC peering connection of this account has that id, or only the other account can do this: check the id and the"
    " credential"
)
PEER_BUSY = "The service works on one VPC peering connection of a VPC at a time; run again when it has settled"
CDT = "Open Cloud Data Transfer (CDT) in {whose} first; this costs money, so the collection never does"
OWN_CDT, OTHER_CDT = CDT.format(whose="this account"), CDT.format(whose="the accepter's account")
LINK = "This link_type is not offered between these regions or to this account; leave link_type out, or try Gold"
SITES = "Accounts of the China site and of the international site cannot be joined"

# Code, or its beginning (with a dot at its end): the cure.
HINTS = {
    "InvalidAccessKeyId.": KEY,
    "SignatureDoesNotMatch": SIGNATURE,
    "InvalidAccessKeySecret": SECRET,
    "IncompleteSignature": KEY,
    "MissingSecurityToken": "A temporary access key (STS.) needs its security_token",
    "InvalidSecurityToken.Expired": "The temporary credential has expired: get a new one",
    "InvalidSecurityToken.": KEY,
    "InvalidTimeStamp.": CLOCK,
    "Forbidden.RAM": RAM,
    "Forbidden": RAM,
    "Forbbiden": RAM,
    "NoPermission": RAM,
    "Forbidden.NoPermission": RAM,
    "EntityNotExist.Role": "The role in role_arn does not exist in its account",
    "InvalidParameter.RoleArn": "role_arn has the form acs:ram::<account id>:role/<name>",
    "InvalidParameter.DurationSeconds": "role_session_duration goes from 900 to the longest that the role allows",
    "InvalidParameter.RoleSessionName": "role_session_name has 2 to 64 letters, digits and . @ - _",
    "InvalidParameter.PolicyGrammar": "role_policy must be a RAM policy, as JSON",
    "InvalidProtocol.NeedSsl": "This service answers over HTTPS only: leave http:// out of the endpoint",
    "InvalidRegionId.NotFound": "Check region, and that the endpoint serves it",
    "InvalidProduct.NotFound": "Check the endpoint: it serves another product",
    "SDK.HttpError": "Check endpoint, proxy (HTTPS_PROXY, NO_PROXY), ca_bundle and the network between",
    "SDK.ServerUnreachable": "Check endpoint, proxy (HTTPS_PROXY, NO_PROXY), ca_bundle and the network between",
    "SDK.Redirected": "Give the address of the service itself as endpoint: a signed call is for one host only",
    "SDK.UnexpectedAnswer": (
        "Check that endpoint and proxy reach Alibaba Cloud's VPC API; if they do, this is a bug of the collection"
    ),
    "Throttling": THROTTLED,
    "Throttling.": THROTTLED,
    "Rejected.Throttling": THROTTLED,
    "QuotaExceeded": QUOTA,
    "QuotaExceeded.": QUOTA,
    "InvalidVpcId.NotFound": "The VPC is not in this region of this account: check vpc_id, region and the credential",
    "Forbidden.VpcNotFound": "The VPC is not in this region of this account: check vpc_id, region and the credential",
    "InvalidRouterId.NotFound": "The router is not in this region of this account: check router_id and region",
    "InvalidRouterInterfaceId.NotFound": "The interface is not in this region of this account: check its id and region",
    "InvalidInstanceId.NotFound": "The interface is not in this region of this account: check its id and region",
    "Forbidden.BillsOutstanding": BILLS,
    "Forbidden.FinancialLocked": BILLS,
    "Forbidden.FinancileLocked": BILLS,
    "COMMODITY.INVALID_COMPONENT": NOT_SOLD,
    "InvalidPrice.NotFound": NOT_SOLD,
    "InvalidSpec.ValudNotSupported": NOT_SOLD,
    "InvalidBandwidth.NotEnough": NOT_SOLD,
    "InvalidRouterInterfaceChargeType.Malformed": "A prepaid interface can only be refunded, in Expenses and Costs",
    "IncorrectRIStatus": STATE,
    "IncorrectStatus": STATE,
    "InvalidInstance.StatusError": STATE,
    "IncorrectOppositeInterfaceInfo.NotSet": OPPOSITE,
    "IncorrectOppositeInterfaceInfo": OPPOSITE,
    "IncorrectRole.NotInitiatingSide": "Only the initiator can connect; the acceptor consents by naming it as its peer",
    "Forbidden.OnlyOneConnection": "The two routers are joined by another pair of interfaces already; use that one",
    "CROSS_BID.FORBIDDEN": SITES,
    "RouterInterfaceReferredByRouteEntry": ROUTES_IN_THE_WAY,
    "ReferredByRouteEntry.RouterInterface": ROUTES_IN_THE_WAY,
    "DependencyViolation.RouterInterfaceReferedByRouteEntry": ROUTES_IN_THE_WAY,
    "OperationFailed.OperationLocked": "The service's operators hold the resource locked; ask Alibaba Cloud's support",
    "TaskConflict": ROUTE_BUSY,
    "IncorrectRouteEntryStatus": ROUTE_BUSY,
    "IncorrectVpcStatus": ROUTE_BUSY,
    "IncorrectVSwitchStatus": ROUTE_BUSY,
    "InvalidRouteTable.NotFound": "The table is not in this region of this account: check route_table_id and region",
    "InvalidRouteTableId.NotFound": "The table is not in this region of this account: check route_table_id and region",
    "Forbidden.VRouterNotFound": "The table is not in this region of this account: check route_table_id and region",
    "InvalidCidrBlock": DESTINATION,
    "InvalidCidrBlock.Malformed": DESTINATION,
    "IllegalParam.CidrBlock": DESTINATION,
    "InvalidDestinationCidrBlock": DESTINATION,
    "FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY": "Another VPC cannot be a gateway to the internet: name its own CIDR block",
    "InvalidRouterInterface": NEXT_HOP,
    "InvalidNextHop.NotFound": NEXT_HOP,
    "InvalidNextHopId.NotFound": NEXT_HOP,
    "InvalidInstanId.NotFound": NEXT_HOP,
    "IllegalParam.NextHopId": NEXT_HOP,
    "INVALID_VPC_ID": NEXT_HOP,
    "OperationFailed.InstanceDismatchCurrentVpc": NEXT_HOP,
    "InvalidNextHopType": NEXT_HOP_KIND,
    "OperationFailed.InvalidNextHopType": NEXT_HOP_KIND,
    "OperationDenied.NextHopTypeNotPermitted": NEXT_HOP_KIND,
    "OperationDenied.ModifyManagedRouteEntry": "Another product manages this entry; change it there",
    "IncorrectStatus.RouterInterface": "The interface can be a next hop only once it has been connected",
    "UnsupportedFeature.RouterInterfaceIpv6": "The service routes no IPv6 through this router interface",
    "OperationDenied.RouterInterfaceIpv6NotEnabled": "The service routes no IPv6 through this router interface",
    "Conflict.Operation": PEER_BUSY,
    "ResourceNotFound.InstanceId": PEER_GONE,
    "ResourceNotFound.VpcPeer": PEER_GONE,
    "ResourceNotFound.Vpc": "The VPC is not in that region of that account: check region and account of both sides",
    "IncorrectStatus.VpcPeer": PEER_STATE,
    "IncorrectStatus.Vpc": "The requester's VPC is not Available yet",
    "IncorrectStatus.AcceptingVpc": "The accepter's VPC is not Available yet",
    "ResourceAlreadyExist.VpcPeer": "The two VPCs are connected, or a request waits; look for it in both accounts",
    "ResourceAlreadyExist.RouterInterface": (
        "A pair of router interfaces joins one of the VPCs: keep it, move it with the playbook aliops.vpc.migrate_vpcs,"
        " or delete it first (router_interfaces, state=absent)"
    ),
    "OperationFailed.CdtNotOpened": OWN_CDT,
    "OperationFailed.CrossBorderCdtNotOpened": OWN_CDT,
    "OperationFailed.AcceptUserCdtNotOpened": OTHER_CDT,
    "OperationFailed.AcceptUserCrossBorderCdtNotOpened": OTHER_CDT,
    "OperationDenied.RouteEntryExist": (
        "Route entries have the connection as next hop, in the tables of the other account if force_routes is set:"
        " its owner has to delete them first"
    ),
    "OperationDenied.ServiceManagedInstance": "Another service made this connection; change it there",
    "OperationDenied.OperateShareResource": "Only the owner of a shared VPC can connect it",
    "OperationDenied.CloudBoxExistsInVpc": "A VPC with a CloudBox cannot be connected",
    "OperationDenied.CloudBoxExistsInAcceptingVpc": "A VPC with a CloudBox cannot be connected",
    "UnsupportedRegion": "VPC peering connections are not offered in this region",
    "OperationFailed.ViolativeVpcPeer": "VPCs of these two regions cannot be connected",
    "OperationFailed.CrossBusinessNotAllowed": SITES,
    "IncorrectBusinessStatus.": BILLS,
    "OperationFailed.NotExist.ResourceGroup": "The resource group is not in this account: check resource_group_id",
    "OperationFailed.InterRegionLinkTypeNotSupported": "Within a region there is no link_type: leave it out",
    "OperationFailed.BandwidthCannotBeChangedInSameRegion": "Within a region there is no bandwidth: leave it out",
    "OperationFailed.RegionIdNotSupportLinkType": LINK,
    "OperationFailed.SpecificLinkTypeNotSupported": LINK,
    "OperationFailed.ChargeTypeNotSupported": LINK,
    "UnsupportedFeature.VpcPeerIpv6": "The service routes no IPv6 through VPC peering connections in this region",
    "OperationUnsupported.InvalidRouterInterfaceType": SEVERAL,
    "InvalidOppositeRouterType": SEVERAL,
}


# Codes of a denied permission; the service also returns the last two for a resource that does not exist.
DENIED = frozenset({code for code, cure in HINTS.items() if cure == RAM})
LOOKED_UP = frozenset({"Forbidden.VpcNotFound", "Forbidden.VRouterNotFound"})


def grant(code: str, permission: str, region: str, grantee: str) -> str:
    """Return the cure of a denial: which permission to grant to whom."""
    cure = (
        f"Let an administrator grant {permission} in {region} to {grantee}; peering_state=policies shows the policies"
    )
    return cure if code in DENIED else f"{hint(code)}. If it exists: {cure[0].lower()}{cure[1:]}"


def hint(code: str) -> str | None:
    """Return the cure of a code, or None when its message has to do."""
    if code in HINTS:
        return HINTS[code]
    return next((cure for begin, cure in HINTS.items() if begin.endswith(".") and code.startswith(begin)), None)
