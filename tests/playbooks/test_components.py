# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin, and runs over its hosts: by ansible-runner, and in slices like those of AWX."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import subprocess
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks import estates
from ansible_collections.aliops.vpc.tests.playbooks.runs import COLLECTIONS, TUTORIAL, Ansible, writes

PAIRS = 4


def environ() -> dict[str, str]:
    """Return the environment of programs that have to find the collection."""
    return {**os.environ, **({"ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS)} if COLLECTIONS else {})}


@pytest.fixture
def inventory(ansible: Ansible) -> pathlib.Path:
    """An inventory of some pairs of VPCs, and beside it the file of their peerings."""
    tutorial = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    peerings = {
        **tutorial,
        "simulator_url": ansible.url,
        "peering_defaults": {"spec": "Mini.2"},
        "peering_quotas": {"interfaces_per_region": "500"},
        "peering_connections": estates.connections(range(PAIRS)),
    }
    (ansible.folder / "peerings.yml").write_text(yaml.safe_dump(peerings), encoding="utf-8")
    path = ansible.folder / "night.peerings.yml"
    path.write_text("plugin: aliops.vpc.peerings\nvars_files: [peerings.yml]\n", encoding="utf-8")
    return path


def exported(inventory: pathlib.Path, *options: str) -> dict[str, t.Any]:
    """Read an inventory like AWX when it updates an inventory source."""
    command = ["ansible-inventory", "-i", str(inventory), "--list", "--export", *options]
    completed = subprocess.run(command, env=environ(), capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stderr
    return dict(json.loads(completed.stdout))


def slice_of(inventory: dict[str, t.Any], number: int, count: int) -> dict[str, t.Any]:
    """Return the part of an inventory that AWX gives to one slice of a job: every count-th of the sorted hosts."""
    hosts = sorted(inventory["_meta"]["hostvars"])[number::count]
    groups = {
        name: {**group, "hosts": [host for host in group["hosts"] if host in hosts]}
        for name, group in inventory.items()
        if "hosts" in group
    }
    hostvars = {host: inventory["_meta"]["hostvars"][host] for host in hosts}
    return {**groups, "all": {"children": sorted(groups)}, "_meta": {"hostvars": hostvars}}


def runner(folder: pathlib.Path, playbook: str, *options: str) -> subprocess.Popen[str]:
    """Start ansible-runner in a folder that has an inventory."""
    command = ["ansible-runner", "run", str(folder), "-p", playbook, *options]
    return subprocess.Popen(command, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def outcome(process: subprocess.Popen[str]) -> str:
    """Return the output of a successful run, without the colours that ansible-runner always prints."""
    output, _nothing = process.communicate()
    assert process.returncode == 0, output
    return re.sub(r"\x1b\[[0-9;]*m", "", output)


def shape(simulator: t.Any) -> t.Any:
    """Return interfaces and routes in an order, and with names, that do not depend on the order of their creation."""
    accounts = simulator.control("state")["accounts"]
    ends = [end for account in accounts for end in account["router_interfaces"]]
    called = {end["RouterInterfaceId"]: f"{end['RouterId']}-{end['Name']}" for end in ends}
    keys = ("Status", "BusinessStatus", "Spec", "Role", "OppositeRouterId", "OppositeRegionId", "ChargeType")
    interfaces = {
        called[end["RouterInterfaceId"]]: [*(end.get(key) for key in keys), called.get(end["OppositeInterfaceId"])]
        for end in ends
    }
    assert len(interfaces) == len(ends)
    routes = {
        (table["route_table_id"], route["destination"]): (called.get(route["next_hop_id"]), route["status"])
        for account in accounts
        for vpc in account["vpcs"]
        for table in vpc["route_tables"]
        for route in table["routes"]
        if route["type"] == "Custom"
    }
    return interfaces, routes


@pytest.mark.warm
def test_slices_side_by_side_end_where_one_process_does(
    ansible: Ansible, simulator: t.Any, inventory: pathlib.Path
) -> None:
    """A process for each component: the same estate, and the service refuses no call because of another process."""
    estate = estates.scenario([("absent", "absent")] * PAIRS)
    simulator.load(estate)
    alone = ansible.peer(vars_file=ansible.folder / "peerings.yml")
    assert alone.code == 0, alone.output
    expected, sent = shape(simulator), sorted(writes(simulator))
    assert len(expected[0]) == 2 * PAIRS

    simulator.load(estate)
    # Operations take a while, so that they could collide.
    simulator.control("clock", '{"mode": "scaled", "factor": 10}')
    exported_inventory = exported(inventory)
    processes = []
    with contextlib.ExitStack() as stack:
        for number in range(PAIRS):
            script = ansible.folder / f"slice-{number}" / "inventory" / "hosts"
            script.parent.mkdir(parents=True)
            content = json.dumps(slice_of(exported_inventory, number, PAIRS))
            script.write_text(f"#! /usr/bin/env python3\nprint({content!r})\n", encoding="utf-8")
            script.chmod(0o700)
            processes.append(stack.enter_context(runner(script.parents[1], "aliops.vpc.peer_vpcs")))
        for process in processes:
            outcome(process)
    assert shape(simulator) == expected
    assert "TaskConflict" not in [call["code"] for call in simulator.calls()]
    assert sum(action == "ConnectRouterInterface" for action in writes(simulator)) == PAIRS
    assert [action for action in sorted(writes(simulator)) if action != "CreateRouteEntries"] == [
        action for action in sent if action != "CreateRouteEntries"
    ]


def test_a_runner_with_the_plugins_own_file(ansible: Ansible, simulator: t.Any, inventory: pathlib.Path) -> None:
    """Two of the hosts: the run leaves the others unchanged, and the next run writes nothing."""
    simulator.load(estates.scenario([("absent", "absent")] * PAIRS))
    folder = ansible.folder / "private"
    (folder / "inventory").mkdir(parents=True)
    for path in (inventory, ansible.folder / "peerings.yml"):
        path.rename(folder / "inventory" / path.name)
    options = ("--inventory", str(folder / "inventory" / inventory.name), "--limit", "pair-001:pair-003")
    with runner(folder, "aliops.vpc.peer_vpcs", *options) as process:
        first = outcome(process)
    assert {end.split("-pair")[0] for end in shape(simulator)[0]} == {"vrt-a1", "vrt-b1", "vrt-a3", "vrt-b3"}
    # The name of a task that both hosts share holds no number of one of them.
    assert "TASK [aliops.vpc.peering : Set the peer of each router interface] *" in first
    assert "changed: [pair-003 -> localhost]" in first
    sent = len(writes(simulator))
    with runner(folder, "aliops.vpc.peer_vpcs", *options) as process:
        again = outcome(process)
    assert "pair-003                   : ok=" in again
    assert (again.count("changed=0"), len(writes(simulator))) == (2, sent)


@pytest.mark.warm
def test_the_safeguards_hold_for_all_hosts_together(
    ansible: Ansible, simulator: t.Any, inventory: pathlib.Path
) -> None:
    """The limit of a teardown counts other hosts' peerings; each host has a page; no host gets another's peerings."""
    simulator.load(estates.scenario([("active", "active")] * PAIRS))
    limit = ("-e", "peering_absent_limit=3")
    options = ("-i", str(inventory), "--limit", "pair-001:pair-003", "--check", *limit)
    refused = ansible.playbook("aliops.vpc.unpeer_vpcs", *options)
    assert refused.code != 0
    assert "1 peerings would be removed here, and up to 3 by other hosts" in refused.findings
    reported = (
        "-e",
        "peering_confirm_absent=true",
        "-e",
        "peering_report=page.html",
        "-e",
        "peering_report_mermaid=x.md",
    )
    predicted = ansible.playbook("aliops.vpc.unpeer_vpcs", *options, *reported)
    assert predicted.code == 0, predicted.output
    assert "pair-003" in (ansible.folder / "page.pair-003.html").read_text(encoding="utf-8")
    assert "vpc-a1" in (ansible.folder / "x.pair-001.md").read_text(encoding="utf-8")
    assert not (ansible.folder / "page.html").exists()
    meddled = ansible.playbook("aliops.vpc.peer_vpcs", *options, "-e", f"@{ansible.folder / 'peerings.yml'}")
    assert meddled.code != 0
    assert "stands for pair-001, but peering_connections also holds pair-000, pair-002" in meddled.output
    assert writes(simulator) == []


SECRET = """\
plugin: aliops.vpc.peerings
peering_accounts:
  production: {access_key_id: "{{ vault_key }}", account_id: "1231579085529123"}
  partner: {profile: partner}
  third: {profile: third}
spokes:
  - {name: web, account: partner, region: cn-hangzhou, vpc_id: vpc-web}
  - {name: db, account: partner, region: cn-hangzhou, vpc_id: vpc-db}
hub: {name: hub, account: production, region: cn-beijing, vpc_id: vpc-hub}
bandwidth: Large.1
"""


def test_templates_of_other_variables_stay_templates(ansible: Ansible) -> None:
    """Peerings may come out of a filter; a key that only the run has stays a template."""
    path = ansible.folder / "peerings.yml"
    path.write_text(
        SECRET + 'peering_connections: "{{ spokes | aliops.vpc.hub_and_spoke(hub, spec=bandwidth) }}"\n',
        encoding="utf-8",
    )
    inventory = exported(path)
    (host,) = inventory["peering_components"]["hosts"]
    values = inventory["_meta"]["hostvars"][host]
    assert host == "db-hub"
    assert [peering["spec"] for peering in values["peering_connections"]] == ["Large.1", "Large.1"]
    assert values["peering_accounts"]["production"]["access_key_id"] == "{{ vault_key }}"
    assert set(values["peering_accounts"]) == {"production", "partner"}
    assert inventory["peering_components"]["vars"]["bandwidth"] == "Large.1"
    assert {name for name in inventory if name.startswith(("account_", "region_"))} == {
        "account_production",
        "account_partner",
        "region_cn_beijing",
        "region_cn_hangzhou",
    }
    command = ["ansible", "-i", str(path), "-m", "debug", "-a", "msg={{ peering_accounts.production.access_key_id }}"]
    completed = subprocess.run(
        [*command, "-e", "vault_key=given-at-the-run", "db-hub"],
        env=environ(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "given-at-the-run" in completed.stdout


def test_the_error_names_the_mistake_in_the_file(ansible: Ansible) -> None:
    """The units of the plugin test all mistakes."""
    path = ansible.folder / "wrong.peerings.yml"
    path.write_text("plugin: aliops.vpc.peerings\npeering_connections: [{name: one}]\n", encoding="utf-8")
    command = ["ansible-inventory", "-i", str(path), "--list"]
    variables = {**environ(), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true", "COLUMNS": "1000"}
    completed = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert completed.returncode != 0
    assert "one, initiator: give account, region and one of vpc_id" in " ".join(completed.stderr.split())
