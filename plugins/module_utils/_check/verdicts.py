# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All verdicts of a check, in order: accounts, permissions, responses, quotas, links, open points. Pure."""

from __future__ import annotations

import dataclasses
import itertools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check import (
    links,
    settle_gateway,
    settle_networks,
    settle_pairs,
    settle_peers,
)
from ansible_collections.aliops.vpc.plugins.module_utils._check.accounts import account_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.permissions import permission_records, use_of
from ansible_collections.aliops.vpc.plugins.module_utils._check.points import ALL, POINTS
from ansible_collections.aliops.vpc.plugins.module_utils._check.quotas import quota_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.records import (
    Record,
    Settled,
    ok,
    problem,
    unknown,
    warning,
)
from ansible_collections.aliops.vpc.plugins.module_utils._check.responses import response_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, Pair
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits

OPEN_POINT = "open_points"


@dataclasses.dataclass(frozen=True)
class Observed:
    """The material of a check: accounts in order, peerings with the responses to their dry runs."""

    accounts: t.Sequence[AccountView]
    peerings: t.Sequence[tuple[Pair, t.Mapping[str, Outcome]]]
    limits: Limits = dataclasses.field(default_factory=Limits)

    @property
    def by_name(self) -> dict[str | None, AccountView]:
        """Return the accounts by their names."""
        return {account.name: account for account in self.accounts}


def verdicts(observed: Observed) -> list[Record]:
    """Return the records of everything but the open points."""
    records: list[Record] = []
    pairs = [pair for pair, _outcomes in observed.peerings]
    for account in observed.accounts:
        records += [record.at(account.name) for record in account_records(account)]
        own = [outcome for outcome in (account.identity, account.cdt) if outcome]
        records += [record.at(account.name) for record in response_records(own)]
        if account.identity and account.identity.unasked:
            continue
        if account.identity and not account.regions:
            cure = "give a region: check_regions, the account's region, or a peering"
            records.append(problem("regions", "no region to check", cure, account=account.name))
        for region, view in account.regions.items():
            use = use_of(account.name, region, pairs)
            verdicts_here = itertools.chain(
                permission_records(account, view, use),
                response_records(view.outcomes),
                quota_records(view, observed.limits),
                [links.sale_record(account, view)] if links.needs_sale(pairs, account.name, region) else [],
            )
            records += [record.at(account.name, region) for record in verdicts_here]
    for pair, outcomes in observed.peerings:
        records += links.pair_records(pair, observed.by_name, outcomes)
    return records


def settled(observed: Observed) -> list[Settled]:
    """Return what is settled, each switch as often as something shows it."""
    return list(
        itertools.chain(
            *(settle_gateway.gateway(account) for account in observed.accounts),
            settle_networks.networks(observed.accounts),
            settle_peers.connections(observed.accounts),
            settle_pairs.pairs(observed.peerings, observed.by_name),
        )
    )


def agreed(shown: t.Sequence[Settled]) -> dict[str, t.Any]:
    """Return the values of the switches on which all that was seen agrees."""
    values: dict[str, list[t.Any]] = {}
    for settled in shown:
        values.setdefault(settled.switch, []).append(settled.value)
    return {name: own[0] for name, own in values.items() if all(value == own[0] for value in own)}


def open_points(shown: t.Sequence[Settled]) -> list[Record]:
    """Return a record for each switch and delay of the simulator: settled, or why it is not."""
    by_switch: dict[str, list[Settled]] = {}
    for settled in shown:
        by_switch.setdefault(settled.switch, []).append(settled)
    return [_point(name, by_switch.get(name, [])) for name in ALL]


def _point(name: str, shown: t.Sequence[Settled]) -> Record:
    point = ALL[name]
    settles = (point.number,)
    if not shown:
        cure = (
            point.why if point.how != "probe" else f"it takes {point.why}" if point.why[:6] != "a read" else point.why
        )
        kind = "switch" if name in POINTS else "delay"
        return unknown(OPEN_POINT, f"the {kind} {name} is not settled", cure, value={"switch": name})
    values = {repr(settled.value): settled for settled in shown}
    if len(values) > 1:
        both = "; ".join(f"{settled.value} by {settled.evidence}" for settled in values.values())
        cure = "run again with a trace (peering_trace): the service may differ by region or account"
        return warning(OPEN_POINT, f"{name} has two responses: {both}", cure, value={"switch": name})
    value = {"switch": name, "value": shown[0].value}
    return ok(OPEN_POINT, f"{name} is {shown[0].value}: {shown[0].evidence}", settles=settles, value=value)
