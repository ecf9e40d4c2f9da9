# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The arrows between the layers: who may import whom."""

from __future__ import annotations

import ast
import pathlib

import pytest

PLUGINS = pathlib.Path(__file__).resolve().parents[4] / "plugins"
OURS = "ansible_collections.aliops.vpc.plugins."

ALLOWED: dict[str, set[str]] = {
    "_account_options": set(),
    "_errors": set(),
    "_retry": set(),
    "_hints": set(),
    "_words": set(),
    "_entry_specs": {"_words"},
    "_query": {"_errors"},
    "_checks": {"_errors"},
    "_answers": {"_errors", "_hints", "_checks"},
    "_bodies": set(),
    "_records": {"_errors", "_answers", "_checks", "_words"},
    "_waiters": {"_errors", "_query"},
    "_profiles": {"_errors"},
    "_credentials": {"_account_options", "_errors", "_profiles"},
    "_plan": {"_errors", "_records"},
    "_diff": {"_plan", "_records"},
    "_identity": {"_errors", "_records"},
    "_refusals": {"_errors", "_checks", "_records"},
    "_plan_interfaces": {"_errors", "_checks", "_records", "_plan", "_identity", "_refusals"},
    "_plan_connections": {"_errors", "_records", "_plan", "_identity", "_refusals", "_plan_interfaces"},
    "_plan_routes": {"_errors", "_checks", "_records", "_plan", "_identity"},
    "_pace": {"_retry"},
    "_network": set(),
    "_endpoints": set(),
    "_transport": {"_errors", "_endpoints"},
    "_client": {
        "_errors",
        "_hints",
        "_retry",
        "_answers",
        "_bodies",
        "_credentials",
        "_network",
        "_pace",
        "_transport",
    },
    "_pages": {"_errors", "_retry", "_answers", "_client", "_waiters"},
    "_vpc": {"_errors", "_answers", "_client", "_pages", "_records", "_words"},
    "_handouts": {"_errors", "_bodies", "_client", "_credentials", "_transport"},
    "_sessions": {"_client", "_credentials", "_handouts", "_transport", "_vpc"},
    "_tokens": {"_plan", "_plan_interfaces", "_records", "_waiters"},
    "_interface_reads": {"_errors", "_client", "_records", "_vpc"},
    "_items": {"_errors", "_plan", "_plan_interfaces", "_records", "_tokens", "_waiters"},
    "_interfaces": {
        "_items",
        "_tokens",
        "_errors",
        "_client",
        "_records",
        "_words",
        "_plan",
        "_plan_interfaces",
        "_waiters",
        "_vpc",
        "_interface_reads",
    },
    "_next_hops": {"_errors", "_client", "_records", "_plan", "_waiters", "_interface_reads"},
    "_routes": {"_errors", "_client", "_records", "_plan", "_plan_routes", "_waiters", "_vpc"},
    "_removals": {
        "_errors",
        "_client",
        "_records",
        "_plan",
        "_plan_interfaces",
        "_plan_routes",
        "_identity",
        "_vpc",
        "_interfaces",
        "_items",
        "_routes",
        "_waiters",
    },
    "_halves": {"_errors", "_client", "_records", "_vpc"},
    "_module": {"_account_options", "_errors", "_client", "_credentials", "_query", "_sessions", "_transport", "_vpc"},
}
PURE = {
    "_account_options",
    "_entry_specs",
    "_errors",
    "_words",
    "_checks",
    "_hints",
    "_answers",
    "_records",
    "_plan",
    "_identity",
    "_refusals",
    "_plan_interfaces",
    "_plan_connections",
    "_plan_routes",
}
STDLIB_OF_THE_PURE = {"__future__", "collections", "dataclasses", "ipaddress", "re", "typing"}


def imports(path: pathlib.Path) -> set[str]:
    """Return the dotted names that a file imports; of our own packages, the modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            package = node.module in (f"{OURS}module_utils", f"{OURS}plugin_utils")
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if package else {node.module}
    return found


def ours(path: pathlib.Path) -> set[str]:
    """Return which of our layers a file imports."""
    prefix = f"{OURS}module_utils."
    return {name[len(prefix) :] for name in imports(path) if name.startswith(prefix)}


def test_every_layer_is_known() -> None:
    assert {path.stem for path in (PLUGINS / "module_utils").glob("_*.py")} == set(ALLOWED) | {"__init__"} - {
        "__init__"
    }


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_a_layer_imports_only_those_below_it(layer: str) -> None:
    assert ours(PLUGINS / "module_utils" / f"{layer}.py") <= ALLOWED[layer]


@pytest.mark.parametrize("layer", sorted(PURE))
def test_the_pure_layers_do_no_io(layer: str) -> None:
    foreign = {name for name in imports(PLUGINS / "module_utils" / f"{layer}.py") if not name.startswith(OURS)}
    assert foreign <= STDLIB_OF_THE_PURE


@pytest.mark.parametrize("path", sorted((PLUGINS / "module_utils").glob("_*.py")), ids=lambda path: path.stem)
def test_one_layer_talks_to_the_sdk_and_one_knows_ansible_module(path: pathlib.Path) -> None:
    names = imports(path)
    # The table of endpoints is data, which the SDK brings along.
    may = {"_client": ("aliyunsdk",), "_endpoints": ("aliyunsdkvpc.endpoint",)}.get(path.stem, ())
    assert not [name for name in names if name.startswith("aliyunsdk") and not name.startswith(may)]
    assert path.stem == "_module" or "ansible.module_utils.basic" not in names


@pytest.mark.parametrize("path", sorted((PLUGINS / "plugin_utils").glob("_*.py")), ids=lambda path: path.stem)
def test_the_controller_plans_with_pure_code_only(path: pathlib.Path) -> None:
    assert ours(path) <= PURE
