# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action of the module role_plan: shows the plan's warnings, and ends the task in sentences when it cannot be.

It reads the role's variables as they are: as arguments, Ansible would look for templates in all that was read.
"""

from __future__ import annotations

import typing as t

from ansible import constants
from ansible.plugins.action import ActionBase

from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt, as_result, attempt_of, make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run


class ActionModule(ActionBase):
    """Returns the plan of a run of the role peering."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return the plan beside the keys of a result; it fails when the plan cannot be carried out."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        given = task_vars["__peering_input"]
        plan = make_plan(Run(given, task_vars["__peering_read"]), _earlier(task_vars))
        for text in plan["warnings"]:
            self._display.display(f"[WARNING]: {text}", color=constants.COLOR_WARN)
        for text in plan["notes"]:
            self._display.display(text)
        return {**result, **as_result(plan), "id": given["id"], "changed": False, "failed": "msg" in plan}


def _earlier(task_vars: t.Mapping[str, t.Any]) -> Attempt | None:
    """Return the attempt of this run that failed, or None in the first one."""
    plan = task_vars.get("__peering_plan") or {}
    if plan.get("id") != task_vars["__peering_input"]["id"] or "attempt" not in plan:
        return None
    return attempt_of(plan["attempt"], task_vars)
