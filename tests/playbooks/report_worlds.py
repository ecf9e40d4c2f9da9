# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the estates whose reports the tests open and the guides show: their scenario and the peerings of the role."""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t

import yaml

from ansible_collections.aliops.vpc.tests.benchmarks.worlds import World
from ansible_collections.aliops.vpc.tests.playbooks.runs import TUTORIAL
from ansible_collections.aliops.vpc.tests.scenarios import (
    ACCEPTOR,
    INITIATOR,
    as_text,
    merged,
    pair,
    route,
    shipped,
    tutorial,
    tutorial_vpc,
    vpc,
)

CORE = {"account": "platform", "region": "cn-beijing", "vpc_id": "vpc-core"}
# The existing and the missing peerings of the scenario drifted, and the regions of their other ends.
DRIFTED = {
    "orders": "cn-hangzhou",
    "billing": "cn-hangzhou",
    "archive": "cn-shanghai",
    "search": "cn-hangzhou",
    "stock": "cn-hangzhou",
}


@dataclasses.dataclass(frozen=True)
class Estate:
    """A scenario as text, and the variables of the role, whose accounts get the endpoint of the simulator."""

    scenario: str
    variables: dict[str, t.Any]

    def begin(self, simulator: t.Any, folder: pathlib.Path) -> pathlib.Path:
        """Load the scenario, and return the file with the variables."""
        simulator.control("scenario", self.scenario)
        accounts = {
            name: {**account, "endpoint": simulator.url} for name, account in self.variables["peering_accounts"].items()
        }
        path = folder / "estate.yml"
        path.write_text(yaml.safe_dump({**self.variables, "peering_accounts": accounts}), encoding="utf-8")
        return path


def tutorials(method: str = "router_interface", **changes: t.Any) -> Estate:
    """Return the tutorial's estate."""
    variables = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    return Estate(as_text(tutorial(**changes)), {**variables, "peering_defaults": {"method": method}})


def moving() -> Estate:
    """Return the tutorial's peering as a pair of router interfaces that will become a connection."""
    peered = pair("Active", name="beijing-hangzhou")
    for side in (INITIATOR, ACCEPTOR):
        hop = route(side.peer.vswitch_block, side.interface_id)
        peered = merged(peered, {side.name: {"vpcs": [tutorial_vpc(side.name, routes=[hop])]}})
    return Estate(as_text(tutorial(peered, switches={"ri_blocks": "never"})), tutorials("vpc_peer").variables)


def half_made() -> Estate:
    """Return the tutorial with a third VPC: one peering whose acceptor is inactive, and a connection to come."""
    spare = {**vpc("shared", "cn-beijing", "10.8.0.0/16", "10.8.1.0/24"), "name": "shared"}
    routes = [route(ACCEPTOR.vswitch_block, INITIATOR.interface_id)]
    scenario = tutorial(
        pair("Active", "Inactive", name="beijing-hangzhou"),
        initiator={"vpcs": [tutorial_vpc("initiator", routes=routes), spare]},
    )
    variables = tutorials().variables
    own = variables["peering_connections"][0]["initiator"]
    shared = {
        "name": "production-shared",
        "method": "vpc_peer",
        "initiator": own,
        "acceptor": {**own, "vpc_id": "vpc-shared"},
    }
    return Estate(
        as_text(scenario),
        {**variables, "peering_defaults": {}, "peering_connections": [*variables["peering_connections"], shared]},
    )


def drifted() -> Estate:
    """Return the drifted estate, with all of its five peerings."""
    content = shipped("drifted")
    accounts = {
        account["name"]: {
            "account_id": account["uid"],
            "access_key_id": account["access_keys"][0]["id"],
            "access_key_secret": account["access_keys"][0]["secret"],
        }
        for account in content["accounts"]
    }
    peerings: list[dict[str, t.Any]] = [
        {
            "name": name,
            "spec": "Small.5",
            "initiator": CORE,
            "acceptor": {"account": "partner", "region": region, "vpc_id": f"vpc-{name}"},
        }
        for name, region in DRIFTED.items()
    ]
    # The pair that was created by hand is complete for one vSwitch.
    by_table = {"vtb-core": ["10.21.1.0/24"]}
    orders = peerings[0]
    orders |= {"spec": "Middle.1", "initiator": {**CORE, "routes": by_table}}
    orders["acceptor"] |= {"routes": ["10.20.1.0/24"]}
    return Estate(as_text(content), {"peering_accounts": accounts, "peering_connections": peerings})


def many(shape: str, size: int, method: str = "router_interface") -> Estate:
    """Return so many peerings in the shape ``hub`` or ``pairs``, none of which exists yet."""
    world = World(shape, size, method=method)
    return Estate(world.scenario({}), world.for_role(""))
