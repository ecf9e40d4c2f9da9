# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The API's values as data, with their names in requests and in responses. Decides nothing."""

from __future__ import annotations

ROLES = {"InitiatingSide": "initiator", "AcceptingSide": "acceptor"}

# The acceptor has no bandwidth of its own: the API wants this pseudo specification for it.
ACCEPTOR_SPEC = "Negative"

SPECS = (
    "Mini.2",
    "Mini.5",
    "Small.1",
    "Small.2",
    "Small.5",
    "Middle.1",
    "Middle.2",
    "Middle.5",
    "Large.1",
    "Large.2",
    "Large.5",
    "Xlarge.1",
)

STABLE = ("Idle", "Active", "Inactive")
TRANSIENT = ("Connecting", "AcceptingConnecting", "Activating", "Modifying", "Deactivating", "Deleting")
# An interface reaches these only by a connection, so it has a peer. A failed connection may leave an Inactive one.
CONNECTED = ("Active", "Activating", "Deactivating")
SPELLINGS = {status.lower(): status for status in (*STABLE, *TRANSIENT, "Deleted")}

# The API's names of one charge type in requests and in responses.
CHARGE_TYPES = {"afterpay": "PostPaid", "postpaid": "PostPaid", "prepaid": "PrePaid"}

ROUTER_TYPES = {"vrt-": "VRouter", "vbr-": "VBR"}

# The types of next hops that join two VPCs.
ROUTER_INTERFACE, VPC_PEER = LINKS = ("RouterInterface", "VpcPeer")
# The methods of a peering, and the type of its next hops.
BY_INTERFACES, BY_CONNECTION = METHODS = ("router_interface", "vpc_peer")
LINK_TYPES = ("Gold", "Platinum")
HOP_TYPES = dict(zip(METHODS, LINKS))
# The regions that the product's metadata or its guide list; those of other clouds are not among them.
PEER_REGIONS = frozenset(
    {
        *("cn-qingdao", "cn-beijing", "cn-zhangjiakou", "cn-huhehaote", "cn-wulanchabu", "cn-hangzhou", "cn-shanghai"),
        *("cn-nanjing", "cn-fuzhou", "cn-wuhan-lr", "cn-shenzhen", "cn-heyuan", "cn-guangzhou", "cn-chengdu"),
        *("cn-zhongwei", "cn-hongkong", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1"),
        *("ap-southeast-2", "ap-southeast-3", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ap-southeast-8"),
        *("us-east-1", "us-west-1", "eu-central-1", "eu-west-1", "me-east-1", "me-central-1"),
    }
)

NEXT_HOP_TYPES = (
    "RouterInterface",
    "Instance",
    "HaVip",
    "NetworkInterface",
    "VpnGateway",
    "IPv6Gateway",
    "NatGateway",
    "Attachment",
    "VpcPeer",
    "Ipv4Gateway",
    "GatewayEndpoint",
    "Ecr",
    "GatewayLoadBalancerEndpoint",
)


def spelled(status: str | None) -> str | None:
    """Return a status in its usual spelling: one sample of the documentation has it in lower case."""
    return SPELLINGS.get(status.lower(), status) if status else None
