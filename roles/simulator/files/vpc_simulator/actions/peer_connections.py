# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns creating and deleting VPC peering connections, and what the accepter replies. The rules are in `peer_rules`."""

from __future__ import annotations

from vpc_simulator.actions.peer_labels import label_end, requested_tags
from vpc_simulator.actions.peer_rules import (
    bandwidth_of,
    check_bandwidth_quota,
    check_cdt,
    check_creation,
    check_link_type,
    check_no_other_operation,
    check_resource_group,
)
from vpc_simulator.call import Call, Response, action
from vpc_simulator.errors import ApiError
from vpc_simulator.model import Vpc
from vpc_simulator.peer_connections import STABLE, PeerConnection, PeerEnd
from vpc_simulator.peer_lifecycle import (
    delete_peer,
    delete_routes,
    finish_creation,
    move_peer,
    routes_of_end,
    set_peer_status,
)


@action("VpcPeer.CreateVpcPeerConnection")
def create_vpc_peer_connection(call: Call) -> Response:
    """Request a connection: Creating, then Accepting, or Activated within one account."""
    tags = requested_tags(call)
    requested = check_creation(call)
    call.stop_if_dry_run()
    world, now = call.world, call.world.now
    connection = PeerConnection(
        f"pcc-{world.ids.text(18)}",
        PeerEnd(
            call.account.uid,
            requested.vpc.region,
            requested.vpc.id,
            call.get("Name", ""),
            call.get("Description", ""),
            call.get("ResourceGroupId", f"rg-default-{call.account.uid}"),
            tags,
        ),
        _accepting_end(requested.accepting_vpc),
        bandwidth_of(call, requested),
        call.get("LinkType", "Gold" if requested.inter_region else ""),
        "Creating",
        created_at=now,
        modified_at=now,
        visible_at=now + world.delays.seconds("vpc_peer_create_lag"),
    )
    world.peer_connections.add(connection)
    finish_creation(world, connection)
    if call.switches.create_opens_cdt and not call.switches.cdt_required:
        call.account.cdt = True
        call.account.cdt_cross_border |= call.account.site == "china"
    return {"InstanceId": connection.id}


def _accepting_end(vpc: Vpc) -> PeerEnd:
    return PeerEnd(vpc.uid, vpc.region, vpc.id, resource_group_id=f"rg-default-{vpc.uid}")


def known_connection(call: Call, connection_id: str) -> PeerConnection:
    """A connection of the caller's; those of others and Deleted ones do not exist for it. Raises ApiError."""
    connection = call.world.peer_connections.get(connection_id)
    if connection is None or connection.end_of(call.account.uid) is None or connection.status == "Deleted":
        raise not_found(call)
    return connection


def not_found(call: Call) -> ApiError:
    return call.error("ResourceNotFound.InstanceId", fill=("VpcPeer",))


def wrong_status(call: Call, connection: PeerConnection) -> ApiError:
    value = connection.id if call.switches.peer_message_value == "id" else connection.status
    return call.error("IncorrectStatus.VpcPeer", fill=("VpcPeer", value))


def _connection_to_answer(call: Call) -> PeerConnection:
    """The connection that waits for the caller, its accepter."""
    connection = known_connection(call, call.get("InstanceId"))
    if connection.accepter.uid != call.account.uid:
        code = call.switches.accept_by_requester_code
        raise not_found(call) if code == "ResourceNotFound.InstanceId" else wrong_status(call, connection)
    if connection.status != "Accepting":
        raise wrong_status(call, connection)
    return connection


@action("VpcPeer.AcceptVpcPeerConnection")
def accept_vpc_peer_connection(call: Call) -> Response:
    """Accept a request: Updating, Activated."""
    tags = requested_tags(call)
    connection = _connection_to_answer(call)
    _check_not_locked(call, connection)
    check_cdt(call, None, connection.inter_region, connection.cross_border)
    check_resource_group(call)
    _check_serial(call, connection)
    call.stop_if_dry_run()
    end = label_end(call, connection)
    end.tags = {**end.tags, **tags}
    end.resource_group_id = call.get("ResourceGroupId", end.resource_group_id)
    move_peer(call.world, connection, "Updating", "Activated", "vpc_peer_update_delay")
    return {}


