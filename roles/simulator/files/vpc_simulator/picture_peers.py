# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns what the picture shows of a VPC peering connection: the lines of text at each end, and the line between them."""

from __future__ import annotations

from vpc_simulator.peer_connections import NO_BANDWIDTH, PeerConnection, PeerEnd
from vpc_simulator.picture_interfaces import EndRow
from vpc_simulator.world import World

STEADY = {"Activated": "good", "Accepting": "idle", "Rejected": "bad", "Expired": "bad", "Deleting": "bad"}
# state: the label of the line
LABELS = {"Activated": "peered", "Accepting": "requested", "Rejected": "rejected", "Expired": "expired"}


def css_class(status: str) -> str:
    return STEADY.get(status, "moving")


def peer_row(world: World, connection: PeerConnection, end: PeerEnd, due: float | None) -> EndRow:
    """What to write at an end; `due` is the time of the connection's next event."""
    state = connection.status
    if connection.business_status != "Normal":
        state += f", {connection.business_status}"
    if connection.visible_at > world.now:
        state += ", not listed yet"
    if due is not None:
        state += f", {_duration(max(due - world.now, 0))} left"
    other = connection.accepter if end is connection.requester else connection.requester
    return EndRow(
        state,
        "VPC peering, requester" if end is connection.requester else "VPC peering, accepter",
        connection.id,
        connection.requester.name if world.switches.shared_names else end.name,
        f"peer {other.vpc_id}{_peer_name(world, other)}",
        css_class(connection.status),
    )


def _peer_name(world: World, end: PeerEnd) -> str:
    vpc = world.vpcs.get(end.vpc_id)
    return f" ({vpc.name})" if vpc and vpc.name else ""


def _duration(seconds: float) -> str:
    """Seconds, or days and hours for a request that waits."""
    if seconds < 3600:
        return f"{seconds:.0f} s"
    days, rest = divmod(int(seconds), 86400)
    return f"{days} d {rest // 3600} h"


def peer_line(connection: PeerConnection) -> tuple[str, str, str]:
    """The state and the bandwidth on the label, and the line's CSS classes; a request has an arrow to the accepter."""
    bandwidth = "one region" if connection.bandwidth == NO_BANDWIDTH else f"{connection.bandwidth} Mbit/s"
    style = css_class(connection.status)
    label = LABELS.get(connection.status, connection.status.lower())
    return label, bandwidth, "idle oneway" if connection.status == "Accepting" else style
