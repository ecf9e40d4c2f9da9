# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules and the service accept what the plan accepts: a run is refused before its first write, or not at all.

Peerings by both methods among four VPCs of two accounts, with whatever a user may write. The audit of a written peering
is green, and a second run writes nothing.
"""

from __future__ import annotations

import itertools
import typing as t

from ansible.errors import AnsibleFilterError
from hypothesis import event, given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.examples import few
from ansible_collections.aliops.vpc.tests.modules.role import Role
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud
from ansible_collections.aliops.vpc.tests.scenarios import merged, pair, route, tutorial_vpc, vpc

BLOCKS = [
    "172.16.100.0/24",
    "172.16.0.0/16",
    "172.16.100.7/32",
    "172.16.100.0/255.255.255.0",
    "192.168.0.0/16",
    "10.7.0.0/16",
    "10.0.0.0/8",
    "10.0.0.1/8",
    "0.0.0.0/0",
    "100.64.0.0/10",
    "100.64.1.0/24",
    "224.0.0.0/4",
    "2408:4001:1::/64",
]
ROUTES = st.one_of(st.none(), st.none(), st.none(), st.lists(st.sampled_from(BLOCKS), max_size=2))
NAMES = st.sampled_from([*[None] * 12, "own", "own", "-", "x", "http://x", "ü"])
VPCS = [("a", "vpc-12345678"), ("a", "vpc-hub"), ("b", "vpc-87654321"), ("b", "vpc-twin")]
REGIONS = {"a": "cn-beijing", "b": "cn-hangzhou"}


@st.composite
def sides(draw: st.DrawFn) -> dict[str, t.Any]:
    account, vpc_id = draw(st.sampled_from(VPCS))
    side = {"account": account, "region": REGIONS[account], "vpc_id": vpc_id}
    return {**side, "routes": draw(ROUTES), "interface_name": draw(NAMES)}


METHODS = st.sampled_from(["router_interface", "vpc_peer", "vpc_peer"])
BANDWIDTHS = st.sampled_from([None, None, 100, 1024])
LINK_TYPES = st.sampled_from([None, None, "Gold", "Platinum"])
TAGS = st.sampled_from([None, None, {"team": "net"}])
# Between which sides the estate may have a connection already, and in which states it may be.
STATUSES = ["Creating", "Accepting", "Updating", "Activated", "Activated", "Deleting", "Rejected", "Expired"]
PEERING_NAMES = ["one", "two", "three", "four", "five", "six", "1st", "a b", "x"]
PEERING = st.fixed_dictionaries(
    {
        "name": st.sampled_from(PEERING_NAMES),
        "initiator": sides(),
        "acceptor": sides(),
    },
    optional={
        "spec": st.sampled_from([*["Small.1"] * 6, "Large.2", "Huge", "Negative", "small.1"]),
        "routes": st.sampled_from(["vswitches", "vswitches", "vpc", "none"]),
        "tables": st.sampled_from(["system", "used"]),
        "state": st.sampled_from(["present", "present", "absent"]),
        "method": st.sampled_from(["router_interface", "vpc_peer", "vpc_peer", "cen"]),
        "bandwidth": st.sampled_from([100, 100, 0, 2000]),
        "link_type": st.sampled_from(["Gold", "Platinum", "Silver"]),
        "tags": st.sampled_from([{"team": "net"}, {"acs:x": "y"}]),
    },
)
# What most users write: a pair of VPCs once, and nothing odd.
PAIRS = [
    {
        "name": f"pair-{number}",
        "initiator": {"account": account, "region": REGIONS[account], "vpc_id": vpc_id},
        "acceptor": {"account": other, "region": REGIONS[other], "vpc_id": other_id},
    }
    for number, ((account, vpc_id), (other, other_id)) in enumerate(itertools.combinations(VPCS, 2))
]


@st.composite
def sensible_peerings(draw: st.DrawFn) -> dict[str, t.Any]:
    """A peering with the keys that its method and its regions have."""
    pair: dict[str, t.Any] = draw(st.sampled_from(PAIRS))
    peering: dict[str, t.Any] = {
        **pair,
        "method": draw(METHODS),
        "routes": draw(st.sampled_from(["vswitches", "vswitches", "none"])),
        "tables": draw(st.sampled_from(["used", "system"])),
        "state": draw(st.sampled_from(["present", "present", "absent"])),
        "tags": draw(TAGS),
    }
    if peering["method"] == "vpc_peer" and pair["initiator"]["region"] != pair["acceptor"]["region"]:
        peering |= {"bandwidth": draw(BANDWIDTHS), "link_type": draw(LINK_TYPES)}
    return peering


SENSIBLE = st.lists(sensible_peerings(), min_size=1, max_size=3, unique_by=lambda peering: peering["name"])
ODD = st.lists(PEERING, min_size=1, max_size=3)
DEFAULTS = st.fixed_dictionaries(
    {"spec": st.sampled_from([*["Small.1"] * 8, "Huge", None])},
    optional={
        "routes": st.sampled_from(["vpc", "none"]),
        "state": st.just("absent"),
        "method": METHODS,
        "bandwidth": BANDWIDTHS,
    },
)
# Checks of the service's rules, which a user may skip.
SKIPPED = st.lists(
    st.sampled_from(["name", "route_overlap", "vswitch_overlap", "one_pair", "itself", "ipv6"]), max_size=2
)
OPTIONS = st.fixed_dictionaries(
    {
        "on_conflict": st.sampled_from(["fail", "replace"]),
        "purge_routes": st.booleans(),
        "adopt": st.sampled_from(["warn", "always", "never"]),
    }
)


@st.composite
def existing_connections(draw: st.DrawFn) -> dict[str, t.Any]:
    """A connection between two of the VPCs, with the name of a peering or another one."""
    number, (requester, accepter) = draw(st.sampled_from(list(enumerate(itertools.permutations(VPCS, 2)))))
    return {
        "instance_id": f"pcc-{number}",
        "vpc_id": requester[1],
        "accepting_vpc_id": accepter[1],
        "status": draw(st.sampled_from(STATUSES)),
        "name": draw(st.sampled_from(["one", "pair-0", "theirs"])),
    }


@st.composite
def estates(draw: st.DrawFn) -> dict[str, t.Any]:
    """The tutorial's two VPCs, a hub with custom tables, a VPC whose blocks are those of another; maybe some links."""
    tables = [{"route_table_id": "vtb-hub-2", "vswitch_ids": ["vsw-hub-2"]}, {"route_table_id": "vtb-hub-3"}]
    hub = vpc("hub", "cn-beijing", "10.0.0.0/8", "10.9.1.0/24", "10.9.2.0/24", route_tables=tables)
    twin = vpc("twin", "cn-hangzhou", "172.16.0.0/16", draw(st.sampled_from(["172.16.100.0/24", "172.16.7.0/24"])))
    own, other = tutorial_vpc("initiator"), tutorial_vpc("acceptor", cidr_block="172.16.0.0/16")
    status = draw(st.sampled_from([None, "Active", "Inactive"]))
    if status:
        blocks = draw(st.lists(st.sampled_from(["172.16.100.0/24", "10.7.0.0/16"]), max_size=2, unique=True))
        own["routes"] = [route(block, "ri-A") for block in blocks]
    links = draw(
        st.lists(
            existing_connections(),
            max_size=2,
            unique_by=lambda link: frozenset((link["vpc_id"], link["accepting_vpc_id"])),
        )
    )
    return merged(
        pair(status) if status else {},
        initiator={"vpcs": [own, hub]},
        acceptor={"vpcs": [other, twin]},
        vpc_peer_connections=links,
    )


