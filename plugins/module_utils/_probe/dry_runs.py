# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Dry runs: which writes a key may make, and what the service would refuse. Decides nothing, and writes nothing.

A gateway may ignore DryRun (one of a private cloud was reported to). So most dry runs name a resource that does not
exist, and would be refused as calls too. The others are made only where a dry run of a read was taken for one, and
would make nothing that forwards traffic or costs money: a request for a connection, or a route to a block that nobody
uses.
"""

from __future__ import annotations

import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._probe.calls import (
    NO_BLOCK,
    NO_CONNECTION,
    NO_INTERFACE,
    NO_IPV6_BLOCK,
    NO_TABLE,
    NO_VPC,
    dry_run,
)

ON_A_CONNECTION = ("AcceptVpcPeerConnection", "ModifyVpcPeerConnection", "DeleteVpcPeerConnection")
ON_A_TABLE = ("CreateRouteEntries", "DeleteRouteEntries", "ModifyRouteEntry")
# Of how many route tables of the peerings the permissions are asked.
MOST_TABLES = 5
TEN = ipaddress.IPv4Network("10.0.0.0/8")
# A region that only the guide lists, and one that neither the guide nor the metadata does.
LISTED_BY_THE_GUIDE, LISTED_BY_NONE = "cn-wuhan-lr", "na-south-1"


def ask_permissions(client: Client, account: AccountView, view: RegionView, tables: t.Sequence[str]) -> None:
    """Ask for each write with a dry run whether the key may make it; ``tables`` are the peerings' route tables."""
    for action in ON_A_CONNECTION:
        more = {"Name": "check-cloud"} if action.startswith("Modify") else {}
        view.probes[action] = dry_run(client, action, view.region, "VpcPeer", InstanceId=NO_CONNECTION, **more)
    view.probes["CreateVpcPeerConnection"] = request(client, account, view, view.region)
    for table in tables[:MOST_TABLES]:
        item = {"RouteTableId": table, "DstCidrBlock": NO_BLOCK, "NextHop": NO_INTERFACE}
        created = {**item, "NextHopType": "RouterInterface", "IpVersion": 4}
        moved = {"RouteTableId": table, "DestinationCidrBlock": NO_BLOCK, "NewNextHopId": NO_INTERFACE}
        params: dict[str, dict[str, t.Any]] = {
            "CreateRouteEntries": {"RouteEntries": [created]},
            "DeleteRouteEntries": {"RouteEntries": [item]},
            "ModifyRouteEntry": {**moved, "NewNextHopType": "RouterInterface"},
        }
        for action in ON_A_TABLE:
            view.probes[f"{action} {table}"] = dry_run(client, action, view.region, **params[action])


def request(client: Client, account: AccountView, view: RegionView, accepting_region: str) -> Outcome:
    """Return the response to a request to a VPC that does not exist."""
    vpc = next((row.get("VpcId") for row in view.rows("DescribeVpcs")), NO_VPC)
    return dry_run(
        client,
        "CreateVpcPeerConnection",
        view.region,
        "VpcPeer",
        VpcId=vpc,
        AcceptingAliUid=account.uid or None,
        AcceptingRegionId=accepting_region,
        AcceptingVpcId=NO_VPC,
    )


def ask_rules(client: Client, account: AccountView, view: RegionView) -> None:
    """Ask which routes and which regions the service refuses."""
    for name, region in (("region_of_the_guide", LISTED_BY_THE_GUIDE), ("region_of_none", LISTED_BY_NONE)):
        view.probes[name] = request(client, account, view, region)

    def route(name: str, table: str, block: str, hop: str = NO_INTERFACE, kind: str = "RouterInterface") -> None:
        item: dict[str, t.Any] = {"RouteTableId": table, "DstCidrBlock": block, "NextHop": hop, "NextHopType": kind}
        item["IpVersion"] = 6 if ":" in block else 4
        view.probes[name] = dry_run(client, "CreateRouteEntries", view.region, RouteEntries=[item])

    route("unknown_table", NO_TABLE, NO_BLOCK)
    table = next((table for table, outcome in view.entries.items() if outcome.succeeded), None)
    if table is None:
        return
    # The first two are refused for sure: by them one sees that destinations are checked before next hops.
    blocks = {
        "service_block": "100.64.0.0/10",
        "malformed_block": "192.0.2.0/33",
        "host_bits": "192.0.2.1/24",
    }
    for name, block in blocks.items():
        route(name, table, block)
    outside = next((table for table in view.entries if not _vswitches_within_ten(view, table)), None)
    if outside:
        route("ten_slash_eight", outside, str(TEN))
    around = _block_around_a_vswitch(view, table)
    if around:
        route("block_around_a_vswitch", table, around)
    _ask_next_hops(view, route)


