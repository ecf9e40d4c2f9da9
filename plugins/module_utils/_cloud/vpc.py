# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One function per API action, named like it; the API's spelling stays here. Decides nothing.

The SDK adds RegionId to every call from its client.
"""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import pages
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import ROLES
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface, Vpc
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response

SIDES = {ours: theirs for theirs, ours in ROLES.items()}

# The limits of DescribeRouterInterfaces; for more values everything is listed.
FILTER_KEYS, FILTER_VALUES = 5, 5
VPC_IDS = 20
ROUTE_PAGE = {"MaxResult": 100}

# The codes of a repeated call whose work is done already.
CONNECTED_ALREADY = frozenset({"IncorrectRIStatus", "IncorrectStatus"})
GONE_ALREADY = frozenset({"InvalidRouterInterfaceId.NotFound", "InvalidInstanceId.NotFound"})
NO_VPC = frozenset({"InvalidVpcId.NotFound", "InvalidVpcID.NotFound", "Forbidden.VpcNotFound"})
ENTRY_GONE_ALREADY = frozenset({"InvalidRouteEntry.NotFound", "InvalidRouteEntryId.NotFound"})

INTERFACES = "ROUTERINTERFACE"


def describe_regions(client: Client, region: str) -> list[str]:
    """Return the ids of all regions; the one that is asked returns them all."""
    rows = client.call("DescribeRegions", region).rows("Regions.Region")
    return [item.need("RegionId") for item in rows]


def describe_vpcs(client: Client, region: str, vpc_ids: t.Collection[str] = ()) -> list[Vpc]:
    """Return the region's VPCs; with few ids only those. An unknown id is not among them."""
    only = ",".join(sorted(vpc_ids)) if 0 < len(vpc_ids) <= VPC_IDS else None
    rows = pages.numbered(client, "DescribeVpcs", region, "Vpcs.Vpc", "VpcId", VpcId=only)
    return [Vpc.from_api(item, region) for item in rows]


def describe_vpc_attribute(client: Client, region: str, vpc_id: str) -> None:
    """Request one VPC; an unknown id raises CallError, which is the only result."""
    client.call("DescribeVpcAttribute", region, VpcId=vpc_id)


def describe_vswitches(client: Client, region: str, vpc_id: str | None = None) -> list[dict[str, t.Any]]:
    """Return the vSwitches of a VPC, or of the region, with their vpc_id, with the keys of vpcs_info."""
    rows = pages.numbered(client, "DescribeVSwitches", region, "VSwitches.VSwitch", "VSwitchId", VpcId=vpc_id)
    return [
        {
            "vpc_id": item.need_ident("VpcId", "vpc_id"),
            "vswitch_id": item.need("VSwitchId"),
            "name": item.string("VSwitchName"),
            "cidr_block": item.block("CidrBlock"),
            "zone_id": item.token("ZoneId"),
            "status": item.token("Status"),
            "route_table_id": (item.inner("RouteTable") or item).token("RouteTableId"),
        }
        for item in rows
    ]


def describe_route_table_list(
    client: Client, region: str, vpc_id: str | None = None, border_router_id: str | None = None
) -> list[dict[str, t.Any]]:
    """Return the route tables of a VPC or border router: route_table_id, type (System or Custom), vswitch_ids."""
    where: dict[str, t.Any] = {"VpcId": vpc_id}
    if border_router_id:
        where = {"RouterId": border_router_id, "RouterType": "VBR"}
    path = "RouterTableList.RouterTableListType"
    rows = pages.numbered(client, "DescribeRouteTableList", region, path, "RouteTableId", **where)
    return [
        {
            "route_table_id": item.need_ident("RouteTableId", "route_table_id"),
            "type": item.need("RouteTableType"),
            "vswitch_ids": list(item.tokens("VSwitchIds.VSwitchId")),
        }
        for item in rows
    ]


def describe_route_entry_list(client: Client, region: str, route_table_id: str, **filters: t.Any) -> list[RouteEntry]:
    """Return all entries of a table, the service's own included; ``filters`` have the API's names."""
    where = {"RouteTableId": route_table_id, **filters}
    path, keys = "RouteEntrys.RouteEntry", ("DestinationCidrBlock", "RouteEntryId")
    rows = pages.chained(client, "DescribeRouteEntryList", region, path, ROUTE_PAGE, keys, **where)
    return [RouteEntry.from_api(item, region) for item in rows]


