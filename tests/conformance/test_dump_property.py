# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever two accounts have done, the dump of their cloud starts the same cloud, and it settles in the same state.

The same examples each time; with ALIOPS_EXAMPLES=1000 in the environment, that many new ones.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR
from ansible_collections.aliops.vpc.tests.conformance.peers import VERSION
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATOR_UID
from ansible_collections.aliops.vpc.tests.conformance.worlds import (
    USER,
    again,
    call,
    rich_scenario,
    seen,
    settled_state,
    started,
    state,
)
from ansible_collections.aliops.vpc.tests.examples import few
from vpc_simulator.schema import scenario_schema
from vpc_simulator.service import Service
from vpc_simulator.validation import errors_of

Operation = Callable[["Cloud", int, int], None]
NAMES = ["", "name", "2026-01-01", "a: [b", "ü"]


class NoRecord(Exception):
    """The world has no record of the kind that an operation needs."""


class Cloud:
    """A world, and calls for the records in it, which numbers choose."""

    def __init__(self) -> None:
        self.service: Service = started(rich_scenario())
        self.accepted: Counter[str] = Counter()

    def do(self, owner: Any, action: str, /, **parameters: Any) -> None:
        """Call as the owner of a record, in its region."""
        key = INITIATOR if owner.uid == INITIATOR_UID else ACCEPTOR
        texts = {name: str(value) for name, value in {"RegionId": owner.region, **parameters}.items()}
        response = call(self.service, key, action, **texts)
        self.accepted[action] += "Code" not in response

    def pick(self, kind: str, number: int) -> Any:
        records = list(getattr(self.service.world, kind).values())
        if not records:
            raise NoRecord(kind)
        return records[number % len(records)]

    def pick_peer(self, number: int) -> Any:
        connections = list(self.service.world.peer_connections)
        if not connections:
            raise NoRecord("peer_connections")
        return connections[number % len(connections)]


def create_interface(cloud: Cloud, number: int, other: int) -> None:
    router = cloud.pick("routers", number)
    role, spec = (("InitiatingSide", "Large.1"), ("AcceptingSide", "Negative"))[other % 2]
    line = {"AccessPointId": router.access_point_id} if router.router_type == "VBR" else {}
    cloud.do(
        router, "CreateRouterInterface", RouterId=router.router_id, RouterType=router.router_type, Role=role, Spec=spec,
        OppositeRegionId=cloud.pick("vpcs", other).region, Name=NAMES[other % 5], **line,
    )  # fmt: skip


def name_peer(cloud: Cloud, number: int, other: int) -> None:
    own, peer = cloud.pick("interfaces", number), cloud.pick("interfaces", other)
    cloud.do(
        own, "ModifyRouterInterfaceAttribute", RouterInterfaceId=own.id, OppositeInterfaceId=peer.id,
        OppositeInterfaceOwnerId=peer.uid, OppositeRouterId=peer.router_id, OppositeRouterType=peer.router_type,
    )  # fmt: skip


def connect_pair(cloud: Cloud, number: int, other: int) -> None:
    """The two newest interfaces, if they are a pair at all."""
    newest = len(cloud.service.world.interfaces) - 1
    name_peer(cloud, newest, newest - 1)
    name_peer(cloud, newest - 1, newest)
    cloud.service.clock.advance(5 * (number % 2))
    on_interface("ConnectRouterInterface")(cloud, newest - other % 2, 0)


def on_interface(action: str, **parameters: str) -> Operation:
    def act(cloud: Cloud, number: int, _other: int) -> None:
        own = cloud.pick("interfaces", number)
        cloud.do(own, action, RouterInterfaceId=own.id, **parameters)

    return act


def create_route(cloud: Cloud, number: int, other: int) -> None:
    table, hop = cloud.pick("tables", number), cloud.pick("interfaces", other)
    block = f"10.{100 + other}.0.0/16"
    cloud.do(
        table, "CreateRouteEntry", RouteTableId=table.id, DestinationCidrBlock=block, NextHopId=hop.id,
        NextHopType="RouterInterface", RouteEntryName=NAMES[number % 5],
    )  # fmt: skip


