# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns both ends at once, in one account: a border router's fast link, and DeleteExpressConnect."""

from __future__ import annotations

from vpc_simulator.call import Answer, Call, action
from vpc_simulator.lifecycle import move, run_route_task, set_status, vanish_later
from vpc_simulator.model import ACCEPTOR, INITIATOR, RouterInterface, Vpc


def check_fast_link(call: Call) -> Vpc:
    """The VPC at the other end of a fast link: the caller's own, named by OppositeRouterId. Raises ApiError."""
    other = call.world.routers.get(call.get("OppositeRouterId", ""))
    wanted = (call.get("RouterType"), call.get("OppositeRouterType"), call.get("Role"))
    if wanted != ("VBR", "VRouter", INITIATOR):
        raise call.invalid("FastLinkMode")
    if not isinstance(other, Vpc) or (other.uid, other.region) != (call.account.uid, call.get("OppositeRegionId")):
        raise call.invalid("OppositeRouterId")
    return other


def link_fast(call: Call, interface: RouterInterface, other: Vpc) -> None:
    """Make the acceptor, let both name each other, and connect them."""
    world = call.world
    acceptor = world.add_interface(
        other,
        role=ACCEPTOR,
        spec="Negative",
        opposite_region=interface.region,
        opposite_interface_id=interface.id,
        opposite_owner=interface.uid,
        opposite_router_id=interface.router_id,
        opposite_router_type="VBR",
        opposite_access_point_id=interface.access_point_id,
        fast_link=True,
    )
    interface.fast_link = True
    interface.opposite_interface_id, interface.opposite_owner = acceptor.id, acceptor.uid
    move(world, interface, "Connecting", "Active", "connect_delay")
    move(world, acceptor, "AcceptingConnecting", "Active", "connect_delay")


@action("DeleteExpressConnect")
def delete_express_connect(call: Call) -> Answer:
    """Delete both ends of a connection within the account; with Force the route entries that use them too."""
    world, switches = call.world, call.switches
    interface = world.interfaces_of(call.account.uid, call.region).get(call.get("RouterInterfaceId"))
    if interface is None:
        raise call.error("InvalidInstanceId.NotFound")
    peer = world.peer_of(interface)
    ends = [interface, *([peer] if peer and peer.points_at(interface) else [])]
    own = [end for end in ends if end.uid == call.account.uid]
    if len(own) < len(ends) and switches.delete_express_connect_across_accounts == "refused":
        raise call.error("InvalidInstanceId.NotFound")
    if any(end.status not in switches.delete_express_connect_states.split(",") for end in own):
        raise call.error("InvalidInstance.StatusError")
    used = [(world.tables[entry.table_id], entry) for end in own for entry in world.entries_through(end)]
    if used and not call.get("Force"):
        raise call.error(switches.delete_referenced_code)
    for table, entry in used:
        run_route_task(world, table, entry, "Deleting")
    for end in own:
        set_status(world, end, "Deleting")
        vanish_later(world, end)
    return {}