def describe_router_interfaces(
    client: Client,
    region: str,
    filters: t.Mapping[str, t.Collection[str]] | None = None,
    **params: t.Any,
) -> list[RouterInterface]:
    """Return the region's router interfaces; the service applies each of ``filters`` that has few values."""
    few = {name: sorted(values) for name, values in (filters or {}).items() if 0 < len(values) <= FILTER_VALUES}
    chosen = [{"Key": name, "Value": values} for name, values in list(few.items())[:FILTER_KEYS]]
    path, where = "RouterInterfaceSet.RouterInterfaceType", {"Filter": chosen or None, **params}
    rows = pages.numbered(client, "DescribeRouterInterfaces", region, path, "RouterInterfaceId", **where)
    return [RouterInterface.from_api(item, region) for item in rows]


def create_router_interface(client: Client, want: RouterInterface, token: str) -> str:
    """Create one end and return its id; the same token never creates a second one."""
    response = client.call(
        "CreateRouterInterface",
        want.region,
        ClientToken=token,
        Role=SIDES[t.cast(str, want.role)],
        RouterType=want.router_type or "VRouter",
        RouterId=want.router_id,
        AccessPointId=want.access_point_id,
        OppositeRegionId=want.peer_region,
        OppositeAccessPointId=want.peer_access_point_id,
        Spec=want.spec,
        Name=want.name,
        Description=want.description,
        InstanceChargeType=want.charge_type,
        Period=want.period,
        PricingCycle=want.pricing_cycle,
        AutoRenew=want.auto_renew,
        AutoPay=want.auto_pay,
        ResourceGroupId=want.resource_group_id,
        Tags=_tags(want.tags or {}),
        HealthCheckSourceIp=want.health_check_source_ip,
        HealthCheckTargetIp=want.health_check_target_ip,
        **_peer(want),
    )
    return response.need_ident("RouterInterfaceId", "router_interface_id")


def modify_router_interface_attribute(client: Client, interface_id: str, want: RouterInterface) -> None:
    """Set name, description, health check and the four attributes of the peer, as far as ``want`` has them."""
    client.call(
        "ModifyRouterInterfaceAttribute",
        want.region,
        RouterInterfaceId=interface_id,
        Name=want.name,
        Description=want.description,
        HealthCheckSourceIp=want.health_check_source_ip or None,
        HealthCheckTargetIp=want.health_check_target_ip or None,
        DeleteHealthCheckIp=True if want.health_check_source_ip == "" else None,
        HcRate=want.health_check_rate,
        HcThreshold=want.health_check_threshold,
        **_peer(want),
    )


def tag_resources_for_express_connect(client: Client, region: str, interface_id: str, tags: dict[str, str]) -> None:
    """Add tags to a router interface, or give them other values."""
    where: dict[str, t.Any] = {"ResourceType": INTERFACES, "ResourceId": [interface_id]}
    client.call("TagResourcesForExpressConnect", region, **where, Tag=_tags(tags))


def untag_resources_for_express_connect(client: Client, region: str, interface_id: str, keys: t.Iterable[str]) -> None:
    """Remove tags from a router interface; a missing one is no error."""
    where: dict[str, t.Any] = {"ResourceType": INTERFACES, "ResourceId": [interface_id]}
    client.call("UntagResourcesForExpressConnect", region, **where, TagKey=sorted(keys))


def modify_router_interface_spec(client: Client, interface_id: str, want: RouterInterface, token: str) -> None:
    """Change an initiator's bandwidth."""
    client.call(
        "ModifyRouterInterfaceSpec",
        want.region,
        RouterInterfaceId=interface_id,
        Spec=want.spec,
        ClientToken=token,
    )


def connect_router_interface(client: Client, region: str, interface_id: str) -> None:
    """Initiate the connection; done already is no error, the waiter judges the state."""
    client.call_unless(CONNECTED_ALREADY, "ConnectRouterInterface", region, RouterInterfaceId=interface_id)


def activate_router_interface(client: Client, region: str, interface_id: str) -> None:
    """Activate an Inactive interface."""
    client.call_unless(CONNECTED_ALREADY, "ActivateRouterInterface", region, RouterInterfaceId=interface_id)


def deactivate_router_interface(client: Client, region: str, interface_id: str) -> None:
    """Deactivate an Active interface."""
    client.call_unless(CONNECTED_ALREADY, "DeactivateRouterInterface", region, RouterInterfaceId=interface_id)


