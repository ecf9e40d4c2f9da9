# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the VPCs of one account with their resources, in as few calls as the API allows. Decides nothing."""

from __future__ import annotations

import dataclasses
import fnmatch
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.vpc_peer import list_vpc_peer_connections
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import Vpc

SUBSETS = (
    "vswitches",
    "vswitches_by_table",
    "route_tables",
    "route_entries",
    "router_interfaces",
    "vpc_peer_connections",
)
# By which of these a VPC is named.
SELECTORS = ("vpc_id", "router_id", "name")

Rows = dict[str, list[dict[str, t.Any]]]


@dataclasses.dataclass
class Snapshot:
    """The requested VPCs of one account in one region, and the requests that no VPC meets.

    ``interface_count`` and ``connection_count`` are of all router interfaces and VPC peering connections in the region,
    when they were read. ``read_at`` is when the snapshot began, in seconds since the epoch; 0 for one that failed.
    ``other_interfaces`` are the router interfaces on other routers than those of the VPCs, such as border routers.
    """

    vpcs: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    missing: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    interface_count: int | None = None
    connection_count: int | None = None
    read_at: float = 0.0
    other_interfaces: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)


def read_snapshot(
    client: Client,
    region: str,
    selectors: t.Sequence[dict[str, str]],
    subset: t.Collection[str],
    names: t.Collection[str] = (),
    tags: t.Mapping[str, str] | None = None,
) -> Snapshot:
    """Return the VPCs of a region that ``selectors`` name by vpc_id, router_id or name (all without any).

    Each of SUBSETS in ``subset`` becomes a key of every VPC; ``vswitches_by_table`` becomes ``vswitches`` of those with
    several route tables, or ``vswitches_error``, the reason why they could not be read. Only VPCs are kept whose name
    fits one of the patterns ``names``, and that have all ``tags``.
    """
    read_at = client.time.now()
    ids = {selector["vpc_id"] for selector in selectors if "vpc_id" in selector}
    listed = _vpc.describe_vpcs(client, region, ids if len(ids) == len(selectors) else ())
    existing = {(key, getattr(vpc, key)) for vpc in listed for key in SELECTORS}
    requested = {item for selector in selectors for item in selector.items()}
    chosen = [vpc for vpc in listed if not selectors or any((key, getattr(vpc, key)) in requested for key in SELECTORS)]
    missing = [selector for selector in selectors if not existing.issuperset(selector.items())]
    chosen = [vpc for vpc in chosen if _fits(vpc, names, tags or {})]
    readers: dict[str, t.Callable[[Client, str, t.Sequence[Vpc]], Rows]] = {
        "vswitches": _vswitches,
        "vswitches_by_table": _vswitches_by_table,
        "router_interfaces": _interfaces,
        "vpc_peer_connections": _peer_connections,
        "route_tables": _tables,
        "route_entries": _entries,
    }
    # The list of all vSwitches holds those by table.
    needless = {"vswitches_by_table"} if "vswitches" in subset else set()
    # A region without VPCs has no connection; a router interface in it may be a border router's.
    needless |= {"vpc_peer_connections"} if not listed and not selectors else set()
    names_read = sorted(set(subset) - needless)
    parts: dict[str, Rows] = {}
    by_table: dict[str, dict[str, t.Any]] = {}
    for name, rows, failure in client.outcomes(lambda name: readers[name](client, region, chosen), names_read):
        if name == "vswitches_by_table":
            by_table = _by_table(chosen, rows or {}, failure)
        elif failure:
            raise failure
        else:
            parts[name] = rows or {}
    vpcs = [
        {
            **vpc.as_result(),
            **{name: rows.get(vpc.vpc_id, []) for name, rows in parts.items()},
            **by_table.get(vpc.vpc_id, {}),
        }
        for vpc in chosen
    ]
    interfaces, connections = (parts.get(name) for name in ("router_interfaces", "vpc_peer_connections"))
    return Snapshot(
        vpcs,
        [_missing(client, region, selector) for selector in missing],
        None if interfaces is None else sum(len(rows) for rows in interfaces.values()),
        None if connections is None else len(_ids(connections)),
        read_at,
        [] if interfaces is None else interfaces.get("", []),
    )


