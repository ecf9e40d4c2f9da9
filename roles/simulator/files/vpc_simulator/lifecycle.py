# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the state machines: transitions from transient states, and when the other side sees them.

The actions check whether a transition is allowed.
"""

from __future__ import annotations

from dataclasses import replace

from vpc_simulator.model import RouteEntry, RouteTable, VSwitch
from vpc_simulator.router_interfaces import PeerView, RouterInterface
from vpc_simulator.world import World

# Active, or in transition to it again
ACTIVE_SOON = frozenset({"Active", "Activating", "Modifying"})


def run_route_task(world: World, table: RouteTable, entry: RouteEntry, status: str) -> None:
    """Put the entry into a transient status; after the delay it is Available, or removed if it was Deleting."""
    entry.status = status
    entry.modified_at = world.now
    world.routers[table.router_id].last_route_task_at = world.now

    def finish() -> None:
        if table.entries.get(entry.id) is not entry or entry.status != status:
            return
        if status == "Deleting":
            table.remove(entry)
        else:
            entry.status = "Available"
            entry.modified_at = world.now

    world.after("route_delay", f"{status} to {'gone' if status == 'Deleting' else 'Available'}", entry.id, finish)


def remove_later(world: World, interface: RouterInterface) -> None:
    """Remove an interface that is Deleting after the delay."""

    def remove() -> None:
        if world.interfaces.get(interface.id) is interface:
            remove_interface(world, interface)

    world.after("delete_delay", "Deleting to gone", interface.id, remove)


def remove_interface(world: World, interface: RouterInterface) -> None:
    """Remove the interface. If it was ever connected, its view stays as Deleted, and an active peer turns Inactive."""
    peer = world.peer_of(interface)
    del world.interfaces[interface.id], world.interfaces_of(interface.uid, interface.region)[interface.id]
    router = world.routers[interface.router_id]
    del router.interface_ids[interface.id]
    if interface.connected_at is not None:
        router.lingering_interfaces_until = world.now + world.delays.seconds("delete_vpc_lag")
    last_view = replace(interface.view(), status="Deleted") if interface.connected_at is not None else None
    publish_view(world, interface.id, last_view)
    if not world.switches.peer_of_deleted_becomes_inactive or peer is None or not peer.points_at(interface):
        return
    if peer.status in ACTIVE_SOON and peer.connected_at is not None:
        set_status(world, peer, "Inactive")


def publish(world: World, interface: RouterInterface) -> None:
    """Show the interface in its current state to the other side, after the lag."""
    publish_view(world, interface.id, interface.view())


def publish_view(world: World, interface_id: str, view: PeerView | None) -> None:
    """Show the view, or nothing any more, to the other side after the lag."""
    world.publishing[interface_id] = view

    def arrive() -> None:
        if world.publishing.get(interface_id, interface_id) is view:
            del world.publishing[interface_id]
        if view is None:
            world.peer_views.pop(interface_id, None)
        else:
            world.peer_views[interface_id] = view

    world.after("peer_view_lag", "peer view", interface_id, arrive)


def remove_vswitch_later(world: World, vswitch: VSwitch) -> None:
    """Delete the vSwitch; it is Pending until the delay has passed."""
    vswitch.status, vswitch.deleting = "Pending", True
    world.after("vswitch_delay", "Pending to gone", vswitch.id, lambda: world.remove_vswitch(vswitch))


def set_status(world: World, interface: RouterInterface, status: str) -> None:
    interface.status = status
    interface.modified_at = world.now
    publish(world, interface)


def move(world: World, interface: RouterInterface, via: str, to: str, delay: str) -> None:
    """Enter the transient state at once and the stable state after the delay."""
    set_status(world, interface, via)

    def arrive() -> None:
        if world.interfaces.get(interface.id) is interface and interface.status == via:
            if to == "Active" and interface.connected_at is None:
                interface.connected_at = world.now
            set_status(world, interface, to)

    world.after(delay, f"{via} to {to}", interface.id, arrive)
