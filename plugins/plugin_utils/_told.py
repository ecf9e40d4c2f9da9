# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is kept of the results of the role's tasks: what the summary and the report need, and no more. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import plain

NOUNS = ("router_interfaces", "router_interface_peers", "router_interface_connections")
INTERFACE_LISTS = (*NOUNS, "next_hop_interfaces")
INTERFACE_KEYS = (
    "action",
    "region",
    "role",
    "name",
    "description",
    "spec",
    "tags",
    "status",
    "router_id",
    "router_interface_id",
    "peer_status",
    "peer_router_id",
    "peer_router_interface_id",
)
ROUTE_KEYS = ("action", "route_table_id", "destination", "next_hop_type", "next_hop_id", "kind", "status")
RUN_KEYS = ("changed", "failed", "msg", "writes", "api_calls", "request_ids", "elapsed", "progress")

Result = dict[str, t.Any]


def told(results: t.Iterable[Result]) -> list[Result]:
    """Return the results of tasks with the keys above; of a loop's item only its ``key``, which is the account."""
    return [plain(_told(one)) for one in results]


def _told(result: Result) -> Result:
    kept = {key: result[key] for key in RUN_KEYS if key in result}
    item = result.get("__peering_item")
    if isinstance(item, dict) and "key" in item:
        kept["__peering_item"] = {"key": item["key"]}
    for noun in INTERFACE_LISTS:
        if noun in result:
            kept[noun] = [_picked(one, INTERFACE_KEYS) for one in result[noun]]
    if "route_entries" in result:
        kept["route_entries"] = [_picked(one, ROUTE_KEYS) for one in result["route_entries"]]
    return kept


def _picked(record: Result, keys: t.Iterable[str]) -> Result:
    return {key: record[key] for key in keys if key in record}
