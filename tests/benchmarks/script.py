# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hand-written script that the collection is compared with. It knows everything in advance, converges peerings
with as few calls as the API allows, some at a time, and checks nothing that it does not need. Imports only the SDK.

C(python script.py FILE THREADS [remove]): FILE is what worlds.World.for_script returns. With one thread the peerings
are converged one after the other, each with its waits, as a loop does it.
"""

from __future__ import annotations

import concurrent.futures
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest

Argument = TypeVar("Argument")
Result = TypeVar("Result")
Run = Callable[[Callable[[Argument], Result], Sequence[Argument]], list[Result]]

PAGE, ROUTE_PAGE, BATCH, PAUSE = 50, 100, 50, 0.5
SIDES = ("initiator", "acceptor")
OTHER = {"initiator": "acceptor", "acceptor": "initiator"}
ROLES = {"initiator": "InitiatingSide", "acceptor": "AcceptingSide"}
NOT_YET_SEEN = "IncorrectOppositeInterfaceInfo.NotSet"
WAITING = ("Throttling", "Throttling.User", "TaskConflict", "Conflict.Operation")
VPC = ("Vpc", "2016-04-28")


class Cloud:
    """Both accounts, one client for each."""

    # The type of the next hops of the route entries that it creates.
    next_hop_type = "RouterInterface"

    def __init__(self, given: dict[str, Any], threads: int) -> None:
        self.sides, self.spec = given["sides"], given["spec"]
        self.endpoint = given["endpoint"].partition("://")[2]
        self.clients = {
            side: AcsClient(account["key"], account["secret"], account["region"], auto_retry=False, pool_size=threads)
            for side, account in self.sides.items()
        }

    def call(
        self,
        side: str,
        action: str,
        wait_for: Iterable[str] = WAITING,
        product: tuple[str, str] = VPC,
        **parameters: Any,
    ) -> dict[str, Any]:
        """Send one call, again after a pause while the service refuses it with one of the codes ``wait_for``."""
        while True:
            request = RpcRequest(*product, action)
            request.set_endpoint(self.endpoint)
            request.set_method("GET" if product == VPC else "POST")
            for name, value in parameters.items():
                request.add_query_param(name, value)
            try:
                return dict(json.loads(self.clients[side].do_action_with_exception(request)))
            except ServerException as error:
                if error.get_error_code() not in wait_for:
                    raise
            time.sleep(PAUSE)


def interfaces(cloud: Cloud, run: Run[Any, Any], routers: dict[str, str] | None = None) -> dict[Any, dict[str, Any]]:
    """Return interfaces by (side, router, peer's router): all, or with ``routers`` those on one router of each side."""

    def read_page(numbered: tuple[str, int]) -> tuple[str, dict[str, Any]]:
        side, number = numbered
        filters: dict[str, Any] = {"Filter.1.Key": "RouterId", "Filter.1.Value.1": routers[side]} if routers else {}
        return side, cloud.call(side, "DescribeRouterInterfaces", PageNumber=number, PageSize=PAGE, **filters)

    responses = run(read_page, [(side, 1) for side in SIDES])
    further = [(side, n) for side, response in responses for n in range(2, -(-response["TotalCount"] // PAGE) + 1)]
    responses += run(read_page, further)
    return {
        (side, row["RouterId"], row["OppositeRouterId"]): row
        for side, response in responses
        for row in response["RouterInterfaceSet"]["RouterInterfaceType"]
    }


def create(cloud: Cloud, peering: dict[str, Any]) -> dict[str, str]:
    """Create both ends, and return their ids by side. Each names the other, the second one from its creation on."""
    ids: dict[str, str] = {}
    for side in SIDES:
        other = OTHER[side]
        peer = {
            "OppositeRouterId": peering[other]["router"],
            "OppositeRouterType": "VRouter",
            "OppositeInterfaceOwnerId": cloud.sides[other]["uid"],
            **({"OppositeInterfaceId": ids[other]} if other in ids else {}),
        }
        response = cloud.call(
            side,
            "CreateRouterInterface",
            Role=ROLES[side],
            RouterType="VRouter",
            RouterId=peering[side]["router"],
            Spec=cloud.spec if side == "initiator" else "Negative",
            Name=peering["name"],
            OppositeRegionId=cloud.sides[other]["region"],
            InstanceChargeType="PostPaid",
            ClientToken=f"{peering['name']}-{side}-{time.time_ns()}",
            **peer,
        )
        ids[side] = response["RouterInterfaceId"]
    cloud.call(
        "initiator",
        "ModifyRouterInterfaceAttribute",
        RouterInterfaceId=ids["initiator"],
        OppositeInterfaceId=ids["acceptor"],
        OppositeInterfaceOwnerId=cloud.sides["acceptor"]["uid"],
        OppositeRouterId=peering["acceptor"]["router"],
        OppositeRouterType="VRouter",
    )
    return ids


def key(side: str, peering: dict[str, Any]) -> tuple[str, str, str]:
    return side, peering[side]["router"], peering[OTHER[side]]["router"]


def wait_until_active(
    cloud: Cloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]], routers: dict[str, str] | None
) -> None:
    wanted = {key(side, peering) for peering in peerings for side in SIDES}
    while True:
        existing = interfaces(cloud, run, routers)
        if all(end in existing and existing[end]["Status"] == "Active" for end in wanted):
            return
        time.sleep(PAUSE)


def entries(cloud: Cloud, table: tuple[str, str]) -> set[tuple[str, str]]:
    """Return the (destination, next hop) of all custom entries of a table."""
    custom: set[tuple[str, str]] = set()
    token: dict[str, Any] = {}
    while True:
        side, table_id = table
        response = cloud.call(side, "DescribeRouteEntryList", RouteTableId=table_id, MaxResult=ROUTE_PAGE, **token)
        for row in response["RouteEntrys"]["RouteEntry"]:
            if row["Type"] == "Custom":
                custom.add((row["DestinationCidrBlock"], row["NextHops"]["NextHop"][0]["NextHopId"]))
        if not response.get("NextToken"):
            return custom
        token = {"NextToken": response["NextToken"]}


def make_routes(cloud: Cloud, run: Run[Any, Any], wanted: dict[tuple[str, str], list[tuple[str, str]]]) -> None:
    """Create the entries of each table in batches, and wait for them. A VPC works on one batch at a time; the entries
    of a batch are one task, so that the status of one is the status of all."""
    queues = {
        table: [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]
        for table, rows in wanted.items()
        if rows
    }

    def send(table: tuple[str, str]) -> tuple[tuple[str, str], str]:
        side, table_id = table
        parameters: dict[str, Any] = {}
        for number, (destination, hop) in enumerate(queues[table].pop(0), 1):
            row = {"RouteTableId": table_id, "DstCidrBlock": destination, "NextHop": hop}
            row |= {"NextHopType": cloud.next_hop_type, "IpVersion": "4"}
            parameters |= {f"RouteEntries.{number}.{name}": value for name, value in row.items()}
        response = cloud.call(side, "CreateRouteEntries", **parameters)
        if response["FailedCount"]:
            raise RuntimeError(f"{table_id}: {response['FailedRouteEntries']}")
        return table, response["RouteEntryIds"][-1]

    def done(batch: tuple[tuple[str, str], str]) -> bool:
        (side, table_id), entry = batch
        response = cloud.call(
            side, "DescribeRouteEntryList", RouteTableId=table_id, RouteEntryId=entry, MaxResult=ROUTE_PAGE
        )
        return all(row["Status"] == "Available" for row in response["RouteEntrys"]["RouteEntry"])

    under_way: list[tuple[tuple[str, str], str]] = []
    while queues or under_way:
        under_way += run(send, [table for table in queues if table not in dict(under_way)])
        queues = {table: batches for table, batches in queues.items() if batches}
        # The batch that was sent first is ready first: until then, the others need no calls.
        while not done(under_way[0]):
            time.sleep(PAUSE)
        rest = under_way[1:]
        under_way = [batch for batch, ready in zip(rest, run(done, rest), strict=True) if not ready]


def converge(
    cloud: Cloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]], routers: dict[str, str] | None = None
) -> None:
    """Converge all peerings. Waits only for interfaces that it created."""
    existing = interfaces(cloud, run, routers)
    ids = {where: row["RouterInterfaceId"] for where, row in existing.items()}
    new = [peering for peering in peerings if key("initiator", peering) not in existing]
    for peering, made in zip(new, run(lambda peering: create(cloud, peering), new), strict=True):
        ids.update({key(side, peering): made[side] for side in SIDES})

    def connect(peering: dict[str, Any]) -> None:
        interface = ids[key("initiator", peering)]
        codes = (*WAITING, NOT_YET_SEEN)
        cloud.call("initiator", "ConnectRouterInterface", codes, RouterInterfaceId=interface)

    run(connect, new)
    if new:
        wait_until_active(cloud, run, new, routers)
    create_missing_routes(cloud, run, peerings, new, lambda side, peering: ids[key(side, peering)])


