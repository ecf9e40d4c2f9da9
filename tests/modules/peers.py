# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns tasks with VPC peering connections in both accounts of the tutorial, and changes of its scenario for them."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.modules.runs import REGIONS, A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer

MODULE = "vpc_peer_connections"
VPC_A, VPC_B = scenarios.INITIATOR.vpc_id, scenarios.ACCEPTOR.vpc_id
NAMES = {A: "production", B: "partner"}
# How the scenarios name the accounts.
SIDES = {A: "initiator", B: "acceptor"}
LINK = {"account": "production", "peer_account": "partner", "vpc_id": VPC_A, "peer_vpc_id": VPC_B}
# The entry of each account when it works alone.
OWN: dict[str, dict[str, t.Any]] = {
    A: {"vpc_id": VPC_A, "peer_vpc_id": VPC_B, "peer_account_id": B, "peer_region": REGIONS[B]},
    B: {"vpc_id": VPC_B, "peer_vpc_id": VPC_A, "peer_account_id": A, "peer_region": REGIONS[A], "role": "accepter"},
}
CREATE, ACCEPT, DELETE = "CreateVpcPeerConnection", "AcceptVpcPeerConnection", "DeleteVpcPeerConnection"
MODIFY, REJECT = "ModifyVpcPeerConnection", "RejectVpcPeerConnection"


def connection(status: str = "Activated", *, turned: bool = False, **more: t.Any) -> dict[str, t.Any]:
    """Return, as a change for ``load``, a connection between the tutorial's VPCs; ``turned``, B has requested it."""
    ends = {"vpc_id": VPC_B, "accepting_vpc_id": VPC_A} if turned else {}
    return {"vpc_peer_connections": [vpc_peer(status, **{**ends, **more})]}


def accounts(cloud: Cloud, **more: t.Any) -> list[dict[str, t.Any]]:
    """Return both accounts by name."""
    return [{"name": name, **cloud.account(uid), **more} for uid, name in NAMES.items()]


def task(cloud: Cloud, *entries: dict[str, t.Any], check: bool = False, verbosity: int = 0, **options: t.Any) -> Result:
    """Run the module in both accounts, by default for the tutorial's link."""
    given = {"accounts": accounts(cloud), "connections": list(entries) or [LINK], **options}
    return run_module(MODULE, given, check=check, verbosity=verbosity)


def converge(cloud: Cloud, *entries: dict[str, t.Any], **options: t.Any) -> Result:
    """Run the task three times: predicted, done, and again; compare them, and return the real run's result."""
    before = len(cloud.writes())
    predicted = task(cloud, *entries, check=True, **options)
    assert not predicted.get("failed"), predicted["msg"]
    assert cloud.writes()[before:] == [], "check mode has written"
    done = task(cloud, *entries, **options)
    assert not done.get("failed"), done
    sent = cloud.writes()[before:]
    assert sorted(predicted["writes"]) == sorted(sent) == sorted(done["writes"])
    assert predicted["changed"] == done["changed"] == bool(sent)
    assert predicted.actions == done.actions
    assert set(predicted) == set(done)
    again = task(cloud, *entries, **options)
    assert (again["changed"], again["api_calls"]["write"], again["writes"]) == (False, 0, []), again
    return done


def refused(cloud: Cloud, *entries: dict[str, t.Any], **options: t.Any) -> str:
    """Run a task that is expected to refuse, in check mode too and without a write; return its message."""
    before = len(cloud.writes())
    results = [task(cloud, *entries, check=check, **options) for check in (True, False)]
    assert all(result.get("failed") for result in results), results
    assert results[0]["msg"] == results[1]["msg"]
    assert cloud.writes()[before:] == []
    return str(results[0]["msg"])


def faults(cloud: Cloud, *ordered: dict[str, t.Any]) -> None:
    """Order faults."""
    cloud.simulator.control("faults", json.dumps(list(ordered)))


def existing(cloud: Cloud, uid: str = A) -> list[dict[str, t.Any]]:
    """Return the connections that an account has, without the deleted ones."""
    listed = cloud.run("vpc_peer_connections_info", uid)["vpc_peer_connections"]
    return [peer for peer in listed if peer["status"] != "Deleted"]
