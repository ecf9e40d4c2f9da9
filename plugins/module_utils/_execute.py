# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task from its options to its result. Knows neither AnsibleModule nor action plugins."""

from __future__ import annotations

import traceback
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import quiet_sdk
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, PartialError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params, Progress, failed, failures_of
from ansible_collections.aliops.vpc.plugins.module_utils._task import Task

Work = t.Callable[[Task], tuple[Params, Failures]]


def execute(
    work: Work,
    params: Params,
    *,
    entries: str | None = None,
    check_mode: bool = False,
    diff: bool = False,
    progress: Progress | None = None,
    conceal: t.Callable[[t.Iterable[str]], None] = lambda _secrets: None,
) -> Params:
    """Return the result of a task, with ``failed`` and ``msg`` after a VpcError. Bugs keep their traceback.

    ``work`` returns the module's own keys, and the failures of its entries; ``entries`` is the list option whose
    elements name an account. ``conceal`` gets keys, secrets and tokens before their use.
    """
    progress = progress or Progress()
    task = Task(params, check_mode, diff, time=progress.time)
    with quiet_sdk():
        try:
            task.open(progress, conceal, entries)
            result, failures = work(task)
            # A diff is as large as the resources themselves, and Ansible copies results often.
            result = {key: value for key, value in result.items() if key != "diff" or diff}
            outcome = failed(PartialError(failures), result) if failures else result
        except VpcError as error:
            outcome = failed(error, {})
            outcome["exception"] = "".join(traceback.format_exception_only(type(error), error))
    return {**task.passed_on(outcome), **sent(task), **progress.as_result(), **_warnings(task)}


def _warnings(task: Task) -> Params:
    if task.trace is None or task.trace.lost is None:
        return {}
    return {"warnings": [f"trace: {task.trace.path} lacks calls of this task: {task.trace.lost}"]}


def sent(task: Task) -> Params:
    """Return the facts of every result about its calls; by account, when the task names accounts."""
    clients = {account.name: account.client for account in task.accounts}
    total = {kind: sum(client.calls[kind] for client in clients.values()) for kind in ("read", "write")}
    result: Params = {
        "api_calls": total,
        "request_ids": [request_id for client in clients.values() for request_id in client.request_ids],
        "credential_source": ", ".join(dict.fromkeys(client.credential.source for client in clients.values())),
    }
    limits = task.limits.as_result()
    if limits and "throttled_at" in task.params:
        result["throttled_at"] = limits
    if task.params.get("accounts"):
        result["accounts"] = {
            account.name: {
                **account.facts,
                "api_calls": dict(account.client.calls),
                "credential_source": account.client.credential.source,
            }
            for account in task.accounts
        }
        result["accounts"].update({name: {"failures": failures_of([(None, e)])} for name, e in task.unopened.items()})
    return result
