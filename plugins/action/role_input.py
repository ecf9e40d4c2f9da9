# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action of the module role_input: it needs the unevaluated variables, which only an action plugin sees."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.plugin_utils import _input_paths
from ansible_collections.aliops.vpc.plugins.plugin_utils._input_rules import checked
from ansible_collections.aliops.vpc.plugins.plugin_utils._role_input import VARIABLES, InputError, resolve


class ActionModule(ActionBase):
    """Returns the values of a role's variables, and keeps them out of every output."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return the values beside the keys of a result; a failure names the variables and holds no value."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        _checked, options = self.validate_argument_spec({"role": {"required": True, "choices": list(VARIABLES)}})
        role, problems = options["role"], []
        try:
            values = resolve(role, task_vars or {}, self._templar.template)
            problems += _input_paths.problems(role, values)
            values = checked(role, values)
        except InputError as error:
            problems += error.problems
        except RefusedError as error:
            problems += error.reasons
        if problems:
            return {**result, "failed": True, "msg": problems}
        # The accounts are among them, with their keys.
        return {**result, **values, "changed": False, "_ansible_no_log": True}
