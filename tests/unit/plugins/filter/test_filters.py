# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documented options and results of the filters are their parameters and results."""

from __future__ import annotations

import importlib
import inspect
import pathlib
import typing as t

import yaml

from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import PEERED, merged, role_input

PACKAGE = "ansible_collections.aliops.vpc.plugins.filter."
FOLDER = pathlib.Path(__file__).resolve().parents[4] / "plugins" / "filter"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
TYPES = {"list": list, "dict": dict, "str": str}
# The defaults that a parameter may have in the documentation if it is empty by default.
EMPTY: dict[t.Any, tuple[t.Any, ...]] = {None: ([], {}), (): ([], None), "": (None,)}

SPOKE = {"name": "one", "account": "a", "region": "cn-beijing", "vpc_id": "vpc-a"}
HUB = {"name": "two", "account": "b", "region": "cn-hangzhou", "vpc_id": "vpc-b"}


def run(name: str, *given: t.Any) -> t.Any:
    (function,) = importlib.import_module(PACKAGE + name).FilterModule().filters().values()
    return function(*given)


def results() -> dict[str, t.Any]:
    """Return the result of each filter for a complete peering."""
    given, read = role_input(), merged(*PEERED)
    result = run("peering_result", given, read, make_plan(Run(given, read)))
    return {
        "full_mesh": run("full_mesh", [SPOKE, HUB]),
        "hub_and_spoke": run("hub_and_spoke", [SPOKE], HUB),
        "peering_audit": run("peering_audit", given, read),
        "peering_mermaid": run("peering_mermaid", result, read),
        "peering_page": run("peering_page", result, read),
        "peering_policies": run("peering_policies", given, read),
        "peering_result": result,
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
            yield f"{name}: {option} is {'required' if required else 'optional'}, unlike its documentation"
        elif not required and documented.get("default") not in (parameter.default, *EMPTY.get(parameter.default, ())):
            yield f"{name}: {option} is {parameter.default!r} by default, not {documented.get('default')!r}"


def test_options_and_parameters_are_twins() -> None:
    offenders = [difference for name in NAMES for difference in differences(name)]
    assert NAMES
    assert not offenders, "\n".join(offenders)


def test_results_have_the_documented_types_and_keys() -> None:
    returned = results()
    assert sorted(returned) == NAMES
    for name, result in returned.items():
        documented = yaml.safe_load(importlib.import_module(PACKAGE + name).RETURN)["_value"]
        assert isinstance(result, TYPES[documented["type"]]), name
        elements = TYPES[documented.get("elements", "dict")]
        assert documented["type"] != "list" or all(isinstance(element, elements) for element in result), name
    text = {name: str(yaml.safe_load(importlib.import_module(PACKAGE + name).RETURN)) for name in returned}
    for name, keys in (
        ("peering_audit", returned["peering_audit"]),
        ("peering_policies", returned["peering_policies"]["a"]),
        ("peering_result", returned["peering_result"]),
    ):
        assert [key for key in keys if f"C({key})" not in text[name]] == [], name
