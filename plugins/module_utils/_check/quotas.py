# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of each quota is in use, against peering_quotas. Pure; counts what the first pages and totals show."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Record, ok, warning
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits

GOING = frozenset({"Deleting", "Deleted"})
RAISE = "raise it in the Quota Center and set peering_quotas, or delete what is not needed"
# From which share of a quota on somebody should know.
NEARLY = 0.8


def quota_records(view: RegionView, limits: Limits) -> t.Iterator[Record]:
    """Judge the quotas of one account in one region: one record for each quota, of what uses most of it."""
    used: dict[str, tuple[int, str]] = {}
    for quota, what, number in _counts(view):
        if number >= used.get(quota, (-1, ""))[0]:
            used[quota] = (number, what)
    for quota, (number, what) in used.items():
        limit = getattr(limits, quota)
        text = f"{what} has {number} of {limit} ({quota})"
        value = {"quota": quota, "used": number, "limit": limit}
        if number >= limit * NEARLY:
            yield warning("quotas", text, RAISE, value=value)
        else:
            yield ok("quotas", text, value=value)


def _counts(view: RegionView) -> t.Iterator[tuple[str, str, int]]:
    interfaces = view.reads.get("DescribeRouterInterfaces")
    if interfaces and interfaces.succeeded:
        rows = view.rows("DescribeRouterInterfaces")
        yield "interfaces_per_region", f"the region {view.region}", _total(interfaces.fields, rows)
        for router, number in collections.Counter(str(row.get("RouterId")) for row in rows).items():
            yield "interfaces_per_router", f"the router {router}", number
    for table, outcome in view.entries.items():
        if outcome.succeeded:
            custom = [row for row in outcome.rows("RouteEntrys.RouteEntry") if row.get("Type") == "Custom"]
            yield "routes_per_table", f"the route table {table}", len(custom)
    connections = view.reads.get("ListVpcPeerConnections")
    if connections and connections.succeeded:
        yield from _connections(view, view.rows("ListVpcPeerConnections"))


def _connections(view: RegionView, rows: t.Sequence[dict[str, t.Any]]) -> t.Iterator[tuple[str, str, int]]:
    living = [row for row in rows if row.get("Status") not in GOING]
    yield "connections_per_region", f"the region {view.region}", len(living)
    own = {row.get("VpcId") for row in view.rows("DescribeVpcs")}
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    for row in living:
        within = row.get("RegionId") == row.get("AcceptingRegionId")
        quota = "connections_per_vpc_within_region" if within else "connections_per_vpc_between_regions"
        for end in ("Vpc", "AcceptingVpc"):
            vpc = (row.get(end) or {}).get("VpcId")
            if vpc in own:
                counts[quota, str(vpc)] += 1
    for (quota, vpc), number in counts.items():
        yield quota, f"the VPC {vpc}", number


def _total(fields: t.Mapping[str, t.Any], rows: t.Sequence[t.Any]) -> int:
    total = fields.get("TotalCount")
    return total if isinstance(total, int) else len(rows)
