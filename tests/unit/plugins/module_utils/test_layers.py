# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The imports between the packages, and which of them do I/O or know the SDK or Ansible."""

from __future__ import annotations

import ast
import pathlib

PLUGINS = pathlib.Path(__file__).resolve().parents[4] / "plugins"
OURS = "ansible_collections.aliops.vpc.plugins."

# Each package of module_utils, and the packages that it may import besides itself.
ALLOWED: dict[str, set[str]] = {
    "_errors": set(),
    "_model": {"_errors"},
    "_plan": {"_errors", "_model"},
    "_cloud": {"_errors", "_model"},
    "_apply": {"_errors", "_model", "_plan", "_cloud"},
    "_check": {"_errors", "_model", "_plan"},
    "_probe": {"_errors", "_model", "_cloud", "_check"},
    "_results": {"_errors", "_cloud"},
    "_task": {"_errors", "_model", "_plan", "_cloud", "_results"},
    "_execute": {"_errors", "_cloud", "_results", "_task"},
    "_module": {"_cloud", "_model", "_results", "_execute"},
}
PURE = {"_errors", "_model", "_plan", "_check"}
STDLIB_OF_THE_PURE = {"__future__", "bisect", "collections", "dataclasses", "functools", "ipaddress", "itertools"}
STDLIB_OF_THE_PURE |= {"calendar", "collections.abc", "difflib", "json", "math", "re", "typing"}
# Of Ansible, the pure packages know the conversions that its argument specs use.
ANSIBLE_OF_THE_PURE = {"ansible.module_utils.common.validation", "ansible.module_utils.common.arg_spec"}
# The table of endpoints is data, which the SDK brings along.
SDK = {"_cloud/client.py": "aliyunsdk", "_cloud/endpoints.py": "aliyunsdkvpc.endpoint"}


def imports(path: pathlib.Path) -> set[str]:
    """Return the dotted names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            package = node.module in (f"{OURS}module_utils", f"{OURS}plugin_utils")
            names |= {f"{node.module}.{alias.name}" for alias in node.names} if package else {node.module}
    return names


def files(folder: str) -> dict[str, set[str]]:
    """Return the imports of each file of a folder, by its path below the folder."""
    root = PLUGINS / folder
    return {str(path.relative_to(root)): imports(path) for path in sorted(root.rglob("*.py"))}


def package_of(name: str) -> str:
    """Return the package or file of module_utils of a path or a dotted name."""
    return name.replace("/", ".").removesuffix(".py").split(".")[0]


def ours(names: set[str]) -> set[str]:
    """Return the packages of module_utils among imported names."""
    prefix = f"{OURS}module_utils."
    return {package_of(name.removeprefix(prefix)) for name in names if name.startswith(prefix)}


MODULE_UTILS = {path: names for path, names in files("module_utils").items() if not path.endswith("__init__.py")}


def test_a_package_imports_only_those_below_it() -> None:
    arrows = {
        (path, target)
        for path, names in MODULE_UTILS.items()
        for target in ours(names) - {package_of(path)} - ALLOWED[package_of(path)]
    }
    assert not arrows


def test_the_pure_packages_do_no_io() -> None:
    foreign = {
        (path, name)
        for path, names in MODULE_UTILS.items()
        if package_of(path) in PURE
        for name in names - STDLIB_OF_THE_PURE - ANSIBLE_OF_THE_PURE
        if not name.startswith(OURS)
    }
    assert not foreign


def test_only_the_client_talks_to_the_sdk() -> None:
    users = {
        (path, name)
        for path, names in MODULE_UTILS.items()
        for name in names
        if name.startswith("aliyunsdk") and not name.startswith(SDK.get(path, "nobody"))
    }
    assert not users


def test_only_the_modules_door_knows_ansible_module() -> None:
    assert [path for path, names in MODULE_UTILS.items() if "ansible.module_utils.basic" in names] == ["_module.py"]


def test_the_controller_plans_with_pure_code_only() -> None:
    impure = {
        (path, target)
        for path, names in files("plugin_utils").items()
        for target in ours(names) - PURE
        if path != "_in_process.py"
    }
    assert not impure
