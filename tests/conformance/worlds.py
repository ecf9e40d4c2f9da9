# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns worlds within the tests' own process, at a time that stands still: started, called, dumped, compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ansible_collections.aliops.vpc.tests.conformance import peers
from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR
from ansible_collections.aliops.vpc.tests.conformance.raw import query, signed
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.scenarios import pair
from vpc_simulator.clock import ManualClock
from vpc_simulator.scenario import Scenario, parse
from vpc_simulator.service import Options, Service
from vpc_simulator.state import describe_world
from vpc_simulator.wire import Request

START = 1_800_000_000.0
# a RAM user's key, of the account that has a role
USER = ("LTAI-user", "not-a-secret-user")
# longer than every transition and lag, shorter than a request for a VPC peering connection waits
SETTLED = 1000.0
# of transitions, which start again in a world that a dump starts
TIMES = ("ConnectedTime", "GmtModified")
PAGED = ("DescribeRouterInterfaces", "DescribeVpcs", "DescribeVSwitches", "DescribeRouteTableList", "DescribeVRouters")
TAGGED = ("VPC", "VSWITCH", "ROUTETABLE")


def started(content: object, now: float = START) -> Service:
    """A world of the content of a scenario."""
    return Service(Scenario("test", content), Options(), ManualClock(now))


def again(service: Service) -> Service:
    """A new world of the dump of another one, as text, at the same time."""
    text = json.dumps(service.dump())
    return Service(parse(text, "test"), Options(), ManualClock(service.clock.now()))


def call(service: Service, key: tuple[str, str], action: str, /, **parameters: str) -> dict[str, Any]:
    """The response, or the refusal, to a call; it is not an internal error."""
    pairs = signed(action, "GET", key[1], AccessKeyId=key[0], **parameters)
    reply = service.respond(Request("GET", query(pairs).encode(), {}, b"", "http"))
    assert reply.status < 500, reply.body
    response: dict[str, Any] = json.loads(reply.body)
    return response


def state(service: Service) -> dict[str, Any]:
    """The state without the times of planned events, and without sessions that expired: no scenario has them."""
    described = describe_world(service.world)
    del described["pending"]
    for account in described["accounts"]:
        account["sessions"] = [session for session in account["sessions"] if session["expires_at"] > described["now"]]
    return described


def settled_state(service: Service) -> dict[str, Any]:
    """The state after all transitions and lags, without the times of transitions."""
    service.clock.advance(SETTLED)
    settled = state(service)
    for account in settled["accounts"]:
        account["router_interfaces"] = [without_times(interface) for interface in account["router_interfaces"]]
    settled["vpc_peer_connections"] = [without_times(connection) for connection in settled["vpc_peer_connections"]]
    del settled["now"]
    return settled


def seen(service: Service) -> dict[str, Any]:
    """The responses to all reads of both accounts in each region in which they have something."""
    responses = {}
    for key, uid in ((INITIATOR, INITIATOR_UID), (ACCEPTOR, ACCEPTOR_UID)):
        regions = {router.region for router in service.world.routers.values() if router.uid == uid}
        for region in sorted(regions):
            for action, parameters in _reads(service, uid, region):
                response = call(service, key, action, RegionId=region, **parameters)
                assert response.get("Code", "200") == "200", (action, parameters, response)
                del response["RequestId"]
                responses[f"{uid} {region} {action} {parameters}"] = response
    return responses


def _reads(service: Service, uid: str, region: str) -> Iterator[tuple[str, dict[str, str]]]:
    for action in PAGED:
        yield action, {"PageSize": "50"}
    for interface_id in service.world.interfaces_of(uid, region):
        yield "DescribeRouterInterfaceAttribute", {"InstanceId": interface_id}
    for table in service.world.tables_of(uid, region):
        yield "DescribeRouteEntryList", {"RouteTableId": table.id, "MaxResult": "100"}
        yield "DescribeRouteTables", {"RouteTableId": table.id, "RouterType": "VRouter" if table.vpc_id else "VBR"}
    for vpc_id in service.world.vpcs_of(uid, region):
        yield "DescribeVpcAttribute", {"VpcId": vpc_id}
    for vswitch in service.world.vswitches_of(uid, region):
        yield "DescribeVSwitchAttributes", {"VSwitchId": vswitch.id}
    for resource_type in TAGGED:
        yield "ListTagResources", {"ResourceType": resource_type, "Tag.1.Key": "k1", "MaxResults": "50"}
    yield "ListVpcPeerConnections", {"Version": peers.VERSION, "MaxResults": "100"}


def without_times(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in TIMES}


def rich_scenario(routes: list[dict[str, Any]] | None = None, connections: Any = ()) -> dict[str, Any]:
    """Two accounts with VPCs, an active pair, a border router, roles, sessions, and a table of their own."""
    quotas = {"router_interfaces_per_router": 20, "router_interfaces_per_region": 20}
    content = peers.scenario(*connections, quotas=quotas)
    for account in content["accounts"]:
        account.update(pair()[account["name"]])
    first = content["accounts"][0]
    policy = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    session = {"role": "peering", "session_name": "test", "secret": "s", "security_token": "t"}
    first.update(
        policies={"all": policy},
        access_keys=[*first["access_keys"], {"id": USER[0], "secret": USER[1], "user": "user", "policies": ["all"]}],
        roles=[{"name": "peering", "trusted_uids": [INITIATOR_UID, ACCEPTOR_UID], "policies": ["all"]}],
        sessions=[
            {**session, "access_key_id": "live", "policy": policy},
            {**session, "access_key_id": "short", "expires_in": 900},
        ],
        vbrs=[{"vbr_id": "vbr-1", "region": "cn-beijing", "access_point_id": "ap-1", "route_table_id": "vtb-line"}],
    )
    content["accounts"][1]["vpcs"][0]["shared_with"] = [INITIATOR_UID]
    content["accounts"][1].update(resource_directory="rd-one/r-root/fd-net")
    content["accounts"][1]["vpcs"][-1]["cloud_box"] = True
    vpc = first["vpcs"][0]
    vpc["route_tables"] = [{"route_table_id": "vtb-own", "name": "own", "tags": {"a": "b"}}]
    vpc["routes"] = [*vpc.get("routes", []), *(routes or [])]
    return content
