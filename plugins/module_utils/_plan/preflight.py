# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands in the way of peerings, all of it at once, with side, value and cure. Pure; plans nothing."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model import values
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import whole_number
from ansible_collections.aliops.vpc.plugins.module_utils._model.leftovers import doubt, half_deletion
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import foreign_ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import INTERFACE_NAME, INTERFACE_NAME_RULE
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import Problems
from ansible_collections.aliops.vpc.plugins.module_utils._plan.adoption import adoption, protected
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding, where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_routes import (
    ipv6_findings,
    one_way_each,
    overlaps,
    route_findings,
)

Reads = dict[str, dict[str, t.Any]]


@dataclasses.dataclass(frozen=True)
class Limits:
    """The quotas of the accounts, and what a run may do without being told twice.

    ``absent`` is how many peerings it may take away, those included that other hosts may (``absent_elsewhere``); with
    ``one_side`` the other side's account needs no credential.
    """

    interfaces_per_router: int = 5
    interfaces_per_region: int = 5
    routes_per_table: int = 200
    absent: int = 5
    absent_elsewhere: int = 0
    absent_confirmed: bool = False
    adopt: str = "warn"
    one_side: bool = False


QUOTAS = ("interfaces_per_router", "interfaces_per_region", "routes_per_table")


# What peering_skip_checks may name; handshake files that contradict each other, and what cannot be read, always count.
CHECKS = (
    "account",
    "same_account",
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
)


def checked_quotas(given: t.Any, where: str = "peering_quotas") -> dict[str, int]:
    """Return the quotas that a user gave, by their names in ``Limits``. Raises RefusedError with all that is wrong."""
    quotas = values.given(values.mapping("{interfaces_per_region: 20}")({} if given is None else given, where))
    problems = Problems(values.unknown(name, QUOTAS, where, "quota") for name in quotas if name not in QUOTAS)
    checked = {
        name: problems.check(whole_number, value, f"{where}, {name}")
        for name, value in quotas.items()
        if name in QUOTAS
    }
    if problems:
        raise RefusedError(problems)
    return checked


def findings(peerings: t.Sequence[Peering], reads: Reads, skip: t.Collection[str], limits: Limits) -> list[Finding]:
    """Return what is not met, without the rules that are named in ``skip``.

    What could not be read hides nothing else: a peering is judged as far as its sides are known.
    """
    found = [
        *_libraries(reads),
        *_credentials(peerings, reads),
        *_same_account(reads),
        *_absent_limit(peerings, limits),
    ]
    found += [] if limits.one_side else _unknown_accounts(peerings)
    for peering in peerings:
        for side in peering.own_sides:
            if not any(region in (None, side.region) for region, _msg in failures_of(reads[side.account])):
                found += _vpc(peering, side, reads[side.account])
        present = peering.state == "present"
        # Its name becomes that of both of its ends.
        if present and not INTERFACE_NAME.fullmatch(peering.name):
            found.append(Finding("name", f"{peering.name!r} cannot name router interfaces: {INTERFACE_NAME_RULE}."))
        found += ipv6_findings(peering) if present else ()
        if present and all(side.vpc for side in peering.sides):
            found += _pair(peering, limits)
        if not present:
            found += _teardown(peering, limits)
    known = [one for one in peerings if all(side.vpc for side in one.own_sides) and one.own_sides]
    found += [*_one_pair_per_routers(known), *one_way_each(known), *_quotas(known, reads, limits)]
    return [one for one in found if one.final or one.rule not in skip]


def failures_of(read: dict[str, t.Any]) -> list[tuple[str | None, str]]:
    """Return what failed while an account was read: (region, or None for all, sentence)."""
    if read.get("failures"):
        return [(one["entry"], one["msg"]) for one in read["failures"]]
    return [] if read.get("account_id") else [(None, str(read.get("msg")))]


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
                where(one, side)
                for one in peerings
                for side in one.sides
                if side.account == account and region in (None, side.region)
            ]
            more = f" and {len(sides) - 1} more" if len(sides) > 1 else ""
            yield Finding("credentials", f"{sides[0]}{more}: {msg.rstrip('.')}.", final=True)


def _unknown_accounts(peerings: t.Sequence[Peering]) -> t.Iterator[Finding]:
    for peering in peerings:
        for side in peering.sides:
            if side.remote:
                what = "make the other side only" if peering.state == "present" else "delete the other side only"
                cure = f"give its credential there, or set peering_handshake_dir to {what}"
                yield Finding("account", f"{where(peering, side)}: the account is not in peering_accounts; {cure}.")


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


def _absent_limit(peerings: t.Sequence[Peering], limits: Limits) -> t.Iterator[Finding]:
    going = [one for one in peerings if one.state == "absent" and any(one.have(side) for side in one.own_sides)]
    total = len(going) + limits.absent_elsewhere
    if going and total > limits.absent and not limits.absent_confirmed:
        others = f" here, and up to {limits.absent_elsewhere} by other hosts" if limits.absent_elsewhere else ""
        yield Finding(
            "absent_limit",
            f"{len(going)} peerings would be taken away{others}, more than peering_absent_limit ({limits.absent}):"
            " set peering_confirm_absent=true when that is meant.",
        )