def _ask_next_hops(view: RegionView, route: t.Callable[..., None]) -> None:
    """Ask about routes to links that exist."""
    active = [row for row in view.rows("DescribeRouterInterfaces") if row.get("Status") == "Active"]
    for row in active:
        table = _table_of(view, str(row.get("VpcInstanceId")))
        if table and row.get("OppositeRouterType") != "VBR" and view.obeys_dry_runs:
            hop = str(row.get("RouterInterfaceId"))
            route("ipv6_to_an_interface", table, NO_IPV6_BLOCK, hop)
            route("outside_of_the_peer_vpc", table, NO_BLOCK, hop)
            break
    for row in view.rows("ListVpcPeerConnections"):
        ends = (row.get("Vpc") or {}, row.get("AcceptingVpc") or {})
        table = next(filter(None, (_table_of(view, str(end.get("VpcId"))) for end in ends)), None)
        if table and row.get("Status") == "Activated" and view.obeys_dry_runs:
            route("ipv6_to_a_connection", table, NO_IPV6_BLOCK, str(row.get("InstanceId")), "VpcPeer")
            break


def _table_of(view: RegionView, vpc_id: str) -> str | None:
    rows = view.rows("DescribeRouteTableList")
    return next((str(row.get("RouteTableId")) for row in rows if row.get("VpcId") == vpc_id), None)


def _block_around_a_vswitch(view: RegionView, table: str) -> str | None:
    """Return the block of twice the size around a vSwitch of a table's VPC, unless a route leads there."""
    routed = {row.get("DestinationCidrBlock") for row in view.route_entries}
    blocks = [str(block.supernet()) for block in _vswitch_blocks(view, table)]
    return next((block for block in blocks if block not in routed), None)


def _vswitch_blocks(view: RegionView, table: str) -> list[ipaddress.IPv4Network]:
    """Return the blocks of the vSwitches in the VPC of a table."""
    tables = {row.get("RouteTableId"): row.get("VpcId") for row in view.rows("DescribeRouteTableList")}
    rows = [row for row in view.rows("DescribeVSwitches") if row.get("VpcId") == tables.get(table)]
    return [ipaddress.IPv4Network(str(row["CidrBlock"])) for row in rows if row.get("CidrBlock")]


def _vswitches_within_ten(view: RegionView, table: str) -> bool:
    """Return whether a route to 10.0.0.0/8 may be refused because of the own vSwitches."""
    return any(block.overlaps(TEN) for block in _vswitch_blocks(view, table))


def ask_connections(client: Client, account: AccountView, view: RegionView) -> None:
    """Ask what each side may do with the connections that exist; each would be refused, or change nothing."""
    if not view.obeys_dry_runs:
        return
    for row in view.rows("ListVpcPeerConnections"):
        _ask_connection(client, account, view, row)


def _ask_connection(client: Client, account: AccountView, view: RegionView, row: t.Mapping[str, t.Any]) -> None:
    requests = str(row.get("OwnerId")) == account.uid
    accepts = str(row.get("AcceptingOwnerUid")) == account.uid

    def ask(name: str, action: str, **params: t.Any) -> None:
        if name not in view.probes:
            where = {"InstanceId": row.get("InstanceId"), **params}
            view.probes[name] = dry_run(client, action, view.region, "VpcPeer", **where)

    if row.get("Status") == "Accepting" and requests and not accepts:
        ask("accept_by_requester", "AcceptVpcPeerConnection")
    if row.get("Status") == "Activated" and accepts:
        ask(f"accept_again {row.get('InstanceId')}", "AcceptVpcPeerConnection")
        if not requests and row.get("Name"):
            ask("modify_by_accepter", "ModifyVpcPeerConnection", Name=row["Name"])
