# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordinary containers and numbers out of what templates and users hand to filters. Pure."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.validation import check_type_int, check_type_list

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError


def plain(value: t.Any) -> t.Any:
    """Return the same data in dicts and lists: the containers of a template are lazy, and cannot be copied as such."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def whole_number(value: t.Any, what: str, least: int = 0) -> int:
    """Return a count that a user gave, as a number or, as extra variables and INI inventories make it, as a text.

    Raises RefusedError, with ``what`` it is, for everything else.
    """
    try:
        number = None if isinstance(value, bool) else check_type_int(value)
    except TypeError:
        number = None
    if number is None or number < least:
        raise RefusedError([f"{what}: {value!r} is not a whole number of {least} or more, such as 10."])
    return int(number)


def words(value: t.Any, what: str) -> list[str]:
    """Return the words of a list, or of a text with commas between, as Ansible takes lists in extra variables.

    Raises RefusedError, with ``what`` it is, for everything else. Nothing (None) is no words.
    """
    try:
        return [one.strip() for one in check_type_list([] if value is None else value) if one.strip()]
    except (TypeError, AttributeError):
        raise RefusedError([f"{what}: {value!r} is not a list of words."]) from None
