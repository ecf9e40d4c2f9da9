# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns a peering of two accounts, a and b, for the tests of the controller's code: input, snapshots, run and plan."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.rules import checked
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import VARIABLES
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt, make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run, vpcs_to_read

Result = dict[str, t.Any]

PEERING: dict[str, t.Any] = {
    "name": "one",
    "spec": "Large.1",
    "initiator": {"account": "a", "region": "cn-beijing", "vpc_id": "vpc-a"},
    "acceptor": {"account": "b", "region": "cn-hangzhou", "vpc_id": "vpc-b"},
}
UIDS = {"a": "1000000000000001", "b": "1000000000000002"}
BLOCKS = {"a": "192.168.100.0/24", "b": "172.16.100.0/24"}
REGIONS = {"a": "cn-beijing", "b": "cn-hangzhou"}
READ_AT = 1795627800.0
OTHER = {"a": "b", "b": "a"}


def local(account: str) -> dict[str, t.Any]:
    return RouteEntry(
        REGIONS[account], f"vtb-{account}", BLOCKS[account], "local", kind="System", status="Available"
    ).as_result()


def snapshot(account: str, *interfaces: RouterInterface, routes: t.Sequence[RouteEntry] = ()) -> Result:
    """Return the result of vpcs_info for one account, in which the VPC of the peering exists."""
    vpc = {
        "account": account,
        "region": REGIONS[account],
        "vpc_id": f"vpc-{account}",
        "name": account,
        "status": "Available",
        "cidr_block": BLOCKS[account],
        "secondary_cidr_blocks": [],
        "router_id": f"vrt-{account}",
        "route_table_ids": [f"vtb-{account}"],
        "route_tables": [{"route_table_id": f"vtb-{account}", "type": "System", "vswitch_ids": None}],
        "route_entries": [local(account), *(route.as_result() for route in routes)],
        "router_interfaces": [interface.as_result() for interface in interfaces],
    }
    facts = {"account_id": UIDS[account], "read_at": READ_AT, "failures": []}
    return {"changed": False, "accounts": {account: facts}, "vpcs": [vpc], "missing": []}


def unread(account: str, message: str) -> Result:
    """Return the result of vpcs_info for one account whose calls are refused."""
    failures = [{"entry": None, "msg": message}]
    return {"failed": True, "accounts": {account: {"failures": failures}}, "vpcs": [], "missing": []}


def without_vpc(account: str, *vpc_ids: str) -> Result:
    """Return the result of vpcs_info for one account without some VPCs, by default without that of the peering."""
    missing = [
        {"account": account, "region": REGIONS[account], "vpc_id": vpc_id, "msg": f"there is no VPC {vpc_id}"}
        for vpc_id in vpc_ids or (f"vpc-{account}",)
    ]
    return {**snapshot(account), "vpcs": [], "missing": missing}


def merged(*snapshots: Result) -> Result:
    """Return the result of vpcs_info for several accounts."""
    return {
        "changed": False,
        "accounts": {name: facts for read in snapshots for name, facts in read["accounts"].items()},
        "vpcs": [vpc for read in snapshots for vpc in read["vpcs"]],
        "missing": [entry for read in snapshots for entry in read["missing"]],
        "api_calls": {"read": 4, "write": 0},
    }


def end(account: str, status: str, role: str | None = None, **more: t.Any) -> RouterInterface:
    """Return the router interface that an account's side of the peering has."""
    peer = OTHER[account]
    interface = RouterInterface(
        region=REGIONS[account],
        role=role or ("initiator" if account == "a" else "acceptor"),
        router_interface_id=f"ri-{account}",
        name="one",
        router_type="VRouter",
        router_id=f"vrt-{account}",
        spec="Large.1" if account == "a" else "Negative",
        status=status,
        peer_region=REGIONS[peer],
        peer_account_id=UIDS[peer],
        peer_router_type="VRouter",
        peer_router_id=f"vrt-{peer}",
        peer_router_interface_id=f"ri-{peer}",
        peer_status=status,
    )
    return dataclasses.replace(interface, **more)


def route(account: str, hop: str | None = None) -> RouteEntry:
    return RouteEntry(
        REGIONS[account],
        f"vtb-{account}",
        BLOCKS[OTHER[account]],
        "RouterInterface",
        hop or f"ri-{account}",
        kind="Custom",
        status="Available",
    )


def peered(account: str, *more: RouteEntry, **changes: t.Any) -> Result:
    """Return an account whose side of the peering is complete and active."""
    return snapshot(account, end(account, **{"status": "Active", **changes}), routes=[route(account), *more])


PEERED = peered("a"), peered("b")


def handshake(account: str, **changes: t.Any) -> dict[str, t.Any]:
    """Return the content of the handshake file of an account's side, whose interface exists and names no peer yet."""
    content = {
        "peering": "one",
        "role": "initiator" if account == "a" else "acceptor",
        "account_id": UIDS[account],
        "region": REGIONS[account],
        "vpc_id": f"vpc-{account}",
        "router_id": f"vrt-{account}",
        "cidr_block": BLOCKS[account],
        "secondary_cidr_blocks": [],
        "vswitch_blocks": [BLOCKS[account]],
        "router_interface_id": f"ri-{account}",
        "names_peer": None,
    }
    return {**content, **changes}


def role_input(*peerings: Result, handshakes: t.Sequence[Result] | None = None, **variables: t.Any) -> Result:
    """Return the result of role_input for some variables of the role, given without the role's name."""
    written = {"accounts": {"a": {}, "b": {}}, "connections": copy.deepcopy(list(peerings) or [PEERING]), **variables}
    values = checked("peering", {**VARIABLES["peering"], **written})
    vpcs = vpcs_to_read(values["connections"], values["accounts"])
    return {**values, "vpcs": vpcs, "handshakes": handshakes, "id": "run-1"}


def run(*snapshots: Result, peerings: t.Sequence[Result] = (), **variables: t.Any) -> Run:
    """Return a run that gathered the snapshots, by default with the peering of this file."""
    return Run(role_input(*peerings, **variables), merged(*snapshots))


def plan(*snapshots: Result, earlier: Attempt | None = None, **variables: t.Any) -> Result:
    """Return the plan of such a run."""
    return make_plan(run(*snapshots, **variables), earlier)


def refusals(planned: Result) -> list[str]:
    """Return the reasons why a plan cannot be carried out."""
    return list(planned.get("msg", []))
