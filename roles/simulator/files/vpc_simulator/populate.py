# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the meaning of scenarios: checks their content and builds the world from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from vpc_simulator.clock import Clock
from vpc_simulator.delays import DELAYS, Delays
from vpc_simulator.identities import QUOTAS, Account
from vpc_simulator.model import (
    ACCEPTOR,
    BANDWIDTH,
    INITIATOR,
    INTERFACE_STATES,
    PeerView,
    RouterInterface,
    Vbr,
)
from vpc_simulator.populate_networks import Networks, check_unused
from vpc_simulator.populate_peers import add_peer_connection
from vpc_simulator.principals import add_principals
from vpc_simulator.principals import uid as parse_uid
from vpc_simulator.progress import resume
from vpc_simulator.reader import ScenarioError, Section
from vpc_simulator.regions import REGIONS
from vpc_simulator.switches import Switches
from vpc_simulator.world import World


def build(
    top: Section,
    clock: Clock,
    time_scale: float,
    exact: Mapping[str, float],
    switches: Mapping[str, object],
) -> World:
    """The initial world. `exact` and `switches`, from the command line, take precedence.

    Raises ScenarioError; if `top` has problems, they hold the errors of the items of lists.
    """
    top.string("description", "")
    delays = top.section("delays")
    configured = {name: delays.number(name) for name in DELAYS if delays.has(name)}
    for name in DELAYS:
        delays.get(name)
    delays.refuse_unknown()
    world = World(clock, Delays(configured, time_scale, exact), _switches(top, switches), top.integer("seed", 1))
    quotas, networks = _quotas(top, QUOTAS), Networks(world)
    top.each("accounts", lambda section: _account(networks, section, quotas))
    top.each("vpc_peer_connections", lambda section: add_peer_connection(world, section, _time))
    top.get("faults")  # the service reads them
    top.refuse_unknown()
    resume(world)
    return world


def _switches(top: Section, overrides: Mapping[str, object]) -> Switches:
    switches = Switches()
    section = top.section("switches")
    for name in section.names():
        try:
            if section.has(name):
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


def _account(networks: Networks, section: Section, quotas: Mapping[str, int]) -> None:
    world = networks.world
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
    account.resource_groups.update(section.parsed_list("resource_groups", str))
    section.each("vpcs", lambda vpc: networks.add_vpc(account, vpc))
    section.each("vbrs", lambda vbr: networks.add_vbr(account, vbr))
    section.each("router_interfaces", lambda interface: _interface(world, account, interface))
    networks.add_routes()
    section.refuse_unknown()


def _interface(world: World, account: Account, section: Section) -> None:
    check_unused(section, "router_interface_id", world.interfaces)
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
        health_source=section.string("health_check_source_ip", ""),
        health_target=section.string("health_check_target_ip", ""),
        health_rate=section.integer("health_check_rate", 0),
        health_threshold=section.integer("health_check_threshold", 0),
        resource_group_id=section.string("resource_group_id", f"rg-default-{account.uid}"),
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


def _time(text: str) -> float | None:
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
