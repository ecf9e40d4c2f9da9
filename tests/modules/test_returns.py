# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules return the keys that RETURN documents, with their types, and each documented key is returned.

Each module is run so that every documented key has a value once; a key without a value may stand in any other result.
"""

from __future__ import annotations

import copy
import importlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.modules.peers import LINK, OWN, accounts, connection
from ansible_collections.aliops.vpc.tests.modules.runs import MODULES, A, B, Cloud
from ansible_collections.aliops.vpc.tests.modules.test_examples import NAMES
from ansible_collections.aliops.vpc.tests.scenarios import border_routers, merged, pair, route, tutorial_vpc, vpc

# Ansible's own keys, which no module documents.
OF_ANSIBLE = {"changed", "diff", "exception", "failed", "invocation", "msg"}
TYPES: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "list": list,
    "dict": dict,
    "raw": object,
}

DRESSED: dict[str, t.Any] = {"name": "full", "description": "with everything", "tags": {"team": "net"}}
CHECKED: dict[str, t.Any] = {
    "health_check_source_ip": "192.168.1.9",
    "health_check_target_ip": "172.16.1.9",
    "health_check_rate": 2000,
    "health_check_threshold": 8,
}
NEW = {"role": "initiator", "vpc_id": "vpc-12345678", "spec": "Large.1", "peer_region": "cn-hangzhou", **DRESSED}
NEW["peer_router_id"] = "vrt-BBB"
ROUTE = {"route_table_id": "vtb-AAA", "destination": "172.16.9.0/24", "next_hop_id": "ri-A"}
ROUTE = {**ROUTE, "name": "office", "description": "to the office"}
HOPS = [{"next_hop_id": f"ri-vpc-{number}", "weight": 100} for number in (1, 2)]
PEER = {"router_interface_id": "ri-A", "peer_account_id": B, "peer_router_id": "vrt-BBB"}
HOME_PEER = {"peer_account_id": A, "peer_router_id": "vbr-1", "peer_router_interface_id": "ri-line-1"}
LINE_PEER = {"peer_account_id": A, "peer_router_id": "vrt-AAA", "peer_router_interface_id": "ri-vpc-1"}
NAMED = {**PEER, "peer_router_interface_id": "ri-B"}
WRONG_KEY = {"access_key_secret": "wrong"}

UNNAMED = pair("Idle", initiating={"opposite_interface_id": ""})
LINES = border_routers(1, 2)
LINES["initiator"]["router_interfaces"][1]["opposite_access_point_id"] = "ap-1"
VPC = tutorial_vpc(
    "initiator",
    name="production",
    description="all of it",
    tags={"env": "prod"},
    routes=[route("172.16.0.0/16", "ri-A", name="one", description="first")],
    route_tables=[{"route_table_id": "vtb-own", "vswitch_ids": ["vsw-AAA"]}],
)
ROUTED = merged(pair("Active"), initiator={"vpcs": [VPC]})

SUBSETS = ["vswitches", "route_tables", "route_entries", "router_interfaces"]


def refusing(action: str) -> dict[str, t.Any]:
    """Return, as a change for ``load``, that an action is refused."""
    return {"faults": [{"kind": "error", "action": action, "code": "Forbidden.RAM"}]}


# No read shows the latest write.
UNSEEN = {"faults": [{"kind": "stale_read", "action": "Describe*", "writes": 1}]}

UNSEEN_PEERS = {"faults": [{"kind": "stale_read", "action": "GetVpcPeer*", "writes": 1}]}

# No list shows a new interface.
UNLISTED = {"delays": {"create_lag": 1000.0}}

IDLE_LINES = copy.deepcopy(LINES)
for interface in IDLE_LINES["initiator"]["router_interfaces"]:
    interface["status"] = "Idle"
BOTH_ENDS: list[dict[str, t.Any]] = [{"router_interface_id": f"ri-{name}", **DRESSED} for name in ("line-1", "vpc-1")]
BOTH_ENDS[1].update(CHECKED)
DRESS_BOTH = ("router_interfaces", {"interfaces": BOTH_ENDS})
BOTH_LINES = [{"route_table_id": "vtb-AAA", "destination": "10.0.0.0/16", "next_hops": HOPS}]

PEER_DRESS: dict[str, t.Any] = {**DRESSED, "resource_group_id": "rg-a"}
PEERED = {**OWN[A], **PEER_DRESS, "bandwidth": 10, "link_type": "Gold"}

HOME = {"region": "cn-beijing", "vpc_id": "vpc-12345678"}
TO_SPARE = {**HOME, "vpc_id": "vpc-spare"}
UNLISTED_PEERS = {"delays": {"vpc_peer_create_lag": 1000.0}}
TO_PARTNER = {
    "name": "prod-shared",
    "method": "vpc_peer",
    "initiator": HOME,
    "acceptor": {"account": "shared", "account_id": B, "region": "cn-hangzhou", "vpc_id": "vpc-87654321"},
}
SPARE: dict[str, t.Any] = {
    "initiator": {"vpcs": [tutorial_vpc("initiator"), vpc("spare", "cn-beijing", "10.9.0.0/16", "10.9.1.0/24")]}
}

# For each module, which scenario it begins with (changes of the tutorial's), and its options. What stands
# under "first" is done before.
RUNS: dict[str, list[tuple[dict[str, t.Any], dict[str, t.Any]]]] = {
    "router_interfaces": [
        ({}, {"interfaces": [NEW]}),
        (pair("Active"), {"interfaces": [{"router_interface_id": "ri-A", "spec": "Large.2"}]}),
        (pair("Active"), {"interfaces": [{"router_interface_id": "ri-A", "peer_router_id": "vrt-CCC"}]}),
        (LINES, {"interfaces": BOTH_ENDS}),
        (refusing("CreateRouterInterface"), {"interfaces": [NEW]}),
        (UNLISTED, {"interfaces": [NEW]}),
    ],
    "router_interface_peers": [
        (UNNAMED, {"peers": [NAMED]}),
        (pair("Active"), {"peers": [{**NAMED, "peer_router_interface_id": "ri-C"}]}),
        ({**UNNAMED, **refusing("Modify*")}, {"peers": [NAMED]}),
        ({**pair("Active"), **UNSEEN}, {"peers": [{**NAMED, "peer_router_interface_id": "ri-C"}], "recreate": True}),
        (IDLE_LINES, {"first": DRESS_BOTH, "peers": [{**HOME_PEER, "router_interface_id": "ri-vpc-1"}]}),
        (IDLE_LINES, {"first": DRESS_BOTH, "peers": [{**LINE_PEER, "router_interface_id": "ri-line-1"}]}),
    ],
    "router_interface_connections": [
        (pair("Idle"), {"connections": [{"router_interface_id": "ri-A"}]}),
        (UNNAMED, {"connections": [{"router_interface_id": "ri-A"}]}),
        ({**pair("Idle"), **refusing("Connect*")}, {"connections": [{"router_interface_id": "ri-A"}]}),
        (
            LINES,
            {
                "first": DRESS_BOTH,
                "connections": [{"router_interface_id": f"ri-{name}"} for name in ("line-1", "vpc-1")],
            },
        ),
        (pair("Active", "Inactive"), {"connections": [{"router_interface_id": "ri-A"}]}),
    ],
    "route_entries": [
        (pair("Active"), {"entries": [ROUTE]}),
        (LINES, {"entries": BOTH_LINES}),
        (pair("Active"), {"entries": [{**ROUTE, "destination": "100.64.1.0/24"}]}),
        ({**pair("Active"), **refusing("CreateRoute*")}, {"entries": [ROUTE]}),
        ({**pair("Active"), **UNSEEN}, {"entries": [ROUTE]}),
    ],
    "router_interfaces_info": [
        (pair("Active"), {"query": "[].status"}),
        (LINES, {"first": DRESS_BOTH}),
        ({}, WRONG_KEY),
    ],
    "route_entries_info": [
        (ROUTED, {"vpc_ids": ["vpc-12345678"], "query": "[].destination"}),
        (LINES, {"first": ("route_entries", {"entries": BOTH_LINES}), "vpc_ids": ["vpc-12345678"]}),
        ({}, {"vpc_ids": ["vpc-12345678"], **WRONG_KEY}),
    ],
    "vpc_peer_connections": [
        ({}, {"connections": [PEERED]}),
        ({}, {"both": True, "connections": [{**LINK, "peer_tags": {"b": "2"}, "peer_resource_group_id": "rg-b"}]}),
        (connection("Activated"), {"connections": [PEERED]}),
        (connection("Accepting", managed_service="SWAS"), {"connections": [OWN[A]]}),
        (connection("Accepting"), {"connections": [PEERED]}),
        (connection("Rejected"), {"connections": [OWN[A]]}),
        (refusing("CreateVpcPeer*"), {"probe": False, "connections": [PEERED]}),
        ({**connection("Activated"), **refusing("DeleteVpcPeer*")}, {"state": "absent", "connections": [OWN[A]]}),
        (UNSEEN_PEERS, {"connections": [PEERED]}),
    ],
    "vpc_peer_connections_info": [
        (connection("Accepting", **PEER_DRESS, managed_service="SWAS"), {"query": "[].status"}),
        ({}, WRONG_KEY),
    ],
    "cloud_check_info": [
        (connection("Accepting"), {"peerings": [TO_PARTNER]}),
        ({}, WRONG_KEY),
    ],
    "cloud_measurement": [
        (SPARE, {"initiator": HOME, "acceptor": TO_SPARE}),
        ({**SPARE, **refusing("DeleteVpcPeer*")}, {"initiator": HOME, "acceptor": TO_SPARE}),
        ({**SPARE, **UNLISTED_PEERS}, {"initiator": HOME, "acceptor": TO_SPARE, "step_timeout": 1}),
        (merged(pair("Active"), SPARE), {"initiator": HOME, "acceptor": TO_SPARE}),
    ],
    "vpcs_info": [
        (ROUTED, {"gather_subset": SUBSETS, "query": "[].name"}),
        (connection("Accepting"), {"gather_subset": ["vpc_peer_connections", "cdt"]}),
        ({**ROUTED, **refusing("DescribeVSwitches")}, {"gather_subset": ["vswitches_by_table"]}),
        ({}, {"as_json": True}),
        ({}, {"vpcs": [{"vpc_id": "vpc-none"}, {"router_id": "vrt-none"}, {"name": "none"}]}),
        ({}, {"regions": ["cn-beijing"], "gather_subset": ["router_interfaces"]}),
        (refusing("DescribeVpcs"), {}),
        ({}, WRONG_KEY),
    ],
}


def compare(value: t.Any, documented: dict[str, t.Any], path: str, seen: set[str]) -> t.Iterator[str]:
    """Yield the differences between a value and its documentation; add its path to ``seen``."""
    if value is None:
        return
    seen.add(path)
    kind = documented["type"]
    if not isinstance(value, TYPES[kind]) or (kind == "int" and isinstance(value, bool)):
        yield f"{path}: {value!r} is no {kind}"
    elements = value if isinstance(value, list) else [value]
    if kind == "list":
        wrong = [element for element in elements if not isinstance(element, TYPES[documented["elements"]])]
        yield from (f"{path}: {element!r} is no {documented['elements']}" for element in wrong)
    for element in elements if "contains" in documented else ():
        yield from compare_keys(element, documented["contains"], path + ".", seen)


def compare_keys(
    returned: dict[str, t.Any], documented: dict[str, t.Any], path: str, seen: set[str]
) -> t.Iterator[str]:
    """Yield the differences between the keys of a dict and the documented ones."""
    yield from (f"{path}{key} is not documented" for key in returned if key not in documented)
    for key in documented:
        yield from compare(returned.get(key), documented[key], path + key, seen)


def all_keys(documented: dict[str, t.Any], path: str = "") -> t.Iterator[str]:
    """Yield the path of each documented key."""
    for key, details in documented.items():
        yield path + key
        yield from all_keys(details.get("contains", {}), f"{path}{key}.")


def test_every_module_is_run() -> None:
    assert sorted(RUNS) == NAMES


@pytest.mark.parametrize("name", sorted(RUNS))
def test_the_returned_keys_are_the_documented_ones(cloud: Cloud, name: str) -> None:
    documented = yaml.safe_load(importlib.import_module(MODULES + name).RETURN)
    seen: set[str] = set()
    for scenario, given in RUNS[name]:
        for check, named in ((True, False), (False, False), (False, True)):
            cloud.load(**copy.deepcopy(scenario))
            options = dict(given)
            first = options.pop("first", None)
            assert not (first and cloud.run(first[0], **first[1]).get("failed"))
            if options.pop("both", False):
                options["accounts"] = accounts(cloud)
            elif named:
                own = {key: options.pop(key) for key in WRONG_KEY if key in options}
                options["accounts"] = [{"name": "production", **cloud.account(A), **own}]
            result = cloud.run(name, check=check, verbosity=1, **options)
            returned = {key: value for key, value in result.items() if key not in OF_ANSIBLE}
            assert list(compare_keys(returned, documented, "", seen)) == [], (options, result.get("msg"))
    if "throttled_at" in documented:
        cloud.load(**copy.deepcopy(RUNS[name][0][0]))
        passed_on = cloud.run(name, as_json=True, throttled_at={"CreateRouterInterface": 300}, **RUNS[name][0][1])
        returned = {key: value for key, value in passed_on.items() if key not in OF_ANSIBLE}
        assert list(compare_keys(returned, documented, "", seen)) == []
    assert sorted(set(all_keys(documented)) - seen) == [], "documented, but never returned"
