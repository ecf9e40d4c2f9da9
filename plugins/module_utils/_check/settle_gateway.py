# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the responses settle about the gateway and about requests: signers, permissions, parameters, lists. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Reply

NO_KEY, OLD, NONCE, SIGNATURE = (
    "InvalidAccessKeyId.NotFound",
    "InvalidTimeStamp.Expired",
    "SignatureNonceUsed",
    "SignatureDoesNotMatch",
)
NEEDS_TLS = "InvalidProtocol.NeedSsl"
NO_REGION = "InvalidRegionId"
DENIED_CODES = ("Forbidden.RAM", "Forbidden", "NoPermission")
LOOKED_UP = "Forbidden.VpcNotFound"
AGES = {
    "DescribeVpcs": "CreationTime",
    "DescribeVSwitches": "CreationTime",
    "DescribeRouterInterfaces": "CreationTime",
    "ListVpcPeerConnections": "GmtCreate",
}


def gateway(account: AccountView) -> t.Iterator[Settled]:
    """Yield what an account's replies and refusals settle."""
    yield from _signers(account.replies)
    yield from _denials(account)
    for view in account.regions.values():
        yield from _requests(view)


def _signers(replies: t.Mapping[str, Reply]) -> t.Iterator[Settled]:
    codes = {name: reply.code for name, reply in replies.items()}
    if codes.get("unknown_key") == NO_KEY and replies["unknown_key"].status in (400, 404):
        status = str(replies["unknown_key"].status)
        yield Settled("unknown_key_status", status, f"a key that nobody has gets the HTTP status {status}")
        checks = {OLD: "before_key", NO_KEY: "after_key"}
        if codes.get("unknown_key_and_old") in checks:
            value = checks[str(codes["unknown_key_and_old"])]
            yield Settled("time_check", value, "an old time stamp with a key that nobody has")
    # Only where the nonce is known to be checked at all.
    if "own_nonce" in codes and codes["own_nonce"] is None and codes.get("own_nonce_again") == NONCE:
        checks = {NONCE: "before_signature", SIGNATURE: "after_signature"}
        if codes.get("own_nonce_and_wrong_secret") in checks:
            value = checks[str(codes["own_nonce_and_wrong_secret"])]
            yield Settled("nonce_check", value, "a used nonce with a wrong signature")
    wrong = str(codes.get("wrong_token_and_wrong_secret"))
    if wrong == SIGNATURE or wrong.startswith("InvalidSecurityToken."):
        value = "after_signature" if wrong == SIGNATURE else "before_signature"
        yield Settled("token_check", value, "a wrong token with a wrong signature")
    if "clear_text" in codes and codes["clear_text"] in (None, NEEDS_TLS, NO_KEY):
        yield Settled("sts_requires_https", codes["clear_text"] == NEEDS_TLS, "a call to STS over plain HTTP")
    yield from _two_regions(codes)


def _two_regions(codes: t.Mapping[str, str | None]) -> t.Iterator[Settled]:
    if "no_region_in_body" not in codes or "no_region_in_query" not in codes:
        return
    refused = [str(codes[f"no_region_in_{place}"]).startswith(NO_REGION) for place in ("body", "query")]
    if refused[0] != refused[1]:
        value = "body" if refused[0] else "query"
        yield Settled("two_region_ids", value, "one region in the query and another one in the body")


def _denials(account: AccountView) -> t.Iterator[Settled]:
    outcomes = account.outcomes
    denied = [outcome for outcome in outcomes if outcome.denied]
    vpc = next((outcome for outcome in denied if outcome.product == "Vpc" and outcome.code in DENIED_CODES), None)
    peer = next((outcome for outcome in denied if outcome.product == "VpcPeer"), None)
    if vpc:
        yield Settled("denied_code", vpc.code, f"{vpc.action} is denied")
    if peer:
        own = peer.code == "Forbidden.NoPermission"
        value = "Forbidden.NoPermission" if own else "denied_code"
        yield Settled("vpc_peer_denial", value, f"{peer.action} is denied")
    reply = account.replies.get("denied")
    if reply and reply.code in DENIED_CODES:
        detail = "AccessDeniedDetail" in reply.fields
        yield Settled("access_denied_detail", detail, "the body of a refusal")
    identity = account.identity
    if identity and identity.denied:
        yield Settled("caller_identity_needs_permission", True, "GetCallerIdentity is denied")
    elif identity and identity.succeeded and denied and all(a.denied for a in outcomes if a is not identity):
        yield Settled("caller_identity_needs_permission", False, "GetCallerIdentity is all that the key may call")
    for view in account.regions.values():
        yield from _order_of_checks(view)


