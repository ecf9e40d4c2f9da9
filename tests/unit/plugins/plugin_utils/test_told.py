# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is kept of tasks' results: enough for the summary and the report, and not what was given to the tasks."""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.filter.peering_told import peering_told
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import end, route


def test_resources_and_the_run_are_kept_and_what_was_given_is_not() -> None:
    made = {**end("a", "Idle").as_result(), "action": "created"}
    entry = {**route("a").as_result(), "action": "created"}
    result = {
        "changed": True,
        "writes": ["CreateRouterInterface"],
        "invocation": {"module_args": {"region": "cn-beijing"}},
        "diff": {"before": {}, "after": {"router_interfaces": [made]}},
        "__peering_item": {"key": "production", "value": [{"router_interface_id": "ri-a"}]},
        "router_interfaces": [made],
        "route_entries": [entry],
    }
    (kept,) = peering_told([result])
    assert kept["__peering_item"] == {"key": "production"}
    assert set(kept) == {"changed", "writes", "__peering_item", "router_interfaces", "route_entries"}
    assert kept["router_interfaces"][0]["router_interface_id"] == made["router_interface_id"]
    assert kept["route_entries"][0]["destination"] == entry["destination"]
    assert peering_told([kept]) == [kept]
