# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invariants of VPC peering connections, whatever two accounts do in whatever order: Hypothesis plays them.

The same examples each time; with ALIOPS_EXAMPLES=1000 in the environment, that many new ones.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.request import RpcRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteVpcRequest import DeleteVpcRequest
from aliyunsdkvpc.request.v20160428.ModifyRouteEntryRequest import ModifyRouteEntryRequest
from hypothesis import strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING,
    A_BEIJING_2,
    B_BEIJING,
    B_HANGZHOU,
    PeerSdk,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.examples import few

SETTINGS = few(25, stateful_step_count=40, print_blob=True)
SIDES = strategies.sampled_from("ab")
UIDS = {"a": INITIATOR_UID, "b": ACCEPTOR_UID}
# VPC: its side, region and route table
VPCS = {
    A_BEIJING: ("a", "cn-beijing", "vtb-AAA"),
    A_BEIJING_2: ("a", "cn-beijing", "vtb-a-beijing-2"),
    B_HANGZHOU: ("b", "cn-hangzhou", "vtb-BBB"),
    B_BEIJING: ("b", "cn-beijing", "vtb-b-beijing"),
}
ENDS = strategies.sampled_from(sorted(VPCS))
TRANSIENT = {"Creating", "Updating", "Deleting", "Deleted"}
WEEK = timedelta(days=7)
ACTIONS = ["Accept", "Reject", "Delete", "Force", "Modify"]
QUOTA = 3
TOKEN_LIFETIME = 86400.0  # seconds


