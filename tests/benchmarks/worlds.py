# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the worlds of the benchmarks: scenarios, the same peerings as each contender wants them, and the state that they
should have afterwards. Pure."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from ansible_collections.aliops.vpc.tests import scenarios

INITIATOR, ACCEPTOR = scenarios.INITIATOR.name, scenarios.ACCEPTOR.name
SIDES = (INITIATOR, ACCEPTOR)
UIDS = {name: side.uid for name, side in scenarios.SIDES.items()}
REGIONS = {name: side.region for name, side in scenarios.SIDES.items()}
KEYS = {name: side.key for name, side in scenarios.SIDES.items()}
ACCOUNTS = {INITIATOR: "production", ACCEPTOR: "partner"}
SHAPES = ("pairs", "hub")
ROUTER_INTERFACE, VPC_PEER = METHODS = ("router_interface", "vpc_peer")
SPEC = "Mini.2"
# More than any size: no quota may limit a measurement.
PLENTY = 1_000_000
HUB_BLOCK = "172.16.0.0/16"
SCENARIO_QUOTAS = (
    "router_interfaces_per_router",
    "router_interfaces_per_region",
    "vpc_peers_per_vpc_intra_region",
    "vpc_peers_per_vpc_inter_region",
    "vpc_peers_per_region",
    "route_entries_per_table",
    "vpcs_per_region",
)
ROLE_QUOTAS = {
    ROUTER_INTERFACE: ("interfaces_per_router", "interfaces_per_region", "routes_per_table"),
    VPC_PEER: ("connections_per_region", "routes_per_table"),
}


