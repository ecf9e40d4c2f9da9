# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns what a scenario's content means: checks it and builds the world it describes."""

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
    """The world at its beginning. `exact` and `switches` come from the command line and win. Raises ScenarioError."""
    top = Section(content, "")
    top.text("description", "")
    delays = top.section("delays")
    chosen = {name: delays.number(name) for name in DELAYS if delays.has(name)}
    for name in DELAYS:
        delays.get(name)
    delays.done()
    world = World(clock, Delays(chosen, time_scale, exact), _switches(top, switches), top.whole("seed", 1))
    quotas = _quotas(top, QUOTAS)
    for section in top.sections("accounts"):
        _account(world, section, quotas)
    top.get("faults")  # read by whoever lets calls in
    top.done()
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
    result = {name: quotas.whole(name, default) for name, default in defaults.items()}
    quotas.done()
    return result


def _account(world: World, section: Section, quotas: Mapping[str, int]) -> None:
    uid = section.parsed("uid", parse_uid)
    if uid in world.accounts:
        raise section.error("uid", f"{uid} is given twice")
    account = Account(
        uid,
        section.text("name", uid),
        section.text("site", "china", ("china", "international")),
        section.flag("overdue", False),
        _quotas(section, quotas),
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
        holder.done()
    section.done()


def _vpc(world: World, account: Account, section: Section) -> list[tuple[RouteTable, Section]]:
    """Add a VPC. Returns its route tables, each with the section that holds its routes."""
    region = section.text("region", choices=tuple(REGIONS))
    for name, taken in (("vpc_id", world.vpcs), ("vrouter_id", world.routers), ("route_table_id", world.tables)):
        _unused(section, name, taken)
    vpc = world.add_vpc(
        account.uid,
        region,
        section.parsed("cidr_block", _network, "172.16.0.0/12"),
        vpc_id=section.text("vpc_id", ""),
        router_id=section.text("vrouter_id", ""),
        route_table_id=section.text("route_table_id", ""),
        name=section.text("name", ""),
        description=section.text("description", ""),
        status=section.text("status", "Available", ("Available", "Pending")),
        tags=section.strings("tags"),
    )
    for vswitch in section.sections("vswitches"):
        _vswitch(world, vpc, vswitch)
    tables = [(world.tables[vpc.table_ids[0]], section)]
    for table in section.sections("route_tables"):
        tables.append((_custom_table(world, vpc, table), table))
    return tables


def _custom_table(world: World, vpc: Vpc, section: Section) -> RouteTable:
    """A custom table with the vSwitches that are attached to it."""
    _unused(section, "route_table_id", world.tables)
    table = world.add_table(vpc, "Custom", section.text("route_table_id", ""), section.text("name", ""))
    for vswitch_id in section.texts("vswitch_ids") if section.has("vswitch_ids") else ():
        if vswitch_id not in vpc.vswitch_ids:
            raise section.error("vswitch_ids", f"{vswitch_id} is no vSwitch of the VPC")
        world.vswitches[vswitch_id].table_id = table.id
    section.get("vswitch_ids")
    return table


def _vbr(world: World, account: Account, section: Section) -> tuple[RouteTable, Section]:
    """Add a border router. Returns its route table with the section that holds its routes."""
    for name, taken in (("vbr_id", world.routers), ("route_table_id", world.tables)):
        _unused(section, name, taken)
    region = section.text("region", choices=tuple(REGIONS))
    vbr = Vbr(
        section.text("vbr_id", "") or world.new_id("vbr", region),
        account.uid,
        region,
        section.text("name", ""),
        section.text("status", "active", VBR_STATES),
        section.text("access_point_id"),
        world.now,
    )
    return world.add_vbr(vbr, section.text("route_table_id", "")), section


def _vswitch(world: World, vpc: Vpc, section: Section) -> None:
    _unused(section, "vswitch_id", world.vswitches)
    cidr = section.parsed("cidr_block", _network)
    if not cidr.subnet_of(vpc.cidr):
        raise section.error("cidr_block", f"{cidr} is not inside the VPC's {vpc.cidr}")
    if any(cidr.overlaps(world.vswitches[other].cidr) for other in vpc.vswitch_ids):
        raise section.error("cidr_block", f"{cidr} overlaps another vSwitch of the VPC")
    world.add_vswitch(
        vpc,
        cidr,
        vswitch_id=section.text("vswitch_id", ""),
        zone_id=section.text("zone_id", zones(vpc.region)[0], tuple(zones(vpc.region))),
        name=section.text("name", ""),
        description=section.text("description", ""),
        status=section.text("status", "Available", ("Available", "Pending")),
        tags=section.strings("tags"),
    )
    section.done()


def _interface(world: World, account: Account, section: Section) -> None:
    _unused(section, "router_interface_id", world.interfaces)
    router = world.routers.get(section.text("router_id"))
    if router is None or router.uid != account.uid:
        raise section.error("router_id", "is no router of this account")
    role = section.text("role", choices=(INITIATOR, ACCEPTOR))
    if router.router_type == "VBR" and role == ACCEPTOR:
        raise section.error("role", "a border router only initiates")
    spec = section.text("spec", "Negative" if role == ACCEPTOR else "Mini.2", tuple(BANDWIDTH))
    if (role == ACCEPTOR) != (spec == "Negative"):
        raise section.error("spec", "Negative belongs to the AcceptingSide, and only to it")
    status = section.text("status", "Idle", INTERFACE_STATES)
    was_connected = status not in ("Idle", "Connecting", "AcceptingConnecting")
    created = section.parsed("created_at", _time, "") or world.now
    interface = world.add_interface(
        router,
        router_interface_id=section.text("router_interface_id", ""),
        role=role,
        spec=spec,
        status=status,
        name=section.text("name", ""),
        description=section.text("description", ""),
        business_status=section.text("business_status", "Normal", ("Normal", "FinancialLocked", "SecurityLocked")),
        charge_type=section.text("charge_type", "AfterPay", ("AfterPay", "Prepaid")),
        created_at=created,
        connected_at=section.parsed("connected_at", _time, "") or (created if was_connected else None),
        opposite_region=section.text("opposite_region", choices=tuple(REGIONS)),
        opposite_interface_id=section.text("opposite_interface_id", ""),
        opposite_owner=section.text("opposite_interface_owner_id", ""),
        opposite_router_id=section.text("opposite_router_id", ""),
        opposite_router_type=section.text("opposite_router_type", "", ("", "VRouter", "VBR")),
        access_point_id=router.access_point_id if isinstance(router, Vbr) else "",
        opposite_access_point_id=section.text("opposite_access_point_id", ""),
        tags=section.strings("tags"),
    )
    world.peer_views[interface.id] = interface.view()
    if section.flag("peer_deleted", False):
        world.peer_views[interface.opposite_interface_id] = _deleted_peer(interface)
    section.done()


def _deleted_peer(interface: RouterInterface) -> PeerView:
    """What is still to be seen of the other end after its deletion."""
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
    entry_id = section.text("route_entry_id", "")
    if entry_id and any(entry_id in other.entries for other in world.tables.values()):
        raise section.error("route_entry_id", f"{entry_id} is given twice")
    hops = tuple(_next_hop(one) for one in section.sections("next_hops"))
    if bool(hops) == section.has("next_hop_id"):
        raise section.error("next_hop_id", "either next_hop_id or next_hops is needed")
    if not hops:
        hops = (NextHop(section.text("next_hop_type", "RouterInterface"), section.text("next_hop_id")),)
    world.add_entry(
        table,
        destination,
        hops,
        route_entry_id=entry_id,
        status=section.text("status", "Available", ROUTE_STATES),
        type=section.text("type", "Custom", ("Custom", "BGP", "CEN", "ECR")),
        name=section.text("name", ""),
        description=section.text("description", ""),
    )
    section.done()


def _next_hop(section: Section) -> NextHop:
    hop = NextHop("RouterInterface", section.text("next_hop_id"), section.whole("weight", 100))
    section.done()
    return hop


def _unused(section: Section, name: str, taken: Mapping[str, object]) -> None:
    if (given := section.text(name, "")) in taken:
        raise section.error(name, f"{given} is given twice")


def _network(text: str) -> IPv4Network:
    network = ip_network(text)
    if not isinstance(network, IPv4Network):
        raise ValueError(f"{text!r} is not an IPv4 network")
    return network


def _time(text: str) -> float | None:
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
