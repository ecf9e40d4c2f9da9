# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`make test` runs a sample of the tests with the marks sampled and only_ci, and `make ci` all of them."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
SUITE = """
import pytest

@pytest.mark.parametrize("number", range(7))
@pytest.mark.sampled(3)
def test_long(number):
    pass

@pytest.mark.only_ci
def test_pipeline():
    pass

@pytest.mark.parametrize("number", range(2))
def test_short(number):
    pass
"""


def collected(folder: pathlib.Path, *options: str) -> list[str]:
    """Return the cases that run."""
    (folder / "conftest.py").write_text((TESTS / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    sampled(every)\n    only_ci\n", encoding="utf-8")
    (folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *options]
    # ansible-test gives pytest plugins of its own.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environ["PYTHONPATH"] = str(TESTS.parents[3])
    run = subprocess.run(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return [line.partition("::")[2] for line in run.stdout.splitlines() if "::" in line]


def test_a_sample_has_every_nth_case_and_no_pipeline(tmp_path: pathlib.Path) -> None:
    short = ["test_short[0]", "test_short[1]"]
    assert collected(tmp_path) == [*(f"test_long[{number}]" for number in range(7)), "test_pipeline", *short]
    assert collected(tmp_path, "--cases", "sample") == ["test_long[0]", "test_long[3]", "test_long[6]", *short]
