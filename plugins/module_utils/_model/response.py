# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the fields of a response by place and type, and names what deviates from the API. Knows no action, no I/O."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model import error_catalog
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import PREFIX_LIST, PREFIXES

# Not a code of the API: the response is not understood.
UNEXPECTED = "SDK.UnexpectedAnswer"

# The characters of ids, of next hops and of values such as a status. Nothing else gets into plans and templates.
TOKEN = re.compile(r"[A-Za-z0-9._:/,-]{1,256}")


@dataclasses.dataclass(frozen=True)
class Response:
    """An object in the response to ``action``; ``place`` is the path to it, empty for the response itself.

    Reading a missing field, or one of another type, raises CallError. An empty string counts as missing: the API
    returns either.
    """

    fields: dict[str, t.Any]
    action: str = "The call"
    region: str = ""
    request_id: str | None = None
    place: str = ""

    def wrong(self, name: str, what: str) -> CallError:
        """Return the error of a field that is not as it should be."""
        path = ".".join(filter(None, (self.place, name)))
        message = f"the service's response cannot be used: {path or 'it'} {what}"
        return CallError(
            self.action, self.region, UNEXPECTED, message, self.request_id, hint=error_catalog.hint(UNEXPECTED)
        )

    def string(self, name: str) -> str | None:
        """Return a string that may be missing."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, f"is {_shown(value)}, not a string")
        return value or None

    def token(self, name: str) -> str | None:
        """Return an id or another token that may be missing."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not TOKEN.fullmatch(value):
            raise self.wrong(name, f"is {_shown(value)}, not an id or a token")
        return value

    def account(self, name: str) -> str | None:
        """Return the id of an account that may be missing; the API sends it as a string or as a number."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]{5,20}", str(value)):
            raise self.wrong(name, f"is {_shown(value)}, not the id of an account")
        return str(value)

    def need(self, name: str) -> str:
        """Return an id or another token without which the rest means nothing."""
        value = self.token(name)
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def ident(self, name: str, kind: str) -> str | None:
        """Return an id that may be missing; ``kind`` is our name of it, such as router_id, which sets its prefix."""
        value = self.token(name)
        if value is not None and not value.startswith(PREFIXES[kind]):
            raise self.wrong(name, f"is {_shown(value)}, and must begin with {' or '.join(PREFIXES[kind])}")
        return value

    def need_ident(self, name: str, kind: str) -> str:
        """Return an id that must not be missing."""
        self.need(name)
        return t.cast(str, self.ident(name, kind))

    def flag(self, name: str) -> bool:
        """Return a boolean that must not be missing."""
        value = self.fields.get(name)
        if not isinstance(value, bool):
            raise self.wrong(name, f"is {_shown(value)}, not true or false")
        return value

    def number(self, name: str) -> int | None:
        """Return a whole number that may be missing; some come as strings."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
            raise self.wrong(name, f"is {_shown(value)}, not a whole number")
        return int(value)

    def block(self, name: str, value: t.Any = None) -> str | None:
        """Return a CIDR block in its one spelling, or the id of a list of them; it may be missing."""
        block = self.token(name) if value is None else value
        if block is None or str(block).startswith(PREFIX_LIST):
            return block
        try:
            return str(ipaddress.ip_network(block))
        except ValueError:
            raise self.wrong(name, f"is {_shown(block)}, not a CIDR block") from None

    def inner(self, name: str) -> Response | None:
        """Return an object within this one, that may be missing."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(name, f"is {_shown(value)}, not an object")
        return None if value is None else self._at(name, value)

    def values(self, path: str) -> list[t.Any]:
        """Return a list by its path, such as Vpcs.Vpc; one that is missing is empty."""
        *names, last = path.split(".")
        parent: Response | None = self
        for name in names:
            parent = parent.inner(name) if parent else None
        listed = parent.fields.get(last) if parent else None
        if listed is not None and not isinstance(listed, list):
            raise self.wrong(path, f"is {_shown(listed)}, not a list")
        return listed or []

    def rows(self, path: str) -> list[Response]:
        """Return a list of objects by its path; one that is missing is empty."""
        listed = self.values(path)
        for number, value in enumerate(listed):
            if not isinstance(value, dict):
                raise self.wrong(f"{path}[{number}]", f"is {_shown(value)}, not an object")
        return [self._at(f"{path}[{number}]", value) for number, value in enumerate(listed)]

    def tokens(self, path: str) -> tuple[str, ...]:
        """Return a list of ids by its path; one that is missing is empty."""
        listed = self.values(path)
        for number, value in enumerate(listed):
            if not isinstance(value, str) or not TOKEN.fullmatch(value):
                raise self.wrong(f"{path}[{number}]", f"is {_shown(value)}, not an id or a token")
        return tuple(listed)

    def tags(self, path: str) -> dict[str, str]:
        """Return tags by their path."""
        return {row.need_string("Key"): row.string("Value") or "" for row in self.rows(path)}

    def need_string(self, name: str) -> str:
        """Return a string of any characters that must not be missing."""
        value = self.string(name)
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def _at(self, name: str, value: dict[str, t.Any]) -> Response:
        return dataclasses.replace(self, fields=value, place=".".join(filter(None, (self.place, name))))


def _shown(value: t.Any) -> str:
    text = repr(value) if isinstance(value, (str, int, float, type(None))) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
