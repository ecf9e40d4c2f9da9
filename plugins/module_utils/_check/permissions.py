# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the needed actions each key may call, as far as reads and dry runs show it. Pure."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import (
    Record,
    ok,
    problem,
    unknown,
    warning,
)
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, Pair, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION, BY_INTERFACES
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome

BOTH = (BY_INTERFACES, BY_CONNECTION)
# Actions by the methods that need them. Those of a connection are asked of one that does not exist.
NEEDED: dict[str, tuple[str, ...]] = {
    "DescribeVpcs": BOTH,
    "DescribeVSwitches": BOTH,
    "DescribeRouteTableList": BOTH,
    "DescribeRouteEntryList": BOTH,
    "DescribeRouterInterfaces": BOTH,
    "CreateRouteEntries": BOTH,
    "DeleteRouteEntries": BOTH,
    "ListVpcPeerConnections": (BY_CONNECTION,),
    "GetVpcPeerConnectionAttribute": (BY_CONNECTION,),
    "CreateVpcPeerConnection": (BY_CONNECTION,),
    "AcceptVpcPeerConnection": (BY_CONNECTION,),
    "ModifyVpcPeerConnection": (BY_CONNECTION,),
    "DeleteVpcPeerConnection": (BY_CONNECTION,),
}
# What only some runs need.
OPTIONAL = {"ModifyRouteEntry": "peering_on_conflict: replace, and to move routes"}
# Which side of a connection between two accounts calls what alone.
REQUESTER = frozenset({"CreateVpcPeerConnection"})
ACCEPTER = frozenset({"AcceptVpcPeerConnection"})
# The writes without a dry run, by method.
WITHOUT_DRY_RUN = {
    BY_INTERFACES: (
        "CreateRouterInterface",
        "ModifyRouterInterfaceAttribute",
        "ModifyRouterInterfaceSpec",
        "ConnectRouterInterface",
        "ActivateRouterInterface",
        "DeactivateRouterInterface",
        "DeleteRouterInterface",
        "TagResourcesForExpressConnect",
    ),
    BY_CONNECTION: ("TagResources",),
}
RESOURCES = {BY_INTERFACES: "acs:vpc:{region}:{uid}:routerinterface/*", BY_CONNECTION: "acs:vpc:*:{uid}:vpcpeer/*"}


@dataclasses.dataclass(frozen=True)
class Use:
    """What the peerings need of one account in one region: methods, and sides. Without peerings everything, perhaps."""

    methods: frozenset[str]
    requests: bool
    accepts: bool
    certain: bool


def use_of(account: str | None, region: str, pairs: t.Sequence[Pair]) -> Use:
    """Return what the peerings need of an account in a region."""
    own = [
        (pair, end)
        for pair in pairs
        for end in pair.ends
        if (end.account, end.region, end.remote) == (account, region, False)
    ]
    if not own:
        return Use(frozenset(BOTH), True, True, False)
    return Use(
        frozenset(pair.method for pair, _end in own),
        any(end.role == "initiator" for _pair, end in own),
        any(end.role == "acceptor" and pair.initiator.account != account for pair, end in own),
        True,
    )


def permission_records(account: AccountView, view: RegionView, use: Use) -> t.Iterator[Record]:
    """Judge what the key may do in one region."""
    outcomes = _outcomes(view)
    allowed = []
    for action, methods in NEEDED.items():
        if not use.methods & set(methods) or not _is_of_side(action, use):
            continue
        outcome = outcomes.get(action)
        if outcome is None or outcome.unanswered or not _shows_permission(outcome):
            yield _not_asked(action, outcome)
        elif outcome.denied:
            yield _denied(action, outcome, use)
        else:
            allowed.append(action)
    for action, purpose in OPTIONAL.items():
        if action in outcomes and outcomes[action].denied:
            yield warning("permissions", f"{action} is denied; it is needed for {purpose}", _grant(outcomes[action]))
    if allowed:
        yield ok("permissions", f"{len(allowed)} actions are allowed: {', '.join(allowed)}", value=allowed)
    for method in sorted(use.methods):
        yield _without_dry_run(account, view, method)


def _outcomes(view: RegionView) -> dict[str, Outcome]:
    """Return the response that shows an action's permission; of several tables a denial."""
    outcomes = dict(view.reads)
    if view.entries:
        outcomes["DescribeRouteEntryList"] = _worst(view.entries.values())
    if "unknown_connection" in view.probes:
        outcomes["GetVpcPeerConnectionAttribute"] = view.probes["unknown_connection"]
    for name in (*NEEDED, *OPTIONAL):
        named = [outcome for probe, outcome in view.probes.items() if probe.split(" ")[0] == name]
        if named:
            outcomes[name] = _worst(named)
    return outcomes


def _worst(outcomes: t.Iterable[Outcome]) -> Outcome:
    return sorted(outcomes, key=lambda outcome: not outcome.denied)[0]


def _shows_permission(outcome: Outcome) -> bool:
    """Return whether the key was judged: a call that was throttled or refused as malformed shows nothing."""
    return not str(outcome.code).startswith(
        ("Throttling", "Missing", "InvalidAction", "InvalidApi", "UnsupportedOperation")
    )


def _is_of_side(action: str, use: Use) -> bool:
    return not (action in REQUESTER and not use.requests) and not (action in ACCEPTER and not use.accepts)


def _not_asked(action: str, outcome: Outcome | None) -> Record:
    why = "nothing in this region to ask about" if outcome is None else outcome.message
    return unknown("permissions", f"{action}: not known ({why})", f"look for vpc:{action} in the key's policies")


def _denied(action: str, outcome: Outcome, use: Use) -> Record:
    verdict = problem if use.certain else warning
    return verdict("permissions", f"{action} is denied ({outcome.code})", _grant(outcome), value=action)


def _grant(outcome: Outcome) -> str:
    return outcome.hint or f"grant vpc:{outcome.action}; peering_state=policies shows the policies"


def _without_dry_run(account: AccountView, view: RegionView, method: str) -> Record:
    actions = [f"vpc:{action}" for action in WITHOUT_DRY_RUN[method]]
    resource = RESOURCES[method].format(region=view.region, uid=account.uid or "*")
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    text = f"no dry run shows whether the key may call {', '.join(WITHOUT_DRY_RUN[method])} for method {method}"
    cure = f"look for this statement in the key's policies: {json.dumps(statement)}"
    return unknown("permissions", text, cure, settles=("Vpc W.7",), value=statement)
