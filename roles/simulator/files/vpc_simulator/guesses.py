# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the alternatives to errors of which the catalogue guesses code, text or HTTP status. Raises none of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from vpc_simulator.errors import CATALOGUE, COMMON, ApiError, default_message


@functools.cache
def other_codes(text: str) -> Mapping[tuple[str, str], str]:
    """The replacements of guessed codes: `Action/Code=Other, ...` as (action, code): other.

    Action `*` means the codes that all actions share. Raises ValueError for a code that is not a guess.
    """
    replacements: dict[tuple[str, str], str] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        names, _equals, other = item.partition("=")
        action, _slash, code = names.partition("/")
        rows = CATALOGUE.get(action, {}).get(code)
        if not other or rows is None:
            raise ValueError(f"{item!r} is not Action/Code=Other with a code that the action has")
        if not any("code" in row[2:] for row in rows):
            raise ValueError(f"{names} is documented")
        replacements[action, code] = other
    return replacements


def apply_guesses(error: ApiError, action: str, codes: str, texts: str, status: str) -> ApiError:
    """The error after the switches `guessed_codes`, `guessed_texts` and `guessed_status`."""
    if not error.guessed:
        return error
    code = error.code
    if error.guessed == "code":
        others = other_codes(codes)
        code = others.get((action, code)) or others.get((COMMON, code), code)
    replaced = ApiError(
        int(status) if status != "likely" and error.guessed != "text" else error.status,
        code,
        default_message(code) if texts == "code_only" and error.guessed != "status" else error.message,
    )
    replaced.access_denied = error.access_denied
    return replaced
