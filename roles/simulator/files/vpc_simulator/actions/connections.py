# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the connection of two router interfaces: Connect, Activate, Deactivate."""

from __future__ import annotations

from vpc_simulator.actions.peer_routes import check_no_peer_connection
from vpc_simulator.actions.router_interfaces import LOCKED, own_interface
from vpc_simulator.call import Call, Response, action
from vpc_simulator.lifecycle import move
from vpc_simulator.router_interfaces import ACCEPTOR, INITIATOR, RouterInterface

# States in which a pair of interfaces is the connection between its two routers, and states on the way there.
CONNECTED = frozenset({"Active", "Inactive", "Activating", "Deactivating", "Modifying"})
CONNECTING = frozenset({"Connecting", "AcceptingConnecting"})


@action("ConnectRouterInterface")
def connect_router_interface(call: Call) -> Response:
    """Connect the initiator; the acceptor consents by naming this interface as its opposite."""
    interface = own_interface(call, call.get("RouterInterfaceId"))
    _check_own_side(call, interface)
    peer = call.world.peer_of(interface)
    if peer is None:
        return _refuse_peer(call, interface, call.switches.connect_peer_not_found_code)
    if call.world.accounts[peer.uid].site != call.account.site:
        raise call.error("CROSS_BID.FORBIDDEN")
    if not peer.opposite_complete or peer.opposite_seen_at > call.world.now:
        raise call.error("IncorrectOppositeInterfaceInfo.NotSet")
    if not _is_matching_acceptor(peer, interface):
        return _refuse_peer(call, interface, call.switches.connect_peer_mismatch_code)
    check_no_peer_connection(call, call.world.routers[interface.router_id], peer.router_id)
    _check_only_connection(call, interface, peer)
    _check_overlap(call, interface, peer)
    move(call.world, interface, "Connecting", "Active", "connect_delay")
    move(call.world, peer, "AcceptingConnecting", "Active", "connect_delay")
    return {}


def _check_own_side(call: Call, interface: RouterInterface) -> None:
    if interface.role != INITIATOR:
        raise call.error("IncorrectRole.NotInitiatingSide")
    if interface.status != "Idle":
        raise call.error(call.switches.wrong_state_code)
    if not interface.opposite_complete or interface.opposite_seen_at > call.world.now:
        raise call.error("IncorrectOppositeInterfaceInfo.NotSet")
    if call.account.overdue:
        raise call.error("Forbidden.BillsOutstanding")
    if interface.opposite_router_id == interface.router_id:
        raise call.error("IncorrectOppositeInterfaceInfo")


def _is_matching_acceptor(peer: RouterInterface, interface: RouterInterface) -> bool:
    return peer.role == ACCEPTOR and peer.status == "Idle" and interface.points_at(peer) and peer.points_at(interface)


def _refuse_peer(call: Call, interface: RouterInterface, code: str) -> Response:
    """Refuse at once, or by a switch accept and fall back after the delay."""
    if call.switches.connect_check == "asynchronous":
        move(call.world, interface, "Connecting", call.switches.failed_connect_state, "connect_delay")
        return {}
    raise call.error(code, 1 if code == "IncorrectOppositeInterfaceInfo" else 0)


def _check_only_connection(call: Call, interface: RouterInterface, peer: RouterInterface) -> None:
    """Refuse a second connection between two routers; an interface without a peer does not count."""
    for other_id in call.world.routers[interface.router_id].interface_ids:
        other = call.world.interfaces[other_id]
        if other is interface or other.opposite_router_id != peer.router_id or call.world.peer_of(other) is None:
            continue
        if other.status in CONNECTED and other.connected_at is not None:
            raise call.error("Forbidden.OnlyOneConnection")
        if other.status in CONNECTING:
            raise call.error("Forbidden.OnlyOneConnection", 1)


def _check_overlap(call: Call, interface: RouterInterface, peer: RouterInterface) -> None:
    if call.switches.connect_overlapping_vpcs == "accepted":
        return
    vpcs = [call.world.vpcs.get(side.vpc_id) for side in (interface, peer)]
    if vpcs[0] and vpcs[1] and any(a.overlaps(b) for a in vpcs[0].ipv4_blocks for b in vpcs[1].ipv4_blocks):
        raise call.error("IncorrectOppositeInterfaceInfo", 1)


@action("ActivateRouterInterface")
def activate_router_interface(call: Call) -> Response:
    """Activate an interface: Inactive, Activating, Active."""
    interface = own_interface(call, call.get("RouterInterfaceId"))
    peer = call.world.peer_of(interface)
    if call.switches.activate_without_peer == "refused" and (peer is None or peer.status == "Deleting"):
        raise call.error(call.switches.wrong_state_code)
    check_no_peer_connection(call, call.world.routers[interface.router_id], interface.opposite_router_id, ("activate",))
    return _change_state(call, "Inactive", "Activating", "Active", "activate_delay")


@action("DeactivateRouterInterface")
def deactivate_router_interface(call: Call) -> Response:
    """Deactivate an interface: Active, Deactivating, Inactive. It never becomes Idle again."""
    return _change_state(call, "Active", "Deactivating", "Inactive", "deactivate_delay")


def _change_state(call: Call, start: str, via: str, to: str, delay: str) -> Response:
    interface = own_interface(call, call.get("RouterInterfaceId"))
    if interface.status != start:
        raise call.error(call.switches.wrong_state_code)
    if interface.business_status in LOCKED:
        raise call.error("Forbidden.FinancialLocked")
    if to == "Inactive" and call.switches.deactivate_with_routes == "refused" and call.world.entries_through(interface):
        raise call.error(call.switches.delete_referenced_code)
    move(call.world, interface, via, to, delay)
    peer = call.world.peer_of(interface)
    if call.switches.peer_follows and peer and peer.points_at(interface) and peer.status == start:
        move(call.world, peer, via, to, delay)
    return {}
