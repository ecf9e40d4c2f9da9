# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policies of peering_policies to migrate, enforced: enough to climb up and down, and no action without need."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_policies import peering_policies
from ansible_collections.aliops.vpc.tests.modules.ladders import at_rung, ladder_role, migrate
from ansible_collections.aliops.vpc.tests.modules.role import Role
from ansible_collections.aliops.vpc.tests.modules.role_proofs import peering
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud
from ansible_collections.aliops.vpc.tests.modules.test_least_privilege import SECRET, without
from ansible_collections.aliops.vpc.tests.scenarios import Data, access_key, merged

Policies = dict[str, dict[str, t.Any]]
SIDES = {"production": "initiator", "partner": "acceptor"}
SWITCHES = {"ri_blocks": "never", "caller_identity_needs_permission": True}
# By start: the rungs to climb, so that both together call all that a migration may call.
CLIMBS = {"router_interface": ("prepared", "retired"), "deactivated": ("prepared", "deactivated")}
# Two regions, so that the traffic is billed by CDT; and a tag that an adopted connection lacks.
PEERING = peering(tags={"team": "net"}, bandwidth=100)
READS = [
    "sts:GetCallerIdentity",
    "vpc:DescribeVpcs",
    "vpc:DescribeRouterInterfaces",
    "vpc:DescribeRouteTableList",
    "vpc:DescribeRouteEntryList",
    "vpc:DescribeVSwitches",
    "vpc:ListVpcPeerConnections",
    "vpc:GetVpcPeerConnectionAttribute",
    "cdt:GetCdtServiceStatus",
]
ROUTES = ["vpc:CreateRouteEntries", "vpc:ModifyRouteEntry", "vpc:DeleteRouteEntries"]
PAIR = ["vpc:ActivateRouterInterface", "vpc:DeactivateRouterInterface", "vpc:DeleteRouterInterface"]
ACTIONS = {
    "production": [
        *READS,
        *ROUTES,
        *PAIR,
        "vpc:TagResources",
        "vpc:CreateVpcPeerConnection",
        "vpc:ModifyVpcPeerConnection",
    ],
    "partner": [*READS, *ROUTES, *PAIR, "vpc:TagResources", "vpc:AcceptVpcPeerConnection"],
}
# Without these a run still ends well: some only decide what is reported.
REPORTED = {"vpc:DescribeVSwitches", "cdt:GetCdtServiceStatus"}


def network(start: str) -> Data:
    """Return the peering on a rung; each VPC has a second route table, which takes a list to know."""
    data = at_rung(start)
    for name, side in SIDES.items():
        for own in data[side]["vpcs"]:
            own["route_tables"] = [{"route_table_id": f"vtb-{name}-second", "name": "second"}]
    return data


def estate(start: str, limited: Policies) -> Data:
    """Return the peering on a rung, with a user in each account who has a policy."""
    users = {
        side: {
            "access_keys": [access_key((f"LTAI-{name}", SECRET), user="robot", policies=["robot"])],
            "policies": {"robot": limited[name]},
            "cdt": True,
        }
        for name, side in SIDES.items()
    }
    return merged(network(start), users)


def robot(cloud: Cloud, goal: str) -> Role:
    given = ladder_role(cloud, goal, PEERING, migrate_routes="more_specific")
    keys = {name: {"access_key_id": f"LTAI-{name}", "access_key_secret": SECRET} for name in SIDES}
    return dataclasses.replace(given, accounts={name: {**own, **keys[name]} for name, own in given.accounts.items()})


def generated(cloud: Cloud, start: str) -> Policies:
    """Return the policies as they are generated from the estate."""
    cloud.load(network(start), switches=SWITCHES)
    run = ladder_role(cloud, "prepared", PEERING).read("migrate")
    return {account: own["migrate"] for account, own in peering_policies(run.input, run.read).items()}


def climb(cloud: Cloud, start: str, limited: Policies) -> list[str]:
    """Climb all rungs of a start; return why that failed."""
    cloud.load(estate(start, limited), switches=SWITCHES)
    for goal in CLIMBS[start]:
        messages = migrate(robot(cloud, goal)).messages
        if messages:
            return messages
    return []


def actions(policy: dict[str, t.Any]) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


@pytest.mark.parametrize("start", CLIMBS)
def test_the_policies_are_enough(cloud: Cloud, start: str) -> None:
    assert climb(cloud, start, generated(cloud, start)) == []


@pytest.mark.parametrize("account", SIDES)
def test_every_action_is_tried(cloud: Cloud, account: str) -> None:
    assert actions(generated(cloud, "deactivated")[account]) == set(ACTIONS[account])


@pytest.mark.parametrize(
    ("account", "action"),
    [(account, action) for account, own in ACTIONS.items() for action in own if action not in REPORTED],
)
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_no_action_is_granted_without_need(cloud: Cloud, account: str, action: str) -> None:
    """Without the action one of the climbs fails, and names it."""
    messages = [
        message
        for start in CLIMBS
        for message in climb(cloud, start, without(generated(cloud, start), account, action))
    ]
    assert action.partition(":")[2] in " ".join(messages), messages


def test_a_pair_alone_or_a_connection_alone_has_nothing_to_migrate(cloud: Cloud) -> None:
    cloud.load(at_rung("retired"))
    run = ladder_role(cloud, "prepared").read("policies")
    assert {"migrate"} & {purpose for own in peering_policies(run.input, run.read).values() for purpose in own} == set()
