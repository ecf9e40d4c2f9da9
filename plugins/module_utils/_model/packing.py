# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The records of a task's result, or another large part of it, as one JSON string, and back. Pure.

Ansible tags, copies and wraps each value of a result by itself.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import coerced

# What the modules return of each entry, or read.
RECORDS = (
    "router_interfaces",
    "router_interface_peers",
    "router_interface_connections",
    "vpc_peer_connections",
    "route_entries",
    "vpcs",
)
# What the name of a list ends with that is one string.
SUFFIX = "_json"

Result = dict[str, t.Any]


def packed(result: Result, keys: t.Collection[str] = RECORDS) -> Result:
    """Return a result with its records, or the values of other keys, as JSON (C(as_json))."""
    texts = {f"{key}{SUFFIX}": json.dumps(result[key], ensure_ascii=False) for key in keys if key in result}
    return {**{key: value for key, value in result.items() if key not in keys}, **texts}


def unpacked(result: t.Mapping[str, t.Any]) -> Result:
    """Return a task's result in plain containers, with its records also where it has them as JSON."""
    plain = {key: value for key, value in result.items() if not key.endswith(SUFFIX)}
    texts = {key: value for key, value in result.items() if key.endswith(SUFFIX) and value}
    return {**coerced(plain), **{key.removesuffix(SUFFIX): json.loads(value) for key, value in texts.items()}}
