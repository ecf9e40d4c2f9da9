# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the meaning of scenarios: checks their content and builds the world from it."""

from __future__ import annotations

from collections.abc import Mapping

from vpc_simulator.clock import Clock
from vpc_simulator.delays import DELAYS, Delays
from vpc_simulator.identities import QUOTAS, Account
from vpc_simulator.populate_interfaces import add_interface, add_peer_view
from vpc_simulator.populate_networks import Networks
from vpc_simulator.populate_peers import add_peer_connection
from vpc_simulator.principals import add_principals, resource_directory
from vpc_simulator.principals import uid as parse_uid
from vpc_simulator.progress import resume
from vpc_simulator.reader import ScenarioError, Section
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
    world.ids.skip(top.integer("drawn", 0))
    quotas, networks = _quotas(top, QUOTAS), Networks(world)
    top.for_each("accounts", lambda section: _account(networks, section, quotas))
    top.for_each("peer_views", lambda section: add_peer_view(world, section))
    top.for_each("vpc_peer_connections", lambda section: add_peer_connection(world, section))
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
        resource_directory=section.parsed("resource_directory", resource_directory, ""),
    )
    world.add_account(account)
    add_principals(world, account, section)
    account.resource_groups.update(section.parsed_list("resource_groups", str))
    section.for_each("vpcs", lambda vpc: networks.add_vpc(account, vpc))
    section.for_each("vbrs", lambda vbr: networks.add_vbr(account, vbr))
    section.for_each("router_interfaces", lambda interface: add_interface(world, account, interface))
    networks.add_routes()
    section.refuse_unknown()
