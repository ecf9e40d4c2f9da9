# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A program that runs playbooks in forks of itself: Ansible, the modules and the SDK are loaded once, not for each run.

Everything is as ansible-playbook does it (the playbook, the role, templates), but for three things. A module's C(main)
runs in its task's process, where Ansible would start a Python for it: those of the collection, and those for the files
of this machine. A task runs in the play's process, where Ansible would fork, unless the run is asked for C(forks). And
time is the simulator's: who sleeps moves the simulator's stopped clock, so that waiting is exact and costs nothing.

It reads a line of JSON for each run, C(args), C(output) and C(simulator), which is null for real time; where wanted
C(folder), C(environ) and C(forks). It answers with the run's C(pid); for the line C(wait), a pid, it answers with the
run's C(code), negative for a signal.
Each module that runs here adds a line to the file that E(RECORD_MODULES) names, if it does.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import glob
import importlib
import io
import json
import os
import pathlib
import sys
import traceback
import types
import typing as t

import aliyunsdkvpc
from ansible.cli.playbook import PlaybookCLI
from ansible.module_utils.testing import patch_module_args
from ansible.parsing.dataloader import DataLoader
from ansible.plugins import loader as plugins_loader
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import (
    action_loader,
    become_loader,
    cache_loader,
    callback_loader,
    connection_loader,
    filter_loader,
    init_plugin_loader,
    inventory_loader,
    shell_loader,
    strategy_loader,
    test_loader,
    vars_loader,
)

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLLECTION = "aliops.vpc."
PLUGINS = "ansible_collections.aliops.vpc.plugins."
# These can be imported only when the loader of collections is there.
TESTS = "ansible_collections.aliops.vpc.tests."
TIME, COMPILED, OWN_PROCESS = (f"{TESTS}faults.{name}" for name in ("simulated_time", "compiled", "own_process"))
ENDPOINTS = f"{TESTS}sdk_endpoints"
MODULES = (
    "vpcs_info",
    "router_interfaces",
    "router_interface_peers",
    "router_interface_connections",
    "route_entries",
    "vpc_peer_connections",
)
# What Ansible's own tasks for files start, under the names by which its action plugins call them.
FILE_MODULES = {
    f"ansible.{namespace}.{name}": f"ansible.modules.{name}"
    for namespace in ("legacy", "builtin")
    for name in ("copy", "file", "stat")
}
# Names of plugins; looking one up loads it.
FILTERS = ("peering_result", "peering_audit")
ACTIONS = ("debug", "fail", "include_tasks", "normal", "set_fact", "validate_argument_spec")
OWN_ACTIONS = (*MODULES, "role_input", "role_plan")
# Every run loads all of these, and reads the options in their documentation.
LOADED_BY_EACH_RUN = (
    *(become_loader, cache_loader, callback_loader, connection_loader),
    *(inventory_loader, shell_loader, strategy_loader, vars_loader),
)
execute_elsewhere = ActionBase._execute_module


def execute_here(
    self: ActionBase,
    module_name: str | None = None,
    module_args: dict[str, t.Any] | None = None,
    *args: t.Any,
    **options: t.Any,
) -> dict[str, t.Any]:
    """Run a module of the collection, or for a file of this machine, in this process; the others as Ansible does."""
    name = module_name or self._task.action
    arguments = self._task.args if module_args is None else module_args
    if name.startswith(COLLECTION):
        path = f"{PLUGINS}modules.{name.removeprefix(COLLECTION)}"
        if "RECORD_MODULES" in os.environ:
            with open(os.environ["RECORD_MODULES"], "a", encoding="utf-8") as stream:
                stream.write(f"{name}\n")
    elif name in FILE_MODULES and self._connection.transport == "local" and not self._connection.become:
        path = FILE_MODULES[name]
        if self._connection._shell.tmpdir is None:
            self._make_tmp_path()
    else:
        return t.cast("dict[str, t.Any]", execute_elsewhere(self, module_name, module_args, *args, **options))
    arguments = dict(arguments)
    lenient = options.get("ignore_unknown_opts", False)
    self._update_module_args(name, arguments, options["task_vars"], ignore_unknown_opts=lenient)
    return run_module(importlib.import_module(path), arguments)


def run_module(module: t.Any, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
    """Run a module's C(main), and return the result that it prints."""
    printed = io.StringIO()
    try:
        with patch_module_args(arguments), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            module.main()
    except Exception:  # noqa: BLE001 - whatever breaks a module, as its process would print it
        return {"failed": True, "msg": traceback.format_exc()}
    result: dict[str, t.Any] = json.loads(printed.getvalue().splitlines()[-1])
    return result


def prepare() -> None:
    """Load what every run needs, and put the simulator's time in the place of the machine's."""
    init_plugin_loader()
    for path in (*(f"{PLUGINS}modules.{name}" for name in MODULES), *FILE_MODULES.values()):
        importlib.import_module(path)
    for name in FILTERS:
        filter_loader.get(COLLECTION + name)
    for name in ACTIONS:
        action_loader.get(f"ansible.builtin.{name}", class_only=True)
    for name in OWN_ACTIONS:
        action_loader.get(COLLECTION + name, class_only=True)
    for plugins in (filter_loader, test_loader):
        list(plugins.all())
    for plugins in LOADED_BY_EACH_RUN:
        list(plugins.all(class_only=True))
    for request in pathlib.Path(aliyunsdkvpc.__path__[0], "request", "v20160428").glob("*Route*Request.py"):
        importlib.import_module(f"aliyunsdkvpc.request.v20160428.{request.stem}")
    importlib.import_module(TIME)
    importlib.import_module(COMPILED).install(pathlib.Path.cwd() / "compiled")
    importlib.import_module(OWN_PROCESS)
    share_files()
    importlib.import_module(ENDPOINTS).share()
    ActionBase._execute_module = execute_here
    gc.collect()
    gc.freeze()


def share_files() -> None:
    """Parse the collection's own playbooks and tasks once, and look once for the plugins of each folder."""
    parsed = DataLoader()
    for folder in ("playbooks", "roles/*/tasks", "roles/*/defaults", "roles/*/meta"):
        for path in ROOT.glob(f"{folder}/*.yml"):
            parsed.load_from_file(str(path), unsafe=True, trusted_as_template=True)
    begin = DataLoader.__init__

    def begin_with_files(self: DataLoader) -> None:
        begin(self)
        self._FILE_CACHE = dict(parsed._FILE_CACHE)

    DataLoader.__init__ = begin_with_files
    look = functools.cache(glob.glob)
    vars(plugins_loader)["glob"] = types.SimpleNamespace(glob=lambda path: list(look(path)), iglob=glob.iglob)


def start(
    args: list[str],
    output: str,
    simulator: str | None,
    folder: str = ".",
    environ: dict[str, str] | None = None,
    forks: bool = False,
) -> int:
    """Run ansible-playbook in a fork, in a session of its own; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        gc.disable()
        stream = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number in (1, 2):
            os.dup2(stream, number)
        if simulator:
            importlib.import_module(TIME).install(simulator)
        if not forks:
            importlib.import_module(OWN_PROCESS).install()
        os.chdir(folder)
        os.environ.update(environ or {})
        PlaybookCLI.cli_executor(["ansible-playbook", *args])
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        os._exit(code)


def main() -> None:
    """Serve until standard input ends."""
    prepare()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = {"code": os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])}
        else:
            answer = {"pid": start(**order)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
