# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peerings of users: every key checked, blanks left out, defaults filled in. Pure, reads nothing."""

from __future__ import annotations

import collections
import collections.abc
import ipaddress
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model import validation, values
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import (
    BY_CONNECTION,
    BY_INTERFACES,
    LINK_TYPES,
    METHODS,
    SPECS,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import MARK, mark_clashes, mark_key
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import Check, Problems, given, is_blank

SELECTORS = ("vpc_id", "router_id", "vpc_name")
ROLES = ("initiator", "acceptor")
# The keys of a side's place.
SIDE = ("account", "region", *SELECTORS)
VARIABLE = "peering_connections"
# What routes of a peering can be, for both of its sides.
KEYWORDS = ("vswitches", "vpc", "none")

REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
# cn-hangzhou-b, us-west-1a
ZONE = re.compile(r"(.+)-[a-z]|(.+[0-9])[a-z]")

Connection = dict[str, t.Any]


def region(value: t.Any, where: str) -> str:
    """Return the id of a region; the id of a zone would make the name of a host that does not exist."""
    word = values.string(value, where).strip()
    zone = ZONE.fullmatch(word)
    if zone:
        raise RefusedError([f"{where}: {word!r} is a zone; give its region, {zone[1] or zone[2]}."])
    if not REGION.fullmatch(word):
        raise RefusedError([f"{where}: {value!r} is not the id of a region, such as cn-hangzhou."])
    return word


def blocks(value: t.Any, where: str) -> list[str]:
    """Return the CIDR blocks that a side names itself, each once."""
    if value in KEYWORDS:
        cure = "give it as routes of the peering, which is for both sides, or name the blocks here"
        raise RefusedError([f"{where}: a side takes no keyword such as {value!r}; {cure}."])
    if not isinstance(value, (str, list, tuple)):
        raise RefusedError([f"{where}: {value!r} is not a list of CIDR blocks."])
    problems = Problems()
    entries = value.split(",") if isinstance(value, str) else value
    networks = [problems.check(_network, block, where) for block in entries]
    if problems:
        raise RefusedError(problems)
    return list(dict.fromkeys(str(network) for network in networks))


def routes(value: t.Any, where: str) -> list[str] | dict[str, list[str]]:
    """Return the CIDR blocks that a side names itself, or those of each route table that it names."""
    if not isinstance(value, collections.abc.Mapping):
        return blocks(value, where)
    problems = Problems()
    by_table: dict[str, list[str]] = {}
    for table, own in value.items():
        name = problems.check(_table, table, where)
        by_table[str(name)] = problems.check(blocks, own, f"{where}, {table}", [])
    if problems:
        raise RefusedError(problems)
    return by_table


def _table(value: t.Any, where: str) -> str:
    if not isinstance(value, str) or not validation.ID.fullmatch(value):
        raise RefusedError([f"{where}: {value!r} is not the id of a route table, such as vtb-1."])
    return value


def _named_blocks(side: Connection) -> list[str]:
    """Return the blocks that a side names itself, whatever the tables."""
    named = side.get("routes", [])
    return [block for own in named.values() for block in own] if isinstance(named, dict) else named


def _network(block: t.Any, where: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        network = ipaddress.ip_network(str(block).strip())
    except ValueError as error:
        raise RefusedError([f"{where}: {error}; give a CIDR block such as 10.0.0.0/16."]) from None
    return network


def _by(check: t.Callable[[str], t.Any]) -> Check:
    """Return the module's own check, whose refusal begins with the option's name."""

    def checked(value: t.Any, where: str) -> str:
        word = values.string(value, where)
        try:
            check(word)
        except OptionError as error:
            raise RefusedError([f"{where.rpartition(', ')[0]}: {error}"]) from None
        return word

    return checked


def interface_name(value: t.Any, where: str) -> str:
    """Return a name that the service accepts for a router interface."""
    word = values.string(value, where)
    if not validation.INTERFACE_NAME.fullmatch(word):
        raise RefusedError(
            [f"{where}: {word!r} cannot name a router interface; give {validation.INTERFACE_NAME_RULE}."]
        )
    return word


def account_id(value: t.Any, where: str) -> str:
    """Return the id of an account."""
    try:
        return str(validation.check_account_id("account_id", values.name(value, where)))
    except OptionError:
        raise RefusedError([f"{where}: {value!r} is not the id of an account; give the digits of its UID."]) from None


def tags(value: t.Any, where: str) -> dict[str, str]:
    """Return the tags of both interfaces."""
    given_tags = values.mapping("{team: network}")(value, where)
    try:
        return validation.check_tags(given_tags) or {}
    except OptionError as error:
        raise RefusedError([f"{where.rpartition(', ')[0]}: {error}"]) from None


# The keys of a peering, and of peering_defaults, with their checks; and those of a side.
PEERING: dict[str, Check] = {
    "spec": values.choice(*SPECS),
    "routes": values.choice(*KEYWORDS),
    "tables": values.choice("system", "used"),
    "state": values.choice("present", "absent"),
    "description": _by(lambda word: validation.check_interface_text(None, word)),
    "tags": tags,
    "method": values.choice(*METHODS),
    "bandwidth": values.seconds,
    "link_type": values.choice(*LINK_TYPES),
    "mark": values.boolean,
}
DEFAULTS = {"routes": "vswitches", "tables": "used", "state": "present", "method": BY_INTERFACES}
# The keys of VPC peering connections between two regions.
BETWEEN_REGIONS = ("bandwidth", "link_type")
SIDES: dict[str, Check] = {
    "account": values.name,
    "region": region,
    "vpc_id": _by(lambda word: validation.check_id("vpc_id", word)),
    "router_id": _by(lambda word: validation.check_id("router_id", word)),
    "vpc_name": values.string,
    "account_id": account_id,
    "interface_name": interface_name,
    "routes": routes,
}


def filled(connections: t.Any, defaults: t.Any, state: str, problems: Problems, mark: t.Any = MARK) -> list[Connection]:
    """Return the peerings with every key filled in, as far as they are right, and add what is wrong to ``problems``.

    ``state`` is the run's: absent holds for all of them. ``mark`` is peering_mark.
    """
    key = problems.check(mark_key, mark, "peering_mark")
    usual = problems.check(checked_defaults, defaults, "peering_defaults")
    peerings = []
    if not isinstance(connections, (list, tuple)):
        problems.append(f"{VARIABLE}: {connections!r} is not a list of peerings.")
        return []
    for number, entry in enumerate(connections, 1):
        name = entry.get("name") if isinstance(entry, collections.abc.Mapping) else None
        if not isinstance(name, str) or not name:
            problems.append(f"{VARIABLE}, number {number}: a peering is a dict with a name, which is a string.")
            continue
        peering = _with_method(_checked(entry, name, problems), usual or {}, f"{VARIABLE}, {name}", problems)
        peering["mark"] = key if peering.get("mark", True) else None
        clashes = mark_clashes(peering.get("tags"), peering["mark"])
        problems += [f"{VARIABLE}, {name}, tags: {reason}" for reason in clashes]
        if state == "absent":
            peering["state"] = "absent"
        # With defaults or a method that are wrong nobody knows what they were to be.
        chosen = entry.get("method") or peering["method"]
        needs_spec = chosen == BY_INTERFACES and peering["state"] == "present"
        if needs_spec and not entry.get("spec") and "spec" not in peering and usual is not None:
            problems.append(
                f"{VARIABLE}, {name}: spec is needed with method: {BY_INTERFACES}, here or in peering_defaults."
            )
        peerings.append(peering)
    times = collections.Counter(peering["name"] for peering in peerings)
    problems += [f"{VARIABLE}, {name}: two peerings have this name." for name, count in times.items() if count > 1]
    return peerings


def _with_method(own: Connection, usual: Connection, where: str, problems: Problems) -> Connection:
    """Return a peering with the defaults that its method and its two regions have; add the keys that they have not.

    A peering may keep its spec and the names of its router interfaces when it moves to VPC peering connections.
    """
    peering: Connection = {**DEFAULTS, **usual, **own}
    by_connection = peering["method"] == BY_CONNECTION
    without = _without_bandwidth(peering)
    problems += [f"{where}, {key}: {without}; leave it out." for key in BETWEEN_REGIONS if without and key in own]
    for role in ROLES:
        side, at = peering[role], f"{where}, {role} {peering[role].get('account')}"
        ipv6 = [block for block in _named_blocks(side) if ":" in block and not by_connection]
        problems += [f"{at}, routes: router interfaces carry no IPv6; take {block} out of the list." for block in ipv6]
    unused = {*(BETWEEN_REGIONS if without else ()), *(["spec"] if by_connection else ())}
    return {key: value for key, value in peering.items() if key not in unused}


def _without_bandwidth(peering: Connection) -> str | None:
    """Return why a peering has no bandwidth and no link type; None when it may have them."""
    if peering["method"] != BY_CONNECTION:
        return f"only peerings with method {BY_CONNECTION} have it"
    if len({peering[role].get("region") for role in ROLES}) == 1:
        return "only VPC peering connections between two regions have it"
    return None


def checked_defaults(defaults: t.Any, where: str = "peering_defaults") -> Connection:
    """Return the defaults of the peerings."""
    problems = Problems()
    options = given(values.mapping("{spec: Large.1}")({} if is_blank(defaults) else defaults, where))
    checked = _options(options, PEERING, where, problems)
    if problems:
        raise RefusedError(problems)
    return checked


def _checked(entry: t.Mapping[t.Any, t.Any], name: str, problems: Problems) -> Connection:
    where = f"{VARIABLE}, {name}"
    options = given(entry)
    sides = {role: _side(options.pop(role, None), f"{where}, {role}", problems) for role in ROLES}
    del options["name"]
    return {"name": name, **_options(options, PEERING, where, problems, ("name", *PEERING, *ROLES)), **sides}


def _side(side: t.Any, where: str, problems: Problems) -> Connection:
    if not isinstance(side, collections.abc.Mapping):
        problems.append(f"{where}: give account, region and one of {', '.join(SELECTORS)}.")
        return {}
    options = given(side)
    account = options.get("account")
    if isinstance(account, (str, int)):
        where += f" {account}"
    problems += [f"{where}: give {key}." for key in ("account", "region") if key not in options]
    if sum(key in options for key in SELECTORS) != 1:
        problems.append(f"{where}: give one of {', '.join(SELECTORS)}.")
    return _options(options, SIDES, where, problems)


def _options(
    options: t.Mapping[t.Any, t.Any],
    checks: t.Mapping[str, Check],
    where: str,
    problems: Problems,
    known: t.Collection[str] = (),
) -> Connection:
    """Return the options that are right."""
    problems += [values.unknown(key, known or tuple(checks), where) for key in options if key not in checks]
    checked = {
        key: problems.check(checks[key], value, f"{where}, {key}") for key, value in options.items() if key in checks
    }
    return {key: value for key, value in checked.items() if value is not None}
