# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordinary containers and numbers from the values of templates and users. Pure."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.validation import check_type_int, check_type_list

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError


def coerced(value: t.Any) -> t.Any:
    """Return the same data in dicts and lists: the containers of a template are lazy, and cannot be copied."""
    if isinstance(value, dict):
        return {key: coerced(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [coerced(inner) for inner in value]
    return value


def whole_number(value: t.Any, what: str, least: int = 0) -> int:
    """Return a user's count, as a number or, from extra variables and INI inventories, as a string.

    Raises RefusedError, which names the value as ``what``, for everything else.
    """
    try:
        number = None if isinstance(value, bool) else check_type_int(value)
    except TypeError:
        number = None
    if number is None or number < least:
        raise RefusedError([f"{what}: {value!r} is not a whole number of {least} or more, such as 10."])
    return int(number)


def tokens(value: t.Any, what: str) -> list[str]:
    """Return the strings of a list, or of a comma-separated string, as Ansible takes lists in extra variables.

    Raises RefusedError, which names the value as ``what``, for everything else. None is an empty list.
    """
    try:
        return [token.strip() for token in check_type_list([] if value is None else value) if token.strip()]
    except (TypeError, AttributeError):
        raise RefusedError([f"{what}: {value!r} is not a list of strings."]) from None
