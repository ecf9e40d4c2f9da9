# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's own data and code, compared: no action can refuse with a code that the API does not know."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ansible_collections.aliops.vpc.tests.conformance.harness import SOURCE
from vpc_simulator.actions import ACTIONS
from vpc_simulator.errors import CATALOGUE, COMMON
from vpc_simulator.parameters import ACTIONS as PARAMETERS
from vpc_simulator.switches import Switches

PACKAGE = SOURCE / "vpc_simulator"
STANDARD_AND_SERVER = {"cryptography", "uvicorn", "starlette", "yaml", "vpc_simulator"}


def _raised() -> Iterator[tuple[str, str, int]]:
    """File, code and variant of every `call.error("...")` in the actions."""
    for path in sorted((PACKAGE / "actions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "error"):
                continue
            values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if values and isinstance(values[0], str):
                yield path.name, values[0], int(str(values[1])) if len(values) > 1 else 0


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    raised = sorted(set(_raised()))
    offenders = [
        f"{file} raises {code}, whose variant {variant} is not in the catalogue"
        for file, code, variant in raised
        if not any(len(codes.get(code, ())) > variant for codes in CATALOGUE.values())
    ]
    assert len(raised) > 50
    assert not offenders, "\n".join(offenders)


def test_every_code_in_the_parameter_data_belongs_to_its_action() -> None:
    for action, facts in PARAMETERS.items():
        for name, rules in facts["parameters"].items():
            for reason in ("invalid", "missing", "too_many"):
                if reason in rules:
                    assert rules[reason][0] in CATALOGUE[action], f"{action}.{name}"


def test_codes_that_switches_choose_are_in_the_catalogue() -> None:
    known = {code for actions in CATALOGUE.values() for code in actions}
    for name, default, doc, choices in Switches.describe():
        assert doc.endswith("."), name
        if name.endswith("_code"):
            assert {str(default), *choices} <= known, name


def test_every_switch_is_read() -> None:
    source = "".join(path.read_text() for path in PACKAGE.rglob("*.py") if path.name != "switches.py")
    unread = [name for name, *_rest in Switches.describe() if f".{name}" not in source]
    assert unread == []
    assert Switches().list_order == "newest_first"


def test_every_action_is_in_the_contract() -> None:
    assert set(ACTIONS) <= set(PARAMETERS)
    assert set(CATALOGUE) - {COMMON} == set(PARAMETERS)


def test_the_package_imports_no_plugin_and_no_sdk() -> None:
    allowed = STANDARD_AND_SERVER
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                assert top in allowed or top in __import__("sys").stdlib_module_names, f"{path.name} imports {name}"
