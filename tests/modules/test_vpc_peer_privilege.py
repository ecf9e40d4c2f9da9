# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policies of peering_policies for VPC peering connections, enforced: enough, and no action without need."""

from __future__ import annotations

import itertools
import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_policies import peering_policies
from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.modules import test_least_privilege as pairs
from ansible_collections.aliops.vpc.tests.modules.peers import connection
from ansible_collections.aliops.vpc.tests.modules.role import Role
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud
from ansible_collections.aliops.vpc.tests.modules.test_least_privilege import (
    ACCOUNTS,
    SECRET,
    SIDES,
    STATES,
    resources,
    without,
)
from ansible_collections.aliops.vpc.tests.scenarios import access_key, route, scenario, vpc

CONNECTIONS: list[dict[str, t.Any]] = [
    {
        "name": f"one-{number}",
        "method": "vpc_peer",
        "bandwidth": 100,
        "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": f"vpc-a{number}"},
        "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": f"vpc-b{number}"},
    }
    for number in (1, 2)
]
# To be peered, 1 does not exist, and 2 is marked as another peering that is gone, and has another bandwidth.
EXISTING = 2


def network(side: str, number: int, purpose: str) -> dict[str, t.Any]:
    """Return a VPC with two route tables; those of the existing connection have routes to move and to delete."""
    name = f"{side}{number}"
    net, peer_net = {"a": (10, 20), "b": (20, 10)}[side]
    to_connection = {"next_hop_type": "VpcPeer"}
    moved = {} if purpose == "unpeer" else {"next_hop_type": "VpnGateway"}
    first = route(f"10.{peer_net}{number}.1.0/24", "vpn-1" if moved else "pcc-2", **(moved or to_connection))
    routes = [{**first, "route_entry_id": f"rte-{name}"}, route("10.250.0.0/16", "pcc-2", **to_connection)]
    tables = [{"route_table_id": f"vtb-{name}-second", "name": "second"}]
    blocks = f"10.{net}{number}.0.0/16", f"10.{net}{number}.1.0/24"
    return vpc(name, SIDES[side].region, *blocks, routes=routes if number == EXISTING else [], route_tables=tables)


def estate(purpose: str, policies: dict[str, t.Any] | None = None, limited: t.Any = None) -> dict[str, t.Any]:
    """Return a scenario for a purpose: each account with a user who has its policy, and one who has its limited one."""
    accounts = []
    for name, (_uid, _region, side) in ACCOUNTS.items():
        own = {"whole": policies[name], "limited": limited[name]} if policies else {}
        users = [access_key((f"LTAI-{name}-{user}", SECRET), user=user, policies=[user]) for user in own]
        keys = {
            "access_keys": [access_key((f"LTAI-{name}-root", SECRET)), *users],
            "policies": own,
            "vpcs": [network(side, number, purpose) for number in (1, EXISTING)],
            "cdt": True,
        }
        accounts.append({**scenarios.account(SIDES[side].name), "name": name, **keys})
    mark = {"aliops.vpc/peering": "one-2" if purpose == "unpeer" else "before"}
    tags = {"tags": mark, "accepting_tags": mark}
    ends = {"vpc_id": "vpc-a2", "accepting_vpc_id": "vpc-b2", "instance_id": "pcc-2", "name": "one-2", "bandwidth": 50}
    switches = {"caller_identity_needs_permission": True}
    return scenario(*accounts, switches=switches, vpc_peer_connections=[{"status": "Activated", **ends, **tags}])


def role(cloud: Cloud, user: str, connections: list[dict[str, t.Any]] | None = None) -> Role:
    return Role(pairs.role(cloud, user).accounts, connections or CONNECTIONS)


def policies_of(cloud: Cloud, purpose: str) -> dict[str, dict[str, t.Any]]:
    """Return the policies of a purpose by account, as they are generated from the estate."""
    cloud.simulator.load(estate(purpose))
    run = role(cloud, "root").read()
    return {account: policies[purpose] for account, policies in peering_policies(run.input, run.read).items()}


READS = [*pairs.READS, "vpc:ListVpcPeerConnections"]
ROUTES = ["vpc:CreateRouteEntries", "vpc:ModifyRouteEntry", "vpc:DeleteRouteEntries"]
COMMON = [pairs.JUDGES, *ROUTES, "vpc:GetVpcPeerConnectionAttribute", "vpc:TagResources", "cdt:GetCdtServiceStatus"]
ACTIONS = {
    ("audit", "production"): [*READS, pairs.JUDGES],
    ("audit", "partner"): [*READS, pairs.JUDGES],
    ("peer", "production"): [*READS, *COMMON, "vpc:CreateVpcPeerConnection", "vpc:ModifyVpcPeerConnection"],
    ("peer", "partner"): [*READS, *COMMON, "vpc:AcceptVpcPeerConnection"],
    # One account deletes for both.
    ("unpeer", "production"): [
        *READS,
        "vpc:DeleteRouteEntries",
        "vpc:DeleteVpcPeerConnection",
        "vpc:GetVpcPeerConnectionAttribute",
    ],
    ("unpeer", "partner"): [*READS, "vpc:DeleteRouteEntries"],
}
# A run that peers is only more careful without them.
SPARED = {
    ("peer", "production", pairs.JUDGES),
    ("peer", "partner", pairs.JUDGES),
    ("peer", "partner", "cdt:GetCdtServiceStatus"),
}
CASES = [
    (purpose, account, action)
    for (purpose, account), actions in ACTIONS.items()
    for action in actions
    if (purpose, account, action) not in SPARED
]


