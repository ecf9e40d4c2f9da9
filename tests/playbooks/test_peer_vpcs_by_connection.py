# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tutorial's two VPCs by a VPC peering connection, by the three ways of test_peer_vpcs.py."""

from __future__ import annotations

import collections
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks.runs import TUTORIAL, Ansible, Run, estate, writes
from ansible_collections.aliops.vpc.tests.playbooks.test_peer_vpcs import (
    FOREIGN,
    assert_idle,
    assert_predicted,
    readme_block,
)

FIRST_RUN = {"CreateVpcPeerConnection": 1, "AcceptVpcPeerConnection": 1, "CreateRouteEntries": 2}
METHOD = ("-e", '{"peering_defaults": {"method": "vpc_peer"}}')


def assert_peered(simulator: t.Any, run: Run) -> None:
    """There is one connection, which is activated and the next hop of both routes."""
    assert run.code == 0, run.output
    assert run.facts("peering_result")["unreachable"] == []
    state = simulator.control("state")
    (connection,) = state["vpc_peer_connections"]
    assert (connection["Status"], connection["Name"]) == ("Activated", "beijing-hangzhou")
    routes = [
        (route["destination"], route["next_hop_type"], route["next_hop_id"])
        for account in state["accounts"]
        for route in account["vpcs"][0]["route_tables"][0]["routes"]
        if route["type"] == "Custom"
    ]
    hop = ("VpcPeer", connection["InstanceId"])
    assert routes == [("172.16.100.0/24", *hop), ("192.168.100.0/24", *hop)]
    assert collections.Counter(writes(simulator)) == FIRST_RUN


def without_cdt(accounts: t.Any) -> t.Any:
    return [{key: value for key, value in account.items() if not key.startswith("cdt")} for account in accounts]


@pytest.mark.warm
def test_a_users_own_lines(ansible: Ansible, simulator: t.Any) -> None:
    """The README's pair of router interfaces needs no other change than its method."""
    printed = yaml.safe_load(readme_block("peerings.yml"))
    tutorial = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    (peering,) = [
        candidate for candidate in printed["peering_connections"] if candidate["method"] == "router_interface"
    ]
    peerings = {
        "peering_connections": [{**peering, "method": "vpc_peer"}],
        "peering_accounts": tutorial["peering_accounts"],
        "simulator_url": ansible.url,
    }
    (ansible.folder / "peerings.yml").write_text(yaml.safe_dump(peerings), encoding="utf-8")
    (ansible.folder / "peer_vpcs.yml").write_text(readme_block("peer_vpcs.yml"), encoding="utf-8")
    assert_peered(simulator, ansible.playbook("peer_vpcs.yml"))


@pytest.mark.warm
def test_in_the_middle_of_a_foreign_playbook(ansible: Ansible, simulator: t.Any) -> None:
    (ansible.folder / "foreign.yml").write_text(FOREIGN.replace("'Active'", "'Activated'"), encoding="utf-8")
    options = ("-i", "web1.example,web2.example", "-e", f"@{TUTORIAL}", "-e", f"simulator_url={ansible.url}")
    assert_peered(simulator, ansible.playbook("foreign.yml", *options, *METHOD))


@pytest.mark.parametrize("in_process", [pytest.param(True, marks=pytest.mark.warm), False])
@pytest.mark.sampled(2)
def test_the_collections_playbooks_twice(ansible: Ansible, simulator: t.Any, in_process: bool) -> None:
    """Predict, create and run again, then predict, remove and run again; at the end nothing is left."""
    ansible.in_process = in_process
    before = estate(simulator)
    predicted = ansible.peer("--check", "--diff", *METHOD)
    assert (writes(simulator), estate(simulator)) == ([], before)
    made = ansible.peer(*METHOD)
    assert_peered(simulator, made)
    assert_predicted(predicted, made, writes(simulator))
    sent = len(simulator.calls())
    assert_idle(simulator, ansible.peer(*METHOD), sent)

    sent = len(writes(simulator))
    predicted = ansible.peer("--check", *METHOD, name="aliops.vpc.unpeer_vpcs")
    gone = ansible.peer(*METHOD, name="aliops.vpc.unpeer_vpcs")
    assert predicted.changed == gone.changed
    assert_predicted(predicted, gone, writes(simulator)[sent:])
    # The service opens CDT with the first request, and no run closes it.
    assert without_cdt(estate(simulator)) == without_cdt(before)
    left = [
        connection
        for connection in simulator.control("state")["vpc_peer_connections"]
        if connection["Status"] != "Deleted"
    ]
    assert left == []
    sent = len(simulator.calls())
    assert_idle(simulator, ansible.peer(*METHOD, name="aliops.vpc.unpeer_vpcs"), sent)