def _fits(vpc: Vpc, names: t.Collection[str], tags: t.Mapping[str, str]) -> bool:
    named = not names or any(fnmatch.fnmatchcase(vpc.name or "", name) for name in names)
    return named and tags.items() <= dict(vpc.tags).items()


def _missing(client: Client, region: str, selector: dict[str, str]) -> dict[str, t.Any]:
    """Return the API's own error about a VPC that no list has."""
    ((key, value),) = selector.items()
    error_fields = {"msg": f"there is no VPC with {key} {value} in {region}", "error": client.last_read("DescribeVpcs")}
    if key == "vpc_id":
        try:
            _vpc.describe_vpc_attribute(client, region, value)
        except CallError as error:
            if error.code not in _vpc.NO_VPC:
                return {"region": region, **selector, **error_fields}
            error_fields = {"msg": f"there is no VPC {value} in {region}: {error}", **error.details()}
    return {"region": region, **selector, **error_fields}


def _interfaces(client: Client, region: str, vpcs: t.Sequence[Vpc]) -> Rows:
    """All of the region, because the account's quota counts them all; those on other routers are under ""."""
    owners = {vpc.router_id: vpc.vpc_id for vpc in vpcs if vpc.router_id}
    rows: Rows = {}
    for interface in _vpc.describe_router_interfaces(client, region):
        rows.setdefault(owners.get(interface.router_id or "", ""), []).append(interface.as_result())
    return rows


def _peer_connections(client: Client, region: str, vpcs: t.Sequence[Vpc]) -> Rows:
    """The list of the region in one go; a connection between two of its VPCs is under both."""
    rows: Rows = {}
    for connection in list_vpc_peer_connections(client, region):
        for vpc_id in connection.vpc_ids:
            rows.setdefault(vpc_id, []).append(connection.as_listed())
    return rows


def _ids(connections: Rows) -> set[str]:
    return {row["vpc_peer_connection_id"] for rows in connections.values() for row in rows}


def _entries(client: Client, region: str, vpcs: t.Sequence[Vpc]) -> Rows:
    tables = [(vpc.vpc_id, table) for vpc in vpcs for table in vpc.route_table_ids]
    rows: Rows = {}
    for (vpc_id, _table), entries in client.results(
        lambda table: _vpc.describe_route_entry_list(client, region, table[1]), tables
    ):
        rows.setdefault(vpc_id, []).extend(entry.as_result() for entry in entries)
    return rows


def _tables(client: Client, region: str, vpcs: t.Sequence[Vpc]) -> Rows:
    """A VPC with one table has its system table, of every vSwitch: only the others need a call."""
    rows: Rows = {}
    for vpc in vpcs:
        if len(vpc.route_table_ids) == 1:
            rows[vpc.vpc_id] = [{"route_table_id": vpc.route_table_ids[0], "type": "System", "vswitch_ids": None}]
            continue
        rows[vpc.vpc_id] = _vpc.describe_route_table_list(client, region, vpc.vpc_id)
    return rows


def _vswitches(client: Client, region: str, vpcs: t.Sequence[Vpc]) -> Rows:
    rows: Rows = {vpc.vpc_id: [] for vpc in vpcs}
    for item in _vpc.describe_vswitches(client, region, vpcs[0].vpc_id if len(vpcs) == 1 else None) if vpcs else ():
        vpc_id = item.pop("vpc_id")
        if vpc_id in rows:
            rows[vpc_id].append(item)
    return rows


def _vswitches_by_table(client: Client, region: str, vpcs: t.Sequence[Vpc]) -> Rows:
    return _vswitches(client, region, _with_tables(vpcs))


def _with_tables(vpcs: t.Sequence[Vpc]) -> list[Vpc]:
    """Return the VPCs with several route tables; in the others all vSwitches use the one table."""
    return [vpc for vpc in vpcs if len(vpc.route_table_ids) > 1]


def _by_table(vpcs: t.Sequence[Vpc], rows: Rows, failure: VpcError | None) -> dict[str, dict[str, t.Any]]:
    """Return the vSwitches of each VPC with several route tables, or why they could not be read."""
    ids = [vpc.vpc_id for vpc in _with_tables(vpcs)]
    if failure:
        return {vpc_id: {"vswitches_error": str(failure)} for vpc_id in ids}
    return {vpc_id: {"vswitches": rows.get(vpc_id, [])} for vpc_id in ids}
