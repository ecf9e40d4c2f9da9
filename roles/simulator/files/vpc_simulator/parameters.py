# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the parameters of each action, as data: names, types, lists, limits; converts wire parameters to typed values.

The data is `data/parameters*.json`: operation -> parameters, named as the API documents them (`Filter.N.Value.M`).
Knows no resource; errors are ApiErrors from the catalogue.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vpc_simulator.errors import ApiError, api_error, invalid_parameter, missing_parameter
from vpc_simulator.regions import REGIONS
from vpc_simulator.switches import Switches

ACTIONS: dict[str, dict[str, Any]] = {
    name: facts
    for path in sorted((Path(__file__).parent / "data").glob("parameters*.json"))
    for name, facts in json.loads(path.read_text(encoding="utf-8")).items()
}
# Part of every request and of its signature; for the gateway, not for the action.
COMMON = frozenset(
    {
        "AccessKeyId", "Action", "Format", "SecurityToken", "Signature", "SignatureMethod", "SignatureNonce",
        "SignatureType", "SignatureVersion", "Timestamp", "Version", "RegionId",
        "OwnerAccount", "OwnerId", "ResourceOwnerAccount", "ResourceOwnerId",
    }
)  # fmt: skip
_NO_URL = "(?!https?://)"
_LETTER = "A-Za-z\u4e00-\u9fff"
PATTERNS = {
    "interface_name": re.compile(rf"{_NO_URL}[{_LETTER}][{_LETTER}0-9._-]{{1,127}}"),
    "interface_description": re.compile(rf"{_NO_URL}[{_LETTER}].{{1,255}}", re.DOTALL),
    "name": re.compile(rf"{_NO_URL}.{{1,128}}", re.DOTALL),
    "description": re.compile(rf"{_NO_URL}.{{1,256}}", re.DOTALL),
    "tag_key": re.compile(r"(?!aliyun|acs:|https?://).{1,128}", re.DOTALL),
    "tag_value": re.compile(rf"{_NO_URL}.{{0,128}}", re.DOTALL),
    "ascii_token": re.compile(r"[\x00-\x7f]{1,64}"),
    "peer_name": re.compile(rf"[{_LETTER}][{_LETTER}0-9_-]{{1,127}}"),
    "peer_tag_key": re.compile(rf"{_NO_URL}.{{1,128}}", re.DOTALL),
    "peer_tag_value": re.compile(r"(?!aliyun|acs:|https?://).{0,128}", re.DOTALL),
    "role_session_name": re.compile(r"[A-Za-z0-9.@_-]{2,64}"),
    "external_id": re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII),
    "role_arn": re.compile(r"acs:ram::[0-9]+:role/[A-Za-z0-9.@_-]+"),
}
_INTEGER = re.compile(r"-?[0-9]{1,19}")
_INDEX = re.compile(r"[1-9][0-9]{0,4}")
_BOOLEANS = {"true": True, "false": False}


@dataclass(slots=True)
class Parameter:
    """One parameter, a list of values (`items`), or a list of objects (`fields`)."""

    name: str
    type: str
    rules: dict[str, Any]
    items: Parameter | None = None
    fields: dict[str, Parameter] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        return bool(self.rules.get("required"))

    @property
    def is_list(self) -> bool:
        return self.items is not None or bool(self.fields)

    @property
    def is_plain_list(self) -> bool:
        """Whether the list may be one parameter with commas, besides `Name.1`, `Name.2`."""
        return self.items is not None and not self.name.endswith((".N", ".M"))


@functools.cache
def parameters_of(action: str) -> dict[str, Parameter]:
    """The top-level parameters of `action`, lists nested: `Filter` has fields `Key` and `Value`, `Value` has items."""
    top: dict[str, Parameter] = {}
    for name, rules in ACTIONS[action]["parameters"].items():
        _place(top, name.split("."), name, rules)
    return top


def _place(level: dict[str, Parameter], path: list[str], name: str, rules: dict[str, Any]) -> None:
    head, rest = path[0], path[1:]
    if not rest:
        level[head] = Parameter(name, rules["type"], rules, _items(name, rules))
        return
    outer = level.setdefault(head, Parameter(f"{head}.N", "Object[]", {}))
    if rest[1:]:
        _place(outer.fields, rest[1:], name, rules)
        return
    outer.name, outer.type, outer.rules = name, rules["type"], rules
    outer.items = _items(name, rules)


def _items(name: str, rules: dict[str, Any]) -> Parameter | None:
    """The items of a list of values."""
    if not rules["type"].endswith("[]") or rules["type"].startswith("Object"):
        return None
    item = {key: value for key, value in rules.items() if key not in ("required", "max_items", "too_many")}
    return Parameter(name, rules["type"].removesuffix("[]"), item)


def raw_values(raw: Any) -> Any:
    """The parameters as strings, with lists in their order: for checks that come before `check`."""
    if not isinstance(raw, dict):
        return raw
    if raw and all(isinstance(key, int) for key in raw):
        return [raw_values(raw[index]) for index in sorted(raw)]
    return {name: raw_values(value) for name, value in raw.items()}


