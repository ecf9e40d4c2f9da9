# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The promises of a discovered file on random estates: no write, no new finding, the same bytes, and nothing forgotten.

Four accounts with six VPCs, of which some are given; links of both kinds in all states, and routes in any table.
"""

from __future__ import annotations

import itertools
import typing as t

from hypothesis import Phase, event, given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.examples import few
from ansible_collections.aliops.vpc.tests.modules.discovering import proven
from ansible_collections.aliops.vpc.tests.scenarios import Data, ends, route, scenario, vpc

ACCOUNTS = ["north", "east", "south", "west"]
REGIONS = ["cn-beijing", "cn-hangzhou", "cn-shanghai"]
# Number, account and region of each VPC.
VPCS = [(number, ACCOUNTS[number % 4], REGIONS[number % 3]) for number in range(6)]
MARK = "aliops.vpc/peering"
NAMES = st.sampled_from(["", "", "by-hand", "by-hand", "one", "two", "1st", "a.b", "a b"])
TAGS = st.sampled_from(
    [{}, {}, {"team": "net"}, {"team": "{{ x }}"}, {MARK: "one"}, {MARK: "two", "team": "net"}, {MARK: "no name"}]
)
STATES = st.sampled_from(["Active", "Active", "Active", "Active", "Inactive", "Idle", "one-sided", "peer deleted"])
STATUSES = st.sampled_from(["Activated", "Activated", "Activated", "Accepting", "Rejected", "Expired"])
QUOTAS = {"router_interfaces_per_region": 99, "router_interfaces_per_router": 99}


def uid(account: str) -> str:
    return f"100000000000000{ACCOUNTS.index(account) + 1}"


def block(number: int, *more: int) -> str:
    return {0: f"10.{number}.0.0/16", 1: f"10.{number}.{(more or (0,))[0]}.0/24"}[len(more)]


@st.composite
def networks(draw: st.DrawFn, number: int, region: str) -> Data:
    """A VPC with one to three vSwitches, some of them with a route table of their own, and perhaps an unused table."""
    vswitches = draw(st.integers(1, 3))
    own = draw(st.integers(0, vswitches - 1))
    tables = [
        {"route_table_id": f"vtb-{number}-{index}", "vswitch_ids": [f"vsw-{number}-{index}"], "routes": []}
        for index in range(2, 2 + own)
    ]
    if draw(st.booleans()):
        tables.append({"route_table_id": f"vtb-{number}-unused", "routes": []})
    blocks = [block(number, index) for index in range(1, vswitches + 1)]
    name = draw(st.sampled_from([f"net-{number}", "", "same"]))
    return {**vpc(str(number), region, block(number), *blocks, routes=[], route_tables=tables), "name": name}


def tables_of(network: Data) -> list[list[Data]]:
    """Return the custom routes of each table: the system table's, and those of the tables in use and not in use."""
    return [network["routes"], *(table["routes"] for table in network["route_tables"])]


@st.composite
def routed(draw: st.DrawFn, network: Data, far: Data, hop: str, hop_type: str) -> None:
    """Add a side's routes to its peer: those of a keyword in some tables, or any in each table."""
    vswitches = [vswitch["cidr_block"] for vswitch in far["vswitches"]]
    usual = draw(st.sampled_from([vswitches, vswitches, [far["cidr_block"]], []]))
    everywhere = draw(st.booleans())
    for number, table in enumerate(tables_of(network)):
        any_of = st.lists(st.sampled_from([*vswitches, far["cidr_block"], "0.0.0.0/0", "10.0.0.0/8"]), unique=True)
        blocks = usual if everywhere or number == 0 else draw(st.one_of(st.just(usual), st.just([]), any_of))
        taken = {entry["destination"] for entry in table}
        table += [route(destination, hop, next_hop_type=hop_type) for destination in blocks if destination not in taken]


@st.composite
def pairs(draw: st.DrawFn, number: int, sides: list[tuple[int, str, str]]) -> dict[str, list[Data]]:
    """Return the router interfaces of two VPCs by their accounts: a pair, two that are none, or one alone."""
    state = draw(STATES)
    routers = tuple(f"vrt-{side[0]}" for side in sides)
    ids = (f"ri-{number}-a", f"ri-{number}-b")
    status = {"one-sided": "Active", "peer deleted": "Inactive"}.get(state, state)
    both = ends(
        status, "Inactive" if state == "one-sided" else None, ids=ids, routers=t.cast("tuple[str, str]", routers)
    )
    names, tags = draw(st.tuples(NAMES, NAMES)), draw(st.tuples(TAGS, TAGS))
    same = draw(st.booleans())
    interfaces: dict[str, list[Data]] = {}
    for index, end in enumerate(both[:1] if state == "peer deleted" else both):
        _peer_number, peer_account, peer_region = sides[1 - index]
        more: Data = {"opposite_interface_owner_id": uid(peer_account), "opposite_region": peer_region}
        more |= {"name": names[0 if same else index], "tags": tags[0 if same else index]}
        more |= {"spec": draw(st.sampled_from(["Mini.2", "Large.1"]))} if index == 0 else {}
        more |= {"business_status": "FinancialLocked"} if draw(st.integers(0, 19)) == 0 else {}
        more |= {"peer_deleted": True} if state == "peer deleted" else {}
        interfaces.setdefault(sides[index][1], []).append({**end, **more})
    return interfaces


