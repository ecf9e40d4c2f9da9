# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The RAM policies that grant each account's key the actions of its peerings, and nothing else. Pure."""

from __future__ import annotations

import hashlib
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side

Policy = dict[str, t.Any]
Accounts = t.Mapping[str, t.Mapping[str, t.Any]]

# Whether a run moves routes to another next hop (``replace``), and deletes those that no peering wants (``purge``).
Changes = t.Mapping[str, bool]

PURPOSES = ("audit", "peer", "unpeer")
ANY = "*"

# The calls of each purpose, by the resource that RAM checks. Resources with a star are lists, and resources that do not
# exist yet; ``table`` is each route table, ``interface`` each router interface to delete.
READS = {
    "vpc/*": ("DescribeVpcs",),
    "routerinterface/*": ("DescribeRouterInterfaces",),
    "routetable/*": ("DescribeRouteTableList",),
    "table": ("DescribeRouteEntryList",),
}
AUDIT = {"vswitch/*": ("DescribeVSwitches",)}
# Interfaces are created and repaired, so the policy covers new ones as well.
PEER = {
    "routerinterface/*": ("CreateRouterInterface", "ModifyRouterInterfaceAttribute", "ActivateRouterInterface"),
}
INITIATE = {"routerinterface/*": ("ModifyRouterInterfaceSpec", "ConnectRouterInterface")}
# Those that exist are marked when they are adopted or renamed, and given tags that are new.
TAG = {"routerinterface/*": ("TagResourcesForExpressConnect",)}
ROUTE = {"table": ("CreateRouteEntries",)}
PURGE = {"table": ("DeleteRouteEntries",)}
MOVE = {"table": ("ModifyRouteEntry",)}
UNPEER = {"table": ("DeleteRouteEntries",), "interface": ("DeactivateRouterInterface", "DeleteRouterInterface")}


def policies(
    peerings: t.Sequence[Peering], accounts: Accounts, on_conflict: str, *, purge: bool = True
) -> dict[str, dict[str, Policy]]:
    """Return the policies by account and purpose: ``audit``, ``peer``, ``unpeer``; where a role is assumed, ``assume``.

    ``accounts`` are the options of the accounts, of which only the ids and roles are used. Unknown values are ``*``.
    """
    existing = [_as_existing(peering) for peering in peerings]
    changes = {"replace": on_conflict == "replace", "purge": purge}
    names = dict.fromkeys(side.account for peering in existing for side in peering.sides)
    by_account: dict[str, dict[str, Policy]] = {}
    for name in names:
        own = [(peering, side) for peering in existing for side in peering.sides if side.account == name]
        options = accounts.get(name) or {}
        by_account[name] = {purpose: _policy(purpose, own, _owner(own, options), changes) for purpose in PURPOSES}
        if options.get("role_arn"):
            by_account[name]["assume"] = _document({("sts:AssumeRole",): [_of_role(str(options["role_arn"]))]})
    return by_account


def files(by_account: t.Mapping[str, t.Mapping[str, Policy]]) -> dict[str, Policy]:
    """Return the policies by the names of their files: account and purpose, safe on every file system."""
    names: dict[str, str] = {}
    for account in by_account:
        stem = re.sub(r"[^A-Za-z0-9._-]+", "_", account).lstrip(".")[:100]
        if stem != account or stem.lower() in {name.lower() for name in names.values()}:
            stem = f"{stem}-{hashlib.sha256(account.encode()).hexdigest()[:8]}".lstrip("-")
        names[account] = stem
    return {
        f"{names[account]}.{purpose}.json": policy
        for account, purposes in by_account.items()
        for purpose, policy in purposes.items()
    }


def _policy(purpose: str, own: t.Sequence[tuple[Peering, Side]], owner: str, changes: Changes) -> Policy:
    resources: dict[str, list[str]] = {"sts:GetCallerIdentity": [ANY]}
    for peering, side in own:
        for calls in _calls(purpose, peering, side, changes):
            for kind, actions in calls.items():
                for action in actions:
                    arns = [f"acs:vpc:{side.region}:{owner}:{resource}" for resource in _named(kind, peering, side)]
                    known = resources.setdefault(f"vpc:{action}", [])
                    known += [arn for arn in arns if arn not in known]
    grouped: dict[tuple[str, ...], list[str]] = {}
    for action, arns in resources.items():
        same = next((actions for actions, others in grouped.items() if others == arns), ())
        grouped.pop(same, None)
        grouped[(*same, action)] = arns
    return _document(grouped)


def _calls(purpose: str, peering: Peering, side: Side, changes: Changes) -> t.Iterator[t.Mapping[str, t.Sequence[str]]]:
    yield READS
    if purpose == "audit":
        yield AUDIT
    elif purpose == "unpeer":
        yield UNPEER
    else:
        yield PEER
        if peering.mark or peering.tags:
            yield TAG
        if side.vpc and not side.remote and len(side.vpc["route_tables"]) > 1:
            # The route table of each vSwitch decides which blocks are reachable.
            yield AUDIT
        if side.role == "initiator":
            yield INITIATE
        if peering.routes_of(side) not in ("none", []):
            yield ROUTE
            if changes["replace"]:
                yield MOVE
        if changes["purge"]:
            yield PURGE


def _named(kind: str, peering: Peering, side: Side) -> list[str]:
    if kind == "table":
        tables = [table["route_table_id"] for table in side.vpc["route_tables"]] if side.vpc and not side.remote else []
        return [f"routetable/{table}" for table in tables or [ANY]]
    if kind == "interface":
        return [f"routerinterface/{_interface(peering, side) or ANY}"]
    return [kind]


def _interface(peering: Peering, side: Side) -> str | None:
    try:
        interface = None if side.remote else peering.have(side, deleting=True)
    except RefusedError:
        return None
    return interface.next_hop_id if interface else None


def _as_existing(peering: Peering) -> Peering:
    try:
        return peering.as_existing()
    except RefusedError:
        return peering


def _owner(own: t.Sequence[tuple[Peering, Side]], options: t.Mapping[str, t.Any]) -> str:
    read = next((side.account_id for _peering, side in own if side.account_id), None)
    role = re.match(r"acs:ram::([0-9]+):", str(options.get("role_arn") or ""))
    return read or str(options.get("account_id") or "") or (role[1] if role else ANY)


def _of_role(arn: str) -> str:
    # Policies write a role with a star for its region.
    return arn.replace("acs:ram::", "acs:ram:*:", 1)


def _document(grouped: t.Mapping[tuple[str, ...], list[str]]) -> Policy:
    statements = [
        {"Effect": "Allow", "Action": list(actions), "Resource": arns if len(arns) > 1 else arns[0]}
        for actions, arns in grouped.items()
    ]
    return {"Version": "1", "Statement": statements}
