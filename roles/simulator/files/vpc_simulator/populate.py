# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the meaning of scenarios: checks their content and builds the world from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Network, ip_network

from vpc_simulator.clock import Clock
from vpc_simulator.delays import DELAYS, Delays
from vpc_simulator.identities import QUOTAS, Account
from vpc_simulator.model import (
    ACCEPTOR,
    BANDWIDTH,
    INITIATOR,
    INTERFACE_STATES,
    ROUTE_STATES,
    NextHop,
    PeerView,
    RouterInterface,
    RouteTable,
    Vbr,
    Vpc,
)
from vpc_simulator.populate_peers import add_peer_connection
from vpc_simulator.principals import add_principals
from vpc_simulator.principals import uid as parse_uid
from vpc_simulator.progress import resume
from vpc_simulator.reader import ScenarioError, Section
from vpc_simulator.regions import REGIONS, zones
from vpc_simulator.switches import Switches
from vpc_simulator.world import World

VBR_STATES = ("active", "unconfirmed", "confirmed", "rejected", "deleting", "deleted", "terminated", "recovering")


def build(
    content: object, clock: Clock, time_scale: float, exact: Mapping[str, float], switches: Mapping[str, str]
) -> World:
    """The initial world. `exact` and `switches`, from the command line, take precedence. Raises ScenarioError."""
    top = Section(content, "")
    top.string("description", "")
    delays = top.section("delays")
    configured = {name: delays.number(name) for name in DELAYS if delays.has(name)}
    for name in DELAYS:
        delays.get(name)
    delays.refuse_unknown()
    world = World(clock, Delays(configured, time_scale, exact), _switches(top, switches), top.integer("seed", 1))
    quotas = _quotas(top, QUOTAS)
    for section in top.sections("accounts"):
        _account(world, section, quotas)
    for section in top.sections("vpc_peer_connections"):
        add_peer_connection(world, section, _time)
    top.get("faults")  # the service reads them
    top.refuse_unknown()
    resume(world)
    return world


def _switches(top: Section, overrides: Mapping[str, str]) -> Switches:
    switches = Switches()
    section = top.section("switches")
    for name in section.names():
        try:
            switches.set(name, section.get(name))
        except ValueError as error:
            raise section.error(name, str(error)) from None
    for name, value in overrides.items():
        try:
            switches.set(name, value)
        except ValueError as error:
            raise ScenarioError(f"--switch: {error}") from None
    return switches


def _quotas(section: Section, defaults: Mapping[str, int]) -> dict[str, int]:
    quotas = section.section("quotas")
    result = {name: quotas.integer(name, default) for name, default in defaults.items()}
    quotas.refuse_unknown()
    return result


def _account(world: World, section: Section, quotas: Mapping[str, int]) -> None:
    uid = section.parsed("uid", parse_uid)
    if uid in world.accounts:
        raise section.error("uid", f"{uid} is given twice")
    account = Account(
        uid,
        section.string("name", uid),
        section.string("site", "china", ("china", "international")),
        section.boolean("overdue", False),
        _quotas(section, quotas),
        cdt=section.boolean("cdt", False),
        cdt_cross_border=section.boolean("cdt_cross_border", False),
    )
    world.add_account(account)
    add_principals(world, account, section)
    tables = [table for vpc in section.sections("vpcs") for table in _vpc(world, account, vpc)]
    tables += [_vbr(world, account, vbr) for vbr in section.sections("vbrs")]
    for interface in section.sections("router_interfaces"):
        _interface(world, account, interface)
    for table, holder in tables:
        for route in holder.sections("routes"):
            _route(world, table, route)
        holder.refuse_unknown()
    section.refuse_unknown()


def _vpc(world: World, account: Account, section: Section) -> list[tuple[RouteTable, Section]]:
    """Add a VPC. Return its route tables, each with the section of its routes."""
    region = section.string("region", choices=tuple(REGIONS))
    for name, existing in (("vpc_id", world.vpcs), ("vrouter_id", world.routers), ("route_table_id", world.tables)):
        _check_unused(section, name, existing)
    vpc = world.add_vpc(
        account.uid,
        region,
        section.parsed("cidr_block", _network, "172.16.0.0/12"),
        vpc_id=section.string("vpc_id", ""),
        router_id=section.string("vrouter_id", ""),
        route_table_id=section.string("route_table_id", ""),
        name=section.string("name", ""),
        description=section.string("description", ""),
        status=section.string("status", "Available", ("Available", "Pending")),
        tags=section.string_map("tags"),
    )
    for vswitch in section.sections("vswitches"):
        _vswitch(world, vpc, vswitch)
    tables = [(world.tables[vpc.table_ids[0]], section)]
    for table in section.sections("route_tables"):
        tables.append((_custom_table(world, vpc, table), table))
    return tables


def _custom_table(world: World, vpc: Vpc, section: Section) -> RouteTable:
    """Add a custom table and attach its vSwitches."""
    _check_unused(section, "route_table_id", world.tables)
    table = world.add_table(vpc, "Custom", section.string("route_table_id", ""), section.string("name", ""))
    for vswitch_id in section.string_list("vswitch_ids") if section.has("vswitch_ids") else ():
        if vswitch_id not in vpc.vswitch_ids:
            raise section.error("vswitch_ids", f"{vswitch_id} is not a vSwitch of the VPC")
        world.vswitches[vswitch_id].table_id = table.id
    section.get("vswitch_ids")
    return table


