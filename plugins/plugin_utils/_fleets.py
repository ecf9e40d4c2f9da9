# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the user wrote, with defaults filled in; and peerings made from lists of VPCs. Pure, reads nothing."""

from __future__ import annotations

import collections.abc
import ipaddress
import itertools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.plugin_utils._plain import whole_number

SELECTORS = ("vpc_id", "router_id", "vpc_name")
ROLES = ("initiator", "acceptor")
# What says where a side is.
SIDE = ("account", "region", *SELECTORS)
WORDS = {"routes": ("vswitches", "vpc", "none"), "tables": ("system", "used"), "state": ("present", "absent")}

# What the service allows on one router unless the quota was raised.
INTERFACES_PER_ROUTER = 5

Connection = dict[str, t.Any]


def fleet(connections: t.Any, defaults: t.Any, state: str) -> list[Connection]:
    """Return the peerings with every key filled in: ``spec``, ``routes``, ``tables``, ``state`` from ``defaults``.

    ``state`` is the run's: absent holds for all of them. Raises RefusedError with all that is wrong in what is written.
    """
    reasons = [*wrong_shapes(connections), *wrong_defaults(defaults)]
    if not isinstance(connections, (list, tuple)) or [*wrong_defaults(defaults)]:
        raise RefusedError(reasons)
    filled = []
    for entry in (one for one in connections if not [*wrong_shapes([one])]):
        one = {"routes": "vswitches", "tables": "system", "state": "present", **_given(defaults), **_given(entry)}
        if state == "absent":
            one["state"] = "absent"
        if not one.get("spec") and one["state"] == "present":
            reasons.append(f"{one['name']}: spec is needed, here or in peering_defaults.")
        reasons += [f"{one['name']}: {said}" for said in _wrong_words(one)]
        for role in ROLES:
            reasons += [f"{one['name']}, {role} {one[role]['account']}: {said}" for said in _wrong_routes(one[role])]
        filled.append(one)
    names = [one["name"] for one in filled]
    reasons += [
        f"{name}: two peerings have this name." for name in sorted({one for one in names if names.count(one) > 1})
    ]
    if reasons:
        raise RefusedError(reasons)
    return filled


def hub_and_spoke(spokes: t.Sequence[Connection], hub: Connection, quota: t.Any, **common: t.Any) -> list[Connection]:
    """Return a peering from each spoke to the hub; the spokes initiate, so each pays for its own bandwidth.

    A VPC is account, region and vpc_id (or router_id, vpc_name), and ``name``, of which the peerings' names are made.
    """
    _check_vpcs({"hub": hub, **_numbered(spokes)})
    _check_quota([hub, *spokes], [len(spokes), *(1 for _spoke in spokes)], quota)
    return [_between(spoke, hub, common) for spoke in spokes]


def full_mesh(vpcs: t.Sequence[Connection], quota: t.Any, **common: t.Any) -> list[Connection]:
    """Return a peering between each two VPCs; the earlier one in the list initiates."""
    _check_vpcs(_numbered(vpcs))
    _check_quota(vpcs, [len(vpcs) - 1 for _vpc in vpcs], quota)
    return [_between(one, other, common) for one, other in itertools.combinations(vpcs, 2)]


def _numbered(vpcs: t.Any) -> dict[str, t.Any]:
    """Return VPCs by what they are called in a sentence. Raises RefusedError when they are no list."""
    if not isinstance(vpcs, (list, tuple)):
        raise RefusedError([f"The VPCs are {vpcs!r}, not a list of dicts."])
    return {f"VPC number {number}": one for number, one in enumerate(vpcs, 1)}


def _check_vpcs(vpcs: t.Mapping[str, t.Any]) -> None:
    reasons = []
    for which, one in vpcs.items():
        name = one.get("name") if isinstance(one, collections.abc.Mapping) else None
        if not isinstance(name, str) or not name:
            reasons.append(f"{which}: {one!r} is not a dict with a name, which is a string.")
    if reasons:
        raise RefusedError(reasons)


