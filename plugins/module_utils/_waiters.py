# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiters as values, and the one loop that waits. Reads through a function that it is given; knows no API."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import WaitError

JMESPATH_IMPORT_ERROR: ImportError | None = None
try:
    import jmespath
except ImportError as error:
    JMESPATH_IMPORT_ERROR = error

ABSENT = "absent"
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.5, 5.0, 1.5


@dataclasses.dataclass(frozen=True)
class Waiter:
    """What is waited for: ``state`` is JMESPath over one resource; one that is not there has the state "absent".

    A state that is neither a target nor pending fails at once.
    """

    noun: str
    state: str
    target: frozenset[str]
    pending: frozenset[str]

    def state_of(self, resource: dict[str, t.Any] | None) -> str:
        """Return the state that this waiter sees in a resource."""
        return ABSENT if resource is None else str(jmespath.search(self.state, resource))

    def failure(self, one: str, state: str, timeout: float | None) -> WaitError:
        """Say that a resource did not arrive; ``timeout`` is None when it took a wrong way."""
        goal = " or ".join(sorted(self.target))
        how = f"after {timeout:.0f} s of waiting for {goal}" if timeout is not None else f"and will not become {goal}"
        return WaitError(f"The {self.noun} {one} is {state} {how}", state)


def _pairs(own: t.Iterable[str], peer: t.Iterable[str]) -> frozenset[str]:
    peers = tuple(peer)
    return frozenset(f"{one} (peer {other})" for one in own for other in peers)


INTERFACE_STABLE = Waiter(
    "router interface",
    state="status",
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
    state="join('', [status, ' (peer ', peer_status || 'unknown', ')'])",
    target=_pairs({"Active"}, {"Active"}),
    pending=_pairs(
        INTERFACE_ACTIVE.pending | {"Active"},
        {"unknown", "Idle", "Connecting", "AcceptingConnecting", "Activating", "Modifying", "Inactive", "Active"},
    ),
)

# What was just set on an interface is known to the service everywhere once it shows the peer's status.
PEER_IN_SIGHT = Waiter(
    "router interface",
    state="peer_status && 'in sight' || 'unknown'",
    target=frozenset({"in sight"}),
    pending=frozenset({"unknown", ABSENT}),
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


@dataclasses.dataclass
class Clock:
    """Time as the loop sees it; replaced in tests."""

    now: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep


def wait(
    waiters: dict[str, Waiter],
    read: t.Callable[[], dict[str, dict[str, t.Any]]],
    timeout: float,
    clock: Clock | None = None,
) -> tuple[dict[str, dict[str, t.Any]], dict[str, WaitError]]:
    """Read until every resource is in its waiter's target state; return the last reading and what failed, by id.

    ``waiters`` says what is waited for, by id; ``read`` returns the resources that exist, by id, and one call of it
    serves all of them. A state off the way fails at once, the others when ``timeout`` seconds are over.
    """
    clock = clock or Clock()
    deadline, pause = clock.now() + timeout, FIRST_PAUSE
    waiting, failures = dict(waiters), {}
    while True:
        seen = read()
        late = clock.now() >= deadline
        for one, waiter in list(waiting.items()):
            state = waiter.state_of(seen.get(one))
            if state in waiter.target:
                del waiting[one]
            elif late or state not in waiter.pending:
                del waiting[one]
                failures[one] = waiter.failure(one, state, timeout if state in waiter.pending else None)
        if not waiting:
            return seen, failures
        clock.sleep(min(pause, max(deadline - clock.now(), 0)))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
