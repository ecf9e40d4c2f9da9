# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The common keys of a task's result: its calls, its failures, and the progress of its waits."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import clock
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import Watch
from ansible_collections.aliops.vpc.plugins.module_utils._errors import (
    AccountError,
    PartialError,
    RefusedError,
    VpcError,
)

Params = dict[str, t.Any]
Named = t.Sequence[tuple[t.Optional[str], VpcError]]


def together(failures: Named) -> VpcError:
    """Return one error for those of the accounts: all refusals, else what each account failed with, by its name."""
    refusals = [error for _name, error in failures if isinstance(error, RefusedError)]
    if len(refusals) == len(failures):
        return RefusedError([reason for error in refusals for reason in error.reasons])
    if len(failures) == 1:
        name, error = failures[0]
        return error if name is None else AccountError(name, error)
    return PartialError([(str(name), error) for name, error in failures])


def failed(error: VpcError, result: Params) -> Params:
    """Return a result with its failure: ``result`` holds what was done before or in spite of it."""
    return {**result, "failed": True, "msg": str(error), **error.details()}


def failures_of(failures: t.Iterable[tuple[str | None, VpcError]]) -> list[Params]:
    """Return failures as results hold them: the entry, None for all of them, the message, and what programs read."""
    return [{"entry": entry, "msg": str(error), **error.details()} for entry, error in failures]


Show = t.Callable[[str], None]


class Progress:
    """The progress of a task's waits: each change of a state goes to ``log``, and with ``keep`` into the result.

    ``overview`` is called with an account and how far its wait is, after every reading; ``announce`` with what people
    should know at once. ``time`` is the task's clock.
    """

    def __init__(
        self,
        log: Show = lambda _line: None,
        overview: t.Callable[[str | None, str], None] = lambda _account, _line: None,
        announce: Show = lambda _line: None,
        *,
        keep: bool = False,
        time: clock.Clock | None = None,
    ) -> None:
        self.time = time or clock.Clock()
        self._log = log
        self._overview = overview
        self._announce = announce
        self._keep = keep
        self._lines: list[str] = []
        self._started = self.time.monotonic()

    def watch(self, account: str | None) -> Watch:
        """Return the watch of an account's waits."""
        name = f"{account}: " if account else ""
        return Watch(
            self.time,
            report=lambda line: self._report(name + line),
            overview=lambda line: self._overview(account, name + line),
            announce=lambda line: self._report(name + line, self._announce),
        )

    def _report(self, line: str, *more: Show) -> None:
        for show in (self._log, *more):
            show(line)
        self._lines.append(f"{self.time.monotonic() - self._started:6.1f} s {line}")

    def as_result(self) -> Params:
        """Return ``elapsed`` in seconds, and the lines as ``progress`` for those who want to see more."""
        lines = {"progress": list(self._lines)} if self._lines and self._keep else {}
        return {"elapsed": round(self.time.monotonic() - self._started, 3), **lines}
