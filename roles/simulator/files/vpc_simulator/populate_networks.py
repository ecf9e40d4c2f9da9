# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the VPCs, border routers, vSwitches, route tables and routes of a scenario."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network

from vpc_simulator.clock import seconds_of
from vpc_simulator.identities import Account
from vpc_simulator.model import ROUTE_STATES, VBR_STATES, NextHop, RouteEntry, Router, RouteTable, Vbr, Vpc
from vpc_simulator.principals import uid as parse_uid
from vpc_simulator.reader import Section
from vpc_simulator.regions import REGIONS, zones
from vpc_simulator.world import World

ROUTE_TYPES = ("Custom", "BGP", "CEN", "ECR", "System")
ISPS = ("BGP", "ChinaMobile", "ChinaUnicom", "ChinaTelecom")


class Blocks:
    """CIDR blocks that do not overlap, in their order, so that a scenario with many vSwitches is read fast."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, int]] = []

    def add(self, block: IPv4Network) -> bool:
        """Add a block; return false if it overlaps another one."""
        first, last = int(block.network_address), int(block.broadcast_address)
        place = bisect.bisect(self._blocks, (first, last))
        if place and self._blocks[place - 1][1] >= first:
            return False
        if place < len(self._blocks) and self._blocks[place][0] <= last:
            return False
        self._blocks.insert(place, (first, last))
        return True


@dataclass(slots=True)
class Networks:
    """Adds the networks of a scenario to a world. Routes come last: `tables` holds each table with their section."""

    world: World
    tables: list[tuple[RouteTable, Section]] = field(default_factory=list)
    entry_ids: set[str] = field(default_factory=set)

    def add_vpc(self, account: Account, section: Section) -> None:
        """Add a VPC with its vSwitches and tables. Raises ScenarioError."""
        world, region = self.world, section.string("region", choices=tuple(REGIONS))
        for name, existing in (("vpc_id", world.vpcs), ("vrouter_id", world.routers), ("route_table_id", world.tables)):
            check_unused(section, name, existing)
        cidr = section.parsed("cidr_block", network, "172.16.0.0/12")
        vpc = world.add_vpc(
            account.uid,
            region,
            cidr,
            vpc_id=section.string("vpc_id", ""),
            router_id=section.string("vrouter_id", ""),
            route_table_id=section.string("route_table_id", ""),
            name=section.string("name", ""),
            description=section.string("description", ""),
            status=section.string("status", "Available", ("Available", "Pending")),
            resource_group_id=section.string("resource_group_id", ""),
            user_cidrs=[str(block) for block in section.parsed_list("user_cidrs", network)],
            secondary_cidrs=_secondary_cidrs(section, cidr),
            ipv6_blocks=_ipv6_blocks(section),
            cen_attached=section.boolean("cen_attached", False),
            dns_hostnames=section.boolean("dns_hostnames", False),
            cloud_box=section.boolean("cloud_box", False),
            shared_with=section.parsed_list("shared_with", parse_uid),
            tags=section.string_map("tags"),
            created_at=section.parsed("created_at", seconds_of, ""),
        )
        _add_lags(world, vpc, section)
        _label_table(world.tables[vpc.table_ids[0]], section, "route_table_")
        blocks = Blocks()
        section.for_each("vswitches", lambda vswitch: _add_vswitch(world, vpc, blocks, vswitch))
        self.tables.append((world.tables[vpc.table_ids[0]], section))
        section.for_each("route_tables", lambda table: self._add_table(vpc, table))

    def _add_table(self, vpc: Vpc, section: Section) -> None:
        """Add a custom table and attach its vSwitches."""
        world = self.world
        check_unused(section, "route_table_id", world.tables)
        table = world.add_table(vpc, "Custom", section.string("route_table_id", ""), section.string("name", ""))
        table.created_at = section.parsed("created_at", seconds_of, "") or world.now
        _label_table(table, section, "")
        self.tables.append((table, section))
        for vswitch_id in section.parsed_list("vswitch_ids", str):
            if vswitch_id not in vpc.vswitch_ids:
                raise section.error("vswitch_ids", f"{vswitch_id} is not a vSwitch of the VPC")
            world.vswitches[vswitch_id].table_id = table.id

    def add_vbr(self, account: Account, section: Section) -> None:
        """Add a border router with its table. Raises ScenarioError."""
        world = self.world
        for name, existing in (("vbr_id", world.routers), ("route_table_id", world.tables)):
            check_unused(section, name, existing)
        region = section.string("region", choices=tuple(REGIONS))
        vbr = Vbr(
            section.string("vbr_id", "") or world.ids.new("vbr", region),
            account.uid,
            region,
            section.string("name", ""),
            section.string("status", "active", VBR_STATES),
            section.string("access_point_id"),
            section.parsed("created_at", seconds_of, "") or world.now,
        )
        _add_lags(world, vbr, section)
        table = world.add_vbr(vbr, section.string("route_table_id", ""))
        _label_table(table, section, "route_table_")
        self.tables.append((table, section))

    def add_routes(self) -> None:
        """Add the routes of the tables that were added since the last time."""
        tables, self.tables = self.tables, []
        for table, section in tables:
            section.for_each("routes", functools.partial(self._add_route, table))
            with section.collecting():
                section.refuse_unknown()

    def _add_route(self, table: RouteTable, section: Section) -> None:
        destination = section.parsed("destination", ip_network)
        entry_id = section.string("route_entry_id", "")
        if entry_id in self.entry_ids:
            raise section.error("route_entry_id", f"{entry_id} is given twice")
        self.entry_ids.update({entry_id} - {""})
        if section.get("type") == "System":
            _label_system_route(table, table.by_destination.get(destination), section)
            return
        if destination in table.by_destination:
            raise section.error("destination", f"{destination} is already in {table.id}")
        hops = tuple(_next_hop(hop) for hop in section.sections("next_hops"))
        if bool(hops) == section.has("next_hop_id"):
            raise section.error("next_hop_id", "set either next_hop_id or next_hops")
        if not hops:
            hops = (NextHop(section.string("next_hop_type", "RouterInterface"), section.string("next_hop_id")),)
        entry = self.world.add_entry(
            table,
            destination,
            hops,
            route_entry_id=entry_id,
            status=section.string("status", "Available", ROUTE_STATES),
            type=section.string("type", "Custom", ROUTE_TYPES),
            name=section.string("name", ""),
            description=section.string("description", ""),
        )
        _set_modification(entry, section)
        section.refuse_unknown()


def _add_lags(world: World, router: Router, section: Section) -> None:
    """Let the router's lags have the rest that its section gives them."""
    router.lingering_interfaces_until = world.now + section.number("interfaces_count_for", 0.0)
    if wait := section.number("route_tasks_wait_for", 0.0):
        router.last_route_task_at = world.now + wait - world.switches.route_task_gap


