# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the clouds in which cloud_check_info is tested: one that shows all it can, and keys with few permissions."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import (
    account,
    ends,
    policy,
    route,
    scenario,
    statement,
    vpc,
    vpc_peer,
)

MODULE = "cloud_check_info"
NAMES = {A: "production", B: "partner"}
Data = dict[str, t.Any]
# The numbers of the VPCs that a link joins, or is to join, by the peering's name.
PEERINGS = {
    "away": ("a1", "b1"),
    "again": ("a2", "b2"),
    "paired": ("a6", "b6"),
    "beside": ("a6", "b1"),
    "one-sided": ("a7", "b7"),
    "unconnected": ("a9", "b9"),
}
REGIONS = {"a": "cn-beijing", "b": "cn-hangzhou"}
ACCOUNTS = {"a": "production", "b": "partner"}


def end(number: str) -> Data:
    """Return a side of a peering."""
    return {"account": ACCOUNTS[number[0]], "region": REGIONS[number[0]], "vpc_id": f"vpc-{number}"}


def peering(name: str, first: str, second: str, method: str = "vpc_peer") -> Data:
    """Return a peering as the module takes it."""
    return {"name": name, "method": method, "initiator": end(first), "acceptor": end(second)}


def peerings() -> list[Data]:
    """Return the peerings of the cloud that shows all."""
    named = [peering(name, *numbers) for name, numbers in PEERINGS.items()]
    return [*named, peering("home", "a1", "a2")]


def network(side: str, number: int, **keys: t.Any) -> Data:
    """Return a VPC that is older than those with higher numbers."""
    name, net = f"{side}{number}", {"a": "172", "b": "10"}[side]
    blocks = (f"{net}.{16 + number}.0.0/16", f"{net}.{16 + number}.1.0/24")
    labels = {"name": f"network-{name}", "route_table_name": f"table-{name}"}
    return {**vpc(name, REGIONS[side], *blocks), **labels, "created_at": f"2026-01-0{number}T00:00:00Z", **keys}


def networks(side: str) -> list[Data]:
    """Return the VPCs of one account, some with a route to a link."""
    hops = {6: [route("10.99.0.0/16", f"ri-{side}6")]}
    hops[3] = [route("10.98.0.0/16", "pcc-out", next_hop_type="VpcPeer")]
    return [network(side, number, routes=hops.get(number, [])) for number in range(1, 10)]


def interfaces(side: int) -> list[Data]:
    """Return one end of each of four pairs, those of the first or of the second account."""
    ends_of_side = []
    for number, states in {6: ("Active", "Active"), 7: ("Active", "Inactive"), 8: ("Idle", "Idle")}.items():
        ends_of_side.append(_end(side, number, *states))
    # Its peer names another interface, and it stays Idle.
    if side == 1:
        ends_of_side[-1] = {**ends_of_side[-1], "opposite_interface_id": "ri-elsewhere"}
    return [*ends_of_side, _end(side, 9, "Idle", "Idle")]


def _end(side: int, number: int, status: str, peer_status: str) -> Data:
    ids, routers = (f"ri-a{number}", f"ri-b{number}"), (f"vrt-a{number}", f"vrt-b{number}")
    return ends(status, peer_status, ids=ids, routers=routers, name=f"link-{number}")[side]


def connections() -> list[Data]:
    """Return the connections: requested by either account, waiting, rejected, and within one region."""

    def joined(name: str, first: str, second: str, status: str = "Activated", **keys: t.Any) -> Data:
        given = {"instance_id": f"pcc-{name}", "vpc_id": f"vpc-{first}", "accepting_vpc_id": f"vpc-{second}"}
        return vpc_peer(status, **{**given, "name": f"connection-{name}", **keys})

    labels: Data = {"tags": {"team": "a"}, "accepting_tags": {"team": "b"}}
    return [
        joined("out", "a3", "b3", accepting_name="another-name", **labels),
        joined("in", "b4", "a4", accepting_name="another-name", **labels),
        joined("home", "a3", "a4"),
        joined("wait", "a5", "b5", "Accepting"),
        joined("no", "a2", "b2", "Rejected"),
    ]


def everything(*, cdt: bool = False, **keys: t.Any) -> Data:
    """Return a cloud that shows whatever a read or a dry run can show to the keys of the accounts themselves."""
    return scenario(
        account("initiator", cdt=cdt, vpcs=networks("a"), router_interfaces=interfaces(0)),
        account("acceptor", cdt=True, vpcs=networks("b"), router_interfaces=interfaces(1)),
        vpc_peer_connections=connections(),
        **keys,
    )


def user(side: str, *statements: t.Mapping[str, t.Any]) -> Data:
    """Return the keys of an account whose one user has the permissions of these statements."""
    key = scenarios.SIDES[side].key
    return {
        "access_keys": [{"id": key[0], "secret": key[1], "user": "checker", "policies": ["own"]}],
        "policies": {"own": policy(*statements)},
    }


def all_but(*actions: str) -> tuple[Data, ...]:
    """Return the statements that allow everything but these actions."""
    return (statement("*"), statement(list(actions), effect="Deny"))


def accounts(cloud: Cloud, **more: t.Any) -> list[Data]:
    """Return both accounts by name."""
    return [{"name": name, **cloud.account(uid), **more} for uid, name in NAMES.items()]


def check(cloud: Cloud, *, given: list[Data] | None = None, **options: t.Any) -> Result:
    """Run the module in both accounts, and check that nothing was written."""
    before = state(cloud)
    result = run_module(MODULE, {"accounts": given or accounts(cloud), **options})
    assert not result.get("failed"), result
    assert (result["changed"], result["api_calls"]["write"]) == (False, 0)
    assert cloud.writes() == []
    assert state(cloud) == before
    return result


def state(cloud: Cloud) -> list[Data]:
    """Return all resources of the simulated cloud."""
    content: Data = cloud.simulator.control("state")
    return [*content["accounts"], *content.get("vpc_peer_connections", [])]


def verdicts_of(result: Result, probe: str, status: str | None = None, **keys: t.Any) -> list[Data]:
    """Return the verdicts of a probe."""
    return [
        verdict
        for verdict in result["checks"]
        if verdict["probe"] == probe
        and status in (None, verdict["status"])
        and all(verdict[key] == value for key, value in keys.items())
    ]


def only(result: Result, probe: str, status: str | None = None, **keys: t.Any) -> Data:
    """Return the one verdict of a probe."""
    (verdict,) = verdicts_of(result, probe, status, **keys)
    return verdict
