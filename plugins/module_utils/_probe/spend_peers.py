# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A VPC peering connection that is made to measure how long its states and lists take."""

from __future__ import annotations

import dataclasses
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import cdt, vpc_peer
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError, WaitError
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._probe.spend import NAME, Site, first_times

GONE = "Deleted"
BY = "measured with a connection of check_spend"


@dataclasses.dataclass
class ConnectionLink:
    """One connection from the first site to the second."""

    requester: Site
    accepter: Site
    timeout: float
    connection_id: str | None = None

    def foreign(self) -> list[str]:
        """Return the connections of either VPC that have another name."""
        return sorted({str(row.vpc_peer_connection_id) for row in self._rows() if row.name != NAME})

    def make(self) -> t.Iterator[Settled]:
        """Request and accept; yield the delays of both, and whether CDT was opened by it."""
        client, region = self.requester.client, self.requester.region
        closed = self._cdt_is_closed()
        new = PeerConnection(
            requester_region=region,
            requester_vpc_id=self.requester.vpc_id,
            accepter_account_id=self.accepter.account_id,
            accepter_region=self.accepter.region,
            accepter_vpc_id=self.accepter.vpc_id,
            name=NAME,
        )
        self.connection_id = vpc_peer.create_vpc_peer_connection(client, new, uuid.uuid4().hex)
        times = self._times({"created": lambda: self._status() != "Creating", "listed": self._is_listed})
        yield Settled("vpc_peer_create_delay", times["created"], BY)
        yield Settled("vpc_peer_create_lag", times["listed"], BY)
        if closed:
            yield Settled("create_opens_cdt", not self._cdt_is_closed(), BY)
        if self._status() == "Accepting":
            accept = vpc_peer.accept_vpc_peer_connection
            accept(self.accepter.client, self.accepter.region, self.connection_id, None, None, uuid.uuid4().hex)
            yield Settled("vpc_peer_update_delay", self._times({"up": lambda: self._status() == "Activated"})["up"], BY)
        if self._status() != "Activated":
            raise WaitError(f"{self.connection_id} is {self._status()}, not Activated", str(self._status()))

    def remove(self) -> t.Iterator[Settled]:
        """Delete; yield the delay, for how long the record stays readable, and whether it is listed then."""
        self._delete(str(self.connection_id))
        listed: list[bool] = []

        def gone() -> bool:
            status = self._status()
            if status == GONE:
                listed.append(self._is_listed())
            return status in (None, GONE)

        times = self._times({"gone": gone, "unreadable": lambda: self._status() is None})
        yield Settled("vpc_peer_delete_delay", times["gone"], BY)
        yield Settled("vpc_peer_deleted_lag", round(times["unreadable"] - times["gone"], 1), BY)
        if listed:
            yield Settled("list_deleted_peers", listed[0], BY)

    def sweep(self) -> list[str]:
        """Delete whatever connection between the two VPCs has the name of the check."""
        named = [str(row.vpc_peer_connection_id) for row in self._rows() if row.name == NAME]
        # A new one may not be listed yet.
        own = dict.fromkeys([*named, *([self.connection_id] if self.connection_id else [])])
        return [f"{name}: {failure}" for name in own for failure in self._failures(name)]

    def _failures(self, connection_id: str) -> t.Iterator[VpcError]:
        """Delete one connection; yield why it could not be deleted."""
        self.connection_id = connection_id
        try:
            self._times({"settled": lambda: self._status() not in ("Creating", "Updating")})
            if self._status() not in (None, GONE, "Deleting"):
                self._delete(connection_id)
            self._times({"gone": lambda: self._status() in (None, GONE)})
            self.connection_id = None
        except VpcError as error:
            yield error

    def _delete(self, connection_id: str) -> None:
        client, region = self.requester.client, self.requester.region
        vpc_peer.delete_vpc_peer_connection(client, region, connection_id, uuid.uuid4().hex)

    def _times(self, conditions: t.Mapping[str, t.Callable[[], bool]]) -> dict[str, float]:
        return first_times(self.requester.client, conditions, self.timeout)

    def _status(self) -> str | None:
        client, region = self.requester.client, self.requester.region
        current = vpc_peer.get_vpc_peer_connection_attribute(client, region, str(self.connection_id))
        return current.status if current else None

    def _is_listed(self) -> bool:
        return any(row.vpc_peer_connection_id == self.connection_id for row in self._rows(with_deleted=True))

    def _rows(self, with_deleted: bool = False) -> list[PeerConnection]:
        """Return the connections of either VPC."""
        rows = {
            str(row.vpc_peer_connection_id): row
            for site in (self.requester, self.accepter)
            for row in vpc_peer.list_vpc_peer_connections(site.client, site.region, [site.vpc_id])
        }
        return [row for row in rows.values() if with_deleted or row.status != GONE]

    def _cdt_is_closed(self) -> bool:
        """Return whether CDT is known not to be open in the requester's account."""
        try:
            return not cdt.get_cdt_service_status(self.requester.client, self.requester.region)
        except CallError:
            return False
