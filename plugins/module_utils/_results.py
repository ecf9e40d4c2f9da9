# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task returns beside the keys of its module: its calls, its failures, and what was seen while it waited."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import PartialError, RefusedError, VpcError

Params = dict[str, t.Any]
Named = t.Sequence[tuple[t.Optional[str], VpcError]]


def together(failures: Named) -> VpcError:
    """Return one error for those of several accounts: all refusals, else what each account failed with."""
    if len(failures) == 1:
        return failures[0][1]
    refusals = [error for _name, error in failures if isinstance(error, RefusedError)]
    if len(refusals) == len(failures):
        return RefusedError([reason for error in refusals for reason in error.reasons])
    return PartialError([(str(name), error) for name, error in failures])


def failed(error: VpcError, result: Params) -> Params:
    """Return a result with what went wrong: ``result`` is what was done before or in spite of it."""
    return {**result, "failed": True, "msg": str(error), **error.details()}


def failures_of(failures: t.Iterable[tuple[str | None, VpcError]]) -> list[Params]:
    """Return failures as results hold them: the entry, None for all of them, the message, and what programs read."""
    return [{"entry": entry, "msg": str(error), **error.details()} for entry, error in failures]


Show = t.Callable[[str], None]


class Progress:
    """What is seen while a task waits: each change of a state goes to ``log``, and with ``keep`` into the result.

    ``overview`` is called with an account and how far its wait is, after every reading.
    """

    def __init__(
        self,
        log: Show = lambda _line: None,
        overview: t.Callable[[str | None, str], None] = lambda _account, _line: None,
        *,
        keep: bool = False,
    ) -> None:
        self._log = log
        self._overview = overview
        self._keep = keep
        self._lines: list[str] = []
        self._started = time.monotonic()

    def of(self, account: str | None) -> tuple[Show, Show]:
        """Return what an account calls with a change of a state, and with how far its wait is."""
        name = f"{account}: " if account else ""
        return lambda line: self._report(name + line), lambda line: self._overview(account, name + line)

    def _report(self, line: str) -> None:
        self._log(line)
        self._lines.append(f"{time.monotonic() - self._started:6.1f} s {line}")

    def as_result(self) -> Params:
        """Return ``elapsed`` in seconds, and the lines as ``progress`` for those who want to see more."""
        lines = {"progress": list(self._lines)} if self._lines and self._keep else {}
        return {"elapsed": round(time.monotonic() - self._started, 3), **lines}
