# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check found: one record for each probe, account and region, and the switches of the simulator it settles."""

from __future__ import annotations

import dataclasses
import typing as t

OK, WARNING, PROBLEM, UNKNOWN = STATUSES = ("ok", "warning", "problem", "unknown")


@dataclasses.dataclass(frozen=True)
class Record:
    """The verdict of a probe. ``settles`` are points of the API contract, ``value`` is what a program may want."""

    probe: str
    status: str
    text: str
    cure: str | None = None
    account: str | None = None
    region: str | None = None
    peering: str | None = None
    settles: tuple[str, ...] = ()
    value: t.Any = None

    def at(self, account: str | None, region: str | None = None) -> Record:
        """Return the record with its place."""
        return dataclasses.replace(self, account=account, region=region or self.region)

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as the module returns it."""
        return {**dataclasses.asdict(self), "settles": list(self.settles)}


@dataclasses.dataclass(frozen=True)
class Settled:
    """A switch or delay of the simulator with the value that the service showed, and what showed it."""

    switch: str
    value: t.Any
    evidence: str


def ok(probe: str, text: str, **more: t.Any) -> Record:
    """Return a record of what is in order."""
    return Record(probe, OK, text, **more)


def warning(probe: str, text: str, cure: str, **more: t.Any) -> Record:
    """Return a record of what may become a problem."""
    return Record(probe, WARNING, text, cure, **more)


def problem(probe: str, text: str, cure: str, **more: t.Any) -> Record:
    """Return a record of what is in the way."""
    return Record(probe, PROBLEM, text, cure, **more)


def unknown(probe: str, text: str, cure: str, **more: t.Any) -> Record:
    """Return a record of what neither a read nor a dry run shows; the cure is how to find out."""
    return Record(probe, UNKNOWN, text, cure, **more)
