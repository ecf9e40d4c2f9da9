# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator as a Python package: pip installs the command, with all files that the folder has."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "roles" / "simulator" / "files"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The folder that pip has installed the package to, without its libraries: the tests have them."""
    folder = tmp_path_factory.mktemp("package")
    # Building leaves files in the source.
    source = shutil.copytree(FOLDER, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", str(folder / "target"))
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(source)], check=True)
    return folder / "target"


def run(installed: pathlib.Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, str(installed / "bin" / "vpc-simulator"), *arguments]
    process = subprocess.run(command, env=environment, cwd=installed, check=True, stdout=subprocess.PIPE, text=True)
    return process.stdout


def test_every_file_is_installed(installed: pathlib.Path) -> None:
    def files(folder: pathlib.Path) -> list[str]:
        paths = (path.relative_to(folder) for path in (folder / "vpc_simulator").rglob("*") if path.is_file())
        return sorted(str(path) for path in paths if "__pycache__" not in path.parts)

    assert files(installed) == files(FOLDER)


def test_the_command_serves_the_scenarios(installed: pathlib.Path) -> None:
    scenario = installed / "vpc_simulator" / "scenarios" / "tutorial.yml"
    assert run(installed, "--check", str(scenario)) == f"{scenario} is a valid scenario\n"
    assert "ri_blocks" in run(installed, "--switches")
