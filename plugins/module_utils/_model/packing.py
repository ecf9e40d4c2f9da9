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
    texts = {f"{key}{SUFFIX}": _text(result[key]) for key in keys if key in result}
    return {**{key: value for key, value in result.items() if key not in keys}, **texts}


def unpacked(result: t.Mapping[str, t.Any]) -> Result:
    """Return a task's result in plain containers, with its records also where it has them as JSON."""
    texts = {key: value for key, value in result.items() if key.endswith(SUFFIX) and value}
    return {**without_records(result), **{key.removesuffix(SUFFIX): _value(text) for key, text in texts.items()}}


def without_records(result: t.Mapping[str, t.Any]) -> Result:
    """Return a task's result in plain containers, without the records that it has as JSON."""
    plain: Result = coerced({key: value for key, value in result.items() if not key.endswith(SUFFIX)})
    return plain


def _text(value: t.Any) -> str:
    """Return a value as JSON without spaces: each process of a run has the whole of it, and several copies in turn."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _value(text: str) -> t.Any:
    """Return the value of a JSON text in which equal strings are one: most are regions, states and ids of others."""
    known: dict[str, str] = {}

    def sharing(record: Result) -> Result:
        for key, value in record.items():
            if isinstance(value, str):
                record[key] = known.setdefault(value, value)
        return record

    return json.loads(text, object_hook=sharing)
