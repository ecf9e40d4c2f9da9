# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the other account still has to do, when a run has the credential of one side only. Pure."""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.estate import Ends


def waiting_for(peering: Peering, ends: Ends, was: Ends) -> str | None:
    """Return what the other account has to do next, None for nothing, or with both credentials."""
    remote = [side for side in peering.sides if side.remote]
    if not remote or not peering.own_sides:
        return None
    (side,) = remote
    if peering.state == "absent":
        return _teardown(peering, side, ends, was)
    own, far = ends[peering.peer_of(side).role], ends[side.role]
    if own and own.status == "Active":
        return _routes(peering, side)
    if far is None:
        return f"{side.account} has to make its half with this side's handshake file, and send its own."
    if side.role == "acceptor" and own and far.peer_router_interface_id != own.router_interface_id:
        interface = own.router_interface_id or "the new router interface"
        return f"{side.account} has to name {interface} as its peer, and send its handshake file again."
    return f"{side.account} has to run again with this side's handshake file."


def _teardown(peering: Peering, side: Side, ends: Ends, was: Ends) -> str | None:
    unknown = side.vpc is None and was[peering.peer_of(side).role] is not None
    if not (ends[side.role] or unknown):
        return None
    interface = ends[side.role]
    what = f"{interface.router_interface_id}" if interface else "its router interface"
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
