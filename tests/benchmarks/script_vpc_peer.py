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
    from ansible_collections.aliops.vpc.tests.benchmarks.script import (
        PAUSE,
        Cloud,
        Run,
        create_missing_routes,
        remove_routes,
    )
else:
    # The program imports from its own folder.
    from script import PAUSE, Cloud, Run, create_missing_routes, remove_routes

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
    """Return all connections by their VPCs, the requester's first; both accounts see the same ones."""
    by_vpcs: dict[Pair, dict[str, Any]] = {}
    token: dict[str, Any] = {}
    while True:
        response = cloud.peers("initiator", "ListVpcPeerConnections", MaxResults=PAGE, **token)
        for row in response["VpcPeerConnects"]:
            if row["Status"] != "Deleted":
                by_vpcs[row["Vpc"]["VpcId"], row["AcceptingVpc"]["VpcId"]] = row
        if not response.get("NextToken"):
            return by_vpcs
        token = {"NextToken": response["NextToken"]}


def request(cloud: PeerCloud, peering: dict[str, Any]) -> str:
    """Request one connection; return its id."""
    acceptor = cloud.sides["acceptor"]
    response = cloud.peers(
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
    return str(response["InstanceId"])


def wait_until(cloud: PeerCloud, done: Callable[[dict[Pair, dict[str, Any]]], bool]) -> None:
    while not done(connections(cloud)):
        time.sleep(PAUSE)


def converge(cloud: PeerCloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]]) -> None:
    """Converge all peerings. Waits only for connections that it requested."""
    ids = {vpcs: row["InstanceId"] for vpcs, row in connections(cloud).items()}
    new = [peering for peering in peerings if pair(peering) not in ids]
    ids.update(zip(map(pair, new), run(lambda peering: request(cloud, peering), new), strict=True))

    def are(status: str) -> Callable[[dict[Pair, dict[str, Any]]], bool]:
        return lambda rows: all(pair(peering) in rows and rows[pair(peering)]["Status"] == status for peering in new)

    if new:
        wait_until(cloud, are("Accepting"))
        run(lambda peering: cloud.peers("acceptor", "AcceptVpcPeerConnection", InstanceId=ids[pair(peering)]), new)
        wait_until(cloud, are("Activated"))
    create_missing_routes(cloud, run, peerings, new, lambda _side, peering: ids[pair(peering)])


def remove(cloud: PeerCloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]]) -> None:
    """Delete the routes and then the connections: each is sent for all before any is waited for."""
    wanted = {pair(peering) for peering in peerings}
    ids = {vpcs: row["InstanceId"] for vpcs, row in connections(cloud).items() if vpcs in wanted}
    remove_routes(cloud, run, peerings, set(ids.values()))
    run(lambda link: cloud.peers("initiator", "DeleteVpcPeerConnection", InstanceId=link), list(ids.values()))
    wait_until(cloud, lambda rows: not wanted & set(rows))


def main() -> None:
    """Converge or remove what the file describes."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        given = json.load(stream)
    threads = int(sys.argv[2])
    cloud, peerings = PeerCloud(given, threads), given["peerings"]
    if threads == 1:
        for peering in peerings:
            converge(cloud, lambda do, arguments: [do(argument) for argument in arguments], [peering])
        return
    work = remove if "remove" in sys.argv[3:] else converge
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        work(cloud, lambda do, arguments: list(pool.map(do, arguments)), peerings)


if __name__ == "__main__":
    main()
