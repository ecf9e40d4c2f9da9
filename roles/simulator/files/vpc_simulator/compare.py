# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the comparison of a trace of the real service with what this simulator would have answered. Runs no call.

A simulator of another estate cannot answer the same call: compared are actions, parameters, codes with their HTTP
statuses, and the fields of responses, under any switch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from vpc_simulator.actions import ACTIONS
from vpc_simulator.errors import CATALOGUE, COMMON, ApiError
from vpc_simulator.legacy import serves
from vpc_simulator.operations import PRODUCTS
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.parameters import Decoder, parameters_of
from vpc_simulator.shapes import RESPONSES, differences
from vpc_simulator.switches import Switches
from vpc_simulator.traces import HIDDEN, TracedCall

DRY_RUN = "DryRunOperation"
ABSENT, PARTLY_ABSENT, UNKNOWN = "absent", "absent in some items", "unknown"
FIELDS = {"unknown": "unknown_field", "missing": "missing_field", "type": "other_type"}
# The forms of the codes that a missing or wrong parameter has at the gateway.
GENERIC = ("MissingParameter", "InvalidParameter")
GENERIC_STATUS = 400


@dataclass(slots=True, frozen=True)
class Deviation:
    """One point in which the simulator would have answered otherwise; `service` and `simulator` are what each has."""

    action: str
    kind: str
    name: str
    service: str
    simulator: str


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


@dataclass(slots=True)
class Seen:
    """How often a deviation occurs, and where first."""

    calls: int
    line: int
    request_id: str | None

    def as_text(self) -> str:
        return f"{counted(self.calls, 'call')}, first in line {self.line}, request {self.request_id}"


@dataclass(slots=True)
class Comparison:
    """The deviations of a trace. `unanswered` counts the calls without a response of the API, which prove nothing."""

    calls: int = 0
    unanswered: int = 0
    actions: set[str] = field(default_factory=set)
    deviations: dict[Deviation, Seen] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The comparison as JSON."""
        rows = [{**asdict(deviation), **asdict(seen)} for deviation, seen in self._sorted()]
        return {
            "calls": self.calls,
            "unanswered": self.unanswered,
            "actions": sorted(self.actions),
            "differences": rows,
        }

    def as_text(self) -> str:
        """The comparison as lines: the deviations by action, then a summary."""
        lines: list[str] = []
        for action, rows in groupby(self._sorted(), key=lambda row: row[0].action):
            lines.append(action)
            lines += [f"  {sentence(deviation)} ({seen.as_text()})" for deviation, seen in rows]
        return "\n".join([*lines, self._summary()])

    def _sorted(self) -> list[tuple[Deviation, Seen]]:
        return sorted(self.deviations.items(), key=lambda item: (item[0].action, item[0].kind, item[0].name))

    def _summary(self) -> str:
        count, left = len(self.deviations), f"; {self.unanswered} had no response of the API" * bool(self.unanswered)
        result = counted(count, "difference") if count else "the simulator would have answered alike"
        return f"{counted(self.calls, 'call')} of {counted(len(self.actions), 'action')}: {result}{left}"


SENTENCES = {
    "unknown_action": "the simulator has no such action; the service answered {service}",
    "unknown_parameter": "parameter {name}: unknown to the simulator",
    "refused_parameters": "parameters: the service accepted them, the simulator refuses them with {name}",
    "unknown_code": "code {name}, HTTP {service}: unknown to the simulator for this action",
    "other_status": "code {name}: HTTP {service}, in the simulator {simulator}",
    "unknown_field": "field {name}: {service}, which the simulator does not send",
    "missing_field": "field {name}: {simulator} in each response of the simulator, {service} in the service's",
    "other_type": "field {name}: {service}, in the simulator {simulator}",
}


def sentence(deviation: Deviation) -> str:
    """The deviation for people."""
    return SENTENCES[deviation.kind].format(**asdict(deviation))


def compare(calls: Iterable[TracedCall]) -> Comparison:
    """All deviations of the calls of a trace."""
    comparison = Comparison()
    for call in calls:
        comparison.calls += 1
        comparison.actions.add(call.operation)
        comparison.unanswered += not call.is_answered
        for deviation in deviations(call) if call.is_answered else ():
            first = Seen(0, call.line, call.request_id)
            comparison.deviations.setdefault(deviation, first).calls += 1
    return comparison


def deviations(call: TracedCall) -> Iterator[Deviation]:
    """In what the simulator would have answered this call otherwise."""
    name = call.operation
    if call.version not in PRODUCTS or name not in ACTIONS or not serves(name, call.version, CONTRACT[name]["version"]):
        yield Deviation(f"{call.product}.{call.action}", "unknown_action", "", _answer(call), "InvalidAction.NotFound")
        return
    yield from _parameters(call)
    if call.code:
        yield from _refusal(call)
    yield from _fields(call)


def _answer(call: TracedCall) -> str:
    return call.code or f"HTTP {call.status}"


def _parameters(call: TracedCall) -> Iterator[Deviation]:
    decoder = Decoder(call.operation, Switches())
    values, unknown = decoder.read(call.parameters)
    yield from (Deviation(call.operation, "unknown_parameter", name, "sent", UNKNOWN) for name in unknown)
    accepted = call.code in (None, DRY_RUN)
    if accepted and not any(HIDDEN in value for value in call.parameters.values()):
        try:
            decoder.check(values)
        except ApiError as error:
            yield Deviation(call.operation, "refused_parameters", error.code, _answer(call), error.message)


def _refusal(call: TracedCall) -> Iterator[Deviation]:
    statuses = _statuses(call.operation, call.code or "")
    if not statuses:
        yield Deviation(call.operation, "unknown_code", call.code or "", str(call.status), UNKNOWN)
    elif call.status not in statuses:
        known = ", ".join(f"{status}{', a guess' * guessed}" for status, guessed in sorted(statuses.items()))
        yield Deviation(call.operation, "other_status", call.code or "", str(call.status), known)


def _statuses(operation: str, code: str) -> dict[int, bool]:
    """The HTTP statuses of a code in the simulator, and whether each is a guess; none: the action has no such code."""
    rows = CATALOGUE.get(operation, {}).get(code) or CATALOGUE[COMMON].get(code) or ()
    statuses = {int(str(row[0])): any("status" in str(part) or part == "code" for part in row[2:]) for row in rows}
    parameters = parameters_of(operation)
    if code in GENERIC or any(code in (f"Missing{name}", f"Invalid{name}") for name in parameters):
        statuses.setdefault(GENERIC_STATUS, True)
    return statuses


def _fields(call: TracedCall) -> Iterator[Deviation]:
    known = RESPONSES[COMMON if call.code else call.operation]
    for difference in differences(known, call.fields or {}):
        sent = PARTLY_ABSENT if difference.kind == "missing" and difference.sent else difference.sent or ABSENT
        yield Deviation(call.operation, FIELDS[difference.kind], difference.path, sent, difference.known or ABSENT)
