# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the router interfaces that a task names: resolves their routers and lists what is on them. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Key, key_of, peer_key_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import PEER_FIELDS


def read_interfaces(client: Client, want: t.Sequence[RouterInterface]) -> list[RouterInterface]:
    """Return existing interfaces, those of ``want`` among them: one list for each region."""
    regions = sorted({entry.region for entry in want})

    def in_region(region: str) -> list[RouterInterface]:
        entries = [entry for entry in want if entry.region == region]
        if all(entry.router_interface_id for entry in entries):
            ids = {t.cast(str, entry.router_interface_id) for entry in entries}
            return _vpc.describe_router_interfaces(client, region, {"RouterInterfaceId": ids})
        if all(entry.router_id and not entry.router_interface_id for entry in entries):
            routers = {t.cast(str, entry.router_id) for entry in entries}
            return _vpc.describe_router_interfaces(client, region, {"RouterId": routers})
        return _vpc.describe_router_interfaces(client, region)

    return [interface for _region, interfaces in client.results(in_region, regions) for interface in interfaces]


class KnownInterfaces:
    """The router interfaces that earlier tasks have returned, by which entries without an id are looked up first.

    ``new_ids`` are those of interfaces that were just created: lists show them late, so what is known has to do.
    """

    def __init__(self, records: t.Iterable[dict[str, t.Any]]) -> None:
        fields = {field.name for field in dataclasses.fields(RouterInterface)}
        self._by_key: dict[Key, RouterInterface] = {}
        self.new_ids: set[str | None] = set()
        # The new ones that have their peers, or would have in check mode, where nothing has an id yet.
        self._created_with_peer: set[Key] = set()
        created: set[Key] = set()
        for record in records:
            known = {key: value for key, value in record.items() if key in fields}
            interface = RouterInterface(**{"region": "", **known})
            created |= {key_of(interface)} if record.get("action") == "created" else set()
            if record.get("action") in ("created", "recreated"):
                self._note_new(interface, created)
            self._by_key[key_of(interface)] = interface

    def _note_new(self, interface: RouterInterface, created: t.Container[Key]) -> None:
        own, peer = key_of(interface), self._by_key.get(peer_key_of(interface))
        if interface.router_interface_id:
            self.new_ids.add(interface.router_interface_id)
            self._created_with_peer |= {own} if interface.peer_router_interface_id else set()
        elif peer:
            self._created_with_peer.add(own)
            # The earlier end of a new pair gets its peer in the same task.
            pair = own in created and key_of(peer) in created
            self._created_with_peer |= {key_of(peer)} if pair and peer.peer_account_id else set()

    def has_peer(self, entry: RouterInterface) -> bool:
        """Return whether the interface of an entry was just created with the peer that the entry names."""
        key = key_of(entry)
        if key not in self._created_with_peer:
            return False
        own = self._by_key[key]
        fields = PEER_FIELDS if own.router_interface_id else PEER_FIELDS[1:]
        return all(getattr(entry, field) in (None, getattr(own, field)) for field in fields)

    def with_ids(self, want: t.Iterable[RouterInterface]) -> list[RouterInterface]:
        """Return the entries with their own ids and their peers', as far as they are known."""
        return [self._with_ids(entry) for entry in want]

    def is_new(self, entry: RouterInterface) -> bool:
        """Return whether an earlier task has just created the interface of an entry."""
        return entry.router_interface_id in self.new_ids

    def _with_ids(self, entry: RouterInterface) -> RouterInterface:
        own = self._by_key.get(key_of(entry))
        # Where an entry leaves out the region of its peer, its own record has it.
        peer = self._by_key.get(peer_key_of(own or entry))
        return dataclasses.replace(
            entry,
            router_interface_id=entry.router_interface_id or (own.router_interface_id if own else None),
            peer_router_interface_id=entry.peer_router_interface_id or (peer.router_interface_id if peer else None),
        )


def with_routers(client: Client, want: t.Sequence[RouterInterface], *, may_lack: bool = False) -> list[RouterInterface]:
    """Return the entries with the router of each VPC that was given instead of one.

    Raises OptionError for a VPC that is not there; with ``may_lack`` its entry stays without a router.
    """
    routers: dict[tuple[str, str], str | None] = {}
    for region in sorted({entry.region for entry in want if entry.vpc_id and not entry.router_id}):
        ids = {entry.vpc_id for entry in want if entry.region == region and entry.vpc_id}
        routers.update({(region, vpc.vpc_id): vpc.router_id for vpc in _vpc.describe_vpcs(client, region, ids)})
    lacking = [entry for entry in want if entry.vpc_id and not routers.get((entry.region, entry.vpc_id))]
    if lacking and not may_lack:
        raise OptionError(" ".join(f"There is no VPC {entry.vpc_id} in {entry.region}." for entry in lacking))
    return [
        dataclasses.replace(entry, router_id=routers.get((entry.region, entry.vpc_id)), router_type="VRouter")
        if entry.vpc_id
        else entry
        for entry in want
    ]
