# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""router_interface_connections against the simulator: from each state of either side to the goal, or a refusal."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import B, Cloud
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair

pytestmark = pytest.mark.usefixtures("both_doors")

NAME = "router_interface_connections"
INITIATOR: dict[str, t.Any] = {"connections": [{"router_interface_id": "ri-A"}]}
ACCEPTOR: dict[str, t.Any] = {"connections": [{"router_interface_id": "ri-B"}]}


def test_connected_and_both_sides_are_active(cloud: Cloud) -> None:
    cloud.load(**pair("Idle"))
    done = cloud.converge(NAME, **INITIATOR)
    assert done["writes"] == ["ConnectRouterInterface"]
    assert (done.first["status"], done.first["peer_status"]) == ("Active", "Active")
    assert cloud.converge(NAME, B, **ACCEPTOR).first["status"] == "Active"


def test_found_by_vpc_and_peer(cloud: Cloud) -> None:
    cloud.load(**pair("Idle"))
    key = {"vpc_id": "vpc-12345678", "role": "initiator", "peer_router_id": "vrt-BBB"}
    assert cloud.converge(NAME, connections=[key]).actions == ["updated"]


def test_deactivated_and_activated(cloud: Cloud) -> None:
    cloud.load(**pair())
    inactive = cloud.converge(NAME, **INITIATOR, state="inactive")
    assert (inactive["writes"], inactive.first["status"]) == (["DeactivateRouterInterface"], "Inactive")
    active = cloud.converge(NAME, **INITIATOR)
    assert (active["writes"], active.first["status"]) == (["ActivateRouterInterface"], "Active")


def test_an_interface_that_was_never_connected_is_inactive_enough(cloud: Cloud) -> None:
    cloud.load(**pair("Idle"))
    assert cloud.converge(NAME, **INITIATOR, state="inactive").actions == ["none"]


@pytest.mark.parametrize(
    ("own", "peer", "message"),
    [
        ("Idle", "Active", "its peer ri-B is Active, so it was connected before. Its owner 1231579085529124 must"),
        ("Idle", "Inactive", "its peer ri-B is Inactive, so it was connected before"),
    ],
)
def test_a_peer_that_was_connected_before(cloud: Cloud, own: str, peer: str, message: str) -> None:
    cloud.load(**pair(own, peer))
    result = cloud.run(NAME, **INITIATOR)
    assert message in result["msg"]
    assert cloud.writes() == []


def test_a_peer_that_its_owner_has_deactivated_is_named_early(cloud: Cloud) -> None:
    cloud.load(**pair("Active", "Inactive"))
    result = cloud.run(NAME, **INITIATOR)
    assert "is Active (peer Inactive) and will not become Active (peer Active): the peer is inactive" in result["msg"]
    assert result["failures"][0]["last_state"] == "Active (peer Inactive)"
    cloud.load(**pair("Inactive", "Inactive"))
    result = cloud.run(NAME, **INITIATOR)
    assert "the peer is inactive, and only its owner can activate it" in result["msg"]
    assert result["writes"] == ["ActivateRouterInterface"]


def test_a_dead_link_is_refused_with_its_cures(cloud: Cloud) -> None:
    cloud.load(**pair("Inactive"))
    cloud.run("router_interfaces", B, interfaces=[{"router_interface_id": "ri-B"}], state="absent")
    message = cloud.refused(NAME, **INITIATOR)
    assert "is Inactive and its peer has been deleted" in message
    assert "recreate=true" in message
    assert "state=absent" in message


def test_a_peer_that_is_not_completely_named(cloud: Cloud) -> None:
    cloud.load(initiator={"router_interfaces": [interface("ri-A", "InitiatingSide", opposite_interface_id="")]})
    result = cloud.run(NAME, **INITIATOR)
    assert "cannot be connected before peer_router_interface_id are set" in result["msg"]


def test_an_interface_that_does_not_exist(cloud: Cloud) -> None:
    assert "ri-A in cn-beijing does not exist" in cloud.refused(NAME, **INITIATOR)


def test_an_acceptor_waits_for_its_initiator_and_names_both_states(cloud: Cloud) -> None:
    cloud.load(**pair("Idle"))
    result = cloud.run(NAME, B, **ACCEPTOR, wait_timeout=0)
    assert "ri-B is Idle (peer Idle) after 0 s of waiting for Active" in result["msg"]


def test_progress_is_returned_with_verbosity(cloud: Cloud) -> None:
    cloud.load(**pair("Idle"))
    assert "progress" not in cloud.run(NAME, check=True, verbosity=1, **INITIATOR)
    done = cloud.run(NAME, verbosity=1, **INITIATOR)
    assert any(line.endswith("router interface ri-A: Active (peer Active)") for line in done["progress"])
    assert "progress" not in cloud.run(NAME, **INITIATOR)


def test_a_refusal_of_the_api_is_explained(cloud: Cloud) -> None:
    stranger = interface("ri-B", "AcceptingSide", opposite_interface_id="ri-other")
    cloud.load(pair("Idle"), acceptor={"router_interfaces": [stranger]})
    result = cloud.run(NAME, **INITIATOR)
    assert result["error"]["action"] == "ConnectRouterInterface"
    assert result["error"]["code"] == "IncorrectOppositeInterfaceInfo"
    assert "Both sides must name each other" in result["error"]["hint"]
    assert result["error"]["hint"] in result["msg"]


def test_an_unpaid_bill(cloud: Cloud) -> None:
    cloud.load(pair("Idle"), initiator={"overdue": True})
    result = cloud.run(NAME, **INITIATOR)
    assert result["error"]["code"] == "Forbidden.BillsOutstanding"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({**INITIATOR, "state": "present"}, "value of state must be one of: active, inactive"),
        ({"connections": [{"name": "one"}]}, "one of the following is required"),
    ],
)
def test_wrong_options(cloud: Cloud, options: dict[str, t.Any], message: str) -> None:
    assert message in cloud.refused(NAME, **options)
