# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the wire format: parameters from query and form body, responses as JSON or XML. Knows no action."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

FORM = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json;charset=utf-8"
XML_TYPE = "text/xml;charset=utf-8"
# XML 1.0 has no place for the others, not even as references.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


# More than any action takes: 50 route entries have 350.
MAX_PARAMETERS = 2000


class TooManyParameters(ValueError):
    """The query or the body has more parameters than any call."""


class Request:
    """One HTTP request. `pairs` holds query and form parameters as sent, `parameters` the last value of each name.

    Raises TooManyParameters.
    """

    __slots__ = ("body", "client", "headers", "host", "method", "pairs", "parameters", "query_pairs", "scheme")

    def __init__(
        self, method: str, query: bytes, headers: Mapping[str, str], body: bytes, scheme: str, client: str = "127.0.0.1"
    ) -> None:
        self.method = method
        self.headers = headers
        self.body = body
        self.scheme = scheme
        self.client = client
        self.host = headers.get("host", "")
        self.query_pairs = _pairs(query)
        self.pairs = self.query_pairs
        if body and self.header("content-type").startswith(FORM):
            self.pairs = self.query_pairs + _pairs(body)
        self.parameters = dict(self.pairs)

    def header(self, name: str) -> str:
        """A header's value by its lower-case name; empty if absent."""
        return self.headers.get(name, "")

    @property
    def is_v3(self) -> bool:
        return self.header("authorization").startswith("ACS3-")

    @property
    def action(self) -> str:
        return (self.header("x-acs-action") if self.is_v3 else "") or self.parameters.get("Action", "")

    @property
    def version(self) -> str:
        return (self.header("x-acs-version") if self.is_v3 else "") or self.parameters.get("Version", "")

    @property
    def wants_json(self) -> bool:
        """Whether the response is JSON: by `Format`, and by default for V3 only, as with the RPC gateway."""
        form = self.parameters.get("Format", "")
        return form.upper() == "JSON" or (not form and self.is_v3)


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise TooManyParameters from None


def encode(root: str, body: dict[str, Any], as_json: bool) -> tuple[bytes, str]:
    """The body and its content type. `root` is the XML element: `<Action>Response`, or `Error`."""
    if as_json:
        return _encode_json(body).encode("utf-8", "replace"), JSON_TYPE
    return f"<?xml version='1.0' encoding='UTF-8'?>{_xml(root, body)}".encode(), XML_TYPE


def _xml(name: str, value: Any) -> str:
    """An XML element. A list becomes repeated elements, so JSON's list wrappers disappear; null is omitted."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return f"<{name}>{''.join(_xml(key, inner) for key, inner in value.items())}</{name}>"
    if isinstance(value, list):
        return "".join(_xml(name, inner) for inner in value)
    text = str(value).lower() if isinstance(value, bool) else escape(_NO_XML.sub("\ufffd", str(value)))
    return f"<{name}>{text}</{name}>"
