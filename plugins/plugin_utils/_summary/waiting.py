# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The next step of the other account, when a run has the credential of one side only. Pure."""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends, NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import UNANSWERED, PeerConnection


def waiting_for(peering: Peering, ends: Ends, was: Ends) -> str | None:
    """Return the next step of the other account, None for nothing, or with both credentials."""
    remote = [side for side in peering.sides if side.remote]
    if not remote or not peering.own_sides:
        return None
    (side,) = remote
    if peering.state == "absent":
        return _teardown(peering, side, ends, was)
    own, far = ends[peering.peer_of(side).role], ends[side.role]
    if own and own.is_up:
        return _blocks(peering, side) or _routes(peering, side)
    if peering.by_connection:
        return _answer(peering, side, own)
    if far is None:
        return f"{side.account} has to create its side with this side's handshake file, and send its own."
    if isinstance(own, RouterInterface) and side.role == "acceptor" and _names_another(far, own):
        interface = own.router_interface_id or "the new router interface"
        return f"{side.account} has to name {interface} as its peer, and send its handshake file again."
    return f"{side.account} has to run again with this side's handshake file."


def _names_another(far: NextHop, own: RouterInterface) -> bool:
    return isinstance(far, RouterInterface) and far.peer_router_interface_id != own.router_interface_id


def _answer(peering: Peering, side: Side, own: NextHop | None) -> str:
    """Return what the other side of a VPC peering connection has to do before it is Activated."""
    if side.vpc_id is None or side.account_id is None:
        request = _request(side, own)
        return (
            f"{request}{side.account} has to send its handshake file; or give account_id and vpc_id of its side"
            f" ({side.role}) here."
        )
    if own is None:
        return f"{side.account} has to request the VPC peering connection: run there, with this side's handshake file."
    if isinstance(own, PeerConnection) and side.role == "acceptor":
        request = own.vpc_peer_connection_id or "the new request"
        until = f" until {own.expiry_time}" if own.expiry_time else ""
        return f"{side.account} has to accept {request}{until}: run there, with this side's handshake file."
    return f"{side.account} has to run again."


def _request(side: Side, own: NextHop | None) -> str:
    """Return who has made the request that this side does not accept, because nothing here names the account."""
    if not isinstance(own, PeerConnection) or side.role == "acceptor" or own.status not in UNANSWERED:
        return ""
    return f"{own.next_hop_id} of the account {own.requester_account_id} is not accepted, which is not named here: "


def _blocks(peering: Peering, side: Side) -> str | None:
    """Return what is missing to route to the vSwitches of a side that sent no handshake file."""
    if side.vpc or not peering.by_connection or peering.routes_of(peering.peer_of(side)) != "vswitches":
        return None
    return (
        f"{side.account} has to send its handshake file: the blocks of its vSwitches are not known, so there is no"
        " route to them; or set routes: vpc, or list the blocks in routes of the own side."
    )


def _teardown(peering: Peering, side: Side, ends: Ends, was: Ends) -> str | None:
    unknown = side.vpc is None and was[peering.peer_of(side).role] is not None
    if not (ends[side.role] or unknown):
        return None
    hop = ends[side.role]
    if peering.by_connection:
        connection = hop.next_hop_id if hop else "the VPC peering connection"
        return f"{side.account} has to delete its routes to {connection}: run there with peering_state=absent."
    what = hop.next_hop_id if hop else "its router interface"
    return f"{side.account} has to remove {what} and its routes: run there with peering_state=absent."


def _routes(peering: Peering, side: Side) -> str | None:
    """Return which routes the other side has not reported yet; it creates them once its interface is active."""
    reported = side.existing_vpc["routed_blocks"] if side.vpc else []
    missing = [str(block) for block in peering.destinations(side) if str(block) not in reported]
    if not missing:
        return None
    return (
        f"{side.account} has to run again and send its handshake file: it has not reported its routes to"
        f" {', '.join(missing)}."
    )
