# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the versions of ansible-core that the collection supports: their Pythons, and a place for each in the matrix."""

from __future__ import annotations

import os
import pathlib

from tools.lib import environments, settings, trees
from tools.lib.settings import WORK

# Those that the core and the simulator run on; spread, so that each is met.
PYTHONS = {
    "2.17": ("3.11", "3.12"),
    "2.18": ("3.13", "3.12", "3.11"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.13", "3.14", "3.12"),
    "2.21": ("3.12", "3.13", "3.14"),
}
CORES = tuple(PYTHONS)


def make(core: str) -> bool:
    """Make the core's environment, if the machine has one of its Pythons."""
    python = environments.first_python(*PYTHONS[core])
    if python:
        environments.make(f"core-{core}", python)
    return bool(python)


def enter(core: str, job: str) -> pathlib.Path:
    """Enter the core's environment, and return a tree: the steps run side by side, so each has a home and a tree."""
    if not make(core):
        raise RuntimeError(f"this machine has none of Python {', '.join(PYTHONS[core])}")
    environments.link_pythons()
    environments.enter(f"core-{core}")
    settings.isolate_from_user()
    folder = WORK / "matrix" / core / job
    os.environ.update(HOME=str(folder / "home"), ANSIBLE_HOME=str(folder / "ansible"))
    (folder / "home").mkdir(parents=True, exist_ok=True)
    trees.copy(folder / "tree")
    version = settings.output("python", "-c", "from ansible.release import __version__; print(__version__)")
    if not version.startswith(f"{core}."):
        raise RuntimeError(f"this is {version}, not {core}")
    print(f"ansible-core {version} on {settings.output('python', '-V')}", flush=True)
    return folder / "tree"
