# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiters as values, and the one loop that waits. Reads through a given function; knows no API."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.query import search
from ansible_collections.aliops.vpc.plugins.module_utils._errors import WaitError

ABSENT = "absent"
# A pause is a part of the elapsed time, so that no wait is much longer than it has to be: in seconds, at most
# LONGEST_PAUSE, and FIRST_PAUSE until FIRST_PAUSES have passed, because a part of so little would be many calls.
PAUSE_PART, LONGEST_PAUSE = 0.05, 5.0
FIRST_PAUSE, FIRST_PAUSES = 0.2, 1.8
# For how long, in seconds, a read may lag behind: the service shows one account the other one's changes late.
PATIENCE = 20.0
# For how long, in seconds, a task with wait=false may wait for the condition of its own next call.
WAIT_BETWEEN = 120


@dataclasses.dataclass(frozen=True)
class Waiter:
    """The goal of a wait: ``state`` is JMESPath over one resource; a missing one has the state "absent".

    A state that is neither a target nor pending fails at once. A ``stalled`` state does not change by itself: it is
    pending too, because a read may still show it just after the call, but not for longer than ``patience`` seconds.
    ``shown`` is JMESPath for the state in messages, when that is more than ``state``.
    """

    noun: str
    state: str
    target: frozenset[str]
    pending: frozenset[str]
    stalled: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    patience: float = PATIENCE
    shown: str | None = None

    def state_of(self, resource: dict[str, t.Any] | None) -> str:
        """Return the state of a resource."""
        return ABSENT if resource is None else str(search(self.state, resource))

    def shown_state(self, resource: dict[str, t.Any] | None) -> str:
        """Return the state of a resource for messages."""
        return str(search(self.shown, resource)) if self.shown and resource else self.state_of(resource)

    def failure(self, name: str, resource: dict[str, t.Any] | None, waited: float, late: bool) -> WaitError:
        """Return the error of a resource after ``waited`` seconds: too ``late``, stalled, or in a wrong state."""
        state, goal = self.state_of(resource), " or ".join(sorted(self.target))
        how = f"after {waited:.0f} s of waiting for {goal}" if late else f"and will not become {goal}"
        why = f": {self.stalled[state]}" if state in self.stalled else ""
        return WaitError(f"The {self.noun} {name} is {self.shown_state(resource)} {how}{why}", state)


def _pairs(own: t.Iterable[str], peer: t.Iterable[str]) -> frozenset[str]:
    peers = tuple(peer)
    return frozenset(f"{status} (peer {peer_status})" for status in own for peer_status in peers)


BOTH_SIDES = "join('', [status, ' (peer ', peer_status || 'unknown', ')'])"

INTERFACE_STABLE = Waiter(
    "router interface",
    state="status",
    shown=BOTH_SIDES,
    target=frozenset({"Idle", "Active", "Inactive"}),
    pending=frozenset({"Connecting", "AcceptingConnecting", "Activating", "Modifying", "Deactivating"}),
)

# A new interface is in no list for a moment after its creation.
INTERFACE_CREATED = dataclasses.replace(INTERFACE_STABLE, pending=INTERFACE_STABLE.pending | {ABSENT})

INTERFACE_ACTIVE = dataclasses.replace(
    INTERFACE_STABLE,
    target=frozenset({"Active"}),
    # Inactive and Idle are where a change starts from: a read may still show them just after the call.
    pending=INTERFACE_STABLE.pending | {"Idle", "Inactive"},
)

# An interface whose peer connects to it in this task, and that may be in no list yet.
ACCEPTOR_ACTIVE = dataclasses.replace(
    INTERFACE_ACTIVE,
    pending=INTERFACE_ACTIVE.pending | {ABSENT},
    stalled={ABSENT: "no list shows it", "Idle": "its peer has not connected to it"},
)

INTERFACE_INACTIVE = dataclasses.replace(
    INTERFACE_STABLE, target=frozenset({"Inactive", "Idle"}), pending=INTERFACE_STABLE.pending | {"Active"}
)

INTERFACE_GONE = Waiter(
    "router interface",
    state="status",
    target=frozenset({ABSENT}),
    pending=frozenset({"Idle", "Inactive", "Deactivating", "Deleting"}),
)

# The initiator's own view of both ends; the peer's status in it lags a little, and may be empty at first.
PAIR_ACTIVE = Waiter(
    "router interface",
    state=BOTH_SIDES,
    target=_pairs({"Active"}, {"Active"}),
    pending=_pairs(
        INTERFACE_ACTIVE.pending | {"Active"},
        {
            "unknown",
            "Idle",
            "Connecting",
            "AcceptingConnecting",
            "Activating",
            "Modifying",
            "Deactivating",
            "Inactive",
            "Active",
        },
    ),
    stalled={
        "Active (peer Inactive)": "the peer is inactive, and only its owner can activate it",
        "Active (peer Idle)": "the service does not show the peer as connected",
        "Idle (peer Idle)": "the service gave the connection up; compare the peer attributes of both sides",
        "Idle (peer unknown)": "the service gave the connection up, and does not show the peer; check its attributes",
    },
)

# New attributes of an interface are known to the service everywhere once it shows the peer's status.
PEER_READY = Waiter(
    "router interface",
    state="peer_status || 'unknown'",
    target=frozenset({"Idle"}),
    pending=frozenset({"unknown", "Modifying", ABSENT}),
)

ROUTES_DONE = Waiter(
    "route entry",
    state="status",
    target=frozenset({"Available"}),
    pending=frozenset({ABSENT, "Pending", "Creating", "Modifying"}),
)

