# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiters as values, and the one loop that waits. Reads through a function that it is given; knows no API."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.query import search
from ansible_collections.aliops.vpc.plugins.module_utils._errors import WaitError

ABSENT = "absent"
# In seconds. A pause is about a twentieth of what was waited so far: nobody waits for much longer than it takes.
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.3, 5.0, 1.05
# For how long, in seconds, a reading may lag behind: the service shows one account what the other one did a moment ago.
PATIENCE = 20.0
# For how long, in seconds, a task that does not wait for its end may wait for what its own next call needs.
WAIT_BETWEEN = 120


@dataclasses.dataclass(frozen=True)
class Waiter:
    """What is waited for: ``state`` is JMESPath over one resource; one that is not there has the state "absent".

    A state that is neither a target nor pending fails at once. From a ``stalled`` state nothing leads on by itself: it
    is pending too, as what a reading may still show just after the call, but not for longer than ``patience`` seconds.
    ``shown`` is JMESPath for what people are shown of the resource, when that is more than its state.
    """

    noun: str
    state: str
    target: frozenset[str]
    pending: frozenset[str]
    stalled: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    patience: float = PATIENCE
    shown: str | None = None

    def state_of(self, resource: dict[str, t.Any] | None) -> str:
        """Return the state that this waiter sees in a resource."""
        return ABSENT if resource is None else str(search(self.state, resource))

    def seen(self, resource: dict[str, t.Any] | None) -> str:
        """Return what people are shown of a resource."""
        return str(search(self.shown, resource)) if self.shown and resource else self.state_of(resource)

    def failure(self, one: str, resource: dict[str, t.Any] | None, waited: float, late: bool) -> WaitError:
        """Say that a resource did not arrive in ``waited`` seconds: too ``late``, stalled, or off the way."""
        state, goal = self.state_of(resource), " or ".join(sorted(self.target))
        how = f"after {waited:.0f} s of waiting for {goal}" if late else f"and will not become {goal}"
        why = f": {self.stalled[state]}" if state in self.stalled else ""
        return WaitError(f"The {self.noun} {one} is {self.seen(resource)} {how}{why}", state)


def _pairs(own: t.Iterable[str], peer: t.Iterable[str]) -> frozenset[str]:
    peers = tuple(peer)
    return frozenset(f"{one} (peer {other})" for one in own for other in peers)


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

# ... of an interface whose peer connects to it in this task, and that may be in no list yet.
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

# What was just set on an interface is known to the service everywhere once it shows the peer's status.
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


Report = t.Callable[[str], None]
# How many of those that are waited for an overview names.
NAMED = 3


def unseen(_line: str) -> None:
    """Take a line that nobody sees."""


@dataclasses.dataclass(frozen=True)
class Watch:
    """By which clock something is waited for, and what is called meanwhile.

    ``report`` gets each change of a state; ``overview`` how far the wait is, after every reading: whoever shows it
    chooses how often; ``announce`` what people should know at once.
    """

    clock: Clock
    report: Report = unseen
    overview: Report = unseen
    announce: Report = unseen


def wait(
    waiters: dict[str, Waiter],
    read: t.Callable[[], dict[str, dict[str, t.Any]]],
    timeout: float,
    watch: Watch,
    known: dict[str, dict[str, t.Any]] | None = None,
    waited: float = 0.0,
) -> tuple[dict[str, dict[str, t.Any]], dict[str, WaitError]]:
    """Read until every resource is in its waiter's target state; return the last reading and what failed, by id.

    ``waiters`` says what is waited for, by id; ``read`` returns the resources that exist, by id, and one call of it
    serves all of them. A state off the way fails at once, a stalled one when the waiter's patience is over, the others
    when ``timeout`` seconds are. ``known`` takes the place of the first reading, when what that would show is known
    already. ``waited`` are seconds of ``timeout`` that have passed before.
    """
    wait_ = _Wait(waiters, timeout, watch, watch.clock.monotonic() - waited)
    pause = FIRST_PAUSE
    while True:
        seen, known = read() if known is None else known, None
        now = watch.clock.monotonic()
        wait_.judge(seen, now)
        if not wait_.waiting:
            return seen, wait_.failures
        watch.overview(wait_.overview(seen, now))
        watch.clock.sleep(min(pause, max(wait_.started + timeout - now, 0)))
        pause = min(pause * GROWTH, LONGEST_PAUSE)


class _Wait:
    """What is still waited for, since when it is in its state, and what failed."""

    def __init__(self, waiters: dict[str, Waiter], timeout: float, watch: Watch, started: float) -> None:
        self.waiting, self.failures = dict(waiters), t.cast("dict[str, WaitError]", {})
        self.started = started
        self._total, self._timeout, self._report = len(waiters), timeout, watch.report
        self._since: dict[str, tuple[str, float]] = {}

    def judge(self, seen: dict[str, dict[str, t.Any]], now: float) -> None:
        """Take from what is waited for whatever has arrived or failed."""
        for name, waiter in list(self.waiting.items()):
            state = waiter.state_of(seen.get(name))
            if self._since.get(name, ("", now))[0] != state:
                self._since[name] = (state, now)
                self._report(f"{waiter.noun} {name}: {waiter.seen(seen.get(name))}")
            late = now - self.started >= self._timeout
            stuck = state in waiter.stalled and now - self._since[name][1] >= waiter.patience
            if state in waiter.target:
                del self.waiting[name]
            elif late or stuck or state not in waiter.pending:
                del self.waiting[name]
                expired = late and state in waiter.pending
                self.failures[name] = waiter.failure(name, seen.get(name), now - self.started, expired)

    def overview(self, seen: dict[str, dict[str, t.Any]], now: float) -> str:
        """Return how many have arrived of how many, and what is waited for."""
        noun = next(iter(self.waiting.values())).noun
        nouns = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
        named = [f"{name} ({waiter.seen(seen.get(name))})" for name, waiter in self.waiting.items()]
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        done = self._total - len(named)
        return (
            f"{done} of {self._total} {nouns if self._total > 1 else noun} done after {now - self.started:.0f} s,"
            f" waiting for {', '.join(named[:NAMED])}{more}"
        )
