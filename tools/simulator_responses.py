# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shape of the simulator's response to each action, from its responses to a story of calls.

C(make tables) writes them to the simulator's data, a test compares.
"""

from __future__ import annotations

import json
import pathlib
import sys
import typing as t
import urllib.parse

from vpc_simulator.exchange import Exchange, perform
from vpc_simulator.legacy import ECS
from vpc_simulator.operations import action_of
from vpc_simulator.parameters import ACTIONS
from vpc_simulator.scenario import Scenario
from vpc_simulator.service import Options, Service
from vpc_simulator.shapes import FILE, Shape, merged, shape_of
from vpc_simulator.wire import FORM, Request

REFUSALS = "*"
A, B = "1231579085529123", "1231579085529124"
BEIJING, HANGZHOU = "cn-beijing", "cn-hangzhou"
# The switches that decide which fields a response has.
VARIANTS: tuple[dict[str, object], ...] = (
    {},
    {
        "access_denied_detail": True,
        "connected_time_before_connect": "absent",
        "last_page_next_token": "absent",
        "peer_empty_fields": "absent",
        "peer_last_next_token": "absent",
    },
    {"peer_last_next_token": "null"},
)
PREPAID: dict[str, t.Any] = {"InstanceChargeType": "PrePaid", "PricingCycle": "Month", "Period": 1, "AutoPay": True}
TAG = {"Tag.1.Key": "env", "Tag.1.Value": "prod"}


def scenario() -> dict[str, t.Any]:
    """Two accounts with everything that a response can show: labels, IPv6, border routers, policies, sessions."""
    full = {
        "region": BEIJING,
        "vpc_id": "vpc-a",
        "vrouter_id": "vrt-a",
        "route_table_id": "vtb-a",
        "name": "a",
        "cidr_block": "10.0.0.0/8",
        "secondary_cidr_blocks": ["192.168.0.0/16"],
        "user_cidrs": ["11.0.0.0/8"],
        "ipv6_cidr_blocks": {"2408::/56": "BGP"},
        "tags": {"env": "prod"},
        "vswitches": [{"vswitch_id": "vsw-a", "cidr_block": "10.0.1.0/24", "tags": {"env": "prod"}}],
        "routes": [{"destination": "30.0.0.0/8", "next_hops": [{"next_hop_id": f"ri-home-{n}"} for n in (1, 2)]}],
        "route_tables": [{"route_table_id": "vtb-custom", "name": "custom", "tags": {"env": "prod"}}],
    }
    bare = {"region": BEIJING, "vpc_id": "vpc-bare", "route_table_id": "vtb-bare", "cidr_block": "172.16.0.0/12"}
    other = {"region": HANGZHOU, "vpc_id": "vpc-b", "vrouter_id": "vrt-b", "route_table_id": "vtb-b"}
    assume = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]}
    return {
        "quotas": {"router_interfaces_per_region": 50, "router_interfaces_per_router": 50},
        "accounts": [
            {
                "name": "a",
                "uid": A,
                "resource_groups": ["rg-new"],
                "policies": {"assume": assume},
                "access_keys": [
                    {"id": "root-a", "secret": "x"},
                    {"id": "user-a", "secret": "x", "user": "ansible", "policies": ["assume"]},
                ],
                "vpcs": [full, bare],
                "router_interfaces": [end for number in (1, 2) for end in line(number)],
                "vbrs": [
                    {"vbr_id": "vbr-a", "region": BEIJING, "route_table_id": "vtb-vbr", "access_point_id": "ap-a"}
                ],
            },
            {
                "name": "b",
                "uid": B,
                "access_keys": [{"id": "root-b", "secret": "x"}],
                "roles": [{"name": "peering", "trusted_uids": [A]}],
                "sessions": [{"access_key_id": "session-b", "secret": "x", "security_token": "x", "role": "peering"}],
                "vpcs": [{**other, "cidr_block": "192.168.0.0/16", "name": "b"}],
            },
        ],
    }


def line(number: int) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """Both ends of a line between the border router and the first VPC, which checks its health."""
    shared = {"status": "Active", "opposite_region": BEIJING, "opposite_interface_owner_id": A}
    border = {"router_interface_id": f"ri-line-{number}", "router_id": "vbr-a", "role": "InitiatingSide"}
    home = {"router_interface_id": f"ri-home-{number}", "router_id": "vrt-a", "role": "AcceptingSide"}
    to_home = {"opposite_interface_id": f"ri-home-{number}", "opposite_router_id": "vrt-a"}
    to_line = {"opposite_interface_id": f"ri-line-{number}", "opposite_router_id": "vbr-a"}
    addresses = {"health_check_source_ip": "10.0.1.9", "health_check_target_ip": "10.0.1.8"}
    check = {**addresses, "health_check_rate": 2000, "health_check_threshold": 8}
    return (
        {**border, "spec": "Mini.2", **shared, **to_home, "opposite_router_type": "VRouter"},
        {**home, **shared, **to_line, "opposite_router_type": "VBR", **check},
    )


class Caller:
    """One key's calls to the service, past HTTP and signatures; the shapes of all responses, by operation."""

    def __init__(self, service: Service, key_id: str, region: str, shapes: dict[str, list[Shape]]) -> None:
        self._service = service
        self._key = next(key for name, key in service.world.access_keys.items() if name == key_id)
        self._region = region
        self._shapes = shapes

    def __call__(self, operation: str, /, version: str = "", **parameters: t.Any) -> dict[str, t.Any]:
        """Return the body of the response, of a refusal too. Two underscores stand for a dot: Tag__1__Key."""
        facts = ACTIONS[operation]
        wire = {name.replace("__", "."): str(value) for name, value in parameters.items()}
        sent = {
            "Action": action_of(operation),
            "Version": version or facts["version"],
            "Format": "JSON",
            "RegionId": self._region,
            **wire,
        }
        headers = {"content-type": FORM, "host": "vpc.aliyuncs.com"}
        request = Request("POST", b"", headers, urllib.parse.urlencode(sent).encode(), "https")
        service = self._service
        entry = service.log.open(sent["Action"], "")
        exchange = Exchange(request, "request", entry, service.world, service.tokens, 0.0, self._key)
        response = perform(exchange)
        body: dict[str, t.Any] = json.loads(response.body)
        self._shapes.setdefault(operation if response.status == 200 else REFUSALS, []).append(shape_of(body))
        return body


