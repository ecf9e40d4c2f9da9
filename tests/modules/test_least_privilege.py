# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policies of peering_policies, enforced: all works with them, and nothing without any one of their actions."""

from __future__ import annotations

import copy
import json
import pathlib
import re
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_policies import peering_policies
from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.modules.role import Role
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud
from ansible_collections.aliops.vpc.tests.scenarios import (
    ACCEPTOR,
    INITIATOR,
    access_key,
    ends,
    pair,
    route,
    scenario,
    vpc,
)

# By purpose and account.
Policies = dict[str, dict[str, dict[str, t.Any]]]
ACCOUNTS = {"production": (A, "cn-beijing", "a"), "partner": (B, "cn-hangzhou", "b")}
SIDES = {"a": INITIATOR, "b": ACCEPTOR}
CONNECTIONS = [
    {
        "name": f"one-{number}",
        "spec": "Large.1",
        "routes": "vswitches",
        "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": f"vpc-a{number}"},
        "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": f"vpc-b{number}"},
    }
    for number in (1, 2, 3)
]
# The pairs by number, so that a run calls everything that it may: 1 does not exist; 2 is inactive, has drifted and,
# to be peered, is marked as another peering that is gone; 3 exists, but its ends do not name each other.
DRIFTED, STRANGE = 2, 3
SECRET = "not-a-secret-of-anybody"
# The fields of an end that does not name its peer.
UNNAMED = {f"opposite_{key}": "" for key in ("interface_id", "interface_owner_id", "router_id", "router_type")}
STATES = {"audit": "audit", "peer": "present", "unpeer": "absent"}


def network(side: str, number: int, purpose: str) -> dict[str, t.Any]:
    """Return a VPC with two route tables, one for each of its two vSwitches."""
    name = f"{side}{number}"
    net, other_net = {"a": (10, 20), "b": (20, 10)}[side]
    hop, peers_block = f"ri-{name}", f"10.{other_net}{number}.1.0/24"
    moved = route(peers_block, hop) if purpose == "unpeer" else route(peers_block, "vpn-1", next_hop_type="VpnGateway")
    routes = [{**moved, "route_entry_id": f"rte-{name}"}, route("10.250.0.0/16", hop)]
    return vpc(
        name,
        SIDES[side].region,
        f"10.{net}{number}.0.0/16",
        f"10.{net}{number}.1.0/24",
        routes=routes if number == DRIFTED else [],
        route_tables=[{"route_table_id": f"vtb-{name}-second", "name": "second"}],
    )


def ends_of(number: int, purpose: str) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """Return the ends of the pair that has drifted, or of the one whose ends do not name each other."""
    ids, routers = ((f"{kind}-a{number}", f"{kind}-b{number}") for kind in ("ri", "vrt"))
    status = "Idle" if number == STRANGE else "Active" if purpose == "unpeer" else "Inactive"
    keys: dict[str, t.Any] = {"tags": {"aliops.vpc/peering": "before"}} if number == DRIFTED else {**UNNAMED}
    own, other = ends(status, ids=ids, routers=routers, name=f"one-{number}")
    return {**own, **keys, "spec": "Large.2"}, {**other, **keys}


def estate(purpose: str, policies: dict[str, t.Any] | None = None, limited: t.Any = None) -> dict[str, t.Any]:
    """Return a scenario for a purpose: each account with a user who has its policy, and one who has its limited one."""
    pairs = [ends_of(number, purpose) for number in (DRIFTED, STRANGE)]
    accounts = []
    for (name, (_uid, _region, side)), interfaces in zip(ACCOUNTS.items(), zip(*pairs, strict=True), strict=True):
        own = {"whole": policies[name], "limited": limited[name]} if policies else {}
        users = [access_key((f"LTAI-{name}-{user}", SECRET), user=user, policies=[user]) for user in own]
        keys = {
            "access_keys": [access_key((f"LTAI-{name}-root", SECRET)), *users],
            "policies": own,
            "vpcs": [network(side, number, purpose) for number in (1, 2, 3)],
            "router_interfaces": list(interfaces),
        }
        accounts.append({**scenarios.account(SIDES[side].name), "name": name, **keys})
    return scenario(*accounts, switches={"caller_identity_needs_permission": True})


