# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns what the picture shows of a router interface: the texts of its box, and the state of its connection."""

from __future__ import annotations

from dataclasses import dataclass

from vpc_simulator.router_interfaces import INITIATOR, RouterInterface
from vpc_simulator.world import World

STEADY = {"Active": "good", "Available": "good", "Idle": "idle", "Inactive": "inactive", "Deleting": "bad"}
FORWARDING = frozenset({"Active", "Modifying"})


@dataclass(frozen=True, slots=True)
class EndRow:
    """The texts of one end of a connection, and the CSS class of its box."""

    state: str
    kind: str
    id: str
    name: str
    peer: str
    style: str


def css_class(status: str) -> str:
    """The CSS class of a state; all transient states share one."""
    return STEADY.get(status, "moving")


def interface_row(world: World, interface: RouterInterface, due: float | None) -> EndRow:
    """What to write in the box of an interface; `due` is the time of its next event."""
    fault = peer_fault(world, interface)
    gone = fault == "peer deleted"
    broken = bool(fault) and interface.status in FORWARDING
    state = interface.status
    if interface.business_status != "Normal":
        state += f", {interface.business_status}"
    if gone or broken:
        state += f", {fault}"
    if interface.visible_at > world.now:
        state += ", not listed yet"
    if due is not None:
        state += f", {max(due - world.now, 0):.0f} s left"
    style = "gone" if gone else "hole" if broken else css_class(interface.status)
    name = interface.name if interface.name != interface.id else ""
    return EndRow(state, _kind(interface), interface.id, name, _peer(world, interface), style)


def _kind(interface: RouterInterface) -> str:
    role = "initiator" if interface.role == INITIATOR else "acceptor"
    return role if interface.spec == "Negative" else f"{role}, {interface.spec}"


def _peer(world: World, interface: RouterInterface) -> str:
    """The peer, its router, and the state of the connection."""
    if not interface.opposite_interface_id:
        return "no peer yet"
    text = f"peer {interface.opposite_interface_id}"
    peer = world.peer_of(interface)
    if peer is None:
        return f"{text} (deleted)" if _was_deleted(world, interface) else f"{text} (not found)"
    router = world.routers[peer.router_id]
    return f"{text} of {router.name or router.id}: {link(interface, peer)[0]}"


def _was_deleted(world: World, interface: RouterInterface) -> bool:
    view = world.peer_views.get(interface.opposite_interface_id)
    return view is not None and view.status == "Deleted"


def peer_fault(world: World, interface: RouterInterface) -> str:
    """Why the peer does not take the interface's traffic, or an empty string."""
    if not interface.opposite_interface_id:
        return "no peer"
    peer = world.peer_of(interface)
    if peer is None:
        return "peer deleted" if _was_deleted(world, interface) else "peer not found"
    if not (interface.points_at(peer) and peer.points_at(interface)):
        return "one-sided"
    if peer.status not in FORWARDING:
        return f"peer {peer.status}"
    return "" if peer.business_status == "Normal" else f"peer {peer.business_status}"


def link(interface: RouterInterface, peer: RouterInterface) -> tuple[str, str]:
    """The state of the connection between an interface and its peer, and its CSS class."""
    if not (interface.points_at(peer) and peer.points_at(interface)):
        return "one-sided", "idle oneway"
    states = {interface.status, peer.status}
    if states == {"Active"}:
        return "connected", "good"
    if states & {"Connecting", "AcceptingConnecting"}:
        return "connecting", "moving"
    if "Deleting" in states:
        return "deleting", "bad"
    if "Idle" in states:
        return "not connected", "idle"
    return "inactive", "inactive"
