# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns driving the modules in this process as the role peering drives them: its reads, its plan, its tasks in order."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ansible_collections.aliops.vpc.plugins.action.role_input import gather_subset
from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.filter.peering_result import peering_result
from ansible_collections.aliops.vpc.plugins.module_utils._plan.module_checks import ROUTE_STEPS
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.rules import checked
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import VARIABLES
from ansible_collections.aliops.vpc.plugins.plugin_utils._migration.planning import EXCLUDED
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt, make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run, vpcs_to_read
from ansible_collections.aliops.vpc.tests.modules.runs import Result, run_module

# By part of the role: step of the plan, module, its list option, and the task's other options.
DELETED = {"state": "absent", "force_routes": True}
RETIRED = {"state": "absent", "deactivate": False}
PARTS: dict[str, list[tuple[str, str, str, dict[str, t.Any]]]] = {
    "absent": [
        ("deletions", "router_interfaces", "interfaces", DELETED),
        ("vpc_peer_deletions", "vpc_peer_connections", "connections", DELETED),
    ],
    "interrupt": [
        ("route_deletions", "route_entries", "entries", {}),
        ("deactivations", "router_interface_connections", "connections", {"state": "inactive"}),
        ("retirements", "router_interfaces", "interfaces", RETIRED),
        ("vpc_peers", "vpc_peer_connections", "connections", {"purge_tags": False}),
        ("routes", "route_entries", "entries", {}),
    ],
    "migrate": [
        ("vpc_peers", "vpc_peer_connections", "connections", {"purge_tags": False}),
        ("activations", "router_interface_connections", "connections", {"state": "active"}),
        *((step, "route_entries", "entries", {"on_conflict": "replace"}) for step in ROUTE_STEPS),
        ("deactivations", "router_interface_connections", "connections", {"state": "inactive"}),
        ("retirements", "router_interfaces", "interfaces", RETIRED),
    ],
    "present": [
        ("router_interfaces", "router_interfaces", "interfaces", {"purge_tags": False}),
        ("peers", "router_interface_peers", "peers", {}),
        ("connections", "router_interface_connections", "connections", {}),
        ("vpc_peers", "vpc_peer_connections", "connections", {"purge_tags": False}),
        ("routes", "route_entries", "entries", {}),
    ],
}


@dataclasses.dataclass
class Outcome:
    """The outcome of a run: why it was refused or a step failed, its warnings, and its summary unless it failed."""

    messages: list[str]
    refused: bool = False
    warnings: list[str] = dataclasses.field(default_factory=list)
    summary: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    steps: list[Result] = dataclasses.field(default_factory=list)

    @property
    def writes(self) -> list[str]:
        """Return the API actions that the run reports as sent, or would send, in order."""
        return [action for step in self.steps for action in step.get("writes", ())]


@dataclasses.dataclass
class Role:
    """The role with its variables; ``options`` are those beside accounts, connections and defaults."""

    accounts: dict[str, dict[str, t.Any]]
    connections: list[dict[str, t.Any]]
    defaults: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    options: dict[str, t.Any] = dataclasses.field(default_factory=lambda: {"on_conflict": "replace"})

    def input(self, state: str = "present") -> dict[str, t.Any]:
        """Return the result of the role's first task. Raises RefusedError for variables that the role refuses."""
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
        return Run(given, self._run("vpcs_info", vpcs=given["vpcs"], gather_subset=gather_subset(given)))

    def run(self, state: str) -> list[str]:
        """Run the role in this state; return the messages of a failure, or nothing."""
        if state == "audit":
            return list(self.audit()["unreadable"])
        return self.carry_out(state).messages

    def audit(self) -> dict[str, t.Any]:
        """Compare the current state with the peerings."""
        run = self.read("audit")
        return peering_audit(run.input, run.read)

    def carry_out(self, state: str = "present", *, check: bool = False) -> Outcome:
        """Plan and carry out, with ``check`` as in check mode; where the service excludes both links, once more."""
        outcome, attempt = self._attempt(state, None, check=check)
        if attempt and attempt.excluded and state == "migrate":
            outcome, attempt = self._attempt(state, attempt, check=check)
        if attempt and attempt.interruption_seconds is not None:
            outcome, _attempt = self._attempt(state, attempt, check=check)
        return outcome

    def _attempt(self, state: str, earlier: Attempt | None, *, check: bool) -> tuple[Outcome, Attempt | None]:
        """Return the outcome of an attempt, and the attempt itself where another one follows."""
        run, began = self.read(state), time.monotonic()
        plan = make_plan(run, earlier)
        if "msg" in plan:
            return Outcome(list(plan["msg"]), refused=True, warnings=plan["warnings"]), None
        before = [] if earlier is None or earlier.excluded else [Result(step) for step in earlier.results]
        steps: dict[str, Result] = {}
        part = plan["parts"][-1] if plan["parts"] else None
        for step, module, option, more in (step for part in plan["parts"] for step in PARTS[part]):
            if not plan[step] or (part == "interrupt" and step == "retirements" and not self._is_excluded(plan)):
                continue
            given = {option: plan[step], **more, **_known(step, plan, run, steps)}
            if part == "interrupt" and step == "vpc_peers":
                given["probe"] = not check
            steps[step] = self._run(module, check=check, **given)
            if steps[step].get("failed"):
                done = [*before, *steps.values()]
                register = f"__peering_{step}"
                attempt = Attempt(run.read, tuple(steps.values()), step, steps[step], register)
                return Outcome([steps[step]["msg"]], warnings=plan["warnings"], steps=done), attempt
        done = list(steps.values())
        if part == "interrupt" and not check:
            seconds = time.monotonic() - began
            return Outcome([], steps=done), Attempt(run.read, tuple(done), "", {}, "__peering_routes", seconds)
        summed = peering_result(run.input, run.read, plan, done)
        return Outcome([], False, plan["warnings"], summed, [*before, *done]), None

    def _is_excluded(self, plan: dict[str, t.Any]) -> bool:
        """Return whether the service, asked by a dry run, still refuses a connection beside router interfaces."""
        predicted = self._run("vpc_peer_connections", check=True, connections=plan["vpc_peers"], purge_tags=False)
        return EXCLUDED in [failure["error"]["code"] for failure in predicted.get("failures", ())]

    def _run(self, module: str, *, check: bool = False, **options: t.Any) -> Result:
        accounts = [{**account, "name": name} for name, account in self.accounts.items()]
        return run_module(module, {"accounts": accounts, **options}, check=check)


def _known(step: str, plan: dict[str, t.Any], run: Run, steps: dict[str, Result]) -> dict[str, t.Any]:
    """Return the options of a step's task that come from the plan, the input and the steps before."""
    interfaces = steps.get("router_interfaces", Result()).get("router_interfaces", [])
    connections = steps.get("vpc_peers", Result()).get("vpc_peer_connections", [])
    if step == "router_interfaces":
        return {"read_at": plan["read_at"]}
    if step in ("peers", "connections"):
        return {"known_interfaces": interfaces}
    if step == "routes" and "interrupt" in plan["parts"]:
        deleted = steps.get("route_deletions", Result()).get("route_entries", [])
        return {"known_connections": connections, "known_route_entries": deleted}
    if step in ROUTE_STEPS:
        added = steps.get(f"{step.split('_')[0]}_additions", Result()).get("route_entries", [])
        return {"known_connections": connections, "known_route_entries": added if step.endswith("removals") else []}
    if step == "routes":
        known = {"known_interfaces": interfaces, "known_connections": connections}
        return {**known, "on_conflict": run.input["on_conflict"]}
    return {}
