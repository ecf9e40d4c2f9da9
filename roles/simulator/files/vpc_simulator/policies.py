# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns RAM policies: parses documents, and decides whether policies allow an action on a resource. Knows no API action.

Parsing refuses everything that is not supported: ignoring a condition could allow what it was written to deny.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from vpc_simulator.clock import timestamp

Test = Callable[[str, str], bool]


class PolicyError(ValueError):
    """A policy document is invalid; the message begins with the path of the value, as `Statement[0].Action`."""


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """An action on a resource: `principal` is an ARN, `context` holds the values of condition keys."""

    action: str
    resource: str
    principal: str
    context: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A pattern in which `*` matches any string; `parts` are what is between. Matching never goes back."""

    parts: tuple[re.Pattern[str], ...]
    lengths: tuple[int, ...]

    def fullmatch(self, text: str) -> bool:
        first, last = self.parts[0], self.parts[-1]
        if len(self.parts) == 1:
            return first.fullmatch(text) is not None
        end = len(text) - self.lengths[-1]
        position = self.lengths[0]
        if position > end or not first.match(text) or not last.match(text, end):
            return False
        for part in self.parts[1:-1]:
            # The first place is the best one: it leaves most for the parts that follow.
            match = part.search(text, position, end)
            if match is None:
                return False
            position = match.end()
        return True


@functools.lru_cache(maxsize=1024)
def wildcard(pattern: str, ignore_case: bool = False) -> Wildcard:
    """A pattern in which `*` matches any string and `?` any single character."""
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    parts = re.sub(r"\*+", "*", pattern).split("*")
    texts = ["".join("." if character == "?" else re.escape(character) for character in part) for part in parts]
    return Wildcard(tuple(re.compile(text, flags) for text in texts), tuple(map(len, parts)))


def _date(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _dated(compare: Callable[[datetime, datetime], bool]) -> Test:
    return lambda have, want: compare(_date(have), _date(want))


def _in_network(have: str, want: str) -> bool:
    return ip_address(have) in ip_network(want)


# operator: (its test, whether it negates the test, a sample value to validate its operands with)
OPERATORS: dict[str, tuple[Test, bool, str]] = {
    "StringEquals": (operator.eq, False, ""),
    "StringNotEquals": (operator.eq, True, ""),
    "StringEqualsIgnoreCase": (lambda have, want: have.lower() == want.lower(), False, ""),
    "StringNotEqualsIgnoreCase": (lambda have, want: have.lower() == want.lower(), True, ""),
    "StringLike": (lambda have, want: wildcard(want).fullmatch(have), False, ""),
    "StringNotLike": (lambda have, want: wildcard(want).fullmatch(have), True, ""),
    "Bool": (lambda have, want: have == want.lower(), False, "true"),
    "IpAddress": (_in_network, False, "127.0.0.1"),
    "NotIpAddress": (_in_network, True, "127.0.0.1"),
    "DateEquals": (_dated(operator.eq), False, timestamp(0)),
    "DateNotEquals": (_dated(operator.eq), True, timestamp(0)),
    "DateLessThan": (_dated(operator.lt), False, timestamp(0)),
    "DateLessThanEquals": (_dated(operator.le), False, timestamp(0)),
    "DateGreaterThan": (_dated(operator.gt), False, timestamp(0)),
    "DateGreaterThanEquals": (_dated(operator.ge), False, timestamp(0)),
}
# condition key: prefixes of the operators that can be used with it
CONDITION_KEYS = {
    "acs:CurrentTime": ("Date",),
    "acs:SecureTransport": ("Bool",),
    "acs:SourceIp": ("IpAddress", "NotIpAddress"),
    "acs:TargetRDId": ("String",),
    "acs:TargetRDPath": ("String",),
    "sts:ExternalId": ("String",),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key. Any of several values may match, or none if the operator negates."""

    operator: str
    key: str
    values: tuple[str, ...]

    def holds(self, context: Mapping[str, str]) -> bool:
        test, negated, _sample = OPERATORS[self.operator]
        have = context.get(self.key)
        return negated if have is None else any(test(have, want) for want in self.values) != negated


@dataclass(frozen=True, slots=True)
class Patterns:
    """Wildcard patterns, one of which must match, or none if `negated` (NotAction, NotResource)."""

    patterns: tuple[Wildcard, ...]
    negated: bool = False

    def match(self, text: str) -> bool:
        return any(pattern.fullmatch(text) for pattern in self.patterns) != self.negated


