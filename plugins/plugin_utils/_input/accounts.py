# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts of users: names, options, and rules between options. No message holds a secret. Pure."""

from __future__ import annotations

import collections.abc
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model import account_options as options_
from ansible_collections.aliops.vpc.plugins.module_utils._model import peering_keys as peerings
from ansible_collections.aliops.vpc.plugins.module_utils._model import values
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import TEMPLATE, Check, Problems, given

VARIABLE = "peering_accounts"
Account = dict[str, t.Any]


# The options that would fail later; all others are strings, some of them secret.
CHECKS: dict[str, Check] = {
    "account_id": peerings.account_id,
    "region": peerings.region,
    "connect_timeout": values.seconds,
    "read_timeout": values.seconds,
    "threads": values.seconds,
    "role_session_duration": values.seconds,
}


def checked_accounts(accounts: t.Any, where: str = VARIABLE) -> dict[str, Account]:
    """Return the accounts by their names as strings, with the given options."""
    if not isinstance(accounts, collections.abc.Mapping):
        raise RefusedError([f"{where}: give a dict, each key the name of an account and each value its options."])
    problems = Problems()
    checked: dict[str, Account] = {}
    for key, options in accounts.items():
        name = problems.check(_name, key, where)
        if name is None:
            continue
        if name in checked:
            problems.append(f"{where}: two accounts have the name {name}, once as a number; remove one.")
        checked[name] = _account(options, f"{where}, {name}", problems)
    if problems:
        raise RefusedError(problems)
    return checked


def _name(key: t.Any, where: str) -> str:
    if isinstance(key, bool) or not isinstance(key, (str, int)) or key == "":
        raise RefusedError([f"{where}: {key!r} cannot name an account; quote it."])
    if TEMPLATE.search(str(key)):
        cure = "write the name itself, or give the complete dict by a template"
        raise RefusedError([f"{where}: Ansible does not evaluate the template in the name {key!r}; {cure}."])
    return str(key)


def _account(options: t.Any, where: str, problems: Problems) -> Account:
    # The value may be a secret.
    if not isinstance(options, collections.abc.Mapping):
        problems.append(f"{where}: an account is a dict of options, such as profile or access_key_id.")
        return {}
    account = given(options)
    problems += [values.unknown(key, tuple(options_.SPEC), where) for key in account if key not in options_.SPEC]
    problems += [f"{where}: {reason}" for reason in _rules(account)]
    for key, value in account.items():
        if key in CHECKS:
            account[key] = problems.check(CHECKS[key], value, f"{where}, {key}")
        elif key in options_.SPEC and key != "role_policy" and isinstance(value, (dict, list)):
            problems.append(f"{where}, {key}: give a string.")
    return account


def _rules(account: t.Collection[str]) -> t.Iterator[str]:
    """Yield the modules' refusals of options that exclude or need each other."""
    for option, other in options_.REQUIRED_TOGETHER:
        if (option in account) != (other in account):
            missing, present = (other, option) if option in account else (option, other)
            yield f"{present} needs {missing}."
    for option, needed in options_.REQUIRED_BY.items():
        if option in account and needed not in account:
            yield f"{option} needs {needed}."
    for option, other in options_.MUTUALLY_EXCLUSIVE:
        if option in account and other in account:
            yield f"{option} and {other} exclude each other; remove one."