@action("VpcPeer.RejectVpcPeerConnection")
def reject_vpc_peer_connection(call: Call) -> Response:
    """Reject a request. The record stays until somebody deletes it."""
    connection = _connection_to_answer(call)
    _check_serial(call, connection)
    call.stop_if_dry_run()
    set_peer_status(call.world, connection, "Rejected")
    return {}


def _check_not_locked(call: Call, connection: PeerConnection) -> None:
    if connection.business_status != "Normal" or call.account.overdue:
        raise call.error("IncorrectBusinessStatus.VpcPeer", fill=("VpcPeer", connection.id))


def _check_serial(call: Call, connection: PeerConnection) -> None:
    check_no_other_operation(call, connection, (connection.requester.vpc_id, connection.accepter.vpc_id))


@action("VpcPeer.ModifyVpcPeerConnection")
def modify_vpc_peer_connection(call: Call) -> Response:
    """Change name, description, bandwidth, link type: Updating, Activated."""
    connection = known_connection(call, call.get("InstanceId"))
    if connection.requester.uid != call.account.uid and call.switches.modify_by_accepter == "refused":
        raise not_found(call)
    if connection.status not in call.switches.modify_peer_states.split(","):
        raise wrong_status(call, connection)
    _check_not_locked(call, connection)
    _check_not_managed(call, connection)
    _check_changes(call, connection)
    _check_serial(call, connection)
    call.stop_if_dry_run()
    if _apply_changes(call, connection) or call.switches.modify_peer_unchanged == "accepted":
        move_peer(call.world, connection, "Updating", connection.status, "vpc_peer_update_delay")
    return {}


def _check_not_managed(call: Call, connection: PeerConnection) -> None:
    if connection.managed_service:
        raise call.error("OperationDenied.ServiceManagedInstance")


def _check_changes(call: Call, connection: PeerConnection) -> None:
    bandwidth = call.get("Bandwidth")
    if bandwidth is not None and not connection.inter_region:
        raise call.error("OperationFailed.BandwidthCannotBeChangedInSameRegion")
    if bandwidth is not None:
        check_bandwidth_quota(call, bandwidth)
    check_link_type(call, connection.inter_region)


def _apply_changes(call: Call, connection: PeerConnection) -> bool:
    """Set the sent attributes; return whether one differs from before."""
    end = connection.requester
    if not call.switches.shared_names:
        end = connection.end_of(call.account.uid) or end
    before = (end.name, end.description, connection.bandwidth, connection.link_type)
    end.name = call.get("Name", end.name)
    end.description = call.get("Description", end.description)
    connection.bandwidth = call.get("Bandwidth", connection.bandwidth)
    connection.link_type = call.get("LinkType", connection.link_type)
    return before != (end.name, end.description, connection.bandwidth, connection.link_type)


@action("VpcPeer.DeleteVpcPeerConnection")
def delete_vpc_peer_connection(call: Call) -> Response:
    """Delete a connection from either account; with Force its route entries too."""
    world, switches = call.world, call.switches
    connection = known_connection(call, call.get("InstanceId"))
    if connection.status not in STABLE:
        raise wrong_status(call, connection)
    _check_not_managed(call, connection)
    reached = "caller" if call.get("Force") and switches.force_reaches == "caller" else "both"
    checked = switches.route_check if not call.get("Force") else reached
    routes = [
        route
        for end in connection.ends
        if checked == "both" or end.uid == call.account.uid
        for route in routes_of_end(world, connection, end)
    ]
    if routes and not call.get("Force"):
        raise call.error("OperationDenied.RouteEntryExist")
    _check_serial(call, connection)
    call.stop_if_dry_run()
    delete_routes(world, routes)
    delete_peer(world, connection)
    return {}
