# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns every behaviour that Alibaba's documents leave open: one named switch each, with the default chosen here.

Set them in a scenario (`switches:`) or with `--switch NAME=VALUE`. What is documented has no switch.
"""

from __future__ import annotations

import dataclasses
from typing import Any

TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0"})


def _switch(default: Any, doc: str, *choices: str) -> Any:
    return dataclasses.field(default=default, metadata={"doc": doc, "choices": choices})


@dataclasses.dataclass(slots=True)
class Switches:
    """The choices in force."""

    # requests
    missing_parameter_form: str = _switch(
        "Missing<Param>", "Which code names an absent mandatory parameter.", "Missing<Param>", "MissingParameter"
    )
    empty_strings: str = _switch(
        "absent", "An optional parameter given as an empty string counts as absent, or is checked.", "absent", "checked"
    )
    default_region: str = _switch("cn-hangzhou", "The region of a call that names none and whose host names none.")
    client_token_lifetime: float = _switch(86400.0, "Seconds for which a ClientToken is remembered.")
    client_token_consumed_by_failure: bool = _switch(False, "A refused call uses its ClientToken up.")
    sts_requires_https: bool = _switch(
        False, "Refuse Sts over plain HTTP, as the service does (InvalidProtocol.NeedSsl)."
    )
    caller_identity_needs_permission: bool = _switch(
        False, "GetCallerIdentity needs the RAM permission sts:GetCallerIdentity on *."
    )
    list_order: str = _switch("newest_first", "The order of paged lists.", "newest_first", "oldest_first")
    last_page_next_token: str = _switch(
        "empty", "NextToken on the last page is an empty string, or absent.", "empty", "absent"
    )
    filter_keys_case_sensitive: bool = _switch(True, "Filter.N.Key is compared case-sensitively.")

    name_filter_wildcards: bool = _switch(False, "`*` in the values of the filter Name stands for any text.")
    denied_code: str = _switch(
        "Forbidden.RAM", "What a policy does not allow is refused with.", "Forbidden.RAM", "Forbidden"
    )

    # router interfaces
    vpc_initiators_sold: bool = _switch(
        True,
        "Initiators on a VPC's router can still be bought; else CreateRouterInterface answers "
        "COMMODITY.INVALID_COMPONENT.",
    )
    interface_quota_code: str = _switch(
        "QuotaExceeded", "One router interface too many.", "QuotaExceeded", "QuotaExceeded.RiPerUser"
    )
    describe_unknown_interface: str = _switch(
        "empty",
        "DescribeRouterInterfaceAttribute of an unknown id is a success without fields, or refused with "
        "InvalidRouterInterfaceId.NotFound.",
        "empty",
        "refused",
    )
    connect_check: str = _switch(
        "synchronous",
        "ConnectRouterInterface refuses a peer that is absent or points elsewhere at once, or goes to Connecting and "
        "falls back to Idle.",
        "synchronous",
        "asynchronous",
    )
    failed_connect_state: str = _switch(
        "Idle", "What an initiator falls back to whose connection fails while it is made.", "Idle", "Inactive"
    )
    connect_overlapping_vpcs: str = _switch(
        "accepted",
        "ConnectRouterInterface of VPCs whose blocks overlap; refused with IncorrectOppositeInterfaceInfo.",
        "accepted",
        "refused",
    )
    connect_peer_not_found_code: str = _switch(
        "IncorrectOppositeInterfaceInfo",
        "Connect: no such opposite interface.",
        "IncorrectOppositeInterfaceInfo",
        "IncorrectOppositeInterfaceInfo.NotSet",
    )
    connect_peer_mismatch_code: str = _switch(
        "IncorrectOppositeInterfaceInfo",
        "Connect: the opposite interface points elsewhere, is not the acceptor, or is not Idle.",
        "IncorrectOppositeInterfaceInfo",
        "IncorrectOppositeInterfaceInfo.NotSet",
    )
    peer_follows: bool = _switch(False, "Deactivate and Activate move the peer's own Status too.")
    peer_of_deleted_becomes_inactive: bool = _switch(True, "An Active peer of a deleted interface becomes Inactive.")
    opposite_view: str = _switch(
        "resolved",
        "Opposite* details appear when the opposite id and owner name an interface, or only when it points back.",
        "resolved",
        "mutual",
    )
    modify_opposite_outside_idle_code: str = _switch(
        "IncorrectStatus",
        "Modify of the opposite attributes when not Idle.",
        "IncorrectStatus",
        "InvalidParam.ModifyRouterInterface",
    )
    modify_opposite_unchanged_allowed: bool = _switch(
        True, "Outside Idle, opposite attributes may be sent when unchanged."
    )
    modify_opposite_router_type_default: str = _switch(
        "VBR",
        "What an omitted OppositeRouterType becomes when other opposite attributes are sent and none is stored; the "
        "documented default is VBR.",
        "VBR",
        "unchanged",
    )
    spec_change_state: str = _switch(
        "Activating", "The state on the way to another specification.", "Activating", "Modifying"
    )
    modify_spec_when_inactive: bool = _switch(True, "ModifyRouterInterfaceSpec works on an Inactive initiator.")
    delete_unknown_interface_code: str = _switch(
        "InvalidRouterInterfaceId.NotFound",
        "DeleteRouterInterface of an unknown id.",
        "InvalidRouterInterfaceId.NotFound",
        "InvalidInstanceId.NotFound",
    )
    delete_referenced_code: str = _switch(
        "RouterInterfaceReferredByRouteEntry",
        "DeleteRouterInterface while a route entry uses it.",
        "RouterInterfaceReferredByRouteEntry",
        "ReferredByRouteEntry.RouterInterface",
        "DependencyViolation.RouterInterfaceReferedByRouteEntry",
    )
    delete_express_connect_states: str = _switch(
        "Idle,Active,Inactive", "The states in which DeleteExpressConnect deletes an interface, comma separated."
    )
    delete_express_connect_across_accounts: str = _switch(
        "refused",
        "DeleteExpressConnect of a connection to another account is refused, or deletes the own side.",
        "refused",
        "own_side",
    )
    wrong_state_code: str = _switch(
        "IncorrectRIStatus", "Connect, Activate, Deactivate in a wrong state.", "IncorrectRIStatus", "IncorrectStatus"
    )

    # route entries
    route_task_scope: str = _switch(
        "vpc", "Route tasks exclude each other within a VPC, or within a table.", "vpc", "table"
    )
    deleting_route_is_a_task: bool = _switch(
        True, "A route entry that is being deleted keeps other route tasks waiting."
    )
    route_list_next_hop_type: str = _switch(
        "any", "What DescribeRouteEntryList lists without a NextHopType; its page says Instance.", "any", "Instance"
    )
    route_task_gap: float = _switch(0.0, "Seconds that must pass between two route tasks of one scope.")
    route_next_hop_states: str = _switch(
        "Active,Inactive", "The states in which a router interface may become a next hop, comma separated."
    )
    route_outside_peer_vpc: str = _switch(
        "default_route",
        "FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY refuses 0.0.0.0/0 only, every destination outside the peer VPC, or "
        "nothing.",
        "default_route",
        "all",
        "none",
    )
    route_ten_slash_eight: str = _switch(
        "refused", "A route entry for exactly 10.0.0.0/8, which needs a whitelist.", "refused", "allowed"
    )
    route_host_bits: str = _switch(
        "refused", "A destination with host bits set, as 10.0.0.1/16.", "refused", "normalised"
    )
    route_ipv6_code: str = _switch(
        "UnsupportedFeature.RouterInterfaceIpv6",
        "A route entry for IPv6 through a router interface.",
        "UnsupportedFeature.RouterInterfaceIpv6",
        "OperationDenied.RouterInterfaceIpv6NotEnabled",
        "OperationDenied.RouterInterfaceIpv6",
    )
    batch_vswitch_overlap: str = _switch(
        "refused",
        "CreateRouteEntries: a destination that contains a vSwitch; its page forbids any overlap.",
        "refused",
        "allowed",
    )

    def set(self, name: str, value: object) -> None:
        """Set one switch. Raises ValueError with the switches or choices there are."""
        fields = {field.name: field for field in dataclasses.fields(self)}
        if name not in fields:
            raise ValueError(f"unknown switch {name!r}; there are: {', '.join(fields)}")
        current = getattr(self, name)
        choices = fields[name].metadata["choices"]
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
    return [(f.name, f.default, f.metadata["doc"], f.metadata["choices"]) for f in dataclasses.fields(Switches)]


def switches_table() -> str:
    """All switches as a Markdown table."""
    lines = ["| Switch | Default | What it decides |", "| --- | --- | --- |"]
    for name, default, doc, choices in describe():
        shown = str(default).lower() if isinstance(default, bool) else default
        values = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
        lines.append(f"| `{name}` | `{shown}` | {doc}{values} |")
    return "\n".join(lines)
