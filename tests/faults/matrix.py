# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the fault matrix: the stories, the faults that can strike their calls, and the verdict on each case."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.tests.conformance.harness import wait_until
from ansible_collections.aliops.vpc.tests.faults.estates import (
    SECRETS,
    foreign,
    migrating,
    normal,
    scenario,
    variables,
)
from ansible_collections.aliops.vpc.tests.faults.runs import PATIENCE, Lab, Run, is_alive
from ansible_collections.aliops.vpc.tests.scenarios import Data

MANY = 2000
# By how many calls one undisturbed run may be shorter than another, at most.
FEWER = 12


@dataclasses.dataclass(frozen=True)
class Story:
    """A run: its playbook, the state before it, and the changes to the user's variables."""

    playbook: str
    peered: bool = False
    moved: bool = False
    method: str = "router_interface"
    changes: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    # The rung where a migration begins.
    rung: str | None = None

    @property
    def temporary(self) -> bool:
        """Return whether the story creates entries that it removes again."""
        return self.changes.get("peering_migrate_routes") == "more_specific"

    @property
    def scenario(self) -> Data:
        """Return the world before the run."""
        if self.rung:
            return migrating(self.rung)
        return scenario(self.peered, self.moved, self.method)

    def variables(self, url: str, read_timeout: int = 600) -> dict[str, t.Any]:
        """Return the user's variables."""
        changes = {**self.changes, "peering": {"method": self.method, **self.changes.get("peering", {})}}
        return variables(url, read_timeout, **changes)


STORIES = {
    "first run": Story("peer_vpcs"),
    # Another bandwidth and another name, a route more, and one that has to be moved.
    "change": Story(
        "peer_vpcs",
        peered=True,
        moved=True,
        changes={
            "peering": {"spec": "Large.2"},
            "initiator": {"interface_name": "renamed", "routes": ["172.16.100.0/24", "172.16.200.0/24"]},
            "peering_on_conflict": "replace",
        },
    ),
    "teardown": Story("unpeer_vpcs", peered=True),
    "first run by vpc_peer": Story("peer_vpcs", method="vpc_peer"),
    "change by vpc_peer": Story(
        "peer_vpcs",
        peered=True,
        moved=True,
        method="vpc_peer",
        changes={
            "peering": {"bandwidth": 200, "description": "renewed", "tags": {"team": "net"}},
            "initiator": {"routes": ["172.16.100.0/24", "172.16.200.0/24"]},
            "peering_on_conflict": "replace",
        },
    ),
    "teardown by vpc_peer": Story("unpeer_vpcs", peered=True, method="vpc_peer"),
}

CLIMBS = {"up": ("router_interface", "retired"), "down": ("deactivated", "prepared")}
STORIES |= {
    f"{name}, {way}": Story(
        "migrate_vpcs",
        method="vpc_peer",
        rung=start,
        changes={"peering_migrate_to": goal, "peering_migrate_routes": way, "peering_confirm_retire": True},
    )
    for name, (start, goal) in CLIMBS.items()
    for way in ("in_place", "more_specific")
}


@dataclasses.dataclass(frozen=True)
class Fault:
    """A fault of one call. ``orders`` are the simulator's faults without the number of the call.

    ``reads_only``: the fault cannot strike a call that writes. ``read_timeout`` in seconds.
    ``lasting``: the fault strikes all later calls of the run too. ``kill`` names the processes of the run that are
    killed while the call is held.
    """

    orders: tuple[dict[str, t.Any], ...]
    reads_only: bool = False
    read_timeout: int = 600
    lasting: bool = False
    kill: str | None = None

    def at(self, number: int) -> list[dict[str, t.Any]]:
        """Return the simulator's faults for the call with this number."""
        nth = list(range(number, number + MANY)) if self.lasting else number
        return [{"name": order["kind"], "nth": nth, **order} for order in self.orders]

    @property
    def holds_effect(self) -> bool:
        """Return whether the call is held before its effect."""
        return any(order.get("before") for order in self.orders)


