# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns driving the modules in this process as the role peering drives them: its reads, its plan, its tasks in order."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.action.role_input import SUBSETS, VSWITCHES
from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.rules import checked
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import VARIABLES
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run, vpcs_to_read
from ansible_collections.aliops.vpc.tests.modules.runs import Result, run_module

# By part of the role: step of the plan, module, its list option, and what else the task gives.
PARTS: dict[str, list[tuple[str, str, str, dict[str, t.Any]]]] = {
    "absent": [("deletions", "router_interfaces", "interfaces", {"state": "absent", "force_routes": True})],
    "present": [
        ("router_interfaces", "router_interfaces", "interfaces", {"purge_tags": False}),
        ("peers", "router_interface_peers", "peers", {}),
        ("connections", "router_interface_connections", "connections", {}),
        ("routes", "route_entries", "entries", {}),
    ],
}


@dataclasses.dataclass
class Role:
    """The role with its variables; ``options`` are those beside accounts, connections and defaults."""

    accounts: dict[str, dict[str, t.Any]]
    connections: list[dict[str, t.Any]]
    defaults: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    options: dict[str, t.Any] = dataclasses.field(default_factory=lambda: {"on_conflict": "replace"})

    def input(self, state: str = "present") -> dict[str, t.Any]:
        """Return what the role's first task returns. Raises RefusedError for what a user must not write."""
        given = {
            **VARIABLES["peering"],
            "state": state,
            "accounts": self.accounts,
            "connections": self.connections,
            "defaults": self.defaults,
            "absent_limit": 9,
            **self.options,
        }
        values = checked("peering", given)
        vpcs = vpcs_to_read(values["connections"], values["accounts"])
        return {**values, "id": "run", "vpcs": vpcs, "handshakes": None}

    def read(self, state: str = "present") -> Run:
        """Return the role's input joined with the current state."""
        given = self.input(state)
        subset = SUBSETS + (VSWITCHES if state in ("present", "audit") else [])
        return Run(given, self._run("vpcs_info", vpcs=given["vpcs"], gather_subset=subset))

    def run(self, state: str) -> list[str]:
        """Do what peering_state says; return the messages of a failure, or nothing."""
        run = self.read(state)
        if state == "audit":
            return list(peering_audit(run.input, run.read)["unreadable"])
        plan = make_plan(run)
        if "msg" in plan:
            return list(plan["msg"])
        known: list[dict[str, t.Any]] = []
        for step, module, option, more in (step for part in plan["parts"] for step in PARTS[part]):
            if not plan[step]:
                continue
            given = {option: plan[step], **more}
            if step == "router_interfaces":
                given["read_at"] = plan["read_at"]
            elif step != "deletions":
                given["known_interfaces"] = known
            if step == "routes":
                given["on_conflict"] = run.input["on_conflict"]
            result = self._run(module, **given)
            if result.get("failed"):
                return [result["msg"]]
            known = result["router_interfaces"] if step == "router_interfaces" else known
        return []

    def _run(self, module: str, **options: t.Any) -> Result:
        accounts = [{**account, "name": name} for name, account in self.accounts.items()]
        return run_module(module, {"accounts": accounts, **options})
