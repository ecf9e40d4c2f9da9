# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns resolving requirements/*.in into the locks of the environments."""

from __future__ import annotations

import pathlib

from tools.lib import node_clients, settings
from tools.lib.cores import PYTHONS
from tools.lib.environments import REQUIREMENTS
from tools.lib.settings import ROOT, UV

COMPILE = (
    *(UV, "pip", "compile", "--quiet", "--upgrade", "--universal", "--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "make lock"),
)


def compile_lock(name: str, oldest_python: str, *options: str) -> None:
    """Resolve one file, for all Pythons from the oldest on, with hashes."""
    command = (
        *COMPILE,
        "--python-version",
        oldest_python,
        "--generate-hashes",
        "--output-file",
        f"{name}.txt",
        f"{name}.in",
    )
    settings.run(*command, *options, cwd=REQUIREMENTS)


def compile_core_lock(core: str) -> None:
    """Resolve one ansible-core with the packages of `make matrix`."""
    source = pathlib.Path(REQUIREMENTS, f"core-{core}.in")
    source.write_text(f"-r matrix.in\nansible-core=={core}.*\n", encoding="utf-8")
    try:
        compile_lock(f"core-{core}", min(PYTHONS[core], key=lambda version: int(version.split(".")[1])))
    finally:
        source.unlink()


def compile_all() -> None:
    """Resolve everything anew."""
    compile_lock("nox", "3.11")
    compile_lock("dev", "3.11")
    # The demo runs on the versions that the tests ran on.
    compile_lock("run", "3.11", "--constraints", "dev.txt")
    compile_lock("bare", "3.11", "--constraints", "dev.txt")
    # ansible-test passes options of its own, so without hashes.
    units = ROOT / "tests" / "unit" / "requirements.txt"
    settings.run(*COMPILE, "--python-version", "3.9", "--output-file", units, "units.in", cwd=REQUIREMENTS)
    for core in PYTHONS:
        compile_core_lock(core)
    node_clients.lock()
