# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the errors an API action can answer: codes, HTTP statuses and texts as data. Knows no wire form.

The catalogue is `data/errors.json`: action -> code -> list of [HTTP status, message, what of it is guessed?]; action
`*` holds the codes that every action shares. A code with several documented messages has several rows, chosen by
`variant`. What no document has for an action is marked: `code` (all of it), `text`, `status`. What else it could be
is in `guesses`.
Spelling mistakes (Forbbiden, ValudNotSupported) are part of the API.
"""

from __future__ import annotations

import json
from pathlib import Path

Row = list[object]
CATALOGUE: dict[str, dict[str, list[Row]]] = json.loads(
    (Path(__file__).parent / "data" / "errors.json").read_text(encoding="utf-8")
)
COMMON = "*"


class ApiError(Exception):
    """An error answer: `status` is the HTTP status, `code` and `message` what the client reads.

    `guessed` tells what no document has of it, as the catalogue marks it; `access_denied` is what a denial adds.
    """

    def __init__(self, status: int, code: str, message: str, guessed: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.guessed = guessed
        self.access_denied: dict[str, str] | None = None


def api_error(action: str, code: str, variant: int = 0) -> ApiError:
    """The documented error `code` of `action`, or the common one. KeyError: the action cannot answer that code."""
    rows = CATALOGUE.get(action, {}).get(code) or CATALOGUE[COMMON][code]
    status, message, *guessed = rows[variant]
    if not isinstance(status, int):
        raise TypeError(f"{action}/{code}: the HTTP status is not a number")
    return ApiError(status, code, no_text(code) if message is None else str(message), *map(str, guessed))


def no_text(code: str) -> str:
    """What is said where no document has a text."""
    return f"The request failed: {code}."


def missing_parameter(action: str, name: str, form: str) -> ApiError:
    """A mandatory parameter is absent. `form` is the switch `missing_parameter_form`."""
    if form == "MissingParameter":
        text = f'The input parameter "{name}" that is mandatory for processing this request is not supplied.'
        return ApiError(400, "MissingParameter", text, "text")
    return ApiError(400, f"Missing{name.split('.')[0]}", f"{name} is mandatory for this action.")


def invalid_parameter(name: str, form: str) -> ApiError:
    """The gateway's generic refusal of a value, for parameters whose action documents no code of its own.

    `form` is the switch `invalid_parameter_form`.
    """
    code = "InvalidParameter" if form == "InvalidParameter" else f"Invalid{name.split('.')[0]}"
    return ApiError(400, code, f"The specified parameter {name} is not valid.", "text")
