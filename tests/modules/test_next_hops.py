# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who waits for which end of a connection: the initiator for its own, and route_entries for the acceptor's."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.tests.modules.runs import B, Cloud, pair

CONNECT: dict[str, t.Any] = {"connections": [{"router_interface_id": "ri-A"}]}
TO_B: dict[str, t.Any] = {"route_table_id": "vtb-BBB", "destination": "192.168.100.0/24", "next_hop_id": "ri-B"}


def story(cloud: Cloud) -> Cloud:
    """Two ends that become active two seconds after the connection; one account sees the other's end much later."""
    cloud.load(delays={"connect_delay": 2.0, "peer_view_lag": 30.0}, **pair("Idle"))
    return cloud


def test_the_initiator_does_not_wait_for_what_it_sees_late(slow_cloud: Cloud) -> None:
    connected = story(slow_cloud).run("router_interface_connections", **CONNECT, wait_for="own")
    assert (connected.first["status"], connected.first["peer_status"]) != ("Active", "Active")
    assert connected.first["status"] == "Active"
    both = slow_cloud.run("router_interface_connections", **CONNECT)
    assert (both.first["status"], both.first["peer_status"]) == ("Active", "Idle")


def test_routes_wait_for_the_interfaces_that_they_lead_to(slow_cloud: Cloud) -> None:
    slow_cloud = story(slow_cloud)
    slow_cloud.run("router_interface_connections", **CONNECT, wait=False)
    predicted = slow_cloud.run("route_entries", B, check=True, entries=[TO_B], wait_for_next_hops=True)
    assert predicted["next_hop_interfaces"] == []
    early = slow_cloud.run("route_entries", B, entries=[TO_B])
    assert early["error"]["code"] == "IncorrectStatus.RouterInterface"
    done = slow_cloud.run("route_entries", B, entries=[TO_B], wait_for_next_hops=True, wait=False)
    assert done["writes"] == ["CreateRouteEntries"]
    assert [(one["router_interface_id"], one["status"]) for one in done["next_hop_interfaces"]] == [("ri-B", "Active")]


def test_what_leads_to_an_interface_that_stays_idle_is_not_begun(slow_cloud: Cloud) -> None:
    slow_cloud.load(**pair("Idle"))
    other = {**TO_B, "destination": "10.1.0.0/16", "next_hop_id": "ri-gone"}
    failed = slow_cloud.run("route_entries", B, entries=[TO_B, other], wait_for_next_hops=True, wait_timeout=60)
    idle, gone = (one["msg"] for one in failed["failures"])
    assert "The router interface ri-B is Idle (peer Idle) after 60 s" in idle
    assert "The router interface ri-gone is absent" in gone
    assert failed.actions == ["none", "none"]
    assert slow_cloud.writes() == []