def create_peer_route(cloud: Cloud, number: int, other: int) -> None:
    connection = cloud.pick_peer(other)
    vpc = cloud.service.world.vpcs.get(connection.ends[number % 2].vpc_id)
    if vpc is None:
        raise NoRecord("vpcs")
    block = f"10.{200 + other}.0.0/16"
    cloud.do(
        vpc, "CreateRouteEntry", RouteTableId=vpc.table_ids[0], DestinationCidrBlock=block, NextHopId=connection.id,
        NextHopType="VpcPeer",
    )  # fmt: skip


def delete_route(cloud: Cloud, number: int, _other: int) -> None:
    entries = [entry for table in cloud.service.world.tables.values() for entry in table.entries.values()]
    custom = [entry for entry in entries if entry.type == "Custom"]
    if not custom:
        raise NoRecord("routes")
    entry = custom[number % len(custom)]
    cloud.do(cloud.service.world.tables[entry.table_id], "DeleteRouteEntry", RouteEntryId=entry.id)


def create_vpc(cloud: Cloud, number: int, other: int) -> None:
    ipv6 = {"EnableIpv6": "true"} if other % 2 else {}
    cloud.do(cloud.pick("vpcs", number), "CreateVpc", CidrBlock="10.0.0.0/8", VpcName=NAMES[number % 5], **ipv6)


def create_vswitch(cloud: Cloud, number: int, other: int) -> None:
    vpc = cloud.pick("vpcs", number)
    zone, ipv6 = f"{vpc.region}-h", {"Ipv6CidrBlock": other} if vpc.ipv6_blocks else {}
    cloud.do(vpc, "CreateVSwitch", VpcId=vpc.id, ZoneId=zone, CidrBlock=f"10.{other}.0.0/16", **ipv6)


def on_vswitch(action: str, **parameters: str) -> Operation:
    def act(cloud: Cloud, number: int, _other: int) -> None:
        vswitch = cloud.pick("vswitches", number)
        cloud.do(vswitch, action, VSwitchId=vswitch.id, **parameters)

    return act


def on_vpc(action: str, **parameters: str) -> Operation:
    def act(cloud: Cloud, number: int, _other: int) -> None:
        vpc = cloud.pick("vpcs", number)
        cloud.do(vpc, action, VpcId=vpc.id, **parameters)

    return act


def change_table(cloud: Cloud, number: int, other: int) -> None:
    table = cloud.pick("tables", number)
    propagation = str(bool(other % 2)).lower()
    cloud.do(table, "ModifyRouteTableAttributes", RouteTableId=table.id, RouteTableName="new-name",
             Description="changed", RoutePropagationEnable=propagation)  # fmt: skip


def tag(cloud: Cloud, number: int, other: int) -> None:
    kinds = [("VPC", "vpcs"), ("VSWITCH", "vswitches"), ("ROUTETABLE", "tables")]
    kind, records = kinds[other % 3]
    record = cloud.pick(records, number)
    cloud.do(record, "TagResources", **{
        "ResourceType": kind, "ResourceId.1": record.id, "Tag.1.Key": f"k{other}", "Tag.1.Value": NAMES[number % 5]
    })  # fmt: skip


def create_connection(cloud: Cloud, number: int, other: int) -> None:
    vpc, accepting = cloud.pick("vpcs", number), cloud.pick("vpcs", other)
    cloud.do(
        vpc, "CreateVpcPeerConnection", Version=VERSION, VpcId=vpc.id, AcceptingAliUid=accepting.uid,
        AcceptingRegionId=accepting.region, AcceptingVpcId=accepting.id, Name=f"name-{number}",
    )  # fmt: skip


def on_connection(action: str, **parameters: str) -> Operation:
    def act(cloud: Cloud, number: int, other: int) -> None:
        connection = cloud.pick_peer(number)
        cloud.do(connection.ends[other % 2], action, Version=VERSION, InstanceId=connection.id, **parameters)

    return act


