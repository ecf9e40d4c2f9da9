# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the responses settle about VPC peering connections and CDT. Pure."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._check.settle_networks import code_of_item, hops_of
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome, Row

LIST = "VpcPeerConnects"
UNSUPPORTED = "UnsupportedRegion"
WRONG_STATUS, NOT_FOUND = "IncorrectStatus.VpcPeer", "ResourceNotFound.InstanceId"


def connections(accounts: t.Sequence[AccountView]) -> t.Iterator[Settled]:
    """Yield what the connections of all accounts, and the probes of each region, settle."""
    for account in accounts:
        for view in account.regions.values():
            yield from _lists(view)
            yield from _fields(view)
            yield from _regions(view)
            yield from _sides(account, view)
    yield from _shared(accounts)


def _lists(view: RegionView) -> t.Iterator[Settled]:
    listed = view.reads.get("ListVpcPeerConnections")
    if listed and listed.succeeded and not listed.fields.get("NextToken"):
        token = listed.fields.get("NextToken", "absent")
        value = {"": "empty", None: "null", "absent": "absent"}[token]
        yield Settled("peer_last_next_token", value, "NextToken of ListVpcPeerConnections")
    part = view.probes.get("connection_by_part")
    if part and part.succeeded:
        value = "partial" if part.rows(LIST) else "exact"
        yield Settled("peer_name_filter", value, "a list by a part of a name")
    single = view.probes.get("one_connection_of_several")
    if single and single.succeeded and len(single.rows(LIST)) == 1 and "TotalCount" in single.fields:
        value = "page" if single.fields["TotalCount"] == 1 else "matches"
        yield Settled("peer_total_count", value, "TotalCount of a page of one")
    away = view.probes.get("list_in_the_other_region")
    if away and away.succeeded:
        yield Settled("list_both_regions", bool(away.rows(LIST)), "the list of the other side's region")


def _fields(view: RegionView) -> t.Iterator[Settled]:
    for row in view.rows("ListVpcPeerConnections"):
        if row.get("RegionId") == row.get("AcceptingRegionId") and not row.get("LinkType"):
            value = "empty" if "LinkType" in row else "absent"
            yield Settled("peer_empty_fields", value, f"LinkType of {row.get('InstanceId')}, within a region")
    for hop in hops_of(view, "VpcPeer"):
        value = "type_and_id" if set(hop) <= {"NextHopType", "NextHopId"} else "all"
        yield Settled("peer_hop_fields", value, f"the fields of a next hop {hop.get('NextHopId')}")
    ipv6 = code_of_item(view.probes.get("ipv6_to_a_connection"))
    if ipv6 in ("UnsupportedFeature.VpcPeerIpv6", "DryRunOperation"):
        value = "accepted" if ipv6 == "DryRunOperation" else "refused"
        yield Settled("peer_ipv6_routes", value, "an IPv6 route to a connection")


def _regions(view: RegionView) -> t.Iterator[Settled]:
    """A region that nobody lists is refused as such, so one that is refused otherwise is supported."""
    guide, nobody = view.probes.get("region_of_the_guide"), view.probes.get("region_of_none")
    if guide and nobody and nobody.code == UNSUPPORTED and not (guide.denied or guide.unasked):
        value = "metadata" if guide.code == UNSUPPORTED else "guide"
        yield Settled("vpc_peer_regions", value, "a request to a region that only the guide lists")


def _sides(account: AccountView, view: RegionView) -> t.Iterator[Settled]:
    accept = view.probes.get("AcceptVpcPeerConnection")
    if accept and account.cdt and account.cdt.denied:
        if accept.denied:
            # Only where the permission of the action itself is there: a key that may do nothing shows nothing.
            modify = view.probes.get("ModifyVpcPeerConnection")
            if modify and not modify.denied and "cdt:" in accept.message:
                yield Settled("accept_needs_cdt_permission", True, "AcceptVpcPeerConnection asks for cdt:")
        elif accept.code == NOT_FOUND:
            yield Settled("accept_needs_cdt_permission", False, "AcceptVpcPeerConnection without a permission of CDT")
    by_requester = view.code("accept_by_requester")
    if by_requester in (NOT_FOUND, WRONG_STATUS):
        yield Settled("accept_by_requester_code", by_requester, "a dry run of Accept by the requester")
    modify_code = view.code("modify_by_accepter")
    if modify_code in ("DryRunOperation", NOT_FOUND):
        value = "allowed" if modify_code == "DryRunOperation" else "refused"
        yield Settled("modify_by_accepter", value, "a dry run of Modify by the accepter")
    yield from _message(view)
    yield from _labels(view)


def _message(view: RegionView) -> t.Iterator[Settled]:
    for name, outcome in view.probes.items():
        probe, _space, connection = name.partition(" ")
        bracket = re.search(r"\[([^\]]*)\]", outcome.message)
        if probe == "accept_again" and outcome.code == WRONG_STATUS and bracket:
            value = {connection: "id", "Activated": "status"}.get(bracket[1])
            if value:
                yield Settled("peer_message_value", value, f"the text about {connection}")


def _labels(view: RegionView) -> t.Iterator[Settled]:
    asked = {which: view.probes.get(f"labels_in_{which}_region") for which in ("requester", "own")}
    if not all(asked.values()) or any(outcome and (outcome.denied or outcome.unasked) for outcome in asked.values()):
        return
    known = {which: bool(outcome and outcome.succeeded) for which, outcome in asked.items()}
    rows = {which: bool(outcome and outcome.rows("TagResources")) for which, outcome in asked.items()}
    if known["requester"] != known["own"]:
        value = "requester" if known["requester"] else "own"
        yield Settled("accepter_label_region", value, "ListTagResources by the accepter")
    elif any(rows.values()):
        value = "any" if all(rows.values()) else "requester" if rows["requester"] else "own"
        yield Settled("accepter_label_region", value, "ListTagResources by the accepter")


def _shared(accounts: t.Sequence[AccountView]) -> t.Iterator[Settled]:
    """Compare what the two accounts of a connection see of it."""
    seen: dict[str, dict[str, Row]] = {}
    for account in accounts:
        for view in account.regions.values():
            for row in view.rows("ListVpcPeerConnections"):
                seen.setdefault(str(row.get("InstanceId")), {})[account.uid] = row
    for connection, rows in seen.items():
        both = [rows.get(str(row.get(owner))) for row in rows.values() for owner in ("OwnerId", "AcceptingOwnerUid")]
        if len(rows) < 2 or both[0] is None or both[1] is None:
            continue
        first, second = both[0], both[1]
        if first.get("Name") != second.get("Name"):
            yield Settled("shared_names", False, f"the names of {connection} differ")
        # The id of a resource group belongs to one account.
        groups = [row.get("ResourceGroupId") for row in (first, second)]
        if all(groups):
            yield Settled("shared_labels", groups[0] == groups[1], f"the resource groups of {connection}")


def cdt_is_closed(account: AccountView | None) -> bool:
    """Return whether an account has not opened CDT."""
    return bool(account and account.cdt and account.cdt.succeeded and account.cdt.fields.get("Enabled") is False)


def judged(outcome: Outcome | None) -> bool:
    """Return whether the service judged a request, and not its key."""
    return outcome is not None and not (outcome.denied or outcome.unasked)