def delete_router_interface(client: Client, region: str, interface_id: str, token: str) -> None:
    """Delete an Idle or Inactive interface that no route entry uses."""
    client.call_unless(GONE_ALREADY, "DeleteRouterInterface", region, RouterInterfaceId=interface_id, ClientToken=token)


def create_route_entries(client: Client, region: str, entries: t.Sequence[RouteEntry]) -> list[dict[str, t.Any]]:
    """Create up to 50 entries and return those that failed: DstCidrBlock, FailedCode, FailedMessage."""
    rows = [
        {
            "RouteTableId": entry.route_table_id,
            "DstCidrBlock": entry.destination,
            "NextHop": entry.next_hop_id,
            "NextHopType": entry.next_hop_type,
            "Name": entry.name,
            "Description": entry.description,
            "IpVersion": 6 if ":" in entry.destination else 4,
        }
        for entry in entries
    ]
    return _failed(client.call("CreateRouteEntries", region, RouteEntries=rows), entries)


def create_route_entry(client: Client, region: str, entry: RouteEntry, token: str) -> None:
    """Create one entry with several next hops, which the batch action does not accept."""
    hops = [
        {"NextHopType": entry.next_hop_type, "NextHopId": hop["next_hop_id"], "Weight": hop.get("weight")}
        for hop in entry.next_hops
    ]
    client.call(
        "CreateRouteEntry",
        region,
        RouteTableId=entry.route_table_id,
        DestinationCidrBlock=entry.destination,
        RouteEntryName=entry.name,
        Description=entry.description,
        NextHopList=hops,
        ClientToken=token,
    )


def delete_route_entry(client: Client, region: str, entry: RouteEntry) -> None:
    """Delete one entry with several next hops."""
    try:
        client.call("DeleteRouteEntry", region, RouteEntryId=entry.route_entry_id)
    except CallError as error:
        if error.code not in ENTRY_GONE_ALREADY:
            raise


def delete_route_entries(client: Client, region: str, entries: t.Sequence[RouteEntry]) -> list[dict[str, t.Any]]:
    """Delete up to 50 entries by their ids and return those that failed."""
    rows = [
        {"RouteTableId": entry.route_table_id, "RouteEntryId": entry.route_entry_id, "DstCidrBlock": entry.destination}
        for entry in entries
    ]
    for row, entry in zip(rows, entries):
        if not row["RouteEntryId"]:
            row["NextHop"] = entry.next_hop_id
    return _failed(client.call("DeleteRouteEntries", region, RouteEntries=rows), entries)


def modify_route_entry(client: Client, region: str, have: RouteEntry, want: RouteEntry) -> None:
    """Move one entry to another next hop without a gap, or rename it."""
    moves = (want.next_hop_type, want.next_hop_id) != (have.next_hop_type, have.next_hop_id)
    client.call(
        "ModifyRouteEntry",
        region,
        RouteEntryId=have.route_entry_id,
        NewNextHopType=want.next_hop_type if moves else None,
        NewNextHopId=want.next_hop_id if moves else None,
        RouteEntryName=want.name,
        Description=want.description,
    )


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def _peer(want: RouterInterface) -> dict[str, t.Any]:
    # Without a router type the API assumes a border router (VBR).
    given = want.peer_router_id or want.peer_router_interface_id or want.peer_account_id
    return {
        "OppositeRouterType": want.peer_router_type or ("VRouter" if given else None),
        "OppositeRouterId": want.peer_router_id,
        "OppositeInterfaceId": want.peer_router_interface_id,
        "OppositeInterfaceOwnerId": want.peer_account_id,
    }


def _failed(response: Response, entries: t.Sequence[RouteEntry]) -> list[dict[str, t.Any]]:
    """Return the rows of a batch that failed; each must be one that was sent, or a failure would not be noticed."""
    rows = response.rows("FailedRouteEntries")
    if not rows and response.number("FailedCount"):
        raise response.wrong("FailedRouteEntries", "is missing or empty, and FailedCount is not 0")
    sent = {entry.destination for entry in entries}
    for row in rows:
        if row.block("DstCidrBlock") not in sent:
            raise row.wrong("DstCidrBlock", "was not in the request")
    return [
        {
            "DstCidrBlock": row.block("DstCidrBlock"),
            "FailedCode": row.need("FailedCode"),
            "FailedMessage": row.string("FailedMessage"),
        }
        for row in rows
    ]