def create_missing_routes(
    cloud: Cloud,
    run: Run[Any, Any],
    peerings: Sequence[dict[str, Any]],
    new: Sequence[dict[str, Any]],
    hop: Callable[[str, dict[str, Any]], str],
) -> None:
    """Create the missing routes. The table of a new link cannot hold its route yet."""
    old = [peering for peering in peerings if peering not in new]
    tables = sorted({(side, peering[side]["table"]) for peering in old for side in SIDES})
    have = dict(zip(tables, run(lambda table: entries(cloud, table), tables), strict=True))
    wanted: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for peering in peerings:
        for side in SIDES:
            table = (side, peering[side]["table"])
            rows = [(block, hop(side, peering)) for block in peering[side]["routes"]]
            wanted.setdefault(table, []).extend(row for row in rows if row not in have.get(table, ()))
    make_routes(cloud, run, dict(sorted(wanted.items(), key=lambda table: -len(table[1]))))


def remove(cloud: Cloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]]) -> None:
    """Delete the routes, deactivate and delete both ends: each is sent for all before any is waited for."""
    wanted = {key(side, peering) for peering in peerings for side in SIDES}
    ends = {end: row["RouterInterfaceId"] for end, row in interfaces(cloud, run).items() if end in wanted}
    remove_routes(cloud, run, peerings, set(ends.values()))

    def send(action: str) -> Callable[[tuple[str, str, str]], dict[str, Any]]:
        return lambda end: cloud.call(end[0], action, RouterInterfaceId=ends[end])

    run(send("DeactivateRouterInterface"), list(ends))
    wait_until(cloud, run, lambda rows: all(rows[end]["Status"] == "Inactive" for end in ends))
    run(send("DeleteRouterInterface"), list(ends))
    wait_until(cloud, run, lambda rows: not any(end in rows for end in ends))


