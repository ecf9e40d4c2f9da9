# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes every result of a play to a file, one JSON object a line, so that tests can read more than people see."""

from __future__ import annotations

import json
import os
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: record
type: notification
short_description: Records the results of a play for the tests
description: Writes one JSON object a line to the file that E(RECORD_RESULTS) names.
requirements: [enabling in configuration]
"""


class CallbackModule(CallbackBase):
    """Records the result of each task, or of each item of its loop."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, outcome: str, result: t.Any) -> None:
        task = getattr(result, "task", None) or result._task
        returned = getattr(result, "result", None) or result._result
        line = {"outcome": outcome, "task": task.get_name(), "action": task.action, "result": returned}
        with open(os.environ["RECORD_RESULTS"], "a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._write("ok", result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._write("failed", result)
