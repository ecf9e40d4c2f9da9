# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold whatever two accounts do in whatever order: Hypothesis plays them through the vendor's SDK.

The same examples each time; with ALIOPS_EXAMPLES=1000 in the environment, that many new ones.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, ClassVar

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.request import RpcRequest
from aliyunsdkvpc.request.v20160428.ActivateRouterInterfaceRequest import ActivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest
from hypothesis import strategies
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTING,
    ACCEPTOR_UID,
    INITIATING,
    INITIATOR_UID,
)
from ansible_collections.aliops.vpc.tests.examples import few

SETTINGS = few(25, stateful_step_count=40, print_blob=True)
UIDS = {"a": INITIATOR_UID, "b": ACCEPTOR_UID}
REGIONS = {"a": "cn-beijing", "b": "cn-hangzhou"}
ROUTERS = {"a": "vrt-AAA", "b": "vrt-BBB"}
TABLES = {"a": "vtb-AAA", "b": "vtb-BBB"}
JOINING = {"Connecting", "AcceptingConnecting"}
CONNECTED = {"Active", "Activating", "Deactivating", "Inactive"}
SIDES = strategies.sampled_from("ab")
ROUTE = {"DestinationCidrBlock": "10.1.0.0/16"}
DEEDS = [
    "name_peer", "join", "connect", "freeze", "unfreeze", "change_bandwidth", "delete", "freeze_and_delete",
    "add_route", "add_own_route", "remove_route",
]  # fmt: skip
STARTS = ["joined with routes", "rivals", "joined with routes", "joined", "apart"]
Interface = tuple[str, str]  # the side it belongs to, and its id


