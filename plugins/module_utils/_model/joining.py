# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Joins the user's peerings with the snapshots of both accounts, and with the handshakes of remote sides. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import coerced
from ansible_collections.aliops.vpc.plugins.module_utils._model.leftovers import resolved
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import VpcSnapshot


def peerings_of(connections: t.Sequence[dict[str, t.Any]], accounts: t.Collection[str]) -> list[Peering]:
    """Return the peerings of the input as values; sides of accounts not in ``accounts`` are remote."""

    def side(entry: dict[str, t.Any], role: str) -> Side:
        options = entry[role]
        return Side(options["account"], role, options["region"], options, remote=options["account"] not in accounts)

    entries = coerced(connections)
    names = frozenset(entry["name"] for entry in entries)
    return [
        Peering(
            entry["name"],
            entry.get("spec"),
            side(entry, "initiator"),
            side(entry, "acceptor"),
            entry["routes"],
            entry["state"],
            entry["tables"],
            description=entry.get("description"),
            tags=entry.get("tags"),
            method=entry["method"],
            bandwidth=entry.get("bandwidth"),
            link_type=entry.get("link_type"),
            mark=entry.get("mark"),
            run_names=names,
        )
        for entry in entries
    ]


def joined(
    peerings: t.Sequence[Peering],
    reads: dict[str, dict[str, t.Any]],
    handshakes: t.Sequence[dict[str, t.Any]] = (),
) -> list[Peering]:
    """Return the peerings with the snapshots of vpcs_info (by account name), and the handshakes of remote sides."""
    vpcs = {account: _by_selector(read.get("vpcs") or ()) for account, read in reads.items()}
    by_side = {(entry["peering"], entry["role"]): entry for entry in coerced(handshakes)}

    def with_vpc(peering: Peering, side: Side) -> Side:
        if side.remote:
            return _from_handshake(peering, side, by_side.get((peering.name, side.role)))
        matches = vpcs.get(side.account, {}).get(frozenset(side.selector.items()), ())
        account_id = (reads.get(side.account) or {}).get("account_id")
        return dataclasses.replace(side, account_id=account_id, vpc=matches[0] if len(matches) == 1 else None)

    return resolved(
        [
            dataclasses.replace(
                peering, initiator=with_vpc(peering, peering.initiator), acceptor=with_vpc(peering, peering.acceptor)
            )
            for peering in peerings
        ]
    )


def _by_selector(vpcs: t.Iterable[dict[str, t.Any]]) -> dict[frozenset[tuple[str, str]], list[VpcSnapshot]]:
    """Return the VPCs of an account by each selector of a side."""
    vpcs_by_selector: dict[frozenset[tuple[str, str]], list[VpcSnapshot]] = {}
    for vpc in map(VpcSnapshot, vpcs):
        for key in ("vpc_id", "router_id", "name"):
            vpcs_by_selector.setdefault(frozenset({"region": vpc["region"], key: vpc.get(key)}.items()), []).append(vpc)
    return vpcs_by_selector


def handshake(peering: Peering, side: Side, next_hop: NextHop | None, routes: t.Sequence[str] = ()) -> dict[str, t.Any]:
    """Return the facts of a side that the other account needs: ids and blocks, no secret."""
    interface = next_hop if isinstance(next_hop, RouterInterface) else None
    return {
        "peering": peering.name,
        "role": side.role,
        "account_id": side.account_id,
        "region": side.region,
        "vpc_id": side.existing_vpc["vpc_id"],
        "router_id": side.router_id,
        "cidr_block": side.existing_vpc["cidr_block"],
        "secondary_cidr_blocks": list(side.existing_vpc["secondary_cidr_blocks"]),
        "vswitch_blocks": [str(block) for block in side.vswitch_blocks],
        "router_interface_id": interface.router_interface_id if interface else None,
        "names_peer": interface.peer_router_interface_id if interface else None,
        **({"vpc_peer_connection_id": next_hop.next_hop_id} if next_hop and peering.by_connection else {}),
        **({"routed_blocks": sorted(set(routes))} if routes else {}),
    }


def _from_handshake(peering: Peering, side: Side, facts: dict[str, t.Any] | None) -> Side:
    """Return a remote side with the facts of its handshake, if any."""
    if facts is None:
        return dataclasses.replace(side, account_id=side.options.get("account_id"))
    local = [
        RouteEntry(side.region, "", block, "local", kind="System", status="Available")
        for block in facts["vswitch_blocks"]
    ]
    peer = peering.peer_of(side)
    interface = RouterInterface(
        region=side.region,
        role=side.role,
        router_interface_id=facts["router_interface_id"],
        name=side.options.get("interface_name") or peering.name,
        router_id=facts["router_id"],
        status="Idle",
        peer_region=peer.region,
        peer_router_interface_id=facts["names_peer"],
    )
    vpc = VpcSnapshot(
        **{key: facts[key] for key in ("vpc_id", "router_id", "region", "cidr_block", "secondary_cidr_blocks")},
        status="Available",
        route_table_ids=[],
        route_tables=[],
        route_entries=[entry.as_result() for entry in local],
        router_interfaces=[interface.as_result()] if facts["router_interface_id"] else [],
        routed_blocks=facts.get("routed_blocks", []),
        migration=facts.get("migration"),
    )
    return dataclasses.replace(side, account_id=facts["account_id"], vpc=vpc)
