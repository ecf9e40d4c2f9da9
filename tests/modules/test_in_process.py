# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door for action plugins: when it is taken, its traces in Ansible's process, and its lines on the terminal."""

from __future__ import annotations

import contextlib
import http.server
import json
import logging
import os
import pathlib
import signal
import sys
import threading
import time
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.loader import become_loader, connection_loader
from ansible.template import Templar
from ansible.utils.display import Display

from ansible_collections.aliops.vpc.plugins.action.vpcs_info import ActionModule
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import clock
from ansible_collections.aliops.vpc.plugins.plugin_utils._in_process import PAUSE, Lines
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Door, run_action, run_module
from ansible_collections.aliops.vpc.tests.scenarios import pair

# The fixtures replace it.
MachineClock = clock.Clock
HERE = {"ansible_python_interpreter": sys.executable}


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Door, "action", True)


def door(variables: dict[str, t.Any], connection: str = "local", become: bool = False, **task: t.Any) -> str:
    """Return through which door a task goes."""
    loader, context = DataLoader(), PlayContext()
    ansible_task = Task()
    ansible_task.action, ansible_task.args = "aliops.vpc.vpcs_info", {}
    for name, value in task.items():
        setattr(ansible_task, name, value)
    link = connection_loader.get(connection, context, "/dev/null")
    if become:
        link.set_become_plugin(become_loader.get("sudo"))
    templar = Templar(loader=loader, variables=variables)
    plugin = ActionModule(ansible_task, link, context, loader, templar, None)
    return "here" if plugin._runs_here(variables) else "module"


def test_a_task_on_the_controller_with_its_python_runs_here() -> None:
    assert door(HERE) == "here"
    assert door(HERE, environment=[{}]) == "here"


@pytest.mark.parametrize(
    ("variables", "task"),
    [
        (HERE, {"become": True}),
        (HERE, {"async_val": 60}),
        (HERE, {"environment": [{"HTTPS_PROXY": "http://proxy"}]}),
        (HERE, {"connection": "ssh"}),
        ({}, {}),
        ({"ansible_python_interpreter": "/usr/bin/another"}, {}),
        ({"ansible_python_interpreter": "python3"}, {}),
        ({"ansible_python_interpreter": "auto"}, {}),
        ({**HERE, "ansible_delegated_vars": {"other": {}}}, {"delegate_to": "other"}),
        ({**HERE, "aliops_vpc_in_process": False}, {}),
        ({**HERE, "aliops_vpc_in_process": "no"}, {}),
    ],
    ids=str,
)
def test_every_other_task_runs_as_a_module(variables: dict[str, t.Any], task: dict[str, t.Any]) -> None:
    assert door(variables, **task) == "module"


def test_a_delegated_task_has_the_python_of_its_host() -> None:
    other = {"ansible_python_interpreter": "/usr/bin/another", "ansible_delegated_vars": {"localhost": HERE}}
    assert door(other, delegate_to="localhost") == "here"


def test_the_python_of_another_environment_is_another_one(tmp_path: pathlib.Path) -> None:
    other, same = tmp_path / "python3", pathlib.Path(sys.executable)
    other.symlink_to(same)
    assert door({"ansible_python_interpreter": str(other)}) == "module"


@pytest.mark.parametrize(("value", "expected"), [("false", "module"), ("0", "module"), ("true", "here")])
def test_the_environment_switches_the_door_off(monkeypatch: pytest.MonkeyPatch, value: str, expected: str) -> None:
    monkeypatch.setenv("ALIOPS_VPC_IN_PROCESS", value)
    assert door(HERE) == expected
    assert door({**HERE, "aliops_vpc_in_process": True}) == "here"


def state_of_the_process() -> dict[str, t.Any]:
    """Return the state of its process that a task could change."""
    umask = os.umask(0o22)
    os.umask(umask)
    loggers = [
        logging.getLogger(),
        *(logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)),
    ]
    return {
        "environment": dict(os.environ),
        "signals": [signal.getsignal(number) for number in signal.valid_signals() if number not in (9, 19, 32, 33)],
        "handlers": {logger.name: (logger.level, logger.propagate, list(logger.handlers)) for logger in loggers},
        "threads": threading.enumerate(),
        "path": list(sys.path),
        "folder": os.getcwd(),
        "umask": umask,
    }


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_is_left_behind(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    for name in ("ALIYUN_ACCESS_KEY_ID", "ALIYUN_ACCESS_KEY_SECRET", "DEBUG"):
        monkeypatch.setenv(name, "sdk")
    cloud.load(**pair("Idle"))
    accounts = [{"name": uid, **cloud.account(uid)} for uid in (A, B)]
    accounts[1]["access_key_secret"] = "not-a-secret-wrong" if fails else accounts[1]["access_key_secret"]
    given = {"accounts": accounts, "gather_subset": ["route_tables", "router_interfaces"]}
    # The imports and look-ups of the first run stay.
    run_module("vpcs_info", given)
    before = state_of_the_process()
    assert bool(run_module("vpcs_info", given).get("failed")) == fails
    connected = cloud.run("router_interface_connections", connections=[{"router_interface_id": "ri-A"}])
    assert connected["changed"]
    after = state_of_the_process()
    # Those of other tests' servers may end meanwhile.
    assert set(after.pop("threads")) <= set(before.pop("threads"))
    assert after == before


def test_the_log_of_ansible_gets_no_line_of_the_sdk(cloud: Cloud, caplog: pytest.LogCaptureFixture) -> None:
    """They hold signed URLs; Ansible's log_path makes a handler of the root logger, as this test has one."""
    caplog.set_level(logging.DEBUG)
    result = run_module("vpcs_info", {**cloud.account(A), "access_key_secret": "not-a-secret-wrong"})
    assert result["failed"]
    assert not [record for record in caplog.records if record.name.startswith("aliyunsdkcore")]


class Interrupted(BaseException):
    """As Ansible raises for a task that takes too long, and Python for an interrupt."""


@contextlib.contextmanager
def interrupt_after(seconds: float) -> t.Iterator[None]:
    def interrupt(_number: int, _frame: t.Any) -> None:
        raise Interrupted

    # The alarm is also the tests' own timeout.
    handler, timer = signal.signal(signal.SIGALRM, interrupt), signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *timer)