def role(cloud: Cloud, user: str) -> Role:
    accounts = {
        name: {
            "access_key_id": f"LTAI-{name}-{user}",
            "access_key_secret": SECRET,
            "region": region,
            "endpoint": cloud.simulator.url,
        }
        for name, (_uid, region, _side) in ACCOUNTS.items()
    }
    return Role(accounts, CONNECTIONS)


def policies_of(cloud: Cloud, purpose: str) -> dict[str, dict[str, t.Any]]:
    """Return the policies of a purpose by account, as they are generated from the estate."""
    cloud.simulator.load(estate(purpose))
    root = role(cloud, "root")
    run = root.read()
    policies = peering_policies(run.input, run.read)
    return {account: by_purpose[purpose] for account, by_purpose in policies.items()}


@pytest.fixture(name="generated", scope="module")
def generated_policies(simulator: Simulator) -> Policies:
    """The policies of each purpose."""
    return {purpose: policies_of(Cloud(simulator), purpose) for purpose in STATES}


def without(policies: dict[str, dict[str, t.Any]], account: str, action: str) -> dict[str, dict[str, t.Any]]:
    changed = copy.deepcopy(policies)
    statements = changed[account]["Statement"]
    for statement in statements:
        statement["Action"] = [name for name in statement["Action"] if name != action]
    changed[account]["Statement"] = [statement for statement in statements if statement["Action"]]
    return changed


# Each action of each policy; test_every_action_is_tried compares them with the generated ones.
READS = [
    "sts:GetCallerIdentity",
    "vpc:DescribeVpcs",
    "vpc:DescribeRouterInterfaces",
    "vpc:DescribeRouteTableList",
    "vpc:DescribeRouteEntryList",
]
COMMON = [
    "vpc:CreateRouterInterface",
    "vpc:ModifyRouterInterfaceAttribute",
    "vpc:ActivateRouterInterface",
    "vpc:TagResourcesForExpressConnect",
    "vpc:CreateRouteEntries",
    "vpc:ModifyRouteEntry",
    "vpc:DeleteRouteEntries",
]
# A run that peers judges reachability with it, and is more careful without it: a denial stops only an audit.
JUDGES = "vpc:DescribeVSwitches"
DELETIONS = ["vpc:DeleteRouteEntries", "vpc:DeactivateRouterInterface", "vpc:DeleteRouterInterface"]
ACTIONS = {
    ("audit", "production"): [*READS, "vpc:DescribeVSwitches"],
    ("audit", "partner"): [*READS, "vpc:DescribeVSwitches"],
    ("peer", "production"): [*READS, JUDGES, *COMMON, "vpc:ModifyRouterInterfaceSpec", "vpc:ConnectRouterInterface"],
    ("peer", "partner"): [*READS, JUDGES, *COMMON],
    ("unpeer", "production"): [*READS, *DELETIONS],
    ("unpeer", "partner"): [*READS, *DELETIONS],
}
CASES = [
    (purpose, account, action)
    for (purpose, account), actions in ACTIONS.items()
    for action in actions
    if (purpose, action) != ("peer", JUDGES)
]


@pytest.mark.parametrize("purpose", STATES)
def test_every_action_is_tried(generated: Policies, purpose: str) -> None:
    for account, policy in generated[purpose].items():
        actions = [action for statement in policy["Statement"] for action in statement["Action"]]
        assert sorted(actions) == sorted(ACTIONS[purpose, account])
        assert all(ACCOUNTS[account][0] in arn for arn in resources(policy) - {"*"})


def tutorial_policies(cloud: Cloud, **keys: t.Any) -> Policies:
    """Return the policies by account and purpose for the tutorial's peering with these keys."""
    sides = {"initiator": ("production", A, "vpc-12345678"), "acceptor": ("partner", B, "vpc-87654321")}
    tutorial: dict[str, t.Any] = {"name": "beijing-hangzhou", **keys}
    for side, (account, uid, vpc_id) in sides.items():
        tutorial[side] = {"account": account, "region": cloud.account(uid)["region"], "vpc_id": vpc_id}
    accounts = {account: cloud.account(uid) for account, uid, _vpc_id in sides.values()}
    run = Role(accounts, [tutorial], options={}).read()
    return peering_policies(run.input, run.read)