@few(40)
@given(
    estate=estates(),
    connections=st.one_of(SENSIBLE, SENSIBLE, ODD),
    defaults=DEFAULTS,
    skip=SKIPPED,
    options=OPTIONS,
)
def test_a_run_is_refused_before_its_first_write_or_not_at_all(
    simulator: Simulator,
    estate: dict[str, t.Any],
    connections: list[dict[str, t.Any]],
    defaults: dict[str, t.Any],
    skip: list[str],
    options: dict[str, t.Any],
) -> None:
    cloud = Cloud(simulator)
    cloud.load(**estate)
    role = Role({"a": cloud.account(A), "b": cloud.account(B)}, connections, defaults, {**options, "skip_checks": skip})
    try:
        refused = role.run("present")
    except (RefusedError, AnsibleFilterError):
        assert cloud.writes() == []
        event("refused as input")
        return
    if refused:
        assert cloud.writes() == [], refused
        event("refused by the plan")
        return
    event("written" if cloud.writes() else "nothing to do")
    written = len(cloud.writes())
    assert role.run("present") == []
    assert len(cloud.writes()) == written
    run = role.read("audit")
    if options["purge_routes"] and not {"name", "vswitch_overlap", "route_overlap"} & set(skip):
        findings = peering_audit(run.input, run.read)["findings"]
        rules = {
            *("route_missing", "route_surplus", "route_not_available"),
            *("interface_not_active", "connection_missing", "connection_not_activated"),
        }
        ours = [
            finding
            for finding in findings
            if finding["rule"] in rules and "system" not in {peering["tables"] for peering in run.input["connections"]}
        ]
        assert ours == []
