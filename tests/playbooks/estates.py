# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns made-up estates: two accounts with many pairs of VPCs, each pair's ends in a state of its own."""

from __future__ import annotations

import typing as t

import yaml

INITIATOR, ACCEPTOR = "1231579085529123", "1231579085529124"
REGIONS = {"a": "cn-beijing", "b": "cn-hangzhou"}
UIDS = {"a": INITIATOR, "b": ACCEPTOR}
OTHER = {"a": "b", "b": "a"}
ACCOUNTS = {"a": "production", "b": "partner"}

# What an end is like: status (None: there is none) and how much it knows of its peer.
STATES: dict[str, tuple[str | None, str]] = {
    "absent": (None, ""),
    "blank": ("Idle", "nothing"),
    "half": ("Idle", "router"),
    "named": ("Idle", "all"),
    "misnamed": ("Idle", "wrong"),
    "connecting": ("Connecting", "all"),
    "active": ("Active", "all"),
    "inactive": ("Inactive", "all"),
    "dead": ("Inactive", "wrong"),
    "elsewhere": ("Active", "wrong"),
}
UNCONNECTED = {"absent", "blank", "half", "named", "misnamed"}
CONNECTED = {"connecting", "active", "inactive"}


def can_converge(one: str, other: str) -> bool:
    """Say whether these two ends can become a whole pair: the service gives a connected end no other peer."""
    return {one, other} <= UNCONNECTED or {one, other} <= CONNECTED


def name_of(number: int) -> str:
    """Return the name of a pair."""
    return f"pair-{number:03d}"


def block_of(account: str, number: int) -> str:
    """Return the vSwitch block of a VPC; no two overlap."""
    return f"10.{number + (128 if account == 'b' else 0)}.1.0/24"


def interface(account: str, number: int, state: str) -> dict[str, t.Any] | None:
    """Return an end as a scenario has it."""
    status, knows = STATES[state]
    peer = OTHER[account]
    if status is None:
        return None
    if status == "Connecting" and account == "b":
        status = "AcceptingConnecting"
    one: dict[str, t.Any] = {
        "router_interface_id": f"ri-{account}{number}",
        "router_id": f"vrt-{account}{number}",
        "role": "InitiatingSide" if account == "a" else "AcceptingSide",
        "name": name_of(number),
        "status": status,
        "opposite_region": REGIONS[peer],
    }
    if account == "a":
        one["spec"] = "Mini.2"
    if knows != "nothing":
        one |= {"opposite_router_id": f"vrt-{peer}{number}", "opposite_interface_owner_id": UIDS[peer]}
    if knows in ("all", "wrong"):
        far = f"ri-{peer}{number}" if knows == "all" else f"ri-gone{account}{number}"
        one |= {"opposite_interface_id": far, "opposite_router_type": "VRouter"}
    return one


def scenario(pairs: t.Sequence[tuple[str, str]], routes: dict[tuple[str, int], str] | None = None) -> str:
    """Return a scenario with a pair of VPCs for each pair of states; ``routes`` are next hops that are there."""
    accounts = []
    for account, index in (("a", 0), ("b", 1)):
        vpcs = [
            {
                "region": REGIONS[account],
                "vpc_id": f"vpc-{account}{number}",
                "cidr_block": block_of(account, number).replace(".1.0/24", ".0.0/16"),
                "vrouter_id": f"vrt-{account}{number}",
                "route_table_id": f"vtb-{account}{number}",
                "vswitches": [{"cidr_block": block_of(account, number)}],
                "routes": [
                    {"destination": block_of(OTHER[account], number), "next_hop_id": hop}
                    for (side, at), hop in (routes or {}).items()
                    if (side, at) == (account, number)
                ],
            }
            for number, _pair in enumerate(pairs)
        ]
        ends = [interface(account, number, pair[index]) for number, pair in enumerate(pairs)]
        role = "initiator" if account == "a" else "acceptor"
        accounts.append(
            {
                "name": role,
                "uid": UIDS[account],
                "access_keys": [{"id": f"LTAI-tutorial-{role}", "secret": f"not-a-secret-{role}"}],
                "quotas": {"router_interfaces_per_region": 500, "vpcs_per_region": 500},
                "vpcs": vpcs,
                "router_interfaces": [end for end in ends if end],
            }
        )
    return yaml.safe_dump({"accounts": accounts})


def connections(numbers: t.Iterable[int]) -> list[dict[str, t.Any]]:
    """Return the peerings of these pairs, as a user writes them."""
    return [
        {
            "name": name_of(number),
            **{
                role: {"account": ACCOUNTS[account], "region": REGIONS[account], "vpc_id": f"vpc-{account}{number}"}
                for role, account in (("initiator", "a"), ("acceptor", "b"))
            },
        }
        for number in numbers
    ]
