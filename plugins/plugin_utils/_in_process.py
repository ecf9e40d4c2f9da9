# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entry point of action plugins: a module's work in Ansible's own process, where the task would start another one.

A module process takes 0.3 s of CPU before it does anything. A task that runs on the controller itself, as the user who
runs Ansible and with Ansible's own Python, needs none; every other task runs the module as usual. The module is the
reference: both entry points validate with its spec and call its work.
"""

from __future__ import annotations

import collections.abc
import os
import sys
import types
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible.utils.vars import merge_hash

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import clock, trace
from ansible_collections.aliops.vpc.plugins.module_utils._execute import execute
from ansible_collections.aliops.vpc.plugins.module_utils._module import Definition, missing_libraries, normalized
from ansible_collections.aliops.vpc.plugins.module_utils._results import Progress
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import coerced

TRACE = trace.VARIABLE
SWITCH, VARIABLE = "ALIOPS_VPC_IN_PROCESS", "aliops_vpc_in_process"
# How many seconds pass at least between two lines of progress.
PAUSE = 5.0

Result = dict[str, t.Any]


class ModuleAction(ActionBase):
    """Runs its ``module`` in this process where that is the same, and as a module elsewhere."""

    module: types.ModuleType

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        """Return the module's result."""
        result: Result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        if self._runs_here(task_vars):
            return t.cast(Result, merge_hash(result, self._run_here()))
        wrap_async = bool(self._task.async_val) and not self._connection.has_native_async
        module = self._execute_module(module_args=self._arguments(), task_vars=task_vars, wrap_async=wrap_async)
        result = merge_hash(result, module)
        if not wrap_async:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _runs_here(self, task_vars: Result) -> bool:
        """Return whether a module process would be equivalent to this one: same host, user, Python and environment."""
        wanted = self._templar.template(task_vars.get(VARIABLE, os.environ.get(SWITCH, "true")))
        return (
            boolean(wanted, strict=False)
            and self._connection.transport == "local"
            and not self._connection.become
            and not self._task.async_val
            and not any(self._task.environment or ())
            and self._has_this_python(task_vars)
        )

    def _has_this_python(self, task_vars: Result) -> bool:
        """Return whether the host's interpreter is the one that runs Ansible: the same program, in the same folder.

        The Pythons of two virtual environments are often one program, with different libraries.
        """
        host = self._task.delegate_to
        variables = task_vars.get("ansible_delegated_vars", {}).get(host, {}) if host else task_vars
        interpreter = str(self._templar.template(variables.get("ansible_python_interpreter", "")))
        return os.path.isabs(interpreter) and _program(interpreter) == _program(sys.executable)

    def _arguments(self) -> Result:
        """Return the task's arguments. On this machine a relative trace begins where Ansible was started.

        To a module it would begin at the playbook, which is in the collection when it is run by its name.
        """
        arguments = dict(self._task.args)
        own = any(
            isinstance(entry, collections.abc.Mapping) and TRACE in entry for entry in self._task.environment or ()
        )
        path = arguments.get("trace") or (None if own else os.environ.get(TRACE))
        if path and isinstance(path, str) and self._connection.transport == "local":
            arguments["trace"] = os.path.abspath(os.path.expanduser(path))
        return arguments

    def _run_here(self) -> Result:
        definition: Definition = self.module.MODULE
        given_here = self._arguments().items()
        arguments = {key: coerced(value) for key, value in given_here if not key.startswith("_ansible_")}
        given = normalized(definition.whole_spec, arguments)
        validator = ArgumentSpecValidator(definition.whole_spec, **definition.rules)
        validated = validator.validate(given)
        params = validated.validated_parameters
        secrets = set(secrets_in(definition.whole_spec, arguments)) | set(secrets_in(definition.whole_spec, params))
        if validated.error_messages:
            failure = {"failed": True, "msg": self._refusal(validated)}
            return t.cast(Result, remove_values(failure, secrets))
        time = clock.Clock()
        lines = Lines(secrets, time.monotonic)
        outcome = missing_libraries() or execute(
            definition.work,
            params,
            entries=definition.entries,
            check_mode=self._task.check_mode,
            diff=self._task.diff,
            progress=Progress(overview=lines, announce=lines.show, keep=Display().verbosity > 0, time=time),
            conceal=secrets.update,
        )
        return t.cast(Result, remove_values(outcome, secrets))

    def _refusal(self, validated: ValidationResult) -> str:
        """Return the errors of the options, as AnsibleModule words them."""
        first, message = validated.errors[0], str(validated.errors.msg)
        if isinstance(first, UnsupportedError):
            return f"Unsupported parameters for ({self._task.action}) module: {message}"
        return message


class Lines:
    """Shows on the terminal how far the wait of each account is, once in a few seconds; never a secret."""

    def __init__(self, secrets: t.Collection[str], now: t.Callable[[], float]) -> None:
        self._secrets = secrets
        self._now = now
        self._display = Display()
        self._shown: dict[str | None, float] = {}
        self._started = now()

    def __call__(self, account: str | None, line: str) -> None:
        """Show an account's line, unless another one was shown a moment ago."""
        now = self._now()
        if now - self._shown.get(account, self._started) >= PAUSE:
            self._shown[account] = now
            self.show(line)

    def show(self, line: str) -> None:
        """Show a line at once."""
        self._display.display(str(remove_values(line, self._secrets)))


def _program(path: str) -> tuple[str, str]:
    return os.path.realpath(os.path.dirname(path)), os.path.realpath(path)


def secrets_in(spec: t.Mapping[str, t.Any], params: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield the values of all options that a spec marks as ``no_log``, in suboptions too."""
    for name, option in spec.items():
        value = params.get(name)
        if option.get("no_log") and value:
            yield from strings_in(value)
        for entry in value if isinstance(value, list) else [value]:
            if "options" in option and isinstance(entry, collections.abc.Mapping):
                yield from secrets_in(option["options"], entry)


def strings_in(value: t.Any) -> t.Iterator[str]:
    """Yield a value as a string, and each value in it: a user may have given a list or a dict for a secret."""
    yield str(value)
    if isinstance(value, collections.abc.Mapping):
        value = list(value.values())
    for entry in value if isinstance(value, list) else ():
        yield from strings_in(entry)