@pytest.mark.parametrize("purpose", STATES)
def test_every_action_is_tried(cloud: Cloud, purpose: str) -> None:
    for account, policy in policies_of(cloud, purpose).items():
        actions = [action for statement in policy["Statement"] for action in statement["Action"]]
        assert sorted(actions) == sorted(ACTIONS[purpose, account])
        assert all(ACCOUNTS[account][0] in arn for arn in resources(policy) - {"*"})


@pytest.mark.parametrize(("purpose", "account", "action"), CASES, ids=str)
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_every_action_is_needed(cloud: Cloud, purpose: str, account: str, action: str) -> None:
    """A run without one permission names it, and a run with all of them finishes what it began."""
    policies = policies_of(cloud, purpose)
    cloud.simulator.load(estate(purpose, policies, without(policies, account, action)))
    messages = role(cloud, "limited").run(STATES[purpose])
    assert messages, f"{action} is not needed"
    # RAM wants the permission for CDT from whoever requests a connection.
    name = "CreateVpcPeerConnection" if action.startswith("cdt:") else action.partition(":")[2]
    message = next((message for message in messages if f"{name} failed" in message), "")
    assert message, messages
    assert "(Forbidden." in message
    uid, region, _side = ACCOUNTS[account]
    if name != "GetCallerIdentity":
        # A connection has the labels of both accounts in one region, which no source names.
        where = "" if name == "TagResources" else f"in {region} "
        assert f"{where}to acs:ram::{uid}:user/limited of the account {uid} (credential from options)" in message
    if name.startswith(("Describe", "List")):
        assert cloud.writes() == []
    whole = role(cloud, "whole")
    assert whole.run(STATES[purpose]) == []
    written = len(cloud.writes())
    assert whole.run(STATES[purpose]) == []
    assert len(cloud.writes()) == written


@pytest.mark.parametrize(
    "switches",
    [
        {"accept_needs_cdt_permission": True},
        {"list_peers_resource": "vpcpeer"},
    ],
)
@pytest.mark.parametrize("purpose", STATES)
def test_undocumented_permissions_do_not_matter(cloud: Cloud, purpose: str, switches: dict[str, t.Any]) -> None:
    policies = policies_of(cloud, purpose)
    loaded = estate(purpose, policies, policies)
    cloud.simulator.load({**loaded, "switches": {**loaded["switches"], **switches}})
    assert role(cloud, "whole").run(STATES[purpose]) == []


def given(cloud: Cloud, *peerings: dict[str, t.Any], read: bool = True, **accounts: t.Any) -> dict[str, t.Any]:
    """Return the policies of some peerings, by account and purpose, as sorted actions."""
    cloud.simulator.load(estate("peer"))
    asked = role(cloud, "root", list(peerings))
    asked.accounts = {**asked.accounts, **accounts}
    if read:
        run = asked.read()
        policies = peering_policies(run.input, run.read)
    else:
        policies = peering_policies(asked.input(), {"failed": True, "msg": "not read"})
    return {
        account: {
            purpose: sorted(itertools.chain(*(statement["Action"] for statement in policy["Statement"])))
            for purpose, policy in by_purpose.items()
        }
        for account, by_purpose in policies.items()
    }


def test_a_run_with_both_kinds_reads_both_in_each_account(cloud: Cloud) -> None:
    """One read serves all peerings of a run, so an account with router interfaces only lists connections as well."""
    alone = {**CONNECTIONS[0], "acceptor": {**CONNECTIONS[0]["acceptor"], "account": "production"}}
    interfaces = {**CONNECTIONS[1], "method": "router_interface", "spec": "Large.1"}
    del interfaces["bandwidth"]
    actions = given(cloud, alone, interfaces)
    assert "vpc:ListVpcPeerConnections" in actions["partner"]["audit"]
    assert "vpc:AcceptVpcPeerConnection" not in actions["partner"]["peer"]
    assert "vpc:DeleteVpcPeerConnection" not in actions["partner"]["unpeer"]
    assert {"vpc:CreateVpcPeerConnection", "vpc:CreateRouterInterface"} <= set(actions["production"]["peer"])
    only = given(cloud, interfaces)
    assert not any("VpcPeer" in name for by_purpose in only.values() for names in by_purpose.values() for name in names)


def test_within_one_account_nobody_accepts(cloud: Cloud) -> None:
    alone = {**CONNECTIONS[0], "acceptor": {**CONNECTIONS[0]["acceptor"], "account": "production"}}
    assert "vpc:AcceptVpcPeerConnection" not in given(cloud, alone)["production"]["peer"]


def test_within_one_region_only_the_requester_needs_cdt(cloud: Cloud) -> None:
    near = {**CONNECTIONS[0], "acceptor": {**CONNECTIONS[0]["acceptor"], "region": "cn-beijing"}}
    del near["bandwidth"]
    actions = given(cloud, near, read=False)
    assert "cdt:GetCdtServiceStatus" in actions["production"]["peer"]
    assert "cdt:GetCdtServiceStatus" not in actions["partner"]["peer"]


def test_a_side_that_runs_alone_deletes_and_modifies(cloud: Cloud) -> None:
    asked = role(cloud, "root", CONNECTIONS[:1])
    del asked.accounts["production"]
    policies = peering_policies(asked.input(), {"failed": True, "msg": "not read"})
    for purpose, action in (("peer", "vpc:ModifyVpcPeerConnection"), ("unpeer", "vpc:DeleteVpcPeerConnection")):
        assert action in json.dumps(policies["partner"][purpose])
        assert action in json.dumps(policies["production"][purpose])


def test_the_filter_returns_the_documented_policies(cloud: Cloud) -> None:
    cloud.load(connection())
    assert pairs.documented_policies("By a VPC peering connection") == pairs.tutorial_policies(cloud, method="vpc_peer")
