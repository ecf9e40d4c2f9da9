# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rungs of peerings that move, before and after a run, and what the other account has to do next. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import (
    DEACTIVATED,
    MOVED,
    PREPARED,
    RETIRED,
    SWITCHED,
    Ladder,
    rung_of,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.changes import Comparison
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.estate import Estate, Result
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.text import text
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.unreachable import moved_places

Ladders = t.Mapping[str, Ladder]


def moved(ladders: Ladders) -> dict[str, set[str]]:
    """Return the destinations that moved from each side's router interface, by the key of its connection."""
    return {
        ladder.peering.key(side): {destination for _table, destination in moved_places(ladder, side)}
        for ladder in ladders.values()
        for side in ladder.peering.own_sides
    }


def with_rungs(described: Result, ladders: Ladders, comparison: Comparison, goal: str | None) -> Result:
    """Return the description of a peering with its rungs, and with the changes of both links."""
    ladder = ladders.get(described["name"])
    if ladder is None:
        return described
    before, after = (_rung(ladder, estate) for estate in (comparison.before, comparison.after))
    was, ends = comparison.before.ends(ladder.pair), comparison.after.ends(ladder.pair)
    changes = [*described["changes"], *comparison.link_changes_of(ladder.pair, was, ends)]
    both = {
        side.role: {**described[side.role], **_interface(ladder, side, comparison.after)}
        for side in ladder.peering.sides
    }
    result = {
        **described,
        **both,
        "changes": changes,
        "mark": "~" if changes else "=",
        "migration": {"before": before, "after": after},
        "waiting_for": _waiting_for(ladder, comparison.after, after, str(goal)) or described["waiting_for"],
    }
    return {**result, "text": text(result)}


def with_rung(handshake: Result, described: t.Iterable[Result]) -> Result:
    """Return the content of a handshake file with the rung that its side has reached, where it moves."""
    rung = next(
        (
            peering["migration"]["after"]
            for peering in described
            if "migration" in peering and peering["name"] == handshake["peering"]
        ),
        None,
    )
    return {**handshake, "migration": rung} if rung else handshake


def _rung(ladder: Ladder, estate: Estate) -> str:
    """Return the rung of a peering in an estate; a connection that has no id yet stands for itself."""
    peering, sides = ladder.peering, [side for side in ladder.peering.own_sides if side.vpc]
    tables = {table for side in sides for table in side.existing_vpc["route_table_ids"]}
    hops: set[str | None] = {hop for table, hop in estate.destinations if table in tables}
    hops |= {None} if tables & estate.to_come.keys() else set()
    connections = [estate.next_hops.get(peering.key(side)) for side in sides]
    interfaces = [estate.next_hops.get(ladder.pair.key(ladder.pair_side(side))) for side in sides]
    return rung_of(
        [interface for interface in interfaces if isinstance(interface, RouterInterface)],
        [connection for connection in connections if isinstance(connection, PeerConnection)],
        hops,
        any(peering.destinations(side) for side in sides),
    )


def _interface(ladder: Ladder, side: Side, estate: Estate) -> Result:
    interface = estate.next_hops.get(ladder.pair.key(ladder.pair_side(side)))
    if not isinstance(interface, RouterInterface) or side.remote:
        return {"router_interface_id": None, "router_interface_status": "absent"}
    return {"router_interface_id": interface.router_interface_id, "router_interface_status": interface.status}


def _waiting_for(ladder: Ladder, estate: Estate, after: str, goal: str) -> str | None:
    """Return what the other account has to do before this side can go on; None for nothing."""
    remote = [side for side in ladder.peering.sides if side.remote]
    connection = estate.ends(ladder.peering)[ladder.peering.own_sides[0].role]
    if not remote or after == goal or connection is None or not connection.is_up:
        return None
    (peer,) = remote
    file = "and send its handshake file"
    if goal in (PREPARED, SWITCHED):
        return f"{peer.account} has to activate its router interface: run there with peering_migrate_to={goal}, {file}."
    needed = DEACTIVATED if goal == RETIRED and after in MOVED[1:] else SWITCHED
    return f"{peer.account} has to reach {needed}: run there with peering_migrate_to={needed}, {file}."
