# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns earlier states of the world, for answers that are out of date. Kept only while somebody may ask for them."""

from __future__ import annotations

import copy
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vpc_simulator.clock import Agenda

if TYPE_CHECKING:
    from vpc_simulator.world import World

KEPT = 64


@dataclass(frozen=True, slots=True)
class State:
    """The world as it was until `until`, when a call came that was to change it, or something happened by itself."""

    until: float
    before_call: bool
    world: World


class History:
    """The world before each of its latest changes."""

    def __init__(self) -> None:
        self._states: deque[State] = deque(maxlen=KEPT)

    def keep(self, world: World, until: float, before_call: bool) -> None:
        """Remember the world as it is. What is due in it will not happen: it is only to be read."""
        shared: tuple[object, ...] = (world.clock, world.delays, world.switches, world.accounts, world.access_keys)
        memo: dict[int, Any] = {id(part): part for part in shared}
        memo[id(world.agenda)], memo[id(world.history)] = Agenda(), None
        self._states.append(State(until, before_call, copy.deepcopy(world, memo)))

    def seconds_ago(self, world: World, seconds: float) -> World:
        """The world as it was then; as it is now when nothing has changed since, or as far back as is known."""
        moment = world.now - seconds
        for state in self._states:
            if state.until > moment:
                state.world.now = max(moment, state.world.now)
                return state.world
        return world

    def calls_ago(self, world: World, calls: int) -> World:
        """The world before the last so many calls that were to change it, or as far back as is known."""
        states = [state.world for state in self._states if state.before_call]
        return states[-min(calls, len(states))] if states and calls else world
