# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever stands in an option: a clear error before anything is written, or a right result; never a traceback."""

from __future__ import annotations

import importlib
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.tests.examples import CHARACTERS, few
from ansible_collections.aliops.vpc.tests.modules.peers import OWN
from ansible_collections.aliops.vpc.tests.modules.runs import MODULES, A, B, Cloud, Result
from ansible_collections.aliops.vpc.tests.scenarios import pair

FEW = few(40)

NEW = {"role": "initiator", "vpc_id": "vpc-12345678", "peer_region": "cn-hangzhou", "peer_router_id": "vrt-BBB"}
# For each module, the option with the entries, and an entry that is fine.
GOOD: dict[str, tuple[str, dict[str, t.Any]]] = {
    "router_interfaces": ("interfaces", {**NEW, "name": "tutorial", "spec": "Mini.2"}),
    "router_interface_peers": (
        "peers",
        {
            "router_interface_id": "ri-A",
            "peer_router_interface_id": "ri-B",
            "peer_router_id": "vrt-BBB",
            "peer_account_id": B,
        },
    ),
    "router_interface_connections": ("connections", {"router_interface_id": "ri-A"}),
    "route_entries": (
        "entries",
        {"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"},
    ),
    "vpc_peer_connections": ("connections", OWN[A]),
    "vpcs_info": ("vpcs", {"vpc_id": "vpc-12345678"}),
}

STRINGS = [
    "",
    " ",
    "{{ 1 }}",
    "{{ lookup('pipe', 'id') }}",
    "{% raw %}",
    "yes",
    "on",
    "null",
    "~",
    "012",
    "1231579085529123",
    "名字",
    "na\u202eme",
    "a" * 300,
    "a\nb",
    "a\x00b",
    "http://name",
    "ri-",
    "vpc-12345678 ",
    "vrt-AAA,vrt-BBB",
    "../../etc/passwd",
    "cn-beijing/../",
    "cn-beijing.evil.example",
    "10.0.0.1/16",
    "0.0.0.0/0",
    "172.16.100.7/32",
    "2001:db8::/32",
    "::/0",
    "10.0.0.0/33",
    "10.0.0.0/255.255.0.0",
    "100.64.0.0/10",
    "192.168.100.0/25",
]
ODD: st.SearchStrategy[t.Any] = st.one_of(
    st.sampled_from(STRINGS),
    st.text(CHARACTERS, max_size=20),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.sampled_from(STRINGS), max_size=2),
    st.dictionaries(st.sampled_from(STRINGS), st.sampled_from(STRINGS), max_size=2),
)


def fields_of(module: str) -> list[str]:
    """Return the options of a module's entries."""
    spec = importlib.import_module(MODULES + module).ARGUMENT_SPEC
    return sorted(spec[GOOD[module][0]]["options"])


def is_explained(result: Result) -> bool:
    """Return whether a failure has a sentence as its message: a bug would leave the module as an exception."""
    return bool(result.get("failed")) and len(result["msg"]) < 20_000 and "Traceback" not in str(result)


@pytest.mark.parametrize("module", sorted(GOOD))
@FEW
@given(data=st.data())
def test_an_odd_value(cloud: Cloud, module: str, data: st.DataObject) -> None:
    """A run refuses what check mode refuses, and writes nothing if it does so before it calls the service."""
    option, good = GOOD[module]
    names = data.draw(st.lists(st.sampled_from(fields_of(module)), min_size=1, max_size=2, unique=True))
    odd: dict[str, t.Any] = {**good, **{name: data.draw(ODD, label=name) for name in names}}
    options: dict[str, t.Any] = {option: [odd]}
    cloud.load(**pair("Active" if module == "route_entries" else "Idle"))
    before = len(cloud.writes())
    predicted = cloud.run(module, A, check=True, **options)
    assert len(cloud.writes()) == before
    done = cloud.run(module, A, **options)
    if predicted.get("failed"):
        assert is_explained(predicted)
        assert is_explained(done)
        assert len(cloud.writes()) == before
    elif done.get("failed"):
        # The service names what only it can judge; and an id that an earlier task creates may be missing in check mode
        # only.
        assert is_explained(done)
        lacks = "needed for" in done["msg"] and len(cloud.writes()) == before
        assert lacks or done.get("error") or done.get("failures"), done["msg"]
    else:
        assert done.get("writes", []) == predicted.get("writes", []) == cloud.writes()[before:]


@pytest.mark.parametrize("module", sorted(set(GOOD) - {"vpcs_info"}))
def test_a_duplicate_entry_is_refused(cloud: Cloud, module: str) -> None:
    option, good = GOOD[module]
    cloud.load(**pair("Active" if module == "route_entries" else "Idle"))
    assert "is given more than once" in cloud.refused(module, A, **{option: [good, good]})


def test_a_very_long_list(cloud: Cloud) -> None:
    """More than the table has room for: the first entries are created, fifty in a call, and all others are named."""
    cloud.load(**pair("Active"))
    blocks = [f"10.{number // 200}.{number % 200}.0/24" for number in range(300)]
    entries = [{"route_table_id": "vtb-AAA", "destination": block, "next_hop_id": "ri-A"} for block in blocks]
    done = cloud.run("route_entries", A, entries=entries)
    assert done["failed"]
    assert 0 < len(done["failures"]) <= 100
    made = cloud.run("route_entries_info", A, route_table_ids=["vtb-AAA"], kinds=["Custom"])
    custom = {entry["destination"] for entry in made["route_entries"]}
    refused = {failure["entry"].split()[0] for failure in done["failures"]}
    assert custom | refused == set(blocks)
    assert custom.isdisjoint(refused)
