# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is told to run a make target finds it: contributors, hooks, GitHub. And `make test` runs every step."""

from __future__ import annotations

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
DEV = (ROOT / "tools" / "dev").read_text(encoding="utf-8")
READERS = (".ci/run", ".github/workflows/ci.yml", ".pre-commit-config.yaml", "CONTRIBUTING.md", "README.md")

STEPS = set(re.findall(r"^STEPS := (.*)$", MAKEFILE, re.MULTILINE)[0].split())
TARGETS = STEPS | set(re.findall(r"^([a-z_]+):.*## ", MAKEFILE, re.MULTILINE))


def array(name: str) -> set[str]:
    """The words of an array in tools/dev."""
    return set(re.findall(rf"^readonly {name}=\((.*)\)$", DEV, re.MULTILINE)[0].split())


def targets_in(path: str) -> set[str]:
    """Return the make targets that a file names."""
    text = (ROOT / path).read_text(encoding="utf-8")
    commands = re.findall(r"(?:^|`|entry: |\) |run: )make ((?:-\S+ )*)([a-z_ ]+)", text, re.MULTILINE)
    return {target for _options, words in commands for target in words.split()}


def test_the_targets_that_are_named_exist() -> None:
    silent = [f"{path}: names no target" for path in READERS if not targets_in(path)]
    unknown = [f"{path}: there is no target {name}" for path in READERS for name in sorted(targets_in(path) - TARGETS)]
    assert not silent + unknown, "\n".join(silent + unknown)


def test_make_test_runs_every_step() -> None:
    in_parallel = re.findall(r"run_steps 2 ([a-z ]+) ", DEV)[0].split()
    assert array("STATIC_STEPS") | array("SUITES") | array("STORIES") | set(in_parallel) == STEPS


def test_each_target_has_its_command() -> None:
    commands = set(re.findall(r"^  ([a-z]+)\) ", DEV, re.MULTILINE))
    assert commands == TARGETS - STEPS - {"help"}
