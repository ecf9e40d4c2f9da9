# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passes planned entries through what the module that gets them would check of them, before anything is written. Pure.

The module's own argument spec and records judge, so that no second set of rules can differ from theirs.
"""

from __future__ import annotations

import functools
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import (
    CONNECTION,
    INTERFACE,
    PEER,
    PEER_CONNECTION,
    ROUTE,
    Rules,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import ROLES
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import WantedPeer

Entry = dict[str, t.Any]


def _interface(entry: Entry) -> RouterInterface:
    return RouterInterface.from_options(entry, None)


def _route(entry: Entry) -> RouteEntry:
    return RouteEntry.from_options(entry, None)


def _peer_connection(entry: Entry) -> WantedPeer:
    return WantedPeer.from_options(entry, entry.get("account"), None)


# The steps of a migration that move routes: of one side after the other.
ROUTE_STEPS = tuple(f"{role}_{what}" for role in ROLES for what in ("additions", "moves", "removals"))
# By the step of a plan, the spec of its module's entries, and how the module makes a record of one.
CHECKS: dict[str, tuple[Rules, t.Callable[[Entry], t.Any]]] = {
    "deletions": (INTERFACE, _interface),
    "router_interfaces": (INTERFACE, _interface),
    "peers": (PEER, _interface),
    "connections": (CONNECTION, _interface),
    "vpc_peer_deletions": (PEER_CONNECTION, _peer_connection),
    "vpc_peers": (PEER_CONNECTION, _peer_connection),
    "routes": (ROUTE, _route),
    **dict.fromkeys(("activations", "deactivations"), (CONNECTION, _interface)),
    "retirements": (INTERFACE, _interface),
    **dict.fromkeys(("route_deletions", *ROUTE_STEPS), (ROUTE, _route)),
}


def wrong_in(step: str, entry: Entry) -> list[str]:
    """Return the refusals of a step's module for an entry; ids that the run has yet to create may be missing."""
    _rules, read = CHECKS[step]
    result = _validator(step).validate(entry)
    if result.error_messages:
        return [f"{message.rstrip('.')}." for message in result.error_messages]
    try:
        read(result.validated_parameters)
    except OptionError as error:
        return [str(error)]
    return []


@functools.cache
def _validator(step: str) -> ArgumentSpecValidator:
    rules = dict(CHECKS[step][0])
    return ArgumentSpecValidator(rules.pop("options"), **rules)
