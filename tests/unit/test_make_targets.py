# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The make targets that contributors, hooks and GitHub are given exist, and `make ci` runs every step."""

from __future__ import annotations

import ast
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
COMMANDS = ast.parse((ROOT / "tools" / "lib" / "commands.py").read_text(encoding="utf-8"))
READERS = (
    *(".ci/run", ".github/workflows/ci.yml", ".pre-commit-config.yaml", "CONTRIBUTING.md", "README.md"),
    *("tests/README.md", "tools/README.md"),
)

STEPS = set(re.findall(r"^STEPS := (.*)$", MAKEFILE, re.MULTILINE)[0].split())
TARGETS = STEPS | set(re.findall(r"^([a-z_]+):.*## ", MAKEFILE, re.MULTILINE))


def constant(name: str) -> ast.expr:
    """Return the value of a constant of tools/lib/commands.py."""
    assignments = (node for node in COMMANDS.body if isinstance(node, ast.Assign))
    (value,) = (node.value for node in assignments if ast.unparse(node.targets[0]) == name)
    return value


def strings(name: str) -> set[str]:
    """Return the strings in a constant."""
    nodes = ast.walk(constant(name))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def sessions(path: str) -> set[str]:
    """Return the sessions that a file defines."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if any(ast.unparse(mark) == "nox.session" for mark in node.decorator_list)}


def targets_in(path: str) -> set[str]:
    """Return the make targets that a file names."""
    text = (ROOT / path).read_text(encoding="utf-8")
    commands = re.findall(r"(?:^|`|entry: |\) |run: )make ((?:-\S+ )*)([a-z_ ]+)", text, re.MULTILINE)
    return {target for _options, words in commands for target in words.split()}


def test_the_targets_that_are_named_exist() -> None:
    silent = [f"{path}: names no target" for path in READERS if not targets_in(path)]
    unknown = [f"{path}: there is no target {name}" for path in READERS for name in sorted(targets_in(path) - TARGETS)]
    assert not silent + unknown, "\n".join(silent + unknown)


def test_ci_runs_every_step() -> None:
    groups = ("SIDE_BY_SIDE", "STATIC_STEPS", "NETWORK_STEPS", "SUITES", "MEASURES")
    in_groups = set().union(*map(strings, groups))
    assert in_groups == STEPS | {"suites_complete"}


def test_each_step_has_its_session() -> None:
    assert sessions("noxfile.py") == STEPS | {"suites_complete"}
    assert sessions("tools/lib/cores.py") == strings("MATRIX")


def test_each_target_has_its_command() -> None:
    commands = constant("COMMANDS")
    assert isinstance(commands, ast.Tuple)
    names = {ast.unparse(element).rpartition(".")[2] for element in commands.elts}
    # tools/dev removes the work without making an environment first.
    assert names == TARGETS - STEPS - {"help", "clean"}
