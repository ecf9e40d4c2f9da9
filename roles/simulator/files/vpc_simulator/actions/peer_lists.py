# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading VPC peering connections: the list, a single one, and the fields of a connection."""

from __future__ import annotations

from typing import Any

from vpc_simulator.actions.peer_labels import last_token
from vpc_simulator.call import Call, Response, action, has_tags, in_list_order, tag_filter, tag_list, token_page
from vpc_simulator.clock import timestamp
from vpc_simulator.peer_connections import PeerConnection, PeerEnd
from vpc_simulator.world import World

DEFAULT_SIZE = 20
WITH_EXPIRY = frozenset({"Accepting", "Expired"})


@action("VpcPeer.GetVpcPeerConnectionAttribute")
def get_vpc_peer_connection_attribute(call: Call) -> Response:
    """One connection, for either account; a Deleted one as long as it is readable."""
    connection = call.world.peer_connections.get(call.get("InstanceId"))
    if connection is None or connection.end_of(call.account.uid) is None:
        raise call.error("ResourceNotFound.InstanceId", fill=("VpcPeer",))
    return render_peer(call.world, connection, call.account.uid)


@action("VpcPeer.ListVpcPeerConnections")
def list_vpc_peer_connections(call: Call) -> Response:
    """The connections that the caller requested or may accept; all filters must match."""
    tags = tag_filter(call, "Tags")
    connections = [c for c in call.world.peer_connections if _is_listed(call, c) and _matches(call, c, tags)]
    size = call.get("MaxResults", DEFAULT_SIZE)
    rows, paging = token_page(call, in_list_order(call, connections), size)
    total = len(connections) if call.switches.peer_total_count == "matches" else len(rows)
    rendered = [render_peer(call.world, connection, call.account.uid) for connection in rows]
    return {"TotalCount": total, "MaxResults": size, **last_token(call, paging), "VpcPeerConnects": rendered}


def _is_listed(call: Call, connection: PeerConnection) -> bool:
    """Whether the caller's list in the region contains the connection."""
    ends = [end for end in connection.ends if end.uid == call.account.uid]
    if not ends or connection.visible_at > call.world.now:
        return False
    if connection.status == "Deleted" and not call.switches.list_deleted_peers:
        return False
    regions = {end.region for end in (connection.ends if call.switches.list_both_regions else ends)}
    return "RegionId" not in call.parameters or call.get("RegionId") in regions


def _matches(call: Call, connection: PeerConnection, tags: list[tuple[str, str | None]]) -> bool:
    labels, names = _views(call.world, connection, call.account.uid)
    name = call.get("Name", names.name)
    named = name in names.name if call.switches.peer_name_filter == "partial" else name == names.name
    return (
        named
        and call.get("InstanceId", connection.id) == connection.id
        and all(connection.has_vpc(vpc_id) for vpc_id in call.get("VpcId", []))
        and call.get("ResourceGroupId", labels.resource_group_id) == labels.resource_group_id
        and has_tags(labels.tags, tags)
    )


def _views(world: World, connection: PeerConnection, uid: str) -> tuple[PeerEnd, PeerEnd]:
    """The sides whose labels, and whose names, the account sees."""
    own = connection.end_of(uid) or connection.requester
    labels = connection.requester if world.switches.shared_labels else own
    return labels, connection.requester if world.switches.shared_names else own


def render_peer(world: World, connection: PeerConnection, uid: str) -> dict[str, Any]:
    """The connection's fields for one of its accounts. Vpc is the requester's, whoever asks."""
    labels, names = _views(world, connection, uid)
    requester, accepter = connection.ends
    optional = {"LinkType": connection.link_type, "ManagedService": connection.managed_service}
    if world.switches.peer_empty_fields == "absent":
        optional = {name: value for name, value in optional.items() if value}
    return {
        "InstanceId": connection.id,
        "GmtCreate": timestamp(connection.created_at),
        "GmtModified": timestamp(connection.modified_at),
        "GmtExpired": timestamp(connection.expires_at) if connection.status in WITH_EXPIRY else None,
        "Name": names.name,
        "Description": names.description,
        "OwnerId": int(requester.uid),
        "AcceptingOwnerUid": int(accepter.uid),
        "RegionId": requester.region,
        "AcceptingRegionId": accepter.region,
        "Bandwidth": connection.bandwidth,
        "Status": connection.status,
        "BizStatus": connection.business_status,
        "ResourceGroupId": labels.resource_group_id,
        "Vpc": _vpc(world, requester),
        "AcceptingVpc": _vpc(world, accepter),
        "Tags": tag_list(labels.tags),
        **optional,
    }


def _vpc(world: World, end: PeerEnd) -> dict[str, Any]:
    vpc = world.vpcs.get(end.vpc_id)
    return {"VpcId": end.vpc_id, "Ipv4Cidrs": [str(vpc.cidr)] if vpc else [], "Ipv6Cidrs": []}