def _order_of_checks(view: RegionView) -> t.Iterator[Settled]:
    both = view.probes.get("denied_with_wrong_parameter")
    if both and both.denied:
        yield Settled("permission_check", "before_parameters", f"{both.action} with a wrong parameter is denied")
    elif both and str(both.code).startswith(("Invalid", "Illegal")):
        yield Settled("permission_check", "after_parameters", f"{both.action}: the wrong parameter is refused first")
    attribute = view.probes.get("vpc_attribute")
    if attribute and attribute.code == LOOKED_UP:
        yield Settled("denied_lookup", "not_found", "DescribeVpcAttribute of a VPC that is listed")
    elif attribute and attribute.code in DENIED_CODES:
        yield Settled("denied_lookup", "as_denied_code", "DescribeVpcAttribute of a VPC that is listed")


def _requests(view: RegionView) -> t.Iterator[Settled]:
    forms = {
        "missing_parameter": ("missing_parameter_form", "MissingRouteTableId", "Missing<Param>", "MissingParameter"),
        "invalid_parameter": ("invalid_parameter_form", "InvalidPageSize", "Invalid<Param>", "InvalidParameter"),
    }
    for probe, (switch, named, form, plain) in forms.items():
        code = view.code(probe)
        if code in (named, plain):
            yield Settled(switch, form if code == named else plain, f"the code {code}")
    yield from _filters(view)
    yield from _orders(view)
    tokens = [outcome.fields.get("NextToken", "absent") for outcome in view.entries.values() if outcome.succeeded]
    if tokens and all(token == tokens[0] for token in tokens) and tokens[0] in ("", "absent"):
        form = tokens[0] or "empty"
        yield Settled("last_page_next_token", form, "NextToken of DescribeRouteEntryList")


def _filters(view: RegionView) -> t.Iterator[Settled]:
    key = view.probes.get("filter_key")
    if key and (key.succeeded or str(key.code).startswith("InvalidFilterKey")):
        yield Settled("filter_keys_case_sensitive", not key.succeeded, "a filter with its key in lower case")
    lists = {
        "filter_value": ("filter_values_case_sensitive", "RouterInterfaceSet.RouterInterfaceType", False),
        "interface_wildcard": ("name_filter_wildcards", "RouterInterfaceSet.RouterInterfaceType", True),
        "vpc_wildcard": ("vpc_name_wildcards", "Vpcs.Vpc", True),
        "table_wildcard": ("route_table_name_wildcards", "RouterTableList.RouterTableListType", True),
    }
    for probe, (switch, rows, value) in lists.items():
        outcome = view.probes.get(probe)
        if outcome and outcome.succeeded:
            matched = value if outcome.rows(rows) else not value
            yield Settled(
                switch, matched, f"{outcome.action}, which {'finds' if outcome.rows(rows) else 'does not find'} it"
            )
    gap = view.probes.get("list_gap")
    if gap and gap.succeeded:
        counted = "accepted" if gap.rows("RouteEntrys.RouteEntry") else "cut"
        yield Settled("list_index_gaps", counted, "a list with the elements 1 and 3")


def _orders(view: RegionView) -> t.Iterator[Settled]:
    seen = set()
    for action, field in AGES.items():
        ages = [str(row.get(field)) for row in view.rows(action)]
        if len(set(ages)) > 1:
            newest, oldest = ages == sorted(ages, reverse=True), ages == sorted(ages)
            seen.add("newest_first" if newest else "oldest_first" if oldest else "neither")
    if len(seen) == 1 and "neither" not in seen:
        yield Settled("list_order", seen.pop(), "the ages of the rows")