def _set_modification(entry: RouteEntry, section: Section) -> None:
    entry.modified_at = section.parsed("modified_at", seconds_of, "") or entry.modified_at


def _label_table(table: RouteTable, section: Section, prefix: str) -> None:
    """Give the table its labels; those of a system table are keys of the section of its router."""
    table.name = section.string(f"{prefix}name", "")
    table.description = section.string(f"{prefix}description", "")
    table.tags = section.string_map(f"{prefix}tags")
    table.propagates = section.boolean("route_propagation", True)


def _label_system_route(table: RouteTable, entry: RouteEntry | None, section: Section) -> None:
    """Give an entry that the system made its id and its labels, and its place in the order of the section."""
    if entry is None or entry.type != "System":
        raise section.error("destination", f"{table.id} has no such system entry")
    table.remove(entry)
    entry.id = section.string("route_entry_id", entry.id)
    entry.name, entry.description = section.string("name", ""), section.string("description", "")
    _set_modification(entry, section)
    table.add(entry)
    section.refuse_unknown()


def _secondary_cidrs(section: Section, cidr: IPv4Network) -> list[IPv4Network]:
    secondary = section.parsed_list("secondary_cidr_blocks", network)
    blocks = Blocks()
    for block in (cidr, *secondary):
        if not blocks.add(block):
            raise section.error("secondary_cidr_blocks", f"{block} overlaps another block of the VPC")
    return secondary


def _ipv6_blocks(section: Section) -> dict[IPv6Network, str]:
    """`ipv6_cidr_blocks`: block: ISP."""
    blocks = section.section("ipv6_cidr_blocks")
    return {_ipv6_network(blocks, name, name, 56): blocks.string(name, choices=ISPS) for name in blocks.names()}


def _ipv6_network(section: Section, name: str, text: str, length: int) -> IPv6Network:
    try:
        block = ip_network(text)
    except ValueError as error:
        raise section.error(name, str(error)) from None
    if not isinstance(block, IPv6Network) or block.prefixlen != length:
        raise section.error(name, f"{text!r} is not an IPv6 block with a prefix of {length} bits")
    return block


def _add_vswitch(world: World, vpc: Vpc, blocks: Blocks, section: Section) -> None:
    check_unused(section, "vswitch_id", world.vswitches)
    cidr = section.parsed("cidr_block", network)
    if not any(cidr.subnet_of(block) for block in vpc.ipv4_blocks):
        raise section.error("cidr_block", f"{cidr} is not inside the VPC's {', '.join(map(str, vpc.ipv4_blocks))}")
    if not blocks.add(cidr):
        raise section.error("cidr_block", f"{cidr} overlaps another vSwitch of the VPC")
    world.add_vswitch(
        vpc,
        cidr,
        vswitch_id=section.string("vswitch_id", ""),
        zone_id=section.string("zone_id", zones(vpc.region)[0], tuple(zones(vpc.region))),
        name=section.string("name", ""),
        description=section.string("description", ""),
        status=section.string("status", "Available", ("Available", "Pending")),
        tags=section.string_map("tags"),
        ipv6=_vswitch_ipv6(world, vpc, section),
        created_at=section.parsed("created_at", seconds_of, ""),
        deleting=section.boolean("deleting", False),
    )
    section.refuse_unknown()


def _vswitch_ipv6(world: World, vpc: Vpc, section: Section) -> IPv6Network | None:
    text = section.string("ipv6_cidr_block", "")
    if not text:
        return None
    block = _ipv6_network(section, "ipv6_cidr_block", text, 64)
    if not any(block.subnet_of(outer) for outer in vpc.ipv6_blocks):
        raise section.error("ipv6_cidr_block", f"{block} is not inside an IPv6 block of the VPC")
    if block in world.tables[vpc.table_ids[0]].by_destination:
        raise section.error("ipv6_cidr_block", f"{block} is that of another vSwitch of the VPC")
    return block


def _next_hop(section: Section) -> NextHop:
    hop = NextHop("RouterInterface", section.string("next_hop_id"), section.integer("weight", 100))
    section.refuse_unknown()
    return hop


def check_unused(section: Section, name: str, existing: Mapping[str, object]) -> None:
    """Refuse an id that another section has already."""
    if (identifier := section.string(name, "")) in existing:
        raise section.error(name, f"{identifier} is given twice")


def network(text: str) -> IPv4Network:
    """An IPv4 block. Raises ValueError."""
    block = ip_network(text)
    if not isinstance(block, IPv4Network):
        raise ValueError(f"{text!r} is not an IPv4 network")
    return block
