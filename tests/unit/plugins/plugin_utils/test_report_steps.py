# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of a report: their tasks, their accounts, and the verb for each resource. No server, no browser."""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.content import report
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import Step
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.reports import (
    BY_INTERFACES,
    CONNECTED,
    Result,
    result,
)


def entries(step: Step) -> list[tuple[str, str, str]]:
    return [(entry.mark, entry.verb, entry.label) for entry in step.entries]


def test_steps_are_the_tasks_that_wrote_or_failed_with_their_accounts() -> None:
    interface = {
        "account": "of-vpc-b",
        "action": "created",
        "role": "acceptor",
        "region": "cn-beijing",
        "router_id": "vrt-vpc-b",
        "router_interface_id": "ri-vpc-b",
    }
    route = {
        "account": "of-vpc-a",
        "action": "created",
        "destination": "10.0.0.0/8",
        "route_table_id": "vtb-1",
        "next_hop_id": None,
    }
    done: list[Result] = [
        {
            "router_interfaces": [interface],
            "writes": ["CreateRouterInterface"],
            "request_ids": ["id-1"],
            "elapsed": 1.5,
        },
        {
            "route_entries": [route, {**route, "action": "none"}],
            "writes": ["Create"],
        },
        {"router_interface_peers": [], "writes": []},
        {"accounts": {"of-vpc-b": {}}, "failed": True, "msg": "It was refused."},
        {"skipped": True},
    ]
    steps = report(result(BY_INTERFACES), {}, done, None, state="present", check=False, made_at="").steps
    assert [(step.title, step.account) for step in steps] == [
        ("Router interfaces", "of-vpc-b"),
        ("Route entries", "of-vpc-a"),
        ("Calls", "of-vpc-b"),
    ]
    assert steps[0].elapsed == 1.5
    assert entries(steps[1]) == [("+", "created", "10.0.0.0/8 \u2192 the new router interface in vtb-1")]
    assert steps[2].failed == "It was refused."


def test_the_steps_of_a_connection_name_both_of_its_accounts_and_no_router() -> None:
    connection = {
        "account": "of-vpc-a",
        "action": "created",
        "vpc_peer_connection_id": None,
        "name": "one",
        "requester_account_id": "1",
        "accepter_account_id": "2",
        "requester_vpc_id": "vpc-a",
        "accepter_vpc_id": "vpc-b",
    }
    remote = {**connection, "action": "deleted", "vpc_peer_connection_id": "pcc-1", "accepter_account_id": "3"}
    route = {
        "account": "of-vpc-a",
        "action": "created",
        "destination": "10.0.0.0/8",
        "route_table_id": "vtb-1",
        "next_hop_type": "VpcPeer",
        "next_hop_id": None,
    }
    done: list[Result] = [
        {"vpc_peer_connections": [connection], "writes": ["CreateVpcPeerConnection", "AcceptVpcPeerConnection"]},
        {"vpc_peer_connections": [remote], "writes": ["DeleteVpcPeerConnection"]},
        {"route_entries": [route], "writes": ["CreateRouteEntries"]},
    ]
    read = {"accounts": {"of-vpc-a": {"account_id": "1"}, "of-vpc-b": {"account_id": "2"}}}
    steps = report(result(CONNECTED), read, done, None, state="present", check=False, made_at="").steps
    assert [(step.title, step.account, entries(step)) for step in steps] == [
        ("VPC peering connections", "of-vpc-a, of-vpc-b", [("+", "created", "one (vpc-a to vpc-b)")]),
        ("VPC peering connections", "of-vpc-a", [("-", "deleted", "pcc-1 (vpc-a to vpc-b)")]),
        ("Route entries", "of-vpc-a", [("+", "created", "10.0.0.0/8 \u2192 the new VPC peering connection in vtb-1")]),
    ]


def test_a_step_names_all_accounts_in_which_it_wrote() -> None:
    records = [
        {"account": account, "action": "created", "destination": "10.0.0.0/8", "route_table_id": "vtb-1"}
        for account in ("of-vpc-a", "of-vpc-b", "of-vpc-a")
    ]
    step: Result = {"route_entries": records, "writes": ["CreateRouteEntries"]}
    (shown,) = report(result(BY_INTERFACES), {}, [step], None, state="present", check=False, made_at="").steps
    assert shown.account == "of-vpc-a, of-vpc-b"


@pytest.mark.parametrize(
    ("noun", "record", "mark", "plan", "done"),
    [
        ("router_interfaces", {"action": "created"}, "+", "create", "created"),
        ("router_interfaces", {"action": "updated"}, "~", "change", "changed"),
        ("router_interfaces", {"action": "deleted"}, "-", "delete", "deleted"),
        ("router_interface_peers", {"action": "created"}, "~", "set", "set"),
        ("router_interface_peers", {"action": "updated"}, "~", "set", "set"),
        ("router_interface_connections", {"action": "created", "status": "Active"}, "~", "activate", "activated"),
        ("router_interface_connections", {"action": "updated", "status": "Inactive"}, "~", "deactivate", "deactivated"),
        ("vpc_peer_connections", {"action": "accepted"}, "~", "accept", "accepted"),
    ],
)
def test_a_peer_is_set_and_a_connection_is_activated(
    noun: str, record: Result, mark: str, plan: str, done: str
) -> None:
    step: Result = {noun: [{"router_interface_id": "ri-1", **record}], "writes": ["Call"]}
    for check, verb in ((True, plan), (False, done)):
        (shown,) = report(result(BY_INTERFACES), {}, [step], None, state="present", check=check, made_at="").steps
        assert entries(shown)[0][:2] == (mark, verb)
