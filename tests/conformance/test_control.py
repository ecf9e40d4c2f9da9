# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios, the control API, the command line: what operators and tests of others use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error

import pytest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import (
    INITIATOR,
    SOURCE,
    Sdk,
    Simulator,
    running,
)
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, INITIATOR_UID, connected_pair, interface
from ansible_collections.aliops.vpc.tests.scenarios import owner_key, tutorial
from vpc_simulator.switches import Switches

ACCOUNT = "accounts:\n- {uid: '1231579085529123', %s}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "scenario: expected a mapping, found nothing"),
        ("a: [", "posted: not YAML: while parsing"),
        (
            "acounts: []",
            "acounts: unknown key; known keys: accounts, delays, description, drawn, faults, peer_views, quotas, seed, "
            "switches, vpc_",
        ),
        ("accounts: [{name: x}]", "accounts[0].uid: is missing"),
        ("accounts: [{uid: 1231579085529123}]", "accounts[0].uid: expected a string, found a number; put it in quotes"),
        ("accounts: [{uid: '123'}]", "accounts[0].uid: '123' is not an account's 16 digits"),
        ("switches: {peer_folows: true}", "switches.peer_folows: unknown key; known keys: "),
        ("switches: {peer_follows: maybe}", "switches.peer_follows: 'maybe' is not one of true, false, "),
        (
            "switches: {list_order: up}",
            "switches.list_order: 'up' is not one of newest_first, oldest",
        ),
        ("delays: {connect_delay: -1}", "delays.connect_delay: expected a number of at least 0, found a number"),
        ("delays: {conect_delay: 1}", "delays.conect_delay: unknown key; known keys: activate_delay, connect_delay"),
        ("quotas: {routes: 1}", "quotas.routes: unknown key; known keys: "),
        (ACCOUNT % "vpcs: [{region: moon}]", "accounts[0].vpcs[0].region: 'moon' is not one of cn-qingdao"),
        (
            ACCOUNT % "vpcs: [{region: cn-beijing, cidr_block: 10.0.0.0/16, vswitches: [{cidr_block: 10.1.0.0/24}]}]",
            "accounts[0].vpcs[0].vswitches[0].cidr_block: 10.1.0.0/24 is not inside the VPC's 10.0.0.0/16",
        ),
        (
            ACCOUNT % "vpcs: [{region: cn-beijing, cidr_block: 10.0.0.1/16}]",
            "accounts[0].vpcs[0].cidr_block: 10.0.0.1/16 has host bits set",
        ),
        (
            ACCOUNT % "router_interfaces: [{router_id: vrt-1, role: InitiatingSide, opposite_region: cn-beijing}]",
            "accounts[0].router_interfaces[0].router_id: is not a router of this account",
        ),
        (
            ACCOUNT % "vpcs: [{region: cn-beijing, routes: [{destination: 100.64.0.0/10, next_hop_id: ri-1}]}]",
            "accounts[0].vpcs[0].routes[0].destination: 100.64.0.0/10 is already in",
        ),
        (
            ACCOUNT % "access_keys: [{id: a, secret: b}, {id: a, secret: c}]",
            "accounts[0].access_keys[1].id: a is given",
        ),
    ],
)
def test_a_wrong_scenario_is_refused_with_its_path_and_changes_nothing(
    cloud: Simulator, initiator: Sdk, text: str, message: str
) -> None:
    initiator.call(CreateRouterInterfaceRequest, **INITIATING)
    before = cloud.control("state")["accounts"]
    with pytest.raises(urllib.error.HTTPError) as refusal:
        cloud.control("scenario", text)
    assert refusal.value.code == 400
    assert json.load(refusal.value)["error"].startswith(message)
    assert cloud.control("state")["accounts"] == before


