# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the fixtures of the playbook tests: a simulator whose time runs ten times as fast, and Ansible beside it."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import SCENARIOS, Simulator, running
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible, estate


@pytest.fixture(name="cloud", scope="session")
def running_simulator() -> t.Iterator[Simulator]:
    """A simulator that the tests of one process share; take ``simulator``."""
    with running("--scenario", "tutorial", "--time-scale", "0.1") as simulator:
        yield simulator


@pytest.fixture
def simulator(cloud: Simulator) -> Simulator:
    """The tutorial's scenario at its beginning."""
    cloud.control("scenario", (SCENARIOS / "tutorial.yml").read_text(encoding="utf-8"))
    return cloud


@pytest.fixture
def ansible(simulator: Simulator, tmp_path: pathlib.Path) -> Ansible:
    """Ansible, with nothing but the collection and the simulator."""
    return Ansible(tmp_path, simulator.url)


@pytest.fixture(scope="session")
def undisturbed(cloud: Simulator, tmp_path_factory: pytest.TempPathFactory) -> t.Any:
    """The estate that a run leaves which nobody disturbs."""
    cloud.control("scenario", (SCENARIOS / "tutorial.yml").read_text(encoding="utf-8"))
    run = Ansible(tmp_path_factory.mktemp("undisturbed"), cloud.url).peer()
    assert run.code == 0, run.output
    return estate(cloud)
