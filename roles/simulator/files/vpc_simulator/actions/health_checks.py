# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the rules of health checks, which only a VPC's interface towards a border router has."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address
from typing import Any

from vpc_simulator.call import Call
from vpc_simulator.errors import ApiError
from vpc_simulator.model import Router, Vpc

MODIFY = "ModifyRouterInterfaceAttribute"


def check_health_check(call: Call, router: Router, opposite_router_type: str) -> None:
    """Both addresses together, the source inside the VPC; and not while they are to be deleted. Raises ApiError."""
    _check_numbers(call)
    source, target = call.get("HealthCheckSourceIp"), call.get("HealthCheckTargetIp")
    if not source and not target:
        return
    if call.get("DeleteHealthCheckIp"):
        raise call.error("InvalidParam.ModifyRouterInterface", 2)
    if not (source and target):
        raise _refusal(call, "InvalidHealthCheckIP.Malformd")
    if opposite_router_type != "VBR" or not isinstance(router, Vpc):
        raise _refusal(call, "InvalidParam.ModifyRouterInterface", 1)
    try:
        address, _target = IPv4Address(source), IPv4Address(target)
    except AddressValueError:
        raise _refusal(call, "InvalidHealthCheckIP.Malformd") from None
    if address not in router.cidr:
        raise _refusal(call, "IllegalParam.HcSourceIp")


def health_check_changes(call: Call) -> dict[str, Any]:
    """The attributes of the interface that change."""
    attributes = {
        "HcRate": "health_rate",
        "HcThreshold": "health_threshold",
        "HealthCheckSourceIp": "health_source",
        "HealthCheckTargetIp": "health_target",
    }
    changes = {attribute: call.get(name) for name, attribute in attributes.items() if name in call.parameters}
    return {**changes, "health_source": "", "health_target": ""} if call.get("DeleteHealthCheckIp") else changes


def _check_numbers(call: Call) -> None:
    for name in ("HcRate", "HcThreshold"):
        if call.get(name, 1) < 1:
            refusal = call.error(f"IllegalParam.{name}")
            refusal.message = f"The specified {name} is not valid."
            raise refusal


def _refusal(call: Call, code: str, variant: int = 0) -> ApiError:
    """Create documents no code of its own."""
    return call.error(code, variant) if call.action == MODIFY else call.invalid("HealthCheckSourceIp")
