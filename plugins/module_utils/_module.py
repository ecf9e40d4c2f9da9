# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entry point of modules: AnsibleModule in, exit out; and the specs that modules share."""

from __future__ import annotations

import collections.abc
import dataclasses
import shlex
import sys
import typing as t

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client, query, trace
from ansible_collections.aliops.vpc.plugins.module_utils._execute import Work, execute
from ansible_collections.aliops.vpc.plugins.module_utils._model import account_options
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params, Progress

# As in requirements.txt, which holds the reasons.
SDK = ("aliyun-python-sdk-core>=2.14.0", "aliyun-python-sdk-vpc>=3.0.26")
JMESPATH = ("jmespath>=0.10.0",)

Spec = dict[str, dict[str, t.Any]]

ACCOUNT_SPEC: Spec = {
    **account_options.SPEC,
    "region": {
        **account_options.SPEC["region"],
        "fallback": (env_fallback, ["ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"]),
    },
}
ACCOUNT_RULES: dict[str, t.Any] = {
    "required_together": account_options.REQUIRED_TOGETHER,
    "required_by": account_options.REQUIRED_BY,
    "mutually_exclusive": account_options.MUTUALLY_EXCLUSIVE,
}
ACCOUNTS_SPEC: Spec = {
    "accounts": {
        "type": "list",
        "elements": "dict",
        "options": {"name": {"type": "str", "required": True}, **ACCOUNT_SPEC},
        **ACCOUNT_RULES,
    },
}
TRACE_SPEC: Spec = {"trace": {"type": "path", "fallback": (env_fallback, [trace.VARIABLE])}}
# What every module takes.
SHARED_SPEC: Spec = {**ACCOUNT_SPEC, **ACCOUNTS_SPEC, **TRACE_SPEC}
WAIT_SPEC: Spec = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 300},
    "list_lag": {"type": "int", "default": client.LIST_LAG},
}
PASSING_SPEC: Spec = {
    "as_json": {"type": "bool", "default": False},
    "throttled_at": {"type": "dict", "default": {}},
}
QUERY_SPEC: Spec = {"query": {"type": "str"}}
KNOWN_SPEC: Spec = {"known_interfaces": {"type": "json", "default": "[]"}}


@dataclasses.dataclass(frozen=True)
class Definition:
    """A module: its own options, its work, and which list option has the entries that name an account each."""

    spec: Spec
    work: Work
    entries: str | None = None
    own_rules: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)

    @property
    def whole_spec(self) -> Spec:
        """Return the options of the module with those of accounts."""
        return {**SHARED_SPEC, **self.spec}

    @property
    def rules(self) -> dict[str, t.Any]:
        """Return the rules between options, as AnsibleModule and ArgumentSpecValidator take them."""
        return {**ACCOUNT_RULES, **self.own_rules}


def normalized(spec: Spec, params: Params) -> Params:
    """Return a task's options, ready to be validated: without empty ones and account options beside ``accounts``.

    Defaults of a play fill in single options: none of them may complete those of another account.
    """
    accounts = params.get("accounts")
    if isinstance(accounts, list) and accounts:
        params = {name: value for name, value in params.items() if name not in ACCOUNT_SPEC}
        params["accounts"] = [
            _without_blanks(account) if isinstance(account, collections.abc.Mapping) else account
            for account in accounts
        ]
    return _with_strings_for_dicts(spec, _without_blanks(params))


def _with_strings_for_dicts(spec: t.Mapping[str, t.Any], params: t.Mapping[str, t.Any]) -> Params:
    """Return options with strings in place of other values where a spec has suboptions: Ansible refuses those.

    In other values it looks for suboptions, and fails, before it reports the wrong type.
    """
    sound = dict(params)
    for name, option in spec.items():
        if "options" in option and sound.get(name) is not None:
            value, suboptions = sound[name], option["options"]
            if isinstance(value, list):
                sound[name] = [_dict_or_string(suboptions, entry) for entry in value]
            else:
                sound[name] = _dict_or_string(suboptions, value)
    return sound


def _dict_or_string(suboptions: t.Mapping[str, t.Any], value: t.Any) -> t.Any:
    return _with_strings_for_dicts(suboptions, value) if isinstance(value, collections.abc.Mapping) else str(value)


def _without_blanks(options: t.Mapping[str, t.Any]) -> Params:
    """Return options without the empty ones of accounts and of the trace: they count as not given."""
    blank = {*ACCOUNT_SPEC, *TRACE_SPEC}
    return {name: value for name, value in options.items() if not (name in blank and value in (None, ""))}


class _Module(AnsibleModule):
    """Drops empty account options before Ansible compares the options with each other."""

    params: Params

    def _load_params(self) -> None:
        super()._load_params()
        self.params = normalized(self.argument_spec, self.params)


def run(definition: Definition) -> None:
    """Run a module in a process of its own, and exit. All modules support check mode."""
    module = _Module(argument_spec=definition.whole_spec, supports_check_mode=True, **definition.rules)
    problem = missing_libraries()
    if problem:
        module.fail_json(**problem)
    result = execute(
        definition.work,
        module.params,
        entries=definition.entries,
        check_mode=module.check_mode,
        diff=module._diff,
        progress=Progress(module.log, keep=bool(module._verbosity)),
        # Ansible itself masks only the values of options.
        conceal=module.no_log_values.update,
    )
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def missing_libraries() -> Params:
    """Return a failure that names the libraries that are missing or too old and how to install them, or nothing."""
    problems = [(SDK, client.SDK_IMPORT_ERROR), (JMESPATH, query.JMESPATH_IMPORT_ERROR)]
    missing = [library for libraries, problem in problems if problem for library in libraries]
    if not missing:
        return {}
    command = shlex.join([sys.executable, "-m", "pip", "install", *missing])
    return {
        "failed": True,
        "msg": f"{missing_required_lib(', '.join(missing))} To install: {command}",
        "exception": "; ".join(str(problem) for _libraries, problem in problems if problem),
        # The role reports the same libraries of all accounts once.
        "missing_libraries": missing,
    }
