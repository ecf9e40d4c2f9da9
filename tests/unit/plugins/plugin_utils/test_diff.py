# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A diff names the changed resources, shows changed fields only, and holds no null."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.connections import plan_connections
from ansible_collections.aliops.vpc.plugins.module_utils._plan.diff import PENDING, diff
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    Allowed,
    plan_interfaces,
    plan_peers,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import plan_routes
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import end, route

NAME = "one (initiator, vrt-a)"
WANT = RouterInterface(
    "cn-beijing",
    "initiator",
    name="one",
    router_id="vrt-a",
    peer_region="cn-hangzhou",
    peer_router_id="vrt-b",
    spec="Large.1",
)
GIVEN = {"name": "one", "spec": "Large.1", "peer_region": "cn-hangzhou", "peer_router_id": "vrt-b", "status": "Idle"}


def shown(changes: t.Any) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    result = diff("resources", changes)
    assert "null" not in json.dumps(result)
    return result["before"]["resources"], result["after"]["resources"]


def test_a_creation_shows_the_given_values() -> None:
    before, after = shown(plan_interfaces([WANT], [], "present"))
    assert before == {}
    assert after == {NAME: GIVEN}


@pytest.mark.parametrize(
    ("changes", "before", "after"),
    [
        ({"spec": "Large.2"}, {"spec": "Large.1"}, {"spec": "Large.2"}),
        ({"name": "two"}, {"name": "one"}, {"name": "two"}),
        ({"description": "new"}, {}, {"description": "new"}),
        ({"tags": {"a": "1"}}, {}, {"tags": {"a": "1"}}),
        ({"health_check_source_ip": "", "health_check_target_ip": ""}, {"health_check_source_ip": "10.0.0.1"}, {}),
    ],
)
def test_an_update_shows_the_changed_fields(
    changes: dict[str, t.Any], before: dict[str, t.Any], after: dict[str, t.Any]
) -> None:
    have = end("a", "Active")
    if "health_check_source_ip" in changes:
        have = dataclasses.replace(have, health_check_source_ip="10.0.0.1")
    assert shown(plan_interfaces([dataclasses.replace(WANT, **changes)], [have], "present")) == (
        {NAME: before},
        {NAME: after},
    )


def test_unchanged_interfaces_are_not_shown() -> None:
    assert shown(plan_interfaces([WANT], [end("a", "Active")], "present")) == ({}, {})


def test_a_deletion_shows_the_deleted_values() -> None:
    before, after = shown(plan_interfaces([WANT], [end("a", "Active")], "absent"))
    assert after == {}
    assert before[NAME]["router_interface_id"] == "ri-a"
    assert "peer_status" not in before[NAME]


def test_a_new_interface_is_connected_as_an_existing_one() -> None:
    created = plan_connections([WANT], [], "active", assume_created=True)
    existing = plan_connections([WANT], [end("a", "Idle", peer_status="Idle")], "active")
    assert shown(created) == shown(existing) == ({NAME: {"status": "Idle"}}, {NAME: {"status": "Active"}})


def test_a_new_peer_is_known_later() -> None:
    peers = plan_peers([WANT], [], Allowed(assume_done=True))
    assert shown(peers) == ({NAME: {}}, {NAME: {"peer_router_interface_id": PENDING}})
    named = plan_peers([WANT], [end("a", "Idle", peer_router_interface_id=None)], Allowed(assume_done=True))
    assert shown(named) == shown(peers)


def test_routes_are_shown_by_destination_and_table() -> None:
    name = "172.16.100.0/24 in vtb-a"
    want = RouteEntry("cn-beijing", "vtb-a", "172.16.100.0/24", "RouterInterface", name="one")
    after = {"next_hop_type": "RouterInterface", "next_hop_id": PENDING, "name": "one"}
    assert shown(plan_routes([want], [], "present", "fail")) == ({}, {name: after})
    moved = plan_routes([route("a")], [route("a", "ri-other")], "present", "replace")
    assert shown(moved) == ({name: {"next_hop_id": "ri-other"}}, {name: {"next_hop_id": "ri-a"}})
    gone = plan_routes([route("a")], [route("a")], "absent", "fail")
    assert shown(gone) == ({name: {"next_hop_type": "RouterInterface", "next_hop_id": "ri-a"}}, {})