def _between(initiator: Connection, acceptor: Connection, common: Connection) -> Connection:
    sides = ({key: value for key, value in one.items() if key != "name"} for one in (initiator, acceptor))
    return {"name": f"{initiator['name']}-{acceptor['name']}", **common, **dict(zip(ROLES, sides))}


def wrong_shapes(connections: t.Any) -> t.Iterator[str]:
    """Yield where peerings are not dicts of the right shape: YAML makes numbers and booleans of unquoted words."""
    if not isinstance(connections, (list, tuple)):
        yield f"peering_connections: {connections!r} is not a list of peerings."
        return
    for number, one in enumerate(connections, 1):
        name = one.get("name") if isinstance(one, collections.abc.Mapping) else None
        if not isinstance(name, str) or not name:
            yield f"peering_connections, number {number}: a peering is a dict with a name, which is a string."
            continue
        for role in ROLES:
            yield from (f"{name}, {role}{reason}" for reason in _wrong_side(one.get(role)))


def wrong_accounts(accounts: t.Any) -> t.Iterator[str]:
    """Yield which accounts are not written as dicts of options."""
    if not isinstance(accounts, collections.abc.Mapping):
        yield "peering_accounts: they are a dict, each a name and a dict of options; what is given is none."
        return
    for name, options in accounts.items():
        if not isinstance(options, collections.abc.Mapping):
            yield f"peering_accounts, {name}: an account is a dict of options, such as profile or access_key_id."


def wrong_defaults(defaults: t.Any) -> t.Iterator[str]:
    """Yield that the defaults are no dict, such as an extra variable that looks like one."""
    if not isinstance(defaults, collections.abc.Mapping):
        yield f"peering_defaults: {defaults!r} is not a dict, such as {{spec: Large.1}}."


def _wrong_side(side: t.Any) -> t.Iterator[str]:
    if not isinstance(side, collections.abc.Mapping):
        yield f": give account, region and one of {', '.join(SELECTORS)}."
        return
    account = side.get("account")
    where = f" {account}" if isinstance(account, str) and account else ""
    for key in (*SIDE, "interface_name"):
        if not isinstance(side.get(key, ""), (str, type(None))):
            yield f": {key} {side[key]!r} is not a string; quote it."
    for key in ("account", "region"):
        if side.get(key) in (None, ""):
            yield f": give {key}."
    if sum(1 for key in SELECTORS if side.get(key)) != 1:
        yield f"{where}: give one of {', '.join(SELECTORS)}."


def _wrong_words(one: Connection) -> t.Iterator[str]:
    for key, known in WORDS.items():
        if one[key] not in known and not (key == "routes" and isinstance(one[key], list)):
            yield f"{key}: {one[key]!r} must be one of {', '.join(known)}; quote it."


def _wrong_routes(side: Connection) -> t.Iterator[str]:
    """Yield what is wrong with the blocks that a side names itself."""
    blocks = side.get("routes") or ()
    if not isinstance(blocks, (list, tuple)):
        yield f"routes: {blocks!r} is not a list of CIDR blocks."
        return
    for block in blocks:
        try:
            ipaddress.ip_network(str(block))
        except ValueError as error:
            yield f"routes: {error}; give a CIDR block such as 10.0.0.0/16."


def _given(entry: Connection) -> Connection:
    return {key: value for key, value in entry.items() if value is not None}


def _check_quota(vpcs: t.Sequence[Connection], needed: t.Sequence[int], quota: t.Any) -> None:
    quota = whole_number(quota, "quota")
    full = [f"{vpc['name']} ({number})" for vpc, number in zip(vpcs, needed) if number > quota]
    if full:
        raise RefusedError(
            [
                f"A router has room for {quota} router interfaces, and these VPCs would need more: {', '.join(full)}."
                " Raise the quota and say so (quota=), or use Cloud Enterprise Network, which is made for such estates."
            ]
        )
