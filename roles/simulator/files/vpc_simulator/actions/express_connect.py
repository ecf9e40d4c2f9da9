# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the actions on both sides of a connection in one account: fast links of border routers, DeleteExpressConnect."""

from __future__ import annotations

from vpc_simulator.call import Call, Response, action
from vpc_simulator.lifecycle import move, remove_later, run_route_task, set_status
from vpc_simulator.model import Vpc
from vpc_simulator.router_interfaces import ACCEPTOR, INITIATOR, RouterInterface


def check_fast_link(call: Call) -> Vpc:
    """The VPC on the other side of a fast link: the caller's own, named by OppositeRouterId. Raises ApiError."""
    vpc = call.world.routers.get(call.get("OppositeRouterId", ""))
    requested = (call.get("RouterType"), call.get("OppositeRouterType"), call.get("Role"))
    if requested != ("VBR", "VRouter", INITIATOR):
        raise call.invalid("FastLinkMode")
    if not isinstance(vpc, Vpc) or (vpc.uid, vpc.region) != (call.account.uid, call.get("OppositeRegionId")):
        raise call.invalid("OppositeRouterId")
    return vpc


def link_fast(call: Call, interface: RouterInterface, vpc: Vpc) -> None:
    """Create the acceptor, set the peer of both interfaces, and connect them."""
    world = call.world
    acceptor = world.add_interface(
        vpc,
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
def delete_express_connect(call: Call) -> Response:
    """Delete both sides of a connection in the account; with Force, the route entries through them too."""
    world, switches = call.world, call.switches
    interface = world.interfaces_of(call.account.uid, call.region).get(call.get("RouterInterfaceId"))
    if interface is None:
        raise call.error("InvalidInstanceId.NotFound")
    peer = world.peer_of(interface)
    sides = [interface, *([peer] if peer and peer.points_at(interface) else [])]
    own = [side for side in sides if side.uid == call.account.uid]
    if len(own) < len(sides) and switches.delete_express_connect_across_accounts == "refused":
        raise call.error("InvalidInstanceId.NotFound")
    if any(side.status not in switches.delete_express_connect_states.split(",") for side in own):
        raise call.error("InvalidInstance.StatusError")
    entries = [(world.tables[entry.table_id], entry) for side in own for entry in world.entries_through(side)]
    if entries and not call.get("Force"):
        raise call.error(switches.delete_referenced_code)
    for table, entry in entries:
        run_route_task(world, table, entry, "Deleting")
    for side in own:
        set_status(world, side, "Deleting")
        remove_later(world, side)
    return {}
