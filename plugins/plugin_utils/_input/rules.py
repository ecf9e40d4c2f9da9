# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules for the values of the roles' variables: every problem of a role's input at once. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model import values
from ansible_collections.aliops.vpc.plugins.module_utils._model.account_options import LONGEST_LAG
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import tokens, whole_number
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import GOALS, WAYS
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import MARK
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import checked_defaults, filled, region
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import Check, Problems
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight import CHECKS
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import checked_quotas
from ansible_collections.aliops.vpc.plugins.plugin_utils._components import check_component
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.accounts import checked_accounts
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.spend import checked_spend, spend_problems
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import variable_of


def check_names(value: t.Any, where: str) -> list[str]:
    """Return the names of checks to skip."""
    names = tokens(value, where)
    problems = [values.unknown(name, CHECKS, where, "check") for name in names if name not in CHECKS]
    if problems:
        raise RefusedError(problems)
    return names


def port(value: t.Any, where: str) -> int:
    """Return the number of a TCP port."""
    number = whole_number(value, where)
    if number > 65535:
        raise RefusedError([f"{where}: {value!r} is not a port; give a number of 0 to 65535."])
    return number


def lag(value: t.Any, where: str) -> int:
    """Return for how many seconds the service's lists may lag."""
    number = values.seconds(value, where)
    if number > LONGEST_LAG:
        raise RefusedError([f"{where}: {value!r} is too long; give a number of seconds from 1 to {LONGEST_LAG}."])
    return number


def regions(value: t.Any, where: str) -> list[str]:
    """Return the ids of regions, each once."""
    problems = Problems()
    checked_ids = [problems.check(region, name, where) for name in values.strings(value, where)]
    if problems:
        raise RefusedError(problems)
    return list(dict.fromkeys(checked_ids))


# Each variable of each role, without the role's name, with its check. Those of the peerings are checked together.
RULES: dict[str, dict[str, Check]] = {
    "peering": {
        "state": values.choice("present", "absent", "audit", "policies", "discover", "migrate"),
        "accounts": checked_accounts,
        "connections": lambda value, _where: value,
        "defaults": lambda value, _where: value,
        "component": lambda value, _where: value,
        "adopt": values.choice("warn", "always", "never"),
        "mark": values.string,
        "skip_checks": check_names,
        "quotas": checked_quotas,
        "absent_limit": whole_number,
        "confirm_absent": values.boolean,
        "handshake_dir": values.string,
        "on_conflict": values.choice("fail", "replace"),
        "purge_routes": values.boolean,
        "wait_timeout": values.seconds,
        "list_lag": lag,
        "run_on": values.string,
        "trace": values.string,
        "fail_on": values.choice("cut_off", "asymmetric", "cosmetic", "never"),
        "report": values.string,
        "report_mermaid": values.string,
        "policies_dir": values.string,
        "discover_file": values.string,
        "discover_regions": regions,
        "discover_overwrite": values.boolean,
        "migrate_to": values.choice(*GOALS),
        "migrate_routes": values.choice(*WAYS),
        "confirm_retire": values.boolean,
        "allow_interruption": values.boolean,
    },
    "simulator": {
        "state": values.choice("started", "stopped"),
        "scenario": values.string,
        "host": values.string,
        "allow_hosts": values.strings,
        "port": port,
        "latency": lambda value, where: values.string(str(value) if isinstance(value, (int, float)) else value, where),
        "tls": values.boolean,
        "connect_delay": values.decimal,
        "delays": values.choice("prompt"),
        "time_scale": values.decimal,
        "switches": values.mapping("{SWITCH: value}"),
        "directory": values.string,
        "stop_timeout": values.seconds,
    },
    "idempotence_check": {
        "playbook": values.string,
        "options": values.strings,
        "extra_vars": values.mapping("{region: cn-hangzhou}"),
        "directory": values.string,
        "scope": values.choice("all", "collection"),
    },
    "check": {
        "accounts": checked_accounts,
        "connections": lambda value, _where: value,
        "defaults": lambda value, _where: value,
        "quotas": checked_quotas,
        "regions": regions,
        "report": values.string,
        "switches": values.string,
        "fail_on": values.choice("problem", "warning", "never"),
        "spend": values.boolean,
        "spend_vpcs": checked_spend,
        "run_on": values.string,
    },
}
NEEDED = {
    "peering": ("accounts", "connections"),
    "simulator": (),
    "idempotence_check": ("playbook",),
    "check": ("accounts",),
}


def checked(role: str, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the values as the role's tasks use them. Raises RefusedError with all errors."""
    problems = Problems()
    discovers = role == "peering" and given["state"] == "discover"
    if discovers:
        # The peerings are what it looks for.
        given = {**given, "connections": []}
        problems += _discovery_problems(given)
    problems += [f"{variable_of(role, name)}: it is needed." for name in NEEDED[role] if given[name] is None]
    if given.get("state") == "migrate" and given["migrate_to"] is None:
        problems.append(f"{role}_migrate_to: it is needed with {role}_state=migrate; give one of {', '.join(GOALS)}.")
    accepted = {
        name: None if value is None else problems.check(RULES[role][name], value, variable_of(role, name))
        for name, value in given.items()
    }
    if role in ("peering", "check") and given["connections"] is not None:
        accepted["connections"] = _peerings(given, problems)
        accepted["defaults"] = Problems().check(checked_defaults, given["defaults"], "")
    if role == "check":
        problems += spend_problems(accepted)
    if problems:
        raise RefusedError(list(dict.fromkeys(problems)))
    return accepted


def _discovery_problems(given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    if given["accounts"] == {}:
        yield "peering_accounts: it has no account; give those that are to be read."
    if given["component"] is not None:
        cure = "run it on one host, not on those of the inventory plugin"
        yield f"peering_state: discover reads whole accounts, so {cure}."


def _peerings(given: t.Mapping[str, t.Any], problems: Problems) -> list[dict[str, t.Any]]:
    before = len(problems)
    state = "absent" if given.get("state") == "absent" else "present"
    peerings = filled(given["connections"], given["defaults"] or {}, state, problems, given.get("mark", MARK))
    if given.get("component") is not None and len(problems) == before:
        problems.check(lambda component, _where: check_component(peerings, component), given["component"], "")
    return peerings