def _vbr(world: World, account: Account, section: Section) -> tuple[RouteTable, Section]:
    """Add a border router. Return its route table with the section of its routes."""
    for name, existing in (("vbr_id", world.routers), ("route_table_id", world.tables)):
        _check_unused(section, name, existing)
    region = section.string("region", choices=tuple(REGIONS))
    vbr = Vbr(
        section.string("vbr_id", "") or world.new_id("vbr", region),
        account.uid,
        region,
        section.string("name", ""),
        section.string("status", "active", VBR_STATES),
        section.string("access_point_id"),
        world.now,
    )
    return world.add_vbr(vbr, section.string("route_table_id", "")), section


def _vswitch(world: World, vpc: Vpc, section: Section) -> None:
    _check_unused(section, "vswitch_id", world.vswitches)
    cidr = section.parsed("cidr_block", _network)
    if not cidr.subnet_of(vpc.cidr):
        raise section.error("cidr_block", f"{cidr} is not inside the VPC's {vpc.cidr}")
    if any(cidr.overlaps(world.vswitches[other].cidr) for other in vpc.vswitch_ids):
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
    )
    section.refuse_unknown()


def _interface(world: World, account: Account, section: Section) -> None:
    _check_unused(section, "router_interface_id", world.interfaces)
    router = world.routers.get(section.string("router_id"))
    if router is None or router.uid != account.uid:
        raise section.error("router_id", "is not a router of this account")
    role = section.string("role", choices=(INITIATOR, ACCEPTOR))
    if router.router_type == "VBR" and role == ACCEPTOR:
        raise section.error("role", "a border router is always the initiator")
    spec = section.string("spec", "Negative" if role == ACCEPTOR else "Mini.2", tuple(BANDWIDTH))
    if (role == ACCEPTOR) != (spec == "Negative"):
        raise section.error("spec", "must be Negative for role AcceptingSide, and only for it")
    status = section.string("status", "Idle", INTERFACE_STATES)
    was_connected = status not in ("Idle", "Connecting", "AcceptingConnecting")
    created = section.parsed("created_at", _time, "") or world.now
    interface = world.add_interface(
        router,
        router_interface_id=section.string("router_interface_id", ""),
        role=role,
        spec=spec,
        status=status,
        name=section.string("name", ""),
        description=section.string("description", ""),
        business_status=section.string("business_status", "Normal", ("Normal", "FinancialLocked", "SecurityLocked")),
        charge_type=section.string("charge_type", "AfterPay", ("AfterPay", "Prepaid")),
        created_at=created,
        connected_at=section.parsed("connected_at", _time, "") or (created if was_connected else None),
        opposite_region=section.string("opposite_region", choices=tuple(REGIONS)),
        opposite_interface_id=section.string("opposite_interface_id", ""),
        opposite_owner=section.string("opposite_interface_owner_id", ""),
        opposite_router_id=section.string("opposite_router_id", ""),
        opposite_router_type=section.string("opposite_router_type", "", ("", "VRouter", "VBR")),
        access_point_id=router.access_point_id if isinstance(router, Vbr) else "",
        opposite_access_point_id=section.string("opposite_access_point_id", ""),
        tags=section.string_map("tags"),
    )
    world.peer_views[interface.id] = interface.view()
    if section.boolean("peer_deleted", False):
        world.peer_views[interface.opposite_interface_id] = _deleted_peer(interface)
    section.refuse_unknown()


def _deleted_peer(interface: RouterInterface) -> PeerView:
    """The view that remains of the other side after its deletion."""
    return PeerView(
        interface.opposite_owner,
        interface.opposite_region,
        interface.opposite_router_type,
        interface.opposite_router_id,
        status="Deleted",
        business_status="Normal",
        spec="Negative" if interface.role == INITIATOR else "Mini.2",
        vpc_id="",
        opposite_interface_id=interface.id,
    )


def _route(world: World, table: RouteTable, section: Section) -> None:
    destination = section.parsed("destination", ip_network)
    if destination in table.by_destination:
        raise section.error("destination", f"{destination} is already in {table.id}")
    entry_id = section.string("route_entry_id", "")
    if entry_id and any(entry_id in other.entries for other in world.tables.values()):
        raise section.error("route_entry_id", f"{entry_id} is given twice")
    hops = tuple(_next_hop(hop) for hop in section.sections("next_hops"))
    if bool(hops) == section.has("next_hop_id"):
        raise section.error("next_hop_id", "set either next_hop_id or next_hops")
    if not hops:
        hops = (NextHop(section.string("next_hop_type", "RouterInterface"), section.string("next_hop_id")),)
    world.add_entry(
        table,
        destination,
        hops,
        route_entry_id=entry_id,
        status=section.string("status", "Available", ROUTE_STATES),
        type=section.string("type", "Custom", ("Custom", "BGP", "CEN", "ECR")),
        name=section.string("name", ""),
        description=section.string("description", ""),
    )
    section.refuse_unknown()


def _next_hop(section: Section) -> NextHop:
    hop = NextHop("RouterInterface", section.string("next_hop_id"), section.integer("weight", 100))
    section.refuse_unknown()
    return hop


def _check_unused(section: Section, name: str, existing: Mapping[str, object]) -> None:
    if (identifier := section.string(name, "")) in existing:
        raise section.error(name, f"{identifier} is given twice")


def _network(text: str) -> IPv4Network:
    network = ip_network(text)
    if not isinstance(network, IPv4Network):
        raise ValueError(f"{text!r} is not an IPv4 network")
    return network


def _time(text: str) -> float | None:
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
