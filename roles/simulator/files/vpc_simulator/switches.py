# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns every behaviour that Alibaba's documents leave open: one named switch each, with the default chosen here.

Set them in a scenario (`switches:`) or with `--switch NAME=VALUE`. What is documented has no switch.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Annotated, Any, get_type_hints

TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0"})


@dataclasses.dataclass(slots=True)
class Switches:
    """The choices in force."""

    # requests
    missing_parameter_form: Annotated[
        str, "Which code names an absent mandatory parameter.", "Missing<Param>", "MissingParameter"
    ] = "Missing<Param>"
    empty_strings: Annotated[
        str, "An optional parameter given as an empty string counts as absent, or is checked.", "absent", "checked"
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
    nonce_check: Annotated[
        str, "A nonce is looked up before or after the signature is verified.", "before_signature", "after_signature"
    ] = "before_signature"
    sts_requires_https: Annotated[
        bool, "Refuse Sts over plain HTTP, as the service does (InvalidProtocol.NeedSsl)."
    ] = False
    caller_identity_needs_permission: Annotated[
        bool, "GetCallerIdentity needs the RAM permission sts:GetCallerIdentity on *."
    ] = False
    list_order: Annotated[str, "The order of paged lists.", "newest_first", "oldest_first"] = "newest_first"
    last_page_next_token: Annotated[
        str, "NextToken on the last page is an empty string, or absent.", "empty", "absent"
    ] = "empty"
    filter_keys_case_sensitive: Annotated[bool, "Filter.N.Key is compared case-sensitively."] = True
    filter_values_case_sensitive: Annotated[bool, "Filter.N.Value.M is compared case-sensitively."] = True
    name_filter_wildcards: Annotated[bool, "`*` in the values of the filter Name stands for any text."] = False
    denied_code: Annotated[str, "What a policy does not allow is refused with.", "Forbidden.RAM", "Forbidden"] = (
        "Forbidden.RAM"
    )
    denied_lookup: Annotated[
        str,
        "Denied, DescribeVpcAttribute and what creates or changes route entries answer as others do, or with "
        "Forbidden.VpcNotFound and Forbidden.VRouterNotFound.",
        "as_denied_code",
        "not_found",
    ] = "as_denied_code"
    untag_all_with_keys: Annotated[str, "What goes when both All=true and TagKey.N are sent.", "all", "keys"] = "all"

    # router interfaces
    vpc_initiators_sold: Annotated[
        bool,
        "Initiators on a VPC's router can still be bought; else CreateRouterInterface answers "
        "COMMODITY.INVALID_COMPONENT.",
    ] = True
    interface_quota_code: Annotated[
        str, "One router interface too many.", "QuotaExceeded", "QuotaExceeded.RiPerUser"
    ] = "QuotaExceeded"
    describe_unknown_interface: Annotated[
        str,
        "DescribeRouterInterfaceAttribute of an unknown id is a success without fields, or refused "
        "with InvalidRouterInterfaceId.NotFound.",
        "empty",
        "refused",
    ] = "empty"
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
        "What an omitted OppositeRouterType becomes when other opposite attributes are sent and none "
        "is stored; the documented default is VBR.",
        "VBR",
        "unchanged",
    ] = "VBR"
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
        """Set one switch. Raises ValueError with the switches or choices there are."""
        names = [field.name for field in dataclasses.fields(self)]
        if name not in names:
            raise ValueError(f"unknown switch {name!r}; there are: {', '.join(names)}")
        current = getattr(self, name)
        choices = _told(name)[1]
        try:
            wanted = _convert(value, type(current))
        except ValueError:
            raise ValueError(f"switch {name}: {value!r} is not a {type(current).__name__}") from None
        if choices and wanted not in choices:
            raise ValueError(f"switch {name}: {value!r} is none of {', '.join(choices)}")
        setattr(self, name, wanted)


def _convert(value: object, kind: type) -> Any:
    if kind is bool:
        text = str(value).lower()
        if text not in TRUE | FALSE:
            raise ValueError(value)
        return text in TRUE
    if kind is str and not isinstance(value, str):
        raise ValueError(value)
    return kind(value)


def describe() -> list[tuple[str, object, str, tuple[str, ...]]]:
    """(name, default, what it decides, choices) of every switch."""
    return [(field.name, field.default, *_told(field.name)) for field in dataclasses.fields(Switches)]


@functools.cache
def _hints() -> dict[str, Any]:
    return get_type_hints(Switches, include_extras=True)


def _told(name: str) -> tuple[str, tuple[str, ...]]:
    """What a switch decides, and the choices there are; from its annotation."""
    doc, *choices = _hints()[name].__metadata__
    return doc, tuple(choices)


def switches_table() -> str:
    """All switches as a Markdown table."""
    lines = ["| Switch | Default | What it decides |", "| --- | --- | --- |"]
    for name, default, doc, choices in describe():
        shown = str(default).lower() if isinstance(default, bool) else default
        values = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
        lines.append(f"| `{name}` | `{shown}` | {doc}{values} |")
    return "\n".join(lines)