@st.composite
def connections(draw: st.DrawFn, number: int, sides: list[tuple[int, str, str]]) -> Data:
    regions = {side[2] for side in sides}
    tags = draw(st.tuples(TAGS, TAGS))
    between = {"bandwidth": draw(st.sampled_from([100, 2048])), "link_type": "Platinum"} if len(regions) > 1 else {}
    return {
        "instance_id": f"pcc-{number}",
        "vpc_id": f"vpc-{sides[0][0]}",
        "accepting_vpc_id": f"vpc-{sides[1][0]}",
        "status": draw(STATUSES) if sides[0][1] != sides[1][1] else "Activated",
        "name": draw(NAMES),
        "tags": tags[0],
        "accepting_tags": tags[1],
        **between,
    }


@st.composite
def estates(draw: st.DrawFn) -> Data:
    nets = [draw(networks(number, region)) for number, _account, region in VPCS]
    interfaces: dict[str, list[Data]] = {account: [] for account in ACCOUNTS}
    links: list[Data] = []
    chosen = draw(st.lists(st.sampled_from(list(itertools.combinations(VPCS, 2))), max_size=5, unique=True))
    for number, pair in enumerate(chosen):
        sides = list(draw(st.permutations(pair)))
        hops = (f"ri-{number}-a", f"ri-{number}-b")
        hop_type = draw(st.sampled_from(["RouterInterface", "VpcPeer"]))
        if hop_type == "VpcPeer":
            links.append(draw(connections(number, sides)))
            hops = (f"pcc-{number}", f"pcc-{number}")
        else:
            for account, own in draw(pairs(number, sides)).items():
                interfaces[account] += own
        for side, peer, hop in ((sides[0], sides[1], hops[0]), (sides[1], sides[0], hops[1])):
            draw(routed(nets[side[0]], nets[peer[0]], hop, hop_type))
    if draw(st.booleans()):
        nets[0]["routes"].append(route("10.250.0.0/16", "ri-no-more"))
    accounts = [
        {
            "name": account,
            "uid": uid(account),
            "access_keys": [{"id": f"LTAI-{account}", "secret": f"not-a-secret-{account}"}],
            "vpcs": [net for net, (_number, owner, _region) in zip(nets, VPCS, strict=True) if owner == account],
            "router_interfaces": interfaces[account],
        }
        for account in ACCOUNTS
    ]
    return scenario(*accounts, quotas=QUOTAS, vpc_peer_connections=links)


# Shrinking such an estate takes longer than reading it.
@few(30, phases=(Phase.generate,))
@given(
    estate=estates(),
    names=st.sampled_from([ACCOUNTS, ACCOUNTS, ["north", "east"], ["south"], ["north", "west", "south"]]),
)
def test_a_discovered_file_changes_nothing(simulator: Simulator, estate: Data, names: list[str]) -> None:
    discovery = proven(simulator, estate, names)
    event(f"{min(len(discovery.peerings), 3)} peerings")
    for kind in {kind for kind, _ids in discovery.kinds}:
        event(kind)
    assert len(set(discovery.names)) == len(discovery.names)
    # Each link of these accounts is in the file, as a peering or with its kind.
    uids = {uid(name) for name in names}
    owners = {number: account for number, account, _region in VPCS}
    ids = [
        *(
            end["router_interface_id"]
            for own in estate["accounts"]
            if own["name"] in names
            for end in own["router_interfaces"]
        ),
        *(
            link["instance_id"]
            for link in estate["vpc_peer_connections"]
            if uids & {uid(owners[int(link[key].removeprefix("vpc-"))]) for key in ("vpc_id", "accepting_vpc_id")}
        ),
    ]
    assert [link for link in ids if link not in discovery.text] == []
    # Only unpaid bills and the rules of the role leave a pair out.
    for other in discovery.plan["discovered"]["others"]:
        if other["kind"] == "no peering":
            event(other["text"][:60])
            assert "a run would change it" not in other["text"], other["text"]
