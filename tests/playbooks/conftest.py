# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the fixtures of the playbook tests: Ansible, and a simulator in which nothing takes time.

Where it matters what time does, or it is not ansible-playbook itself that is tested, a test has the mark ``warm``.
"""

from __future__ import annotations

import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible, estate
from ansible_collections.aliops.vpc.tests.playbooks.warm import Program, WarmAnsible, recording
from ansible_collections.aliops.vpc.tests.scenarios import tutorial


@pytest.fixture(name="instant", scope="session")
def simulator_without_delays() -> t.Iterator[Simulator]:
    """A simulator that the tests of one process share; take ``simulator``."""
    with running("--scenario", "tutorial", "--time-scale", "0") as simulator:
        yield simulator


@pytest.fixture(name="patient", scope="session")
def simulator_with_delays() -> t.Iterator[Simulator]:
    """The one for warm tests, which move its time."""
    with running("--scenario", "tutorial") as simulator:
        yield simulator


@pytest.fixture(name="program", scope="session")
def warm_program(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Program]:
    program = recording(tmp_path_factory.mktemp("program"))
    yield program
    program.close()


@pytest.fixture
def cloud(request: pytest.FixtureRequest) -> Simulator:
    """The simulator for this test, with whatever the test before it has left."""
    simulator: Simulator = request.getfixturevalue("patient" if is_warm(request) else "instant")
    return simulator


@pytest.fixture
def simulator(cloud: Simulator) -> Simulator:
    """The tutorial's scenario at its beginning."""
    cloud.load(tutorial())
    return cloud


@pytest.fixture
def ansible(simulator: Simulator, tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> Ansible:
    """Ansible, with nothing but the collection and the simulator."""
    if is_warm(request):
        return WarmAnsible(tmp_path, simulator, request.getfixturevalue("program"))
    return Ansible(tmp_path, simulator.url)


@pytest.fixture(scope="session")
def undisturbed(patient: Simulator, program: Program, tmp_path_factory: pytest.TempPathFactory) -> t.Any:
    """The estate that a run leaves which nobody disturbs."""
    patient.load(tutorial())
    run = WarmAnsible(tmp_path_factory.mktemp("undisturbed"), patient, program).peer()
    assert run.code == 0, run.output
    return estate(patient)


def is_warm(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("warm") is not None
