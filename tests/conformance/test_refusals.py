# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every refusal of every action, followed through the functions that the action calls: its catalogue has the code.

A code that an action's catalogue lacks would become an internal error, with status 500.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import SOURCE, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import pair_scenario
from vpc_simulator.actions import ACTIONS
from vpc_simulator.errors import CATALOGUE, COMMON
from vpc_simulator.ram import LOOKED_UP
from vpc_simulator.switches import Switches
from vpc_simulator.tokens import RUNNING

PACKAGE = SOURCE / "vpc_simulator"
KNOWN = {code for codes in CATALOGUE.values() for code in codes}
CHOICES = {name: {str(default), *choices} for name, default, _doc, choices in Switches.describe()}
# Refusals in shared functions that these actions cannot reach, as the functions test the action or its parameters.
UNREACHABLE = {
    # own_table: only the actions that look a table up to authorise the call use the switch
    *((action, "Forbidden.VRouterNotFound") for action in ("DeleteRouteEntry", "DeleteRouteEntries")),
    # _change_state: only DeactivateRouterInterface refuses an interface that a route entry uses
    *(("ActivateRouterInterface", code) for code in CHOICES["delete_referenced_code"]),
    # check_cdt: an acceptance checks the caller's account only
    *(
        ("VpcPeer.AcceptVpcPeerConnection", f"OperationFailed.AcceptUser{name}NotOpened")
        for name in ("Cdt", "CrossBorderCdt")
    ),
    # health_checks._error: the creation of an interface has the generic code
    *(
        ("CreateRouterInterface", code)
        for code in (
            "IllegalParam.HcRate",
            "IllegalParam.HcSourceIp",
            "IllegalParam.HcThreshold",
            "InvalidHealthCheckIP.Malformd",
            "InvalidParam.ModifyRouterInterface",
        )
    ),
}


@dataclass
class Function:
    """A function of the package: the codes that it mentions with their variants, and what it calls, by module."""

    refusals: set[tuple[str, int]] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


def imported(tree: ast.Module) -> dict[str, str]:
    """The names that a file imports from the package: name: module and name."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("vpc_simulator")
        for alias in node.names
    }


def functions(path: Path, module: str) -> Iterator[tuple[str, Function, list[str]]]:
    """Each function of a file: its name with the module, what it does, and the actions that it is registered for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = imported(tree)
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        actions = [
            str(ast.literal_eval(call.args[0]))
            for call in node.decorator_list
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "action"
        ]
        function = read(node)
        function.calls = {names.get(name, f"{module}.{name}") for name in function.calls}
        yield f"{module}.{node.name}", function, actions


def read(function: ast.FunctionDef) -> Function:
    result = Function()
    variants: dict[str, int] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and len(node.args) == 2 and isinstance(node.args[0], ast.Constant):
            code, variant = node.args[0].value, node.args[1]
            if isinstance(code, str) and isinstance(variant, ast.Constant) and isinstance(variant.value, int):
                variants[code] = variant.value
        elif isinstance(node, ast.Name):
            result.calls.add(node.id)
        elif isinstance(node, ast.Attribute) and node.attr.endswith("_code"):
            result.refusals |= {(code, 0) for code in CHOICES.get(node.attr, ())}
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in KNOWN:
            result.refusals.add((node.value, variants.get(node.value, 0)))
    return result


def refusals() -> dict[str, set[tuple[str, int]]]:
    """The codes of each action, with the variant of each."""
    by_name: dict[str, Function] = {}
    handlers: dict[str, str] = {}
    for path in (*sorted((PACKAGE / "actions").glob("*.py")), PACKAGE / "call.py"):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for name, function, actions in functions(path, module):
            by_name[name] = function
            handlers.update(dict.fromkeys(actions, name))
    return {action: reachable(handler, by_name) for action, handler in handlers.items()}


def reachable(start: str, by_name: dict[str, Function]) -> set[tuple[str, int]]:
    result: set[tuple[str, int]] = set()
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        result |= by_name[name].refusals
        ahead += by_name[name].calls
    return result


REFUSALS = refusals()


def test_every_action_is_walked() -> None:
    assert set(REFUSALS) == set(ACTIONS)
    assert sum(map(len, REFUSALS.values())) > 200


@pytest.mark.parametrize("action", sorted(REFUSALS))
def test_no_refusal_becomes_an_internal_error(action: str) -> None:
    codes = {**CATALOGUE[COMMON], **CATALOGUE[action]}
    missing = {
        code
        for code, variant in REFUSALS[action]
        if len(codes.get(code, ())) <= variant and (action, code) not in UNREACHABLE
    }
    assert missing == set()


def test_no_code_is_composed() -> None:
    """Such a code could not be followed."""
    calls = [
        (path.name, node.lineno)
        for path in (PACKAGE / "actions").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args[:1])
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "error"
    ]
    assert calls == []


def test_every_exception_is_needed() -> None:
    """An exception for a code that no function mentions any more would hide a new mistake."""
    assert {(action, code) for action, code in UNREACHABLE if code not in dict(REFUSALS[action])} == set()


def test_the_codes_of_the_gateway_belong_to_all_actions() -> None:
    chosen = CHOICES["denied_code"] | CHOICES["throttling_code"]
    assert {*chosen, "IdempotentParameterMismatch", "LastTokenProcessing", "DryRunOperation"} <= set(CATALOGUE[COMMON])
    for action, code in (*LOOKED_UP.items(), *RUNNING.items()):
        assert code in CATALOGUE[action], action


@pytest.fixture(scope="module")
def slow() -> Iterator[Simulator]:
    """A cloud in which transitions take their time."""
    with running("--scenario", "empty") as simulator:
        yield simulator


@pytest.mark.parametrize("action", ["CreateRouteEntries", "DeleteRouteEntries"])
@pytest.mark.parametrize("case", ["vswitch", "vpc", "border router"])
def test_a_batch_while_the_router_is_not_stable(slow: Simulator, action: str, case: str) -> None:
    content = yaml.safe_load(pair_scenario(status="Active"))
    first = content["accounts"][0]
    table = "vtb-AAA"
    if case == "vswitch":
        first["vpcs"][0]["vswitches"][0]["status"] = "Pending"
    elif case == "vpc":
        first["vpcs"][0]["status"] = "Pending"
    else:
        first["vbrs"] = [
            {"vbr_id": "vbr-1", "region": "cn-beijing", "route_table_id": "vtb-V", "access_point_id": "ap-1"}
        ]
        first["vbrs"][0]["status"] = "terminated"
        table = "vtb-V"
    slow.control("scenario", yaml.safe_dump(content))
    slow.control("clock", '{"mode": "manual"}')
    entry = {"RouteEntries.1.RouteTableId": table, "RouteEntries.1.DstCidrBlock": "10.1.0.0/16"}
    expected = {"vswitch": "IncorrectVSwitchStatus", "vpc": "IncorrectVpcStatus", "border router": "InvalidVBRStatus"}
    assert get(slow, action, **entry, **{"RouteEntries.1.NextHop": "ri-A"}).refusal == (400, expected[case])
