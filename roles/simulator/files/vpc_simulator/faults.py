# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the faults that an operator has ordered: which calls they strike, and how often they did. Breaks nothing itself.

A fault is data: a `kind`, the calls it is for (`action`, `account`), which of them it strikes (`nth`, `every`,
`probability`, `times`; all of them if nothing is said), and what the kind needs to know.
"""

from __future__ import annotations

from asyncio import Event
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from vpc_simulator.call import ACTIONS
from vpc_simulator.errors import CATALOGUE, COMMON, ApiError, api_error
from vpc_simulator.history import KEPT
from vpc_simulator.identities import Account
from vpc_simulator.reader import Section
from vpc_simulator.throttle import Throttle

# kind: what becomes of the call
KINDS = {
    "error": "it is refused with `code`, and with `status` and `message` where the API documents none; no effect",
    "throttle": "it is refused with `code` when there are more than `rate` in 60 simulated s, `per` account or action",
    "delay": "its answer takes `seconds` longer; with `before: true` its effect too",
    "hold": "its answer waits until the faults are cleared; with `before: true` its effect too",
    "lost_reply": "it takes effect, and the connection is closed without an answer",
    "reset": "the connection is reset before it takes effect",
    "stale_read": "a read is answered as of `seconds` or `writes` (calls that change something) ago",
    "duplicate": "it is carried out twice, and answered as the second one",
    "malformed_body": "the second half of its answer's body is missing",
}
PER = ("account", "action")


@dataclass(slots=True)
class Fault:
    """One order. `matched` counts the calls it is for, `fired` those that it struck."""

    name: str
    kind: str
    action: str
    account: str | None
    nth: tuple[int, ...]
    every: int
    probability: float | None
    times: int | None
    details: dict[str, Any]
    random: Random
    throttle: Throttle = field(default_factory=Throttle)
    matched: int = 0
    fired: int = 0
    released: Event = field(default_factory=Event)

    def strikes(self, action: str, uid: str, now: float) -> bool:
        """Count the call if it is one of those this fault is for, and tell whether it is struck."""
        if not fnmatchcase(action, self.action) or self.account not in (None, uid):
            return False
        self.matched += 1
        if self.times is not None and self.fired >= self.times:
            return False
        struck = (
            (not self.nth or self.matched in self.nth)
            and self.matched % self.every == 0
            and (self.probability is None or self.random.random() < self.probability)
            and (self.kind != "throttle" or self._is_too_many(action, uid, now))
        )
        self.fired += struck
        return struck

    def _is_too_many(self, action: str, uid: str, now: float) -> bool:
        key = (uid, action) if self.details["per"] == "action" else uid
        return self.throttle.is_too_much(key, self.details["rate"], now)

    def refusal(self, action: str) -> ApiError:
        """What a call struck by an error or a throttle is answered."""
        code, status, message = (self.details[name] for name in ("code", "status", "message"))
        if code in CATALOGUE.get(action, {}) or code in CATALOGUE[COMMON]:
            known = api_error(action, code)
            status, message = status or known.status, message or known.message
        return ApiError(status or 400, code, message or f"The request failed: {code}.")

    def as_dict(self) -> dict[str, Any]:
        which = {"nth": list(self.nth) or None, "every": self.every, "probability": self.probability}
        told = {"action": self.action, "account": self.account, **which, "times": self.times, **self.details}
        counts = {"matched": self.matched, "fired": self.fired}
        return {"name": self.name, "kind": self.kind, **{k: v for k, v in told.items() if v is not None}, **counts}


class Faults:
    """The faults in force, in the order in which they were given."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.all = list(faults)

    def strike(self, action: str, uid: str, now: float) -> list[Fault]:
        """Those that strike this call; every fault counts it."""
        return [fault for fault in self.all if fault.strikes(action, uid, now)]

    def release(self) -> None:
        """Let the calls go on that are held."""
        for fault in self.all:
            fault.released.set()

    @property
    def look_back(self) -> bool:
        return any(fault.kind == "stale_read" for fault in self.all)


def read_faults(section: Section, accounts: Mapping[str, Account], taken: int = 0) -> list[Fault]:
    """The faults of a section's `faults`; `taken` is how many there are already. Raises ScenarioError."""
    return [_fault(one, accounts, taken + number) for number, one in enumerate(section.sections("faults"), 1)]


def _fault(section: Section, accounts: Mapping[str, Account], number: int) -> Fault:
    kind = section.text("kind", choices=tuple(KINDS))
    fault = Fault(
        section.text("name", f"{kind}-{number}"),
        kind,
        section.parsed("action", _action, "*"),
        _account(section, accounts),
        _positions(section),
        section.whole("every", 1),
        section.number("probability") if section.has("probability") else None,
        section.whole("times") if section.has("times") else None,
        _details(section, kind),
        Random(section.whole("seed", 1)),
    )
    if fault.every < 1 or (fault.probability or 0) > 1:
        raise section.error("every" if fault.every < 1 else "probability", "is out of range")
    for name in ("probability", "times"):
        section.get(name)
    section.done()
    return fault


def _action(text: str) -> str:
    if not any(fnmatchcase(action, text) for action in ACTIONS):
        raise ValueError(f"{text!r} matches no action")
    return text


def _account(section: Section, accounts: Mapping[str, Account]) -> str | None:
    """An account's uid, given as uid or as name."""
    given = section.text("account", "")
    if not given:
        return None
    found = [uid for uid, account in accounts.items() if given in (uid, account.name)]
    if not found:
        raise section.error("account", f"there is no account {given!r}")
    return found[0]


def _positions(section: Section) -> tuple[int, ...]:
    """`nth`: a number or a list of numbers, counted from 1."""
    given = section.get("nth")
    numbers = [] if given is None else given if isinstance(given, list) else [given]
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        raise section.error("nth", "expected a number from 1, or a list of such numbers")
    return tuple(numbers)


def _details(section: Section, kind: str) -> dict[str, Any]:
    if kind in ("error", "throttle"):
        refusal = {
            "code": section.text("code", "Throttling.User" if kind == "throttle" else None),
            "status": section.whole("status", 0) or None,
            "message": section.text("message", "") or None,
        }
        if kind == "error":
            return refusal
        return {**refusal, "rate": section.whole("rate"), "per": section.text("per", "action", PER)}
    if kind == "hold":
        return {"before": section.flag("before", False)}
    if kind == "delay":
        return {"seconds": section.number("seconds"), "before": section.flag("before", False)}
    if kind == "stale_read":
        return _age(section)
    return {}


def _age(section: Section) -> dict[str, Any]:
    if section.has("seconds") == section.has("writes"):
        raise section.error("seconds", "either seconds or writes is needed")
    if section.has("seconds"):
        return {"seconds": section.number("seconds")}
    writes = section.whole("writes")
    if writes > KEPT:
        raise section.error("writes", f"only the last {KEPT} are known")
    return {"writes": writes}
