# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options by which a task gets to its account, as an argument spec, and what excludes or needs what. Pure data."""

from __future__ import annotations

import typing as t

CONFIG_FILE = "~/.aliyun/config.json"
# Half of an hour is set apart for lists that lag so long; the tokens of creations change every hour.
LONGEST_LAG = 1200

# Without the fallback of the region, which only a module can set.
SPEC: dict[str, dict[str, t.Any]] = {
    "access_key_id": {"type": "str", "no_log": True},
    "access_key_secret": {"type": "str", "no_log": True},
    "security_token": {"type": "str", "no_log": True},
    "profile": {"type": "str"},
    "config_file": {"type": "path", "default": CONFIG_FILE},
    "role_arn": {"type": "str"},
    "role_session_name": {"type": "str"},
    "role_session_duration": {"type": "int"},
    "role_external_id": {"type": "str", "no_log": True},
    "role_policy": {"type": "json"},
    "account_id": {"type": "str"},
    "region": {"type": "str"},
    "endpoint": {"type": "str"},
    "sts_endpoint": {"type": "str"},
    "ca_bundle": {"type": "path"},
    "connect_timeout": {"type": "int", "default": 5},
    "read_timeout": {"type": "int", "default": 30},
    "threads": {"type": "int", "default": 8},
}

REQUIRED_TOGETHER = [("access_key_id", "access_key_secret")]
REQUIRED_BY = {
    "security_token": "access_key_id",
    **{name: "role_arn" for name in SPEC if name.startswith("role_") and name != "role_arn"},
}
MUTUALLY_EXCLUSIVE = [("access_key_id", "profile")]


def secrets(options: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield the values of an account's options that no output may hold."""
    for name, option in SPEC.items():
        if option.get("no_log") and options.get(name):
            yield str(options[name])
