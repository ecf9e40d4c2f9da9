# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads what an answer holds by place and type, and names what is not as the API says. Knows no action, no I/O."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model import error_catalog
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import PREFIX_LIST, PREFIXES

# Not a code of the API: it answered, and nobody can tell what.
UNEXPECTED = "SDK.UnexpectedAnswer"

# What ids, addresses of next hops and words such as a status are made of. Nothing else goes into plans and templates.
PLAIN = re.compile(r"[A-Za-z0-9._:/,-]{1,256}")


@dataclasses.dataclass(frozen=True)
class Response:
    """An object in the answer to ``action``; ``place`` is the path to it, empty for the answer itself.

    Reading what is not there, or is of another type, raises CallError. An empty text counts as not there: the API
    answers with either.
    """

    fields: dict[str, t.Any]
    action: str = "The call"
    region: str = ""
    request_id: str | None = None
    place: str = ""

    def wrong(self, name: str, what: str) -> CallError:
        """Return the error of a field that is not as it should be."""
        path = ".".join(filter(None, (self.place, name)))
        said = f"the service's answer cannot be used: {path or 'it'} {what}"
        return CallError(
            self.action, self.region, UNEXPECTED, said, self.request_id, hint=error_catalog.hint(UNEXPECTED)
        )

    def text(self, name: str) -> str | None:
        """Return a text that may be missing."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, f"is {_shown(value)}, not a text")
        return value or None

    def word(self, name: str) -> str | None:
        """Return an id or another word that may be missing."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not PLAIN.fullmatch(value):
            raise self.wrong(name, f"is {_shown(value)}, not an id or a word")
        return value

    def account(self, name: str) -> str | None:
        """Return the id of an account that may be missing; the API sends it as a text or as a number."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]{5,20}", str(value)):
            raise self.wrong(name, f"is {_shown(value)}, not the id of an account")
        return str(value)

    def need(self, name: str) -> str:
        """Return an id or another word without which the rest means nothing."""
        value = self.word(name)
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def ident(self, name: str, kind: str) -> str | None:
        """Return an id that may be missing; ``kind`` is our word for it, such as router_id, by which it begins."""
        value = self.word(name)
        if value is not None and not value.startswith(PREFIXES[kind]):
            raise self.wrong(name, f"is {_shown(value)}, and must begin with {' or '.join(PREFIXES[kind])}")
        return value

    def need_ident(self, name: str, kind: str) -> str:
        """Return an id that must be there."""
        self.need(name)
        return t.cast(str, self.ident(name, kind))

    def number(self, name: str) -> int | None:
        """Return a whole number that may be missing; some come as texts."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
            raise self.wrong(name, f"is {_shown(value)}, not a whole number")
        return int(value)

    def block(self, name: str, value: t.Any = None) -> str | None:
        """Return a CIDR block in its one spelling, or the id of a list of them; it may be missing."""
        found = self.word(name) if value is None else value
        if found is None or str(found).startswith(PREFIX_LIST):
            return found
        try:
            return str(ipaddress.ip_network(found))
        except ValueError:
            raise self.wrong(name, f"is {_shown(found)}, not a CIDR block") from None

    def inner(self, name: str) -> Response | None:
        """Return an object within this one, that may be missing."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(name, f"is {_shown(value)}, not an object")
        return None if value is None else self._at(name, value)

    def values(self, path: str) -> list[t.Any]:
        """Return a list by its path, such as Vpcs.Vpc; one that is missing is empty."""
        *ways, last = path.split(".")
        one: Response | None = self
        for way in ways:
            one = one.inner(way) if one else None
        found = one.fields.get(last) if one else None
        if found is not None and not isinstance(found, list):
            raise self.wrong(path, f"is {_shown(found)}, not a list")
        return found or []

    def rows(self, path: str) -> list[Response]:
        """Return a list of objects by its path; one that is missing is empty."""
        found = self.values(path)
        for number, value in enumerate(found):
            if not isinstance(value, dict):
                raise self.wrong(f"{path}[{number}]", f"is {_shown(value)}, not an object")
        return [self._at(f"{path}[{number}]", value) for number, value in enumerate(found)]

    def words(self, path: str) -> tuple[str, ...]:
        """Return a list of ids by its path; one that is missing is empty."""
        found = self.values(path)
        for number, value in enumerate(found):
            if not isinstance(value, str) or not PLAIN.fullmatch(value):
                raise self.wrong(f"{path}[{number}]", f"is {_shown(value)}, not an id or a word")
        return tuple(found)

    def tags(self, path: str) -> dict[str, str]:
        """Return tags by their path."""
        return {row.need_text("Key"): row.text("Value") or "" for row in self.rows(path)}

    def need_text(self, name: str) -> str:
        """Return a text of any characters that must be there."""
        value = self.text(name)
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def _at(self, name: str, value: dict[str, t.Any]) -> Response:
        return dataclasses.replace(self, fields=value, place=".".join(filter(None, (self.place, name))))


def _shown(value: t.Any) -> str:
    text = repr(value) if isinstance(value, (str, int, float, type(None))) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
