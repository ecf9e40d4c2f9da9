# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of Terraform's provider for its newer resource of router interfaces: all API parameters in a form body.

Its older resources, which send everything in the query, are in `test_network_attributes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.test_vpc_peer_terraform import Provider
from ansible_collections.aliops.vpc.tests.scenarios import pair, tutorial

VPC_VERSION = "2016-04-28"
CREATE = {
    "RegionId": "cn-beijing",
    "InstanceChargeType": "PostPaid",
    "AutoPay": "true",
    "RouterType": "VRouter",
    "RouterId": "vrt-AAA",
    "OppositeRegionId": "cn-hangzhou",
    "Description": "by Terraform",
    "Name": "tf-interface",
    "Spec": "Mini.2",
    "Role": "InitiatingSide",
}


class Resource:
    """The resource of one router interface."""

    def __init__(self, cloud: Simulator, interface_id: str = "") -> None:
        self.provider = Provider(cloud, INITIATOR)
        self.id = interface_id

    def call(self, action: str, **parameters: str) -> dict[str, Any]:
        """A call that must succeed."""
        reply = self.provider.send(action, VPC_VERSION, RegionId="cn-beijing", **parameters)
        assert reply.status == 200, reply.text
        return reply.json

    def change(self, action: str, **parameters: str) -> None:
        self.call(action, RouterInterfaceId=self.id, **parameters)

    def read(self) -> dict[str, Any] | None:
        """The interface as a plan reads it; none if it is gone."""
        by_id = {"Filter.1.Key": "RouterInterfaceId", "Filter.1.Value.1": self.id}
        rows = self.call("DescribeRouterInterfaces", **by_id)["RouterInterfaceSet"]["RouterInterfaceType"]
        return dict(rows[0]) if rows else None


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    """A simulator with the delays that such clients need."""
    with running("--scenario", "tutorial", "--delays", "prompt", "--time-scale", "0") as cloud:
        yield cloud


def test_apply_plan_change_and_destroy(cloud: Simulator) -> None:
    provider = Provider(cloud, INITIATOR)
    created = provider.write("CreateRouterInterface", version=VPC_VERSION, **CREATE)
    resource = Resource(cloud, created.json["RouterInterfaceId"])
    read = resource.read()
    assert read
    names = ("Name", "Description", "Spec", "Role", "RouterId", "RouterType", "OppositeRegionId")
    assert {name: read[name] for name in names} == {name: CREATE[name] for name in names}
    assert (read["Status"], read["ChargeType"], read["FastLinkMode"]) == ("Idle", "AfterPay", False)
    # with 0 its plan is never empty
    assert {"HcRate", "HcThreshold"} & set(read) == set()
    assert resource.read() == read
    resource.change("ModifyRouterInterfaceAttribute", Name="other", Description="changed")
    resource.change("ModifyRouterInterfaceSpec", Spec="Small.1", ClientToken="TF-spec")
    changed = resource.read()
    assert changed == {**read, "Name": "other", "Description": "changed", "Spec": "Small.1", "Bandwidth": 10}
    resource.change("DeleteRouterInterface", ClientToken="TF-delete")
    assert resource.read() is None
    assert [call for call in cloud.calls() if call["unknown_parameters"]] == []


def test_the_status_and_health_check_of_a_connected_interface(cloud: Simulator) -> None:
    cloud.load(tutorial(pair("Active")))
    resource = Resource(cloud, "ri-A")
    for action, status in (("DeactivateRouterInterface", "Inactive"), ("ActivateRouterInterface", "Active")):
        resource.change(action)
        read = resource.read()
        assert read
        assert read["Status"] == status
    resource.change("ModifyRouterInterfaceAttribute", HcRate="2000", HcThreshold="8")
    read = resource.read()
    assert read
    assert (read["HcRate"], read["HcThreshold"], read["Status"]) == (2000, 8, "Active")
