# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of a check: each returns its response, refused or not. Never sends a write that is no dry run."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import READS, Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome

# Ids that no resource has. Documentation blocks that nobody routes (RFC 5737, RFC 3849).
NO_INTERFACE, NO_TABLE = "ri-checkcloud0000000000000", "vtb-checkcloud000000000000"
NO_VPC, NO_CONNECTION = "vpc-checkcloud000000000000", "pcc-checkcloud00000000"
NO_BLOCK, NO_IPV6_BLOCK = "192.0.2.0/24", "2001:db8::/32"


def ask(client: Client, action: str, region: str, product: str = "Vpc", **params: t.Any) -> Outcome:
    """Make one read and return its response."""
    if not action.startswith(READS) and params.get("DryRun") is not True:
        raise ValueError(f"{action} would write")
    try:
        response = client.call(action, region, product, **params)
    except CallError as error:
        return Outcome.refused(action, product, region, error)
    return Outcome(action, product, region, dict(response.fields))


def dry_run(client: Client, action: str, region: str, product: str = "Vpc", **params: t.Any) -> Outcome:
    """Make a dry run and return its response: a refusal with DryRunOperation has nothing in its way."""
    return ask(client, action, region, product, DryRun=True, **params)
