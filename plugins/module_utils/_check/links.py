# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the links of the peerings would be made: connections by dry run, interfaces, CDT, CEN. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import (
    Record,
    ok,
    problem,
    unknown,
    warning,
)
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, Pair, RegionView, vpc_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION, BY_INTERFACES
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome

Accounts = t.Mapping[t.Optional[str], AccountView]
BLOCKED_BY_INTERFACES = "ResourceAlreadyExist.RouterInterface"
EXISTS = "ResourceAlreadyExist.VpcPeer"
MIGRATE = "keep method: router_interface, or move the peering with the playbook aliops.vpc.migrate_vpcs"


def pair_records(pair: Pair, accounts: Accounts, outcomes: t.Mapping[str, Outcome]) -> t.Iterator[Record]:
    """Judge the link of one peering."""
    yield from _vpcs(pair, accounts)
    if pair.method == BY_CONNECTION:
        yield _connection(pair, outcomes.get("plain"))
    if pair.inter_region and pair.method == BY_CONNECTION:
        yield from _cdt(pair, accounts)


def _vpcs(pair: Pair, accounts: Accounts) -> t.Iterator[Record]:
    for end in pair.ends:
        if end.remote or end.account not in accounts:
            continue
        row = vpc_of(end, accounts)
        view = accounts[end.account].regions.get(end.region)
        at = {"peering": pair.name, "account": end.account, "region": end.region}
        named = end.vpc_id or end.vpc_name or end.router_id
        if row is None and view and view.reads.get("DescribeVpcs") and view.reads["DescribeVpcs"].succeeded:
            text, cure = f"no single VPC {named} in {end.region}", "correct the peering, its region or the credential"
            yield problem("vpcs", text, cure, **at)
        elif row is not None and str(row.get("CenStatus") or "Detached") != "Detached":
            text = f"the VPC {row['VpcId']} is attached to a CEN, whose routes may compete"
            cure = "compare its route tables with the CEN's routes; a new pair of router interfaces may be refused"
            yield warning("cen", text, cure, **at)
        elif row is not None:
            yield ok("cen", f"the VPC {row['VpcId']} is attached to no CEN", **at)


def _connection(pair: Pair, outcome: Outcome | None) -> Record:
    probe, at = "vpc_peer_connection", {"peering": pair.name}
    if outcome is None:
        cure = "give both VPCs and account_id of a remote side, and let the key read them"
        return unknown(probe, "not asked: the dry run needs both VPCs, and a service that obeys dry runs", cure, **at)
    if outcome.dry_run_passed:
        return ok(probe, "the service would make this VPC peering connection", value=outcome.code, **at)
    if outcome.code == EXISTS:
        return ok(probe, "the two VPCs have a VPC peering connection already", value=outcome.code, **at)
    if outcome.code == BLOCKED_BY_INTERFACES:
        text = f"router interfaces join these two VPCs ({outcome.code})"
        return problem(probe, text, MIGRATE, settles=("VpcPeer U.1",), value=outcome.code, **at)
    if outcome.denied or outcome.unanswered:
        return unknown(probe, outcome.message, outcome.hint or "see the permissions", value=outcome.code, **at)
    return problem(probe, outcome.message, outcome.hint or "see the code in the API's pages", value=outcome.code, **at)


def _cdt(pair: Pair, accounts: Accounts) -> t.Iterator[Record]:
    for end in pair.ends:
        if end.account not in accounts:
            continue
        at = {"peering": pair.name, "account": end.account, "settles": ("VpcPeer U.10",)}
        outcome = accounts[end.account].cdt
        if outcome is None or not outcome.succeeded:
            cure = "grant cdt:GetCdtServiceStatus, or look in the console of Cloud Data Transfer"
            yield unknown("cdt", "whether CDT is open is not known", cure, **at)
        elif outcome.fields.get("Enabled") is not True:
            text = "CDT is not open, which bills the traffic between regions; the service may refuse the connection"
            yield warning("cdt", text, "open it in the console, if the costs are fine: no run ever does", **at)
        else:
            yield ok("cdt", "CDT is open", **at)


def sale_record(account: AccountView, view: RegionView) -> Record:
    """Check whether router interfaces are sold to an account: CreateRouterInterface has no dry run."""
    initiators = [row for row in view.rows("DescribeRouterInterfaces") if row.get("Role") == "InitiatingSide"]
    settles = ("Vpc U.14",)
    cure = (
        "ask the account manager, or let check_spend make a pair; an account that had none before 20 June 2019 can buy"
        " none: use method: vpc_peer"
    )
    if initiators:
        text = f"router interfaces: the account has {len(initiators)} initiators here, so it may buy them still"
        return unknown("router_interfaces_sold", text, cure, settles=settles, value=len(initiators))
    text = "router interfaces: whether they are sold to this account only a purchase shows"
    return unknown("router_interfaces_sold", text, cure, settles=settles, value=0)


def needs_sale(pairs: t.Sequence[Pair], account: str | None, region: str) -> bool:
    """Return whether a peering by router interfaces begins in an account and region; without peerings, perhaps."""
    return not pairs or any(
        pair.method == BY_INTERFACES and (pair.initiator.account, pair.initiator.region) == (account, region)
        for pair in pairs
    )