def documented_policies(heading: str) -> Policies:
    """Return the policies below a heading of the guide by account and purpose."""
    text = (pathlib.Path(__file__).parents[2] / "docs" / "permissions.md").read_text(encoding="utf-8")
    chapter = re.split(r"^#+ ", text.partition(f"### {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    folded = r"^<summary>(\w+), to (\w+)</summary>\n\n```json\n(.*?)^```"
    blocks = re.findall(folded, chapter, re.DOTALL | re.MULTILINE)
    documented: Policies = {}
    for account, purpose, block in blocks:
        documented.setdefault(account, {})[purpose] = json.loads(block)
    return documented


def test_the_filter_returns_the_documented_policies(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    assert documented_policies("By a pair of router interfaces") == tutorial_policies(cloud, spec="Large.1")


def unread(accounts: dict[str, dict[str, t.Any]], **changes: t.Any) -> dict[str, dict[str, t.Any]]:
    """Return the policies for a peering of which nothing could be read."""
    given = Role(accounts, [{**CONNECTIONS[0], **changes}], options={}).input()
    return peering_policies(given, {"failed": True, "msg": "not read"})


def test_unread_ids_become_stars_and_a_role_is_assumed() -> None:
    arn = f"acs:ram::{B}:role/peering"
    accounts = {"partner": {"role_arn": arn, "access_key_id": "LTAI", "access_key_secret": SECRET}, "production": {}}
    policies = unread(accounts)
    assert f"acs:vpc:cn-hangzhou:{B}:routetable/*" in resources(policies["partner"]["unpeer"])
    assert "acs:vpc:cn-beijing:*:routerinterface/*" in resources(policies["production"]["unpeer"])
    (statement,) = policies["partner"]["assume"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["sts:AssumeRole"], f"acs:ram:*:{B}:role/peering")
    assert SECRET not in json.dumps(policies)
    assert "vpc:ModifyRouteEntry" not in json.dumps(policies)
    assert "CreateRouteEntries" not in json.dumps(unread(accounts, routes="none"))


def resources(policy: dict[str, t.Any]) -> set[str]:
    given = [statement["Resource"] for statement in policy["Statement"]]
    return {arn for arns in given for arn in ([arns] if isinstance(arns, str) else arns)}


@pytest.mark.parametrize(("purpose", "account", "action"), CASES, ids=str)
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_every_action_is_needed(cloud: Cloud, generated: Policies, purpose: str, account: str, action: str) -> None:
    """A run without one permission names it, and one with all of them finishes what it began, if it wrote anything."""
    policies = generated[purpose]
    cloud.simulator.load(estate(purpose, policies, without(policies, account, action)))
    messages = role(cloud, "limited").run(STATES[purpose])
    assert messages, f"{action} is not needed"
    name = action.partition(":")[2]
    message = next((message for message in messages if f"{name} failed" in message), "")
    assert message, messages
    uid, region, _side = ACCOUNTS[account]
    assert "(Forbidden.RAM" in message
    if name != "GetCallerIdentity":
        assert f"Let an administrator grant {action} in {region} to acs:ram::{uid}:user/limited" in message
        assert f"of the account {uid} (credential from options)" in message
    if name.startswith(("Describe", "Get")):
        # The rest would repeat test_a_run_with_all_permissions_ends.
        assert cloud.writes() == []
        return
    assert_ends(cloud, purpose)


@pytest.mark.parametrize("purpose", STATES)
def test_a_run_with_all_permissions_ends(cloud: Cloud, generated: Policies, purpose: str) -> None:
    cloud.simulator.load(estate(purpose, generated[purpose], generated[purpose]))
    assert_ends(cloud, purpose)
    assert bool(cloud.writes()) is (purpose != "audit")


def assert_ends(cloud: Cloud, purpose: str) -> None:
    """A run with all permissions finishes, and the next one has nothing to do."""
    whole = role(cloud, "whole")
    assert whole.run(STATES[purpose]) == []
    written = len(cloud.writes())
    assert whole.run(STATES[purpose]) == []
    assert len(cloud.writes()) == written