class TwoAccounts(RuleBasedStateMachine):
    """Each side calls for what is its own, and sometimes for what is not. A refusal is an answer too."""

    cloud: ClassVar[Simulator]
    interfaces: Bundle[Interface] = Bundle("interfaces")

    def __init__(self) -> None:
        super().__init__()
        self.cloud.reset()
        self.cloud.control("clock", '{"mode": "manual"}')
        self.sdks = {"a": Sdk(self.cloud, INITIATOR, REGIONS["a"]), "b": Sdk(self.cloud, ACCEPTOR, REGIONS["b"])}
        self.made: dict[str, set[str]] = {"a": set(), "b": set()}
        self.looking = "a"
        self.by_token: dict[tuple[str, str], str] = {}
        # Whether unfreezing is refused when the peer is gone is not documented.
        self.restarted: set[str] = set()

    def ask(self, side: str, request: type[RpcRequest], **parameters: Any) -> dict[str, Any] | None:
        """The answer, or None when it is a well-formed refusal."""
        try:
            return self.sdks[side].call(request, **parameters)
        except ServerException as refusal:
            told = (refusal.get_http_status() // 100, refusal.get_error_code(), refusal.get_request_id())
        assert told[0] == 4
        assert all(told)
        return None

    def advance(self, by: float | str) -> None:
        self.cloud.control("clock", json.dumps({"advance": by}))

    # what the two do

    @initialize(target=interfaces, start=strategies.sampled_from(STARTS))
    def begin(self, start: str) -> Any:
        """One interface on each side, which most things of interest need to be joined; or two that claim the same."""
        pair = [(side, str(self._create(side, side, ""))) for side in "ab"]
        self.advance(10)
        if start == "rivals":
            rival = ("a", str(self._create("a", "a", "")))
            for named, naming in ((pair[1], pair[0]), (pair[1], rival), (rival, pair[1])):
                self.name_peer(naming, named)
            self.advance(10)
            return multiple(*pair, rival)
        if start != "apart":
            self.join(*pair)
        if start == "joined with routes":
            for one in pair:
                self.add_own_route(one, one)
            self.advance(10)
        return multiple(*pair)

    @precondition(lambda self: sum(map(len, self.made.values())) < 6)
    @rule(target=interfaces, side=SIDES, role=SIDES, token=strategies.sampled_from(["", "", "one", "two"]))
    def create(self, side: str, role: str, token: str) -> Any:
        created = self._create(side, role, token)
        return (side, created) if created else multiple()

    def _create(self, side: str, role: str, token: str) -> str | None:
        wanted = INITIATING if role == "a" else ACCEPTING
        place = {"RouterId": ROUTERS[side], "OppositeRegionId": REGIONS["b" if side == "a" else "a"]}
        answer = self.ask(side, CreateRouterInterfaceRequest, **{**wanted, **place}, ClientToken=token)
        if answer is None:
            return None
        created = str(answer["RouterInterfaceId"])
        if token:
            assert self.by_token.setdefault((side, token), created) == created
        else:
            assert created not in self.made[side]
        self.made[side].add(created)
        return created

    # One rule for all of these: Hypothesis leaves out some rules in each example, and most deeds need others first.
    @rule(what=strategies.sampled_from(DEEDS), one=interfaces, other=interfaces)
    def do(self, what: str, one: Interface, other: Interface) -> None:
        getattr(self, what)(one, other)

    def name_peer(self, one: Interface, other: Interface) -> None:
        opposite = {"OppositeInterfaceId": other[1], "OppositeInterfaceOwnerId": UIDS[other[0]]}
        router = {"OppositeRouterId": ROUTERS[other[0]], "OppositeRouterType": "VRouter"}
        self.ask(one[0], ModifyRouterInterfaceAttributeRequest, RouterInterfaceId=one[1], **opposite, **router)

    def join(self, one: Interface, other: Interface) -> None:
        for own, peer in ((one, other), (other, one)):
            self.name_peer(own, peer)
        self.advance(10)
        self.connect(one, other)
        self.advance(10)

    def connect(self, one: Interface, _other: Interface) -> None:
        self.ask(one[0], ConnectRouterInterfaceRequest, RouterInterfaceId=one[1])

    def freeze(self, one: Interface, _other: Interface) -> None:
        self.ask(one[0], DeactivateRouterInterfaceRequest, RouterInterfaceId=one[1])

    def unfreeze(self, one: Interface, _other: Interface) -> None:
        if self.ask(one[0], ActivateRouterInterfaceRequest, RouterInterfaceId=one[1]):
            self.restarted.add(one[1])

    def change_bandwidth(self, one: Interface, _other: Interface) -> None:
        self.ask(one[0], ModifyRouterInterfaceSpecRequest, RouterInterfaceId=one[1], Spec="Small.1")

    def delete(self, one: Interface, _other: Interface) -> None:
        self.ask(one[0], DeleteRouterInterfaceRequest, RouterInterfaceId=one[1])

    def freeze_and_delete(self, one: Interface, other: Interface) -> None:
        self.freeze(one, other)
        self.advance(10)
        self.delete(one, other)

    def add_route(self, one: Interface, other: Interface) -> None:
        """In the table of `other`'s side, which is not always that of the next hop."""
        entry = {**ROUTE, "NextHopType": "RouterInterface", "NextHopId": one[1]}
        self.ask(other[0], CreateRouteEntryRequest, RouteTableId=TABLES[other[0]], **entry)

    def add_own_route(self, one: Interface, _other: Interface) -> None:
        self.add_route(one, one)

    def remove_route(self, one: Interface, _other: Interface) -> None:
        entry = {**ROUTE, "NextHopId": one[1]}
        self.ask(one[0], DeleteRouteEntryRequest, RouteTableId=TABLES[one[0]], **entry)

    @rule(one=interfaces)
    def meddle(self, one: Interface) -> None:
        """Another account's interface does not exist."""
        stranger = "b" if one[0] == "a" else "a"
        for request in (ConnectRouterInterfaceRequest, DeactivateRouterInterfaceRequest, DeleteRouterInterfaceRequest):
            refusal = self.sdks[stranger].refused(request, RouterInterfaceId=one[1])
            assert refusal == (404, "InvalidRouterInterfaceId.NotFound")

    @rule(by=strategies.sampled_from([0.5, 2, 5, 60, "next"]))
    def wait(self, by: float | str) -> None:
        self.advance(by)

    # what must hold

    @invariant()
    def the_cloud_is_sound(self) -> None:
        accounts = dict(zip("ab", self.cloud.control("state")["accounts"], strict=True))
        there = {one["RouterInterfaceId"]: one for account in accounts.values() for one in account["router_interfaces"]}
        check_peers(there, self.restarted)
        for side, account in accounts.items():
            own = {one["RouterInterfaceId"]: one for one in account["router_interfaces"]}
            assert set(own) <= self.made[side]
            assert len(own) <= account["quotas"]["router_interfaces_per_router"]
            check_routes(account, own)

    @invariant()
    def an_account_sees_only_its_own(self) -> None:
        side = self.looking = "b" if self.looking == "a" else "a"
        answer = self.sdks[side].call(DescribeRouterInterfacesRequest, PageSize=50)
        listed = {one["RouterInterfaceId"] for one in answer["RouterInterfaceSet"]["RouterInterfaceType"]}
        assert len(listed) == answer["TotalCount"]
        assert listed <= self.made[side]


def peer_of(one: dict[str, Any], there: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    return there.get(one.get("OppositeInterfaceId", ""))


def check_peers(there: dict[str, dict[str, Any]], restarted: set[str]) -> None:
    """Who is joined, or about to be, has one peer, of the other role, that is joined to it and to nobody else."""
    joined = [one for one in there.values() if one["Status"] in JOINING | CONNECTED]
    claims = Counter(one["OppositeInterfaceId"] for one in joined)
    assert all(claims[one] == 1 for one in claims if one in there), claims
    for one in joined:
        peer = peer_of(one, there)
        if one["Status"] in JOINING:
            assert peer is not None, f"{one} connects to nobody"
            assert {one["Status"], peer["Status"]} == JOINING, (one, peer)
        if one["Status"] == "Active" and one["RouterInterfaceId"] not in restarted:
            assert peer is not None, f"{one} has no peer"
        if peer is not None:
            assert peer["OppositeInterfaceId"] == one["RouterInterfaceId"], (one, peer)
            assert {one["Role"], peer["Role"]} == {"InitiatingSide", "AcceptingSide"}
            # each side freezes, and then deletes, for itself
            assert peer["Status"] in JOINING | CONNECTED | {"Deleting"}, (one, peer)


def check_routes(account: dict[str, Any], own: dict[str, dict[str, Any]]) -> None:
    """No entry leads to what is not there, or is going; one task at a time in a VPC."""
    for vpc in account["vpcs"]:
        entries = [entry for table in vpc["route_tables"] for entry in table["routes"] if entry["type"] == "Custom"]
        for entry in entries:
            assert entry["next_hop_id"] in own, entry
            assert own[entry["next_hop_id"]]["Status"] in CONNECTED, entry
        assert sum(entry["status"] != "Available" for entry in entries) <= 1


@pytest.mark.timeout(600)  # a failure is made small before it is told
def test_two_accounts_never_break_the_cloud() -> None:
    with running("--scenario", "tutorial") as cloud:
        TwoAccounts.cloud = cloud
        run_state_machine_as_test(TwoAccounts, settings=SETTINGS)
