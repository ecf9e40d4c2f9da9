# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the switches of VPCs and router interfaces."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from vpc_simulator.choices import Choices


@dataclasses.dataclass(eq=False)
class InterfaceSwitches(Choices):
    """Switches of VPCs and router interfaces, with their values."""

    # VPCs
    default_vpc_block: Annotated[str, "The CidrBlock of a VPC that is created without one."] = "172.16.0.0/12"
    force_delete_vpc: Annotated[
        str,
        "DeleteVpc with ForceDelete while the VPC has router interfaces: refused, or they go with it unless they are "
        "connected.",
        "refused",
        "takes_interfaces",
    ] = "refused"

    # router interfaces
    vpc_initiators_sold: Annotated[
        bool,
        "Initiators on a VPC's router can still be bought; else CreateRouterInterface fails with "
        "COMMODITY.INVALID_COMPONENT.",
    ] = True
    interface_quota_code: Annotated[
        str, "The error code above the quota of router interfaces.", "QuotaExceeded", "QuotaExceeded.RiPerUser"
    ] = "QuotaExceeded"
    acceptor_charge_type: Annotated[
        str,
        "InstanceChargeType of an acceptor, which has no price: without effect, or as it is for an initiator.",
        "ignored",
        "as_asked",
    ] = "ignored"
    describe_unknown_interface: Annotated[
        str,
        "DescribeRouterInterfaceAttribute of an unknown id is a success without fields, or refused "
        "with InvalidRouterInterfaceId.NotFound.",
        "empty",
        "refused",
    ] = "empty"
    unlisted_interface: Annotated[
        str,
        "A call with a new router interface that is not listed yet works, or is refused with "
        "InvalidRouterInterfaceId.NotFound.",
        "known",
        "unknown",
    ] = "known"
    connect_check: Annotated[
        str,
        "ConnectRouterInterface refuses a peer that is absent or points elsewhere at once, or goes to "
        "Connecting and falls back to Idle.",
        "synchronous",
        "asynchronous",
    ] = "synchronous"
    failed_connect_state: Annotated[
        str, "The state of an initiator after its connection failed while Connecting.", "Idle", "Inactive"
    ] = "Idle"
    connect_overlapping_vpcs: Annotated[
        str,
        "ConnectRouterInterface of VPCs whose blocks overlap; refused with IncorrectOppositeInterfaceInfo.",
        "accepted",
        "refused",
    ] = "accepted"
    connect_peer_not_found_code: Annotated[
        str,
        "Connect: no such opposite interface.",
        "IncorrectOppositeInterfaceInfo",
        "IncorrectOppositeInterfaceInfo.NotSet",
    ] = "IncorrectOppositeInterfaceInfo"
    connect_peer_mismatch_code: Annotated[
        str,
        "Connect: the opposite interface points elsewhere, is not the acceptor, or is not Idle.",
        "IncorrectOppositeInterfaceInfo",
        "IncorrectOppositeInterfaceInfo.NotSet",
    ] = "IncorrectOppositeInterfaceInfo"
    connected_time_before_connect: Annotated[
        str, "ConnectedTime of an interface that was never connected.", "empty", "absent"
    ] = "empty"
    activate_without_peer: Annotated[
        str, "ActivateRouterInterface when the peer was deleted; refused as a wrong state is.", "allowed", "refused"
    ] = "allowed"
    peer_follows: Annotated[bool, "Deactivate and Activate move the peer's own Status too."] = False
    deactivate_with_routes: Annotated[
        str,
        "DeactivateRouterInterface while route entries use it; refused as DeleteRouterInterface refuses it.",
        "allowed",
        "refused",
    ] = "allowed"
    peer_of_deleted_becomes_inactive: Annotated[bool, "An Active peer of a deleted interface becomes Inactive."] = True
    opposite_view: Annotated[
        str,
        "Opposite* details appear when the opposite id and owner name an interface, or only when it points back.",
        "resolved",
        "mutual",
    ] = "resolved"
    modify_opposite_outside_idle_code: Annotated[
        str, "Modify of the opposite attributes when not Idle.", "IncorrectStatus", "InvalidParam.ModifyRouterInterface"
    ] = "IncorrectStatus"
    modify_opposite_unchanged_allowed: Annotated[
        bool, "Outside Idle, opposite attributes may be sent when unchanged."
    ] = True
    modify_opposite_router_type_default: Annotated[
        str,
        "What an omitted OppositeRouterType becomes when other opposite attributes are sent; its documented default is "
        "VBR, which holds where none is stored, always, or never.",
        "VBR",
        "always_VBR",
        "unchanged",
    ] = "VBR"
    modify_opposite_omitted: Annotated[
        str,
        "The value of opposite attributes that are not sent when others are.",
        "unchanged",
        "cleared",
    ] = "unchanged"
    modify_attribute_state: Annotated[
        str,
        "ModifyRouterInterfaceAttribute takes effect in place, or through Modifying, for as long as activate_delay.",
        "in_place",
        "Modifying",
    ] = "in_place"
    spec_case_sensitive: Annotated[bool, "Spec must be spelled as documented; else mini.2 is Mini.2."] = True
    modify_spec_unchanged: Annotated[
        str,
        "ModifyRouterInterfaceSpec to the same Spec runs as any change does, changes nothing, or is refused "
        "with InvalidSpec.ValudNotSupported.",
        "accepted",
        "no_op",
        "refused",
    ] = "accepted"
    spec_change_state: Annotated[str, "The state on the way to another specification.", "Activating", "Modifying"] = (
        "Activating"
    )
    modify_spec_when_inactive: Annotated[bool, "ModifyRouterInterfaceSpec works on an Inactive initiator."] = True
    modify_spec_when_idle: Annotated[
        str,
        "ModifyRouterInterfaceSpec of an Idle initiator: at once, or by way of spec_change_state.",
        "at_once",
        "in_steps",
    ] = "at_once"
    modify_spec_of_acceptor: Annotated[
        str,
        "ModifyRouterInterfaceSpec of an acceptor: Negative only, no Spec at all, or any.",
        "Negative",
        "refused",
        "any",
    ] = "Negative"
    modify_spec_moves_peer: Annotated[bool, "A changed Spec moves the Status of an Active peer as well."] = False
    delete_unknown_interface_code: Annotated[
        str,
        "DeleteRouterInterface of an unknown id.",
        "InvalidRouterInterfaceId.NotFound",
        "InvalidInstanceId.NotFound",
    ] = "InvalidRouterInterfaceId.NotFound"
    delete_referenced_code: Annotated[
        str,
        "DeleteRouterInterface while a route entry uses it.",
        "RouterInterfaceReferredByRouteEntry",
        "ReferredByRouteEntry.RouterInterface",
        "DependencyViolation.RouterInterfaceReferedByRouteEntry",
    ] = "RouterInterfaceReferredByRouteEntry"
    delete_express_connect_states: Annotated[
        str, "The states in which DeleteExpressConnect deletes an interface, comma separated."
    ] = "Idle,Active,Inactive"
    delete_express_connect_across_accounts: Annotated[
        str,
        "DeleteExpressConnect of a connection to another account is refused, or deletes the own side.",
        "refused",
        "own_side",
    ] = "refused"
    wrong_state_code: Annotated[
        str, "Connect, Activate, Deactivate in a wrong state.", "IncorrectRIStatus", "IncorrectStatus"
    ] = "IncorrectRIStatus"
