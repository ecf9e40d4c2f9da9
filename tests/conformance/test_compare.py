# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""--compare: a trace that agrees, each kind of difference, and files that are no trace; and the catalogue behind it."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import SOURCE
from ansible_collections.aliops.vpc.tools.simulator_responses import text
from vpc_simulator.actions import ACTIONS
from vpc_simulator.compare import FIELDS, SENTENCES, Comparison, compare
from vpc_simulator.operations import action_of
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.shapes import FILE, OPTIONAL, RESPONSES, Shape, differences, plain, shape_of
from vpc_simulator.traces import TraceError, read_trace

DOCUMENTED: dict[str, Shape] = json.loads((Path(__file__).parent / "contract_responses.json").read_text())
# In no document of the action, but clients have seen it in the service, or in another version of it.
SEEN = {
    ("AssumeRole", "SourceIdentity"),
    ("DescribeRegions", "Regions.Region[].Status"),
    ("VpcPeer.ListTagResources", "NextToken"),
}
REQUEST = "C7F6FCBD-F9CC-4501-8EF3-CDC9577CAE45"


def complete(shape: Shape) -> Any:
    """The shape of a response that has every field."""
    if isinstance(shape, dict):
        return {plain(name): complete(inner) for name, inner in shape.items()}
    return [complete(inner) for inner in shape] if isinstance(shape, list) else shape


def optional(shape: Shape) -> Any:
    """The shape with every field optional."""
    if isinstance(shape, dict):
        return {plain(name) + OPTIONAL: optional(inner) for name, inner in shape.items()}
    return [optional(inner) for inner in shape] if isinstance(shape, list) else shape


def call(operation: str, **changes: Any) -> dict[str, Any]:
    """The line of a call that went well, with changes; `parameters` are added to its region."""
    parameters = {"RegionId": "cn-beijing", **changes.pop("parameters", {})}
    line = {
        "action": action_of(operation),
        "version": CONTRACT[operation]["version"],
        "status": 200,
        "code": None,
        "request_id": REQUEST,
        "parameters": parameters,
        "fields": complete(RESPONSES[operation]),
    }
    return {**line, **changes}


def refused(operation: str, code: str, status: int, **changes: Any) -> dict[str, Any]:
    return call(operation, code=code, status=status, **{"fields": complete(RESPONSES["*"]), **changes})


def written(folder: Path, *calls: dict[str, Any]) -> Path:
    """A trace of these calls."""
    trace = folder / "trace.jsonl"
    trace.write_text("".join(json.dumps(line) + "\n" for line in calls))
    return trace


def compared(folder: Path, *calls: dict[str, Any]) -> Comparison:
    return compare(read_trace(written(folder, *calls)))


def run(trace: Path, *options: str) -> tuple[int, str, str]:
    """The status, the output and the errors of the program."""
    command = [sys.executable, "-m", "vpc_simulator", "--compare", str(trace), *options]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    process = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return process.returncode, process.stdout, process.stderr


def doctored(**changes: Any) -> dict[str, Any]:
    """DescribeVpcs with another first VPC; None removes a field."""
    line = copy.deepcopy(call("DescribeVpcs"))
    fields = line["fields"]["Vpcs"]["Vpc"][0]
    fields.update(changes)
    line["fields"]["Vpcs"]["Vpc"][0] = {name: kind for name, kind in fields.items() if kind is not None}
    return line


def test_the_catalogue_is_what_the_simulator_sends() -> None:
    """make tables writes it. Each response that other tests get through the SDK is compared with it too."""
    assert FILE.read_text(encoding="utf-8") == text()
    assert set(RESPONSES) == {*ACTIONS, "*"}


@pytest.mark.parametrize("operation", sorted(set(RESPONSES) & set(DOCUMENTED)))
def test_no_response_has_an_undocumented_field(operation: str) -> None:
    offenders = [
        difference
        for difference in differences(optional(DOCUMENTED[operation]), RESPONSES[operation])
        if (operation, difference.path) not in SEEN
    ]
    assert offenders == []


