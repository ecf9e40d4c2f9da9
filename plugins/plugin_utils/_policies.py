# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The RAM policies that grant each account's key the actions of its peerings, and nothing else. Pure."""

from __future__ import annotations

import hashlib
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import moves, same_side, twin
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peering_connections import actor

Policy = dict[str, t.Any]
Accounts = t.Mapping[str, t.Mapping[str, t.Any]]

# Whether a run moves routes to another next hop (``replace``), deletes those that no peering wants (``purge``), and
# reads VPC peering connections (``lists_connections``).
Changes = t.Mapping[str, bool]
Calls = t.Iterator[t.Mapping[str, t.Sequence[str]]]

PURPOSES = ("audit", "peer", "unpeer")
# Only where a VPC peering connection is to replace router interfaces, or may be, because nothing could be read.
MIGRATE = "migrate"
ANY = "*"

# The calls of each purpose, by the resource that RAM checks. Resources with a star are lists, and resources that do not
# exist yet; ``table`` is each route table, ``interface`` each router interface to delete, ``connection`` each VPC
# peering connection to delete. Most actions of VPC peering connections know no resource (``*``).
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
# The same of VPC peering connections; one run reads those of all accounts in it.
LIST = {ANY: ("ListVpcPeerConnections",)}
CDT = {ANY: ("cdt:GetCdtServiceStatus",)}
REQUEST = {ANY: ("CreateVpcPeerConnection",)}
ACCEPT = {ANY: ("AcceptVpcPeerConnection",)}
MODIFY = {ANY: ("ModifyVpcPeerConnection",)}
WATCH = {"vpcpeer/*": ("GetVpcPeerConnectionAttribute",)}
TAG_CONNECTION = {"vpcpeer/*": ("TagResources",)}
UNROUTE = {"table": ("DeleteRouteEntries",)}
DELETE = {ANY: ("DeleteVpcPeerConnection",), "connection": ("GetVpcPeerConnectionAttribute",)}
# Of a pair that moves: ``pair`` is each of its router interfaces.
CLIMB = {
    "table": ("CreateRouteEntries", "ModifyRouteEntry", "DeleteRouteEntries"),
    "pair": ("ActivateRouterInterface", "DeactivateRouterInterface", "DeleteRouterInterface"),
}


def policies(
    peerings: t.Sequence[Peering], accounts: Accounts, on_conflict: str, *, purge: bool = True
) -> dict[str, dict[str, Policy]]:
    """Return the policies by account and purpose: ``audit``, ``peer``, ``unpeer``; where a role is assumed, ``assume``.

    Where router interfaces are to be replaced by VPC peering connections, there is ``migrate`` too.

    ``accounts`` are the options of the accounts, of which only the ids and roles are used. Unknown values are ``*``.
    """
    existing = [_as_existing(peering) for peering in peerings]
    by_connection = any(peering.by_connection for peering in peerings)
    changes = {"replace": on_conflict == "replace", "purge": purge, "lists_connections": by_connection}
    names = dict.fromkeys(side.account for peering in existing for side in peering.sides)
    by_account: dict[str, dict[str, Policy]] = {}
    for name in names:
        own = [(peering, side) for peering in existing for side in peering.sides if side.account == name]
        options = accounts.get(name) or {}
        by_account[name] = {purpose: _policy(purpose, own, _owner(own, options), changes) for purpose in PURPOSES}
        moving = [(peering, side) for peering, side in own if _moves(peering, side)]
        if moving:
            by_account[name][MIGRATE] = _policy(MIGRATE, moving, _owner(own, options), changes)
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
                    arns = [_arn(resource, side, owner) for resource in _named(kind, peering, side)]
                    known = resources.setdefault(action if ":" in action else f"vpc:{action}", [])
                    known += [arn for arn in arns if arn not in known]
    grouped: dict[tuple[str, ...], list[str]] = {}
    for action, arns in resources.items():
        same = next((actions for actions, others in grouped.items() if others == arns), ())
        grouped.pop(same, None)
        grouped[(*same, action)] = arns
    return _document(grouped)


def _calls(purpose: str, peering: Peering, side: Side, changes: Changes) -> Calls:
    yield READS
    if changes["lists_connections"]:
        yield LIST
    if purpose == "audit":
        yield AUDIT
    elif purpose == "unpeer":
        yield from _deletion(peering, side)
    elif purpose == MIGRATE:
        yield from _connecting(peering, side)
        yield AUDIT
        yield CLIMB
    else:
        yield from _connecting(peering, side) if peering.by_connection else _pairing(peering, side)
        if side.vpc and not side.remote and len(side.vpc["route_tables"]) > 1:
            # The route table of each vSwitch decides which blocks are reachable.
            yield AUDIT
        if peering.routes_of(side) not in ("none", [], {}):
            yield ROUTE
            if changes["replace"]:
                yield MOVE
        if changes["purge"]:
            yield PURGE


def _pairing(peering: Peering, side: Side) -> Calls:
    yield PEER
    if peering.mark or peering.tags:
        yield TAG
    if side.role == "initiator":
        yield INITIATE


def _connecting(peering: Peering, side: Side) -> Calls:
    """Yield the calls of a side: the initiator's account requests and modifies, the acceptor's accepts."""
    yield WATCH
    if peering.mark or peering.tags:
        yield TAG_CONNECTION
    if side.role == "initiator":
        yield REQUEST
    elif side.account != peering.initiator.account:
        yield ACCEPT
    if side.role == "initiator" or _alone(peering, side):
        yield MODIFY
    # RAM wants it of who requests; a run reads it between two regions.
    if side.role == "initiator" or peering.inter_region:
        yield CDT


def _deletion(peering: Peering, side: Side) -> Calls:
    if not peering.by_connection:
        yield UNPEER
        return
    yield UNROUTE
    if _alone(peering, side) or actor(peering).account == side.account:
        yield DELETE


def _alone(peering: Peering, side: Side) -> bool:
    """Return whether a run with the account of this side has no credential of the other side's."""
    return side.remote or peering.peer_of(side).remote


def _named(kind: str, peering: Peering, side: Side) -> list[str]:
    if kind == "table":
        tables = [table["route_table_id"] for table in side.vpc["route_tables"]] if side.vpc and not side.remote else []
        return [f"routetable/{table}" for table in tables or [ANY]]
    if kind == "interface":
        return [f"routerinterface/{_next_hop_id(peering, side) or ANY}"]
    if kind == "pair":
        interface = _interface_id(peering, side)
        return [f"routerinterface/{interface or ANY}"]
    if kind == "connection":
        return [f"vpcpeer/{_next_hop_id(peering, side) or ANY}"]
    return [kind]


def _arn(resource: str, side: Side, owner: str) -> str:
    if resource == ANY:
        return ANY
    # A VPC peering connection belongs to no region.
    region = ANY if resource.startswith("vpcpeer/") else side.region
    return f"acs:vpc:{region}:{owner}:{resource}"


def _next_hop_id(peering: Peering, side: Side) -> str | None:
    try:
        hop = None if side.remote else peering.have(side, deleting=True)
    except RefusedError:
        return None
    return hop.next_hop_id if hop else None


def _interface_id(peering: Peering, side: Side) -> str | None:
    """Return the id of the router interface that a side of a peering by a connection still has."""
    pair = _as_existing(twin(peering))
    return _next_hop_id(pair, same_side(pair, side))


def _moves(peering: Peering, side: Side) -> bool:
    return moves(peering) and not side.remote and (side.vpc is None or _interface_id(peering, side) is not None)


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
