# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's files import each other in one direction, and nothing of the collection."""

from __future__ import annotations

import ast
from pathlib import Path

from ansible_collections.aliops.vpc.tests.conformance.harness import SOURCE


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the simulator."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


FILES = {module_name(path): path for path in sorted((SOURCE / "vpc_simulator").rglob("*.py"))}


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, wherever the import stands: in functions and under TYPE_CHECKING too."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            modules |= {name if name in FILES else node.module for name in names}
    return modules


IMPORTS = {name: imports(path) for name, path in FILES.items()}


def reachable(start: str) -> set[str]:
    """Return the simulator's modules that a module imports, directly or through others."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        modules = IMPORTS[ahead.pop()] & {*FILES} - seen
        seen |= modules
        ahead += modules
    return seen


def test_no_file_imports_itself_through_others() -> None:
    assert len(FILES) > 40
    assert [name for name in FILES if name in reachable(name)] == []


def test_no_file_imports_the_collection_or_ansible() -> None:
    foreign = {
        (name, module)
        for name, modules in IMPORTS.items()
        for module in modules
        if module.split(".")[0] in ("ansible", "ansible_collections", "plugins")
    }
    assert foreign == set()
