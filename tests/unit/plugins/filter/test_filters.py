# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is documented of the filters is what they take and what they return."""

from __future__ import annotations

import importlib
import inspect
import json
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.halves import PEERING, WHOLE, handshake

PACKAGE = "ansible_collections.aliops.vpc.plugins.filter."
FOLDER = pathlib.Path(__file__).resolve().parents[4] / "plugins" / "filter"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
TYPES = {"list": list, "dict": dict, "str": str}
# What the documentation may say of a parameter that is empty by default.
EMPTY: dict[t.Any, tuple[t.Any, ...]] = {None: ([], {}), (): ([], None), "": (None,)}

ACCOUNTS: dict[str, t.Any] = {"a": {}, "b": {}}
READS = list(WHOLE)
SPOKE = {"name": "one", "account": "a", "region": "cn-beijing", "vpc_id": "vpc-a"}
HUB = {"name": "two", "account": "b", "region": "cn-hangzhou", "vpc_id": "vpc-b"}


def run(name: str, *given: t.Any) -> t.Any:
    (function,) = importlib.import_module(PACKAGE + name).FilterModule().filters().values()
    return function(*given)


def results(folder: pathlib.Path) -> dict[str, t.Any]:
    """Return what each filter makes of a peering that is whole."""
    path = folder / "one.acceptor.json"
    path.write_text(json.dumps(handshake("b")), encoding="utf-8")
    fleet = run("peering_fleet", [PEERING])
    summary = run("peering_summary", fleet, READS, ACCOUNTS, [])
    return {
        "full_mesh": run("full_mesh", [SPOKE, HUB]),
        "hub_and_spoke": run("hub_and_spoke", [SPOKE], HUB),
        "peering_audit": run("peering_audit", fleet, READS, ACCOUNTS),
        "peering_entries": run("peering_entries", [], {}),
        "peering_fleet": fleet,
        "peering_handshakes": run("peering_handshakes", [str(path)]),
        "peering_mermaid": run("peering_mermaid", summary, READS),
        "peering_page": run("peering_page", summary, READS),
        "peering_plan": run("peering_plan", fleet, READS, ACCOUNTS),
        "peering_policies": run("peering_policies", fleet, READS, ACCOUNTS),
        "peering_reads": run("peering_reads", fleet, ACCOUNTS),
        "peering_summary": summary,
        "peering_told": run("peering_told", READS),
        "peering_unlisted": run("peering_unlisted", [{"failures": [{"entry": "ri-a", "last_state": "absent"}]}]),
    }


@pytest.mark.parametrize("name", NAMES)
def test_options_and_parameters_are_twins(name: str) -> None:
    module = importlib.import_module(PACKAGE + name)
    ((called, function),) = module.FilterModule().filters().items()
    documentation = yaml.safe_load(module.DOCUMENTATION)
    options = documentation["options"]
    _input, *parameters = inspect.signature(function).parameters.values()
    named = {one.name: one for one in parameters if one.kind is not one.VAR_KEYWORD}
    assert called == name == documentation["name"]
    if len(named) == len(parameters):
        assert set(options) == {"_input", *named}
    for option, parameter in named.items():
        assert options[option].get("required", False) is (parameter.default is parameter.empty), option
        if parameter.default is not parameter.empty:
            assert options[option].get("default") in (parameter.default, *EMPTY.get(parameter.default, ())), option


def test_results_are_what_return_says(tmp_path: pathlib.Path) -> None:
    found = results(tmp_path)
    assert sorted(found) == NAMES
    for name, result in found.items():
        said = yaml.safe_load(importlib.import_module(PACKAGE + name).RETURN)["_value"]
        assert isinstance(result, TYPES[said["type"]]), name
        elements = TYPES[said.get("elements", "dict")]
        assert said["type"] != "list" or all(isinstance(one, elements) for one in result), name
    text = {name: str(yaml.safe_load(importlib.import_module(PACKAGE + name).RETURN)) for name in found}
    for name, keys in (
        ("peering_audit", found["peering_audit"]),
        ("peering_policies", found["peering_policies"]["a"]),
        ("peering_summary", found["peering_summary"]),
    ):
        assert [key for key in keys if f"C({key})" not in text[name]] == [], name
