# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the journal of reachability: which pairs of vSwitches lost or regained their route, and through which call."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from vpc_simulator.clock import Event, exact_timestamp
from vpc_simulator.log import Entry
from vpc_simulator.reachability import Pair, Verdict, verdicts
from vpc_simulator.world import World

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """Another verdict of a pair, after a call or after an event that the call planned."""

    at: float
    call: Entry | None
    event: Event | None
    pair: Pair
    before: Verdict
    after: Verdict

    def as_dict(self) -> dict[str, Any]:
        call, event = self.call, self.event
        return {
            "at": exact_timestamp(self.at),
            "call": call and {"n": call.n, "account": call.account, "action": call.action, "target": call.target},
            "event": event and {"what": event.what, "target": event.target},
            **self.pair._asdict(),
            "before": self.before.state,
            "after": self.after.state,
            "reason": self.after.reason,
            "change": "lost" if self.after.is_worse_than(self.before) else "regained",
        }


class Journal:
    """The changes since its beginning. It sees the world after every call that writes, and after every event."""

    def __init__(self, world: World) -> None:
        world.settle()
        self._world = world
        self._verdicts = verdicts(world)
        self._changes: deque[Change] = deque(maxlen=KEPT)
        # the number of each planned event: the call that planned it, or the event before it
        self._planned_by: dict[int, Entry | None] = {}
        self._attribute(None)
        world.after_event = self._after_event

    def close(self) -> None:
        """End it: the world costs what it did before."""
        self._world.after_event = None

    def after_call(self, world: World, call: Entry) -> None:
        """Compare with the verdicts before the call. A call that came before a reset has another world."""
        if world is self._world and call.write:
            self._attribute(call)
            self._compare(call, None)

    def as_list(self) -> list[dict[str, Any]]:
        return [change.as_dict() for change in self._changes]

    def _after_event(self, event: Event) -> None:
        call = self._planned_by.pop(event.number, None)
        self._attribute(call)
        self._compare(call, event)

    def _attribute(self, call: Entry | None) -> None:
        """Remember the call as the origin of the events that are new on the agenda."""
        for event in self._world.agenda.pending():
            self._planned_by.setdefault(event.number, call)

    def _compare(self, call: Entry | None, event: Event | None) -> None:
        """Note each pair with another verdict. A pair that is gone lost its route before its link, or its vSwitch."""
        world = self._world
        present = verdicts(world)
        for pair, before in self._verdicts.items():
            after = present.get(pair, before)
            if after.state != before.state:
                self._changes.append(Change(world.now, call, event, pair, before, after))
        self._verdicts = present