class Decoder:
    """Reads the parameters of one request to one action, then checks and converts them."""

    def __init__(self, action: str, switches: Switches) -> None:
        self.action = action
        self.switches = switches

    def read(self, wire: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
        """The parameters by top-level name, not checked yet, and the names that the action does not know."""
        known = parameters_of(self.action)
        unknown: list[str] = []
        present: dict[str, Any] = {}
        for name, text in wire.items():
            if name in known and known[name].is_plain_list:
                present[name] = dict(enumerate(filter(None, text.split(",")), 1))
            elif name in known and not known[name].is_list:
                present[name] = text
            elif not (("." in name) and self._collect(known, present, name.split("."), text)) and name not in COMMON:
                unknown.append(name)
        return present, unknown

    def check(self, raw: dict[str, Any]) -> dict[str, Any]:
        """The typed values of what `read` returned. Raises ApiError."""
        return self._check(parameters_of(self.action), raw, "")

    def _collect(self, known: dict[str, Parameter], into: dict[str, Any], path: list[str], text: str) -> bool:
        """Nest `Filter.1.Value.2` as {"Filter": {1: {"Value": {2: text}}}}; return whether the action knows it."""
        parameter = known.get(path[0])
        if parameter is None or not parameter.is_list or len(path) < 2 or not _INDEX.fullmatch(path[1]):
            return False
        index, rest = int(path[1]), path[2:]
        if not rest:
            if parameter.items is None:
                return False
            into.setdefault(path[0], {})[index] = text
            return True
        if rest[0] not in parameter.fields or (len(rest) == 1) == parameter.fields[rest[0]].is_list:
            return False
        element = into.setdefault(path[0], {}).setdefault(index, {})
        if len(rest) == 1:
            element[rest[0]] = text
            return True
        return self._collect(parameter.fields, element, rest, text)

    def _check(self, known: dict[str, Parameter], present: dict[str, Any], prefix: str) -> dict[str, Any]:
        for name, parameter in known.items():
            if parameter.required and present.get(name) in (None, "", {}):
                raise self._missing(parameter, prefix + name)
        values: dict[str, Any] = {}
        for name, raw in present.items():
            parameter = known[name]
            if parameter.is_list:
                values[name] = self._list(parameter, raw, prefix + name)
            elif raw == "" and not parameter.rules.get("pattern", "").endswith("tag_value"):
                values.update(self._empty(parameter, name, prefix))
            else:
                values[name] = self._scalar(parameter, raw, prefix + name)
        return values

    def _empty(self, parameter: Parameter, name: str, prefix: str) -> dict[str, Any]:
        choice = self.switches.empty_strings
        if choice == "absent":
            return {}
        if choice == "taken" and parameter.type == "String" and "enum" not in parameter.rules:
            return {name: ""}
        return {name: self._scalar(parameter, "", prefix + name)}

    def _list(self, parameter: Parameter, elements: dict[int, Any], name: str) -> list[Any]:
        if len(elements) > parameter.rules.get("max_items", len(elements)):
            raise self._invalid(parameter, "too_many", name)
        indices = sorted(elements)
        if self.switches.list_index_gaps == "cut":
            indices = [index for position, index in enumerate(indices, 1) if index == position]
        if parameter.required and not indices:
            raise self._missing(parameter, name)
        if parameter.items is not None:
            return [self._scalar(parameter.items, elements[index], f"{name}.{index}") for index in indices]
        return [self._check(parameter.fields, elements[index], f"{name}.{index}.") for index in indices]

    def _scalar(self, parameter: Parameter, text: str, name: str) -> str | int | bool:
        rules = parameter.rules
        value: str | int | bool | None = self._documented_spelling(parameter, text)
        if parameter.type == "Boolean":
            value = _BOOLEANS.get(text.lower())
        elif parameter.type in ("Integer", "Long"):
            value = int(text) if _INTEGER.fullmatch(text) else None
        if value is None or ("enum" in rules and value not in rules["enum"]):
            raise self._invalid(parameter, "invalid", name)
        if "region" in rules and value not in REGIONS:
            raise api_error(self.action, "InvalidRegionId.NotFound")
        if isinstance(value, str):
            pattern = PATTERNS[rules["pattern"]] if "pattern" in rules else None
            if (pattern and not pattern.fullmatch(value)) or len(value) > rules.get("max_length", len(value)):
                raise self._invalid(parameter, "invalid", name)
        elif not rules.get("min", value) <= value <= rules.get("max", value):
            raise self._invalid(parameter, "invalid", name)
        return value

    def _documented_spelling(self, parameter: Parameter, text: str) -> str:
        """The documented spelling of a specification, if a switch allows any case."""
        if parameter.name != "Spec" or self.switches.spec_case_sensitive:
            return text
        return next((spec for spec in parameter.rules["enum"] if spec.lower() == text.lower()), text)

    def _missing(self, parameter: Parameter, name: str) -> ApiError:
        if "missing" in parameter.rules:
            return api_error(self.action, *parameter.rules["missing"])
        return missing_parameter(self.action, name, self.switches.missing_parameter_form)

    def _invalid(self, parameter: Parameter, rule: str, name: str) -> ApiError:
        if rule in parameter.rules:
            return api_error(self.action, *parameter.rules[rule])
        return invalid_parameter(name, self.switches.invalid_parameter_form)
