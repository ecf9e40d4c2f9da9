# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the tutorial's peering on each rung of a migration, and the proofs of a run that moves it."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.tests.modules.peers import connection
from ansible_collections.aliops.vpc.tests.modules.role import Outcome, Role
from ansible_collections.aliops.vpc.tests.modules.role_proofs import NAME, neutral, role
from ansible_collections.aliops.vpc.tests.modules.role_proofs import refused as refused_in
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud, Result
from ansible_collections.aliops.vpc.tests.scenarios import Data, merged, pair, route, tutorial_vpc

GOALS = ("prepared", "switched", "deactivated", "retired")
BLOCKS = {"initiator": "172.16.100.0/24", "acceptor": "192.168.100.0/24"}
INTERFACES = {"initiator": "ri-A", "acceptor": "ri-B"}
# By rung: the status of the router interfaces, the connection, and the next hop of the routes.
RUNGS: dict[str, tuple[str | None, bool, str]] = {
    "router_interface": ("Active", False, "RouterInterface"),
    "prepared": ("Active", True, "RouterInterface"),
    "switched": ("Active", True, "VpcPeer"),
    "deactivated": ("Inactive", True, "VpcPeer"),
    "retired": (None, True, "VpcPeer"),
}


def at_rung(rung: str, *routes: Data, blocks: t.Mapping[str, str] | None = None) -> Data:
    """Return the tutorial's peering on a rung; ``routes`` are further ones of the initiator."""
    status, connected, hop_type = RUNGS[rung]
    interfaces = pair(status, name=NAME) if status else {}
    change = merged(interfaces, connection(name=NAME) if connected else {})
    for side, block in (BLOCKS if blocks is None else blocks).items():
        hop = "pcc-one" if hop_type == "VpcPeer" else change[side]["router_interfaces"][0]["router_interface_id"]
        own = [route(block, hop, next_hop_type=hop_type), *(routes if side == "initiator" else ())]
        change = merged(change, {side: {"vpcs": [tutorial_vpc(side, routes=own)]}})
    return change


def ladder_role(cloud: Cloud, goal: str, *peerings: Data, **options: t.Any) -> Role:
    """Return the role that is to reach a rung; the deletion of router interfaces is confirmed."""
    return role(cloud, *peerings, migrate_to=goal, **{"confirm_retire": True, **options})


def migrate(given: Role, *, check: bool = False) -> Outcome:
    """Run the role in its state migrate."""
    return given.carry_out("migrate", check=check)


def refused(cloud: Cloud, given: Role) -> str:
    """Return why a run is refused, in check mode too and without a write."""
    return refused_in(cloud, given, "migrate")


class Killed(Exception):
    """A run that is killed between two tasks."""


@dataclasses.dataclass
class Mortal(Role):
    """The role that is killed before one of its modules, counted without those that only read."""

    dies_before: int = 0

    def _run(self, module: str, *, check: bool = False, **options: t.Any) -> Result:
        if not check and module != "vpcs_info":
            if self.dies_before == 0:
                raise Killed
            self.dies_before -= 1
        return super()._run(module, check=check, **options)


def killed(given: Role, number: int) -> bool:
    """Run until the task with this number; return whether the run came to it."""
    mortal = Mortal(given.accounts, given.connections, given.defaults, given.options, number)
    try:
        migrate(mortal)
    except Killed:
        return True
    return False


def rungs(outcome: Outcome) -> list[tuple[str, str]]:
    """Return the rung of each peering before and after a run."""
    migrations = [peering["migration"] for peering in outcome.summary["peerings"]]
    return [(migration["before"], migration["after"]) for migration in migrations]


def hops(cloud: Cloud) -> dict[str, dict[str, str]]:
    """Return the next hop of each custom route, by the name of its VPC."""
    return {
        vpc["vpc_id"]: {
            entry["destination"]: entry["next_hop_id"]
            for table in vpc["route_tables"]
            for entry in table["routes"]
            if entry["type"] == "Custom"
        }
        for account in cloud.simulator.control("state")["accounts"]
        for vpc in account["vpcs"]
    }


def climbed(cloud: Cloud, given: Role) -> Outcome:
    """Predict and carry out; the prediction is exact, traffic flows, and a second run writes nothing."""
    before = len(cloud.writes())
    predicted = migrate(given, check=True)
    assert predicted.messages == []
    assert cloud.writes()[before:] == [], "check mode has written"
    done = migrate(given)
    assert done.messages == []
    assert predicted.writes == done.writes
    assert sorted(done.writes) == sorted(cloud.writes()[before:])
    lines = [line for line in neutral(done) if "had no link for" not in line]
    assert neutral(predicted) == lines
    assert predicted.warnings == done.warnings
    assert done.summary["unreachable"] == []
    again = migrate(given)
    assert (again.messages, again.steps, again.summary["changed"]) == ([], [], False)
    return done
