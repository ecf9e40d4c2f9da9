# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planned entries pass the checks of their module: VPC peering connections, and routes to them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import PEER_CONNECTION, ROUTE
from ansible_collections.aliops.vpc.plugins.module_utils._plan.module_checks import CHECKS, wrong_in

LINK: dict[str, t.Any] = {
    "account": "production",
    "peer_account": "partner",
    "region": "cn-beijing",
    "vpc_id": "vpc-1",
    "peer_vpc_id": "vpc-2",
    "tags": {"peering_mark": "office"},
    "peer_tags": {"peering_mark": "office"},
}
HOP: dict[str, t.Any] = {
    "region": "cn-beijing",
    "vpc_id": "vpc-1",
    "destination": "10.2.0.0/16",
    "next_hop_type": "VpcPeer",
    "next_hop_connection": {"vpc_id": "vpc-1", "peer_vpc_id": "vpc-2"},
}
STEPS = ("vpc_peers", "vpc_peer_deletions")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("without", [None, "account"])
def test_a_planned_connection_passes(step: str, without: str | None) -> None:
    """The planner adds the account's name only to an entry that has passed."""
    assert wrong_in(step, {name: value for name, value in LINK.items() if name != without}) == []
    assert CHECKS[step][0] is PEER_CONNECTION


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "1st"}, "name: '1st' cannot name a VPC peering connection"),
        ({"link_type": "Copper"}, "value of link_type must be one of: Gold, Platinum, got: Copper."),
        ({"bandwidth": 0}, "bandwidth: 0 must be 1 Mbit/s or more."),
        ({"peer_vpc_id": "vpc-1"}, "peer_vpc_id: vpc-1 cannot be connected with itself."),
        ({"peer_account_id": "123456"}, "parameters are mutually exclusive: peer_account|peer_account_id."),
        ({"peer_account": "production"}, "need peer_account, another account than the entry's own."),
        ({"region": None}, "region is needed"),
        ({"spec": "Large.1"}, "spec. Supported parameters include: account, bandwidth"),
    ],
)
def test_entries_that_the_module_would_refuse(step: str, changed: dict[str, t.Any], reason: str) -> None:
    (refusal,) = wrong_in(step, {**LINK, **changed})
    assert reason.rstrip(".") in refusal


def test_a_planned_route_names_its_connection_by_two_vpcs() -> None:
    assert wrong_in("routes", HOP) == []
    assert CHECKS["routes"][0] is ROUTE


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"next_hop_type": "RouterInterface"}, "set next_hop_type=VpcPeer"),
        ({"next_hop_connection": {"vpc_id": "vpc-1", "peer_vpc_id": "pcc-1"}}, "'pcc-1' is not the id of a peer vpc"),
        ({"next_hop_id": "pcc-1"}, "mutually exclusive: next_hop_id|next_hops|next_hop_interface|next_hop_connection"),
        ({"vpc_id": "vpc-2"}, "vpc_id vpc-1 is not the entry's own VPC vpc-2"),
        ({"next_hop_connection": {"vpc_id": "vpc-1"}}, "missing required arguments: peer_vpc_id"),
    ],
)
def test_entries_without_a_valid_next_hop(changed: dict[str, t.Any], reason: str) -> None:
    (refusal,) = wrong_in("routes", {**HOP, **changed})
    assert reason in refusal