def created(body: dict[str, t.Any], name: str = "RouterInterfaceId") -> str:
    """Return the id in the response to a creation, or an unknown id: a switch may have refused the creation."""
    return str(body.get(name, "unknown"))


class Story:
    """Every action of the service at least once, with every field that a response can have, present and absent."""

    def __init__(self, switches: dict[str, object], shapes: dict[str, list[Shape]]) -> None:
        service = Service(Scenario("story", scenario()), Options(time_scale=0.0, switches=switches))
        self.a = Caller(service, "root-a", BEIJING, shapes)
        self.b = Caller(service, "root-b", HANGZHOU, shapes)
        self.user = Caller(service, "user-a", BEIJING, shapes)
        self.session = Caller(service, "session-b", HANGZHOU, shapes)

    def run(self) -> None:
        """Make all calls."""
        self._read()
        self._identities()
        self._networks()
        own, other = self._interfaces()
        self._routes(own)
        self._part(own, other)
        self._connections()
        self._read()

    def _read(self) -> None:
        """Every list, with pages of one too; and every object that a list shows."""
        for caller in (self.a, self.b):
            for name in ("DescribeRegions", "DescribeZones", "DescribeVRouters", "DescribeFlowLogs"):
                caller(name)
            caller("DescribeRegions", ECS)
            for vpc in caller("DescribeVpcs").get("Vpcs", {}).get("Vpc", ()):
                caller("DescribeVpcAttribute", VpcId=vpc["VpcId"])
                caller("DescribeVSwitches", VpcId=vpc["VpcId"])
                for table in vpc["RouterTableIds"]["RouterTableIds"]:
                    self._read_table(caller, table)
            for vswitch in caller("DescribeVSwitches")["VSwitches"]["VSwitch"]:
                caller("DescribeVSwitchAttributes", VSwitchId=vswitch["VSwitchId"])
            caller("DescribeRouteTableList")
            caller("DescribeRouteTableList", RouterType="VBR", RouterId="vbr-a")
            interfaces = caller("DescribeRouterInterfaces", IncludeReservationData=True)
            for interface in interfaces["RouterInterfaceSet"]["RouterInterfaceType"]:
                caller("DescribeRouterInterfaceAttribute", InstanceId=interface["RouterInterfaceId"])
            caller("DescribeRouterInterfaceAttribute", InstanceId="ri-unknown")
            for size in (1, 50):
                for resource in ("VPC", "VSWITCH", "ROUTETABLE"):
                    caller("ListTagResources", ResourceType=resource, MaxResult=size)
                caller("ListTagResourcesForExpressConnect", ResourceType="ROUTERINTERFACE", MaxResult=size)
                labelled = {"ResourceType": "PeerConnection", "Tag__1__Key": "env"}
                caller("VpcPeer.ListTagResources", **labelled, MaxResults=size)
                for peer in caller("VpcPeer.ListVpcPeerConnections", MaxResults=size).get("VpcPeerConnects", ()):
                    caller("VpcPeer.GetVpcPeerConnectionAttribute", InstanceId=peer["InstanceId"])

    def _read_table(self, caller: Caller, table: str) -> None:
        for size in (1, 100):
            caller("DescribeRouteEntryList", RouteTableId=table, MaxResult=size)
        caller("DescribeRouteTables", RouteTableId=table)

    def _identities(self) -> None:
        for caller in (self.a, self.b, self.user, self.session):
            caller("GetCallerIdentity")
        role = {"RoleArn": f"acs:ram::{B}:role/peering", "RoleSessionName": "story"}
        self.user("AssumeRole", **role)
        self.user("AssumeRole", **role, SourceIdentity="somebody")
        self.user("DescribeVpcs")
        self.user("DescribeVpcAttribute", VpcId="vpc-a")

    def _networks(self) -> None:
        a = self.a
        vpc = created(a("CreateVpc", CidrBlock="10.0.0.0/8", EnableIpv6=True, VpcName="new"), "VpcId")
        vswitch = {"VpcId": vpc, "CidrBlock": "10.9.1.0/24", "ZoneId": "cn-beijing-h"}
        vswitch_id = created(a("CreateVSwitch", **vswitch, Ipv6CidrBlock=1), "VSwitchId")
        for resource, identity in (("VPC", vpc), ("VSWITCH", vswitch_id)):
            a("TagResources", ResourceType=resource, ResourceId__1=identity, **TAG)
        self._read()
        a("ModifyVpcAttribute", VpcId=vpc, VpcName="renamed", EnableIPv6=True)
        a("ModifyVSwitchAttribute", VSwitchId=vswitch_id, VSwitchName="renamed")
        a("ModifyRouteTableAttributes", RouteTableId="vtb-a", RouteTableName="main")
        a("MoveResourceGroup", ResourceId=vpc, ResourceType="Vpc", NewResourceGroupId="rg-new")
        a("UnTagResources", ResourceType="VPC", ResourceId__1=vpc, TagKey__1="env")
        a("DeleteVSwitch", VSwitchId=vswitch_id)
        a("DeleteVpc", VpcId=vpc)

    def _interfaces(self) -> tuple[str, str]:
        """A pair, read and labelled on its way to Active."""
        a, b = self.a, self.b
        to_a = {"OppositeRegionId": BEIJING, "OppositeRouterId": "vrt-a", "OppositeRouterType": "VRouter"}
        to_b = {"OppositeRegionId": HANGZHOU, "OppositeRouterId": "vrt-b", "OppositeRouterType": "VRouter"}
        initiator = {"Role": "InitiatingSide", "RouterType": "VRouter", "RouterId": "vrt-a", "Spec": "Middle.1"}
        acceptor = {"Role": "AcceptingSide", "RouterType": "VRouter", "RouterId": "vrt-b", "Spec": "Negative"}
        bare = created(
            a("CreateRouterInterface", **initiator, OppositeRegionId=HANGZHOU, InstanceChargeType="PostPaid")
        )
        a("CreateRouterInterface", **initiator, OppositeRegionId=HANGZHOU, **PREPAID)
        own = created(a("CreateRouterInterface", **initiator, **to_b, InstanceChargeType="PostPaid", Name="pair"))
        owned = {"OppositeInterfaceId": own, "OppositeInterfaceOwnerId": A}
        other = created(b("CreateRouterInterface", **acceptor, **to_a, **owned))
        label = {"ResourceType": "ROUTERINTERFACE", "ResourceId__1": own}
        a("TagResourcesForExpressConnect", **label, **TAG)
        self._read()
        peer = {"OppositeInterfaceId": other, "OppositeInterfaceOwnerId": B, "OppositeRouterId": "vrt-b"}
        a("ModifyRouterInterfaceAttribute", RouterInterfaceId=own, **peer, OppositeRouterType="VRouter")
        a("ConnectRouterInterface", RouterInterfaceId=own)
        a("ModifyRouterInterfaceSpec", RouterInterfaceId=own, Spec="Large.1")
        self._read()
        a("UntagResourcesForExpressConnect", **label, TagKey__1="env")
        a("DeleteRouterInterface", RouterInterfaceId=bare)
        return own, other

    def _routes(self, own: str) -> None:
        a, hop = self.a, {"NextHopId": own, "NextHopType": "RouterInterface"}
        entry = {"RouteTableId": "vtb-a", "DestinationCidrBlock": "172.16.0.0/16"}
        entry_id = created(a("CreateRouteEntry", **entry, **hop), "RouteEntryId")
        a("ModifyRouteEntry", RouteEntryId=entry_id, RouteEntryName="first")
        batch: dict[str, str] = {}
        for number, (table, block) in enumerate((("vtb-a", 17), ("vtb-custom", 17), ("vtb-a", 18)), start=1):
            row = {"RouteTableId": table, "DstCidrBlock": f"172.{block}.0.0/16", "NextHop": own}
            batch |= {f"RouteEntries.{number}.{name}": value for name, value in row.items()}
        kinds = {f"RouteEntries.{number}.NextHopType": "RouterInterface" for number in (1, 2, 3)}
        for _time in range(2):
            a("CreateRouteEntries", **batch, **kinds)
        self._read()
        a("DeleteRouteEntry", RouteEntryId=entry_id)
        for _time in range(2):
            a("DeleteRouteEntries", **batch)

    def _part(self, own: str, other: str) -> None:
        a, b = self.a, self.b
        for action in ("Deactivate", "Activate", "Deactivate", "Delete"):
            a(f"{action}RouterInterface", RouterInterfaceId=own)
        self._read()
        b("DeleteRouterInterface", RouterInterfaceId=other)
        side = {"Role": "InitiatingSide", "RouterType": "VRouter", "RouterId": "vrt-a", "Spec": "Mini.2"}
        single = created(a("CreateRouterInterface", **side, OppositeRegionId=HANGZHOU, InstanceChargeType="PostPaid"))
        a("DeleteExpressConnect", RouterInterfaceId=single)

    def _connections(self) -> None:
        a, b = self.a, self.b
        for kind in ("Cdt", "CdtCb"):
            a(f"CDT.Get{kind}ServiceStatus")
            a(f"CDT.Open{kind}Service")
        requested = {"VpcId": "vpc-a", "AcceptingAliUid": B, "AcceptingRegionId": HANGZHOU, "AcceptingVpcId": "vpc-b"}
        a("VpcPeer.CreateVpcPeerConnection", **requested, DryRun=True)
        peer = {"InstanceId": created(a("VpcPeer.CreateVpcPeerConnection", **requested, **TAG), "InstanceId")}
        self._read()
        b("VpcPeer.AcceptVpcPeerConnection", **peer)
        label = {"ResourceType": "PeerConnection", "ResourceId__1": peer["InstanceId"]}
        a("VpcPeer.TagResources", **label, Tag__1__Key="team", Tag__1__Value="net")
        a("VpcPeer.ModifyVpcPeerConnection", **peer, Name="other", LinkType="Platinum")
        self._read()
        a("VpcPeer.UnTagResources", **label, TagKey__1="team")
        group = {"ResourceType": "PeerConnection", "ResourceId": peer["InstanceId"], "NewResourceGroupId": "rg-new"}
        a("VpcPeer.MoveResourceGroup", **group)
        a("VpcPeer.DeleteVpcPeerConnection", **peer)
        within = {"AcceptingAliUid": A, "AcceptingRegionId": BEIJING, "AcceptingVpcId": "vpc-bare"}
        a("VpcPeer.CreateVpcPeerConnection", VpcId="vpc-a", **within)
        rejected = created(a("VpcPeer.CreateVpcPeerConnection", **requested), "InstanceId")
        b("VpcPeer.RejectVpcPeerConnection", InstanceId=rejected)


def responses() -> dict[str, Shape]:
    """Return the shape of the response to each action under any switch."""
    shapes: dict[str, list[Shape]] = {}
    for switches in VARIANTS:
        Story(switches, shapes).run()
    return {operation: merged(shapes[operation]) for operation in sorted(shapes)}


def text() -> str:
    """Return the content of the file."""
    return json.dumps(responses(), indent=1) + "\n"


if __name__ == "__main__":
    (pathlib.Path(sys.argv[1]) / FILE.name).write_text(text(), encoding="utf-8")
