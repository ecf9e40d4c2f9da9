# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the fixtures of the fault tests, which part of the matrix runs, and its figures at the end."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import running
from ansible_collections.aliops.vpc.tests.faults import figures
from ansible_collections.aliops.vpc.tests.faults.journal import Journal
from ansible_collections.aliops.vpc.tests.faults.matrix import FAULTS, KILLS, STORIES, Matrix
from ansible_collections.aliops.vpc.tests.faults.runs import Lab

# The kind of a test report's property that holds one case: its fault, and what became of it.
CASE = "fault case"

# In the sample a fault strikes one write in eight, in every story another one, and now and then a read.
EACH = {True: 8, False: 90}
STEP, STRIDE = 3, {True: 1, False: 7}
# Of what a key at the keyboard does to a first run, the sample leaves out no write.
WHOLE = (list({**FAULTS, **KILLS}).index("killed after the effect"), "first run")


def chosen(config: pytest.Config, calls: list[dict[str, t.Any]], fault: int, story: str) -> list[dict[str, t.Any]]:
    """Return the calls that are to be struck: all, those that write, or for the sample those whose turn it is."""
    part = config.getoption("--calls")
    turn = fault + STEP * list(STORIES).index(story)
    kinds = {write: [call for call in calls if call["write"] == write] for write in EACH}
    if part == "writes" or (part == "sample" and (fault, story) == WHOLE):
        return kinds[True]
    if part == "sample":
        return [
            call for write, stride in EACH.items() for call in kinds[write][-turn * STRIDE[write] % stride :: stride]
        ]
    return calls


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption(
        "--calls", choices=("all", "writes", "sample"), default="all", help="the calls that the fault matrix strikes"
    )
    group.addoption(
        "--journal",
        type=pathlib.Path,
        metavar="FILE",
        help="note each case that went well, and do not run again what it holds of the same code",
    )
    group.addoption("--figures", type=pathlib.Path, metavar="PAGE", help="write the figures between the page's marks")


class Matrices(dict[str, Matrix]):
    """Runs a story undisturbed when a test first asks for it: a process of the tests seldom needs them all."""

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self._lab = lab

    def __missing__(self, name: str) -> Matrix:
        self[name] = Matrix(self._lab, STORIES[name])
        return self[name]


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Lab]:
    """A simulator and a warm Ansible, which the tests of one process share."""
    with running("--scenario", "tutorial") as simulator:
        lab = Lab(simulator, tmp_path_factory.mktemp("lab"))
        yield lab
        lab.close()


@pytest.fixture(scope="session")
def journal(request: pytest.FixtureRequest) -> Journal:
    """The results of an earlier run of the tests."""
    return Journal(request.config.getoption("--journal"))


@pytest.fixture(scope="session")
def matrices(lab: Lab) -> dict[str, Matrix]:
    """Every story with its undisturbed run, which has the calls to strike."""
    return Matrices(lab)


def pytest_terminal_summary(terminalreporter: t.Any, config: pytest.Config) -> None:
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    calls = [report for report in reports if report.when == "call"]
    cases = [tuple(value) for report in calls for name, value in report.user_properties if name == CASE]
    if not cases:
        return
    order = list({**FAULTS, **KILLS})
    table = figures.table(sorted(cases, key=lambda case: order.index(case[0])))
    terminalreporter.section("fault matrix")
    terminalreporter.write_line(table)
    if page := config.getoption("--figures"):
        figures.write(page, table)
