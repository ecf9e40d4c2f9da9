# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the rules of route entries: tables, destinations, next hops, one task at a time. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from vpc_simulator.actions.peer_routes import HOP_TYPE as VPC_PEER
from vpc_simulator.actions.peer_routes import check_peer_hop, check_peer_is_stable
from vpc_simulator.call import Call
from vpc_simulator.model import Network, NextHop, RouteEntry, Router, RouteTable, Vbr, Vpc
from vpc_simulator.router_interfaces import RouterInterface
from vpc_simulator.world import SERVICE_ROUTE

TEN = IPv4Network("10.0.0.0/8")
DEFAULT_ROUTE = IPv4Network("0.0.0.0/0")
# These actions look the table up to authorise the call.
CHANGES = frozenset({"CreateRouteEntry", "CreateRouteEntries", "ModifyRouteEntry"})


@dataclass(frozen=True, slots=True)
class RequestedEntry:
    """The route entry of a request, not checked yet."""

    table_id: str
    destination: str
    hops: tuple[NextHop, ...]
    name: str = ""
    description: str = ""
    # CreateRouteEntries forbids any overlap with a vSwitch; with CreateRouteEntry a destination may contain a vSwitch
    may_contain_vswitch: bool = True


def own_table(call: Call, table_id: str) -> RouteTable:
    """The caller's table in the region of the call. Raises ApiError."""
    table = call.world.tables.get(table_id)
    if table is None or table.uid != call.account.uid or table.region != call.region:
        code = call.switches.unknown_table_code if call.action in CHANGES else "InvalidRouteTableId.NotFound"
        raise call.error(code)
    return table


def check_no_task(call: Call, table: RouteTable) -> None:
    """Check that no other route task runs for the router (by a switch, for the table), or ended within the gap."""
    world = call.world
    router = world.routers[table.router_id]
    entries = world.entries_of(router) if call.switches.route_task_scope == "vpc" else table.entries.values()
    idle = {"Available"} if call.switches.deleting_route_is_a_task else {"Available", "Deleting"}
    busy = any(entry.status not in idle for entry in entries)
    if busy or world.now - router.last_route_task_at < call.switches.route_task_gap:
        raise call.error("TaskConflict")


def check_router_is_stable(call: Call, table: RouteTable) -> None:
    router = call.world.routers[table.router_id]
    if isinstance(router, Vbr):
        if router.status != "active":
            raise call.error("InvalidVBRStatus")
        return
    if router.status != "Available":
        raise call.error("IncorrectVpcStatus")
    if any(call.world.vswitches[vswitch].status != "Available" for vswitch in router.vswitch_ids):
        raise call.error("IncorrectVSwitchStatus")


def parse_destination(call: Call, text: str) -> Network:
    """A CIDR block, or a single address without a mask. Host bits are refused, or by a switch dropped."""
    try:
        return ip_network(text, strict=call.switches.route_host_bits == "refused")
    except ValueError:
        raise call.error("InvalidCidrBlock.Malformed") from None


def check_entry(call: Call, table: RouteTable, requested: RequestedEntry) -> Network:
    """Check all rules for a new entry of the table. Return its destination; raise ApiError."""
    destination = parse_destination(call, requested.destination)
    router = call.world.routers[table.router_id]
    if isinstance(destination, IPv6Network):
        _refuse_ipv6(call, router, requested.hops)
    elif isinstance(router, Vpc):
        _check_destination(call, router, destination, requested.may_contain_vswitch)
    if destination in table.by_destination:
        raise call.error("InvalidCIDRBlock.Duplicate" if isinstance(router, Vpc) else "Duplicated.VpcNextHop")
    check_next_hops(call, table, requested.hops, destination)
    if table.custom_entries >= call.account.quotas["route_entries_per_table"]:
        raise call.error("QuotaExceeded")
    return destination


def _refuse_ipv6(call: Call, router: Router, hops: tuple[NextHop, ...]) -> None:
    """Refuse IPv6 through router interfaces; other types of next hops are refused later."""
    if isinstance(router, Vbr):
        raise call.error("OperationUnsupported.Ipv6ForVBR")
    if any(hop.type == "RouterInterface" for hop in hops):
        raise call.error(call.switches.route_ipv6_code)


def _check_destination(call: Call, vpc: Vpc, destination: IPv4Network, may_contain_vswitch: bool) -> None:
    if destination.subnet_of(SERVICE_ROUTE):
        raise call.error("InvalidCidrBlock")
    if destination == TEN and call.switches.route_ten_slash_eight == "refused":
        raise call.error("InvalidCidrBlock")
    for vswitch_id in vpc.vswitch_ids:
        cidr = call.world.vswitches[vswitch_id].cidr
        if destination.subnet_of(cidr) or (not may_contain_vswitch and destination.overlaps(cidr)):
            raise call.error("InvalidCidrBlock")


def check_next_hops(call: Call, table: RouteTable, hops: tuple[NextHop, ...], destination: Network) -> None:
    """Check one next hop, or several for ECMP, which must all go from a VPC to border routers."""
    interfaces = [_check_next_hop(call, table, hop, destination) for hop in hops]
    if len(hops) == 1:
        return
    if table.type != "System":
        raise call.error("OperationUnsupported.SubRouteTableECMP")
    if len({hop.id for hop in hops}) < len(hops):
        raise call.error("InvalidNexthop")
    if any(not 0 <= hop.weight <= call.switches.max_route_weight for hop in hops):
        raise call.error("INVALID_WEIGHT_PARAM")
    if any(hop is None or hop.router_type == "VBR" or hop.opposite_router_type != "VBR" for hop in interfaces):
        raise call.error("OperationUnsupported.InvalidRouterInterfaceType")


def _check_next_hop(call: Call, table: RouteTable, hop: NextHop, destination: Network) -> RouterInterface | None:
    """Check a next hop; the simulator has router interfaces, which are returned, and VPC peering connections."""
    if hop.type == VPC_PEER:
        check_peer_hop(call, table, hop, destination)
        return None
    if hop.type == "Instance":
        raise call.error("IllegalParam.NextHopId")
    if hop.type != "RouterInterface":
        raise call.error("InvalidNextHop.NotFound")
    interface = call.world.interfaces_of(call.account.uid, call.region).get(hop.id)
    if interface is None:
        raise call.error("InvalidRouterInterface")
    if interface.router_id != table.router_id:
        raise call.error("INVALID_VPC_ID")
    if interface.status not in call.switches.route_next_hop_states.split(","):
        raise call.error("IncorrectStatus.RouterInterface")
    if interface.router_type == "VRouter" and interface.opposite_router_type != "VBR":
        _check_within_peer_vpc(call, interface, destination)
    return interface


def _check_within_peer_vpc(call: Call, interface: RouterInterface, destination: Network) -> None:
    """Refuse another VPC as the way to the Internet; a leased line can be one."""
    peer = call.world.peer_of(interface)
    peer_vpc = call.world.vpcs.get(peer.vpc_id) if peer else None
    scope = call.switches.route_outside_peer_vpc
    blocks = peer_vpc.ipv4_blocks if peer_vpc else []
    outside = not isinstance(destination, IPv4Network) or not any(destination.subnet_of(block) for block in blocks)
    if (scope == "default_route" and destination == DEFAULT_ROUTE) or (scope == "all" and outside):
        raise call.error("FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY")


def check_deletable(call: Call, table: RouteTable, entry: RouteEntry) -> None:
    if entry.type == "System":
        raise call.error("OperationDenied")
    if entry.type != "Custom":
        raise call.error("Forbbiden")
    check_peer_is_stable(call, entry)
    check_no_task(call, table)