ROUTES_GONE = Waiter(
    "route entry", state="status", target=frozenset({ABSENT}), pending=frozenset({"Available", "Deleting", "Pending"})
)

PEER_NOUN = "VPC peering connection"
# States that pass by themselves.
PEER_MOVING = frozenset({"Creating", "Updating"})

PEER_STABLE = Waiter(
    PEER_NOUN,
    state="status",
    target=frozenset({"Accepting", "Activated", "Rejected", "Expired", "Deleted", ABSENT}),
    pending=PEER_MOVING | {"Deleting"},
)

# The other account may see a new request a little later.
PEER_REQUESTED = Waiter(
    PEER_NOUN, state="status", target=frozenset({"Accepting", "Activated"}), pending=PEER_MOVING | {ABSENT}
)

PEER_ACTIVATED = Waiter(
    PEER_NOUN,
    state="status",
    target=frozenset({"Activated"}),
    # A read may still show the state from which a change started.
    pending=PEER_MOVING | {"Accepting", ABSENT},
    stalled={"Accepting": "nobody has accepted it"},
)

PEER_REJECTED = Waiter(PEER_NOUN, state="status", target=frozenset({"Rejected"}), pending=PEER_MOVING | {"Accepting"})

# A Deleted connection stays readable for a while, and is in nobody's way.
PEER_GONE = Waiter(
    PEER_NOUN,
    state="status",
    target=frozenset({ABSENT, "Deleted"}),
    pending=PEER_MOVING | {"Accepting", "Activated", "Rejected", "Expired", "Deleting"},
)

# A request that exists and is in no list yet.
PEER_LISTED = Waiter(
    PEER_NOUN,
    state="status",
    target=PEER_STABLE.target - {ABSENT, "Deleted"} | PEER_MOVING,
    pending=frozenset({ABSENT, "Deleting", "Deleted"}),
)


Report = t.Callable[[str], None]
# How many pending resources an overview names.
NAMED = 3


def discard(_line: str) -> None:
    """Drop a line."""


@dataclasses.dataclass(frozen=True)
class Watch:
    """The clock of a wait, and the functions that show its progress.

    ``report`` gets each change of a state; ``overview`` gets the progress after every read, and shows it as often as
    it likes; ``announce`` gets messages to show at once.
    """

    clock: Clock
    report: Report = discard
    overview: Report = discard
    announce: Report = discard


def wait(
    waiters: dict[str, Waiter],
    read: t.Callable[[], dict[str, dict[str, t.Any]]],
    timeout: float,
    watch: Watch,
    known: dict[str, dict[str, t.Any]] | None = None,
    waited: float = 0.0,
) -> tuple[dict[str, dict[str, t.Any]], dict[str, WaitError]]:
    """Read until every resource is in its waiter's target state; return the last read and the failures, by id.

    ``waiters`` are the goals, by id; ``read`` returns the resources that exist, by id, and one call of it serves all of
    them. A wrong state fails at once, a stalled one when the waiter's patience is over, the others after ``timeout``
    seconds. ``known`` replaces the first read, when its result is known already. ``waited`` are seconds of ``timeout``
    that have passed before.
    """
    wait_ = _Wait(waiters, timeout, watch, watch.clock.monotonic() - waited)
    while True:
        latest, known = read() if known is None else known, None
        now = watch.clock.monotonic()
        wait_.judge(latest, now)
        if not wait_.waiting:
            return latest, wait_.failures
        watch.overview(wait_.overview(latest, now))
        pause = _pause(now - wait_.started)
        watch.clock.sleep(min(pause, max(wait_.started + timeout - now, 0)))


def _pause(elapsed: float) -> float:
    return FIRST_PAUSE if elapsed < FIRST_PAUSES else min(elapsed * PAUSE_PART, LONGEST_PAUSE)


class _Wait:
    """The pending resources, since when each is in its state, and the failures."""

    def __init__(self, waiters: dict[str, Waiter], timeout: float, watch: Watch, started: float) -> None:
        self.waiting, self.failures = dict(waiters), t.cast("dict[str, WaitError]", {})
        self.started = started
        self._total, self._timeout, self._report = len(waiters), timeout, watch.report
        self._since: dict[str, tuple[str, float]] = {}

    def judge(self, latest: dict[str, dict[str, t.Any]], now: float) -> None:
        """Remove the resources that have arrived or failed."""
        for name, waiter in list(self.waiting.items()):
            state = waiter.state_of(latest.get(name))
            if self._since.get(name, ("", now))[0] != state:
                self._since[name] = (state, now)
                self._report(f"{waiter.noun} {name}: {waiter.shown_state(latest.get(name))}")
            late = now - self.started >= self._timeout
            stuck = state in waiter.stalled and now - self._since[name][1] >= waiter.patience
            if state in waiter.target:
                del self.waiting[name]
            elif late or stuck or state not in waiter.pending:
                del self.waiting[name]
                expired = late and state in waiter.pending
                self.failures[name] = waiter.failure(name, latest.get(name), now - self.started, expired)

    def overview(self, latest: dict[str, dict[str, t.Any]], now: float) -> str:
        """Return how many of how many have arrived, and names of the others."""
        noun = next(iter(self.waiting.values())).noun
        nouns = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
        named = [f"{name} ({waiter.shown_state(latest.get(name))})" for name, waiter in self.waiting.items()]
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        done = self._total - len(named)
        return (
            f"{done} of {self._total} {nouns if self._total > 1 else noun} done after {now - self.started:.0f} s,"
            f" waiting for {', '.join(named[:NAMED])}{more}"
        )
