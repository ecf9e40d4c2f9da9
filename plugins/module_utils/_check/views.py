# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check has observed in each account and region: the material of all verdicts. Values only."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Host, Outcome, Reply, Row

# The place of the rows in the response of each read.
ROWS = {
    "DescribeVpcs": "Vpcs.Vpc",
    "DescribeVSwitches": "VSwitches.VSwitch",
    "DescribeRouteTableList": "RouterTableList.RouterTableListType",
    "DescribeRouteEntryList": "RouteEntrys.RouteEntry",
    "DescribeRouterInterfaces": "RouterInterfaceSet.RouterInterfaceType",
    "ListVpcPeerConnections": "VpcPeerConnects",
    "ListTagResources": "TagResources",
}


@dataclasses.dataclass
class RegionView:
    """The first page of each list of an account in a region by action, the entries of route tables by table.

    ``probes`` are the responses to calls that were made to be refused, and to dry runs, by the probes' names for them.
    """

    region: str
    reads: dict[str, Outcome] = dataclasses.field(default_factory=dict)
    entries: dict[str, Outcome] = dataclasses.field(default_factory=dict)
    probes: dict[str, Outcome] = dataclasses.field(default_factory=dict)

    def rows(self, action: str) -> list[Row]:
        """Return the rows of a list's first page."""
        return self.reads[action].rows(ROWS[action]) if action in self.reads else []

    @property
    def route_entries(self) -> list[Row]:
        """Return the entries of all tables that were read."""
        return [row for outcome in self.entries.values() for row in outcome.rows(ROWS["DescribeRouteEntryList"])]

    @property
    def outcomes(self) -> list[Outcome]:
        """Return all responses to plain reads."""
        return [*self.reads.values(), *self.entries.values()]

    @property
    def lists_connections(self) -> bool:
        """Return whether the account may list its VPC peering connections here."""
        return "ListVpcPeerConnections" in self.reads and self.reads["ListVpcPeerConnections"].succeeded

    def code(self, probe: str) -> str | None:
        """Return the code of a probe's refusal; an empty one when it was not asked."""
        outcome = self.probes.get(probe)
        return "" if outcome is None else outcome.code

    @property
    def obeys_dry_runs(self) -> bool:
        """Return whether a dry run of a read got the response of one: only then is one of a write safe anywhere."""
        outcome = self.probes.get("dry_run_of_a_read")
        return outcome is not None and outcome.dry_run_passed


@dataclasses.dataclass
class AccountView:
    """What was observed in one account. ``failure`` and ``cure`` are of a credential that could not be had."""

    name: str | None
    account_id: str | None = None
    source: str = ""
    failure: str | None = None
    temporary: bool = False
    identity: Outcome | None = None
    cdt: Outcome | None = None
    hosts: list[Host] = dataclasses.field(default_factory=list)
    replies: dict[str, Reply] = dataclasses.field(default_factory=dict)
    regions: dict[str, RegionView] = dataclasses.field(default_factory=dict)

    @property
    def uid(self) -> str:
        """Return the id of the account as STS names it, else as the user does; empty when nobody does."""
        fields = self.identity.fields if self.identity else {}
        return str(fields.get("AccountId") or self.account_id or "")

    @property
    def outcomes(self) -> list[Outcome]:
        """Return all responses to plain reads."""
        own = [outcome for outcome in (self.identity, self.cdt) if outcome]
        return [*own, *(outcome for view in self.regions.values() for outcome in view.outcomes)]


@dataclasses.dataclass(frozen=True)
class End:
    """One side of a peering: its account, region and VPC. ``remote`` has no credential here."""

    account: str
    region: str
    role: str
    vpc_id: str | None = None
    vpc_name: str | None = None
    router_id: str | None = None
    account_id: str | None = None
    remote: bool = False


@dataclasses.dataclass(frozen=True)
class Pair:
    """A peering to check: its method and its two ends, the initiator first."""

    name: str
    method: str
    initiator: End
    acceptor: End

    @property
    def ends(self) -> tuple[End, End]:
        """Return both ends."""
        return (self.initiator, self.acceptor)

    @property
    def inter_region(self) -> bool:
        """Return whether the two VPCs are in different regions."""
        return self.initiator.region != self.acceptor.region


def vpc_of(end: End, accounts: t.Mapping[str | None, AccountView]) -> Row | None:
    """Return the VPC of an end as DescribeVpcs lists it; None where it was not read, or is not clear."""
    view = accounts[end.account].regions.get(end.region) if end.account in accounts else None
    named = {"VpcId": end.vpc_id, "VpcName": end.vpc_name, "VRouterId": end.router_id}
    wanted = {field: value for field, value in named.items() if value}
    rows = view.rows("DescribeVpcs") if view else []
    matches = [row for row in rows if all(row.get(field) == value for field, value in wanted.items())]
    return matches[0] if len(matches) == 1 else None
