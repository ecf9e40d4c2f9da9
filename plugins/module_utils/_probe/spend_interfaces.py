# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pair of router interfaces that is made to measure how long its states, lists and views take."""

from __future__ import annotations

import dataclasses
import functools
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import ACCEPTOR_SPEC
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._probe.spend import NAME, Site, first_times

SMALLEST = "Mini.2"
NOT_SOLD = "COMMODITY.INVALID_COMPONENT"
BY = "measured with a pair of check_spend"


@dataclasses.dataclass
class InterfaceLink:
    """One pair, whose initiator is at the first site."""

    initiator: Site
    acceptor: Site
    timeout: float
    ids: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def _sites(self) -> tuple[tuple[str, Site, Site], ...]:
        return (("initiator", self.initiator, self.acceptor), ("acceptor", self.acceptor, self.initiator))

    def foreign(self) -> list[str]:
        """Return the interfaces on either router that have another name."""
        rows = [row for _role, site, _peer in self._sites for row in self._on_router(site)]
        return sorted(str(row.router_interface_id) for row in rows if row.name != NAME)

    def make(self) -> t.Iterator[Settled]:
        """Create, name and connect; yield the lags of lists and peers, and the delay of the connection."""
        yield from self._create()
        client, region = self.initiator.client, self.initiator.region
        named = RouterInterface(
            region=region,
            peer_router_id=self.acceptor.router_id,
            peer_router_interface_id=self.ids["acceptor"],
            peer_account_id=self.acceptor.account_id,
        )
        vpc.modify_router_interface_attribute(client, self.ids["initiator"], named)
        connected = self._times({"accepted": self._connects})
        yield Settled("opposite_lag", connected["accepted"], BY)
        yield Settled("connect_delay", self._times({"up": lambda: self._status("initiator") == "Active"})["up"], BY)
        self._times({"up": lambda: self._status("acceptor") == "Active"})

    def _create(self) -> t.Iterator[Settled]:
        for role, site, peer in self._sites:
            first = role == "initiator"
            want = RouterInterface(
                region=site.region,
                router_id=site.router_id,
                role=role,
                spec=SMALLEST if first else ACCEPTOR_SPEC,
                name=NAME,
                peer_region=peer.region,
                peer_router_id=None if first else peer.router_id,
                peer_router_interface_id=None if first else self.ids["initiator"],
                peer_account_id=None if first else peer.account_id,
            )
            try:
                self.ids[role] = vpc.create_router_interface(site.client, want, uuid.uuid4().hex)
            except CallError as error:
                if error.code == NOT_SOLD and first:
                    yield Settled("vpc_initiators_sold", False, f"the code {error.code}")
                raise
            times = self._times({"listed": functools.partial(self._is_listed, role)})
            if first:
                yield Settled("vpc_initiators_sold", True, BY)
                yield Settled("create_lag", times["listed"], BY)

    def _connects(self) -> bool:
        """Try to connect once; the service refuses it as long as it does not know both peers."""
        client, region = self.initiator.client, self.initiator.region
        try:
            client.call_once("ConnectRouterInterface", region, RouterInterfaceId=self.ids["initiator"])
        except CallError as error:
            if error.code == "IncorrectOppositeInterfaceInfo.NotSet":
                return False
            # The reply to an earlier attempt was lost.
            if error.code not in vpc.CONNECTED_ALREADY:
                raise
        return True

    def remove(self) -> t.Iterator[Settled]:
        """Deactivate and delete; yield the delays, and the lag of the other side's view."""
        client, region = self.initiator.client, self.initiator.region
        vpc.deactivate_router_interface(client, region, self.ids["initiator"])
        times = self._times(
            {
                "inactive": lambda: self._status("initiator") == "Inactive",
                "seen": lambda: getattr(self._read("acceptor"), "peer_status", None) == "Inactive",
            }
        )
        yield Settled("deactivate_delay", times["inactive"], BY)
        yield Settled("peer_view_lag", round(max(times["seen"] - times["inactive"], 0.0), 1), BY)
        vpc.delete_router_interface(client, region, self.ids["initiator"], uuid.uuid4().hex)
        yield Settled("delete_delay", self._times({"gone": lambda: self._read("initiator") is None})["gone"], BY)
        del self.ids["initiator"]

    def sweep(self) -> list[str]:
        """Deactivate and delete whatever interface on either router has the name of the check."""
        left: list[str] = []
        for role, site, _peer in self._sites:
            for row in self._on_router(site):
                if row.name == NAME:
                    self.ids[role] = str(row.router_interface_id)
                    try:
                        self._remove(role, site)
                    except VpcError as error:
                        left.append(f"{row.router_interface_id}: {error}")
            left += self._delete_unlisted(role, site)
        return left

    def _delete_unlisted(self, role: str, site: Site) -> list[str]:
        """Delete an interface that no list shows yet; return why it could not be deleted."""
        try:
            if role in self.ids and self._read(role) is None:
                vpc.delete_router_interface(site.client, site.region, self.ids[role], uuid.uuid4().hex)
                del self.ids[role]
        except VpcError as error:
            return [str(error)]
        return []

    def _remove(self, role: str, site: Site) -> None:
        self._times({"settled": lambda: self._status(role) in (None, "Idle", "Active", "Inactive", "Deleting")})
        if self._status(role) == "Active":
            vpc.deactivate_router_interface(site.client, site.region, self.ids[role])
            self._times({"inactive": lambda: self._status(role) in (None, "Inactive")})
        if self._status(role) in ("Idle", "Inactive"):
            vpc.delete_router_interface(site.client, site.region, self.ids[role], uuid.uuid4().hex)
        self._times({"gone": lambda: self._read(role) is None})
        del self.ids[role]

    def _times(self, conditions: t.Mapping[str, t.Callable[[], bool]]) -> dict[str, float]:
        return first_times(self.initiator.client, conditions, self.timeout)

    def _status(self, role: str) -> str | None:
        current = self._read(role)
        return current.status if current else None

    def _is_listed(self, role: str) -> bool:
        return self._read(role) is not None

    def _read(self, role: str) -> RouterInterface | None:
        site = self.initiator if role == "initiator" else self.acceptor
        filters = {"RouterInterfaceId": [self.ids[role]]}
        return next(iter(vpc.describe_router_interfaces(site.client, site.region, filters)), None)

    def _on_router(self, site: Site) -> list[RouterInterface]:
        return vpc.describe_router_interfaces(site.client, site.region, {"RouterId": [site.router_id]})
