# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the fixtures: a fresh simulated cloud, and each account's client. The pieces are in `harness`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.aliops.vpc.tests.conformance.browser import Browser, browsing_or_skipping
from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator, running
from ansible_collections.aliops.vpc.tests.scenarios import shipped


@pytest.fixture(scope="session")
def immediate() -> Iterator[Simulator]:
    """The tutorial's scenario, without any waiting; shared, so tests use `cloud`."""
    with running("--scenario", "tutorial", "--time-scale", "0") as simulator:
        yield simulator


@pytest.fixture
def cloud(immediate: Simulator) -> Simulator:
    """The tutorial's scenario at its beginning, without any waiting."""
    immediate.load(shipped("tutorial"))
    return immediate


@pytest.fixture(scope="session")
def ticking() -> Iterator[Simulator]:
    """The tutorial's scenario in real time; shared, so tests use `real_time`."""
    with running("--scenario", "tutorial") as simulator:
        yield simulator


@pytest.fixture
def real_time(ticking: Simulator) -> Simulator:
    """The tutorial's scenario at its beginning, in which transitions take their time."""
    ticking.load(shipped("tutorial"))
    return ticking


@pytest.fixture
def initiator(cloud: Simulator) -> Sdk:
    return Sdk(cloud, INITIATOR, "cn-beijing")


@pytest.fixture
def acceptor(cloud: Simulator) -> Sdk:
    return Sdk(cloud, ACCEPTOR, "cn-hangzhou")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for the tests of a file, which use `browser`."""
    with browsing_or_skipping(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser, cloud: Simulator) -> Iterator[Browser]:
    """A browser on the page, whose console must have no complaint when the test ends."""
    chromium.complaints.clear()
    chromium.screen(1280, 900)
    chromium.open(f"{cloud.url}/")
    chromium.wait_for("document.getElementById('live').textContent === 'live'")
    yield chromium
    assert chromium.complaints == []
