# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the state machines: what follows a transient state, and what the other side sees of it, when. Decides nothing.

Whether a transition is allowed is the action's business.
"""

from __future__ import annotations

from dataclasses import replace

from vpc_simulator.model import PeerView, RouteEntry, RouterInterface, RouteTable
from vpc_simulator.world import World

# Active, or on the way to it once more
ACTIVE_SOON = frozenset({"Active", "Activating", "Modifying"})


def run_route_task(world: World, table: RouteTable, entry: RouteEntry, status: str) -> None:
    """Put the entry into the transient status; after the delay it is Available, or gone if it was Deleting."""
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


def vanish_later(world: World, interface: RouterInterface) -> None:
    """The interface is Deleting; after the delay it is gone."""

    def vanish() -> None:
        if world.interfaces.get(interface.id) is interface:
            remove_interface(world, interface)

    world.after("delete_delay", "Deleting to gone", interface.id, vanish)


def remove_interface(world: World, interface: RouterInterface) -> None:
    """The interface is gone; its last view stays, as Deleted, if it was ever connected. So does its peer, Inactive."""
    peer = world.peer_of(interface)
    del world.interfaces[interface.id], world.interfaces_of(interface.uid, interface.region)[interface.id]
    router = world.routers[interface.router_id]
    del router.interface_ids[interface.id]
    router.lingering_interfaces_until = world.now + world.delays.seconds("delete_vpc_lag")
    last = replace(interface.view(), status="Deleted") if interface.connected_at is not None else None
    _publish(world, interface.id, last)
    if not world.switches.peer_of_deleted_becomes_inactive or peer is None or not peer.points_at(interface):
        return
    if peer.status in ACTIVE_SOON and peer.connected_at is not None:
        set_status(world, peer, "Inactive")


def publish(world: World, interface: RouterInterface) -> None:
    """Let the other side see the interface as it is now, after the lag."""
    _publish(world, interface.id, interface.view())


def _publish(world: World, interface_id: str, view: PeerView | None) -> None:
    def arrive() -> None:
        if view is None:
            world.peer_views.pop(interface_id, None)
        else:
            world.peer_views[interface_id] = view

    world.after("peer_view_lag", "peer view", interface_id, arrive)


def set_status(world: World, interface: RouterInterface, status: str) -> None:
    interface.status = status
    interface.modified_at = world.now
    publish(world, interface)


def move(world: World, interface: RouterInterface, via: str, to: str, delay: str) -> None:
    """Go to the transient state at once and to the stable one after the delay."""
    set_status(world, interface, via)

    def arrive() -> None:
        if world.interfaces.get(interface.id) is interface and interface.status == via:
            if to == "Active" and interface.connected_at is None:
                interface.connected_at = world.now
            set_status(world, interface, to)

    world.after(delay, f"{via} to {to}", interface.id, arrive)
