# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The readable list of a check: problems first, each with its cure; what is in order in few lines. Pure."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import (
    OK,
    PROBLEM,
    STATUSES,
    UNKNOWN,
    WARNING,
    Record,
)
from ansible_collections.aliops.vpc.plugins.module_utils._check.verdicts import OPEN_POINT


def lines(records: t.Sequence[Record]) -> list[str]:
    """Return the lines to print."""
    own = [record for record in records if record.probe != OPEN_POINT]
    shown = [_line(record) for status in (PROBLEM, WARNING, UNKNOWN) for record in own if record.status == status]
    shown += _in_order(own)
    shown += _points([record for record in records if record.probe == OPEN_POINT])
    return [*shown, counted(own)]


def counted(records: t.Iterable[Record]) -> str:
    """Return how many records have each status."""
    counts = summary(records)
    return ", ".join(f"{status}: {counts[status]}" for status in STATUSES)


def summary(records: t.Iterable[Record]) -> dict[str, int]:
    """Return the number of records by status."""
    counts = collections.Counter(record.status for record in records)
    return {status: counts[status] for status in STATUSES}


def _line(record: Record) -> str:
    place = " ".join(filter(None, (record.peering, record.account, record.region)))
    where = f"{place}: " if place else ""
    cure = f" -> {record.cure}" if record.cure else ""
    return f"{record.status} [{record.probe}] {where}{record.text}{cure}"


def _in_order(records: t.Iterable[Record]) -> list[str]:
    """Return what is in order, a line for each account, region and peering."""
    groups: dict[str, list[str]] = {}
    for record in records:
        if record.status == OK:
            place = " ".join(filter(None, (record.peering, record.account, record.region)))
            probes = groups.setdefault(place, [])
            if record.probe not in probes:
                probes.append(record.probe)
    return [f"ok {f'{place}: ' if place else ''}{', '.join(probes)}" for place, probes in groups.items()]


def _points(records: t.Sequence[Record]) -> list[str]:
    if not records:
        return []
    disputed = [_line(record) for record in records if record.status == WARNING]
    known = [f"{record.value['switch']}={record.value['value']}" for record in records if record.status == OK]
    text = f"open points of the API: {len(known)} of {len(records)} settled"
    return [*disputed, f"{text}{': ' if known else ''}{', '.join(known)}"]