@dataclass(frozen=True, slots=True)
class Statement:
    allow: bool
    actions: Patterns
    resources: Patterns
    principals: tuple[str, ...] | None
    conditions: tuple[Condition, ...]

    def covers(self, access: AccessRequest) -> bool:
        return (
            self.actions.match(access.action)
            and self.resources.match(access.resource)
            and (self.principals is None or any(_is_principal(access.principal, name) for name in self.principals))
            and all(condition.holds(access.context) for condition in self.conditions)
        )


def _is_principal(arn: str, name: str) -> bool:
    """`acs:ram::<uid>:root` names every principal of the account."""
    return arn == name or (name.endswith(":root") and arn.startswith(name.removesuffix("root")))


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy; `document` is what it was read from."""

    statements: tuple[Statement, ...]
    document: dict[str, Any] = field(compare=False, repr=False)


def allowed(policies: Iterable[Policy], access: AccessRequest) -> bool:
    """A Deny wins over every Allow; without an Allow nothing is allowed."""
    effects = [statement.allow for policy in policies for statement in policy.statements if statement.covers(access)]
    return bool(effects) and all(effects)


def is_denied(policies: Iterable[Policy], access: AccessRequest) -> bool:
    """Whether a Deny covers the access, so that no Allow can permit it."""
    statements = (statement for policy in policies for statement in policy.statements)
    return any(not statement.allow and statement.covers(access) for statement in statements)


def read_policy(document: object, trust: bool = False) -> Policy:
    """A policy in RAM's format, `Version` "1". A trust policy has principals and no resources. Raises PolicyError."""
    content = _mapping(document, "policy", {"Version", "Statement"})
    if content.get("Version") != "1":
        raise PolicyError('Version: must be "1"')
    statements = content.get("Statement")
    items = statements if isinstance(statements, list) else [statements]
    parsed = tuple(_statement(item, f"Statement[{index}]", trust) for index, item in enumerate(items))
    return Policy(parsed, content)


def trust_policy(uids: Iterable[str]) -> Policy:
    """The trust policy that lets every principal of these accounts assume a role."""
    principals = [f"acs:ram::{uid}:root" for uid in uids]
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": principals}}
    return read_policy({"Version": "1", "Statement": statement}, trust=True)


def _statement(value: object, path: str, trust: bool) -> Statement:
    names = {"Effect", "Action", "NotAction", "Condition"} | ({"Principal"} if trust else {"Resource", "NotResource"})
    content = _mapping(value, path, names)
    if content.get("Effect") not in ("Allow", "Deny"):
        raise PolicyError(f"{path}.Effect: must be Allow or Deny")
    principals = None
    if trust:
        principal = _mapping(content.get("Principal"), f"{path}.Principal", {"RAM"})
        principals = tuple(_strings(principal.get("RAM"), f"{path}.Principal.RAM"))
    return Statement(
        content["Effect"] == "Allow",
        _patterns(content, path, "Action", ignore_case=True),
        Patterns((wildcard("*"),)) if trust else _patterns(content, path, "Resource"),
        principals,
        tuple(_conditions(content.get("Condition", {}), f"{path}.Condition")),
    )


def _patterns(content: Mapping[str, object], path: str, name: str, ignore_case: bool = False) -> Patterns:
    if (name in content) == (f"Not{name}" in content):
        raise PolicyError(f"{path}: set either {name} or Not{name}")
    key = name if name in content else f"Not{name}"
    patterns = _strings(content[key], f"{path}.{key}")
    return Patterns(tuple(wildcard(pattern, ignore_case) for pattern in patterns), key != name)


def _conditions(value: object, path: str) -> Iterable[Condition]:
    for name, keys in _mapping(value, path, set(OPERATORS)).items():
        for key, values in _mapping(keys, f"{path}.{name}", set(CONDITION_KEYS)).items():
            key_path = f"{path}.{name}.{key}"
            if not name.startswith(CONDITION_KEYS[key]):
                raise PolicyError(f"{key_path}: {name} cannot be used with {key}")
            operands = tuple(_strings(values, key_path))
            test, _negated, sample = OPERATORS[name]
            try:
                [test(sample, operand) for operand in operands]
            except ValueError as error:
                raise PolicyError(f"{key_path}: {error}") from None
            yield Condition(name, key, operands)


def _mapping(value: object, path: str, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PolicyError(f"{path}: expected a mapping")
    for name in value:
        if name not in names:
            raise PolicyError(f"{path}: {name!r} is not supported; supported: {', '.join(sorted(names))}")
    return value


def _strings(value: object, path: str) -> list[str]:
    items = value if isinstance(value, list) else [value]
    strings = [item for item in items if isinstance(item, str)]
    if not strings or len(strings) < len(items):
        raise PolicyError(f"{path}: expected a string or a list of strings")
    return strings
