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
        "adopt": "always",
        "skip_checks": [],
        "quotas": {},
        "absent_limit": 5,
        "confirm_absent": False,
        "handshake_dir": None,
        "on_conflict": "fail",
        "wait_timeout": 300,
        "run_on": "localhost",
        "fail_on": "never",
        "report": None,
        "report_mermaid": None,
    },
    "simulator": {
        "state": "started",
        "scenario": "tutorial",
        "host": "127.0.0.1",
        "port": 0,
        "latency": "0",
        "tls": False,
        "connect_delay": None,
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
}


class InputError(Exception):
    """A variable that cannot be evaluated."""


def resolve(role: str, task_vars: t.Mapping[str, t.Any], template: t.Callable[[t.Any], t.Any]) -> dict[str, t.Any]:
    """Return the values of a role's variables, by their names without the role's.

    An empty string and null count as not given. Raises InputError with all variables that cannot be evaluated.
    """
    values: dict[str, t.Any] = {}
    problems: list[str] = []
    for name, default in VARIABLES[role].items():
        variable = f"{role}_{name}"
        try:
            value = plain(template(task_vars[variable])) if variable in task_vars else None
        except Exception as error:  # noqa: BLE001 - each ansible-core has exceptions of its own for templates
            problems.append(f"{variable}: {error}")
            continue
        values[name] = default if value in (None, "") else value
    if problems:
        raise InputError("\n".join(problems))
    return values


def plain(value: t.Any) -> t.Any:
    """Return the same data in plain containers and strings: templates yield lazy ones, and vaulted strings."""
    if isinstance(value, collections.abc.Mapping):
        return {plain(key): plain(entry) for key, entry in value.items()}
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, collections.abc.Sequence) and not isinstance(value, str) and not hasattr(value, "data"):
        return [plain(entry) for entry in value]
    return str(value)
