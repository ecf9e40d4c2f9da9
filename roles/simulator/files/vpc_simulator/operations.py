# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the products of the API and the names of their actions. Knows no single action.

An *operation* is an action of one product: `CreateVpc`, `VpcPeer.CreateVpcPeerConnection`. Vpc and Sts have no prefix;
the other products have one, since Vpc and VpcPeer both have a `TagResources`.
"""

from __future__ import annotations

PRODUCTS = {"2016-04-28": "Vpc", "2015-04-01": "Sts", "2022-01-01": "VpcPeer", "2021-08-13": "CDT"}
_UNPREFIXED = frozenset({"Vpc", "Sts"})


def operation(version: str, action: str) -> str:
    """The operation for a request's Version and Action."""
    product = PRODUCTS.get(version, "Vpc")
    return action if product in _UNPREFIXED else f"{product}.{action}"


def action_of(name: str) -> str:
    """The Action of an operation."""
    return name.rpartition(".")[2]
