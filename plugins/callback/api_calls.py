# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adds up what a run wrote and changed, and writes it to a file. Prints nothing; judges nothing."""

from __future__ import annotations

DOCUMENTATION = r"""
name: api_calls
type: aggregate
short_description: Count the API calls of a run
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Adds up C(api_calls) of the results of this collection's modules, and records each task of any module that wrote
    or changed something. At the end of the run it writes the totals as JSON to a file.
  - The role P(aliops.vpc.idempotence_check#role) reads that file.
  - The result of a task with C(no_log) is hidden from callbacks, so its calls are not in the totals. That it changed
    something is still recorded.
options:
  path:
    description: The file to write. Without it, the plugin does nothing.
    type: path
    env:
      - name: ALIOPS_VPC_API_CALLS
    ini:
      - section: callback_api_calls
        key: path
requirements:
  - enabling in configuration
"""

EXAMPLES = r"""
# In a configuration file, or by the variables ANSIBLE_CALLBACKS_ENABLED and ALIOPS_VPC_API_CALLS
ansible.cfg: |
  [defaults]
  callbacks_enabled = aliops.vpc.api_calls

  [callback_api_calls]
  path = totals.json
"""

import json
import typing as t

from ansible.plugins.callback import CallbackBase

COLLECTION = "aliops.vpc."

Calls = dict[str, int]


def calls_of(result: dict[str, t.Any]) -> Calls:
    """Return the numbers of calls in a result, ``read`` and ``write``, those of a loop's items together."""
    parts = [result, *(item for item in result.get("results") or () if isinstance(item, dict))]
    counts = [part["api_calls"] for part in parts if isinstance(part.get("api_calls"), dict)]
    return {kind: sum(int(count.get(kind, 0)) for count in counts) for kind in ("read", "write")}


class Totals:
    """The totals of a run: ``api_calls``, and ``tasks`` that wrote or changed something."""

    def __init__(self) -> None:
        self.api_calls: Calls = {"read": 0, "write": 0}
        self.tasks: list[dict[str, t.Any]] = []

    def add(self, task: str, action: str, host: str, result: dict[str, t.Any]) -> None:
        """Add a task's result on a host."""
        calls = calls_of(result)
        for kind, number in calls.items():
            self.api_calls[kind] += number
        changed = bool(result.get("changed"))
        if calls["write"] or changed:
            record = {"task": task, "action": action, "host": host, "changed": changed, "write": calls["write"]}
            self.tasks.append({**record, "collection": action.startswith(COLLECTION)})

    def as_json(self) -> str:
        """Return the totals as the file holds them."""
        return json.dumps({"api_calls": self.api_calls, "tasks": self.tasks})


class CallbackModule(CallbackBase):
    """Adds each result to the totals, also those of repeated attempts and of failed tasks."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "aliops.vpc.api_calls"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self.totals = Totals()

    def _add(self, result: t.Any) -> None:
        # The public names are those of ansible-core 2.19 and newer.
        task = getattr(result, "task", None) or result._task
        host = getattr(result, "host", None) or result._host
        content = getattr(result, "result", None) or result._result
        self.totals.add(task.get_name(), task.resolved_action or task.action, host.get_name(), content)

    def v2_runner_on_ok(self, result: t.Any) -> None:
        """Add a result."""
        self._add(result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        """Add the result of a task that failed: it may have written all the same."""
        self._add(result)

    def v2_runner_retry(self, result: t.Any) -> None:
        """Add an attempt that is repeated: the task's result holds the last one only."""
        self._add(result)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        """Write the totals."""
        path = self.get_option("path")
        if path:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(self.totals.as_json())