HOLD, HOLD_EFFECT = {"kind": "hold"}, {"kind": "hold", "before": True}
FAULTS = {
    "error 500": Fault(({"kind": "error", "code": "InternalError", "status": 500},)),
    "error 503": Fault(({"kind": "error", "code": "ServiceUnavailable", "status": 503},)),
    "throttled": Fault(({"kind": "error", "code": "Throttling.User", "status": 400},)),
    "reset before the effect": Fault(({"kind": "reset"},)),
    "reply lost after the effect": Fault(({"kind": "lost_reply"},)),
    "time-out, then the effect": Fault((HOLD_EFFECT,), read_timeout=1),
    "effect, then a time-out": Fault((HOLD,), read_timeout=1),
    "delivered twice": Fault(({"kind": "duplicate"},)),
    "stale read after a write": Fault(({"kind": "stale_read", "writes": 1},), reads_only=True),
    "malformed body": Fault(({"kind": "malformed_body"},)),
    "refused for good": Fault(({"kind": "error", "code": "Forbidden.RAM", "status": 403},)),
    "service gone from there on": Fault(
        ({"kind": "error", "code": "ServiceUnavailable", "status": 503},), lasting=True
    ),
}
KILLS = {
    "killed before the effect": Fault((HOLD_EFFECT, {"kind": "reset"}), kill="all"),
    "killed after the effect": Fault((HOLD,), kill="all"),
    "killed, effect after the rerun": Fault((HOLD_EFFECT,), kill="all"),
    "killed, the task's process lives on": Fault((HOLD_EFFECT,), kill="group"),
}


@dataclasses.dataclass
class Outcome:
    """The outcome of one case: ``codes`` of the runs in order, and the violations in ``wrong``."""

    codes: list[int | None]
    wrong: list[str]
    struck: bool

    @property
    def survived(self) -> str:
        """Return the column of the figures."""
        return "lost" if self.wrong else "at once" if self.codes == [0] else "after a rerun"


class Matrix:
    """One story: its undisturbed run, with which each case is compared."""

    def __init__(self, lab: Lab, story: Story) -> None:
        self.lab = lab
        self.story = story
        lab.begin(story.scenario)
        before = lab.settled()
        run = lab.run(story.playbook, story.variables(lab.simulator.url))
        assert run.code == 0, run.output
        self.calls = lab.simulator.calls()
        after = lab.settled()
        self.foreign = foreign(before)
        assert None not in self.foreign.values()
        assert foreign(after) == self.foreign
        self.estate = normal(after)
        self.created = len(lab.created())

    def calls_for(self, fault: Fault) -> list[dict[str, t.Any]]:
        """Return the recorded calls that a fault can strike."""
        return [call for call in self.calls if not (fault.reads_only and call["write"])]

    def case(self, fault: Fault, number: int) -> Outcome:
        """Run the story with a fault at one call, and if it failed, once more without a fault.

        Accounts poll side by side, so a run may make fewer calls than another: then the fault strikes the last one.
        """
        outcome = self._case(fault, number)
        for fewer in range(1, min(number, FEWER)):
            if outcome.struck or outcome.wrong:
                return outcome
            outcome = self._case(fault, number - fewer)
        return outcome if outcome.struck else Outcome(outcome.codes, [*outcome.wrong, "no call struck"], False)

    def _case(self, fault: Fault, number: int) -> Outcome:
        lab = self.lab
        lab.begin(self.story.scenario, *fault.at(number))
        given = self.story.variables(lab.simulator.url, fault.read_timeout)
        run = lab.start(self.story.playbook, given, forks=fault.kill == "group")
        alive: list[int] = []
        if fault.kill and lab.held(run, done=not fault.holds_effect):
            alive = lab.kill(run, group_only=fault.kill == "group")
        else:
            lab.end(run)
        struck = [strike["fired"] for strike in lab.simulator.control("faults")]
        late = fault.holds_effect and fault.kill == "all" and len(fault.orders) == 1
        if not late:
            lab.release()
        runs = [run]
        if run.code:
            runs.append(lab.run(self.story.playbook, self.story.variables(lab.simulator.url)))
        lab.release()
        if fault.holds_effect and self.story.temporary:
            # A creation may take effect after its entries were removed: the next run removes them again.
            runs.append(lab.run(self.story.playbook, self.story.variables(lab.simulator.url)))
        wait_until(lambda: not any(map(is_alive, alive)), PATIENCE)
        return Outcome([run.code for run in runs], self._wrong(runs), all(struck))

    def _wrong(self, runs: list[Run]) -> list[str]:
        """Return a description of each violation."""
        state = self.lab.settled()
        created = self.lab.created()
        violations = {
            f"the last run ended with {runs[-1].code}": runs[-1].code != 0,
            f"{len(created)} links were created, not {self.created}": len(created) != self.created,
            "something foreign was changed": foreign(state) != self.foreign,
            "the state is not that of an undisturbed run": normal(state) != self.estate,
            "a secret was printed": any(secret in run.output for secret in SECRETS for run in runs),
            "a traceback was printed": any("Traceback" in run.output for run in runs),
        }
        return [violation for violation, occurred in violations.items() if occurred]
