# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads route tables, which a task names by their ids or by those of their VPCs, and their entries. Decides nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import ABSENT

# The tables of a VPC are requested by the VPC's id, and one of these.
SYSTEM, USED = "system", "used"

Tables = dict[tuple[str, str], str]


def with_tables(
    client: Client, entries: t.Sequence[dict[str, t.Any]], region: str | None
) -> tuple[list[dict[str, t.Any]], Tables]:
    """Return the options of each entry once for every table that it names, and the VPCs of the tables.

    An entry names its table, or a VPC and which of its tables: the system table, or every one that a vSwitch uses.
    Raises OptionError for a VPC that does not exist, unless all of its entries are to be absent.
    """
    named, needed = set(), set()
    for entry in entries:
        if entry.get("vpc_id"):
            vpc = (entry.get("region") or region or "", entry["vpc_id"])
            named.add(vpc)
            needed |= {vpc} if entry.get("state") != ABSENT else set()
    tables_by_vpc: dict[tuple[str, str], list[dict[str, t.Any]]] = {}
    for vpc, rows in client.results(lambda vpc: _vpc.describe_route_table_list(client, vpc[0], vpc[1]), sorted(named)):
        if not rows and vpc in needed:
            raise OptionError(f"There is no VPC {vpc[1]} in {vpc[0]}.")
        tables_by_vpc[vpc] = rows
    expanded: list[dict[str, t.Any]] = []
    for entry in entries:
        rows = tables_by_vpc.get((entry.get("region") or region or "", entry.get("vpc_id") or ""), [])
        tables = [row["route_table_id"] for row in rows if _is_meant(row, entry.get("tables") or SYSTEM)]
        expanded += [{**entry, "route_table_id": table} for table in tables] if entry.get("vpc_id") else [entry]
    owners = {(vpc[0], row["route_table_id"]): vpc[1] for vpc, rows in tables_by_vpc.items() for row in rows}
    return expanded, owners


def _is_meant(row: dict[str, t.Any], tables: str) -> bool:
    return row["type"] == "System" if tables == SYSTEM else bool(row["vswitch_ids"])


def read_table_ids(client: Client, vpcs: t.Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return region and id of every route table of VPCs, which are named by region and id; one call serves many VPCs.

    A VPC that the list does not show with its tables, perhaps because it is new, is asked for them.
    """
    ids: dict[str, list[str]] = {}
    for region, vpc_id in sorted(vpcs):
        ids.setdefault(region, []).append(vpc_id)
    batches_of_ids = [
        (region, own[start : start + _vpc.VPC_IDS])
        for region, own in ids.items()
        for start in range(0, len(own), _vpc.VPC_IDS)
    ]
    listed: dict[tuple[str, str], list[str]] = {}
    for (region, _ids), rows in client.results(lambda batch: _vpc.describe_vpcs(client, *batch), batches_of_ids):
        listed.update({(region, vpc.vpc_id): list(vpc.route_table_ids) for vpc in rows if vpc.route_table_ids})
    unlisted = sorted(set(vpcs) - listed.keys())
    for place, own in client.results(lambda vpc: _vpc.describe_route_table_list(client, *vpc), unlisted):
        listed[place] = [row["route_table_id"] for row in own]
    return [(region, table) for (region, _vpc_id), tables in sorted(listed.items()) for table in tables]


def read_tables(client: Client, want: t.Iterable[RouteEntry]) -> list[RouteEntry]:
    """Return all entries of the tables that ``want`` names: one list for each table."""
    tables = sorted({(entry.region, entry.route_table_id) for entry in want})
    read = client.results(lambda table: _vpc.describe_route_entry_list(client, *table), tables)
    return [entry for _table, entries in read for entry in entries]


def read_routes_via(
    client: Client, tables: t.Iterable[tuple[str, str]], hop_ids: t.AbstractSet[str]
) -> list[RouteEntry]:
    """Return the entries of tables, which are named by region and id, that have one of the next hops."""
    entries = read_tables(client, [RouteEntry(region, table, "") for region, table in tables])
    return [entry for entry in entries if not hop_ids.isdisjoint(entry.hop_ids)]
