# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trace of a module: a line for each call, whatever came of it, and no line within another one."""

from __future__ import annotations

import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.trace import (
    HIDDEN,
    SECRET_PARAMETERS,
    VARIABLE,
    AccountTrace,
    Trace,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.tests.modules.key_provider import KeyProvider
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Door, run_module
from ansible_collections.aliops.vpc.tests.scenarios import ACCEPTOR, INITIATOR

VPCS = [{"vpc_id": INITIATOR.vpc_id}]
KEYS = ["at", "account", "action", "product", "version", "region", "attempt", "status", "code", "request_id", "ms"]
KEYS += ["size", "parameters", "fields"]
INTERFACE = {
    "name": "traced",
    "role": "acceptor",
    "router_id": ACCEPTOR.router_id,
    "peer_router_id": INITIATOR.router_id,
    "peer_region": INITIATOR.region,
}


@pytest.fixture(name="path")
def path_of_the_trace(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "trace.jsonl"


def lines(path: pathlib.Path) -> list[dict[str, t.Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


@pytest.mark.usefixtures("both_doors")
def test_a_line_for_each_call(cloud: Cloud, path: pathlib.Path) -> None:
    result = cloud.run("vpcs_info", trace=str(path), vpcs=VPCS)
    traced = lines(path)
    logged = cloud.simulator.calls()
    assert len(traced) == result["api_calls"]["read"] == len(logged) == 2
    assert [list(line) for line in traced] == [KEYS] * len(traced)
    for key in ("action", "status", "code", "region"):
        assert sorted(str(line[key]) for line in traced) == sorted(str(call[key]) for call in logged)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.usefixtures("both_doors")
def test_the_fields_of_a_line(cloud: Cloud, path: pathlib.Path) -> None:
    cloud.run("vpcs_info", trace=str(path), gather_subset=[], vpcs=VPCS)
    (line,) = [line for line in lines(path) if line["action"] == "DescribeVpcs"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"])
    assert (line["account"], line["product"], line["version"]) == (None, "Vpc", "2016-04-28")
    assert (line["region"], line["attempt"], line["status"], line["code"]) == ("cn-beijing", 1, 200, None)
    assert re.fullmatch("[0-9A-F-]{36}", line["request_id"])
    assert line["size"] > 500
    assert line["parameters"] == {
        "RegionId": "cn-beijing",
        "VpcId": INITIATOR.vpc_id,
        "PageNumber": "1",
        "PageSize": "50",
    }
    assert line["fields"]["TotalCount"] == "integer"
    (vpc,) = line["fields"]["Vpcs"]["Vpc"]
    assert (vpc["VpcId"], vpc["OwnerId"], vpc["IsDefault"]) == ("string", "integer", "boolean")
    assert vpc["VSwitchIds"] == {"VSwitchId": ["string"]}


@pytest.mark.usefixtures("both_doors")
def test_accounts_are_named_and_share_a_file(cloud: Cloud, path: pathlib.Path) -> None:
    accounts = [{"name": name, **cloud.account(uid)} for name, uid in (("production", A), ("partner", B))]
    run_module("router_interfaces_info", {"accounts": accounts, "trace": str(path)})
    assert {(line["account"], line["region"]) for line in lines(path)} == {
        ("production", "cn-beijing"),
        ("partner", "cn-hangzhou"),
    }


@pytest.mark.usefixtures("both_doors")
def test_refused_and_repeated_calls(cloud: Cloud, path: pathlib.Path) -> None:
    fault = {"action": "CreateRouterInterface", "kind": "error", "code": "TaskConflict", "status": 409, "times": 2}
    cloud.load(faults=[fault])
    cloud.run("router_interfaces", B, interfaces=[INTERFACE], trace=str(path))
    creations = [line for line in lines(path) if line["action"] == "CreateRouterInterface"]
    assert [(line["attempt"], line["status"], line["code"]) for line in creations] == [
        (1, 409, "TaskConflict"),
        (2, 409, "TaskConflict"),
        (3, 200, None),
    ]
    assert creations[0]["fields"].keys() == {"RequestId", "HostId", "Code", "Message", "Recommend"}
    assert all(line["request_id"] and line["size"] for line in creations)
    # The same token again: that is what makes a repeated creation safe.
    assert len({line["parameters"]["ClientToken"] for line in creations}) == 1


@pytest.mark.usefixtures("both_doors")
def test_calls_without_a_response(cloud: Cloud, path: pathlib.Path) -> None:
    cloud.run("router_interfaces_info", trace=str(path), endpoint="http://127.0.0.1:9")
    traced = lines(path)
    assert [line["attempt"] for line in traced] == list(range(1, len(traced) + 1))
    assert {(line["status"], line["code"], line["size"], line["fields"]) for line in traced} == {
        (None, "SDK.HttpError", None, None)
    }


@pytest.mark.usefixtures("both_doors")
def test_a_response_that_is_not_the_apis(cloud: Cloud, path: pathlib.Path) -> None:
    with KeyProvider(dict.fromkeys(("AccessKeyId", "AccessKeySecret", "SecurityToken"), "x")).serving() as host:
        host.response = {"a=b&Signature=": 1, "Vpcs": []}
        cloud.run("router_interfaces_info", trace=str(path), endpoint=host.url)
    (line,) = lines(path)
    assert line["fields"] == {HIDDEN: "integer", "Vpcs": []}


@pytest.mark.usefixtures("both_doors")
def test_a_role_that_is_assumed(cloud: Cloud, path: pathlib.Path) -> None:
    cloud.load(acceptor={"roles": [{"name": "peering", "trusted_uids": [A]}]})
    user = {"name": "user", "arn": f"acs:ram::{B}:role/peering"}
    cloud.run(
        "router_interfaces_info",
        trace=str(path),
        role_arn=user["arn"],
        role_external_id="not-to-be-seen",
        region="cn-hangzhou",
    )
    assumed = lines(path)[0]
    assert (assumed["action"], assumed["product"], assumed["version"]) == ("AssumeRole", "Sts", "2015-04-01")
    assert assumed["parameters"]["ExternalId"] == HIDDEN
    assert assumed["parameters"]["RoleArn"] == user["arn"]
    assert "not-to-be-seen" not in path.read_text(encoding="ascii")


@pytest.mark.parametrize("name", sorted(SECRET_PARAMETERS))
def test_a_parameter_that_is_a_secret_by_its_name(path: pathlib.Path, name: str) -> None:
    """Even where the trace does not know its value."""
    account = AccountTrace(Trace(str(path)), "partner", Clock())
    with account.call("AssumeRole", "Sts", "2015-04-01", "cn-hangzhou", {name: "canary", "DurationSeconds": 900}):
        account.sending()
    (line,) = lines(path)
    assert line["parameters"] == {"RegionId": "cn-hangzhou", name: HIDDEN, "DurationSeconds": "900"}


@pytest.mark.usefixtures("both_doors")
def test_a_name_that_holds_a_secret_is_hidden(cloud: Cloud, path: pathlib.Path) -> None:
    """Users put secrets where none belong."""
    secret = cloud.account(B)["access_key_secret"]
    cloud.run("router_interfaces", B, interfaces=[{**INTERFACE, "name": f"x-{secret}"}], trace=str(path))
    (creation,) = [line for line in lines(path) if line["action"] == "CreateRouterInterface"]
    assert creation["parameters"]["Name"] == f"x-{HIDDEN}"


@pytest.mark.usefixtures("both_doors")
@pytest.mark.parametrize("place", ["missing/trace.jsonl", "", "pipe", "/dev/null"])
def test_a_file_that_cannot_be_written_is_refused_before_the_first_call(
    cloud: Cloud, tmp_path: pathlib.Path, place: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    path = tmp_path / place
    message = cloud.refused("router_interfaces", B, interfaces=[INTERFACE], trace=str(path))
    assert message.startswith(f"trace: {path} cannot be written (")
    assert VARIABLE in message
    assert cloud.simulator.calls() == []


@pytest.mark.usefixtures("both_doors")
def test_the_environment_names_the_file(
    cloud: Cloud, path: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(path))
    cloud.run("router_interfaces_info")
    cloud.run("router_interfaces_info", trace="")
    assert len(lines(path)) == 2
    cloud.run("router_interfaces_info", trace=str(tmp_path / "other"))
    assert (len(lines(path)), len(lines(tmp_path / "other"))) == (2, 1)
    monkeypatch.setenv(VARIABLE, "")
    assert not cloud.run("router_interfaces_info").get("failed")


def test_a_relative_path_begins_where_ansible_was_started(
    cloud: Cloud, path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Door, "action", True)
    monkeypatch.chdir(path.parent)
    cloud.run("router_interfaces_info", trace=path.name)
    assert len(lines(path)) == 1


def test_a_file_that_is_lost_on_the_way_ends_no_run(path: pathlib.Path) -> None:
    folder = path.parent / "folder"
    folder.mkdir()
    trace = Trace(str(folder / "trace.jsonl"))
    trace.check()
    assert trace.lost is None
    (folder / "trace.jsonl").unlink()
    folder.rmdir()
    trace.write({"action": "DescribeVpcs"})
    assert trace.lost == "No such file or directory"
    with pytest.raises(OptionError):
        trace.check()


WRITER = """
import json, sys, threading
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.trace import Trace
trace = Trace(sys.argv[1])
def write(name):
    for number in range(60):
        trace.write({"writer": name, "number": number, "filling": "x" * 30_000})
threads = [threading.Thread(target=write, args=(f"{sys.argv[2]}-{n}",)) for n in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert trace.lost is None
"""


def test_lines_of_several_threads_and_processes_stay_whole(path: pathlib.Path) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    commands = [[sys.executable, "-c", WRITER, str(path), str(number)] for number in range(3)]
    writers = [subprocess.Popen(command, env=environ) for command in commands]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    written = lines(path)
    assert len({(line["writer"], line["number"]) for line in written}) == len(written) == 3 * 3 * 60
    assert {len(line["filling"]) for line in written} == {30_000}
