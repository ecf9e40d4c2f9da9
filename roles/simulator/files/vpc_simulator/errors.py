# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the errors of the API's actions: codes, HTTP statuses and messages as data. Knows no wire format.

The catalogue is `data/errors*.json`: operation -> code -> list of [HTTP status, message, guessed parts (optional)];
operation `*` holds the codes that all share. A code with several documented messages has several rows, chosen by
`variant`. The guessed parts are those that no document has for an action: `code` (the whole error), `text`, `status`;
their alternatives are in `guesses`.
Spelling mistakes (Forbbiden, ValudNotSupported) are part of the API.
"""

from __future__ import annotations

import json
from pathlib import Path

Row = list[object]
CATALOGUE: dict[str, dict[str, list[Row]]] = {}
for _path in sorted((Path(__file__).parent / "data").glob("errors*.json")):
    for _operation, _codes in json.loads(_path.read_text(encoding="utf-8")).items():
        CATALOGUE.setdefault(_operation, {}).update(_codes)
COMMON = "*"


class ApiError(Exception):
    """An error response: `status` is the HTTP status, `code` and `message` are for the client.

    `guessed` names the guessed parts, as in the catalogue; `access_denied` holds the details of a denial.
    """

    def __init__(self, status: int, code: str, message: str, guessed: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.guessed = guessed
        self.access_denied: dict[str, str] | None = None


def api_error(action: str, code: str, variant: int = 0, fill: tuple[object, ...] = ()) -> ApiError:
    """The documented error `code` of `action`, or the common one. KeyError: the action has no such code.

    `fill` are the values for the message's %s.
    """
    rows = CATALOGUE.get(action, {}).get(code) or CATALOGUE[COMMON][code]
    status, message, *guessed = rows[variant]
    if not isinstance(status, int):
        raise TypeError(f"{action}/{code}: the HTTP status is not a number")
    text = default_message(code) if message is None else str(message)
    return ApiError(status, code, text % fill if fill else text, *map(str, guessed))


def default_message(code: str) -> str:
    """The message of a code for which no document has one."""
    return f"The request failed: {code}."


def missing_parameter(action: str, name: str, form: str) -> ApiError:
    """The error for an absent mandatory parameter. `form` is the switch `missing_parameter_form`."""
    if form == "MissingParameter":
        text = f'The input parameter "{name}" that is mandatory for processing this request is not supplied.'
        return ApiError(400, "MissingParameter", text, "text")
    return ApiError(400, f"Missing{name.split('.')[0]}", f"{name} is mandatory for this action.")


def invalid_parameter(name: str, form: str) -> ApiError:
    """The gateway's generic error for a value, where the action documents no code of its own.

    `form` is the switch `invalid_parameter_form`.
    """
    code = "InvalidParameter" if form == "InvalidParameter" else f"Invalid{name.split('.')[0]}"
    return ApiError(400, code, f"The specified parameter {name} is not valid.", "text")