def test_a_trace_that_agrees(tmp_path: Path) -> None:
    calls = [call(operation, parameters=_samples(operation)) for operation in sorted(ACTIONS)]
    calls += [refused("DescribeVpcAttribute", "InvalidVpcId.NotFound", 404)]
    calls += [refused("DescribeVpcs", "Throttling.User", 400), refused("CreateVpc", "MissingParameter", 400)]
    calls += [refused("CreateRouterInterface", "InvalidAccessPointId", 400)]
    summary = f"{len(calls)} calls of {len(ACTIONS)} actions: the simulator would have answered alike\n"
    assert run(written(tmp_path, *calls)) == (0, summary, "")


def _samples(operation: str) -> dict[str, str]:
    """A value for each mandatory parameter."""
    samples: dict[str, str] = {}
    for name, rules in CONTRACT[operation]["parameters"].items():
        if rules.get("required") and not rules["type"].startswith("Object") and name != "RegionId":
            value = "1" if rules["type"] in ("Integer", "Long") else "true" if rules["type"] == "Boolean" else "x"
            value = "cn-beijing" if "region" in rules else value
            value = "acs:ram::1:role/x" if rules.get("pattern") == "role_arn" else value
            value = "xx" if rules.get("pattern") == "role_session_name" else value
            samples[re.sub(r"\.[NM]\b", ".1", name)] = str(rules.get("enum", [value])[0])
    if "Tag.N" in CONTRACT[operation]["parameters"] and CONTRACT[operation]["parameters"]["Tag.N"].get("required"):
        samples |= {"Tag.1.Key": "env", "Tag.1.Value": "prod"}
    return samples


DOCTORED: list[tuple[dict[str, Any], dict[str, str]]] = [
    (
        {**call("DescribeVpcs"), "action": "DescribeVpcGrants"},
        {"kind": "unknown_action", "name": "", "service": "HTTP 200", "simulator": "InvalidAction.NotFound"},
    ),
    (
        {**call("DescribeVpcs"), "version": "2999-01-01"},
        {"kind": "unknown_action", "name": "", "service": "HTTP 200", "simulator": "InvalidAction.NotFound"},
    ),
    (
        call("DescribeVpcs", parameters={"Colour": "red"}),
        {"kind": "unknown_parameter", "name": "Colour", "service": "sent", "simulator": "unknown"},
    ),
    (
        call("DescribeVpcs", parameters={"PageSize": "many"}),
        {"kind": "refused_parameters", "name": "InvalidPageSize", "service": "HTTP 200"},
    ),
    (
        refused("DescribeVpcs", "OperationDenied.FullMoon", 409),
        {"kind": "unknown_code", "name": "OperationDenied.FullMoon", "service": "409", "simulator": "unknown"},
    ),
    (
        refused("CreateRouterInterface", "InvalidRouterId.NotFound", 400),
        {"kind": "other_status", "name": "InvalidRouterId.NotFound", "service": "400", "simulator": "404, a guess"},
    ),
    (
        doctored(Colour="string"),
        {"kind": "unknown_field", "name": "Vpcs.Vpc[].Colour", "service": "string", "simulator": "absent"},
    ),
    (
        doctored(CidrBlock=None),
        {"kind": "missing_field", "name": "Vpcs.Vpc[].CidrBlock", "service": "absent", "simulator": "string"},
    ),
    (
        doctored(**{"CidrBlock": None, "CidrBlock?": "string"}),
        {
            "kind": "missing_field",
            "name": "Vpcs.Vpc[].CidrBlock",
            "service": "absent in some items",
            "simulator": "string",
        },
    ),
    (
        doctored(OwnerId="string"),
        {"kind": "other_type", "name": "Vpcs.Vpc[].OwnerId", "service": "string", "simulator": "integer"},
    ),
    (
        refused("DescribeVpcs", "Throttling.User", 400, fields={**complete(RESPONSES["*"]), "Code": "integer"}),
        {"kind": "other_type", "name": "Code", "service": "integer", "simulator": "string"},
    ),
]


