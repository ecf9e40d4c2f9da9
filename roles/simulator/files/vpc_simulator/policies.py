# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns RAM policies: reading a document, and whether policies allow an action on a resource. Knows no API action.

What is not understood is refused when a policy is read: a condition that would be ignored later could let in what it
was written to keep out.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from vpc_simulator.clock import timestamp

Test = Callable[[str, str], bool]


class PolicyError(ValueError):
    """A policy document is wrong; the text begins with the path of the value, as `Statement[0].Action`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to do: `principal` is an ARN, `context` holds the values of condition keys."""

    action: str
    resource: str
    principal: str
    context: Mapping[str, str]


def wildcard(pattern: str, ignore_case: bool = False) -> re.Pattern[str]:
    """`*` is any text, `?` any one character."""
    text = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _date(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _dated(compare: Callable[[datetime, datetime], bool]) -> Test:
    return lambda have, want: compare(_date(have), _date(want))


def _in_network(have: str, want: str) -> bool:
    return ip_address(have) in ip_network(want)


# operator: (whether a value satisfies it, whether the operator denies what its test finds, a value to try it with)
OPERATORS: dict[str, tuple[Test, bool, str]] = {
    "StringEquals": (operator.eq, False, ""),
    "StringNotEquals": (operator.eq, True, ""),
    "StringEqualsIgnoreCase": (lambda have, want: have.lower() == want.lower(), False, ""),
    "StringNotEqualsIgnoreCase": (lambda have, want: have.lower() == want.lower(), True, ""),
    "StringLike": (lambda have, want: bool(wildcard(want).fullmatch(have)), False, ""),
    "StringNotLike": (lambda have, want: bool(wildcard(want).fullmatch(have)), True, ""),
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
# condition key: how the operators begin that make sense for it
CONDITION_KEYS = {
    "acs:CurrentTime": ("Date",),
    "acs:SecureTransport": ("Bool",),
    "acs:SourceIp": ("IpAddress", "NotIpAddress"),
    "sts:ExternalId": ("String",),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key; with several values, any of them may match (or none, where the operator negates)."""

    operator: str
    key: str
    values: tuple[str, ...]

    def holds(self, context: Mapping[str, str]) -> bool:
        test, negated, _sample = OPERATORS[self.operator]
        have = context.get(self.key)
        return negated if have is None else any(test(have, want) for want in self.values) != negated


@dataclass(frozen=True, slots=True)
class Patterns:
    """Wildcard patterns of which one must match, or none when `negated` (NotAction, NotResource)."""

    patterns: tuple[re.Pattern[str], ...]
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

    def covers(self, asked: Asked) -> bool:
        return (
            self.actions.match(asked.action)
            and self.resources.match(asked.resource)
            and (self.principals is None or any(_is_principal(asked.principal, one) for one in self.principals))
            and all(condition.holds(asked.context) for condition in self.conditions)
        )


def _is_principal(arn: str, named: str) -> bool:
    """`acs:ram::<uid>:root` names everybody of the account."""
    return arn == named or (named.endswith(":root") and arn.startswith(named.removesuffix("root")))


@dataclass(frozen=True, slots=True)
class Policy:
    statements: tuple[Statement, ...]


def allowed(policies: Iterable[Policy], asked: Asked) -> bool:
    """A Deny wins over every Allow; without an Allow nothing is allowed."""
    covering = [one.allow for policy in policies for one in policy.statements if one.covers(asked)]
    return bool(covering) and all(covering)


def is_denied(policies: Iterable[Policy], asked: Asked) -> bool:
    """A Deny covers it, so that no Allow would help."""
    return any(not one.allow and one.covers(asked) for policy in policies for one in policy.statements)


def read_policy(document: object, trust: bool = False) -> Policy:
    """A policy as RAM writes it, `Version` "1". A trust policy has principals and no resources. Raises PolicyError."""
    content = _mapping(document, "policy", {"Version", "Statement"})
    if content.get("Version") != "1":
        raise PolicyError('Version: must be "1"')
    statements = content.get("Statement")
    listed = statements if isinstance(statements, list) else [statements]
    return Policy(tuple(_statement(one, f"Statement[{index}]", trust) for index, one in enumerate(listed)))


def trusting(uids: Iterable[str]) -> Policy:
    """The trust policy that lets everybody of these accounts assume a role."""
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
        principals = tuple(_texts(principal.get("RAM"), f"{path}.Principal.RAM"))
    return Statement(
        content["Effect"] == "Allow",
        _patterns(content, path, "Action", ignore_case=True),
        Patterns((wildcard("*"),)) if trust else _patterns(content, path, "Resource"),
        principals,
        tuple(_conditions(content.get("Condition", {}), f"{path}.Condition")),
    )


def _patterns(content: Mapping[str, object], path: str, name: str, ignore_case: bool = False) -> Patterns:
    if (name in content) == (f"Not{name}" in content):
        raise PolicyError(f"{path}: needs either {name} or Not{name}")
    given = name if name in content else f"Not{name}"
    texts = _texts(content[given], f"{path}.{given}")
    return Patterns(tuple(wildcard(text, ignore_case) for text in texts), given != name)


def _conditions(value: object, path: str) -> Iterable[Condition]:
    for name, keys in _mapping(value, path, set(OPERATORS)).items():
        for key, values in _mapping(keys, f"{path}.{name}", set(CONDITION_KEYS)).items():
            where = f"{path}.{name}.{key}"
            if not name.startswith(CONDITION_KEYS[key]):
                raise PolicyError(f"{where}: {name} cannot be used with {key}")
            texts = tuple(_texts(values, where))
            test, _negated, sample = OPERATORS[name]
            try:
                [test(sample, text) for text in texts]
            except ValueError as error:
                raise PolicyError(f"{where}: {error}") from None
            yield Condition(name, key, texts)


def _mapping(value: object, path: str, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PolicyError(f"{path}: expected a mapping")
    for name in value:
        if name not in names:
            raise PolicyError(f"{path}: {name!r} is not supported; there are: {', '.join(sorted(names))}")
    return value


def _texts(value: object, path: str) -> list[str]:
    given = value if isinstance(value, list) else [value]
    texts = [text for text in given if isinstance(text, str)]
    if not texts or len(texts) < len(given):
        raise PolicyError(f"{path}: expected a string or a list of strings")
    return texts
