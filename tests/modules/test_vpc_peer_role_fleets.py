# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of the role with many links: both kinds in one run, a hub, within one account, three accounts."""

from __future__ import annotations

import collections
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.peers import ACCEPT, CREATE, DELETE, VPC_A
from ansible_collections.aliops.vpc.tests.modules.role_proofs import (
    carried_out,
    converged,
    role,
    torn_down,
)
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud
from ansible_collections.aliops.vpc.tests.scenarios import (
    access_key,
    account,
    scenario,
    tutorial_vpc,
    vpc,
)

ACCOUNTS = {"production": "cn-beijing", "partner": "cn-hangzhou"}
THIRD = ("1231579085529125", ("LTAI-third", "not-a-secret-third"))
SPOKES = 4


def between(name: str, *ends: tuple[str, str, str], **keys: t.Any) -> dict[str, t.Any]:
    """Return a peering by its two ends, each an account, a region and a VPC."""
    sides = [dict(zip(("account", "region", "vpc_id"), end, strict=True)) for end in ends]
    return {"name": name, "method": "vpc_peer", **dict(zip(("initiator", "acceptor"), sides, strict=True)), **keys}


def spokes() -> tuple[dict[str, t.Any], list[dict[str, t.Any]]]:
    """Return spokes of the partner as a change of the scenario, and the peerings of the first VPC with them."""
    vpcs = [vpc(f"spoke-{n}", "cn-hangzhou", f"10.{n}.0.0/16", f"10.{n}.1.0/24") for n in range(SPOKES)]
    hub = ("production", "cn-beijing", VPC_A)
    peerings = [between(f"hub-{n}", hub, ("partner", "cn-hangzhou", f"vpc-spoke-{n}")) for n in range(SPOKES)]
    return {"acceptor": {"vpcs": vpcs}}, peerings


def test_both_kinds_of_links_in_one_run(slow_cloud: Cloud) -> None:
    """A hub with a spoke by each method; the routes of both lie in one table."""
    estate, peerings = spokes()
    slow_cloud.load(estate)
    mixed = [peerings[0], {**peerings[1], "method": "router_interface", "spec": "Small.1"}]
    given = role(slow_cloud, *mixed)
    done = converged(slow_cloud, given)
    counted = collections.Counter(done.writes)
    # The hub's routes of both links go in one batch.
    assert (counted[CREATE], counted[ACCEPT], counted["CreateRouterInterface"]) == (1, 1, 2)
    assert counted["CreateRouteEntries"] == 3
    assert [peering["method"] for peering in done.summary["peerings"]] == ["vpc_peer", "router_interface"]
    assert done.summary["totals"] == {"created": 2, "changed": 0, "removed": 0, "unchanged": 0}
    turned = [{**peerings[1], "method": "router_interface", "spec": "Small.1", "state": "absent"}, peerings[0]]
    going = carried_out(slow_cloud, role(slow_cloud, *turned))
    assert going.summary["totals"] == {"created": 0, "changed": 0, "removed": 1, "unchanged": 1}
    torn_down(slow_cloud, role(slow_cloud, *mixed))


def test_a_hub_and_its_spokes(slow_cloud: Cloud) -> None:
    """The service changes one connection of a VPC at a time; the hub's routes go in one batch all the same."""
    estate, peerings = spokes()
    slow_cloud.load(estate)
    given = role(slow_cloud, *peerings)
    counted = collections.Counter(converged(slow_cloud, given).writes)
    assert counted == {CREATE: SPOKES, ACCEPT: SPOKES, "CreateRouteEntries": SPOKES + 1}
    conflicts = [call for call in slow_cloud.simulator.calls() if call["code"] == "Conflict.Operation"]
    assert conflicts == []
    assert collections.Counter(torn_down(slow_cloud, given).writes)[DELETE] == SPOKES


@pytest.mark.parametrize("other_region", [False, True])
def test_within_one_account_the_service_accepts(slow_cloud: Cloud, other_region: bool) -> None:
    region = "cn-hangzhou" if other_region else "cn-beijing"
    second = vpc("second", region, "10.0.0.0/16", "10.0.1.0/24")
    slow_cloud.load(initiator={"vpcs": [tutorial_vpc("initiator"), second]})
    given = role(
        slow_cloud,
        between(
            "home", ("production", "cn-beijing", VPC_A), ("production", region, "vpc-second"), tags={"team": "net"}
        ),
    )
    done = converged(slow_cloud, given)
    assert collections.Counter(done.writes) == {CREATE: 1, "CreateRouteEntries": 2}
    torn_down(slow_cloud, given)


def test_three_accounts(slow_cloud: Cloud) -> None:
    """Each with both others: in one connection it requests, in another one it accepts."""
    ends = {name: (name, region, f"vpc-{name}") for name, region in {**ACCOUNTS, "third": "cn-shanghai"}.items()}
    vpcs = {
        name: [vpc(name, end[1], f"10.{number}.0.0/16", f"10.{number}.1.0/24")]
        for number, (name, end) in enumerate(ends.items())
    }
    third = {"name": "third", "uid": THIRD[0], "access_keys": [access_key(THIRD[1])], "vpcs": vpcs["third"]}
    slow_cloud.simulator.load(
        scenario(account("initiator", vpcs=vpcs["production"]), account("acceptor", vpcs=vpcs["partner"]), third)
    )
    pairs = [("production", "partner"), ("partner", "third"), ("third", "production")]
    peerings = [between("-".join(pair), *(ends[name] for name in pair)) for pair in pairs]
    given = role(slow_cloud, *peerings)
    key_id, secret = THIRD[1]
    given.accounts["third"] = {
        **given.accounts["partner"],
        "access_key_id": key_id,
        "access_key_secret": secret,
        "region": "cn-shanghai",
    }
    counted = collections.Counter(converged(slow_cloud, given).writes)
    # Both routes of a table go in one batch.
    assert counted == {CREATE: 3, ACCEPT: 3, "CreateRouteEntries": 3}
    torn_down(slow_cloud, given)
