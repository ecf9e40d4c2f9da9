# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns running a suite of tests in a tree, and counting its cases."""

from __future__ import annotations

import os
import pathlib
import shutil

import nox

from tools.lib import ansible_tests, environments, report, trees
from tools.lib.settings import COLLECTION, LOGS, WORK

# The environment variable that names which cases run: all, or a sample, then without coverage and on fewer Pythons.
CASES = "ALIOPS_CASES"


def run_pytest(session: nox.Session, tree: pathlib.Path, *arguments: str, coverage: bool = False) -> None:
    """Run pytest on two cores by default, and count its cases; with coverage, leave the data for the session."""
    cases = os.environ.get(CASES, "all")
    session.chdir(tree / COLLECTION)
    junit = LOGS / f"{session.name}.xml"
    env = {"ANSIBLE_COLLECTIONS_PATH": str(tree)}
    if coverage and cases == "all":
        env["COVERAGE_FILE"] = f"{WORK}/coverage.{session.name}"
        arguments += ("--cov", "--cov-config", "tools/coverage.ini", "--cov-report", "")
    # Tests wait for processes and time-outs now and then: two of them keep two cores busy meanwhile.
    options = ("-n", "3", "--dist", "worksteal", "--junitxml", str(junit), "--cases", cases)
    try:
        session.run("python", "-m", "pytest", *options, *arguments, *session.posargs, env=env)
    finally:
        report.count_junit(session.name, [junit] if junit.exists() else [])


def run_sanity(session: nox.Session, tree: pathlib.Path, folder: pathlib.Path) -> None:
    """Run ansible-test sanity with all the checks that it has, on what users install of a tree, below a folder."""
    if not shutil.which("shellcheck"):
        session.error("without shellcheck ansible-test skips that test and passes")
    if os.environ.get(CASES) == "sample":
        environments.keep_oldest_python()
    # The other files have mypy and ruff, with pylint's rules.
    collections = trees.install_from(tree, folder)
    trees.add_repository(collections / COLLECTION)
    ansible_tests.run_cases(session, collections, "sanity", "--local", "--junit")
