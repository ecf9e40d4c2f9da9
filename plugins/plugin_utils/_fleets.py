# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peerings made from lists of VPCs. Pure, reads nothing."""

from __future__ import annotations

import collections
import collections.abc
import itertools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model import values
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import whole_number
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION, BY_INTERFACES, METHODS
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import BETWEEN_REGIONS, ROLES, Connection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits

# The service's limits, unless the quota was raised.
LIMITS = Limits()


def hub_and_spoke(
    spokes: t.Sequence[Connection], hub: Connection, quota: t.Any = None, **common: t.Any
) -> list[Connection]:
    """Return a peering from each spoke to the hub; the spokes initiate, so each pays for its own bandwidth.

    A VPC is account, region and vpc_id (or router_id, vpc_name), and ``name``, which is part of the peerings' names.
    """
    _check_vpcs({"hub": hub, **_numbered(spokes)})
    return _peerings([(spoke, hub) for spoke in spokes], quota, common)


def full_mesh(vpcs: t.Sequence[Connection], quota: t.Any = None, **common: t.Any) -> list[Connection]:
    """Return a peering between each two VPCs; the earlier one in the list initiates."""
    _check_vpcs(_numbered(vpcs))
    return _peerings(list(itertools.combinations(vpcs, 2)), quota, common)


def _peerings(pairs: t.Sequence[tuple[Connection, Connection]], quota: t.Any, common: Connection) -> list[Connection]:
    method = values.choice(*METHODS)(common.get("method") or BY_INTERFACES, "method")
    limit = None if quota is None else whole_number(quota, "quota")
    if method == BY_CONNECTION:
        _check_connections(pairs, limit)
    else:
        _check_interfaces(pairs, limit)
    return [_between(initiator, acceptor, common) for initiator, acceptor in pairs]


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
    unused = BETWEEN_REGIONS if _within_region(initiator, acceptor) else ()
    keys = {key: value for key, value in common.items() if key not in unused}
    return {"name": f"{initiator['name']}-{acceptor['name']}", **keys, **dict(zip(ROLES, sides))}


def _within_region(vpc: Connection, other: Connection) -> bool:
    return vpc.get("region") == other.get("region")


def _check_interfaces(pairs: t.Iterable[tuple[Connection, Connection]], quota: int | None) -> None:
    limit = LIMITS.interfaces_per_router if quota is None else quota
    full = _full(pairs, limit)
    if full:
        raise RefusedError(
            [
                f"A router has room for {limit} router interfaces, and these VPCs would need more: {full}."
                " Raise the quota and give it (quota=), or use Cloud Enterprise Network."
            ]
        )


def _check_connections(pairs: t.Sequence[tuple[Connection, Connection]], quota: int | None) -> None:
    """Refuse more VPC peering connections than a VPC may have, within its region and with other regions."""
    reasons = []
    for within, usual, what in (
        (True, LIMITS.connections_per_vpc_within_region, "within its region"),
        (False, LIMITS.connections_per_vpc_between_regions, "with other regions"),
    ):
        limit = usual if quota is None else quota
        full = _full([pair for pair in pairs if _within_region(*pair) is within], limit)
        if full:
            reasons.append(
                f"A VPC may have {limit} VPC peering connections {what}, and these would need more: {full}."
                " Raise the quota and give it (quota=), or use Cloud Enterprise Network."
            )
    if reasons:
        raise RefusedError(reasons)


def _full(pairs: t.Iterable[tuple[Connection, Connection]], limit: int) -> str:
    """Return the VPCs that are in more pairs than the limit, each with their number."""
    vpcs = [vpc for pair in pairs for vpc in pair]
    numbers = collections.Counter(map(id, vpcs))
    names = {id(vpc): vpc["name"] for vpc in vpcs}
    return ", ".join(f"{name} ({numbers[key]})" for key, name in names.items() if numbers[key] > limit)
