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
    ROUTE,
    Rules,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface

Record = t.Union[type[RouterInterface], type[RouteEntry]]

# By the step of a plan, the spec of its module's entries, and the record that the module makes of one.
CHECKS: dict[str, tuple[Rules, Record]] = {
    "deletions": (INTERFACE, RouterInterface),
    "router_interfaces": (INTERFACE, RouterInterface),
    "peers": (PEER, RouterInterface),
    "connections": (CONNECTION, RouterInterface),
    "routes": (ROUTE, RouteEntry),
}


def wrong_in(step: str, entry: dict[str, t.Any]) -> list[str]:
    """Return the refusals of a step's module for an entry; ids that the run has yet to create may be missing."""
    _rules, record = CHECKS[step]
    result = _validator(step).validate(entry)
    if result.error_messages:
        return [f"{message.rstrip('.')}." for message in result.error_messages]
    try:
        record.from_options(result.validated_parameters, None)
    except OptionError as error:
        return [str(error)]
    return []


@functools.cache
def _validator(step: str) -> ArgumentSpecValidator:
    rules = dict(CHECKS[step][0])
    return ArgumentSpecValidator(rules.pop("options"), **rules)
