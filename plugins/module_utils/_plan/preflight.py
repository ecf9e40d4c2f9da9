# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The failed prerequisites of peerings, all at once, with side, value and cure. Pure; plans nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.leftovers import doubt, one_sided_deletion
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import foreign_ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import INTERFACE_NAME, INTERFACE_NAME_RULE
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import NAME as PEER_NAME
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import NAME_RULE as PEER_NAME_RULE
from ansible_collections.aliops.vpc.plugins.module_utils._plan.adoption import adoption, protected
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding, where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_connections import CHECKS as OF_CONNECTIONS
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_connections import connection_findings
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits, quota_findings
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_routes import (
    ipv6_findings,
    one_way_each,
    overlaps,
    route_findings,
)

Reads = dict[str, dict[str, t.Any]]


# The values of peering_skip_checks; contradictory handshake files, and failed reads, always count.
CHECKS = (
    "account",
    "same_account",
    "account_id",
    "vpc",
    "route_table",
    "name",
    "vswitch_overlap",
    "vpc_overlap",
    "route_overlap",
    "route_destination",
    "quota",
    "cen",
    "ipv6",
    "overdue",
    "adoption",
    "absent_limit",
    *OF_CONNECTIONS,
)


def findings(peerings: t.Sequence[Peering], reads: Reads, skip: t.Collection[str], limits: Limits) -> list[Finding]:
    """Return the failed prerequisites, without the rules that are named in ``skip``.

    A failed read hides nothing else: a peering is checked as far as its sides are known.
    """
    failed = [
        *_libraries(reads),
        *_credentials(peerings, reads),
        *_same_account(reads),
        *_absent_limit(peerings, limits),
    ]
    failed += [] if limits.one_side else _unknown_accounts(peerings)
    for peering in peerings:
        failed += _account_ids(peering)
        for side in peering.own_sides:
            if not any(region in (None, side.region) for region, _msg in failures_of(reads[side.account])):
                failed += _vpc(peering, side, reads[side.account])
        present = peering.state == "present"
        failed += _name(peering) if present else ()
        failed += ipv6_findings(peering) if present else ()
        if present and all(side.vpc for side in peering.sides):
            failed += _pair(peering, limits)
        if present and peering.by_connection and any(side.vpc for side in peering.own_sides):
            failed += connection_findings(peering, reads)
        if not present:
            failed += _teardown(peering, limits)
    known = [peering for peering in peerings if all(side.vpc for side in peering.own_sides) and peering.own_sides]
    failed += [*_one_pair_per_routers(known), *one_way_each(known), *quota_findings(known, reads, limits)]
    return [finding for finding in failed if finding.final or finding.rule not in skip]


def failures_of(read: dict[str, t.Any]) -> list[tuple[str | None, str]]:
    """Return the failed reads of an account: (region, or None for all, sentence)."""
    if read.get("failures"):
        return [(failure["entry"], failure["msg"]) for failure in read["failures"]]
    return [] if read.get("account_id") else [(None, str(read.get("msg")))]


def _name(peering: Peering) -> t.Iterator[Finding]:
    """Check the name of a peering, which becomes that of its link."""
    if peering.by_connection and not PEER_NAME.fullmatch(peering.name):
        yield Finding("name", f"{peering.name!r} cannot name a VPC peering connection: {PEER_NAME_RULE}.")
    elif not peering.by_connection and not INTERFACE_NAME.fullmatch(peering.name):
        yield Finding("name", f"{peering.name!r} cannot name router interfaces: {INTERFACE_NAME_RULE}.")


def _libraries(reads: Reads) -> t.Iterator[Finding]:
    """Report a missing library once: the modules of all accounts run with the same Python."""
    for msg in dict.fromkeys(str(read["msg"]) for read in reads.values() if read.get("missing_libraries")):
        yield Finding("libraries", msg, final=True)


