# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the next step of a scenario's transient states: they continue as if they had just begun."""

from __future__ import annotations

from vpc_simulator.lifecycle import move, remove_later, remove_vswitch_later, run_route_task
from vpc_simulator.model import RouteTable, Vpc, VSwitch
from vpc_simulator.populate_peers import resume_peer_connections
from vpc_simulator.router_interfaces import RouterInterface
from vpc_simulator.world import World

# state: (next state, the delay until then)
NEXT = {
    "Connecting": ("Active", "connect_delay"),
    "AcceptingConnecting": ("Active", "connect_delay"),
    "Activating": ("Active", "activate_delay"),
    "Modifying": ("Active", "activate_delay"),
    "Deactivating": ("Inactive", "deactivate_delay"),
}


def resume(world: World) -> None:
    """Plan the next step of every record in a transient state."""
    for interface in list(world.interfaces.values()):
        _interface(world, interface)
    for table in world.tables.values():
        _table(world, table)
    for vpc in world.vpcs.values():
        if vpc.status == "Pending":
            _available(world, vpc, "vpc_delay")
    for vswitch in world.vswitches.values():
        if vswitch.deleting:
            remove_vswitch_later(world, vswitch)
        elif vswitch.status == "Pending":
            _available(world, vswitch, "vswitch_delay")
    resume_peer_connections(world)


def _interface(world: World, interface: RouterInterface) -> None:
    if interface.status == "Deleting":
        remove_later(world, interface)
    elif interface.status in NEXT:
        to, delay = NEXT[interface.status]
        modified = interface.modified_at
        move(world, interface, interface.status, to, delay)
        interface.modified_at = modified


def _table(world: World, table: RouteTable) -> None:
    for entry in list(table.entries.values()):
        if entry.status != "Available":
            router, modified = world.routers[table.router_id], entry.modified_at
            last_task = router.last_route_task_at
            run_route_task(world, table, entry, entry.status)
            entry.modified_at, router.last_route_task_at = modified, last_task


def _available(world: World, record: Vpc | VSwitch, delay: str) -> None:
    def settle() -> None:
        record.status = "Available"

    world.after(delay, "Pending to Available", record.id, settle)
