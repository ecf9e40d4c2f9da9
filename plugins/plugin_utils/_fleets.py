# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peerings made from lists of VPCs. Pure, reads nothing."""

from __future__ import annotations

import collections.abc
import itertools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import whole_number
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import ROLES, Connection

# The service's limit on one router unless the quota was raised.
INTERFACES_PER_ROUTER = 5


def hub_and_spoke(spokes: t.Sequence[Connection], hub: Connection, quota: t.Any, **common: t.Any) -> list[Connection]:
    """Return a peering from each spoke to the hub; the spokes initiate, so each pays for its own bandwidth.

    A VPC is account, region and vpc_id (or router_id, vpc_name), and ``name``, which is part of the peerings' names.
    """
    _check_vpcs({"hub": hub, **_numbered(spokes)})
    _check_quota([hub, *spokes], [len(spokes), *(1 for _spoke in spokes)], quota)
    return [_between(spoke, hub, common) for spoke in spokes]


def full_mesh(vpcs: t.Sequence[Connection], quota: t.Any, **common: t.Any) -> list[Connection]:
    """Return a peering between each two VPCs; the earlier one in the list initiates."""
    _check_vpcs(_numbered(vpcs))
    _check_quota(vpcs, [len(vpcs) - 1 for _vpc in vpcs], quota)
    return [_between(initiator, acceptor, common) for initiator, acceptor in itertools.combinations(vpcs, 2)]


def _numbered(vpcs: t.Any) -> dict[str, t.Any]:
    """Return VPCs by their labels in messages. Raises RefusedError when they are no list."""
    if not isinstance(vpcs, (list, tuple)):
        raise RefusedError([f"The VPCs are {vpcs!r}, not a list of dicts."])
    return {f"VPC number {number}": vpc for number, vpc in enumerate(vpcs, 1)}


def _check_vpcs(vpcs: t.Mapping[str, t.Any]) -> None:
    reasons = []
    for which, vpc in vpcs.items():
        name = vpc.get("name") if isinstance(vpc, collections.abc.Mapping) else None
        if not isinstance(name, str) or not name:
            reasons.append(f"{which}: {vpc!r} is not a dict with a name, which is a string.")
    if reasons:
        raise RefusedError(reasons)


def _between(initiator: Connection, acceptor: Connection, common: Connection) -> Connection:
    sides = ({key: value for key, value in vpc.items() if key != "name"} for vpc in (initiator, acceptor))
    return {"name": f"{initiator['name']}-{acceptor['name']}", **common, **dict(zip(ROLES, sides))}


def _check_quota(vpcs: t.Sequence[Connection], needed: t.Sequence[int], quota: t.Any) -> None:
    quota = whole_number(quota, "quota")
    full = [f"{vpc['name']} ({number})" for vpc, number in zip(vpcs, needed) if number > quota]
    if full:
        raise RefusedError(
            [
                f"A router has room for {quota} router interfaces, and these VPCs would need more: {', '.join(full)}."
                " Raise the quota and give it (quota=), or use Cloud Enterprise Network."
            ]
        )
