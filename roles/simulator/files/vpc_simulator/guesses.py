# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns what else a refusal could be of which the catalogue only guesses code, text or HTTP status. Refuses nothing."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from vpc_simulator.errors import CATALOGUE, COMMON, ApiError, no_text


@functools.cache
def other_codes(text: str) -> Mapping[tuple[str, str], str]:
    """The codes that are answered by other names: `Action/Code=Other, ...` as (action, code): other.

    Action `*` means the codes that all actions share. Raises ValueError for what is no guess.
    """
    found: dict[tuple[str, str], str] = {}
    for one in filter(None, (part.strip() for part in text.split(","))):
        names, _equals, other = one.partition("=")
        action, _slash, code = names.partition("/")
        rows = CATALOGUE.get(action, {}).get(code)
        if not other or rows is None:
            raise ValueError(f"{one!r} is not Action/Code=Other with a code that the action has")
        if not any("code" in row[2:] for row in rows):
            raise ValueError(f"{names} is documented")
        found[action, code] = other
    return found


def as_answered(error: ApiError, action: str, codes: str, texts: str, status: str) -> ApiError:
    """The refusal with what the switches `guessed_codes`, `guessed_texts` and `guessed_status` make of it."""
    if not error.guessed:
        return error
    code = error.code
    if error.guessed == "code":
        others = other_codes(codes)
        code = others.get((action, code)) or others.get((COMMON, code), code)
    answered = ApiError(
        int(status) if status != "likely" and error.guessed != "text" else error.status,
        code,
        no_text(code) if texts == "code_only" else error.message,
    )
    answered.access_denied = error.access_denied
    return answered
