# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No wait outlasts what it waits for by more than a twentieth, whatever it is, on a clock that only waits move."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules import peers
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud, Result
from ansible_collections.aliops.vpc.tests.scenarios import Keys, pair

LONGER = 1.05
Task = t.Callable[[Cloud, int], Result]


def connect(cloud: Cloud, timeout: int) -> Result:
    entries = [{"router_interface_id": "ri-A"}]
    return cloud.run("router_interface_connections", connections=entries, wait_timeout=timeout)


def route(cloud: Cloud, timeout: int) -> Result:
    entries = [{"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}]
    return cloud.run("route_entries", entries=entries, wait_timeout=timeout)


def delete(cloud: Cloud, timeout: int) -> Result:
    entries = [{"router_interface_id": "ri-A"}]
    return cloud.run("router_interfaces", interfaces=entries, state="absent", wait_timeout=timeout)


def accept(cloud: Cloud, timeout: int) -> Result:
    return peers.task(cloud, wait_timeout=timeout)


def delete_peer(cloud: Cloud, timeout: int) -> Result:
    return peers.task(cloud, state="absent", wait_timeout=timeout)


WAITS: dict[str, tuple[str, Keys, Task]] = {
    "a connection": ("connect_delay", pair("Idle"), connect),
    "a route": ("route_delay", pair("Active"), route),
    "a deletion": ("delete_delay", pair("Inactive"), delete),
    "an acceptance": ("vpc_peer_update_delay", peers.connection("Accepting"), accept),
    "a deletion of a connection": ("vpc_peer_delete_delay", peers.connection(), delete_peer),
}


@pytest.mark.parametrize("seconds", [2, 2.05, 7, 61, 600])
@pytest.mark.parametrize("case", WAITS)
@pytest.mark.sampled(3)
@pytest.mark.untraced
def test_a_wait_is_not_much_longer_than_what_it_waits_for(slow_cloud: Cloud, case: str, seconds: float) -> None:
    delay, estate, task = WAITS[case]
    delays = {**dict.fromkeys(slow_cloud.simulator.control("state")["delays"], 0), delay: seconds}
    slow_cloud.load(estate, delays=delays)
    slow_cloud.simulator.control("clock", json.dumps({"mode": "manual"}))
    done = task(slow_cloud, 900)
    assert (done.get("failed", False), done["changed"]) == (False, True), done
    assert seconds <= done["elapsed"] <= LONGER * seconds + 0.01
