# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages of a run and an audit about a VPC peering connection in each of its states. No simulator."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.aliops.vpc.plugins.plugin_utils import _run
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.findings import audit
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.summary import summary
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.connection_snapshots import (
    BY_CONNECTION,
    connection,
    joined,
    routed,
)
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERING,
    UIDS,
    run,
)

CONNECTION = connection(vpc_peer_connection_id="pcc-1")


def peered(status: str) -> _run.Run:
    """Return a run that read the connection in this state, with the routes of both sides."""
    known = dataclasses.replace(CONNECTION, status=status)
    return run(
        *(joined(account, known, routes=[routed(account, "pcc-1")]) for account in "ab"), peerings=[BY_CONNECTION]
    )


@pytest.mark.parametrize(
    ("status", "cure"),
    [
        ("Activated", None),
        ("Updating", "run the role again"),
        ("Accepting", "run the role again, as soon as it is accepted"),
        ("Rejected", "remove the peering by state: absent in one run, and create it again in the next"),
        ("Expired", "remove the peering by state: absent in one run, and create it again in the next"),
    ],
)
def test_the_cure_of_lost_traffic_is_that_of_the_state(status: str, cure: str | None) -> None:
    losses = {(loss["cause"], loss["cure"]) for loss in summary(peered(status), [])["unreachable"]}
    cause = f"pcc-1 between vpc-a and vpc-b is {status}"
    assert losses == ({(cause, cure)} if cure else set())


def test_a_request_that_this_run_accepted_is_its_action() -> None:
    accepted = {**CONNECTION.as_result(), "account": "a", "action": "accepted"}
    result = summary(peered("Accepting"), [{"vpc_peer_connections": [accepted], "changed": True}])
    (peering,) = result["peerings"]
    assert (peering["action"], peering["mark"], peering["acceptor"]["status"]) == ("accepted", "~", "Activated")


def test_the_lines_of_a_created_connection_show_its_bandwidth_and_who_pays() -> None:
    created = {**CONNECTION.as_result(), "account": "a", "action": "created"}
    read = run(*(joined(account) for account in "ab"), peerings=[BY_CONNECTION])
    lines = summary(
        read, [{"vpc_peer_connections": [created], "changed": True, "writes": ["CreateVpcPeerConnection"]}]
    )["lines"]
    assert lines[0].endswith("; 1024 Mbit/s, a and b pay for outgoing traffic")
    assert "    + initiator a: VPC peering connection one (pcc-1, 1024 Mbit/s)" in lines


def test_one_account_pays_for_its_own_traffic_between_regions() -> None:
    within = {**BY_CONNECTION, "acceptor": {**PEERING["acceptor"], "account": "a"}}
    connection = dataclasses.replace(CONNECTION, accepter_account_id=UIDS["a"])
    both = [joined(account, connection) for account in "ab"]
    for vpc in both[1]["vpcs"]:
        vpc["account"] = "a"
    read = run({**both[0], "vpcs": both[0]["vpcs"] + both[1]["vpcs"]}, peerings=[within])
    (line, *_rest) = summary(read, [])["lines"]
    assert line.endswith("; 1024 Mbit/s, a pays for outgoing traffic")


def test_connections_that_contradict_each_other_are_named_by_the_audit() -> None:
    twins = (CONNECTION, dataclasses.replace(CONNECTION, vpc_peer_connection_id="pcc-2"))
    audited = run(*(joined(account, *twins) for account in "ab"), peerings=[BY_CONNECTION])
    (finding,) = audit(audited.peerings, audited.reads)["findings"]
    assert finding["rule"] == "connection_ambiguous"
    assert "pcc-1, pcc-2" in finding["text"]