def remove_routes(cloud: Cloud, run: Run[Any, Any], peerings: Sequence[dict[str, Any]], hops: set[str]) -> None:
    """Delete all routes of the peerings' tables that have one of the next hops, and wait until they are gone."""
    tables = sorted({(side, peering[side]["table"]) for peering in peerings for side in SIDES})

    def own(table: tuple[str, str]) -> list[tuple[str, str]]:
        return sorted(row for row in entries(cloud, table) if row[1] in hops)

    def delete(job: tuple[tuple[str, str], list[tuple[str, str]]]) -> None:
        (side, table_id), rows = job
        parameters: dict[str, Any] = {}
        for number, (destination, hop) in enumerate(rows, 1):
            row = {"RouteTableId": table_id, "DstCidrBlock": destination, "NextHop": hop}
            parameters |= {f"RouteEntries.{number}.{name}": value for name, value in row.items()}
        cloud.call(side, "DeleteRouteEntries", **parameters)

    left = {table: rows for table, rows in zip(tables, run(own, tables), strict=True) if rows}
    batches: dict[tuple[str, str], list[tuple[str, str]]] = {}
    while left:
        # The entries of a batch disappear one by one; the next batch waits for the last of them.
        over = [table for table, rows in left.items() if not set(batches.get(table, ())) & set(rows)]
        batches |= {table: left[table][:BATCH] for table in over}
        run(delete, [(table, batches[table]) for table in over])
        time.sleep(PAUSE)
        left = {table: rows for table, rows in zip(left, run(own, list(left)), strict=True) if rows}


def wait_until(cloud: Cloud, run: Run[Any, Any], done: Callable[[dict[Any, dict[str, Any]]], bool]) -> None:
    while not done(interfaces(cloud, run)):
        time.sleep(PAUSE)


def main() -> None:
    """Converge or remove what the file describes."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        given = json.load(stream)
    threads = int(sys.argv[2])
    cloud, peerings = Cloud(given, threads), given["peerings"]
    if threads == 1:
        for peering in peerings:
            routers = {side: peering[side]["router"] for side in SIDES}
            converge(cloud, lambda do, arguments: [do(argument) for argument in arguments], [peering], routers)
        return
    work = remove if "remove" in sys.argv[3:] else converge
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        work(cloud, lambda do, arguments: list(pool.map(do, arguments)), peerings)


if __name__ == "__main__":
    main()
