# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Longest-prefix matches against a naive implementation that looks at each address, and the verdicts made of them."""

from __future__ import annotations

import ipaddress
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.plugin_utils._reach import Router, Table, both_ways

WORLD = ipaddress.IPv4Network("10.1.2.0/25")


def entry(destination: str, hop: str = "ri-own", **more: t.Any) -> RouteEntry:
    given: dict[str, t.Any] = {"next_hop_type": "RouterInterface", "next_hop_id": hop, **more}
    return RouteEntry("cn-beijing", "vtb-1", destination, **given)


@st.composite
def networks(draw: st.DrawFn, shortest: int = 23) -> ipaddress.IPv4Network:
    """Draw a block inside WORLD, or one that covers a part of it and more."""
    address = draw(st.integers(int(WORLD.network_address), int(WORLD.broadcast_address)))
    length = draw(st.integers(shortest, 32) | st.sampled_from([0, 8, 16] if shortest < 25 else [32]))
    return ipaddress.IPv4Network((address, length), strict=False)


def naive(entries: list[RouteEntry], address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> RouteEntry | None:
    """Return the best match, after a look at every entry."""
    matches = [match for match in entries if address in ipaddress.ip_network(match.destination)]
    return max(matches, key=lambda match: ipaddress.ip_network(match.destination).prefixlen, default=None)


@given(st.lists(networks(), unique=True, max_size=12), networks(shortest=25))
def test_parts_have_the_best_entry_of_each_address(
    destinations: list[ipaddress.IPv4Network], block: ipaddress.IPv4Network
) -> None:
    entries = [entry(str(destination), f"ri-{number}") for number, destination in enumerate(destinations)]
    parts = Table(entries).parts(block)
    covered = [address for part, _entry in parts for address in part]
    assert covered == list(block)
    for part, match in parts:
        assert {naive(entries, address) for address in part} == {match}
    # As few parts as possible: no two parts that make up a larger block have the same entry.
    matches = dict(parts)
    for part, match in parts:
        if part.prefixlen > block.prefixlen:
            (other,) = (subnet for subnet in part.supernet().subnets() if subnet != part)
            assert other not in matches or matches[other] is not match


def test_versions_of_ip_do_not_mix() -> None:
    table = Table([entry("::/0"), entry("0.0.0.0/0")])
    for block in (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8::/32")):
        ((part, match),) = table.parts(block)
        assert part == block
        assert match
        assert ipaddress.ip_network(match.destination).version == block.version


def test_a_prefix_list_is_no_block() -> None:
    """A table may hold one, and its blocks are not known here."""
    table = Table([entry("pl-0123456789", "vpn-1"), entry("10.0.0.0/8")])
    assert table.best(ipaddress.ip_network("10.1.0.0/16")) == entry("10.0.0.0/8")


def test_of_one_destination_the_services_own_entry_counts() -> None:
    own = entry("10.0.0.0/8", "", next_hop_type="local", kind="System")
    assert Table([entry("10.0.0.0/8", kind="Custom"), own]).best(ipaddress.ip_network("10.1.0.0/16")) == own


@pytest.mark.parametrize(
    ("match", "outcome"),
    [
        (None, "black_hole"),
        (entry("10.0.0.0/8"), "peered"),
        (entry("10.0.0.0/8", status="Available"), "peered"),
        (entry("10.0.0.0/8", status="Pending"), "black_hole"),
        (entry("10.0.0.0/8", "ri-other"), "captured"),
        (entry("10.0.0.0/8", "ri-gone"), "black_hole"),
        (entry("10.0.0.0/8", "ri-own,ri-other"), "captured"),
        (entry("10.0.0.0/8", "i-1", next_hop_type="Instance"), "captured"),
        (entry("10.0.0.0/8", "", next_hop_type="local"), "captured"),
    ],
)
def test_outcomes(match: RouteEntry | None, outcome: str) -> None:
    assert Router({}, {}, (), frozenset({"ri-own", "ri-other"})).outcome(match, "ri-own") == outcome


def test_an_interface_that_is_not_active_carries_nothing() -> None:
    assert Router({}, {}, (), frozenset()).outcome(entry("10.0.0.0/8"), "ri-own") == "black_hole"


@pytest.mark.parametrize(
    ("forward", "backward", "verdict"),
    [
        ("reachable", "reachable", "reachable"),
        ("reachable", "black_hole", "one_way"),
        ("captured", "reachable", "one_way"),
        ("captured", "black_hole", "captured"),
        ("black_hole", "black_hole", "black_hole"),
    ],
)
def test_both_ways(forward: str, backward: str, verdict: str) -> None:
    assert both_ways(forward, backward) == verdict
