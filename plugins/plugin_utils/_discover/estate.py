# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was read of all accounts, indexed for the discovery: accounts, VPCs, links, and unknown regions. Pure."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import unpacked
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import VpcSnapshot, by_account

Result = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Unread:
    """A region of an account that could not be read: the API action and code, without what differs in each call."""

    account: str
    region: str
    why: str
    msg: str


class Estate:
    """The VPCs and links of the accounts that were read, by their names."""

    def __init__(self, read: Result, accounts: t.Iterable[str]) -> None:
        self._read = unpacked(read)
        self.reads = by_account(self._read, accounts)

    @property
    def failed_accounts(self) -> list[str]:
        """Return why accounts could not be read at all, or in none of their regions."""
        reasons = []
        for name, read in self.reads.items():
            failures = read.get("failures") or []
            if not read.get("account_id") or (failures and len(failures) == len(read.get("regions") or ())):
                msg = str([*failures, read][0].get("msg")).rstrip(".")
                reasons.append(f"{msg}." if read.get("missing_libraries") else f"{name} could not be read: {msg}.")
        return list(dict.fromkeys(reasons))

    @functools.cached_property
    def unread(self) -> list[Unread]:
        """Return the regions that could not be read, sorted."""
        failures = [
            Unread(name, str(failure["entry"]), _cause(failure), str(failure["msg"]).rstrip("."))
            for name, read in self.reads.items()
            for failure in read.get("failures") or ()
        ]
        return sorted(failures, key=lambda failure: (failure.account, failure.region))

    @functools.cached_property
    def account_names(self) -> dict[str, str]:
        """Return the names of the accounts by their ids."""
        return {read["account_id"]: name for name, read in self.reads.items() if read.get("account_id")}

    @property
    def regions(self) -> list[str]:
        """Return the regions that were read in any account."""
        failed = {(failure.account, failure.region) for failure in self.unread}
        pairs = {(name, region) for name, read in self.reads.items() for region in read.get("regions") or ()}
        return sorted({region for _name, region in pairs - failed})

    def knows(self, account_id: str | None, region: str | None) -> bool:
        """Return whether a region of an account was read."""
        name = self.account_names.get(account_id or "")
        if name is None or region not in (self.reads[name].get("regions") or ()):
            return False
        return (name, region) not in {(failure.account, failure.region) for failure in self.unread}

    @functools.cached_property
    def vpcs(self) -> list[VpcSnapshot]:
        """Return all VPCs, sorted by account, region and id; one that is shared is in the account of its owner."""
        own = [
            vpc
            for read in self.reads.values()
            for vpc in map(VpcSnapshot, read["vpcs"])
            if vpc.get("owner_id") in (None, read.get("account_id"))
        ]
        return sorted(own, key=lambda vpc: (vpc["account"], vpc["region"], vpc["vpc_id"]))

    @functools.cached_property
    def _by_id(self) -> dict[tuple[str, str], VpcSnapshot]:
        return {(vpc["account"], vpc["vpc_id"]): vpc for vpc in self.vpcs}

    @functools.cached_property
    def _by_router(self) -> dict[tuple[str, str], VpcSnapshot]:
        return {(vpc["account"], vpc["router_id"]): vpc for vpc in self.vpcs}

    def vpc(self, account: str, vpc_id: str | None) -> VpcSnapshot | None:
        """Return a VPC of an account."""
        return self._by_id.get((account, vpc_id or ""))

    def vpc_of_router(self, account: str, router_id: str | None) -> VpcSnapshot | None:
        """Return the VPC of a router."""
        return self._by_router.get((account, router_id or ""))

    @functools.cached_property
    def interfaces(self) -> dict[str, tuple[str, RouterInterface]]:
        """Return all router interfaces with the names of their accounts, by their ids, sorted."""
        ends = [(vpc["account"], interface) for vpc in self.vpcs for interface in vpc.interfaces]
        for record in self._read.get("other_router_interfaces") or ():
            values = {key: value for key, value in record.items() if key != "account"}
            ends.append((record["account"], RouterInterface(**values)))
        ends.sort(key=lambda end: (end[0], end[1].region, str(end[1].router_interface_id)))
        return {str(interface.router_interface_id): (account, interface) for account, interface in ends}

    @functools.cached_property
    def connections(self) -> dict[str, dict[str, PeerConnection]]:
        """Return all VPC peering connections by their ids, sorted, each as its accounts see it, by their names."""
        views: dict[str, dict[str, PeerConnection]] = {}
        for vpc in self.vpcs:
            for connection in vpc.all_connections:
                views.setdefault(str(connection.vpc_peer_connection_id), {})[vpc["account"]] = connection
        return dict(sorted(views.items()))


def _cause(failure: Result) -> str:
    """Return the action and code of a failure: its message holds the id of a request."""
    error = failure.get("error") or {}
    if error.get("code"):
        return f"{error.get('action')}: {error['code']}"
    return str(failure["msg"]).split("\n", 1)[0]
