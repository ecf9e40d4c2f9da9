# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the switches of VPC peering connections and of CDT."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from vpc_simulator.choices import Choices


@dataclasses.dataclass(eq=False)
class PeerSwitches(Choices):
    """Switches of VPC peering connections, with their values."""

    # creation
    ri_blocks: Annotated[
        str,
        "Router interfaces with which CreateVpcPeerConnection fails with ResourceAlreadyExist.RouterInterface: a pair "
        "between the two VPCs in any state, a connected pair, one of which neither side is Inactive, any interface of "
        "either VPC to another VPC, or none.",
        "any",
        "connected",
        "active",
        "vpc",
        "never",
    ] = "any"
    peer_blocks_ri: Annotated[
        str,
        "What fails with ResourceAlreadyExist.VpcPeer while a VPC peering connection joins the two VPCs: nothing, "
        "CreateRouterInterface and ConnectRouterInterface, or these and ActivateRouterInterface.",
        "never",
        "create",
        "activate",
    ] = "never"
    terminal_blocks: Annotated[
        bool, "A Rejected or Expired VPC peering connection prevents another one between its two VPCs."
    ] = True
    terminal_counts: Annotated[bool, "A Rejected or Expired VPC peering connection counts for quotas."] = True
    vpc_peer_terminal_lifetime: Annotated[
        float, "Seconds until a Rejected or Expired VPC peering connection vanishes by itself; 0: it stays."
    ] = 0.0
    vpc_peer_quota_side: Annotated[
        str,
        "The account whose quota vpc_peers_per_region a connection of two accounts burdens.",
        "both",
        "requester",
        "accepter",
    ] = "both"
    vpc_peer_regions: Annotated[
        str,
        "The regions that have VPC peering connections: those of the API's metadata, or those of the user guide.",
        "metadata",
        "guide",
    ] = "metadata"
    intra_region_bandwidth: Annotated[
        str,
        "Bandwidth in CreateVpcPeerConnection within a region; refused with IllegalParam.Bandwidth.",
        "refused",
        "ignored",
    ] = "refused"
    silver_link_type: Annotated[
        str,
        "LinkType Silver; refused with OperationFailed.SpecificLinkTypeNotSupported.",
        "refused",
        "accepted",
    ] = "refused"
    peer_serial: Annotated[
        bool, "Two operations on VPC peering connections of one VPC exclude each other (Conflict.Operation)."
    ] = True
    peer_serial_actions: Annotated[
        str, "The actions that fail with Conflict.Operation, comma separated, with wildcards."
    ] = "CreateVpcPeerConnection"
    peer_serial_states: Annotated[
        str, "The states of another VPC peering connection that make them fail, comma separated."
    ] = "Creating,Deleting"

    # CDT
    cdt_required: Annotated[bool, "CreateVpcPeerConnection and AcceptVpcPeerConnection need CDT in both accounts."] = (
        False
    )
    cdt_required_for: Annotated[str, "The VPC peering connections that need CDT then.", "all", "inter_region"] = "all"
    create_opens_cdt: Annotated[
        bool, "CreateVpcPeerConnection opens CDT in the requester's account, unless cdt_required."
    ] = True
    accept_needs_cdt_permission: Annotated[
        bool, "AcceptVpcPeerConnection needs the RAM permission cdt:GetCdtServiceStatus too, as the creation does."
    ] = False

    # sides
    accept_by_requester_code: Annotated[
        str,
        "AcceptVpcPeerConnection and RejectVpcPeerConnection by the requester.",
        "ResourceNotFound.InstanceId",
        "IncorrectStatus.VpcPeer",
    ] = "ResourceNotFound.InstanceId"
    modify_by_accepter: Annotated[
        str,
        "ModifyVpcPeerConnection by the accepter; refused with ResourceNotFound.InstanceId.",
        "allowed",
        "refused",
    ] = "allowed"
    modify_peer_states: Annotated[str, "The states in which ModifyVpcPeerConnection works, comma separated."] = (
        "Activated"
    )
    modify_peer_unchanged: Annotated[
        str,
        "ModifyVpcPeerConnection to the same values runs as any change does, or changes nothing.",
        "accepted",
        "no_op",
    ] = "accepted"
    shared_labels: Annotated[
        bool, "Tags and resource group of a VPC peering connection are the same for both accounts."
    ] = False
    shared_names: Annotated[
        bool, "Name and Description of a VPC peering connection are the same for both accounts."
    ] = True
    accepter_label_region: Annotated[
        str,
        "The RegionId with which the accepter changes tags and resource group: the requester's, its own, or either.",
        "requester",
        "own",
        "any",
    ] = "requester"

    # lists and fields
    list_both_regions: Annotated[
        bool, "ListVpcPeerConnections lists a connection in both regions; else in the region of the caller's VPC."
    ] = True
    list_deleted_peers: Annotated[
        bool, "ListVpcPeerConnections lists a Deleted connection for as long as it is readable."
    ] = True
    peer_name_filter: Annotated[
        str, "The parameter Name of ListVpcPeerConnections is the whole name, or a part of it.", "exact", "partial"
    ] = "exact"
    peer_total_count: Annotated[
        str, "TotalCount of ListVpcPeerConnections: all matches, or those on the page.", "matches", "page"
    ] = "matches"
    peer_last_next_token: Annotated[
        str,
        "NextToken on the last page of ListVpcPeerConnections and of its ListTagResources.",
        "empty",
        "null",
        "absent",
    ] = "empty"
    peer_empty_fields: Annotated[
        str, "LinkType and ManagedService without a value are empty strings, or absent.", "empty", "absent"
    ] = "empty"
    peer_message_value: Annotated[
        str, "The value in brackets in the text of IncorrectStatus.VpcPeer.", "id", "status"
    ] = "id"

    # deletion and routes
    route_check: Annotated[
        str,
        "Whose route entries prevent DeleteVpcPeerConnection (OperationDenied.RouteEntryExist).",
        "both",
        "caller",
    ] = "both"
    force_reaches: Annotated[
        str, "Whose route entries DeleteVpcPeerConnection with Force deletes.", "both", "caller"
    ] = "both"
    peer_route_states: Annotated[
        str, "The states in which a VPC peering connection may become a next hop, comma separated."
    ] = "Activated"
    peer_route_deletion_refused: Annotated[
        str,
        "The states of a VPC peering connection in which route entries to it cannot be deleted "
        "(IncorrectStatus.VpcPeer), comma separated.",
    ] = "Updating,Deleting"
    peer_hop_fields: Annotated[
        str,
        "DescribeRouteEntryList has type and id of a next hop VpcPeer only, or all fields that a router interface has.",
        "type_and_id",
        "all",
    ] = "type_and_id"
    peer_ipv6_routes: Annotated[
        str,
        "IPv6 route entries to a VPC peering connection; refused with UnsupportedFeature.VpcPeerIpv6.",
        "accepted",
        "refused",
    ] = "accepted"

    # requests
    two_region_ids: Annotated[
        str, "The RegionId of a request with one in its query and another one in its body.", "body", "query"
    ] = "body"
    vpc_peer_denial: Annotated[
        str,
        "A call to VpcPeer that no policy allows fails with the product's own code, or as denied_code says.",
        "Forbidden.NoPermission",
        "denied_code",
    ] = "Forbidden.NoPermission"
    list_peers_resource: Annotated[
        str,
        "ListVpcPeerConnections needs its permission on `*`, or on `vpcpeer/*` of the account.",
        "*",
        "vpcpeer",
    ] = "*"
    peer_tags_resource: Annotated[
        str,
        "MoveResourceGroup and the tag actions of VpcPeer need their permission on the connection, or on `*`.",
        "vpcpeer",
        "*",
    ] = "vpcpeer"
