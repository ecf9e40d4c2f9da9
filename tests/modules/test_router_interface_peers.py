# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""router_interface_peers against the simulator: all four attributes, a refusal, or a new interface."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair

pytestmark = pytest.mark.usefixtures("both_doors")

NAME = "router_interface_peers"
PEER: dict[str, t.Any] = {"peer_account_id": B, "peer_router_id": "vrt-BBB", "peer_router_interface_id": "ri-B"}
BLANK = {
    "opposite_interface_id": "",
    "opposite_router_id": "",
    "opposite_router_type": "",
    "opposite_interface_owner_id": "",
}


@pytest.fixture(name="blank")
def blank_interface(cloud: Cloud) -> Cloud:
    """A cloud with an interface that knows nothing of its peer but the region."""
    cloud.load(initiator={"router_interfaces": [interface("ri-A", "InitiatingSide", **BLANK)]})
    return cloud


def test_all_four_attributes_in_one_call(blank: Cloud) -> None:
    done = blank.converge(NAME, peers=[{"router_interface_id": "ri-A", **PEER}])
    assert done["writes"] == ["ModifyRouterInterfaceAttribute"]
    assert {key: done.first[key] for key in PEER} == PEER
    assert done.first["peer_router_type"] == "VRouter"


def test_found_by_vpc_and_name(blank: Cloud) -> None:
    key = {"vpc_id": "vpc-12345678", "role": "initiator", "name": "tutorial"}
    assert blank.converge(NAME, peers=[{**key, **PEER}]).actions == ["updated"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("peer_account_id", A),
        ("peer_router_id", "vrt-CCC"),
        ("peer_router_id", "vbr-CCC"),
        ("peer_router_interface_id", "ri-C"),
    ],
)
def test_one_attribute_at_a_time(cloud: Cloud, field: str, value: str) -> None:
    cloud.load(**pair("Idle"))
    done = cloud.converge(NAME, peers=[{"router_interface_id": "ri-A", **PEER, field: value}])
    assert done.first[field] == value
    assert done["writes"] == ["ModifyRouterInterfaceAttribute"]


def test_an_attribute_may_be_missing_in_check_mode_only(blank: Cloud) -> None:
    incomplete = {key: value for key, value in PEER.items() if key != "peer_router_interface_id"}
    options: dict[str, t.Any] = {"peers": [{"router_interface_id": "ri-A", **incomplete}]}
    assert blank.run(NAME, check=True, **options)["writes"] == ["ModifyRouterInterfaceAttribute"]
    assert "peer_router_interface_id and peer_router_id are needed" in blank.run(NAME, **options)["msg"]


def test_an_interface_that_does_not_exist(cloud: Cloud) -> None:
    assert "ri-A in cn-beijing does not exist" in cloud.refused(NAME, peers=[{"router_interface_id": "ri-A", **PEER}])


@pytest.mark.parametrize("status", ["Active", "Inactive"])
def test_another_peer_is_refused_with_its_cure(cloud: Cloud, status: str) -> None:
    cloud.load(**pair(status))
    message = cloud.refused(NAME, peers=[{"router_interface_id": "ri-A", **PEER, "peer_router_interface_id": "ri-C"}])
    assert "from ri-B to ri-C" in message
    assert "set recreate=true" in message


def test_a_new_interface_for_another_peer(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    cloud.run(
        "router_interfaces", interfaces=[{"router_interface_id": "ri-A", "description": "kept", "tags": {"a": "b"}}]
    )
    want = {"vpc_id": "vpc-12345678", "role": "initiator", **PEER, "peer_router_interface_id": "ri-C"}
    done = cloud.converge(NAME, peers=[want], recreate=True)
    assert done.actions == ["recreated"]
    assert done["writes"] == ["DeactivateRouterInterface", "DeleteRouterInterface", "CreateRouterInterface"]
    new = done.first
    assert new["router_interface_id"] not in (None, "ri-A")
    kept = {key: new[key] for key in ("name", "description", "tags", "spec", "role", "router_id")}
    assert kept == {
        "name": "tutorial",
        "description": "kept",
        "tags": {"a": "b"},
        "spec": "Mini.2",
        "role": "initiator",
        "router_id": "vrt-AAA",
    }
    assert (new["peer_router_interface_id"], new["status"]) == ("ri-C", "Idle")


def test_recreate_leaves_a_fitting_interface_alone(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    assert cloud.converge(NAME, peers=[{"router_interface_id": "ri-A", **PEER}], recreate=True).actions == ["none"]


def test_recreate_names_the_routes_in_the_way(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    route = {"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}
    cloud.run("route_entries", entries=[route])
    want = {"vpc_id": "vpc-12345678", "role": "initiator", **PEER, "peer_router_interface_id": "ri-C"}
    assert "172.16.0.0/16 in vtb-AAA" in cloud.refused(NAME, peers=[want], recreate=True)
    done = cloud.converge(NAME, peers=[want], recreate=True, force_routes=True)
    assert done["writes"][0] == "DeleteRouteEntries"


def test_the_acceptors_account_names_the_initiator(cloud: Cloud) -> None:
    blank = interface("ri-B", "AcceptingSide", **BLANK)
    cloud.load(acceptor={"router_interfaces": [blank]})
    peer = {"peer_account_id": A, "peer_router_id": "vrt-AAA", "peer_router_interface_id": "ri-A"}
    done = cloud.converge(NAME, B, peers=[{"router_interface_id": "ri-B", **peer}])
    assert done.first["peer_account_id"] == A


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"peers": [{"router_interface_id": "ri-A"}]}, "missing required arguments: peer_account_id"),
        ({"peers": [PEER]}, "one of the following is required"),
        ({"peers": [{**PEER, "router_interface_id": "vrt-A"}]}, "That is the id of a router"),
    ],
)
def test_wrong_options(cloud: Cloud, options: dict[str, t.Any], message: str) -> None:
    assert message in cloud.refused(NAME, **options)
