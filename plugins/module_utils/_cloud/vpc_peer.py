# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One function per API action of VPC peering connections, named like it; the API's spelling stays here.

The product has one host and no request classes of the SDK; the arrays of its responses have no inner wrapper.
"""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import pages
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection

PRODUCT = "VpcPeer"
TYPE = "PeerConnection"
PAGE = {"MaxResults": 100}

GONE_ALREADY = frozenset({"ResourceNotFound.InstanceId", "ResourceNotFound.VpcPeer"})
WRONG_STATE = "IncorrectStatus.VpcPeer"
EXISTS_ALREADY = "ResourceAlreadyExist.VpcPeer"
DRY_RUN_PASSED = "DryRunOperation"
# The answers to a region that is not the label's.
NOT_THERE = frozenset({"InvalidInstanceIds.NotFound", "ResourceNotFound.VpcPeer"})


def list_vpc_peer_connections(
    client: Client,
    region: str,
    vpc_ids: t.Collection[str] = (),
    tags: t.Mapping[str, str] | None = None,
    resource_group_id: str | None = None,
) -> list[PeerConnection]:
    """Return the account's connections in a region; with two VPCs those between them, in either direction."""
    rows = pages.chained(
        client,
        "ListVpcPeerConnections",
        region,
        "VpcPeerConnects",
        PAGE,
        ("InstanceId",),
        product=PRODUCT,
        VpcId=",".join(sorted(vpc_ids)) or None,
        Tags=_tags(tags),
        ResourceGroupId=resource_group_id,
    )
    return [PeerConnection.from_api(item) for item in rows]


def get_vpc_peer_connection_attribute(client: Client, region: str, connection_id: str) -> PeerConnection | None:
    """Return one connection, or None when the account has none of that id."""
    try:
        response = _call(client, "GetVpcPeerConnectionAttribute", region, InstanceId=connection_id)
    except CallError as error:
        if error.code in GONE_ALREADY:
            return None
        raise
    return PeerConnection.from_api(response)


def create_vpc_peer_connection(client: Client, new: PeerConnection, token: str | None, dry_run: bool = False) -> str:
    """Request a connection and return its id; the same token never requests a second one.

    A dry run that passes raises CallError with the code DRY_RUN_PASSED.
    """
    response = _call(
        client,
        "CreateVpcPeerConnection",
        t.cast(str, new.requester_region),
        VpcId=new.requester_vpc_id,
        AcceptingAliUid=new.accepter_account_id,
        AcceptingRegionId=new.accepter_region,
        AcceptingVpcId=new.accepter_vpc_id,
        Name=new.name,
        Description=new.description,
        Bandwidth=new.bandwidth,
        LinkType=new.link_type,
        ResourceGroupId=new.resource_group_id,
        Tag=_tags(new.tags),
        DryRun=True if dry_run else None,
        ClientToken=token,
    )
    return response.need_ident("InstanceId", "vpc_peer_connection_id")


def accept_vpc_peer_connection(
    client: Client,
    region: str,
    connection_id: str,
    tags: t.Mapping[str, str] | None,
    resource_group_id: str | None,
    token: str,
) -> None:
    """Accept a request; another state is no error, the waiter judges it."""
    labels = {"Tag": _tags(tags), "ResourceGroupId": resource_group_id}
    _call_unless({WRONG_STATE}, client, "AcceptVpcPeerConnection", region, connection_id, ClientToken=token, **labels)


def reject_vpc_peer_connection(client: Client, region: str, connection_id: str, token: str) -> None:
    """Reject a request; another state is no error, the waiter judges it."""
    _call_unless({WRONG_STATE}, client, "RejectVpcPeerConnection", region, connection_id, ClientToken=token)


def modify_vpc_peer_connection(
    client: Client, region: str, connection_id: str, changed: t.Mapping[str, t.Any], token: str
) -> None:
    """Change name, description, bandwidth and link_type, as far as ``changed`` has them."""
    _call(
        client,
        "ModifyVpcPeerConnection",
        region,
        InstanceId=connection_id,
        Name=changed.get("name"),
        Description=changed.get("description"),
        Bandwidth=changed.get("bandwidth"),
        LinkType=changed.get("link_type"),
        ClientToken=token,
    )


def delete_vpc_peer_connection(client: Client, region: str, connection_id: str, token: str) -> None:
    """Delete a connection that no route entry leads to, never with Force; gone already is no error."""
    _call_unless(GONE_ALREADY, client, "DeleteVpcPeerConnection", region, connection_id, ClientToken=token)


def tag_resources(client: Client, region: str, connection_id: str, tags: t.Mapping[str, str], token: str) -> None:
    """Add tags to the account's side of a connection, or give them other values."""
    _call(client, "TagResources", region, **_resource(connection_id), Tag=_tags(tags), ClientToken=token)


def untag_resources(client: Client, region: str, connection_id: str, keys: t.Iterable[str], token: str) -> None:
    """Remove tags from the account's side of a connection; a missing one is no error."""
    _call(client, "UnTagResources", region, **_resource(connection_id), TagKey=sorted(keys), ClientToken=token)


def move_resource_group(client: Client, region: str, connection_id: str, resource_group_id: str) -> None:
    """Move the account's side of a connection to another resource group."""
    where = {"ResourceId": connection_id, "ResourceType": TYPE}
    _call(client, "MoveResourceGroup", region, **where, NewResourceGroupId=resource_group_id)


def _call(client: Client, action: str, region: str, **params: t.Any) -> Response:
    return client.call(action, region, PRODUCT, **params)


def _call_unless(
    done: t.Collection[str], client: Client, action: str, region: str, connection_id: str, **params: t.Any
) -> None:
    client.call_unless(done, action, region, PRODUCT, InstanceId=connection_id, **params)


def _resource(connection_id: str) -> dict[str, t.Any]:
    return {"ResourceId": [connection_id], "ResourceType": TYPE}


def _tags(tags: t.Mapping[str, str] | None) -> list[dict[str, str]] | None:
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())] if tags else None