@pytest.fixture(name="slow")
def slow_endpoint() -> t.Iterator[tuple[str, list[float], threading.Event]]:
    """An endpoint that responds after four seconds or once its event is set, the times of its calls, and the event."""
    calls: list[float] = []
    released = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def respond(self) -> None:
            calls.append(time.monotonic())
            released.wait(4)
            with contextlib.suppress(OSError):
                self.send_error(503)

        def log_message(self, format: str, *args: t.Any) -> None:
            pass

        do_GET = do_POST = respond

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", calls, released
        server.shutdown()


@pytest.mark.parametrize("count", [1, 3])
def test_a_timeout_ends_the_calls_under_way(slow: tuple[str, list[float], threading.Event], count: int) -> None:
    url, calls, released = slow
    key = {"access_key_id": "LTAI", "access_key_secret": "not-a-secret", "region": "cn-beijing", "endpoint": url}
    accounts = [{"name": f"account-{number}", **key} for number in range(count)]
    threads = threading.active_count()
    began = time.monotonic()
    with pytest.raises(Interrupted), interrupt_after(0.5):
        run_action("router_interfaces_info", {"accounts": accounts})
    assert time.monotonic() - began < 2.5
    assert len(calls) == count
    # The calls that were sent get responses; none is sent again, and the threads that waited for them are gone.
    released.set()
    deadline = time.monotonic() + 20
    while threading.active_count() > threads and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    assert threading.active_count() <= threads
    assert len(calls) == count


def test_a_timeout_ends_a_wait(slow_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait of an account in a thread of its own does not keep the task."""
    cloud = slow_cloud

    class Patient(MachineClock):
        def now(self) -> float:
            return 1800.0

    monkeypatch.setattr(clock, "Clock", Patient)
    cloud.load(**pair("Idle"), delays={"connect_delay": 1000.0})
    cloud.simulator.control("clock", json.dumps({"mode": "manual"}))
    entries = [{"router_interface_id": "ri-A", "account": A}, {"router_interface_id": "ri-B", "account": B}]
    accounts = [{"name": uid, **cloud.account(uid)} for uid in (A, B)]
    threads = threading.active_count()
    began = time.monotonic()
    with pytest.raises(Interrupted), interrupt_after(1.0):
        run_action("router_interface_connections", {"accounts": accounts, "connections": entries})
    assert time.monotonic() - began < 3
    deadline = time.monotonic() + 10
    while threading.active_count() > threads and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    assert threading.active_count() <= threads


@pytest.fixture(name="shown")
def lines_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shown: list[str] = []
    monkeypatch.setattr(Display, "display", lambda _self, line, *_given, **_options: shown.append(line))
    return shown


def test_each_account_shows_how_far_it_is_once_in_a_few_seconds(shown: list[str]) -> None:
    moments = iter([0.0, 1.0, PAUSE, PAUSE, PAUSE + 1, 2 * PAUSE])
    lines = Lines(["s3cret"], lambda: next(moments))
    for account, line in [("a", "early"), ("a", "first"), ("b", "s3cret"), ("a", "too soon"), ("a", "second")]:
        lines(account, f"{account}: {line}")
    assert shown == ["a: first", "b: ********", "a: second"]
    lines.show("a line to show at once")
    assert shown[3:] == ["a line to show at once"]


def test_a_wait_is_seen_without_verbosity(cloud: Cloud, shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansible_collections.aliops.vpc.plugins.plugin_utils._in_process.PAUSE", 0.0)
    cloud.load(**pair("Idle"), delays={"connect_delay": 2.0})
    given = {
        "accounts": [{"name": "production", **cloud.account(A)}],
        "connections": [{"router_interface_id": "ri-A"}],
    }
    done = run_action("router_interface_connections", given)
    assert not done.get("failed"), done
    assert "progress" not in done
    waits = [line for line in shown if "waiting for" in line]
    assert waits
    assert all(line.startswith("production: 0 of 1 router interface done after ") for line in waits)
    assert "waiting for ri-A (" in waits[0]
