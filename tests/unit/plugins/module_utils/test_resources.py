# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and responses as records: ids of the wrong kind, CIDR blocks, the API's spellings."""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface, Vpc
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response


def test_the_tutorials_mistake_is_named() -> None:
    with pytest.raises(OptionError, match="'vrt-AAA' is not the id of a peer router interface.*the id of a router;"):
        RouterInterface.from_options(
            {"router_interface_id": "ri-B", "peer_router_interface_id": "vrt-AAA"}, "cn-beijing"
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("router_interface_id", "vpc-1"),
        ("router_id", "ri-1"),
        ("peer_router_id", "vpc-1"),
        ("vpc_id", "vrt-1"),
        ("peer_account_id", "a-user"),
    ],
)
def test_ids_of_another_kind_are_refused(field: str, value: str) -> None:
    with pytest.raises(OptionError, match=f"{field}: '{value}'"):
        RouterInterface.from_options({field: value}, "cn-beijing")


def test_a_region_is_needed() -> None:
    with pytest.raises(OptionError, match="region is needed"):
        RouterInterface.from_options({"router_interface_id": "ri-1"}, None)


@pytest.mark.parametrize("destination", ["10.0.0.1/16", "10.0.0.0/33", "everywhere", ""])
def test_bad_destinations_are_refused(destination: str) -> None:
    with pytest.raises(OptionError, match="destination: "):
        RouteEntry.from_options({"route_table_id": "vtb-1", "destination": destination}, "cn-beijing")


@pytest.mark.parametrize(("given", "kept"), [("10.1.2.3", "10.1.2.3/32"), ("2001:DB8::/32", "2001:db8::/32")])
def test_a_destination_has_one_spelling(given: str, kept: str) -> None:
    assert RouteEntry.from_options({"route_table_id": "vtb-1", "destination": given}, "r").destination == kept


def test_a_route_to_a_router_is_refused() -> None:
    entry = {"route_table_id": "vtb-1", "destination": "10.0.0.0/8", "next_hop_type": "RouterInterface"}
    with pytest.raises(OptionError, match="'vrt-AAA' is not the id of a router interface"):
        RouteEntry.from_options({**entry, "next_hop_id": "vrt-AAA"}, "cn-beijing")


def test_a_response_becomes_a_record() -> None:
    row = {
        "RouterInterfaceId": "ri-1",
        "RouterId": "vrt-1",
        "Spec": "Negative",
        "Role": "AcceptingSide",
        "Status": "acceptingconnecting",
        "OppositeInterfaceOwnerId": 1231579085529123,
        "OppositeInterfaceStatus": "Deleted",
        "Name": "",
    }
    interface = RouterInterface.from_api(Response(row), "cn-beijing")
    assert (interface.role, interface.status, interface.peer_account_id) == (
        "acceptor",
        "AcceptingConnecting",
        "1231579085529123",
    )
    assert (interface.peer_status, interface.name) == ("Deleted", None)


def test_several_next_hops_are_joined() -> None:
    hops = [{"NextHopType": "RouterInterface", "NextHopId": hop_id} for hop_id in ("ri-1", "ri-2")]
    row = {"RouteTableId": "vtb-1", "DestinationCidrBlock": "10.0.0.0/8", "NextHops": {"NextHop": hops}}
    assert (
        RouteEntry.from_api(Response({**row, "Type": "Custom", "Status": "Available"}), "r").next_hop_id == "ri-1,ri-2"
    )


def test_tags_of_a_vpc_become_a_dict() -> None:
    row = {"VpcId": "vpc-1", "Status": "Pending", "Tags": {"Tag": [{"Key": "env", "Value": "prod"}, {"Key": "bare"}]}}
    assert Vpc.from_api(Response(row), "r").as_result()["tags"] == {"env": "prod", "bare": ""}
