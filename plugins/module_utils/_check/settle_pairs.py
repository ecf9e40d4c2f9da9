# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the dry runs for the peerings settle: interfaces in the way, terminal requests, CDT, bandwidth. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._check.settle_peers import cdt_is_closed, judged
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, Pair, vpc_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome, Row

Accounts = t.Mapping[t.Optional[str], AccountView]
Outcomes = t.Mapping[str, Outcome]
BY_INTERFACE, BY_CONNECTION = "ResourceAlreadyExist.RouterInterface", "ResourceAlreadyExist.VpcPeer"
NO_CDT = ("OperationFailed.CdtNotOpened", "OperationFailed.AcceptUserCdtNotOpened")
TERMINAL = frozenset({"Rejected", "Expired"})
GONE = frozenset({"Deleting", "Deleted"})
CONNECTED = frozenset({"Active", "Inactive", "Activating", "Deactivating", "Modifying"})
SCOPES = ("any", "connected", "active", "vpc", "never")


def pairs(peerings: t.Sequence[tuple[Pair, Outcomes]], accounts: Accounts) -> t.Iterator[Settled]:
    """Yield what the peerings' dry runs settle, each alone and all together."""
    scopes = set(SCOPES)
    for pair, outcomes in peerings:
        plain = outcomes.get("plain")
        if plain is None or not judged(plain):
            continue
        scopes &= _scopes(pair, plain, accounts)
        yield from _terminal(pair, plain, accounts)
        yield from _further(pair, outcomes)
    if len(scopes) == 1:
        yield Settled("ri_blocks", scopes.pop(), "the responses to requests between VPCs with router interfaces")
    yield from _cdt(peerings, accounts)


def _scopes(pair: Pair, plain: Outcome, accounts: Accounts) -> set[str]:
    """Return the values of ri_blocks under which the outcome is possible."""
    if plain.code not in (BY_INTERFACE, "DryRunOperation"):
        return set(SCOPES)
    rows = [vpc_of(end, accounts) for end in pair.ends]
    own = [_interfaces(row, end.account, end.region, accounts) for row, end in zip(rows, pair.ends)]
    if any(row is None for row in rows):
        return set(SCOPES)
    routers = [t.cast("Row", row).get("VRouterId") for row in rows]
    between = [row for row in own[0] if row.get("OppositeRouterId") == routers[1]]
    between += [row for row in own[1] if row.get("OppositeRouterId") == routers[0]]
    refusing = set()
    if between:
        refusing.add("any")
    if any(row.get("Status") in CONNECTED for row in between):
        refusing.add("connected")
    # Deactivating either side ends that.
    if any({row.get("Status"), row.get("OppositeInterfaceStatus")} <= CONNECTED - {"Inactive"} for row in between):
        refusing.add("active")
    if any(row.get("OppositeRouterType") != "VBR" for side in own for row in side):
        refusing.add("vpc")
    return refusing if plain.code == BY_INTERFACE else set(SCOPES) - refusing


def _interfaces(row: Row | None, account: str, region: str, accounts: Accounts) -> list[Row]:
    view = accounts[account].regions.get(region) if account in accounts else None
    listed = view.rows("DescribeRouterInterfaces") if view else []
    return [interface for interface in listed if row and interface.get("RouterId") == row.get("VRouterId")]


def _between(pair: Pair, accounts: Accounts) -> list[Row]:
    """Return the connections of the two VPCs that are not going."""
    vpcs = {str((vpc_of(end, accounts) or {}).get("VpcId") or end.vpc_id) for end in pair.ends}
    rows = [
        row
        for end in pair.ends
        if end.account in accounts and end.region in accounts[end.account].regions
        for row in accounts[end.account].regions[end.region].rows("ListVpcPeerConnections")
    ]
    return [
        row
        for row in rows
        if {(row.get("Vpc") or {}).get("VpcId"), (row.get("AcceptingVpc") or {}).get("VpcId")} == vpcs
        and row.get("Status") not in GONE
    ]


def _terminal(pair: Pair, plain: Outcome, accounts: Accounts) -> t.Iterator[Settled]:
    states = {row.get("Status") for row in _between(pair, accounts)}
    if states and states <= TERMINAL and plain.code in (BY_CONNECTION, "DryRunOperation"):
        evidence = f"{pair.name}: a request beside one that is {' or '.join(sorted(map(str, states)))}"
        yield Settled("terminal_blocks", plain.code == BY_CONNECTION, evidence)


def _further(pair: Pair, outcomes: Outcomes) -> t.Iterator[Settled]:
    """Compare a request that passes with one that asks for more."""
    plain, more = outcomes["plain"], outcomes.get("with_more")
    if not plain.dry_run_passed or more is None or not judged(more):
        return
    if pair.inter_region and more.code in ("OperationFailed.SpecificLinkTypeNotSupported", "DryRunOperation"):
        value = "accepted" if more.dry_run_passed else "refused"
        yield Settled("silver_link_type", value, f"{pair.name}: a request with LinkType Silver")
    if not pair.inter_region and more.code in ("IllegalParam.Bandwidth", "DryRunOperation"):
        value = "ignored" if more.dry_run_passed else "refused"
        yield Settled("intra_region_bandwidth", value, f"{pair.name}: a request with Bandwidth within a region")


def _cdt(peerings: t.Sequence[tuple[Pair, Outcomes]], accounts: Accounts) -> t.Iterator[Settled]:
    """Settle from requests where CDT is not open on a side."""
    needed: dict[bool, bool] = {}
    for pair, outcomes in peerings:
        plain = outcomes.get("plain")
        closed = any(cdt_is_closed(accounts.get(end.account)) for end in pair.ends)
        if plain and closed and (plain.dry_run_passed or plain.code in NO_CDT):
            needed[pair.inter_region] = not plain.dry_run_passed
    if True in needed.values():
        yield Settled("cdt_required", True, "a request that is refused without CDT")
    elif len(needed) > 1 or needed.get(True) is False:
        yield Settled("cdt_required", False, "a request that would be made without CDT")
    if len(needed) > 1 and True in needed.values():
        value = "all" if all(needed.values()) else "inter_region"
        yield Settled("cdt_required_for", value, "requests within a region and between two")
