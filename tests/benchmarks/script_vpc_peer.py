# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hand-written script for VPC peering connections, as C(script.py) beside it is for router interfaces: requests
all, accepts all, and polls one listing for all of them. Imports only the SDK and its neighbour.

C(python script_vpc_peer.py FILE THREADS [remove]), as C(script.py).
"""

from __future__ import annotations

import concurrent.futures
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ansible_collections.aliops.vpc.tests.benchmarks.script import PAUSE, Cloud, Run, lead, remove_routes
else:
    # Run as a program, it finds what stands in its own folder.
    from script import PAUSE, Cloud, Run, lead, remove_routes

PEERS = ("VpcPeer", "2022-01-01")
PAGE = 100
Pair = tuple[str, str]


class PeerCloud(Cloud):
    """Both accounts, with routes to VPC peering connections."""

    next_hop_type = "VpcPeer"

    def peers(self, side: str, action: str, **parameters: Any) -> dict[str, Any]:
        """Send one call about connections."""
        return self.call(side, action, product=PEERS, **parameters)


def pair(peering: dict[str, Any]) -> Pair:
    return peering["initiator"]["vpc"], peering["acceptor"]["vpc"]


def connections(cloud: PeerCloud) -> dict[Pair, dict[str, Any]]:
    """All connections by their VPCs, the requester's first; both accounts see the same ones."""
    found: dict[Pair, dict[str, Any]] = {}
    token: dict[str, Any] = {}
    while True:
        answer = cloud.peers("initiator", "ListVpcPeerConnections", MaxResults=PAGE, **token)
        for row in answer["VpcPeerConnects"]:
            if row["Status"] != "Deleted":
                found[row["Vpc"]["VpcId"], row["AcceptingVpc"]["VpcId"]] = row
        if not answer.get("NextToken"):
            return found
        token = {"NextToken": answer["NextToken"]}


def request(cloud: PeerCloud, peering: dict[str, Any]) -> str:
    """Request one connection; its id."""
    acceptor = cloud.sides["acceptor"]
    answer = cloud.peers(
        "initiator",
        "CreateVpcPeerConnection",
        RegionId=cloud.sides["initiator"]["region"],
        VpcId=peering["initiator"]["vpc"],
        AcceptingAliUid=acceptor["uid"],
        AcceptingRegionId=acceptor["region"],
        AcceptingVpcId=peering["acceptor"]["vpc"],
        Name=peering["name"],
        ClientToken=f"{peering['name']}-{time.time_ns()}",
    )
    return str(answer["InstanceId"])


def wait_until(cloud: PeerCloud, done: Callable[[dict[Pair, dict[str, Any]]], bool]) -> None:
    while not done(connections(cloud)):
        time.sleep(PAUSE)


def converge(cloud: PeerCloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]]) -> None:
    """Make all peerings whole. Only a connection that was not there is waited for."""
    ids = {vpcs: row["InstanceId"] for vpcs, row in connections(cloud).items()}
    new = [one for one in peerings if pair(one) not in ids]
    ids.update(zip(map(pair, new), run(lambda one: request(cloud, one), new), strict=True))

    def are(status: str) -> Callable[[dict[Pair, dict[str, Any]]], bool]:
        return lambda rows: all(pair(one) in rows and rows[pair(one)]["Status"] == status for one in new)

    if new:
        wait_until(cloud, are("Accepting"))
        run(lambda one: cloud.peers("acceptor", "AcceptVpcPeerConnection", InstanceId=ids[pair(one)]), new)
        wait_until(cloud, are("Activated"))
    lead(cloud, run, peerings, new, lambda _side, one: ids[pair(one)])


def remove(cloud: PeerCloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]]) -> None:
    """Delete the routes and then the connections: each is sent for all before any is waited for."""
    wanted = {pair(one) for one in peerings}
    ids = {vpcs: row["InstanceId"] for vpcs, row in connections(cloud).items() if vpcs in wanted}
    remove_routes(cloud, run, peerings, set(ids.values()))
    run(lambda one: cloud.peers("initiator", "DeleteVpcPeerConnection", InstanceId=one), list(ids.values()))
    wait_until(cloud, lambda rows: not wanted & set(rows))


def main() -> None:
    """Converge or remove what the file describes."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        given = json.load(stream)
    threads = int(sys.argv[2])
    cloud, peerings = PeerCloud(given, threads), given["peerings"]
    if threads == 1:
        for one in peerings:
            converge(cloud, lambda do, items: [do(item) for item in items], [one])
        return
    work = remove if "remove" in sys.argv[3:] else converge
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        work(cloud, lambda do, items: list(pool.map(do, items)), peerings)


if __name__ == "__main__":
    main()