def assume_role(cloud: Cloud, _number: int, _other: int) -> None:
    role = f"acs:ram::{INITIATOR_UID}:role/peering"
    named = {"Version": "2015-04-01", "RoleArn": role, "RoleSessionName": "session"}
    cloud.accepted["AssumeRole"] += "Credentials" in call(cloud.service, USER, "AssumeRole", **named)


def wait(cloud: Cloud, number: int, _other: int) -> None:
    cloud.service.clock.advance((0.5, 2.0, 5.0, 60.0)[number % 4])


OPERATIONS: dict[str, Operation] = {
    "create_interface": create_interface,
    "name_peer": name_peer,
    "connect_pair": connect_pair,
    "connect": on_interface("ConnectRouterInterface"),
    "deactivate": on_interface("DeactivateRouterInterface"),
    "activate": on_interface("ActivateRouterInterface"),
    "change_spec": on_interface("ModifyRouterInterfaceSpec", Spec="Small.1"),
    "delete_interface": on_interface("DeleteRouterInterface"),
    "create_route": create_route,
    "create_peer_route": create_peer_route,
    "delete_route": delete_route,
    "create_vpc": create_vpc,
    "create_vswitch": create_vswitch,
    "delete_vswitch": on_vswitch("DeleteVSwitch"),
    "rename_vswitch": on_vswitch("ModifyVSwitchAttribute", VSwitchName="renamed", Description="x"),
    "rename_vpc": on_vpc("ModifyVpcAttribute", VpcName="renamed"),
    "delete_vpc": on_vpc("DeleteVpc"),
    "change_table": change_table,
    "tag": tag,
    "create_connection": create_connection,
    "accept": on_connection("AcceptVpcPeerConnection"),
    "reject": on_connection("RejectVpcPeerConnection"),
    "delete_connection": on_connection("DeleteVpcPeerConnection"),
    "rename_connection": on_connection("ModifyVpcPeerConnection", Name="new-name"),
    "assume_role": assume_role,
    "wait": wait,
}
NUMBERS = st.integers(0, 40)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), NUMBERS, NUMBERS), min_size=5, max_size=30)


@pytest.mark.timeout(600)  # a failure is shrunk before it is reported
@few(60)
@given(STEPS)
def test_the_dump_starts_the_same_cloud_again(steps: list[tuple[str, int, int]]) -> None:
    cloud = Cloud()
    for name, number, other in steps:
        with contextlib.suppress(NoRecord):
            OPERATIONS[name](cloud, number, other)
    first = cloud.service
    dumped = first.dump()
    assert errors_of(dumped, scenario_schema()) == []
    second = again(first)
    assert state(second) == state(first)
    assert seen(second) == seen(first)
    assert {**second.dump(), "drawn": 0} == {**dumped, "drawn": 0}
    assert settled_state(second) == settled_state(first)


def test_each_operation_changes_something() -> None:
    """Each call is accepted for some record; otherwise the property would not cover it."""
    accepted: Counter[str] = Counter()
    for name, operation in OPERATIONS.items():
        for number in range(30):
            cloud = Cloud()
            if "peer_route" in name or name in ("accept", "reject", "delete_connection", "rename_connection"):
                # vpc-12345678 and vpc-87654321
                vpcs = list(cloud.service.world.vpcs)
                create_connection(cloud, vpcs.index("vpc-a-hangzhou"), vpcs.index("vpc-b-beijing"))
                wait(cloud, 2, 0)
                if "route" in name or "rename" in name:
                    on_connection("AcceptVpcPeerConnection")(cloud, 0, 1)
                    wait(cloud, 2, 0)
            if name in ("activate", "delete_interface"):
                on_interface("DeactivateRouterInterface")(cloud, number, 0)
                wait(cloud, 2, 0)
            if name == "delete_route":
                create_route(cloud, 0, number)
                wait(cloud, 2, 0)
            before = +cloud.accepted
            operation(cloud, number, number + 1)
            if cloud.accepted - before:
                accepted[name] += 1
                break
    assert set(OPERATIONS) - set(accepted) <= {"wait", "connect", "connect_pair", "name_peer"}
