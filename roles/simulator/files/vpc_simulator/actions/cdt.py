# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the actions of CDT (Cloud Data Transfer): whether an account has opened it, and opening it."""

from __future__ import annotations

from vpc_simulator.call import Call, Response, action


@action("CDT.GetCdtServiceStatus")
def get_cdt_service_status(call: Call) -> Response:
    """Whether CDT is opened for traffic that crosses no border."""
    return {"Enabled": call.account.cdt}


@action("CDT.GetCdtCbServiceStatus")
def get_cdt_cross_border_service_status(call: Call) -> Response:
    """Whether CDT is opened for traffic across the border."""
    return {"Enabled": call.account.cdt_cross_border}


@action("CDT.OpenCdtService")
def open_cdt_service(call: Call) -> Response:
    """Open CDT in the caller's account."""
    call.account.cdt = True
    return {}


@action("CDT.OpenCdtCbService")
def open_cdt_cross_border_service(call: Call) -> Response:
    """Open cross-border CDT in the caller's account."""
    call.account.cdt_cross_border = True
    return {}
