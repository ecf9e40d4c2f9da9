# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_result: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_result
short_description: Summarize a run of the role peering
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns the peerings as they are after a run, with what changed, the write calls and the number of calls.
  - It is part of the role P(aliops.vpc.peering#role), and outside the promise of semantic versioning.
options:
  _input:
    description: The input of the role, as M(aliops.vpc.role_input) returns it.
    type: dict
    required: true
  read:
    description: The result of M(aliops.vpc.vpcs_info) for the VPCs of the peerings.
    type: dict
    required: true
  plan:
    description: The result of M(aliops.vpc.role_plan).
    type: dict
    required: true
  steps:
    description: The results of the modules that carried the plan out, in order.
    type: list
    elements: dict
    default: []
  failed:
    description: The registered result of the failed task. Nothing is returned if that task was no step of the plan.
    type: raw
"""

EXAMPLES = r"""
- name: Show the peerings
  ansible.builtin.debug:
    msg: "{{ (__peering_input | aliops.vpc.peering_result(__peering_read, __peering_plan)).peerings }}"
"""

RETURN = r"""
_value:
  description:
    - C(changed), C(peerings), C(totals), C(unreachable), C(handshakes), C(writes) and C(api_calls); C(lines), all of it
      for people; C(predicted), whether check mode made it; C(run), the id of the run; and
      C(failed) and C(msg), which are false and null here, because other hosts get a failed run's result too.
  type: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import unpacked
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt, steps_until
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.summary import summary


def peering_result(
    given: dict[str, t.Any],
    read: dict[str, t.Any],
    plan: dict[str, t.Any],
    steps: t.Sequence[dict[str, t.Any]] = (),
    failed: t.Any = None,
) -> dict[str, t.Any]:
    """Return the summary of a run: the plan's own when nothing was to be done.

    ``failed`` is the register of the task with which the run broke off; nothing is returned when that was no step.
    """
    if failed is not None:
        names = steps_until(failed, plan.get("parts") or ())
        if not names:
            return {}
        steps = steps[: len(names)]
    made = unpacked({key: plan[key] for key in ("summary", "summary_json") if key in plan}).get("summary")
    result = made or summary(Run(given, read), steps, _attempt(plan.get("earlier")))
    return {**result, "run": given["id"], "failed": failed is not None, "msg": None}


def _attempt(earlier: dict[str, t.Any] | None) -> Attempt | None:
    """Return the attempt that the plan continues."""
    return None if earlier is None else Attempt(**earlier)


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_result": peering_result}
