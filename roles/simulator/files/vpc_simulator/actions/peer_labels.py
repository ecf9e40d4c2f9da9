# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the labels of VPC peering connections: the tags and the resource group of each side."""

from __future__ import annotations

from vpc_simulator.actions.peer_rules import check_resource_group
from vpc_simulator.call import Call, Response, action, has_tags, tag_filter, token_page
from vpc_simulator.peer_connections import PeerConnection, PeerEnd

TYPE = "PeerConnection"
RESERVED = ("aliyun", "acs:")


def label_end(call: Call, connection: PeerConnection) -> PeerEnd:
    """The side whose labels the caller reads and changes: its own, or by a switch the requester's for both."""
    if call.switches.shared_labels:
        return connection.requester
    return connection.end_of(call.account.uid) or connection.requester


def requested_tags(call: Call) -> dict[str, str]:
    """The tags of a creation or an acceptance. Raises ApiError."""
    tags = call.get("Tag", [])
    keys = [tag.get("Key", "") for tag in tags]
    if "" in keys or len(set(keys)) < len(keys) or any(key.startswith(RESERVED) for key in keys):
        raise call.error("IllegalParam.TagKey")
    return {tag["Key"]: tag.get("Value", "") for tag in tags}


def last_token(call: Call, paging: Response) -> Response:
    """The paging fields with NextToken on the last page as a switch sets it."""
    if paging.get("NextToken"):
        return paging
    choice = call.switches.peer_last_next_token
    return {} if choice == "absent" else {"NextToken": None if choice == "null" else ""}


def _check_type(call: Call) -> None:
    if call.get("ResourceType") != TYPE:
        raise call.error("InvalidInstanceType.NotFound")


def _has_region(call: Call, connection: PeerConnection) -> bool:
    """Whether RegionId is one with which the caller may change its labels."""
    requester, accepter = connection.ends
    if requester.uid == call.account.uid or call.switches.accepter_label_region == "requester":
        return bool(call.get("RegionId") == requester.region)
    own = {accepter.region, requester.region} if call.switches.accepter_label_region == "any" else {accepter.region}
    return call.get("RegionId") in own


def _labelled(call: Call) -> list[PeerConnection]:
    """The caller's connections in the region of the call."""
    return [
        connection
        for connection in call.world.peer_connections
        if connection.status != "Deleted" and connection.end_of(call.account.uid) and _has_region(call, connection)
    ]


def _named(call: Call) -> list[PeerConnection]:
    connections = {connection.id: connection for connection in _labelled(call)}
    ids = call.get("ResourceId", [])
    if any(connection_id not in connections for connection_id in ids):
        raise call.error("InvalidInstanceIds.NotFound")
    return [connections[connection_id] for connection_id in ids]


def _check_keys(call: Call, keys: list[str]) -> None:
    if any(key.startswith(RESERVED) for key in keys):
        raise call.error("Forbidden.TagKeys")
    if len(set(keys)) < len(keys):
        raise call.error("Forbidden.TagKey.Duplicated")


@action("VpcPeer.TagResources")
def tag_peer_connections(call: Call) -> Response:
    """Add tags or overwrite their values, on all connections or none."""
    _check_type(call)
    keys = [tag.get("Key", "") for tag in call.get("Tag", [])]
    if "" in keys:
        raise call.error("IllegalParam.TagKey")
    _check_keys(call, keys)
    added = {tag["Key"]: tag.get("Value", "") for tag in call.get("Tag", [])}
    ends = [label_end(call, connection) for connection in _named(call)]
    if any(len({**end.tags, **added}) > call.account.quotas["tags_per_resource"] for end in ends):
        raise call.error("NumberExceed.Tags")
    for end in ends:
        end.tags = {**end.tags, **added}
    return {"Success": True}


@action("VpcPeer.UnTagResources")
def untag_peer_connections(call: Call) -> Response:
    """Remove the tags with these keys, or all; a switch decides for a request with both."""
    _check_type(call)
    keys = call.get("TagKey", [])
    _check_keys(call, keys)
    all_tags = call.get("All") and not (keys and call.switches.untag_all_with_keys == "keys")
    for end in [label_end(call, connection) for connection in _named(call)]:
        end.tags = {} if all_tags else {key: value for key, value in end.tags.items() if key not in keys}
    return {"Success": True}


@action("VpcPeer.ListTagResources")
def list_tags_of_peer_connections(call: Call) -> Response:
    """The tags of the caller's side; ResourceId or Tag is needed."""
    _check_type(call)
    if not call.get("ResourceId") and not call.get("Tag"):
        raise call.error("BothEmpty.TagsAndResources")
    wanted = tag_filter(call, "Tag")
    if any(not key for key, _value in wanted):
        raise call.error("InvalidTagKey")
    _check_keys(call, [key for key, _value in wanted])
    connections = _named(call) if call.get("ResourceId") else _labelled(call)
    rows = [
        {
            "ResourceId": connection.id,
            "ResourceType": TYPE,
            "RegionNo": connection.requester.region,
            "TagKey": key,
            "TagValue": value,
        }
        for connection in connections
        if call.get("Category", "All") != "System" and has_tags(label_end(call, connection).tags, wanted)
        for key, value in label_end(call, connection).tags.items()
    ]
    size = call.get("MaxResults", 50)
    page_rows, paging = token_page(call, rows, size)
    return {**last_token(call, paging), "MaxResults": size, "TagResources": page_rows}


@action("VpcPeer.MoveResourceGroup")
def move_peer_connection(call: Call) -> Response:
    """Move the caller's side of a connection to another resource group."""
    if call.get("ResourceType") != TYPE:
        raise call.error("ResourceNotFound.VpcPeer")
    connections = {connection.id: connection for connection in _labelled(call)}
    connection = connections.get(call.get("ResourceId"))
    if connection is None:
        raise call.error("ResourceNotFound.VpcPeer")
    check_resource_group(call, "NewResourceGroupId")
    label_end(call, connection).resource_group_id = call.get("NewResourceGroupId")
    return {"Success": True}