def _vpc(peering: Peering, side: Side, read: dict[str, t.Any]) -> t.Iterator[Finding]:
    at, vpc = where(peering, side), side.vpc
    missing = [
        one["msg"]
        for one in read.get("missing") or ()
        if all(one.get(key) == value for key, value in side.selector.items())
    ]
    for msg in missing:
        if peering.state == "absent":
            yield _gone(peering, side, msg)
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
    locked = [one.router_interface_id for one in side.interfaces if one.business_status == "FinancialLocked"]
    if locked and peering.state == "present":
        text = f"{at}: the account has bills outstanding for {', '.join(map(str, locked))}; pay them first."
        yield Finding("overdue", text)


def _gone(peering: Peering, side: Side, msg: str) -> Finding:
    """What is left of a peering goes, though a side's VPC is gone; a VPC that exists is misspelled."""
    try:
        more, stops = half_deletion(peering, side)
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
        except RefusedError:  # the plan will say so, with all the other refusals
            reason = None
        if reason:
            yield Finding("adoption", reason, final=True)


def _pair(peering: Peering, limits: Limits) -> t.Iterator[Finding]:
    one, other = peering.sides
    if one.router_id == other.router_id:
        text = f"{peering.name}: both sides are on the router {one.router_id}; a VPC cannot be joined with itself."
        yield Finding("itself", text, final=True)
        return
    shared = overlaps(one.vswitch_blocks, other.vswitch_blocks)
    for own, far in shared:
        yield Finding(
            "vswitch_overlap",
            f"{where(peering, one)}: the vSwitch block {own} of {one.value} overlaps {far} of {other.value}"
            f" ({other.role} {other.account}); traffic between them could not be routed.",
        )
    for own, far in [] if shared else overlaps(one.vpc_blocks, other.vpc_blocks):
        text = f"{peering.name}: the VPC block {own} overlaps {far}; only the vSwitch blocks can be reached."
        yield Finding("vpc_overlap", text, warning=True)
    for side in peering.own_sides if not shared else ():
        yield from route_findings(peering, side)
    yield from _foreign_pair(peering, limits.adopt)


def _foreign_pair(peering: Peering, adopt: str) -> t.Iterator[Finding]:
    try:
        turned = peering.as_existing()
        text = adoption(turned)
    except RefusedError:  # the plan will say so, with all the other refusals
        return
    if text and adopt != "never":
        yield Finding("adoption", text, warning=True)
    for side, one in foreign_ends(turned) if text and adopt == "never" else ():
        yield Finding(
            "adoption",
            f"{where(turned, side)}: the pair exists as {one.router_interface_id} ({one.name}), made by somebody"
            " else: set peering_adopt=warn to adopt it.",
        )


def _one_pair_per_routers(peerings: t.Sequence[Peering]) -> t.Iterator[Finding]:
    seen: dict[frozenset[str | None], str] = {}
    for peering in peerings:
        routers = frozenset(side.router_id for side in peering.sides)
        if None not in routers and routers in seen:
            text = f"{peering.name}: {seen[routers]} joins the same two routers, which can have one pair."
            yield Finding("one_pair", text, final=True)
        seen[routers] = peering.name


def _quotas(peerings: t.Sequence[Peering], reads: Reads, limits: Limits) -> t.Iterator[Finding]:
    """Judge what will be: what is there, less what goes, and what is to come."""
    there: dict[tuple[str, str], int] = {}
    more: collections.Counter[tuple[str, str]] = collections.Counter()
    for peering in (one.as_existing() for one in peerings):
        for side in peering.own_sides:
            existing = 1 if peering.have(side) else 0
            router = ("interfaces_per_router", f"{side.account}: the router {side.router_id}")
            region = ("interfaces_per_region", f"{side.account}: the region {side.region}")
            there[router] = len(side.interfaces)
            there[region] = (reads[side.account].get("router_interface_counts") or {}).get(side.region) or 0
            coming = 1 - existing if peering.state == "present" else -existing
            more[router] += coming
            more[region] += coming
            for table_id in side.tables(peering.tables) if peering.state == "present" else ():
                table = ("routes_per_table", f"{side.account}: {table_id}")
                at, known = (side.region, table_id), side.routes
                there[table] = known.custom[at]
                more[table] += sum((*at, str(block)) not in known.by_key for block in peering.destinations(side))
    for (quota, what), number in there.items():
        limit, total = getattr(limits, quota), number + more[quota, what]
        if more[quota, what] > 0 and total > limit:
            noun = "custom route entries" if quota == "routes_per_table" else "router interfaces"
            cure = f"raise it and set peering_quotas.{quota}, or use Cloud Enterprise Network"
            yield Finding("quota", f"{what} would have {total} {noun}, and the quota is {limit}: {cure}.")
