# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the rules of health checks, which only a VPC's interface to a border router has."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address
from typing import Any

from vpc_simulator.call import Call
from vpc_simulator.errors import ApiError
from vpc_simulator.model import Router, Vpc

MODIFY = "ModifyRouterInterfaceAttribute"


def check_health_check(call: Call, router: Router, opposite_router_type: str) -> None:
    """Check that both addresses are set together, the source in the VPC, and not with a deletion. Raises ApiError."""
    _check_numbers(call)
    source, target = call.get("HealthCheckSourceIp"), call.get("HealthCheckTargetIp")
    if not source and not target:
        return
    if call.get("DeleteHealthCheckIp"):
        raise call.error("InvalidParam.ModifyRouterInterface", 2)
    if not (source and target):
        raise _error(call, "InvalidHealthCheckIP.Malformd")
    if opposite_router_type != "VBR" or not isinstance(router, Vpc):
        raise _error(call, "InvalidParam.ModifyRouterInterface", 1)
    try:
        address, _target = IPv4Address(source), IPv4Address(target)
    except AddressValueError:
        raise _error(call, "InvalidHealthCheckIP.Malformd") from None
    if address not in router.cidr:
        raise _error(call, "IllegalParam.HcSourceIp")


def health_check_changes(call: Call) -> dict[str, Any]:
    """The changed attributes of the interface."""
    attributes = {
        "HcRate": "health_rate",
        "HcThreshold": "health_threshold",
        "HealthCheckSourceIp": "health_source",
        "HealthCheckTargetIp": "health_target",
    }
    changes = {attribute: call.get(name) for name, attribute in attributes.items() if name in call.parameters}
    none = {"health_source": "", "health_target": "", "health_rate": 0, "health_threshold": 0}
    return {**changes, **none} if call.get("DeleteHealthCheckIp") else changes


def _check_numbers(call: Call) -> None:
    for name, code in (("HcRate", "IllegalParam.HcRate"), ("HcThreshold", "IllegalParam.HcThreshold")):
        if call.get(name, 1) < 1:
            error = call.error(code)
            error.message = f"The specified {name} is not valid."
            raise error


def _error(call: Call, code: str, variant: int = 0) -> ApiError:
    """The error of Modify; CreateRouterInterface documents no code of its own."""
    return call.error(code, variant) if call.action == MODIFY else call.invalid("HealthCheckSourceIp")
