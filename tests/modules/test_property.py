# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From any small estate and any wish: a run writes what check mode predicts, and a second run writes nothing.

Either that, or a refusal that check mode makes too; never a half-done run.
"""

from __future__ import annotations

import typing as t

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.examples import few
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result
from ansible_collections.aliops.vpc.tests.scenarios import interface, route, tutorial_vpc

FEW = few()
STATUSES = st.sampled_from(["Idle", "Idle", "Idle", "Active", "Inactive", "Connecting", "Activating", "Deactivating"])
NAMES = st.sampled_from(["one", "two"])
TAGS = st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["", "1"]), max_size=2)
HOPS = st.sampled_from(["ri-1", "ri-2"])
BLOCKS = st.sampled_from(["172.16.0.0/16", "172.17.0.0/16", "172.18.0.0/16"])
TABLES = st.sampled_from(["vtb-AAA", "vtb-two"])


@st.composite
def estates(draw: st.DrawFn) -> dict[str, t.Any]:
    """Two interfaces in one account, the peer of the first in the other, and some routes."""
    opposite = st.sampled_from(["ri-9", "ri-9", "ri-9", "", "ri-other"])
    own = [
        interface(
            interface_id,
            "InitiatingSide",
            draw(STATUSES),
            name=draw(NAMES),
            tags=draw(TAGS),
            opposite_interface_id=draw(opposite),
            opposite_router_id=router,
        )
        for interface_id, router in (("ri-1", "vrt-BBB"), ("ri-2", "vrt-CCC"))
    ]
    peer = interface("ri-9", "AcceptingSide", draw(STATUSES), opposite_interface_id="ri-1")
    routes = draw(st.lists(st.tuples(TABLES, BLOCKS, HOPS), max_size=4, unique_by=lambda entry: entry[:2]))
    by_table: dict[str, list[dict[str, t.Any]]] = {"vtb-AAA": [], "vtb-two": []}
    for table, block, hop in routes:
        by_table[table].append(route(block, hop))
    vpc = tutorial_vpc(
        "initiator",
        route_tables=[{"route_table_id": "vtb-two", "routes": by_table["vtb-two"]}],
        routes=by_table["vtb-AAA"],
    )
    return {"initiator": {"vpcs": [vpc], "router_interfaces": own}, "acceptor": {"router_interfaces": [peer]}}


WANTED = st.fixed_dictionaries(
    {
        "router_id": st.just("vrt-AAA"),
        "role": st.just("initiator"),
        "peer_router_id": st.sampled_from(["vrt-BBB", "vrt-CCC", "vrt-DDD"]),
        "peer_region": st.just("cn-hangzhou"),
        "spec": st.sampled_from(["Mini.2", "Large.1"]),
    },
    optional={"name": NAMES, "tags": TAGS, "peer_router_interface_id": st.sampled_from(["ri-9", "ri-8"])},
)
INTERFACES = st.fixed_dictionaries(
    {"interfaces": st.lists(WANTED, min_size=1, max_size=3)},
    optional={
        "state": st.sampled_from(["present", "absent"]),
        "recreate": st.booleans(),
        "force_routes": st.booleans(),
        "purge_tags": st.booleans(),
    },
)
CONNECTIONS = st.fixed_dictionaries(
    {"connections": st.lists(st.fixed_dictionaries({"router_interface_id": HOPS}), min_size=1, max_size=2)},
    optional={"state": st.sampled_from(["active", "inactive"])},
)
PEERS = st.fixed_dictionaries(
    {
        "peers": st.lists(
            st.fixed_dictionaries(
                {
                    "router_id": st.just("vrt-AAA"),
                    "role": st.just("initiator"),
                    "peer_router_id": st.sampled_from(["vrt-BBB", "vrt-CCC"]),
                    "peer_account_id": st.sampled_from([A, B]),
                    "peer_router_interface_id": st.sampled_from(["ri-9", "ri-8"]),
                }
            ),
            min_size=1,
            max_size=2,
        )
    },
    optional={"recreate": st.just(True), "force_routes": st.just(True)},
)
ENTRY = st.fixed_dictionaries(
    {"destination": BLOCKS, "next_hop_id": HOPS, "route_table_id": TABLES}, optional={"name": NAMES}
)
ROUTES = st.fixed_dictionaries(
    {"entries": st.lists(ENTRY, min_size=1, max_size=4)},
    optional={
        "state": st.sampled_from(["present", "absent"]),
        "on_conflict": st.sampled_from(["fail", "replace"]),
        "purge": st.booleans(),
    },
)


def reached(cloud: Cloud, module: str, options: dict[str, t.Any], done: Result) -> bool:
    """Return whether the cloud is now as it was wished for, and as the module reports it."""
    state = options.get("state")
    if module == "route_entries":
        read = [entry for table in ("vtb-AAA", "vtb-two") for entry in routes_of(cloud, table)]
        existing = {(entry["route_table_id"], entry["destination"]): entry for entry in read}
        return all(
            same(wish, existing.get((wish["route_table_id"], wish["destination"])), ("next_hop_id", "name"), state)
            for wish in options["entries"]
        )
    records = cloud.run("router_interfaces_info")["router_interfaces"]
    interfaces = {record["router_interface_id"]: record for record in records}
    if module == "router_interface_connections":
        goals = ("Inactive", "Idle") if state == "inactive" else ("Active",)
        return all(interfaces[wish["router_interface_id"]]["status"] in goals for wish in options["connections"])
    wishes = options["interfaces"] if module == "router_interfaces" else options["peers"]
    fields = ["name", "spec", "peer_router_interface_id", "peer_account_id", "peer_router_id"]
    fields += ["tags"] if options.get("purge_tags", True) else []
    return all(
        same(wish, interfaces.get(record["router_interface_id"]), fields, state)
        for wish, record in zip(wishes, done[module], strict=True)
    )


def routes_of(cloud: Cloud, table: str) -> list[dict[str, t.Any]]:
    return list(cloud.run("route_entries_info", route_table_ids=[table], kinds=["Custom"])["route_entries"])


def same(wish: dict[str, t.Any], existing: dict[str, t.Any] | None, fields: t.Sequence[str], state: str | None) -> bool:
    if state == "absent":
        return existing is None or existing.get("next_hop_id") != wish.get("next_hop_id")
    return existing is not None and all(existing[field] == wish[field] for field in fields if field in wish)


def holds(simulator: Simulator, estate: dict[str, t.Any], module: str, options: dict[str, t.Any]) -> None:
    """Compare the prediction, the run and a second run."""
    cloud = Cloud(simulator)
    cloud.load(**estate)
    predicted = cloud.run(module, check=True, **options)
    assert cloud.writes() == []
    done = cloud.run(module, **options)
    made = cloud.writes()
    if predicted.get("failed"):
        # Whatever check mode refuses, the run refuses.
        assert (done.get("failed"), made) == (True, [])
        return
    if done.get("failed"):
        # Only for what no snapshot shows beforehand: the service's verdict, or a peer that does not change.
        assert done.get("refused") or done.get("error") or done.get("last_state"), done["msg"]
        assert "refused" not in done or module == "router_interface_connections"
        return
    assert sorted(predicted["writes"]) == sorted(made)
    assert (predicted["changed"], predicted.actions) == (done["changed"], done.actions)
    assert reached(cloud, module, options, done)
    again = cloud.run(module, **options)
    assert not again.get("failed"), again["msg"]
    assert (again["changed"], again["api_calls"]["write"]) == (False, 0)


@FEW
@given(estate=estates(), options=INTERFACES)
def test_router_interfaces(simulator: Simulator, estate: dict[str, t.Any], options: dict[str, t.Any]) -> None:
    holds(simulator, estate, "router_interfaces", options)


@FEW
@given(estate=estates(), options=PEERS)
def test_router_interface_peers(simulator: Simulator, estate: dict[str, t.Any], options: dict[str, t.Any]) -> None:
    holds(simulator, estate, "router_interface_peers", options)


@FEW
@given(estate=estates(), options=CONNECTIONS)
def test_router_interface_connections(
    simulator: Simulator, estate: dict[str, t.Any], options: dict[str, t.Any]
) -> None:
    holds(simulator, estate, "router_interface_connections", options)


@FEW
@given(estate=estates(), options=ROUTES)
def test_route_entries(simulator: Simulator, estate: dict[str, t.Any], options: dict[str, t.Any]) -> None:
    holds(simulator, estate, "route_entries", options)
