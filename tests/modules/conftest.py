# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the fixtures of the module tests: one simulator without any waiting, a fresh cloud in it, and hurried clocks."""

from __future__ import annotations

import json
import os
import sys
import threading
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import clock
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud, Door


@pytest.fixture(name="simulator", scope="session")
def running_simulator() -> t.Iterator[Simulator]:
    with running("--scenario", "tutorial", "--time-scale", "0") as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def no_credentials_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ALIBABA", "ALICLOUD", "ALIYUN", "ALIOPS_VPC_TRACE")):
            monkeypatch.delenv(name)


@pytest.fixture(params=["module", "action"])
def both_doors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test once through each door; for ``pytestmark = pytest.mark.usefixtures("both_doors")``."""
    monkeypatch.setattr(Door, "action", request.param == "action")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave Hypothesis's examples untraced, like the tests that repeat whole runs in one state after another.

    Tracing nearly doubles their time, and other tests reach the same lines. It is not worth it for short tests.
    """
    for item in items:
        if hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker("untraced")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> t.Iterator[None]:
    """Remove the tracer meanwhile.

    The mark C(no_cover) of pytest-cov does not do it: the processes of pytest-xdist have two tracers, and when it stops
    the upper one, the lower one goes on.
    """
    if not item.get_closest_marker("untraced"):
        return (yield)
    tracers = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(t.cast("t.Any", None))
    try:
        return (yield)
    finally:
        sys.settrace(tracers[0])
        threading.settrace(t.cast("t.Any", tracers[1]))


class Hurried(clock.Clock):
    """A clock that only a sleep advances, at no cost; it always shows half past the hour."""

    def __init__(self) -> None:
        super().__init__()
        self._slept: list[float] = []

    def now(self) -> float:
        return client_tokens.WINDOW / 2

    def monotonic(self) -> float:
        return sum(self._slept, 0.0)

    def sleep(self, seconds: float) -> None:
        self.check()
        self._slept.append(seconds)


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let waits cost nothing: in the simulated cloud nothing takes time anyway."""
    monkeypatch.setattr(clock, "Clock", Hurried)


@pytest.fixture(scope="session")
def standing() -> t.Iterator[Simulator]:
    """A simulator with all its lags, whose time moves only when a test advances it: after each scenario too."""
    with running("--scenario", "tutorial", "--clock", "manual") as simulator:
        yield simulator


@pytest.fixture
def slow_cloud(standing: Simulator, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """A cloud whose time passes while the modules wait, and only then: lags of a minute cost nothing."""

    class Moving(Hurried):
        """Moves the simulator's clock along."""

        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            standing.control("clock", json.dumps({"advance": seconds}))

    monkeypatch.setattr(clock, "Clock", Moving)
    return Cloud(standing)


@pytest.fixture
def cloud(simulator: Simulator) -> Cloud:
    """The tutorial's scenario at its beginning."""
    cloud = Cloud(simulator)
    cloud.load()
    return cloud
