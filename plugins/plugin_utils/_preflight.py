# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands in the way of peerings, all of it at once and in sentences. Pure; plans nothing."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._peerings import Network, Peering, Side

# The API's rule for the name of a router interface, which a peering gives to both of its ends.
NAME = re.compile(r"(?!https?://)[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]{1,127}")


def findings(peerings: t.Sequence[Peering], reads: dict[str, dict[str, t.Any]]) -> list[str]:
    """Return one sentence for each prerequisite that is not met; none means that planning can begin."""
    found = _accounts(peerings, reads)
    for peering in peerings:
        if not NAME.fullmatch(peering.name):
            rule = "2 to 128 letters, digits, '.', '_' and '-', a letter first"
            found.append(f"{peering.name!r} cannot name router interfaces: {rule}.")
        for side in peering.sides:
            if not any(region in (None, side.region) for region, _msg in failures_of(reads[side.account])):
                found += _vpc(peering, side, reads[side.account])
        if all(side.vpc for side in peering.sides):
            found += _pair(peering)
    return found


def where(peering: Peering, side: Side) -> str:
    """Name a side in a sentence."""
    return f"{peering.name}, {side.role} {side.account}"


def failures_of(read: dict[str, t.Any]) -> list[tuple[str | None, str]]:
    """Return what failed while an account was read: (region, or None for all, sentence)."""
    if read.get("failures"):
        return [(one["entry"], one["msg"]) for one in read["failures"]]
    return [] if read.get("account_id") else [(None, str(read.get("msg")))]


def _accounts(peerings: t.Sequence[Peering], reads: dict[str, dict[str, t.Any]]) -> list[str]:
    found = []
    for account, read in reads.items():
        for region, msg in failures_of(read):
            sides = [
                where(one, side)
                for one in peerings
                for side in one.sides
                if side.account == account and region in (None, side.region)
            ]
            more = f" and {len(sides) - 1} more" if len(sides) > 1 else ""
            found.append(f"{sides[0]}{more}: {msg.rstrip('.')}.")
    owners: dict[str, str] = {}
    for account, read in reads.items():
        account_id = read.get("account_id")
        if account_id in owners:
            found.append(
                f"{owners[account_id]} and {account} are the same account, {account_id}: give each its own credential,"
                " or name one account on both sides."
            )
        elif account_id:
            owners[account_id] = account
    return found


def _vpc(peering: Peering, side: Side, read: dict[str, t.Any]) -> list[str]:
    said = [f"{where(peering, side)}: {one['msg']}." for one in read.get("missing") or () if _names(one, side)]
    if said:
        return said
    if side.vpc is None:
        return [f"{where(peering, side)}: several VPCs in {side.region} are named {side.value}; give vpc_id."]
    if side.vpc["status"] != "Available":
        return [f"{where(peering, side)}: the VPC {side.vpc['vpc_id']} is {side.vpc['status']}, not Available."]
    if side.system_table is None:
        return [f"{where(peering, side)}: the VPC {side.vpc['vpc_id']} has no system route table."]
    return []


def _names(missing: dict[str, t.Any], side: Side) -> bool:
    return all(missing.get(key) == value for key, value in side.selector.items())


def _pair(peering: Peering) -> list[str]:
    one, other = peering.sides
    if one.router_id == other.router_id:
        return [f"{peering.name}: both sides are on the router {one.router_id}; a VPC cannot be joined with itself."]
    found = [
        f"{where(peering, one)}: the vSwitch block {own} of {one.value} overlaps {far} of {other.value}"
        f" ({other.role} {other.account}); traffic between them could not be routed."
        for own, far in _overlaps(one.vswitch_blocks, other.vswitch_blocks)
    ]
    for side in peering.sides if not found else ():
        found += [
            f"{where(peering, side)}: the route to {far} would cover the own vSwitch block {own} of {side.value}."
            for own, far in _overlaps(side.vswitch_blocks, peering.destinations(side))
        ]
    return found


def _overlaps(own: t.Iterable[Network], far: t.Sequence[Network]) -> list[tuple[Network, Network]]:
    return [(one, other) for one in own for other in far if one.version == other.version and one.overlaps(other)]