def test_reset_goes_back_to_the_beginning(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    before = cloud.control("state")["accounts"]
    connected_pair(initiator, acceptor)
    assert cloud.control("state")["accounts"] != before
    cloud.reset()
    assert cloud.control("state")["accounts"] == before
    assert cloud.calls() == []


def test_a_scenario_may_be_json_and_have_resources(cloud: Simulator) -> None:
    scenario = {
        "switches": {"list_order": "oldest_first"},
        "accounts": [
            {
                "uid": INITIATOR_UID,
                "access_keys": [{"id": "LTAI-x", "secret": "y", "user": "ansible", "user_id": "216959339000654321"}],
                "vpcs": [
                    {
                        "region": "us-east-1",
                        "cidr_block": "10.0.0.0/16",
                        "vrouter_id": "vrt-1",
                        "vswitches": [{"cidr_block": "10.0.1.0/24"}],
                        "routes": [{"destination": "10.9.0.0/16", "next_hop_id": "ri-1", "name": "old"}],
                        "route_tables": [
                            {
                                "route_table_id": "vtb-2",
                                "routes": [{"destination": "10.8.0.0/16", "next_hop_id": "ri-1"}],
                            }
                        ],
                        "tags": {"env": "prod"},
                    }
                ],
                "router_interfaces": [
                    {
                        "router_interface_id": "ri-1",
                        "router_id": "vrt-1",
                        "role": "InitiatingSide",
                        "spec": "Large.1",
                        "status": "Inactive",
                        "opposite_region": "cn-hangzhou",
                        "connected_at": "2024-05-08T12:26:10Z",
                    }
                ],
            }
        ],
    }
    cloud.control("scenario", json.dumps(scenario))
    sdk = Sdk(cloud, ("LTAI-x", "y"), "us-east-1")
    old = interface(sdk, "ri-1")
    assert (old["Status"], old["ConnectedTime"], old["CrossBorder"]) == ("Inactive", "2024-05-08T12:26:10Z", True)
    (vpc,) = sdk.call(DescribeVpcsRequest)["Vpcs"]["Vpc"]
    assert vpc["VpcId"].startswith("vpc-")
    assert len(vpc["RouterTableIds"]["RouterTableIds"]) == 2
    (account,) = cloud.control("state")["accounts"]
    tables = account["vpcs"][0]["route_tables"]
    assert [[route["destination"] for route in table["routes"]] for table in tables] == [
        ["100.64.0.0/10", "10.0.1.0/24", "10.9.0.0/16"],
        ["100.64.0.0/10", "10.0.1.0/24", "10.8.0.0/16"],
    ]


def test_a_ram_user_gets_its_identity(cloud: Simulator) -> None:
    identity = get(cloud, "GetCallerIdentity", Version="2015-04-01").json
    assert (identity["IdentityType"], identity["Arn"]) == ("Account", f"acs:ram::{INITIATOR_UID}:root")
    user = {**owner_key("initiator"), "user": "ansible"}
    cloud.load(tutorial(initiator={"access_keys": [user]}))
    identity = get(cloud, "GetCallerIdentity", Version="2015-04-01").json
    assert (identity["IdentityType"], identity["Arn"]) == ("RAMUser", f"acs:ram::{INITIATOR_UID}:user/ansible")
    assert identity["UserId"] == identity["PrincipalId"] != INITIATOR_UID
    cloud.load(tutorial(switches={"sts_requires_https": True}))
    assert get(cloud, "GetCallerIdentity", Version="2015-04-01").refusal == (404, "InvalidProtocol.NeedSsl")


def test_the_log_shows_who_called_what_and_no_secret(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    own, _other = connected_pair(initiator, acceptor)
    initiator.call(DescribeRouterInterfacesRequest)
    calls = cloud.calls()
    assert [call["n"] for call in calls] == list(range(1, len(calls) + 1))
    assert [call["write"] for call in calls] == [True] * 5 + [False]
    created, connect = calls[0], calls[4]
    assert (created["account"], created["region"], created["target"]) == (INITIATOR_UID, "cn-beijing", own)
    assert (connect["action"], connect["status"], connect["code"], connect["target"]) == (
        "ConnectRouterInterface", 200, None, own
    )  # fmt: skip
    assert len(cloud.control("calls?since=4")) == 2
    shown = json.dumps([calls, cloud.control("state")])
    assert "not-a-secret" not in shown
    assert "Signature" not in shown


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vpc_simulator", *options]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--scenario", "nix"],
            "no scenario and no file 'nix'; scenarios: drifted, empty, full_mesh, hub_and_spokes, tutorial",
        ),
        (["--switch", "nix=1"], "vpc_simulator: --switch: unknown switch 'nix'"),
        (["--switch", "nix"], "'nix' is not NAME=VALUE"),
        (["--latency", "-1"], "must not be negative"),
        (["--host", "192.0.2.1"], "vpc_simulator: "),
    ],
)
def test_a_wrong_command_line_ends_with_a_message(options: list[str], message: str) -> None:
    run = _run(*options)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_the_switches_are_printed_as_a_table() -> None:
    run = _run("--switches")
    head, rule, *rows = run.stdout.splitlines()
    assert (head, rule) == ("| Switch | Default | Behaviour |", "| --- | --- | --- |")
    assert [row.split("`")[1] for row in rows] == [name for name, *_rest in Switches.describe()]
    assert all(row.count(" | ") == 2 for row in rows)
    assert (run.returncode, run.stderr) == (0, "")


def test_help_shows_every_switch_and_delay() -> None:
    shown = _run("--help").stdout
    assert "peer_follows=False" in shown
    assert "connect_delay: 10" in shown


def test_the_command_lines_switches_and_delays_win() -> None:
    options = ("--switch", "list_order=oldest_first", "--connect-delay", "1.5", "--time-scale", "0.5")
    with running("--scenario", "empty", *options) as cloud:
        cloud.load(tutorial(switches={"list_order": "newest_first"}, delays={"create_lag": 7}))
        state = cloud.control("state")
        assert state["switches"]["list_order"] == "oldest_first"
        delays = state["delays"]
        assert (delays["connect_delay"], delays["route_delay"]) == (1.5, 1.5)
        # a lag that was set is literal, one that was not is scaled
        assert (delays["create_lag"], delays["peer_view_lag"]) == (7, 1)


def test_connections_count_by_the_calls_on_them(cloud: Simulator) -> None:
    """A kept-alive connection counts once, those of the control API not at all; a reset starts again at 0."""
    cloud.reset()
    for programs in (1, 2):
        sdk = Sdk(cloud, INITIATOR, "cn-beijing")
        for _call in range(3):
            sdk.call(DescribeVpcsRequest)
        assert cloud.control("process")["connections"] == programs
    cloud.reset()
    assert cloud.control("process")["connections"] == 0
