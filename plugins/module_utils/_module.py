# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every module is made of: argument specs, the client from the options, the one place that reports failures."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import time
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client as _client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credentials, query, sessions
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._errors import (
    CredentialError,
    Failures,
    OptionError,
    PartialError,
    VpcError,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model import account_options

# As in requirements.txt, which says why.
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
# What every module takes.
SHARED_SPEC: Spec = {**ACCOUNT_SPEC, **ACCOUNTS_SPEC}
WAIT_SPEC: Spec = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 300},
    "list_lag": {"type": "int", "default": _client.LIST_LAG},
}
QUERY_SPEC: Spec = {"query": {"type": "str"}}


class _Module(AnsibleModule):
    """Takes account options that are empty for not given, before Ansible compares them with each other."""

    params: dict[str, t.Any]

    def _load_params(self) -> None:
        super()._load_params()
        accounts = self.params.get("accounts")
        if isinstance(accounts, list) and accounts:
            # Defaults of a play fill in single options: none of them may come to another account's.
            self.params = {name: value for name, value in self.params.items() if name not in ACCOUNT_SPEC}
            self.params["accounts"] = [_without_blanks(one) if isinstance(one, dict) else one for one in accounts]
        self.params = _without_blanks(self.params)


def _without_blanks(options: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: value for name, value in options.items() if not (name in ACCOUNT_SPEC and value in (None, ""))}


def make_module(spec: Spec, **rules: t.Any) -> AnsibleModule:
    """Return the AnsibleModule with the account's options added; all modules support check mode."""
    module = _Module(argument_spec={**SHARED_SPEC, **spec}, supports_check_mode=True, **ACCOUNT_RULES, **rules)
    accounts = module.params["accounts"]
    if accounts is not None and len(accounts) != 1:
        module.fail_json(msg=f"accounts: {len(accounts)} are given, and a task works in one; give one for each task")
    for account in accounts or ():
        module.params.update({name: account[name] for name in ACCOUNT_SPEC})
    return module


def task_region(module: AnsibleModule) -> str:
    """Return the region of a task whose entries have none of their own."""
    if not module.params["region"]:
        raise OptionError("region is needed")
    return str(module.params["region"])


def wait_timeout(module: AnsibleModule) -> float | None:
    """Return for how many seconds the task waits, or None when it does not wait."""
    return module.params["wait_timeout"] if module.params["wait"] else None


def list_lag(module: AnsibleModule) -> float:
    """Return for how many seconds the service's lists may lag, as the task says."""
    seconds = module.params.get("list_lag", _client.LIST_LAG)
    if not 1 <= seconds <= account_options.LONGEST_LAG:
        raise OptionError(f"list_lag: {seconds} is not between 1 and {account_options.LONGEST_LAG} seconds")
    return float(seconds)


def need_libraries(module: AnsibleModule) -> None:
    """End the module when a library is missing or too old, and say how to install all that are."""
    problems = [(SDK, _client.SDK_IMPORT_ERROR), (JMESPATH, query.JMESPATH_IMPORT_ERROR)]
    missing = [library for libraries, problem in problems if problem for library in libraries]
    if missing:
        command = shlex.join([sys.executable, "-m", "pip", "install", *missing])
        problem = "; ".join(str(problem) for _libraries, problem in problems if problem)
        msg = f"{missing_required_lib(', '.join(missing))} To install: {command}"
        # By this the role knows that all accounts lack the same, and reports it once.
        module.fail_json(msg=msg, exception=problem, missing_libraries=missing)


@contextlib.contextmanager
def running(module: AnsibleModule) -> t.Iterator[_client.Client]:
    """Give the task its client; end the module with a sentence when a VpcError comes out. Bugs keep their traceback."""
    need_libraries(module)
    client: _client.Client | None = None
    try:
        choice = credentials.choose(module.params, os.environ)
        # Only what comes in options is masked by Ansible itself.
        client = sessions.open_client(choice, transport_of(module.params), module.no_log_values.update)
        client.report = Progress(module)
        client.list_lag = list_lag(module)
        yield client
    except VpcError as error:
        module.fail_json(
            msg=str(error),
            exception="".join(traceback.format_exception_only(type(error), error)),
            **error.details(),
            **(sent(client) if client else {}),
        )


class Progress:
    """What was seen while waiting: each line goes to the system's log at once, and with -v into the result."""

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.lines: list[str] = []
        self.started = time.monotonic()

    def __call__(self, line: str) -> None:
        self.module.log(line)
        self.lines.append(f"{time.monotonic() - self.started:6.1f} s {line}")

    def as_result(self) -> dict[str, t.Any]:
        """Return ``elapsed``, and the lines as the key ``progress`` for those who want to see more."""
        progress = {"progress": self.lines} if self.lines and self.module._verbosity else {}
        return {"elapsed": round(time.monotonic() - self.started, 3), **progress}


def transport_of(params: dict[str, t.Any]) -> Transport:
    """Read from the options how the service is reached."""
    names = ("endpoint", "sts_endpoint", "connect_timeout", "read_timeout", "ca_bundle", "threads")
    return Transport(**{name: params[name] for name in names})


def sent(client: _client.Client) -> dict[str, t.Any]:
    """Return what every result says about the calls that were made."""
    return {
        "api_calls": dict(client.calls),
        "request_ids": list(client.request_ids),
        "credential_source": client.credential.source,
        **(client.report.as_result() if isinstance(client.report, Progress) else {}),
    }


def guard_account(module: AnsibleModule, client: _client.Client) -> None:
    """Compare O(account_id), when given, with what STS says; called before the first write."""
    if module.params["account_id"]:
        identity = _vpc.get_caller_identity(client, _client.CENTRAL_REGION)
        check_account(module.params["account_id"], identity, client.credential)


def check_account(expected: str | None, identity: dict[str, t.Any], credential: credentials.Credential) -> None:
    """Raise CredentialError when the credential belongs to another account than the one that was named."""
    actual = str(identity["AccountId"])
    if expected and expected != actual:
        raise CredentialError(
            f"The credential from {credential.source} belongs to account {actual}, not to account_id {expected}:"
            " give that account's credential, or correct account_id"
        )


def finish(
    module: AnsibleModule,
    client: _client.Client,
    result: dict[str, t.Any],
    failures: Failures,
) -> None:
    """End the module with its result, as a failure when some entries failed.

    A diff is as large as the resources themselves, and Ansible copies results often: it is there when it is asked for.
    """
    result = {key: value for key, value in result.items() if key != "diff" or module._diff}
    if failures:
        error = PartialError(failures)
        module.fail_json(msg=str(error), **{**result, **error.details(), **sent(client)})
    module.exit_json(**result, **sent(client))