@pytest.mark.parametrize(("line", "difference"), DOCTORED, ids=[row["kind"] for _line, row in DOCTORED])
def test_each_kind_of_difference(tmp_path: Path, line: dict[str, Any], difference: dict[str, str]) -> None:
    """Each is reported once for all calls that have it, with the line and request of the first."""
    comparison = compared(tmp_path, call("DescribeZones"), line, line)
    (row,) = comparison.as_data()["differences"]
    assert {name: row[name] for name in difference} == difference
    assert (row["calls"], row["line"], row["request_id"]) == (2, 2, REQUEST)
    action, sentence, summary = comparison.as_text().splitlines()
    assert action == row["action"]
    assert difference["name"] in sentence
    assert sentence.endswith(f"(2 calls, first in line 2, request {REQUEST})")
    assert summary.endswith("1 difference")


def test_a_difference_is_printed_and_is_the_status(tmp_path: Path) -> None:
    trace = written(tmp_path, doctored(Colour="string"), call("DescribeVpcs"))
    assert run(trace) == (
        1,
        "DescribeVpcs\n"
        "  field Vpcs.Vpc[].Colour: string, which the simulator does not send"
        f" (1 call, first in line 1, request {REQUEST})\n"
        "2 calls of 1 action: 1 difference\n",
        "",
    )
    status, output, errors = run(trace, "--json")
    assert (status, errors) == (1, "")
    assert json.loads(output) == {
        "calls": 2,
        "unanswered": 0,
        "actions": ["DescribeVpcs"],
        "differences": [
            {
                "action": "DescribeVpcs",
                "kind": "unknown_field",
                "name": "Vpcs.Vpc[].Colour",
                "service": "string",
                "simulator": "absent",
                "calls": 1,
                "line": 1,
                "request_id": REQUEST,
            }
        ],
    }


def test_every_kind_has_a_sentence_and_an_example() -> None:
    assert {row["kind"] for _line, row in DOCTORED} == set(SENTENCES)
    assert set(FIELDS.values()) <= set(SENTENCES)


def test_calls_without_information_are_no_difference(tmp_path: Path) -> None:
    """Calls without a response, hidden values, and lists without items."""
    failed = call("DescribeVpcs", status=None, code="SDK.HttpError", request_id=None, fields=None)
    redirected = call("DescribeVpcs", status=302, code="SDK.Redirected", fields=None)
    hidden = {"RoleArn": "acs:ram::1:role/x", "RoleSessionName": "xx", "ExternalId": "(hidden)"}
    empty = copy.deepcopy(call("DescribeVpcs"))
    empty["fields"]["Vpcs"]["Vpc"] = []
    calls = [failed, redirected, call("AssumeRole", parameters=hidden), empty]
    assert compared(tmp_path, *calls).as_text() == (
        "4 calls of 2 actions: the simulator would have answered alike; 2 had no response of the API"
    )


@pytest.mark.parametrize(
    ("text_of_file", "message"),
    [
        ("", "has no calls"),
        ("{}\n{", "line 1: is not a call: version is not a string"),
        ("{", "line 1: is not JSON"),
        ("[]", "line 1: is not a call: not an object"),
        (json.dumps(call("DescribeVpcs", status="200")), "line 1: is not a call: status is missing"),
        (json.dumps(call("DescribeVpcs", parameters={"PageSize": 5})), "line 1: is not a call: parameters are not"),
        (json.dumps(call("DescribeVpcs", fields={"Vpcs": 5})), "line 1: is not a call: fields are not"),
        ("[" * 100_000, "line 1: is not JSON"),
    ],
)
def test_a_file_that_is_no_trace(tmp_path: Path, text_of_file: str, message: str) -> None:
    trace = tmp_path / "trace.jsonl"
    trace.write_text(text_of_file)
    with pytest.raises(TraceError, match=re.escape(message)):
        read_trace(trace)


def test_options_that_go_together(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vpc_simulator", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    process = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert process.returncode == 2
    assert "--json needs --compare" in process.stderr
    for path, reason in ((tmp_path / "missing", "No such file"), (written(tmp_path), "has no calls")):
        status, output, errors = run(path)
        assert (status, output) == (2, "")
        assert errors.startswith("vpc_simulator: ")
        assert reason in errors


def test_a_shape_has_types_and_no_values() -> None:
    response = {"A": [{"B": 1, "C": None}, {"B": "x"}], "D": True, "E": 0.5, "F": []}
    assert shape_of(response) == {
        "A": [{"B": "integer|string", "C?": "null"}],
        "D": "boolean",
        "E": "number",
        "F": [],
    }
