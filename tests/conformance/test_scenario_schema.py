# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Schema of scenarios: the loader uses it, it is complete, and all errors come at once with their places."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, SCENARIOS, SOURCE, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.conformance.test_simulator_docs import block
from vpc_simulator.faults import KINDS
from vpc_simulator.reader import Section
from vpc_simulator.scenario import parse
from vpc_simulator.schema import FILE, scenario_schema
from vpc_simulator.service import Options, Service
from vpc_simulator.validation import KEYWORDS, errors_of

SHIPPED: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
FAULTS: dict[str, dict[str, Any]] = {
    "error": {"code": "Throttling", "status": 400, "message": "x"},
    "throttle": {"rate": 3, "per": "account"},
    "delay": {"seconds": 1, "before": True},
    "hold": {"before": True},
    "stale_read": {"writes": 1},
}
EVERYTHING: dict[str, Any] = {
    "description": "every key",
    "seed": 2,
    "switches": {"list_order": "oldest_first", "peer_follows": True, "max_route_weight": 9, "route_task_gap": 0.5},
    "delays": {"create_lag": 1.5},
    "quotas": {"vpcs_per_region": 3},
    "faults": [
        {"kind": kind, "name": kind, "action": "Describe*", "account": "a", "nth": [1], "every": 1, "probability": 0.5,
         "times": 1, "seed": 3, **FAULTS.get(kind, {})}
        for kind in KINDS
    ],
    "accounts": [
        {
            "uid": INITIATOR_UID, "name": "a", "site": "china", "overdue": False,
            "resource_directory": "rd-one/r-root/fd-net", "quotas": {"vpcs_per_region": 5},
            "resource_groups": ["rg-other"],
            "policies": {"read": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}},
            "access_keys": [
                {"id": INITIATOR[0], "secret": INITIATOR[1]},
                {"id": "k", "secret": "s", "status": "Active", "user": "u", "user_id": "1", "policies": ["read"]},
            ],
            "roles": [
                {"name": "r", "role_id": "3", "trusted_uids": [ACCEPTOR_UID], "max_session_duration": 3600,
                 "policies": []},
                {"name": "t", "trust_policy": {"Version": "1", "Statement": [
                    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": "*"}}]}},
            ],
            "sessions": [
                {"access_key_id": "S", "secret": "s", "security_token": "t", "role": "r", "session_name": "n",
                 "expires_in": 60, "policy": {"Version": "1", "Statement": []}},
            ],
            "vpcs": [
                {
                    "region": "cn-beijing", "vpc_id": "vpc-1", "vrouter_id": "vrt-1", "route_table_id": "vtb-1",
                    "name": "n", "description": "d", "cidr_block": "10.0.0.0/16", "status": "Available",
                    "secondary_cidr_blocks": ["10.1.0.0/16"], "user_cidrs": ["1.0.0.0/8"],
                    "ipv6_cidr_blocks": {"2408:4003:1::/56": "ChinaMobile"}, "cen_attached": True,
                    "dns_hostnames": True, "cloud_box": True, "shared_with": [ACCEPTOR_UID],
                    "resource_group_id": "rg-vpc", "tags": {"env": "prod"},
                    "vswitches": [
                        {"vswitch_id": "vsw-1", "cidr_block": "10.1.1.0/24", "zone_id": "cn-beijing-a", "name": "n",
                         "description": "d", "status": "Available", "tags": {"a": "b"},
                         "ipv6_cidr_block": "2408:4003:1:5::/64"},
                    ],
                    "routes": [
                        {"destination": "10.9.0.0/16", "next_hop_id": "ri-1", "next_hop_type": "RouterInterface",
                         "status": "Available", "type": "Custom", "name": "n", "description": "d",
                         "route_entry_id": "rte-1"},
                        {"destination": "10.8.0.0/16",
                         "next_hops": [{"next_hop_id": "ri-1", "weight": 1}, {"next_hop_id": "ri-2"}]},
                    ],
                    "route_tables": [
                        {"route_table_id": "vtb-2", "name": "n", "description": "d", "vswitch_ids": ["vsw-1"],
                         "tags": {"c": "d"}, "routes": []},
                    ],
                },
            ],
            "vbrs": [
                {"vbr_id": "vbr-1", "region": "cn-beijing", "route_table_id": "vtb-3", "name": "n",
                 "status": "active", "access_point_id": "ap-1", "routes": []},
            ],
            "router_interfaces": [
                {"router_interface_id": "ri-1", "router_id": "vrt-1", "role": "InitiatingSide", "spec": "Mini.2",
                 "status": "Active", "name": "n", "description": "d", "business_status": "Normal",
                 "charge_type": "AfterPay", "created_at": "2024-05-08T10:20:55Z",
                 "connected_at": "2024-05-08T12:20:55Z", "opposite_region": "cn-hangzhou",
                 "opposite_interface_id": "ri-x", "opposite_interface_owner_id": ACCEPTOR_UID,
                 "opposite_router_id": "vbr-x", "opposite_router_type": "VBR", "opposite_access_point_id": "ap-x",
                 "peer_deleted": True, "health_check_source_ip": "10.0.0.9", "health_check_target_ip": "10.2.0.1",
                 "health_check_rate": 2000, "health_check_threshold": 8, "resource_group_id": "rg-ri",
                 "tags": {"e": "f"}},
            ],
        },
    ],
}  # fmt: skip


def load(content: object) -> Service:
    return Service(parse(json.dumps(content), "test"), Options())


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return scenario_schema()["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def schema_at(path: str) -> dict[str, Any]:
    """The schema of a place, as accounts[0].vpcs[1]."""
    schema = scenario_schema()
    for name, index in re.findall(r"([^.\[]+)((?:\[\d+\])*)", path):
        schema = resolved(schema)
        schema = schema.get("properties", {}).get(name) or schema["additionalProperties"]
        if index:
            schema = resolved(schema)["items"]
    return resolved(schema)


def test_the_shipped_file_is_complete() -> None:
    """`python -m vpc_simulator --schema` writes it again."""
    assert scenario_schema() == SHIPPED


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict):
        return
    yield value
    inner = [*value.get("properties", {}).values(), *value.get("$defs", {}).values(), *value.get("anyOf", [])]
    for schema in (*inner, value.get("items"), value.get("additionalProperties")):
        yield from schemas(schema)


def test_the_schema_uses_what_the_loader_understands() -> None:
    used = {name for schema in schemas(SHIPPED) for name in schema}
    assert used <= KEYWORDS
    assert len(list(schemas(SHIPPED))) > 200


def test_every_property_has_a_description() -> None:
    bare = [
        (name, key)
        for name, schema in SHIPPED["$defs"].items()
        for key, rules in schema.get("properties", {}).items()
        if "description" not in rules and "$ref" not in rules
    ]
    assert bare == []


def test_the_loader_reads_no_key_that_the_schema_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[str, set[str]] = {}
    refuse = Section.refuse_unknown

    def record(section: Section) -> None:
        known.setdefault(section.path, set()).update(section._known)
        refuse(section)

    monkeypatch.setattr(Section, "refuse_unknown", record)
    load(EVERYTHING)
    assert len(known) > 20
    missing = {
        (path, name) for path, names in known.items() for name in names if name not in schema_at(path)["properties"]
    }
    assert missing == set()


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.yml")))
def test_a_shipped_scenario_is_valid(name: str) -> None:
    content = yaml.safe_load((SCENARIOS / f"{name}.yml").read_text())
    assert errors_of(content, SHIPPED) == []


def test_the_scenario_of_the_page_is_valid() -> None:
    assert errors_of(yaml.safe_load(block("yaml", "# scenario.yml")), SHIPPED) == []


def test_a_scenario_can_set_everything_that_the_collection_reads(cloud: Simulator) -> None:
    content = {**EVERYTHING, "faults": [], "switches": {}}
    cloud.control("scenario", json.dumps(content))
    (vpc,) = get(cloud, "DescribeVpcs").json["Vpcs"]["Vpc"]
    assert vpc["SecondaryCidrBlocks"] == {"SecondaryCidrBlock": ["10.1.0.0/16"]}
    assert vpc["Ipv6CidrBlocks"]["Ipv6CidrBlock"] == [{"Ipv6CidrBlock": "2408:4003:1::/56", "Ipv6Isp": "ChinaMobile"}]
    assert (vpc["CenStatus"], vpc["ResourceGroupId"], vpc["EnabledIpv6"]) == ("Attached", "rg-vpc", True)
    assert vpc["UserCidrs"] == {"UserCidr": ["1.0.0.0/8"]}
    vswitch = get(cloud, "DescribeVSwitchAttributes", VSwitchId="vsw-1").json
    assert vswitch["RouteTable"] == {"RouteTableId": "vtb-2", "RouteTableType": "Custom"}
    assert vswitch["Ipv6CidrBlock"] == "2408:4003:1:5::/64"
    (table,) = get(cloud, "DescribeRouteTableList", RouteTableId="vtb-2").json["RouterTableList"]["RouterTableListType"]
    assert (table["Description"], table["Tags"]) == ("d", {"Tag": [{"Key": "c", "Value": "d"}]})
    interface = get(cloud, "DescribeRouterInterfaceAttribute", InstanceId="ri-1").json
    assert (interface["HcRate"], interface["HealthCheckSourceIp"]) == (2000, "10.0.0.9")
    assert interface["ResourceGroupId"] == "rg-ri"
    for group, status in (("rg-other", 200), ("rg-vpc", 200), ("rg-nobody", 400)):
        assert get(cloud, "DescribeVpcs", ResourceGroupId=group).status == status


ERRORS = """
switches: {list_order: up, colour: red}
delays: {create_lag: -1}
faults:
- {kind: error}
- {kind: nothing}
accounts:
- uid: 1
- uid: '1231579085529123'
  colour: red
  site: moon
  vpcs:
  - {region: cn-beijing, vrouter_id: vrt-1, cidr_block: 10.0.0.1/16}
  - region: cn-beijing
    vrouter_id: vrt-2
    cidr_block: 10.0.0.0/16
    vswitches:
    - {cidr_block: 10.1.0.0/24}
    - {cidr_block: 10.0.1.0/24, size: 3}
    - {cidr_block: 10.0.1.0/25}
    routes:
    - {destination: 100.64.0.0/10, next_hop_id: ri-1}
    - {destination: nowhere, next_hop_id: ri-1}
  router_interfaces:
  - {router_id: vrt-1, role: InitiatingSide, opposite_region: cn-hangzhou}
  - {router_id: vrt-3, role: InitiatingSide, opposite_region: cn-hangzhou}
  - {router_id: vrt-2, role: AcceptingSide, spec: Mini.2, opposite_region: cn-hangzhou}
"""
PLACES = {
    "switches.list_order", "switches.colour", "delays.create_lag", "faults[0].code", "faults[1].kind",
    "accounts[0].uid", "accounts[1].colour", "accounts[1].site", "accounts[1].vpcs[0].cidr_block",
    "accounts[1].vpcs[1].vswitches[0].cidr_block", "accounts[1].vpcs[1].vswitches[1].size",
    "accounts[1].vpcs[1].vswitches[2].cidr_block", "accounts[1].vpcs[1].routes[0].destination",
    "accounts[1].vpcs[1].routes[1].destination", "accounts[1].router_interfaces[1].router_id",
    "accounts[1].router_interfaces[2].spec",
}  # fmt: skip


def test_all_errors_come_at_once(cloud: Simulator) -> None:
    """Except that of the interface on a VPC with an error of its own."""
    lines = cloud.refused("scenario", ERRORS).splitlines()
    assert sorted(line.partition(": ")[0] for line in lines) == sorted(PLACES)


def test_not_more_errors_than_people_can_read(cloud: Simulator) -> None:
    assert len(cloud.refused("scenario", json.dumps({"accounts": [{}] * 1000})).splitlines()) == 100
    vpc = {"region": "cn-beijing", "cidr_block": "10.0.0.1/8"}
    accounts = [{"uid": INITIATOR_UID, "vpcs": [vpc] * 1000}]
    assert len(cloud.refused("scenario", json.dumps({"accounts": accounts})).splitlines()) == 100


def run(*options: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vpc_simulator", *options]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False, cwd=cwd)


def test_a_file_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yml"
    file.write_text("accounts: [{uid: '1'}, {name: x}]")
    checked = run("--check", str(file))
    assert (checked.returncode, checked.stdout) == (2, "")
    assert checked.stderr.splitlines() == [
        "accounts[0].uid: '1' is not an account's 16 digits",
        "accounts[1].uid: is missing",
    ]
    file.write_text(json.dumps(EVERYTHING))
    checked = run("--check", str(file))
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, f"{file} is a valid scenario\n", "")


def test_the_schema_is_printed() -> None:
    assert json.loads(run("--schema").stdout) == SHIPPED


def test_switches_come_from_a_file(tmp_path: Path) -> None:
    """Those on the command line win over those of the file, and these over a scenario's."""
    file = tmp_path / "switches.yml"
    file.write_text("list_order: oldest_first\npeer_follows: true\nmax_route_weight: 7\n")
    with running("--scenario", "empty", "--switches", str(file), "--switch", "max_route_weight=9") as cloud:
        cloud.control("scenario", "switches: {list_order: newest_first, filter_keys_case_sensitive: false}")
        switches = cloud.control("state")["switches"]
    chosen = ("list_order", "peer_follows", "max_route_weight", "filter_keys_case_sensitive")
    assert [switches[name] for name in chosen] == ["oldest_first", True, 9, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a]", "expected a mapping of switches to values"),
        ("colour: red", "unknown switch 'colour'"),
        ("list_order: up", "'up' is not one of"),
        ("create_lag: -1", "delay create_lag: -1 is not a number of seconds"),
        ("create_lag: soon", "delay create_lag: 'soon' is not a number of seconds"),
        ("create_lag: true", "delay create_lag: True is not a number of seconds"),
        ("a: [", "not YAML"),
    ],
)
def test_a_wrong_file_of_switches(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "switches.yml"
    file.write_text(text)
    ended = run("--scenario", "empty", "--switches", str(file))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_all_errors_of_a_file_of_switches_come_at_once(tmp_path: Path) -> None:
    file = tmp_path / "switches.yml"
    file.write_text("colour: red\nlist_order: up\ncreate_lag: soon\npeer_follows: true\n")
    lines = run("--scenario", "empty", "--switches", str(file)).stderr.splitlines()
    assert [any(name in line for name in ("colour", "list_order", "create_lag")) for line in lines] == [True] * 3


def test_an_empty_file_of_switches_changes_nothing(tmp_path: Path) -> None:
    """The playbook check_cloud writes one when nothing could be settled."""
    file = tmp_path / "switches.yml"
    file.write_text("{}\n")
    with running("--scenario", "empty", "--switches", str(file)) as cloud:
        assert cloud.control("state")["switches"]["list_order"] == "newest_first"


def test_delays_come_from_a_file_of_switches(tmp_path: Path) -> None:
    """They are measured, so they win over a scenario's and nothing scales them; `--delays` wins over them."""
    file = tmp_path / "switches.yml"
    file.write_text("create_lag: 4.5\nactivate_delay: 2\n")
    options = ("--scenario", "empty", "--switches", str(file), "--time-scale", "0.1")
    with running(*options) as cloud:
        cloud.control("scenario", "delays: {activate_delay: 9, deactivate_delay: 7}")
        delays = cloud.control("state")["delays"]
    chosen = ("create_lag", "activate_delay", "deactivate_delay")
    assert [delays[name] for name in chosen] == [4.5, 2, pytest.approx(0.7)]
    with running(*options, "--delays", "prompt") as cloud:
        delays = cloud.control("state")["delays"]
    assert (delays["create_lag"], delays["activate_delay"]) == (0, 2)


def test_a_scenario_with_many_vswitches_is_read_in_their_order(cloud: Simulator) -> None:
    """And an overlap among them is found, whichever comes first."""
    blocks = [f"10.{number >> 8}.{number & 255}.0/24" for number in range(3000)]
    vpc = {"region": "cn-beijing", "cidr_block": "10.0.0.0/8", "vpc_id": "vpc-1"}
    account = {"uid": INITIATOR_UID, "vpcs": [{**vpc, "vswitches": [{"cidr_block": block} for block in blocks]}]}
    cloud.control("scenario", json.dumps({"accounts": [account]}))
    (shown,) = cloud.control("state")["accounts"][0]["vpcs"]
    assert [vswitch["cidr_block"] for vswitch in shown["vswitches"]] == blocks
    for extra in ("10.0.5.128/25", "10.0.4.0/23", "10.11.183.0/26"):
        account["vpcs"][0]["vswitches"] = [{"cidr_block": block} for block in [*blocks, extra]]  # type: ignore[index]
        place = "accounts[0].vpcs[0].vswitches[3000].cidr_block"
        assert cloud.refused("scenario", json.dumps({"accounts": [account]})).startswith(place)
