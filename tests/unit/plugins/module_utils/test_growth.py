# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fleet's plans take as long as it has peerings: none compares each next hop with each route."""

from __future__ import annotations

import collections
import dataclasses

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._apply.interface_plans import InterfacePlan
from ansible_collections.aliops.vpc.plugins.module_utils._apply.routes import stuck_hops
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection, WantedPeer
from ansible_collections.aliops.vpc.plugins.module_utils._plan import vpc_peer_changes, vpc_peers
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import Allowed, plan_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import plan_routes

REGION = "cn-beijing"
SIZE = 300
# Each plan may ask an entry for its next hops this often, however many next hops there are.
TIMES = 6
ROUTE = RouteEntry(REGION, "vtb-A", "", kind="Custom", status="Available")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> collections.Counter[str]:
    """Count by destination how often an entry is asked for its next hops."""
    counter: collections.Counter[str] = collections.Counter()

    def hop_ids(entry: RouteEntry) -> tuple[str, ...]:
        counter[entry.destination] += 1
        return (entry.next_hop_id,) if entry.next_hop_id else ()

    monkeypatch.setattr(RouteEntry, "hop_ids", property(hop_ids))
    return counter


def routes_to(kind: str, hop_ids: list[str]) -> list[RouteEntry]:
    return [
        dataclasses.replace(
            ROUTE, destination=f"10.{number // 256}.{number % 256}.0/24", next_hop_type=kind, next_hop_id=hop_id
        )
        for number, hop_id in enumerate(hop_ids)
    ]


def test_router_interfaces(asked: collections.Counter[str]) -> None:
    have = [
        RouterInterface(REGION, "initiator", f"ri-{number}", router_id="vrt-A", status="Inactive")
        for number in range(SIZE)
    ]
    ids = [str(interface.router_interface_id) for interface in have]
    routes = routes_to("RouterInterface", ids)
    changes = plan_interfaces(have, have, "absent", Allowed(force_routes=True), routes)
    plan = InterfacePlan.from_changes(changes, routes)
    assert (len(plan.routes), plan.writes.count("DeleteRouterInterface")) == (SIZE, SIZE)
    assert len(asked) == SIZE
    assert max(asked.values()) <= TIMES


def test_vpc_peers(asked: collections.Counter[str]) -> None:
    account_id = "1000000000000001"
    want = [
        WantedPeer("a", REGION, f"vpc-{number}", peer_account="a", peer_region=REGION, peer_vpc_id=f"vpc-peer-{number}")
        for number in range(SIZE)
    ]
    have = [
        PeerConnection(
            vpc_peer_connection_id=f"pcc-{number}",
            status="Activated",
            requester_account_id=account_id,
            requester_region=REGION,
            requester_vpc_id=entry.vpc_id,
            accepter_account_id=account_id,
            accepter_region=REGION,
            accepter_vpc_id=entry.peer_vpc_id,
        )
        for number, entry in enumerate(want)
    ]
    routes = routes_to("VpcPeer", [str(connection.vpc_peer_connection_id) for connection in have])
    known = vpc_peer_changes.Known({"a": have}, {"a": account_id}, {"a": routes})
    changes = vpc_peers.plan_peers(want, known, "absent", vpc_peer_changes.Allowed(force_routes=True))
    assert [change.writes for change in changes] == [("DeleteVpcPeerConnection",)] * SIZE
    assert len(asked) == SIZE
    assert max(asked.values()) <= TIMES


def test_routes_that_cannot_be_deleted(asked: collections.Counter[str]) -> None:
    hops = {f"interface {number}": f"ri-{number}" for number in range(SIZE)}
    routes = routes_to("RouterInterface", list(hops.values()))
    changes = plan_routes(routes, routes, "absent", "fail")
    asked.clear()
    stuck = stuck_hops(changes, [(change.label, VpcError("locked")) for change in changes], hops)
    assert list(stuck) == list(hops)
    assert str(stuck["interface 7"]) == "the route entry 10.0.7.0/24 in vtb-A could not be deleted: locked"
    assert max(asked.values()) <= TIMES
