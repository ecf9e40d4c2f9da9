# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns driving the modules in this process as the role peering drives them: its reads, its plan, its tasks in order."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.filter.peering_entries import peering_entries
from ansible_collections.aliops.vpc.plugins.filter.peering_fleet import peering_fleet
from ansible_collections.aliops.vpc.plugins.filter.peering_plan import peering_plan
from ansible_collections.aliops.vpc.plugins.filter.peering_reads import peering_reads
from ansible_collections.aliops.vpc.tests.modules.runs import Result, run_module

READ = ["route_tables", "route_entries", "router_interfaces"]
# Step of the plan, module, its list option, and what else the task gives.
ABSENT: list[tuple[str, str, str, dict[str, t.Any]]] = [
    ("unroute", "route_entries", "entries", {"state": "absent"}),
    ("freeze", "router_interface_connections", "connections", {"state": "inactive"}),
    ("remove", "router_interfaces", "interfaces", {"state": "absent", "freeze": False}),
]
PRESENT: list[tuple[str, str, str, dict[str, t.Any]]] = [
    ("interfaces", "router_interfaces", "interfaces", {"purge_tags": False}),
    ("peers", "router_interface_peers", "peers", {}),
    ("thaw", "router_interface_connections", "connections", {}),
    ("connections", "router_interface_connections", "connections", {}),
    ("routes", "route_entries", "entries", {}),
    ("purge", "route_entries", "entries", {"state": "absent"}),
]


@dataclasses.dataclass
class Role:
    """The role with its variables; ``options`` are those of the filter peering_plan."""

    accounts: dict[str, dict[str, t.Any]]
    connections: list[dict[str, t.Any]]
    defaults: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    options: dict[str, t.Any] = dataclasses.field(default_factory=lambda: {"on_conflict": "replace"})

    def read(self, state: str = "present") -> tuple[list[dict[str, t.Any]], list[dict[str, t.Any]]]:
        """Return the peerings, and what was read, as the role registers it."""
        fleet = peering_fleet(self.connections, self.defaults, state="absent" if state == "absent" else "present")
        reads = [
            {
                "__peering_item": {"key": account, "value": vpcs},
                **self._run("vpcs_info", account, vpcs=vpcs, gather_subset=READ),
            }
            for account, vpcs in peering_reads(fleet, self.accounts).items()
        ]
        return fleet, reads

    def run(self, state: str) -> list[str]:
        """Do what peering_state says; return what is said of a failure, or nothing."""
        fleet, reads = self.read(state)
        if state == "audit":
            return self._audit(fleet, reads)
        plan = peering_plan(fleet, reads, self.accounts, absent=9, **self.options)
        if plan["findings"]:
            return list(plan["findings"])
        made: list[dict[str, t.Any]] = []
        for step, module, option, more in ABSENT + PRESENT:
            failed: list[str] = []
            for account, entries in plan[step].items():
                given = {option: peering_entries(entries, plan["known"], made), **more}
                given |= {"wait_for": plan["wait_for"][account]} if step == "connections" else {}
                given |= {"read_at": plan["read_at"]} if step == "interfaces" else {}
                given |= self._of_routes(account, plan) if step == "routes" else {}
                result = self._run(module, account, **given)
                failed += [result["msg"]] if result.get("failed") else []
                if step == "interfaces":
                    # A task of its own for each account: the next one does not begin.
                    if failed:
                        return failed
                    made += result["router_interfaces"]
            if failed:
                return failed
        return []

    def _of_routes(self, account: str, plan: dict[str, t.Any]) -> dict[str, t.Any]:
        return {"on_conflict": self.options["on_conflict"], "wait_for_next_hops": account in plan["watching"]}

    def _audit(self, fleet: list[dict[str, t.Any]], reads: list[dict[str, t.Any]]) -> list[str]:
        several = [one for one in reads if any(len(vpc["route_tables"]) > 1 for vpc in one.get("vpcs") or ())]
        more = []
        for read in several:
            account = read["__peering_item"]["key"]
            result = self._run("vpcs_info", account, vpcs=read["__peering_item"]["value"], gather_subset=["vswitches"])
            if result.get("failed"):
                return [result["msg"]]
            more.append(result)
        return list(peering_audit(fleet, reads, self.accounts, None, more)["unreadable"])

    def _run(self, module: str, account: str, **options: t.Any) -> Result:
        return run_module(module, {**self.accounts[account], **options})
