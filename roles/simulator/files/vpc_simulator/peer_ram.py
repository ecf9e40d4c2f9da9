# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the RAM resources of VpcPeer and CDT, the permissions of another product that their actions need, and the
condition keys that only they have."""

from __future__ import annotations

from collections.abc import Callable

from vpc_simulator.call import Call

ANY = "*"
CDT_STATUS = "cdt:GetCdtServiceStatus"


def _everything(call: Call) -> list[str]:
    return [ANY]


def _arn(call: Call, connection_id: str) -> str:
    """A connection belongs to no region."""
    return f"acs:vpc:*:{call.account.uid}:vpcpeer/{connection_id}"


def _connection(call: Call) -> list[str]:
    return [_arn(call, call.get("InstanceId") or ANY)]


def _list(call: Call) -> list[str]:
    return [ANY] if call.switches.list_peers_resource == ANY else [_arn(call, ANY)]


def _labelled(call: Call) -> list[str]:
    if call.switches.peer_tags_resource == ANY:
        return [ANY]
    ids = call.get("ResourceId") or [ANY]
    return [_arn(call, connection_id) for connection_id in ([ids] if isinstance(ids, str) else ids)]


PEER_RESOURCES: dict[str, Callable[[Call], list[str]]] = {
    "VpcPeer.CreateVpcPeerConnection": _everything,
    "VpcPeer.AcceptVpcPeerConnection": _everything,
    "VpcPeer.RejectVpcPeerConnection": _everything,
    "VpcPeer.ModifyVpcPeerConnection": _everything,
    "VpcPeer.DeleteVpcPeerConnection": _everything,
    "VpcPeer.GetVpcPeerConnectionAttribute": _connection,
    "VpcPeer.ListVpcPeerConnections": _list,
    "VpcPeer.MoveResourceGroup": _labelled,
    "VpcPeer.TagResources": _labelled,
    "VpcPeer.UnTagResources": _labelled,
    "VpcPeer.ListTagResources": _labelled,
    "CDT.GetCdtServiceStatus": _everything,
    "CDT.GetCdtCbServiceStatus": _everything,
    "CDT.OpenCdtService": _everything,
    "CDT.OpenCdtCbService": _everything,
}


def target_directory(call: Call) -> dict[str, str]:
    """The condition keys of the resource directory to which the account of the other side belongs, if it does."""
    uid = _other_account(call)
    account = call.world.accounts.get(uid)
    if account is None or not account.resource_directory:
        return {}
    directory_id = account.resource_directory.partition("/")[0]
    return {"acs:TargetRDId": directory_id, "acs:TargetRDPath": f"{account.resource_directory}/{uid}"}


def _other_account(call: Call) -> str:
    """The accepter for the requester, and the requester for the accepter; other actions have no such keys."""
    if call.action == "VpcPeer.CreateVpcPeerConnection":
        return str(call.get("AcceptingAliUid", ""))
    if call.action == "VpcPeer.AcceptVpcPeerConnection":
        connection = call.world.peer_connections.get(call.get("InstanceId", ""))
        return connection.requester.uid if connection and connection.accepter.uid == call.account.uid else ""
    return ""


def further_permissions(call: Call) -> list[str]:
    """The permissions of CDT, on every resource, that an action of VpcPeer needs besides its own."""
    needed = call.action == "VpcPeer.CreateVpcPeerConnection" or (
        call.action == "VpcPeer.AcceptVpcPeerConnection" and call.switches.accept_needs_cdt_permission
    )
    return [CDT_STATUS] if needed else []
