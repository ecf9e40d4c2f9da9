# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's newer, typed SDK (ACS3 signatures, booleans as True) drives the peering and parses each response."""

from __future__ import annotations

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID


def client(cloud: Simulator, key: tuple[str, str], region: str, **options: str) -> Client:
    return Client(
        Config(
            access_key_id=key[0],
            access_key_secret=key[1],
            region_id=region,
            endpoint=cloud.address,
            protocol="http",
            **options,
        )
    )


@pytest.mark.parametrize("options", [{}, {"signature_algorithm": "v2"}], ids=["ACS3-HMAC-SHA256", "HMAC-SHA1"])
def test_a_peering_by_the_typed_sdk(cloud: Simulator, options: dict[str, str]) -> None:
    a, b = client(cloud, INITIATOR, "cn-beijing", **options), client(cloud, ACCEPTOR, "cn-hangzhou", **options)
    vpc = a.describe_vpc_attribute(models.DescribeVpcAttributeRequest(region_id="cn-beijing", vpc_id="vpc-12345678"))
    assert (vpc.body.vrouter_id, vpc.body.is_default) == ("vrt-AAA", False)
    sides = (
        (a, "cn-beijing", "vrt-AAA", "InitiatingSide", "Middle.1", "cn-hangzhou", "vrt-BBB", ACCEPTOR_UID),
        (b, "cn-hangzhou", "vrt-BBB", "AcceptingSide", "Negative", "cn-beijing", "vrt-AAA", INITIATOR_UID),
    )
    ids = [
        sdk.create_router_interface(
            models.CreateRouterInterfaceRequest(
                region_id=region,
                role=role,
                router_type="VRouter",
                router_id=router,
                spec=spec,
                opposite_region_id=opposite,
                opposite_router_type="VRouter",
                auto_pay=True,
            )
        ).body.router_interface_id
        for sdk, region, router, role, spec, opposite, _router, _uid in sides
    ]
    for (sdk, region, _own, _role, _spec, _opposite, router, uid), own, other in zip(
        sides, ids, ids[::-1], strict=True
    ):
        sdk.modify_router_interface_attribute(
            models.ModifyRouterInterfaceAttributeRequest(
                region_id=region,
                router_interface_id=own,
                opposite_interface_id=other,
                opposite_interface_owner_id=int(uid),
                opposite_router_id=router,
                opposite_router_type="VRouter",
            )
        )
    connect = models.ConnectRouterInterfaceRequest(region_id="cn-beijing", router_interface_id=ids[0])
    a.connect_router_interface(connect)
    wanted = models.DescribeRouterInterfacesRequestFilter(key="RouterInterfaceId", value=[ids[0]])
    listing = models.DescribeRouterInterfacesRequest(region_id="cn-beijing", filter=[wanted])
    (seen,) = a.describe_router_interfaces(listing).body.router_interface_set.router_interface_type
    assert (seen.status, seen.opposite_interface_status, seen.opposite_interface_owner_id) == (
        "Active", "Active", ACCEPTOR_UID
    )  # fmt: skip
    route = models.CreateRouteEntriesRequestRouteEntries(
        route_table_id="vtb-AAA", dst_cidr_block="172.16.0.0/12", next_hop=ids[0], next_hop_type="RouterInterface"
    )
    batch = a.create_route_entries(models.CreateRouteEntriesRequest(region_id="cn-beijing", route_entries=[route]))
    assert (batch.body.success_count, batch.body.failed_route_entries) == (1, [])
    table = models.DescribeRouteEntryListRequest(
        region_id="cn-beijing", route_table_id="vtb-AAA", route_entry_type="Custom"
    )
    (entry,) = a.describe_route_entry_list(table).body.route_entrys.route_entry
    assert entry.next_hops.next_hop[0].next_hop_related_info.instance_id == "vpc-87654321"
    with pytest.raises(ClientException) as refusal:
        a.connect_router_interface(connect)
    assert (refusal.value.code, refusal.value.status_code) == ("IncorrectRIStatus", 400)
    assert all(call["unknown_parameters"] == [] for call in cloud.calls())


def test_a_wrong_secret_is_refused(cloud: Simulator) -> None:
    with pytest.raises(ClientException) as refusal:
        client(cloud, (INITIATOR[0], "wrong"), "cn-beijing").describe_regions(models.DescribeRegionsRequest())
    assert refusal.value.code == "SignatureDoesNotMatch"
