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

import yaml

from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import PEERING, WHOLE, handshake

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


def differences(name: str) -> t.Iterator[str]:
    """Compare the documented options of a filter with its parameters."""
    module = importlib.import_module(PACKAGE + name)
    ((called, function),) = module.FilterModule().filters().items()
    documentation = yaml.safe_load(module.DOCUMENTATION)
    options = documentation["options"]
    _input, *parameters = inspect.signature(function).parameters.values()
    named = {parameter.name: parameter for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD}
    if not called == name == documentation["name"]:
        yield f"{name}: is called {called}, and {documentation['name']} in its documentation"
    if len(named) == len(parameters):
        yield from (f"{name}: {option} is no parameter" for option in options if option not in ("_input", *named))
    yield from (f"{name}: {option} is not documented" for option in ("_input", *named) if option not in options)
    for option, parameter in named.items():
        documented, required = options.get(option, {}), parameter.default is parameter.empty
        if documented.get("required", False) is not required:
            yield f"{name}: {option} is {'required' if required else 'optional'}, its documentation says otherwise"
        elif not required and documented.get("default") not in (parameter.default, *EMPTY.get(parameter.default, ())):
            yield f"{name}: {option} is {parameter.default!r} by default, not {documented.get('default')!r}"


def test_options_and_parameters_are_twins() -> None:
    offenders = [difference for name in NAMES for difference in differences(name)]
    assert NAMES
    assert not offenders, "\n".join(offenders)


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
