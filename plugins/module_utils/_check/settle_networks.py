# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the responses settle about router interfaces and routes. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome, Row

ROUTES = "RouteEntrys.RouteEntry"
STABLE = ("Active", "Inactive")
BAD_BLOCK, MALFORMED = "InvalidCidrBlock", "InvalidCidrBlock.Malformed"
TABLE_CODES = ("InvalidRouteTableId.NotFound", "Forbidden.VRouterNotFound")
# The codes of a next hop that does not exist.
NO_HOP = ("InvalidRouterInterface", "InvalidNextHop.NotFound", "InvalidNexthop.NotFound", "InvalidNextHopId.NotFound")
IPV6_CODES = (
    "UnsupportedFeature.RouterInterfaceIpv6",
    "OperationDenied.RouterInterfaceIpv6NotEnabled",
    "OperationDenied.RouterInterfaceIpv6",
)
OUTSIDE = "FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY"


def networks(accounts: t.Sequence[AccountView]) -> t.Iterator[Settled]:
    """Yield what the interfaces of all accounts, and the routes of each region, settle."""
    interfaces = {
        str(row.get("RouterInterfaceId")): row
        for account in accounts
        for view in account.regions.values()
        for row in view.rows("DescribeRouterInterfaces")
    }
    for row in interfaces.values():
        yield from _interface(row, interfaces)
    for account in accounts:
        for view in account.regions.values():
            yield from _unknown_interface(view)
            yield from _routes(view)


def _interface(row: Row, interfaces: t.Mapping[str, Row]) -> t.Iterator[Settled]:
    which, status = row.get("RouterInterfaceId"), row.get("Status")
    if status == "Idle" and not row.get("ConnectedTime"):
        value = "empty" if "ConnectedTime" in row else "absent"
        yield Settled("connected_time_before_connect", value, f"the Idle interface {which}")
    if status == "Active" and row.get("OppositeInterfaceStatus") == "Deleted":
        yield Settled("peer_of_deleted_becomes_inactive", False, f"{which} is Active, and its peer was deleted")
    peer = interfaces.get(str(row.get("OppositeInterfaceId")))
    if peer is None:
        return
    mutual = peer.get("OppositeInterfaceId") == which
    if mutual and {status, peer.get("Status")} == set(STABLE):
        yield Settled("peer_follows", False, f"of the pair of {which} one is Active and one Inactive")
    if not mutual:
        value = "resolved" if row.get("OppositeInterfaceStatus") else "mutual"
        yield Settled("opposite_view", value, f"the peer of {which} points elsewhere")


def _unknown_interface(view: RegionView) -> t.Iterator[Settled]:
    outcome = view.probes.get("unknown_interface")
    if outcome and outcome.succeeded and not outcome.fields.get("RouterInterfaceId"):
        yield Settled("describe_unknown_interface", "empty", "DescribeRouterInterfaceAttribute of an unknown id")
    elif outcome and outcome.code == "InvalidRouterInterfaceId.NotFound":
        yield Settled("describe_unknown_interface", "refused", "DescribeRouterInterfaceAttribute of an unknown id")


def code_of_item(outcome: Outcome | None) -> str:
    """Return the code of the one entry of a batch: its own, or that of the whole call; empty where there is none."""
    if outcome is None:
        return ""
    failed = outcome.rows("FailedRouteEntries")
    return str(failed[0].get("FailedCode") or "") if failed else str(outcome.code or "")


def _routes(view: RegionView) -> t.Iterator[Settled]:
    codes = {name: code_of_item(outcome) for name, outcome in view.probes.items()}
    if codes.get("unknown_table") in TABLE_CODES:
        yield Settled("unknown_table_code", codes["unknown_table"], "a route in a table that does not exist")
    # Where a wrong destination is refused before an unknown next hop is, the next hop's code proves that it was fine.
    if codes.get("service_block") == BAD_BLOCK:
        for probe, switch in (
            ("ten_slash_eight", "route_ten_slash_eight"),
            ("block_around_a_vswitch", "batch_vswitch_overlap"),
        ):
            value = {BAD_BLOCK: "refused", **dict.fromkeys(NO_HOP, "allowed")}.get(codes.get(probe, ""))
            if value:
                yield Settled(switch, value, f"the code {codes[probe]}")
    if codes.get("malformed_block") == MALFORMED:
        value = {MALFORMED: "refused", **dict.fromkeys(NO_HOP, "normalised")}.get(codes.get("host_bits", ""))
        if value:
            yield Settled("route_host_bits", value, f"the code {codes['host_bits']}")
    if codes.get("ipv6_to_an_interface") in IPV6_CODES:
        yield Settled("route_ipv6_code", codes["ipv6_to_an_interface"], "an IPv6 route to a router interface")
    if codes.get("outside_of_the_peer_vpc") == OUTSIDE:
        yield Settled("route_outside_peer_vpc", "all", "a route to a block that is not the peer VPC's")
    yield from _listed_hops(view)


def _listed_hops(view: RegionView) -> t.Iterator[Settled]:
    """Compare a table's list with the same list by type of next hop."""
    by_type = view.probes.get("routes_to_interfaces")
    wanted = {row.get("RouteEntryId") for row in by_type.rows(ROUTES)} if by_type and by_type.succeeded else set()
    links = [row for row in view.route_entries if _hops(row) & {"RouterInterface", "VpcPeer"}]
    if links:
        yield Settled("route_list_next_hop_type", "any", "a list without NextHopType has routes to links")
    elif wanted:
        yield Settled("route_list_next_hop_type", "Instance", "a list without NextHopType has no route to an interface")


def _hops(row: Row) -> set[t.Any]:
    return {hop.get("NextHopType") for hop in _next_hops(row)}


def _next_hops(row: Row) -> list[Row]:
    holder = row.get("NextHops")
    hops = holder.get("NextHop") if isinstance(holder, dict) else None
    return [hop for hop in hops if isinstance(hop, dict)] if isinstance(hops, list) else []


def hops_of(view: RegionView, kind: str) -> list[Row]:
    """Return the next hops of a type in all tables that were read."""
    return [hop for row in view.route_entries for hop in _next_hops(row) if hop.get("NextHopType") == kind]