def _credentials(peerings: t.Sequence[Peering], reads: Reads) -> t.Iterator[Finding]:
    for account, read in reads.items():
        if read.get("missing_libraries"):
            continue
        for region, msg in failures_of(read):
            sides = [
                where(peering, side)
                for peering in peerings
                for side in peering.sides
                if side.account == account and region in (None, side.region)
            ]
            more = f" and {len(sides) - 1} more" if len(sides) > 1 else ""
            yield Finding("credentials", f"{sides[0]}{more}: {msg.rstrip('.')}.", final=True)


def _unknown_accounts(peerings: t.Sequence[Peering]) -> t.Iterator[Finding]:
    for peering in peerings:
        for side in peering.sides:
            if side.remote and not _is_whole(peering, side):
                what = "create the other side only" if peering.state == "present" else "delete the other side only"
                cure = f"give its credential there, or set peering_handshake_dir to {what}"
                yield Finding("account", f"{where(peering, side)}: the account is not in peering_accounts; {cure}.")


def _is_whole(peering: Peering, remote: Side) -> bool:
    """Return whether a peering that exists needs nothing of its remote side, whose account the user names by its id."""
    if peering.state != "present" or not remote.options.get("account_id") or not peering.own_sides:
        return False
    try:
        existing = peering.as_existing()
        hop = existing.have(existing.own_sides[0])
    except RefusedError:
        return False
    return hop is not None and hop.is_up


def _same_account(reads: Reads) -> t.Iterator[Finding]:
    owners: dict[str, str] = {}
    for account, read in reads.items():
        account_id = read.get("account_id")
        if account_id in owners:
            yield Finding(
                "same_account",
                f"{owners[account_id]} and {account} are the same account, {account_id}: give each its own credential,"
                " or name one account on both sides.",
            )
        elif account_id:
            owners[account_id] = account


def _account_ids(peering: Peering) -> t.Iterator[Finding]:
    for side in peering.own_sides:
        written = side.options.get("account_id")
        if written and side.account_id and written != side.account_id:
            yield Finding(
                "account_id",
                f"{where(peering, side)}: account_id is {written}, but the credential of {side.account} belongs to"
                f" {side.account_id}: correct one of them.",
            )


def _absent_limit(peerings: t.Sequence[Peering], limits: Limits) -> t.Iterator[Finding]:
    absent = [peering for peering in peerings if peering.state == "absent"]
    removed = [peering for peering in absent if any(peering.have(side) for side in peering.own_sides)]
    total = len(removed) + limits.absent_elsewhere
    if removed and total > limits.absent and not limits.absent_confirmed:
        others = f" here, and up to {limits.absent_elsewhere} by other hosts" if limits.absent_elsewhere else ""
        yield Finding(
            "absent_limit",
            f"{len(removed)} peerings would be removed{others}, more than peering_absent_limit ({limits.absent}):"
            " set peering_confirm_absent=true to confirm that.",
        )


def _vpc(peering: Peering, side: Side, read: dict[str, t.Any]) -> t.Iterator[Finding]:
    at, vpc = where(peering, side), side.vpc
    missing = [
        record["msg"]
        for record in read.get("missing") or ()
        if all(record.get(key) == value for key, value in side.selector.items())
    ]
    for msg in missing:
        if peering.state == "absent":
            yield _deleted_vpc(peering, side, msg)
        else:
            yield Finding("vpc", f"{at}: {msg}.", final=True)
    if vpc is None:
        if not missing:
            text = f"{at}: several VPCs in {side.region} are named {side.value}; give vpc_id."
            yield Finding("vpc", text, final=True)
        return
    if vpc["status"] != "Available":
        yield Finding("vpc", f"{at}: the VPC {vpc['vpc_id']} is {vpc['status']}, not Available; try again later.")
    if side.system_table is None:
        yield Finding("route_table", f"{at}: the VPC {vpc['vpc_id']} has no system route table.")
    if vpc.get("cen_status") not in (None, "Detached"):
        text = f"{at}: the VPC {vpc['vpc_id']} is attached to a CEN ({vpc['cen_status']}), whose routes may compete."
        yield Finding("cen", text, warning=True)
    locked = [
        interface.router_interface_id for interface in side.interfaces if interface.business_status == "FinancialLocked"
    ]
    if locked and peering.state == "present":
        text = f"{at}: the account has bills outstanding for {', '.join(map(str, locked))}; pay them first."
        yield Finding("overdue", text)


