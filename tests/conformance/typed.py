# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the vendor's typed SDKs as one client that takes API names, and compares responses with what they declare."""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from alibabacloud_cdt20210813 import models as cdt_models
from alibabacloud_cdt20210813.client import Client as CdtClient
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpc20160428.client import Client as VpcClient
from alibabacloud_vpcpeer20220101 import models as peer_models
from alibabacloud_vpcpeer20220101.client import Client as PeerClient

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator

STS_ACTIONS = frozenset({"GetCallerIdentity", "AssumeRole"})


class Typed:
    """One account's calls. `faults` are all differences between responses and declarations, by action."""

    def __init__(self, cloud: Simulator, key: tuple[str, str], region: str, **options: str) -> None:
        self.region = region
        config = {"access_key_id": key[0], "access_key_secret": key[1], "endpoint": cloud.address, "protocol": "http"}
        config.update(options)
        self._clients: dict[str, tuple[Any, ModuleType]] = {
            "": (VpcClient(Config(**config)), vpc_models),
            "Sts": (StsClient(Config(**config)), sts_models),
            "VpcPeer": (PeerClient(Config(**config)), peer_models),
            "CDT": (CdtClient(Config(**config)), cdt_models),
        }
        self.faults: dict[str, list[str]] = {}

    def call(self, action: str, /, **parameters: Any) -> dict[str, Any]:
        """The body of the response as sent; its faults are noted. The product precedes actions of VpcPeer and CDT."""
        product, _dot, name = action.rpartition(".")
        client, models = self._clients["Sts" if action in STS_ACTIONS else product]
        raw: dict[str, Any] = {}
        client.call_api = _recording(client, raw)
        method = next(getattr(client, word) for word in dir(client) if word.replace("_", "") == name.lower())
        arguments = self._request(models, name, parameters)
        body = method(*arguments).body
        faults = self.faults.setdefault(action, [])
        faults += type_faults(body, type(body), action)
        faults += undeclared(raw["body"], body.to_map(), action)
        return dict(raw["body"])

    def _request(self, models: ModuleType, action: str, parameters: dict[str, Any]) -> list[Any]:
        """The action's request; GetCallerIdentity has none."""
        request_class = getattr(models, f"{action}Request", None)
        if request_class is None:
            return []
        request = request_class()
        given = {"RegionId": self.region, **parameters} if hasattr(request, "region_id") else parameters
        request.from_map(given)
        unknown = undeclared(given, request.to_map(), action)
        assert not unknown, f"the SDK has no such parameter: {unknown}"
        return [request]


def _recording(client: Any, raw: dict[str, Any]) -> Any:
    """The client's own way to the service, which leaves the response in `raw` before a model is created from it."""

    def call_api(*arguments: Any) -> Any:
        response = type(client).call_api(client, *arguments)
        raw.update(response)
        return response

    return call_api


def type_faults(value: Any, declared: Any, path: str) -> Iterator[str]:
    """Where a value, or something in it, has another type than its model declares."""
    if value is None:
        return
    if typing.get_origin(declared) is list:
        if not isinstance(value, list):
            yield f"{path}: {type(value).__name__} instead of a list"
            return
        (inner,) = typing.get_args(declared)
        for index, element in enumerate(value):
            yield from type_faults(element, inner, f"{path}[{index}]")
    elif hasattr(declared, "from_map"):
        for name, hint in _fields(declared).items():
            yield from type_faults(getattr(value, name), hint, f"{path}.{name}")
    # Exactly that type: a boolean is an int to isinstance.
    elif value.__class__ is not declared:
        yield f"{path}: {type(value).__name__} {value!r} instead of {declared}"


def _fields(model: Any) -> dict[str, Any]:
    """The fields that the constructor of a model declares."""
    hints = typing.get_type_hints(model.__init__, vars(sys.modules[model.__module__]))
    hints.pop("return", None)
    return hints


def undeclared(sent: Any, understood: Any, path: str) -> list[str]:
    """The names that the model dropped, as it declares no such field. Null does not count."""
    if sent is None:
        return []
    if isinstance(sent, dict):
        known = understood if isinstance(understood, dict) else {}
        return [
            fault
            for name, value in sent.items()
            for fault in (
                undeclared(value, known.get(name), f"{path}.{name}")
                if known.get(name) is not None or value is None
                else [f"{path}.{name}: not declared"]
            )
        ]
    if isinstance(sent, list):
        if not isinstance(understood, list) or len(understood) != len(sent):
            return [f"{path}: a list that the model does not keep"]
        pairs = enumerate(zip(sent, understood, strict=True))
        return [fault for index, (element, kept) in pairs for fault in undeclared(element, kept, f"{path}[{index}]")]
    return []
