# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From peerings and a rung to the entries of each step that moves them there, up or down. Pure.

One order of steps is safe both ways: whatever routes are to have as next hop is up before they move, and nothing is
deactivated or deleted before they have moved.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import (
    ACTIVE,
    DEACTIVATED,
    MOVED,
    PREPARED,
    RETIRED,
    SWITCHED,
    Ladder,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan import migration_rules as rules
from ansible_collections.aliops.vpc.plugins.module_utils._plan import peering_interfaces as interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._plan.connections import plan_connections
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration_routes import route_steps
from ansible_collections.aliops.vpc.plugins.module_utils._plan.module_checks import ROUTE_STEPS
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peering_connections import plan_connection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.step_entries import StepEntries

STEPS = ("vpc_peers", "activations", *ROUTE_STEPS, "deactivations", "retirements")


@dataclasses.dataclass(frozen=True)
class Goal:
    """The rung that a run is to reach, and what the user has allowed for it."""

    rung: str
    more_specific: bool = False
    retire_confirmed: bool = False
    may_interrupt: bool = False
    adopt: str = "warn"
    routes_per_table: int | None = None

    @property
    def to_connection(self) -> bool:
        """Return whether the routes are to have the connection as next hop."""
        return self.rung != PREPARED

    @property
    def needs_active(self) -> bool:
        """Return whether the router interfaces are to be active."""
        return self.rung in (PREPARED, SWITCHED)


class Migration(StepEntries):
    """Plans the ways of peerings to a rung; ``warnings`` are what has to be known."""

    def __init__(self, goal: Goal) -> None:
        super().__init__(STEPS)
        self.goal = goal
        self.warnings: list[str] = []
        # By account, region and table, the custom entries before the run.
        self._routes: dict[tuple[str, str, str], int] = {}

    def climb(self, ladder: Ladder) -> None:
        """Plan the way of a peering, as far as the credentials of this run reach."""
        reasons = list(rules.refusals(ladder, self.goal))
        self.refused += reasons
        if reasons:
            return
        self.warnings += rules.warnings(ladder)
        activated = self._connect(ladder)
        active = self._activate(ladder) if self.goal.needs_active else False
        if activated if self.goal.to_connection else active:
            self._move(ladder)
        if activated and not self.goal.needs_active:
            self._deactivate(ladder)
        if activated and rules.deletes(ladder, self.goal):
            self._retire(ladder)

    def _connect(self, ladder: Ladder) -> bool:
        """Plan the connection; return whether it is Activated after the step."""
        peering = ladder.peering
        try:
            plan = plan_connection(peering, {side.role: peering.have(side) for side in peering.sides})
        except (RefusedError, OptionError) as error:
            self.refuse(where(peering, peering.own_sides[0]), error)
            return False
        if plan and plan.needed:
            self.add("vpc_peers", peering, plan.side, plan.entry)
        return bool(plan and plan.carries)

    def _activate(self, ladder: Ladder) -> bool:
        """Plan the activation of inactive interfaces; return whether both ends are active after the step."""
        active = True
        for side in ladder.peering.own_sides:
            interface, alone = ladder.interface(side), ladder.peering.peer_of(side).remote
            if interface is None:
                return False
            peer_is_active = not alone or interface.peer_status == "Active"
            # The task waits for both ends of an initiator, so the other account has to be first.
            waits = not peer_is_active and ladder.pair_side(side).role == "initiator"
            if interface.status in interfaces.REACTIVATED and not waits:
                self._add_interface("activations", ladder, side, _planned("active"))
            active = active and peer_is_active
        return active

    def _move(self, ladder: Ladder) -> None:
        """Plan the routes, one side after the other."""
        to_connection = self.goal.to_connection
        for side in ladder.peering.own_sides:
            planned = route_steps(ladder, side, to_connection=to_connection, more_specific=self.goal.more_specific)
            at = where(ladder.peering, side)
            self.refused += [rules.several_hops(at, entry) for entry in planned.stuck if to_connection]
            self.warnings += [f"{at}: {note}." for note in planned.notes]
            for name in ("additions", "moves", "removals"):
                for entry in getattr(planned, name):
                    self.add(f"{side.role}_{name}", ladder.peering, side, entry)
                    place = (entry["region"], entry["route_table_id"])
                    self._routes[(side.account, *place)] = side.routes.custom[place]

    def _deactivate(self, ladder: Ladder) -> None:
        for side in ladder.peering.own_sides:
            interface = ladder.interface(side)
            if interface and interface.status in ACTIVE and rules.peer_is(ladder, side, MOVED):
                self._add_interface("deactivations", ladder, side, _planned("inactive"))

    def _retire(self, ladder: Ladder) -> None:
        for side in ladder.peering.own_sides:
            if rules.peer_is(ladder, side, (DEACTIVATED, RETIRED)):
                own = ladder.pair_side(side)
                plan = functools.partial(interfaces.deletion, ladder.pair, own)
                self._add_interface("retirements", ladder, side, plan)

    def _add_interface(
        self, step: str, ladder: Ladder, side: Side, check: t.Callable[[RouterInterface], t.Any]
    ) -> None:
        """Add the entry of a side's interface, if it has one, to a step, unless the module would refuse it."""
        interface = ladder.interface(side)
        if interface is None:
            return
        try:
            check(interface)
        except (RefusedError, OptionError) as error:
            self.refuse(where(ladder.peering, side), error)
        else:
            entry = interfaces.existing_entry(ladder.pair, ladder.pair_side(side), interface)
            self.add(step, ladder.peering, side, entry)

    def too_many_routes(self) -> t.Iterator[str]:
        """Yield the tables that would have more routes than the quota allows, while one side's routes move."""
        limit = self.goal.routes_per_table
        for step in (step for step in ROUTE_STEPS if step.endswith("additions")):
            more = collections.Counter(
                (entry["account"], entry["region"], entry["route_table_id"]) for entry in self.steps[step]
            )
            for (account, region, table), number in more.items():
                total = self._routes[account, region, table] + number
                if limit is not None and total > limit:
                    yield rules.quota(f"{account}: {table}", total, limit, self.goal)


def _planned(state: str) -> t.Callable[[RouterInterface], t.Any]:
    """Return what plans the activation or deactivation of an interface."""
    return lambda interface: plan_connections([interface], [interface], state)


def plan(peerings: t.Sequence[Peering], goal: Goal) -> Migration:
    """Return the plan that moves peerings by VPC peering connections, none of which is ambiguous, to a rung."""
    migration = Migration(goal)
    for peering in peerings:
        migration.climb(Ladder.from_peering(peering))
    migration.refused += migration.too_many_routes()
    migration.refused = list(dict.fromkeys(migration.refused))
    return migration
