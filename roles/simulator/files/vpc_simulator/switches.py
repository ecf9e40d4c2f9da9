# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns every behaviour that Alibaba's documents leave open: one named switch each, with the default chosen here.

Set them in a scenario (`switches:`) or with `--switch NAME=VALUE`. What is documented has no switch.
"""

from __future__ import annotations

import dataclasses
from typing import Annotated

from vpc_simulator.choices import Choices
from vpc_simulator.guesses import other_codes


@dataclasses.dataclass(eq=False)
class Switches(Choices):
    """The choices in force."""

    # signers
    unknown_key_status: Annotated[str, "HTTP status of InvalidAccessKeyId.NotFound.", "404", "400"] = "404"
    time_check: Annotated[
        str, "A time stamp is checked after or before the access key is looked up.", "after_key", "before_key"
    ] = "after_key"
    nonce_check: Annotated[
        str, "A nonce is looked up before or after the signature is verified.", "before_signature", "after_signature"
    ] = "before_signature"
    token_check: Annotated[
        str, "A security token is checked after or before the signature.", "after_signature", "before_signature"
    ] = "after_signature"
    sts_requires_https: Annotated[
        bool, "Refuse Sts over plain HTTP, as the service does (InvalidProtocol.NeedSsl)."
    ] = False

    # throttling
    rate_limited_actions: Annotated[
        str,
        "The actions that the quota calls_per_minute limits for each account, comma separated, with wildcards; other "
        "limits are told in the Quota Center only.",
    ] = "CreateRouterInterface,ConnectRouterInterface"
    throttling_code: Annotated[
        str, "A call too many is refused with.", "Throttling.User", "Throttling.Api", "Throttling"
    ] = "Throttling.User"
    throttling_check: Annotated[
        str, "Calls are counted before permissions, or after parameters too.", "before_permissions", "after_parameters"
    ] = "before_permissions"

    # permissions
    permission_check: Annotated[
        str, "Permissions are checked before or after the parameters.", "before_parameters", "after_parameters"
    ] = "before_parameters"
    denied_code: Annotated[
        str, "What a policy does not allow is refused with.", "Forbidden.RAM", "Forbidden", "NoPermission"
    ] = "Forbidden.RAM"
    denied_lookup: Annotated[
        str,
        "Denied, DescribeVpcAttribute and what creates or changes route entries answer as others do, or with "
        "Forbidden.VpcNotFound and Forbidden.VRouterNotFound.",
        "as_denied_code",
        "not_found",
    ] = "as_denied_code"
    access_denied_detail: Annotated[bool, "A denial tells its reason as AccessDeniedDetail."] = False
    caller_identity_needs_permission: Annotated[
        bool, "GetCallerIdentity needs the RAM permission sts:GetCallerIdentity on `*`."
    ] = False
    create_vswitch_resources: Annotated[
        str, "CreateVSwitch needs its permission on `vswitch/*` and the VPC, or one of them.", "both", "vswitch", "vpc"
    ] = "both"
    delete_vswitch_resource: Annotated[
        str,
        "DeleteVSwitch needs its permission on the vSwitch, on `vswitch/*`, or on the VPC.",
        "vswitch",
        "any",
        "vpc",
    ] = "vswitch"
    describe_vrouters_resource: Annotated[
        str, "DescribeVRouters needs its permission on `vrouter/*`, on `vpc/*`, or on `*`.", "vrouter", "vpc", "*"
    ] = "vrouter"
    describe_regions_resource: Annotated[
        str,
        "DescribeRegions needs its permission on everything of the account in the region, or on `*`.",
        "account",
        "*",
    ] = "account"
    describe_zones_resource: Annotated[
        str, "DescribeZones needs its permission on everything of the account in the region, or on `*`.", "account", "*"
    ] = "account"
    delete_express_connect_resource: Annotated[
        str, "DeleteExpressConnect needs its permission on the interface, or on `routerinterface/*`.", "one", "any"
    ] = "one"

    # requests
    missing_parameter_form: Annotated[
        str, "Which code names an absent mandatory parameter.", "Missing<Param>", "MissingParameter"
    ] = "Missing<Param>"
    invalid_parameter_form: Annotated[
        str,
        "Which code refuses a value for which the action's page has no code.",
        "Invalid<Param>",
        "InvalidParameter",
    ] = "Invalid<Param>"
    empty_strings: Annotated[
        str,
        "An optional text given as an empty string counts as absent, is checked, or is taken, so that it takes away "
        "what was there.",
        "absent",
        "checked",
        "taken",
    ] = "absent"
    list_index_gaps: Annotated[
        str, "Lists as Key.1, Key.3: every element counts, or only those up to the first gap.", "accepted", "cut"
    ] = "accepted"
    default_region: Annotated[str, "The region of a call that names none and whose host names none."] = "cn-hangzhou"
    client_token_lifetime: Annotated[float, "Seconds for which a ClientToken is remembered."] = 86400.0
    client_token_consumed_by_failure: Annotated[bool, "A refused call uses its ClientToken up."] = False
    client_token_compares: Annotated[
        str,
        "Which parameters must be the same when a ClientToken is used again.",
        "all",
        "all_but_names_and_descriptions",
    ] = "all"
    list_order: Annotated[str, "The order of paged lists.", "newest_first", "oldest_first"] = "newest_first"
    last_page_next_token: Annotated[
        str, "NextToken on the last page is an empty string, or absent.", "empty", "absent"
    ] = "empty"
    filter_keys_case_sensitive: Annotated[bool, "Filter.N.Key is compared case-sensitively."] = True
    filter_values_case_sensitive: Annotated[bool, "Filter.N.Value.M is compared case-sensitively."] = True
    name_filter_wildcards: Annotated[bool, "`*` in the values of the filter Name stands for any text."] = False
    vpc_name_wildcards: Annotated[bool, "`*` in a VpcName that is asked for stands for any text."] = False
    untag_all_with_keys: Annotated[str, "What goes when both All=true and TagKey.N are sent.", "all", "keys"] = "all"

    # refusals of which data/errors.json guesses the code, the text or the HTTP status
    guessed_codes: Annotated[
        str,
        "Other names for guessed codes, as `CreateRouterInterface/InvalidRouterId.NotFound=InvalidParameter`, comma "
        "separated; action `*` for what all actions share.",
    ] = ""
    guessed_texts: Annotated[
        str, "Guessed texts are likely ones, or hold nothing but the code.", "likely", "code_only"
    ] = "likely"
    guessed_status: Annotated[
        str, "HTTP status of refusals of which it is guessed.", "likely", "400", "403", "404", "500"
    ] = "likely"

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
        "Initiators on a VPC's router can still be bought; else CreateRouterInterface answers "
        "COMMODITY.INVALID_COMPONENT.",
    ] = True
    interface_quota_code: Annotated[
        str, "One router interface too many.", "QuotaExceeded", "QuotaExceeded.RiPerUser"
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
        "What uses a new router interface that is not listed yet works, or is refused with "
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
        str, "What an initiator falls back to whose connection fails while it is made.", "Idle", "Inactive"
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
        "What becomes of opposite attributes that are not sent when others are.",
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

    # route entries
    unknown_table_code: Annotated[
        str,
        "A route entry is to be created or changed in a table that is not the account's.",
        "InvalidRouteTableId.NotFound",
        "Forbidden.VRouterNotFound",
    ] = "InvalidRouteTableId.NotFound"
    modify_route_to_interface: Annotated[
        str,
        "ModifyRouteEntry to another router interface; refused with InvalidNextHopType.",
        "accepted",
        "refused",
    ] = "accepted"
    max_route_weight: Annotated[int, "The greatest Weight of one of several next hops."] = 255
    route_task_scope: Annotated[
        str, "Route tasks exclude each other within a VPC, or within a table.", "vpc", "table"
    ] = "vpc"
    deleting_route_is_a_task: Annotated[
        bool, "A route entry that is being deleted keeps other route tasks waiting."
    ] = True
    route_list_next_hop_type: Annotated[
        str, "What DescribeRouteEntryList lists without a NextHopType; its page says Instance.", "any", "Instance"
    ] = "any"
    route_table_name_wildcards: Annotated[bool, "`*` in a RouteTableName that is asked for stands for any text."] = (
        False
    )
    route_task_gap: Annotated[float, "Seconds that must pass between two route tasks of one scope."] = 0.0
    route_next_hop_states: Annotated[
        str, "The states in which a router interface may become a next hop, comma separated."
    ] = "Active,Inactive"
    route_outside_peer_vpc: Annotated[
        str,
        "FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY refuses 0.0.0.0/0 only, every destination outside the "
        "peer VPC, or nothing.",
        "default_route",
        "all",
        "none",
    ] = "default_route"
    route_ten_slash_eight: Annotated[
        str, "A route entry for exactly 10.0.0.0/8, which needs a whitelist.", "refused", "allowed"
    ] = "refused"
    route_host_bits: Annotated[str, "A destination with host bits set, as 10.0.0.1/16.", "refused", "normalised"] = (
        "refused"
    )
    route_ipv6_code: Annotated[
        str,
        "A route entry for IPv6 through a router interface.",
        "UnsupportedFeature.RouterInterfaceIpv6",
        "OperationDenied.RouterInterfaceIpv6NotEnabled",
        "OperationDenied.RouterInterfaceIpv6",
    ] = "UnsupportedFeature.RouterInterfaceIpv6"
    batch_vswitch_overlap: Annotated[
        str,
        "CreateRouteEntries: a destination that contains a vSwitch; its page forbids any overlap.",
        "refused",
        "allowed",
    ] = "refused"

    def set(self, name: str, value: object) -> None:
        """Set one switch. Raises ValueError with the switches, choices or codes there are."""
        if name == "guessed_codes":
            other_codes(str(value))
        super().set(name, value)
