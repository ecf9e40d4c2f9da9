# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the log of calls. Holds no secret, signature or token."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from vpc_simulator.call import is_write

KEPT = 100_000
# The target of a call: the first of these ids in the response or the request.
RESPONSE_IDS = ("RouterInterfaceId", "RouteEntryId", "VSwitchId", "VpcId", "InstanceId")
REQUEST_IDS = (
    "RouterInterfaceId",
    "InstanceId",
    "RouteEntryId",
    "RouteTableId",
    "RouteEntries.1.RouteTableId",
    "VSwitchId",
    "VpcId",
    "RouterId",
    "VRouterId",
    "ResourceId.1",
    "ResourceId",
)


@dataclass(slots=True)
class Entry:
    """One call. `account` is null if the access key is unknown, `status` and `code` are those of the response.

    A status of 0 means no response, or none yet. `fault` names the faults that fired.
    """

    n: int
    account: str | None
    region: str | None
    action: str
    status: int
    code: str | None
    write: bool
    at: str
    unknown_parameters: list[str] = field(default_factory=list)
    target: str | None = None
    fault: str | None = None


class CallLog:
    """The latest calls, numbered since the last reset from 1."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0

    def open(self, action: str, at: str) -> Entry:
        self._count += 1
        entry = Entry(self._count, None, None, action, 0, None, is_write(action), at)
        self._entries.append(entry)
        return entry

    def as_list(self, since: int = 0) -> list[dict[str, Any]]:
        """The entries with a number above `since`."""
        return [asdict(entry) for entry in self._entries if entry.n > since]

    def latest(self, count: int) -> list[Entry]:
        """The last entries, newest first."""
        return list(islice(reversed(self._entries), count))


def target_of(parameters: dict[str, str], response: dict[str, Any]) -> str | None:
    for names, source in ((RESPONSE_IDS, response), (REQUEST_IDS, parameters)):
        for name in names:
            if isinstance(value := source.get(name), str) and value:
                return value
    return None
