# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark detects each missing resource: only a converged world counts as done."""

from __future__ import annotations

import copy
import ipaddress
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aliops.vpc.tests.benchmarks.contenders import AGAIN, FIRST, SCRIPT, TEARDOWN, Contender
from ansible_collections.aliops.vpc.tests.benchmarks.worlds import METHODS, SIDES, VPC_PEER, World
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator


def converged(world: World) -> dict[str, t.Any]:
    """Return the state in which every peering of the world is converged."""
    accounts = []
    for side in SIDES:
        other = SIDES[1 - SIDES.index(side)]
        interfaces, tables = [], []
        for peering in world.peerings():
            own = peering.end(side)
            name = f"ri-{side}-{peering.name}"
            interfaces.append(
                {
                    "RouterInterfaceId": name,
                    "RouterId": own.router,
                    "OppositeRouterId": peering.end(other).router,
                    "Status": "Active",
                }
            )
            routes = [{"destination": block, "next_hop_id": name, "status": "Available"} for block in own.routes]
            tables.append({"route_table_id": own.table, "routes": routes})
        accounts.append({"router_interfaces": interfaces, "vpcs": [{"route_tables": tables}]})
    return {"accounts": accounts}


@pytest.mark.parametrize("shape", ["pairs", "hub"])
def test_only_a_converged_world_lacks_nothing(shape: str) -> None:
    world = World(shape, 3)
    state = converged(world)
    assert world.missing(state) == []

    def lacking(change: t.Callable[[dict[str, t.Any]], object]) -> list[str]:
        changed = copy.deepcopy(state)
        change(changed["accounts"][1])
        return world.missing(changed)

    assert lacking(lambda account: account["router_interfaces"].pop())
    assert lacking(lambda account: account["router_interfaces"].append(account["router_interfaces"][0]))
    assert lacking(lambda account: account["router_interfaces"][1].update(Status="Idle"))
    table = ("vpcs", 0, "route_tables", 2)

    def other_route(**wrong: str) -> t.Callable[[dict[str, t.Any]], object]:
        return lambda account: _at(account, *table)["routes"][0].update(wrong)

    for wrong in ({"status": "Pending"}, {"next_hop_id": "ri-other"}, {"destination": "10.99.0.0/24"}):
        assert lacking(other_route(**wrong))
    assert lacking(lambda account: _at(account, *table)["routes"].clear())


def connected(world: World) -> dict[str, t.Any]:
    """Return the state in which every peering of the world is converged by a connection."""
    accounts = []
    for side in SIDES:
        tables = [
            {
                "route_table_id": peering.end(side).table,
                "routes": [
                    {"destination": block, "next_hop_id": f"pcc-{peering.name}", "status": "Available"}
                    for block in peering.end(side).routes
                ],
            }
            for peering in world.peerings()
        ]
        accounts.append({"name": side, "router_interfaces": [], "vpcs": [{"route_tables": tables}]})
    connections = [
        {
            "InstanceId": f"pcc-{peering.name}",
            "Status": "Activated",
            "Vpc": {"VpcId": peering.initiator.vpc},
            "AcceptingVpc": {"VpcId": peering.acceptor.vpc},
        }
        for peering in world.peerings()
    ]
    return {"accounts": accounts, "vpc_peer_connections": connections}


def test_only_activated_connections_with_routes_converge_a_world() -> None:
    world = World("pairs", 3, method=VPC_PEER)
    state = connected(world)
    assert world.missing(state) == []

    def lacking(change: t.Callable[[dict[str, t.Any]], object]) -> list[str]:
        changed = copy.deepcopy(state)
        change(changed)
        return world.missing(changed)

    assert lacking(lambda state: state["vpc_peer_connections"].pop())
    assert lacking(lambda state: state["vpc_peer_connections"][1].update(Status="Accepting"))
    assert lacking(lambda state: state["accounts"][0]["router_interfaces"].append({"RouterId": "vrt-a0"}))
    table = ("accounts", 1, "vpcs", 0, "route_tables", 2)
    assert lacking(lambda state: _at(state, *table)["routes"][0].update(next_hop_id="ri-other"))
    assert lacking(lambda state: _at(state, *table)["routes"].clear())


def test_resources_that_a_teardown_has_left_are_named() -> None:
    world = World("pairs", 1, method=VPC_PEER)
    state = connected(world)
    assert len(world.left(state)) == 3  # the connection and a route on each side
    state["vpc_peer_connections"][0]["Status"] = "Deleted"
    assert len(world.left(state)) == 2


@pytest.mark.parametrize("method", METHODS)
def test_the_script_converges_and_removes_peerings(simulator: Simulator, tmp_path: Path, method: str) -> None:
    """The second run sends no write, and the first one creates each connection or interface once."""
    world = World("pairs", 3, method=method)
    simulator.control("scenario", world.scenario(dict.fromkeys(simulator.control("state")["delays"], 0)))
    contender = Contender(SCRIPT, tmp_path, simulator)
    contender.prepare(world)
    samples = {phase: contender.run(world, phase) for phase in (FIRST, AGAIN, TEARDOWN)}
    assert not [action for action in samples[AGAIN].calls if not action.startswith(("Describe", "List"))]
    creation = "CreateVpcPeerConnection" if method == VPC_PEER else "CreateRouterInterface"
    assert samples[FIRST].calls[creation] == (3 if method == VPC_PEER else 6)


def _at(value: t.Any, *keys: t.Any) -> t.Any:
    for key in keys:
        value = value[key]
    return value


@pytest.mark.parametrize("shape", ["pairs", "hub"])
def test_no_routes_of_a_table_overlap(shape: str) -> None:
    """Also in the largest world that is measured."""
    seen: dict[str, set[str]] = {}
    for peering in World(shape, 5000).peerings():
        for side in SIDES:
            end, other = peering.end(side), peering.end(SIDES[1 - SIDES.index(side)])
            assert end.routes == (other.block,)
            assert not ipaddress.ip_network(end.block).overlaps(ipaddress.ip_network(other.block))
            assert other.block not in seen.setdefault(end.table, set())
            seen[end.table].add(other.block)


@pytest.mark.parametrize("shape", ["pairs", "hub"])
def test_the_simulator_accepts_a_world_with_other_interfaces(simulator: Simulator, shape: str) -> None:
    simulator.control("scenario?name=benchmark", World(shape, 2, strangers=3).scenario({}))
    accounts = simulator.control("state")["accounts"]
    assert [len(account["router_interfaces"]) for account in accounts] == [3, 3]
    # The number of each side's interfaces, and the link and the route of both sides of both peerings.
    assert len(World(shape, 2, strangers=3).missing({"accounts": accounts})) == 2 + 2 * 2 * 2
