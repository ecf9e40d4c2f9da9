# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns made-up estates: two accounts with many pairs of VPCs, each pair's ends in a state of its own."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.scenarios import ACCEPTOR, INITIATOR

SIDES = {"a": INITIATOR, "b": ACCEPTOR}
OTHER = {"a": "b", "b": "a"}
ACCOUNTS = {"a": "production", "b": "partner"}

# The states of an end: its status (None: no interface) and how much it knows of its peer.
STATES: dict[str, tuple[str | None, str]] = {
    "absent": (None, ""),
    "blank": ("Idle", "nothing"),
    "partial": ("Idle", "router"),
    "named": ("Idle", "all"),
    "misnamed": ("Idle", "wrong"),
    "connecting": ("Connecting", "all"),
    "active": ("Active", "all"),
    "inactive": ("Inactive", "all"),
    "dead": ("Inactive", "wrong"),
    "elsewhere": ("Active", "wrong"),
}
UNCONNECTED = {"absent", "blank", "partial", "named", "misnamed"}
CONNECTED = {"connecting", "active", "inactive"}


def can_converge(own: str, peer: str) -> bool:
    """Return whether these two ends can become a pair: the service gives a connected end no other peer."""
    return {own, peer} <= UNCONNECTED or {own, peer} <= CONNECTED


def name_of(number: int) -> str:
    """Return the name of a pair."""
    return f"pair-{number:03d}"


def block_of(account: str, number: int) -> str:
    """Return the vSwitch block of a VPC; no two overlap."""
    return f"10.{number + (128 if account == 'b' else 0)}.1.0/24"


def interface(account: str, number: int, state: str) -> dict[str, t.Any] | None:
    """Return an end for a scenario."""
    status, knows = STATES[state]
    side, peer = SIDES[account], OTHER[account]
    if status is None:
        return None
    if status == "Connecting" and account == "b":
        status = "AcceptingConnecting"
    known = {
        "opposite_router_id": f"vrt-{peer}{number}",
        "opposite_interface_owner_id": side.peer.uid,
        "opposite_interface_id": f"ri-{peer}{number}" if knows == "all" else f"ri-gone{account}{number}",
        "opposite_router_type": "VRouter",
    }
    unknown = {"nothing": list(known), "router": ["opposite_interface_id", "opposite_router_type"]}.get(knows, [])
    keys = {"router_id": f"vrt-{account}{number}", "name": name_of(number), **known, **dict.fromkeys(unknown, "")}
    return scenarios.interface(f"ri-{account}{number}", side.role, status, **keys)


def scenario(pairs: t.Sequence[tuple[str, str]], routes: dict[tuple[str, int], str] | None = None) -> scenarios.Data:
    """Return a scenario with a pair of VPCs for each pair of states; ``routes`` are existing next hops."""
    accounts = []
    for index, (account, side) in enumerate(SIDES.items()):
        ends = [interface(account, number, pair[index]) for number, pair in enumerate(pairs)]
        accounts.append(
            scenarios.account(
                side.name,
                quotas={"router_interfaces_per_region": 500, "vpcs_per_region": 500},
                vpcs=[vpc(account, number, (routes or {}).get((account, number))) for number in range(len(pairs))],
                router_interfaces=[end for end in ends if end],
            )
        )
    return scenarios.scenario(*accounts)


def vpc(account: str, number: int, hop: str | None) -> scenarios.Data:
    """Return a VPC for a scenario; ``hop`` is the next hop of the route to its peer."""
    block = block_of(account, number)
    cidr_block = block.replace(".1.0/24", ".0.0/16")
    routes = [scenarios.route(block_of(OTHER[account], number), hop)] if hop else []
    return scenarios.vpc(f"{account}{number}", SIDES[account].region, cidr_block, block, routes=routes)


def connections(numbers: t.Iterable[int]) -> list[dict[str, t.Any]]:
    """Return the peerings of these pairs, as a user writes them."""
    return [
        {
            "name": name_of(number),
            **{
                side.name: {"account": ACCOUNTS[account], "region": side.region, "vpc_id": f"vpc-{account}{number}"}
                for account, side in SIDES.items()
            },
        }
        for number in numbers
    ]
