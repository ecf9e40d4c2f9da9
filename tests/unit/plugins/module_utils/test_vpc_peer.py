# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VPC peering connections as values: from the contract's sample, from options, and with impossible values."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.retry import worth_another_try
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection, WantedPeer

SAMPLE: dict[str, t.Any] = {
    "InstanceId": "pcc-lnk0m24khwvtkmabcd",
    "GmtCreate": "2026-05-08T09:02:36Z",
    "GmtModified": "2026-05-08T09:02:40Z",
    "Name": "prod-shared",
    "Description": "",
    "OwnerId": 1234567890123456,
    "AcceptingOwnerUid": 6543210987654321,
    "RegionId": "cn-hangzhou",
    "AcceptingRegionId": "cn-beijing",
    "Bandwidth": 1024,
    "Status": "Accepting",
    "BizStatus": "Normal",
    "GmtExpired": "2026-05-15T09:02:36Z",
    "ResourceGroupId": "rg-acfmxazb4ph6aiy",
    "Vpc": {"VpcId": "vpc-bp1qpo0kug3a20qqe1abc", "Ipv4Cidrs": ["192.168.0.0/16"], "Ipv6Cidrs": []},
    "AcceptingVpc": {"VpcId": "vpc-2ze1b49rqrybk45nio2xy", "Ipv4Cidrs": ["10.1.0.0/16"], "Ipv6Cidrs": None},
    "Tags": [{"Key": "env", "Value": "prod"}],
    "LinkType": "Gold",
    "ManagedService": "",
}


def read(**changes: t.Any) -> PeerConnection:
    return PeerConnection.from_api(Response({**SAMPLE, **changes}))


def test_the_sample_is_read() -> None:
    have = read()
    assert have.vpc_peer_connection_id == "pcc-lnk0m24khwvtkmabcd"
    assert have.end("requester") == ("1234567890123456", "cn-hangzhou", "vpc-bp1qpo0kug3a20qqe1abc")
    assert have.end("accepter") == ("6543210987654321", "cn-beijing", "vpc-2ze1b49rqrybk45nio2xy")
    assert (have.bandwidth, have.link_type, have.tags, have.managed_service) == (1024, "Gold", {"env": "prod"}, None)
    assert (have.requester_cidr_blocks, have.accepter_cidr_blocks) == (("192.168.0.0/16",), ("10.1.0.0/16",))
    assert have.expiry_time == "2026-05-15T09:02:36Z"
    assert have.inter_region
    assert not have.same_account


def test_fields_that_a_connection_within_a_region_lacks_have_no_value() -> None:
    have = read(Bandwidth=-1, LinkType="", AcceptingRegionId="cn-hangzhou", AcceptingOwnerUid="1234567890123456")
    assert (have.bandwidth, have.link_type, have.inter_region, have.same_account) == (None, None, False, True)
    without = {
        name: value for name, value in SAMPLE.items() if name not in ("LinkType", "ManagedService", "GmtExpired")
    }
    assert PeerConnection.from_api(Response(without)).link_type is None


@pytest.mark.parametrize(
    "changes",
    [
        {"InstanceId": "ri-1"},
        {"Status": None},
        {"Vpc": None},
        {"AcceptingVpc": {"VpcId": "vrt-1"}},
        {"OwnerId": None},
        {"AcceptingOwnerUid": "me"},
        {"RegionId": ""},
        {"Bandwidth": "fast"},
        {"Tags": {}},
    ],
    ids=str,
)
def test_an_impossible_response_is_an_error(changes: dict[str, t.Any]) -> None:
    with pytest.raises(CallError, match="the service's response cannot be used"):
        read(**changes)


def test_the_order_of_two_vpcs_does_not_matter() -> None:
    ends = {"vpc_id": "vpc-bp1qpo0kug3a20qqe1abc", "peer_vpc_id": "vpc-2ze1b49rqrybk45nio2xy"}
    turned = {"vpc_id": ends["peer_vpc_id"], "peer_vpc_id": ends["vpc_id"]}
    for entry in (ends, turned):
        assert WantedPeer.from_options(entry, None, "cn-beijing").vpc_ids == read().vpc_ids


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"vpc_peer_connection_id": "ri-1"}, "must begin with pcc-"),
        ({"name": "a.b"}, "cannot name"),
        ({"name": "a"}, "cannot name"),
        ({"name": "http://abc"}, "cannot name"),
        ({"description": "1"}, "cannot describe"),
        ({"bandwidth": -1}, "must be 1 Mbit/s or more"),
        ({"peer_resource_group_id": "rg-x"}, "need peer_account"),
        ({"peer_account": "a", "peer_tags": {"x": "y"}}, "need peer_account"),
        ({"tags": {"acs:x": "y"}}, "must not begin with"),
    ],
)
def test_values_that_the_api_does_not_take(entry: dict[str, t.Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        WantedPeer.from_options({"vpc_id": "vpc-a", "peer_vpc_id": "vpc-b", **entry}, "a", "cn-beijing")


def test_a_region_is_needed() -> None:
    with pytest.raises(OptionError, match="region is needed"):
        WantedPeer.from_options({"vpc_id": "vpc-a", "peer_vpc_id": "vpc-b"}, None, None)


def test_one_host_for_all_regions_over_tls_unless_an_endpoint_is_given() -> None:
    for region in ("cn-beijing", "eu-central-1", "cn-unknown"):
        assert Transport().url("VpcPeer", region) == "https://vpcpeer.aliyuncs.com"
    assert Transport(endpoint="http://localhost:1").url("VpcPeer", "cn-beijing") == "http://localhost:1"


def test_a_conflict_with_another_operation_is_retried() -> None:
    assert worth_another_try("Conflict.Operation")
    assert not worth_another_try("IncorrectStatus.VpcPeer")
