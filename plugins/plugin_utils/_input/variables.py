# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of this collection's roles, and how their templates become values. Knows no Ansible class.

A role variable is a lazy template: each use evaluates it again, with the variables of the task that uses it. So the
roles have it evaluated here, once, before their first task that reads or writes.
"""

from __future__ import annotations

import collections.abc
import typing as t

# The variables of each role, without the role's name, and their defaults; None where there is none.
VARIABLES: dict[str, dict[str, t.Any]] = {
    "peering": {
        "state": "present",
        "accounts": None,
        "connections": None,
        "defaults": {},
        "component": None,
        "adopt": "warn",
        "mark": "aliops.vpc/peering",
        "skip_checks": [],
        "quotas": {},
        "absent_limit": 5,
        "confirm_absent": False,
        "handshake_dir": None,
        "on_conflict": "fail",
        "purge_routes": True,
        "wait_timeout": 300,
        "list_lag": 60,
        "run_on": "localhost",
        "trace": None,
        "fail_on": "never",
        "report": None,
        "report_mermaid": None,
        "policies_dir": None,
        "discover_file": "peerings.yml",
        "discover_regions": [],
        "discover_overwrite": False,
        "migrate_to": None,
        "migrate_routes": "in_place",
        "confirm_retire": False,
        "allow_interruption": False,
    },
    "simulator": {
        "state": "started",
        "scenario": "tutorial",
        "host": "127.0.0.1",
        "allow_hosts": [],
        "port": 0,
        "latency": "0",
        "tls": False,
        "connect_delay": None,
        "delays": None,
        "time_scale": 1,
        "switches": {},
        "directory": None,
        "stop_timeout": 30,
    },
    "idempotence_check": {
        "playbook": None,
        "options": [],
        "extra_vars": {},
        "directory": None,
        "scope": "all",
    },
    "check": {
        "accounts": None,
        "connections": None,
        "defaults": None,
        "quotas": None,
        "regions": [],
        "report": None,
        "switches": None,
        "fail_on": "problem",
        "spend": False,
        "spend_vpcs": None,
        "run_on": "localhost",
    },
}
# What other roles read of the variables of the role peering, so that one file of peerings serves all.
SHARED = {"check": ("accounts", "connections", "defaults", "quotas")}


def variable_of(role: str, name: str) -> str:
    """Return the full name of a role's variable."""
    return f"{'peering' if name in SHARED.get(role, ()) else role}_{name}"


Template = t.Callable[[t.Any], t.Any]


class InputError(Exception):
    """Variables that cannot be evaluated."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def resolve(role: str, task_vars: t.Mapping[str, t.Any], template: Template) -> dict[str, t.Any]:
    """Return the values of a role's variables, by their names without the role's.

    An empty string and null count as not given. Raises InputError with all variables that cannot be evaluated.
    """
    values: dict[str, t.Any] = {}
    problems: list[str] = []
    # The connections first: they name the accounts that are needed.
    for name in sorted(VARIABLES[role], key="accounts".__eq__):
        variable, value = variable_of(role, name), None
        try:
            if name == "accounts":
                raw = task_vars.get(variable)
                value = _accounts(raw, template, _needed(role, values, raw))
            elif variable in task_vars:
                value = coerced(template(task_vars[variable]))
        except InputError as error:
            problems += error.problems
        except Exception as error:  # noqa: BLE001 - each ansible-core has exceptions of its own for templates
            problems.append(f"{variable}: {error}")
        values[name] = VARIABLES[role][name] if value in (None, "") else value
    if problems:
        raise InputError(problems)
    return values


def _used(connections: t.Any) -> dict[str, list[str]]:
    """Return the peerings of each account, as far as they are of the right shape."""
    used: dict[str, list[str]] = {}
    for peering in connections if isinstance(connections, list) else ():
        for role in ("initiator", "acceptor"):
            side = peering.get(role) if isinstance(peering, dict) else None
            if isinstance(side, dict):
                used.setdefault(str(side.get("account")), []).append(str(peering.get("name")))
    return used


def _needed(role: str, values: t.Mapping[str, t.Any], raw: t.Any) -> dict[str, list[str]]:
    """Return the accounts that a run needs, each with its peerings, or with what reads every account."""
    discovers = values.get("state") == "discover"
    used = {} if discovers else _used(values.get("connections"))
    reader = "peering_state=discover" if discovers else "the check" if role == "check" else None
    if used or reader is None or not isinstance(raw, collections.abc.Mapping):
        return used
    return {str(name): [reader] for name in raw}


def _accounts(raw: t.Any, template: Template, used: t.Mapping[str, list[str]]) -> t.Any:
    """Return the accounts, each evaluated by itself, without those that are not used and cannot be evaluated."""
    written = isinstance(raw, collections.abc.Mapping)
    value = raw if written else template(raw)
    if not isinstance(value, collections.abc.Mapping):
        return coerced(value)
    accounts, problems = {}, []
    for key in value:
        try:
            accounts[coerced(key)] = coerced(template(value[key]) if written else value[key])
        except Exception as error:  # noqa: BLE001 - see above
            if str(key) in used:
                problems.append(f"peering_accounts, {key}, which {', '.join(used[str(key)])} needs: {error}")
    if problems:
        raise InputError(problems)
    return accounts


def coerced(value: t.Any) -> t.Any:
    """Return the same data in plain containers and strings: templates yield lazy ones, and vaulted strings."""
    if isinstance(value, collections.abc.Mapping):
        return {coerced(key): coerced(entry) for key, entry in value.items()}
    if value is None or isinstance(value, bool):
        return value
    # Also of the classes of ansible-core for tagged numbers.
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, collections.abc.Sequence) and not isinstance(value, str) and not hasattr(value, "data"):
        return [coerced(entry) for entry in value]
    return str(value)
