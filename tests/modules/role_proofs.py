# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the proofs of a role's run by VPC peering connections: an exact prediction, traffic, and nothing left over."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.aliops.vpc.tests.modules.peers import VPC_A, VPC_B
from ansible_collections.aliops.vpc.tests.modules.role import Outcome, Role
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud

NAME = "beijing-hangzhou"
MARK = {"aliops.vpc/peering": NAME}
PEERING: dict[str, t.Any] = {
    "name": NAME,
    "method": "vpc_peer",
    "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": VPC_A},
    "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": VPC_B},
}


def role(cloud: Cloud, *peerings: dict[str, t.Any], **options: t.Any) -> Role:
    """Return the role with both accounts, by default with the tutorial's two VPCs."""
    accounts = {"production": cloud.account(A), "partner": cloud.account(B)}
    return Role(accounts, list(peerings) or [PEERING], options=options)


def peering(**changed: t.Any) -> dict[str, t.Any]:
    """Return the tutorial's peering with other keys; those of a side are added to its own."""
    return {
        key: {**PEERING.get(key, {}), **value} if isinstance(value, dict) and key != "tags" else value
        for key, value in {**PEERING, **changed}.items()
    }


def neutral(outcome: Outcome) -> list[str]:
    """Return the lines of a summary without ids that only the API knows, and without the words of a prediction."""
    text = "\n".join(outcome.summary["lines"])
    text = re.sub(r"(pcc|ri)-\w{10,}|(the )?new (VPC peering connection|router interface)", "ID", text)
    text = text.replace("Check mode, nothing was written: would be ", "Total: ")
    return text.replace(" (ID)", "").replace("(ID, ", "(").splitlines()


def carried_out(cloud: Cloud, given: Role, state: str = "present") -> Outcome:
    """Predict and carry out; the prediction has to be exact."""
    before = len(cloud.writes())
    predicted = given.carry_out(state, check=True)
    assert predicted.messages == []
    assert cloud.writes()[before:] == [], "check mode has written"
    done = given.carry_out(state)
    assert done.messages == []
    sent = cloud.writes()[before:]
    assert sorted(predicted.writes) == sorted(sent) == sorted(done.writes)
    assert neutral(predicted) == neutral(done)
    assert predicted.warnings == done.warnings
    return done


def converged(cloud: Cloud, given: Role) -> Outcome:
    """Peer and show that traffic flows: in the summary, in the audit, and by a second run that writes nothing."""
    done = carried_out(cloud, given)
    assert done.summary["unreachable"] == []
    again = given.carry_out()
    assert (again.messages, again.steps, again.summary["changed"]) == ([], [], False)
    audit = given.audit()
    assert audit["findings"] == []
    assert {pair["verdict"] for pair in audit["reachability"]} == {"reachable"}
    return done


def torn_down(cloud: Cloud, given: Role) -> Outcome:
    """Remove all peerings and show that nothing of them is left over."""
    given = dataclasses.replace(given, options={**given.options, "purge_routes": True})
    done = carried_out(cloud, given, "absent")
    assert left_over(cloud) == []
    again = given.carry_out("absent")
    assert (again.messages, again.steps) == ([], [])
    return done


def left_over(cloud: Cloud) -> list[str]:
    """Return the ids of all connections and router interfaces, and the next hops of all routes to one."""
    state = cloud.simulator.control("state")
    connections = [peer["InstanceId"] for peer in state["vpc_peer_connections"] if peer["Status"] != "Deleted"]
    interfaces = [
        interface["RouterInterfaceId"] for account in state["accounts"] for interface in account["router_interfaces"]
    ]
    tables = [table for account in state["accounts"] for vpc in account["vpcs"] for table in vpc["route_tables"]]
    hops = [hop for table in tables for route in table["routes"] for hop in route["next_hops"]]
    return [*connections, *interfaces, *(hop["id"] for hop in hops if hop["type"] in ("VpcPeer", "RouterInterface"))]


def refused(cloud: Cloud, given: Role, state: str = "present") -> str:
    """Return why a run is refused, in check mode too and before its first write."""
    before = len(cloud.writes())
    predicted, done = given.carry_out(state, check=True), given.carry_out(state)
    assert predicted.messages == done.messages != []
    assert cloud.writes()[before:] == []
    return "\n".join(done.messages)
