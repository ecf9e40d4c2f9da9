# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Single values from users, surveys and extra variables: coerced, or refused in one sentence. Pure.

Each function takes the value and its place, and raises RefusedError.
"""

from __future__ import annotations

import collections.abc
import difflib
import math
import re
import typing as t

from ansible.module_utils.common.validation import check_type_bool, check_type_float, check_type_list

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import whole_number

Check = t.Callable[[t.Any, str], t.Any]
TEMPLATE = re.compile(r"\{\{|\{%")


class Problems(list[str]):
    """Sentences about invalid values, collected so that all are reported at once."""

    def check(self, check: Check, value: t.Any, where: str, default: t.Any = None) -> t.Any:
        """Return the result of a check, or, when it refuses the value, the default."""
        try:
            return check(value, where)
        except RefusedError as error:
            self.extend(error.reasons)
            return default


def is_blank(value: t.Any) -> bool:
    """Return whether a value counts as not given: null, or the empty string of a survey's blank question."""
    return value is None or (isinstance(value, str) and not value.strip())


def given(options: t.Mapping[t.Any, t.Any]) -> dict[t.Any, t.Any]:
    """Return the options that were given."""
    return {key: value for key, value in options.items() if not is_blank(value)}


def unknown(word: t.Any, known: t.Collection[str], where: str, kind: str = "key") -> str:
    """Return the refusal of an unknown name, with similar ones, or else all known ones."""
    if isinstance(word, str) and TEMPLATE.search(word):
        return f"{where}: Ansible does not evaluate the template in the {kind} {word!r}; write its value there."
    near = difflib.get_close_matches(str(word).lower(), known, n=3)
    cure = f"did you mean {' or '.join(near)}?" if near else f"use {', '.join(known)}."
    return f"{where}: there is no {kind} {word!r}; {cure}"


def choice(*known: str) -> Check:
    """Return a check for one of several keywords."""

    def check(value: t.Any, where: str) -> str:
        if isinstance(value, str) and value in known:
            return value
        spelled = {word.lower(): word for word in known}
        near = [spelled[word] for word in difflib.get_close_matches(str(value).lower(), spelled, n=1)]
        cure = "; quote it." if not isinstance(value, str) else f"; did you mean {near[0]}?" if near else "."
        raise RefusedError([f"{where}: {value!r} must be one of {', '.join(known)}{cure}"])

    return check


def seconds(value: t.Any, where: str) -> int:
    """Return for how many seconds something is waited."""
    return whole_number(value, where, least=1)


def decimal(value: t.Any, where: str) -> float:
    """Return a number that may have a fraction."""
    try:
        number = None if isinstance(value, bool) else check_type_float(value)
    except TypeError:
        number = None
    if number is None or not math.isfinite(number) or number < 0:
        raise RefusedError([f"{where}: {value!r} is not a number of 0 or more, such as 0.5."])
    return float(number)


def boolean(value: t.Any, where: str) -> bool:
    """Return a boolean; a survey gives a string."""
    try:
        return bool(check_type_bool(value))
    except TypeError:
        raise RefusedError([f"{where}: {value!r} is neither true nor false."]) from None


def string(value: t.Any, where: str) -> str:
    """Return a string; YAML makes numbers and booleans of unquoted strings."""
    if not isinstance(value, str):
        raise RefusedError([f"{where}: {value!r} is not a string; quote it."])
    return value


def name(value: t.Any, where: str) -> str:
    """Return a name, which may be a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else string(value, where)


def comma_separated(value: t.Any) -> list[t.Any]:
    """Return the entries of a list, or of a comma-separated string, as Ansible takes lists in extra variables."""
    return [entry for entry in check_type_list(value) if not is_blank(entry)]


def strings(value: t.Any, where: str) -> list[str]:
    """Return a list of strings, from a list or from a comma-separated string."""
    if isinstance(value, collections.abc.Mapping) or not isinstance(value, (str, int, float, list, tuple)):
        raise RefusedError([f"{where}: {value!r} is not a list of strings."])
    entries = comma_separated(value)
    if any(isinstance(entry, (collections.abc.Mapping, list, tuple)) for entry in entries):
        raise RefusedError([f"{where}: {value!r} is not a list of strings."])
    return [str(entry) for entry in entries]


def mapping(example: str) -> Check:
    """Return a check for a dict."""

    def check(value: t.Any, where: str) -> dict[t.Any, t.Any]:
        if not isinstance(value, collections.abc.Mapping):
            raise RefusedError([f"{where}: {value!r} is not a dict, such as {example}."])
        return dict(value)

    return check
