# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The interface or route of an entry, among many that exist."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Interfaces, Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface

HAVE = RouterInterface(
    "cn-beijing", "initiator", "ri-1", name="one", router_id="vrt-1", peer_router_id="vrt-9", status="Idle"
)
WANT = RouterInterface("cn-beijing", "initiator", name="one", router_id="vrt-1", peer_router_id="vrt-9")


def like(interface: RouterInterface, **changes: t.Any) -> RouterInterface:
    return dataclasses.replace(interface, **changes)


@pytest.mark.parametrize(
    ("want", "interface_id"),
    [
        (WANT, "ri-1"),
        (like(WANT, name="another"), "ri-1"),
        (like(WANT, peer_router_id=None), "ri-1"),
        (like(WANT, peer_router_id="vrt-8"), None),
        (like(WANT, role="acceptor"), None),
        (like(WANT, role=None), "ri-1"),
        (like(WANT, region="cn-hangzhou"), None),
        (like(WANT, router_id="vrt-2"), None),
        (RouterInterface("cn-beijing", router_interface_id="ri-1"), "ri-1"),
        (RouterInterface("cn-beijing", router_interface_id="ri-2", router_id="vrt-1", name="one"), None),
    ],
    ids=str,
)
def test_the_interface_of_an_entry(want: RouterInterface, interface_id: str | None) -> None:
    interface = Interfaces([HAVE]).find(want)
    assert (interface.router_interface_id if interface else None) == interface_id


def test_a_name_finds_an_interface_without_a_peer() -> None:
    blank = like(HAVE, router_interface_id="ri-2", peer_router_id=None)
    assert Interfaces([like(HAVE, peer_router_id="vrt-8"), blank]).find(WANT) == blank


def test_several_candidates_are_named() -> None:
    with pytest.raises(RefusedError, match=r"could be any of ri-1 \(one, Idle\), ri-2 \(one, Idle\)"):
        Interfaces([HAVE, like(HAVE, router_interface_id="ri-2")]).find(WANT)


def test_routes_by_next_hop() -> None:
    several = RouteEntry("cn-beijing", "vtb-1", "10.2.0.0/16", "RouterInterface", "ri-1,ri-2", kind="Custom")
    custom = RouteEntry("cn-beijing", "vtb-1", "10.1.0.0/16", "RouterInterface", "ri-1", kind="Custom")
    local = RouteEntry("cn-beijing", "vtb-1", "10.0.1.0/24", "local", kind="System")
    service = RouteEntry("cn-beijing", "vtb-1", "100.64.0.0/10", "service", kind="System")
    routes = Routes([several, custom, local, service])
    assert (list(routes.custom_via("ri-1")), list(routes.custom_via("ri-2"))) == ([several, custom], [several])
    assert (list(routes.custom_via("ri-3")), list(routes.custom_via(None))) == ([], [])
    assert routes.custom == {("cn-beijing", "vtb-1"): 2}
    assert [str(block) for block in routes.local(("cn-beijing", "vtb-1"))] == ["10.0.1.0/24"]
    assert routes.by_key[custom.key] is custom
