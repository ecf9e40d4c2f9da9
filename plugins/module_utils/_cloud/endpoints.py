# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The public hosts of the services: those of the SDK's own table, else the rule for a region. Contacts nobody."""

from __future__ import annotations

VPC_RULE = "vpc.{region}.aliyuncs.com"
# The SDK's data has one host of STS for all regions.
STS_HOST = "sts.aliyuncs.com"
# The products with one host for all regions.
CENTRAL_HOSTS = {"Sts": STS_HOST, "VpcPeer": "vpcpeer.aliyuncs.com", "CDT": "cdt.aliyuncs.com"}

try:
    from aliyunsdkvpc.endpoint import endpoint_data

    VPC_HOSTS: dict[str, str] = endpoint_data.getEndpointMap()
except ImportError:
    # A missing library, or one that is too old, is reported by _module.
    VPC_HOSTS = {}


def public_host(product: str, region: str) -> str:
    """Return the public host of a service in a region, as the SDK itself would choose it; it may hold {region}."""
    return CENTRAL_HOSTS.get(product) or VPC_HOSTS.get(region, VPC_RULE)
