# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a play's tasks in the play's own process, without a fork for each: the forks were most of a run's cost.

A task gets copies of the objects that a fork could change unseen by the play, and its result goes through Ansible's
queue, pickled.
"""

from __future__ import annotations

import copy
import sys
import typing as t

from ansible._internal._task import TaskContext
from ansible.executor.process.worker import WorkerProcess


class Shown:
    """A stream that passes everything on. A fork keeps a task's output for a warning; this only shows it."""

    def __init__(self, stream: t.TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._stream, name)

    def getvalue(self) -> str:
        """Return no output to warn of."""
        return ""


def apart(task: t.Any) -> t.Any:
    """Return a copy of a task and of all its parents: a task's validation goes up to the play's blocks."""
    own = copy.copy(task)
    if own._parent:
        own._parent = apart(own._parent)
    return own


def run_here(self: t.Any) -> None:
    """Run a task to its end instead of starting its process."""
    task = self._task = apart(self._task)
    self._host = copy.copy(self._host)
    self._task_vars = dict(self._task_vars)
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = t.cast("list[t.TextIO]", [Shown(stream) for stream in streams])
    try:
        with TaskContext.create(task=task, task_vars=self._task_vars, host_name=self._host.name):
            self._run()
    finally:
        sys.stdout, sys.stderr = streams


def install() -> None:
    """Run all further tasks without forks."""
    t.cast("t.Any", WorkerProcess).start = run_here