class TwoAccountsOfPeers(RuleBasedStateMachine):
    """Each side calls for what is its own, and sometimes for what is not. A refusal is a response too."""

    cloud: ClassVar[Simulator]
    connections: Bundle[str] = Bundle("connections")

    def __init__(self) -> None:
        super().__init__()
        self.cloud.reset()
        self.cloud.control("clock", '{"mode": "manual"}')
        keys = {"a": (INITIATOR, "cn-beijing"), "b": (ACCEPTOR, "cn-hangzhou")}
        self.sdks = {side: PeerSdk(self.cloud, *key) for side, key in keys.items()}
        self.sdks_by_region = {
            (side, region): PeerSdk(self.cloud, keys[side][0], region) for side, region, _table in VPCS.values()
        }
        self.by_token: dict[tuple[str, str], str] = {}
        self.reader = "a"

    def ask(self, sdk: PeerSdk, request: type[RpcRequest] | RpcRequest, **parameters: Any) -> dict[str, Any] | None:
        """The response, or None for a well-formed refusal."""
        try:
            return sdk.call(request, **parameters)
        except ServerException as refusal:
            parts = (refusal.get_http_status() // 100, refusal.get_error_code(), refusal.get_request_id())
        assert parts[0] == 4, parts
        assert all(parts)
        return None

    def peer(self, side: str, action: str, **parameters: Any) -> dict[str, Any] | None:
        sdk = self.sdks[side]
        return self.ask(sdk, sdk.request(action, parameters))

    def owner(self, vpc_id: str) -> PeerSdk:
        side, region, _table = VPCS[vpc_id]
        return self.sdks_by_region[side, region]

    # the operations of the two

    @rule(target=connections, vpc_id=ENDS, other=ENDS, token=strategies.sampled_from(["", "", "one"]))
    def create(self, vpc_id: str, other: str, token: str) -> Any:
        side, region, _table = VPCS[vpc_id]
        wanted = {
            "RegionId": region,
            "VpcId": vpc_id,
            "AcceptingAliUid": UIDS[VPCS[other][0]],
            "AcceptingRegionId": VPCS[other][1],
            "AcceptingVpcId": other,
            **({"ClientToken": token} if token else {}),
        }
        response = self.peer(side, "CreateVpcPeerConnection", **wanted)
        if response is None:
            return multiple()
        created = str(response["InstanceId"])
        if token:
            assert self.by_token.setdefault((side, token), created) == created
        return created

    @rule(side=SIDES, action=strategies.sampled_from(ACTIONS), connection=connections)
    def change(self, side: str, action: str, connection: str) -> None:
        further: dict[str, Any] = {"Name": f"name-{side}"} if action == "Modify" else {}
        if action == "Force":
            action, further = "Delete", {"Force": "true"}
        self.peer(side, f"{action}VpcPeerConnection", InstanceId=connection, **further)

    @rule(connection=connections)
    def accept_and_wait(self, connection: str) -> None:
        for side in "ab":
            self.peer(side, "AcceptVpcPeerConnection", InstanceId=connection)
        self.pass_time(4)

    @rule(vpc_id=ENDS, connection=connections)
    def add_route(self, vpc_id: str, connection: str) -> None:
        entry = {"RouteTableId": VPCS[vpc_id][2], "NextHopType": "VpcPeer", "NextHopId": connection}
        self.ask(self.owner(vpc_id), CreateRouteEntryRequest, **entry, DestinationCidrBlock="172.31.0.0/16")

    @rule(vpc_id=ENDS, connection=connections)
    def move_route(self, vpc_id: str, connection: str) -> None:
        for entry in self.routes_of(vpc_id):
            moved = {"RouteEntryId": entry["route_entry_id"], "NewNextHopType": "VpcPeer", "NewNextHopId": connection}
            self.ask(self.owner(vpc_id), ModifyRouteEntryRequest, **moved)

    @rule(vpc_id=ENDS)
    def remove_route(self, vpc_id: str) -> None:
        for entry in self.routes_of(vpc_id):
            self.ask(self.owner(vpc_id), DeleteRouteEntryRequest, RouteEntryId=entry["route_entry_id"])

    @rule()
    def add_router_interface(self) -> None:
        """An interface without a peer does not block a connection."""
        interface = {
            "Role": "InitiatingSide",
            "RouterType": "VRouter",
            "RouterId": "vrt-AAA",
            "OppositeRegionId": "cn-hangzhou",
            "OppositeRouterType": "VRouter",
            "Spec": "Middle.1",
        }
        self.ask(self.sdks["a"], CreateRouterInterfaceRequest, **interface)

    @rule(vpc_id=ENDS)
    def delete_vpc_in_use(self, vpc_id: str) -> None:
        """Only while a connection needs it: the other rules need the VPCs."""
        if any(vpc_id in ends(connection) and connection["Status"] != "Deleted" for connection in self.described()):
            assert self.ask(self.owner(vpc_id), DeleteVpcRequest, VpcId=vpc_id) is None

    @rule(seconds=strategies.sampled_from([1, 3, 4, 9, WEEK.total_seconds()]))
    def pass_time(self, seconds: float) -> None:
        self.cloud.control("clock", json.dumps({"advance": seconds}))
        if seconds >= TOKEN_LIFETIME:
            self.by_token.clear()

    # the invariants

    def state(self) -> dict[str, Any]:
        return dict(self.cloud.control("state"))

    def described(self) -> list[dict[str, Any]]:
        return list(self.state()["vpc_peer_connections"])

    def routes_of(self, vpc_id: str) -> list[dict[str, Any]]:
        return [entry for table, entry in custom_routes(self.state()) if table == VPCS[vpc_id][2]]

    @invariant()
    def the_connections_are_sound(self) -> None:
        state = self.state()
        check_connections(state)
        check_routes(state)
        side = self.reader = "b" if self.reader == "a" else "a"
        response = self.sdks[side].peer("ListVpcPeerConnections", MaxResults=100, RegionId="cn-beijing")
        seen = {row["InstanceId"]: view(row) for row in response["VpcPeerConnects"]}
        assert seen == {
            connection["InstanceId"]: view(connection)
            for connection in state["vpc_peer_connections"]
            if int(UIDS[side]) in owners(connection)
            and "cn-beijing" in (connection["RegionId"], connection["AcceptingRegionId"])
        }


def check_connections(state: dict[str, Any]) -> None:
    """A pair of VPCs has one connection; no account exceeds its quota."""
    described = state["vpc_peer_connections"]
    existing = [connection for connection in described if connection["Status"] != "Deleted"]
    pairs = Counter(frozenset(ends(connection)) for connection in existing)
    assert all(count == 1 for count in pairs.values()), pairs
    planned = Counter(event["target"] for event in state["pending"])
    for connection in described:
        check_connection(connection, state["now"], planned)
    counts = Counter(
        (uid, region) for connection in existing for uid in UIDS.values() for region in regions_of(connection, uid)
    )
    assert all(count <= QUOTA for count in counts.values()), counts


def check_routes(state: dict[str, Any]) -> None:
    """The next hop of a route entry is an activated connection of its VPC, unless the entry is being deleted."""
    by_id = {connection["InstanceId"]: connection for connection in state["vpc_peer_connections"]}
    vpc_of = {table: vpc_id for vpc_id, (_side, _region, table) in VPCS.items()}
    for table, entry in custom_routes(state):
        if entry["status"] == "Deleting":
            continue
        connection = by_id[entry["next_hop_id"]]
        assert vpc_of[table] in ends(connection), entry
        assert connection["Status"] in ("Activated", "Updating"), (entry, connection["Status"])


def view(connection: dict[str, Any]) -> tuple[Any, ...]:
    """The fields that both accounts see alike."""
    return tuple(connection[name] for name in ("Status", "OwnerId", "AcceptingOwnerUid", "GmtExpired", "GmtModified"))


def ends(connection: dict[str, Any]) -> tuple[str, str]:
    return connection["Vpc"]["VpcId"], connection["AcceptingVpc"]["VpcId"]


def owners(connection: dict[str, Any]) -> tuple[int, int]:
    return connection["OwnerId"], connection["AcceptingOwnerUid"]


def regions_of(connection: dict[str, Any], uid: str) -> set[str]:
    sides = zip(owners(connection), (connection["RegionId"], connection["AcceptingRegionId"]), strict=True)
    return {region for owner, region in sides if owner == int(uid)}


def custom_routes(state: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (table["route_table_id"], entry)
        for account in state["accounts"]
        for vpc in account["vpcs"]
        for table in vpc["route_tables"]
        for entry in table["routes"]
        if entry["type"] == "Custom"
    ]


def check_connection(connection: dict[str, Any], now: str, planned: Counter[str]) -> None:
    """A transient state ends by itself, a stable one does not; a request expires when its week is over."""
    status, within = connection["Status"], len(set(owners(connection))) == 1
    waits = status in TRANSIENT or status == "Accepting"
    assert planned[connection["InstanceId"]] == (1 if waits else 0), connection
    assert not (within and status in ("Accepting", "Rejected", "Expired")), connection
    age = moment(now) - moment(connection["GmtCreate"])
    if status == "Accepting":
        assert age < WEEK
    if status == "Expired":
        assert age >= WEEK
    assert (connection["GmtExpired"] is not None) == (status in ("Accepting", "Expired")), connection


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.timeout(600)  # a failure is shrunk before it is reported
def test_two_accounts_never_break_their_connections() -> None:
    with running("--scenario", "empty") as cloud:
        cloud.load(scenario(quotas={"vpc_peers_per_region": QUOTA}))
        TwoAccountsOfPeers.cloud = cloud
        run_state_machine_as_test(TwoAccountsOfPeers, settings=SETTINGS)
