# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes when each task begins and ends to a file, one JSON object a line."""

from __future__ import annotations

import json
import os
import time
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: timeline
type: notification
short_description: Records when tasks begin and end, for the benchmark
description: Writes one JSON object a line to the file that E(TIMELINE) names.
requirements: [enabling in configuration]
"""


class CallbackModule(CallbackBase):
    """Records the begin of each task, and for each result the time that its module reports."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "timeline"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._stream = open(os.environ["TIMELINE"], "w", encoding="utf-8")  # noqa: SIM115 - until the process ends

    def _write(self, event: str, name: str, elapsed: float | None = None) -> None:
        line = {"at": time.time(), "event": event, "name": name, "elapsed": elapsed}
        self._stream.write(json.dumps(line) + "\n")
        self._stream.flush()

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        self._write("play", play.get_name())

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        self._write("task", task.get_name())

    def v2_runner_on_ok(self, result: t.Any) -> None:
        task = getattr(result, "task", None) or result._task
        returned = getattr(result, "result", None) or result._result
        results = [part for part in returned.get("results") or [returned] if isinstance(part, dict)]
        self._write("ok", task.get_name(), sum(part.get("elapsed") or 0 for part in results))

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._write("end", "")
