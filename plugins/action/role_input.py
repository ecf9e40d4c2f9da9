# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action of the module role_input: it needs the unevaluated variables, which only an action plugin sees."""

from __future__ import annotations

import typing as t
import uuid

from ansible.plugins.action import ActionBase

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION
from ansible_collections.aliops.vpc.plugins.plugin_utils import _around, _handshakes, _preload
from ansible_collections.aliops.vpc.plugins.plugin_utils._input import paths
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.rules import checked
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.spend import costs
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import VARIABLES, InputError, resolve
from ansible_collections.aliops.vpc.plugins.plugin_utils._progress import counted
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import vpcs_to_read

# What the role gathers of each VPC; and what decides which blocks reach each other.
SUBSETS = ["route_tables", "route_entries", "router_interfaces"]
VSWITCHES = ["vswitches_by_table"]
CONNECTIONS = ["vpc_peer_connections"]
CDT = ["cdt"]
ACCOUNTS, VPCS = ("account", "accounts"), ("VPC", "VPCs")
# The keys of a side of a peering that the role check passes on.
ENDS = ("account", "region", "vpc_id", "vpc_name", "router_id", "account_id")
SIDES = ("initiator", "acceptor")
# Importing this module loads them in the process from which those of all later tasks fork.
PRELOADED = _preload.PLUGINS


class ActionModule(ActionBase):
    """Returns the values of a role's variables, and keeps them out of every output."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return the values beside the keys of a result; a failure names the variables and holds no value."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        _checked, options = self.validate_argument_spec({"role": {"required": True, "choices": list(VARIABLES)}})
        role, task_vars = options["role"], task_vars or {}
        if _around.is_deselected(self._task, task_vars):
            return {**result, **self._deselected(role)}
        alone = role == "peering" and bool(task_vars.get("peering_component"))
        around = {
            "id": uuid.uuid4().hex,
            "play_host": task_vars["inventory_hostname"],
            "fails_alone": alone or _around.is_rescued(self._task) or _around.is_free(self._task),
        }
        problems = [] if alone else _around.problems(f"aliops.vpc.{role}", self._task, task_vars)
        try:
            values = resolve(role, task_vars, self._templar.template)
            problems += paths.problems(role, values)
            values = checked(role, values)
            if role == "peering":
                values.update(self._prepared(values, task_vars))
            if role == "check":
                values.update(prepared_check(values, task_vars))
        except InputError as error:
            problems += error.problems
        except RefusedError as error:
            problems += error.reasons
        if problems:
            return {**result, **around, "failed": True, "msg": problems}
        # The accounts are among them, with their keys.
        return {**result, **values, **around, "changed": False, "_ansible_no_log": True}

    def _prepared(self, values: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return further facts for the tasks of the role peering: accounts and VPCs as lists, and where they run."""
        vpcs = vpcs_to_read(values["connections"], values["accounts"])
        discovers = values["state"] == "discover"
        count = counted(len(values["accounts"]), ACCOUNTS) if discovers else counted(len(vpcs), VPCS)
        files = paths.handshake_files(values["handshake_dir"])
        return {
            "account_list": [{**options, "name": name} for name, options in values["accounts"].items()],
            "vpcs": vpcs,
            "regions": (values["discover_regions"] or ["all"]) if discovers else [],
            "gather_subset": gather_subset(values),
            "counted": f", {count}" if values["component"] is None else "",
            "trace": paths.trace_file(values),
            "handshakes": None if files is None else _handshakes.read(files),
            "host": _around.connection_of(values["run_on"], task_vars),
        }

    def _deselected(self, role: str) -> dict[str, t.Any]:
        """Return a skipped result; warn where the role was included by a task that is selected."""
        if _around.is_included(self._task):
            self._display.warning(
                f"The role aliops.vpc.{role} was included, and did nothing: --tags or --skip-tags leave its tasks out."
                f" Give include_role the tags in apply too: apply: {{tags: [...]}}."
            )
        return {"skipped": True, "skip_reason": "the role's tasks are not selected by their tags"}


def prepared_check(values: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return further facts for the tasks of the role check: accounts and peerings as the module takes them."""
    peerings = [
        {
            "name": peering["name"],
            "method": peering["method"],
            **{side: {key: peering[side].get(key) for key in ENDS} for side in ("initiator", "acceptor")},
        }
        for peering in values["connections"] or ()
    ]
    spend = values["spend_vpcs"] if values["spend"] else None
    sides = [peering[side] for peering in (*peerings, *([spend] if spend else [])) for side in SIDES]
    used = dict.fromkeys(side["account"] for side in sides) if peerings else values["accounts"]
    accounts = {name: values["accounts"][name] for name in used if name in values["accounts"]}
    return {
        "account_list": [{**options, "name": name} for name, options in accounts.items()],
        "peerings": peerings,
        "spend_costs": costs(spend) if spend else None,
        "host": _around.connection_of(values["run_on"], task_vars),
    }


def gather_subset(values: dict[str, t.Any]) -> list[str]:
    """Return what a run gathers: nobody needs the permission for a product that the run does not use."""
    by_connection = [peering for peering in values["connections"] if peering["method"] == BY_CONNECTION]
    between_regions = any(
        peering["state"] == "present" and peering["initiator"]["region"] != peering["acceptor"]["region"]
        for peering in by_connection
    )
    return [
        *SUBSETS,
        *(VSWITCHES if values["state"] in ("present", "audit", "migrate") else []),
        *(CONNECTIONS if by_connection or values["state"] == "discover" else []),
        *(CDT if between_regions and values["state"] in ("present", "migrate") else []),
    ]
