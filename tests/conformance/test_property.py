# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What always holds, whatever two accounts do in whatever order: Hypothesis plays them through the vendor's SDK.

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
OPERATIONS = [
    "name_peer", "join", "connect", "deactivate", "activate", "change_bandwidth", "delete", "deactivate_and_delete",
    "add_route", "add_own_route", "remove_route",
]  # fmt: skip
STARTS = ["joined with routes", "rivals", "joined with routes", "joined", "apart"]
Interface = tuple[str, str]  # the side it belongs to, and its id


class TwoAccounts(RuleBasedStateMachine):
    """Each side calls for what is its own, and sometimes for what is not. A refusal is a response too."""

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
        # Whether an activation is refused after the deletion of the peer is not documented.
        self.activated: set[str] = set()

    def ask(self, side: str, request: type[RpcRequest], **parameters: Any) -> dict[str, Any] | None:
        """The response, or None for a well-formed refusal."""
        try:
            return self.sdks[side].call(request, **parameters)
        except ServerException as refusal:
            parts = (refusal.get_http_status() // 100, refusal.get_error_code(), refusal.get_request_id())
        assert parts[0] == 4
        assert all(parts)
        return None

    def advance(self, by: float | str) -> None:
        self.cloud.control("clock", json.dumps({"advance": by}))

    # the operations of the two

    @initialize(target=interfaces, start=strategies.sampled_from(STARTS))
    def begin(self, start: str) -> Any:
        """One interface on each side, joined in most examples; or two that claim the same peer."""
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
            for end in pair:
                self.add_own_route(end, end)
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
        response = self.ask(side, CreateRouterInterfaceRequest, **{**wanted, **place}, ClientToken=token)
        if response is None:
            return None
        created = str(response["RouterInterfaceId"])
        if token:
            assert self.by_token.setdefault((side, token), created) == created
        else:
            assert created not in self.made[side]
        self.made[side].add(created)
        return created

    # One rule for all: Hypothesis leaves out some rules in each example, and most operations need others first.
    @rule(operation=strategies.sampled_from(OPERATIONS), interface=interfaces, other=interfaces)
    def do(self, operation: str, interface: Interface, other: Interface) -> None:
        getattr(self, operation)(interface, other)

    def name_peer(self, interface: Interface, other: Interface) -> None:
        opposite = {"OppositeInterfaceId": other[1], "OppositeInterfaceOwnerId": UIDS[other[0]]}
        router = {"OppositeRouterId": ROUTERS[other[0]], "OppositeRouterType": "VRouter"}
        self.ask(
            interface[0], ModifyRouterInterfaceAttributeRequest, RouterInterfaceId=interface[1], **opposite, **router
        )

    def join(self, interface: Interface, other: Interface) -> None:
        for own, peer in ((interface, other), (other, interface)):
            self.name_peer(own, peer)
        self.advance(10)
        self.connect(interface, other)
        self.advance(10)

    def connect(self, interface: Interface, _other: Interface) -> None:
        self.ask(interface[0], ConnectRouterInterfaceRequest, RouterInterfaceId=interface[1])

    def deactivate(self, interface: Interface, _other: Interface) -> None:
        self.ask(interface[0], DeactivateRouterInterfaceRequest, RouterInterfaceId=interface[1])

    def activate(self, interface: Interface, _other: Interface) -> None:
        if self.ask(interface[0], ActivateRouterInterfaceRequest, RouterInterfaceId=interface[1]):
            self.activated.add(interface[1])

    def change_bandwidth(self, interface: Interface, _other: Interface) -> None:
        self.ask(interface[0], ModifyRouterInterfaceSpecRequest, RouterInterfaceId=interface[1], Spec="Small.1")

    def delete(self, interface: Interface, _other: Interface) -> None:
        self.ask(interface[0], DeleteRouterInterfaceRequest, RouterInterfaceId=interface[1])

    def deactivate_and_delete(self, interface: Interface, other: Interface) -> None:
        self.deactivate(interface, other)
        self.advance(10)
        self.delete(interface, other)

    def add_route(self, interface: Interface, other: Interface) -> None:
        """In the table of `other`'s side, which is not always that of the next hop."""
        entry = {**ROUTE, "NextHopType": "RouterInterface", "NextHopId": interface[1]}
        self.ask(other[0], CreateRouteEntryRequest, RouteTableId=TABLES[other[0]], **entry)

    def add_own_route(self, interface: Interface, _other: Interface) -> None:
        self.add_route(interface, interface)

    def remove_route(self, interface: Interface, _other: Interface) -> None:
        entry = {**ROUTE, "NextHopId": interface[1]}
        self.ask(interface[0], DeleteRouteEntryRequest, RouteTableId=TABLES[interface[0]], **entry)

    @rule(interface=interfaces)
    def meddle(self, interface: Interface) -> None:
        """Another account's interface does not exist."""
        stranger = "b" if interface[0] == "a" else "a"
        for request in (ConnectRouterInterfaceRequest, DeactivateRouterInterfaceRequest, DeleteRouterInterfaceRequest):
            refusal = self.sdks[stranger].refused(request, RouterInterfaceId=interface[1])
            assert refusal == (404, "InvalidRouterInterfaceId.NotFound")

    @rule(by=strategies.sampled_from([0.5, 2, 5, 60, "next"]))
    def wait(self, by: float | str) -> None:
        self.advance(by)

    # the invariants

    @invariant()
    def the_cloud_is_sound(self) -> None:
        accounts = dict(zip("ab", self.cloud.control("state")["accounts"], strict=True))
        interfaces = {
            interface["RouterInterfaceId"]: interface
            for account in accounts.values()
            for interface in account["router_interfaces"]
        }
        check_peers(interfaces, self.activated)
        for side, account in accounts.items():
            own = {interface["RouterInterfaceId"]: interface for interface in account["router_interfaces"]}
            assert set(own) <= self.made[side]
            assert len(own) <= account["quotas"]["router_interfaces_per_router"]
            check_routes(account, own)

    @invariant()
    def an_account_sees_only_its_own(self) -> None:
        side = self.looking = "b" if self.looking == "a" else "a"
        response = self.sdks[side].call(DescribeRouterInterfacesRequest, PageSize=50)
        listed = {interface["RouterInterfaceId"] for interface in response["RouterInterfaceSet"]["RouterInterfaceType"]}
        assert len(listed) == response["TotalCount"]
        assert listed <= self.made[side]


def peer_of(interface: dict[str, Any], interfaces: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    return interfaces.get(interface.get("OppositeInterfaceId", ""))


def check_peers(interfaces: dict[str, dict[str, Any]], activated: set[str]) -> None:
    """An interface that is joined, or about to be, has a single peer of the other role, which is joined to no other."""
    joined = [interface for interface in interfaces.values() if interface["Status"] in JOINING | CONNECTED]
    claims = Counter(interface["OppositeInterfaceId"] for interface in joined)
    assert all(claims[interface_id] == 1 for interface_id in claims if interface_id in interfaces), claims
    for interface in joined:
        peer = peer_of(interface, interfaces)
        if interface["Status"] in JOINING:
            assert peer is not None, f"{interface} connects to nobody"
            assert {interface["Status"], peer["Status"]} == JOINING, (interface, peer)
        if interface["Status"] == "Active" and interface["RouterInterfaceId"] not in activated:
            assert peer is not None, f"{interface} has no peer"
        if peer is not None:
            assert peer["OppositeInterfaceId"] == interface["RouterInterfaceId"], (interface, peer)
            assert {interface["Role"], peer["Role"]} == {"InitiatingSide", "AcceptingSide"}
            # each side deactivates, and then deletes, its own interface
            assert peer["Status"] in JOINING | CONNECTED | {"Deleting"}, (interface, peer)


def check_routes(account: dict[str, Any], own: dict[str, dict[str, Any]]) -> None:
    """The next hop of each entry exists and is connected; a VPC has one task at a time."""
    for vpc in account["vpcs"]:
        entries = [entry for table in vpc["route_tables"] for entry in table["routes"] if entry["type"] == "Custom"]
        for entry in entries:
            assert entry["next_hop_id"] in own, entry
            assert own[entry["next_hop_id"]]["Status"] in CONNECTED, entry
        assert sum(entry["status"] != "Available" for entry in entries) <= 1


@pytest.mark.timeout(600)  # a failure is shrunk before it is reported
def test_two_accounts_never_break_the_cloud() -> None:
    with running("--scenario", "tutorial") as cloud:
        TwoAccounts.cloud = cloud
        run_state_machine_as_test(TwoAccounts, settings=SETTINGS)
