# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads that ask what the documents leave open: unknown ids, wrong values, filters, gaps, pages. Decides nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._probe.calls import NO_BLOCK, NO_INTERFACE, ask

Row = dict[str, t.Any]
# Reads with a parameter that takes a number, by which one sees whether it is checked before the permission.
SIZES = {
    "DescribeVpcs": ("Vpc", "PageSize"),
    "DescribeVSwitches": ("Vpc", "PageSize"),
    "DescribeRouteTableList": ("Vpc", "PageSize"),
    "DescribeRouterInterfaces": ("Vpc", "PageSize"),
    "ListVpcPeerConnections": ("VpcPeer", "MaxResults"),
}


def ask_reads(client: Client, account: AccountView) -> None:
    """Add the responses of all regions of an account."""
    for view in account.regions.values():
        if view.reads:
            _ask_forms(client, view)
            _ask_filters(client, view)
            _ask_names(client, view)
            _ask_denied(client, view)
        if "ListVpcPeerConnections" in view.reads:
            _ask_connections(client, account, view)


def _ask_forms(client: Client, view: RegionView) -> None:
    region = view.region
    view.probes["missing_parameter"] = ask(client, "DescribeRouteEntryList", region)
    view.probes["invalid_parameter"] = ask(client, "DescribeVpcs", region, PageSize="many")
    view.probes["unknown_interface"] = ask(client, "DescribeRouterInterfaceAttribute", region, InstanceId=NO_INTERFACE)
    entry = next((row for row in view.route_entries if row.get("DestinationCidrBlock")), None)
    if entry:
        # As Key.1 and Key.3: does the second one count?
        gap = {"DestCidrBlockList.1": NO_BLOCK, "DestCidrBlockList.3": entry["DestinationCidrBlock"]}
        view.probes["list_gap"] = ask(
            client, "DescribeRouteEntryList", region, RouteTableId=entry.get("RouteTableId"), MaxResult=100, **gap
        )
    for table, outcome in view.entries.items():
        if outcome.succeeded:
            view.probes["routes_to_interfaces"] = ask(
                client,
                "DescribeRouteEntryList",
                region,
                RouteTableId=table,
                NextHopType="RouterInterface",
                MaxResult=100,
            )
            if view.probes["routes_to_interfaces"].rows("RouteEntrys.RouteEntry"):
                break


def _ask_filters(client: Client, view: RegionView) -> None:
    def filtered(key: str, value: t.Any) -> t.Any:
        chosen = [{"Key": key, "Value": [value]}]
        return ask(client, "DescribeRouterInterfaces", view.region, Filter=chosen, PageSize=50, PageNumber=1)

    view.probes["filter_key"] = filtered("routerinterfaceid", NO_INTERFACE)
    interfaces = view.rows("DescribeRouterInterfaces")
    # An id in which another case is another text.
    cased = next((row for row in interfaces if _swapped(row.get("RouterInterfaceId"))), None)
    if cased:
        view.probes["filter_value"] = filtered("RouterInterfaceId", _swapped(cased["RouterInterfaceId"]))
    named = _with_name(interfaces, "Name")
    if named:
        view.probes["interface_wildcard"] = filtered("Name", f"{named[:-1]}*")


def _swapped(value: t.Any) -> str | None:
    text = str(value or "")
    return text.swapcase() if text.swapcase() != text else None


def _with_name(rows: t.Sequence[Row], field: str) -> str | None:
    """Return a name of at least two characters that can be written as a pattern."""
    names = [str(row.get(field) or "") for row in rows]
    return next((name for name in names if len(name) > 1 and "*" not in name), None)


def _ask_names(client: Client, view: RegionView) -> None:
    vpc = _with_name(view.rows("DescribeVpcs"), "VpcName")
    if vpc:
        view.probes["vpc_wildcard"] = ask(client, "DescribeVpcs", view.region, VpcName=f"{vpc[:-1]}*", PageSize=50)
    table = _with_name(view.rows("DescribeRouteTableList"), "RouteTableName")
    if table:
        pattern = f"{table[:-1]}*"
        view.probes["table_wildcard"] = ask(
            client, "DescribeRouteTableList", view.region, RouteTableName=pattern, PageSize=50
        )


def _ask_denied(client: Client, view: RegionView) -> None:
    """Repeat a read that was denied with a wrong parameter: which of the two is refused?"""
    for action, (product, size) in SIZES.items():
        if action in view.reads and view.reads[action].denied:
            view.probes["denied_with_wrong_parameter"] = ask(client, action, view.region, product, **{size: "many"})
            break
    vpc = next((row.get("VpcId") for row in view.rows("DescribeVpcs")), None)
    if vpc:
        view.probes["vpc_attribute"] = ask(client, "DescribeVpcAttribute", view.region, VpcId=vpc)


def _ask_connections(client: Client, account: AccountView, view: RegionView) -> None:
    def listed(**params: t.Any) -> t.Any:
        return ask(client, "ListVpcPeerConnections", view.region, "VpcPeer", **params)

    rows = view.rows("ListVpcPeerConnections")
    name = _with_name(rows, "Name")
    if name:
        view.probes["connection_by_part"] = listed(Name=name[:-1], MaxResults=100)
    if len(rows) > 1:
        view.probes["one_connection_of_several"] = listed(MaxResults=1)
    _ask_other_side(client, account, view)


def _ask_other_side(client: Client, account: AccountView, view: RegionView) -> None:
    """Ask about a connection of two accounts in two regions, if possible one that was accepted and has tags."""
    between = [
        row
        for row in view.rows("ListVpcPeerConnections")
        if row.get("OwnerId") != row.get("AcceptingOwnerUid") and row.get("RegionId") != row.get("AcceptingRegionId")
    ]
    accepted = [row for row in between if str(row.get("AcceptingOwnerUid")) == account.uid]
    for row in sorted(accepted, key=lambda row: not row.get("Tags"))[:1]:
        for which, field in (("requester", "RegionId"), ("own", "AcceptingRegionId")):
            view.probes[f"labels_in_{which}_region"] = ask(
                client,
                "ListTagResources",
                str(row.get(field)),
                "VpcPeer",
                ResourceType="PeerConnection",
                ResourceId=[row.get("InstanceId")],
            )
    for row in between[:1]:
        away = row.get("RegionId") if row in accepted else row.get("AcceptingRegionId")
        where = {"InstanceId": row.get("InstanceId"), "MaxResults": 100}
        view.probes["list_in_the_other_region"] = ask(client, "ListVpcPeerConnections", str(away), "VpcPeer", **where)
