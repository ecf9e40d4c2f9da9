# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The public hosts are those that the SDK itself would call, and the guide lists them."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import aliyunsdkcore
import pytest
from aliyunsdkcore.client import AcsClient
from aliyunsdkvpc.endpoint import endpoint_data
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import endpoints
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import ADDRESS, Transport

GUIDE = pathlib.Path(__file__).resolve().parents[4] / "docs" / "credentials.md"
HOSTS: dict[str, str] = endpoint_data.getEndpointMap()


def faults_of_region(region: str) -> t.Iterator[str]:
    expected = AcsClient("id", "secret", region)._resolve_endpoint(DescribeVpcsRequest())
    hosts = endpoints.public_host("Vpc", region).replace("{region}", region), Transport().url("Vpc", region)
    if hosts != (expected, f"https://{expected}"):
        yield f"{region}: the SDK calls {expected}, the collection {hosts[0]} and {hosts[1]}"
    if not ADDRESS.fullmatch(expected):
        yield f"{region}: {expected} is not a host and nothing more"


def test_a_region_has_the_host_that_the_sdk_would_call() -> None:
    regions = [*sorted(HOSTS), "cn-beijing", "eu-central-1", "ap-southeast-5"]
    offenders = [fault for region in regions for fault in faults_of_region(region)]
    assert len(HOSTS) > 20
    assert not offenders, "\n".join(offenders)


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("cn-shanghai-finance-1", "vpc.aliyuncs.com"),
        ("cn-north-2-gov-1", "vpc.aliyuncs.com"),
        ("cn-of-tomorrow-7", "vpc.cn-of-tomorrow-7.aliyuncs.com"),
    ],
)
def test_closed_regions_and_new_ones(region: str, host: str) -> None:
    assert Transport().url("Vpc", region) == f"https://{host}"
    assert Transport(endpoint="vpc.private").url("Vpc", region) == "https://vpc.private"


def test_sts_has_the_one_host_of_the_sdks_data() -> None:
    data = pathlib.Path(aliyunsdkcore.__file__).parent / "data" / "endpoints.json"
    table = json.loads(data.read_text(encoding="utf-8"))
    assert table["global_endpoints"]["sts"] == endpoints.public_host("Sts", "cn-shanghai-finance-1")
    assert "sts" not in table["regional_endpoints"]


def test_the_guide_lists_the_sdks_table() -> None:
    part = GUIDE.read_text(encoding="utf-8").partition("<!-- begin endpoints -->")[2].partition("<!-- end")[0]
    listed = {}
    for line in part.splitlines():
        host, *regions = re.findall(r"`([^`]+)`", line) or [""]
        listed.update(dict.fromkeys(regions, host))
    assert listed == HOSTS