@dataclasses.dataclass(frozen=True)
class End:
    """One side of a peering; ``routes`` are the blocks that its table routes to the peer."""

    vpc: str
    router: str
    table: str
    block: str
    routes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The suffix of the ids of its VPC, router and route table."""
        return self.vpc.removeprefix("vpc-")


@dataclasses.dataclass(frozen=True)
class Peering:
    """Two VPCs to be joined."""

    name: str
    initiator: End
    acceptor: End

    def end(self, side: str) -> End:
        """Return the end of a side."""
        return self.initiator if side == INITIATOR else self.acceptor


@dataclasses.dataclass(frozen=True)
class World:
    """So many peerings in the shape ``pairs`` (VPCs of their own) or ``hub`` (all with the acceptor's one VPC).

    ``strangers`` is the number of router interfaces in each account on a router that no peering is about;
    ``calls_per_minute`` limits each account's CreateRouterInterface and ConnectRouterInterface. ``method`` is the kind
    of link, as the role's peerings name it.
    """

    shape: str
    size: int
    strangers: int = 0
    calls_per_minute: int = PLENTY
    method: str = ROUTER_INTERFACE

    def peerings(self) -> list[Peering]:
        """Return the peerings."""
        return [self._peering(number) for number in range(self.size)]

    def _peering(self, number: int) -> Peering:
        near = _end("a", str(number), f"10.{number // 256}.{number % 256}.0/24")
        if self.shape == "hub":
            far = _end("b", "hub", HUB_BLOCK)
        else:
            far = _end("b", str(number), f"11.{number // 256}.{number % 256}.0/24")
        return Peering(
            f"peering-{number:04d}",
            dataclasses.replace(near, routes=(far.block,)),
            dataclasses.replace(far, routes=(near.block,)),
        )

    def scenario(self, delays: dict[str, float]) -> str:
        """Return the world at its beginning, without a link, as JSON for the simulator's control API.

        The API takes YAML of a megabyte at most.
        """
        peerings = self.peerings()
        accounts = [
            self._account(side, {peering.end(side).name: peering.end(side) for peering in peerings}) for side in SIDES
        ]
        return json.dumps(scenarios.scenario(*accounts, delays=delays))

    def _account(self, side: str, ends: dict[str, End]) -> scenarios.Data:
        vpcs = [scenarios.vpc(name, REGIONS[side], end.block, end.block) for name, end in ends.items()]
        elsewhere = scenarios.vpc(f"{side}-else", REGIONS[side], HUB_BLOCK)
        stranger = {"router_id": f"vrt-{side}-else", "role": "AcceptingSide", "opposite_region": "cn-shanghai"}
        return scenarios.account(
            side,
            quotas={**dict.fromkeys(SCENARIO_QUOTAS, PLENTY), "calls_per_minute": self.calls_per_minute},
            cdt=True,
            vpcs=[*vpcs, *([elsewhere] if self.strangers else [])],
            router_interfaces=[stranger] * self.strangers,
        )

    def for_script(self, endpoint: str) -> dict[str, Any]:
        """Return the input of the hand-written script, which knows everything in advance."""
        sides = {
            side: {"key": KEYS[side][0], "secret": KEYS[side][1], "uid": UIDS[side], "region": REGIONS[side]}
            for side in SIDES
        }
        peerings = [dataclasses.asdict(peering) for peering in self.peerings()]
        return {"endpoint": endpoint, "spec": SPEC, "sides": sides, "peerings": peerings}

    def for_role(self, endpoint: str) -> dict[str, Any]:
        """Return the variables of the role C(peering)."""
        accounts = {
            ACCOUNTS[side]: {
                "account_id": UIDS[side],
                "access_key_id": KEYS[side][0],
                "access_key_secret": KEYS[side][1],
                "endpoint": endpoint,
            }
            for side in SIDES
        }
        connections = [
            {
                "name": peering.name,
                **{
                    side: {"account": ACCOUNTS[side], "region": REGIONS[side], "vpc_id": peering.end(side).vpc}
                    for side in SIDES
                },
            }
            for peering in self.peerings()
        ]
        return {
            "peering_accounts": accounts,
            "peering_defaults": {"spec": SPEC} if self.method == ROUTER_INTERFACE else {"method": self.method},
            "peering_quotas": dict.fromkeys(ROLE_QUOTAS[self.method], PLENTY),
            "peering_connections": connections,
        }

    def missing(self, state: dict[str, Any]) -> list[str]:
        """Return the resources that are missing or wrong in the simulator's state."""
        return [*self._counted(state, self.size), *self._missing(state)]

    def left(self, state: dict[str, Any]) -> list[str]:
        """Return the resources that a teardown has left in the simulator's state."""
        return [*self._counted(state, 0)] + [
            f"{account['name']}: {route['destination']} in {table['route_table_id']}"
            for account in state["accounts"]
            for vpc in account["vpcs"]
            for table in vpc["route_tables"]
            for route in table["routes"]
            if route.get("next_hop_id")
        ]

    def _counted(self, state: dict[str, Any], links: int) -> Iterator[str]:
        """Yield the sides that have more or fewer links."""
        pairs, connections = (links, 0) if self.method == ROUTER_INTERFACE else (0, links)
        for side, account in zip(SIDES, state["accounts"], strict=True):
            if len(account["router_interfaces"]) != pairs + self.strangers:
                yield f"{side}: {len(account['router_interfaces'])} router interfaces"
        if len(_connections(state)) != connections:
            yield f"{len(_connections(state))} VPC peering connections"

    def _links(self, state: dict[str, Any]) -> dict[tuple[str, str, str], tuple[str, bool]]:
        """Return the next hop of each side, and whether traffic goes through it, by side, own end and peer's end."""
        if self.method == VPC_PEER:
            return {
                (side, *(ends if side == INITIATOR else ends[::-1])): (
                    link["InstanceId"],
                    link["Status"] == "Activated",
                )
                for link in _connections(state)
                for ends in [(link["Vpc"]["VpcId"], link["AcceptingVpc"]["VpcId"])]
                for side in SIDES
            }
        return {
            (side, link["RouterId"], link.get("OppositeRouterId")): (
                link["RouterInterfaceId"],
                link["Status"] == "Active",
            )
            for side, account in zip(SIDES, state["accounts"], strict=True)
            for link in account["router_interfaces"]
        }

    def _missing(self, state: dict[str, Any]) -> Iterator[str]:
        links = self._links(state)
        for side, account in zip(SIDES, state["accounts"], strict=True):
            routes = {
                (table["route_table_id"], route["destination"]): route
                for vpc in account["vpcs"]
                for table in vpc["route_tables"]
                for route in table["routes"]
            }
            for peering in self.peerings():
                end, other = peering.end(side), peering.end(ACCEPTOR if side == INITIATOR else INITIATOR)
                ends = (end.vpc, other.vpc) if self.method == VPC_PEER else (end.router, other.router)
                hop, active = links.get((side, *ends), (None, False))
                if not active:
                    yield f"{peering.name}, {side}: {hop or 'absent'}, not active"
                for destination in end.routes:
                    route = routes.get((end.table, destination), {})
                    if (route.get("next_hop_id"), route.get("status")) != (hop, "Available"):
                        yield f"{peering.name}, {side}: {destination} has {route or 'no route'}"


def _connections(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the VPC peering connections; a Deleted one is shown for a while."""
    return [connection for connection in state.get("vpc_peer_connections", ()) if connection["Status"] != "Deleted"]


def _end(account: str, name: str, block: str) -> End:
    return End(f"vpc-{account}{name}", f"vrt-{account}{name}", f"vtb-{account}{name}", block)
