# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordinary containers out of what templates hand to filters. Pure."""

from __future__ import annotations

import typing as t


def plain(value: t.Any) -> t.Any:
    """Return the same data in dicts and lists: the containers of a template are lazy, and cannot be copied as such."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value
