# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the injected faults: on which calls they fire, and how often they did. Has no effect of its own.

A fault is data: a `kind`, the calls that it matches (`action`, `account`), on which of them it fires (`nth`, `every`,
`probability`, `times`; by default on all), and the details of its kind.
"""

from __future__ import annotations

from asyncio import Event
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from vpc_simulator.call import ACTIONS
from vpc_simulator.errors import CATALOGUE, COMMON, ApiError, api_error, default_message
from vpc_simulator.history import KEPT
from vpc_simulator.identities import Account
from vpc_simulator.operations import action_of
from vpc_simulator.reader import Section
from vpc_simulator.throttle import Throttle

# kind: its effect on the call
KINDS = {
    "error": "error response with `code`, and with `status` and `message` where the API documents none; no effect",
    "throttle": "error response with `code` above `rate` calls in 60 simulated seconds, `per` account or action",
    "delay": "response `seconds` later; with `before: true` the effect too",
    "hold": "no response until the faults are cleared; with `before: true` no effect either",
    "lost_reply": "effect, but the connection is closed without a response",
    "reset": "connection reset before any effect",
    "stale_read": "response of a read as of `seconds` or `writes` (calls that change something) ago",
    "duplicate": "runs twice; the response is that of the second run",
    "malformed_body": "response without the second half of its body",
}
PER = ("account", "action")


@dataclass(slots=True)
class Fault:
    """One fault. `matched` counts the calls that it matches, `fired` those on which it fired."""

    name: str
    kind: str
    action: str
    account: str | None
    nth: tuple[int, ...]
    every: int
    probability: float | None
    times: int | None
    details: dict[str, Any]
    seed: int
    random: Random
    throttle: Throttle = field(default_factory=Throttle)
    matched: int = 0
    fired: int = 0
    released: Event = field(default_factory=Event)

    def fires(self, action: str, uid: str, now: float) -> bool:
        """Count the call if the fault matches it, and return whether the fault fires on it."""
        if not _matches(action, self.action) or self.account not in (None, uid):
            return False
        self.matched += 1
        if self.times is not None and self.fired >= self.times:
            return False
        fires = (
            (not self.nth or self.matched in self.nth)
            and self.matched % self.every == 0
            and (self.probability is None or self.random.random() < self.probability)
            and (self.kind != "throttle" or self._exceeds_rate(action, uid, now))
        )
        self.fired += fires
        return fires

    def _exceeds_rate(self, action: str, uid: str, now: float) -> bool:
        key = (uid, action) if self.details["per"] == "action" else uid
        return self.throttle.exceeds_rate(key, self.details["rate"], now)

    def refusal(self, action: str) -> ApiError:
        """The error of a call on which an error or throttle fault fires."""
        code, status, message = (self.details[name] for name in ("code", "status", "message"))
        if code in CATALOGUE.get(action, {}) or code in CATALOGUE[COMMON]:
            documented = api_error(action, code)
            status, message = status or documented.status, message or documented.message
        return ApiError(status or 400, code, message or default_message(code))

    def as_dict(self) -> dict[str, Any]:
        which = {"nth": list(self.nth) or None, "every": self.every, "probability": self.probability}
        options = {"action": self.action, "account": self.account, **which, "times": self.times, **self.details}
        counts = {"matched": self.matched, "fired": self.fired}
        return {"name": self.name, "kind": self.kind, **{k: v for k, v in options.items() if v is not None}, **counts}


class Faults:
    """The faults in force, in the order in which they were added."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.all = list(faults)

    def fire(self, action: str, uid: str, now: float) -> list[Fault]:
        """The faults that fire on this call; each fault that matches counts it."""
        return [fault for fault in self.all if fault.fires(action, uid, now)]

    def release(self) -> None:
        """Let the held calls continue."""
        for fault in self.all:
            fault.released.set()

    @property
    def need_history(self) -> bool:
        return any(fault.kind == "stale_read" for fault in self.all)


def read_faults(section: Section, accounts: Mapping[str, Account], existing: int = 0) -> list[Fault]:
    """The faults of a section's `faults`; `existing` is the number of faults in force. Raises ScenarioError."""
    faults: list[Fault] = []
    section.for_each("faults", lambda fault: faults.append(_fault(fault, accounts, existing + len(faults) + 1)))
    return faults


def _fault(section: Section, accounts: Mapping[str, Account], number: int) -> Fault:
    kind, seed = section.string("kind", choices=tuple(KINDS)), section.integer("seed", 1)
    fault = Fault(
        section.string("name", f"{kind}-{number}"),
        kind,
        section.parsed("action", _action, "*"),
        _account(section, accounts),
        _positions(section),
        section.integer("every", 1),
        section.number("probability") if section.has("probability") else None,
        section.integer("times") if section.has("times") else None,
        _details(section, kind),
        seed,
        Random(seed),
    )
    if fault.every < 1 or (fault.probability or 0) > 1:
        raise section.error("every" if fault.every < 1 else "probability", "is out of range")
    for name in ("probability", "times"):
        section.get(name)
    section.refuse_unknown()
    return fault


def _matches(operation: str, pattern: str) -> bool:
    """Whether the action matches, with or without the prefix of its product."""
    return fnmatchcase(operation, pattern) or fnmatchcase(action_of(operation), pattern)


def _action(text: str) -> str:
    if not any(_matches(operation, text) for operation in ACTIONS):
        raise ValueError(f"{text!r} matches no action")
    return text


def _account(section: Section, accounts: Mapping[str, Account]) -> str | None:
    """An account's uid, given as uid or as name."""
    name = section.string("account", "")
    if not name:
        return None
    uids = [uid for uid, account in accounts.items() if name in (uid, account.name)]
    if not uids:
        raise section.error("account", f"there is no account {name!r}")
    return uids[0]


def _positions(section: Section) -> tuple[int, ...]:
    """`nth`: a number or a list of numbers, counted from 1."""
    nth = section.get("nth")
    numbers = [] if nth is None else nth if isinstance(nth, list) else [nth]
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        raise section.error("nth", "expected a number of at least 1, or a list of such numbers")
    return tuple(numbers)


def _details(section: Section, kind: str) -> dict[str, Any]:
    if kind in ("error", "throttle"):
        refusal = {
            "code": section.string("code", "Throttling.User" if kind == "throttle" else None),
            "status": section.integer("status", 0) or None,
            "message": section.string("message", "") or None,
        }
        if kind == "error":
            return refusal
        return {**refusal, "rate": section.integer("rate"), "per": section.string("per", "action", PER)}
    if kind == "hold":
        return {"before": section.boolean("before", False)}
    if kind == "delay":
        return {"seconds": section.number("seconds"), "before": section.boolean("before", False)}
    if kind == "stale_read":
        return _age(section)
    return {}


def _age(section: Section) -> dict[str, Any]:
    if section.has("seconds") == section.has("writes"):
        raise section.error("seconds", "set either seconds or writes")
    if section.has("seconds"):
        return {"seconds": section.number("seconds")}
    writes = section.integer("writes")
    if writes > KEPT:
        raise section.error("writes", f"the history holds {KEPT} changes only")
    return {"writes": writes}
