# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the runs that the tests of the report draw: peerings, findings and verdicts as the role returns them."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.content import report
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import Report

HOSTILE = "\"'><script>alert(1)</script>&amp;{{ 1 }}|]`"
Result = dict[str, t.Any]


def side(vpc: str, status: str = "Active", **changes: t.Any) -> Result:
    """Return a side as in the role's peering_result; each VPC belongs to an account of its own."""
    place = {"account": f"of-{vpc}", "region": "cn-beijing", "vpc_id": vpc, "router_id": f"vrt-{vpc}"}
    return {**place, "router_interface_id": f"ri-{vpc}", "status": status, "routes": ["10.0.0.0/8"], **changes}


def peering(name: str, initiator: Result, acceptor: Result, **changes: t.Any) -> Result:
    both = {"initiator": initiator, "acceptor": acceptor}
    pair_of_interfaces = {"method": "router_interface", "spec": "Large.1"}
    same: Result = {"state": "present", "action": "none", "mark": "=", "changes": [], "waiting_for": None}
    return {"name": name, **same, "unreachable": [], **pair_of_interfaces, **both, **changes}


def connected(name: str, *vpcs: str, status: str = "Activated", **changes: t.Any) -> Result:
    """Return a peering by a VPC peering connection, which both sides have under one id."""
    link = {"method": "vpc_peer", "bandwidth": 200, "link_type": "Gold", "spec": None}
    shared = {"vpc_peer_connection_id": None if status == "absent" else f"pcc-{name}"}
    ends = [{**side(vpc, status), **shared} for vpc in vpcs]
    for end in ends:
        del end["router_interface_id"]
    return peering(name, *ends, **{**link, **changes})


def result(*peerings: Result, writes: t.Sequence[str] = ()) -> Result:
    return {"peerings": list(peerings), "writes": list(writes), "api_calls": {"read": 4, "write": len(writes)}}


def finding(severity: str, name: str = "one") -> Result:
    return {
        "peering": name,
        "side": "initiator",
        "account": "of-vpc-a",
        "severity": severity,
        "rule": "a_rule",
        "text": f"What is {severity}.",
        "values": {},
    }


def pair(forward: str, backward: str, partly: bool = False) -> Result:
    """Return a pair of blocks; with ``partly``, some addresses are reached on the way from the initiator."""
    ways = [{"verdict": verdict, "partly": False, "lost": [], "by": []} for verdict in (forward, backward)]
    ways[0]["partly"] = partly
    pairs = {"peering": "one", "initiator": "10.1.0.0/24", "acceptor": "10.2.0.0/24", "asked_for": True}
    return {**pairs, "verdict": "one_way", "forward": ways[0], "backward": ways[1]}


def audit(*findings: Result, pairs: t.Sequence[Result] = ()) -> Result:
    return {"findings": list(findings), "reachability": list(pairs), "unreadable": []}


def made(peering_result: Result, judged: Result | None = None, **run: t.Any) -> Report:
    return report(peering_result, {}, [], judged, **{"state": "present", "check": False, "made_at": "", **run})


BY_INTERFACES = peering("one", side("vpc-a"), side("vpc-b"))
CONNECTED = connected("one", "vpc-a", "vpc-b")