def _deleted_vpc(peering: Peering, side: Side, msg: str) -> Finding:
    """Return a warning when the rest of a peering can be deleted without the VPC, an error when the VPC must exist."""
    try:
        more, stops = one_sided_deletion(peering, side)
    except RefusedError as error:
        more, stops = " ".join(error.reasons).rstrip("."), True
    return Finding("vpc", f"{where(peering, side)}: {msg}; {more}.", warning=not stops, final=True)


def _teardown(peering: Peering, limits: Limits) -> t.Iterator[Finding]:
    for side in peering.own_sides:
        reason = doubt(peering, side)
        if reason:
            yield Finding("adoption", f"{where(peering, side)}: {reason}", final=True)
    if limits.adopt != "always":
        try:
            reason = protected(peering.as_existing())
        except RefusedError:  # the plan reports it, with all the other refusals
            reason = None
        if reason:
            yield Finding("adoption", reason, final=True)


def _pair(peering: Peering, limits: Limits) -> t.Iterator[Finding]:
    initiator, acceptor = peering.sides
    if initiator.router_id == acceptor.router_id:
        text = f"{peering.name}: both sides are on the router {initiator.router_id}; a VPC has no peering with itself."
        yield Finding("itself", text, final=True)
        return
    shared = overlaps(initiator.vswitch_blocks, acceptor.vswitch_blocks)
    for own, peer_block in shared:
        yield Finding(
            "vswitch_overlap",
            f"{where(peering, initiator)}: the vSwitch block {own} of {initiator.value} overlaps {peer_block} of"
            f" {acceptor.value} ({acceptor.role} {acceptor.account}); traffic between them could not be routed."
            " Recreate one of the vSwitches with another block, or skip the check vswitch_overlap and list the other"
            " blocks in routes.",
        )
    for own, peer_block in [] if shared else overlaps(initiator.vpc_blocks, acceptor.vpc_blocks):
        text = f"{peering.name}: the VPC block {own} overlaps {peer_block}; only the vSwitch blocks can be reached."
        yield Finding("vpc_overlap", text, warning=True)
    for side in peering.own_sides if not shared else ():
        yield from route_findings(peering, side)
    yield from _foreign_pair(peering, limits.adopt)


def _foreign_pair(peering: Peering, adopt: str) -> t.Iterator[Finding]:
    try:
        existing = peering.as_existing()
        text = adoption(existing)
    except RefusedError:  # the plan reports it, with all the other refusals
        return
    if text and adopt != "never":
        yield Finding("adoption", text, warning=True)
    for side, hop in foreign_ends(existing) if text and adopt == "never" else ():
        what = "connection" if peering.by_connection else "pair"
        yield Finding(
            "adoption",
            f"{where(existing, side)}: the {what} exists as {hop.next_hop_id} ({hop.name}), created by somebody else:"
            " set peering_adopt=warn to adopt it.",
        )


def _one_pair_per_routers(peerings: t.Sequence[Peering]) -> t.Iterator[Finding]:
    names: dict[frozenset[str | None], str] = {}
    for peering in peerings:
        routers = frozenset(side.router_id for side in peering.sides)
        if None not in routers and routers in names:
            text = f"{peering.name}: {names[routers]} connects the same two VPCs, which can have one link."
            yield Finding("one_pair", text, final=True)
        names[routers] = peering.name
