# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's quotas, and what a run would have of each afterwards. Pure."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model import values
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import whole_number
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import Problems
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import GOING
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import missing_routes

Reads = dict[str, dict[str, t.Any]]
# By quota, what it counts.
NOUNS = {
    "routes_per_table": "custom route entries",
    "connections_per_vpc_within_region": "VPC peering connections within its region",
    "connections_per_vpc_between_regions": "VPC peering connections with other regions",
    "connections_per_region": "VPC peering connections",
}


@dataclasses.dataclass(frozen=True)
class Limits:
    """The quotas of the accounts by peering_quotas' names, and the limits of a run without confirmation.

    ``bandwidth`` is in Mbit/s, of a VPC peering connection between two regions.

    ``absent`` is how many peerings it may remove, including those of other hosts (``absent_elsewhere``); with
    ``one_side`` the other side's account needs no credential.
    """

    interfaces_per_router: int = 5
    interfaces_per_region: int = 5
    routes_per_table: int = 200
    connections_per_vpc_within_region: int = 10
    connections_per_vpc_between_regions: int = 20
    connections_per_region: int = 20
    bandwidth: int = 1024
    absent: int = 5
    absent_elsewhere: int = 0
    absent_confirmed: bool = False
    adopt: str = "warn"
    one_side: bool = False


QUOTAS = (
    "interfaces_per_router",
    "interfaces_per_region",
    "routes_per_table",
    "connections_per_vpc_within_region",
    "connections_per_vpc_between_regions",
    "connections_per_region",
    "bandwidth",
)


def checked_quotas(given: t.Any, where: str = "peering_quotas") -> dict[str, int]:
    """Return a user's quotas, by their names in ``Limits``. Raises RefusedError with all invalid ones."""
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


def quota_findings(peerings: t.Sequence[Peering], reads: Reads, limits: Limits) -> t.Iterator[Finding]:
    """Compare the quotas with the resources after the run: existing ones, less deletions, plus creations."""
    existing: dict[tuple[str, str], int] = {}
    more: collections.Counter[tuple[str, str]] = collections.Counter()
    for peering in (written.as_existing() for written in peerings):
        for side in peering.own_sides:
            counted = _connections(peering, side, reads) if peering.by_connection else _interfaces(side, reads)
            ends = 1 if peering.have(side) else 0
            for key, number in counted.items():
                existing[key] = number
                more[key] += 1 - ends if peering.state == "present" else -ends
            new = missing_routes(peering, side) if peering.state == "present" else ()
            for table_id, count in collections.Counter(table_id for _region, table_id, _block in new).items():
                table = ("routes_per_table", f"{side.account}: {table_id}")
                existing[table] = side.routes.custom[side.region, table_id]
                more[table] += count
        yield from _bandwidth(peering, limits)
    for (quota, what), number in existing.items():
        limit, total = getattr(limits, quota), number + more[quota, what]
        if more[quota, what] > 0 and total > limit:
            noun = NOUNS.get(quota, "router interfaces")
            cure = f"raise it and set peering_quotas.{quota}, or use Cloud Enterprise Network"
            yield Finding("quota", f"{what} would have {total} {noun}, and the quota is {limit}: {cure}.")


def _interfaces(side: Side, reads: Reads) -> dict[tuple[str, str], int]:
    """Return the existing router interfaces by quota and what it is of."""
    counts = reads[side.account].get("router_interface_counts") or {}
    return {
        ("interfaces_per_router", f"{side.account}: the router {side.router_id}"): len(side.interfaces),
        ("interfaces_per_region", f"{side.account}: the region {side.region}"): counts.get(side.region) or 0,
    }


def _connections(peering: Peering, side: Side, reads: Reads) -> dict[tuple[str, str], int]:
    """Return the existing VPC peering connections by quota and what it is of."""
    within = not peering.inter_region
    quota = "connections_per_vpc_within_region" if within else "connections_per_vpc_between_regions"
    own = [connection for connection in side.existing_vpc.all_connections if connection.status not in GOING]
    counts = reads[side.account].get("vpc_peer_connection_counts") or {}
    return {
        (quota, f"{side.account}: the VPC {side.vpc_id}"): sum(
            connection.inter_region is not within for connection in own
        ),
        ("connections_per_region", f"{side.account}: the region {side.region}"): counts.get(side.region) or 0,
    }


def _bandwidth(peering: Peering, limits: Limits) -> t.Iterator[Finding]:
    have = next((hop for side in peering.own_sides if (hop := peering.have(side))), None)
    if getattr(have, "bandwidth", None) == peering.bandwidth:
        return
    if peering.state == "present" and peering.bandwidth and peering.bandwidth > limits.bandwidth:
        cure = "give less, or raise the quota and set peering_quotas.bandwidth"
        text = f"{peering.name}: bandwidth {peering.bandwidth} Mbit/s is more than the quota of {limits.bandwidth}"
        yield Finding("quota", f"{text}: {cure}.")
