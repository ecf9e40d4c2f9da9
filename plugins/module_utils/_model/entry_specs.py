# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument specs of the elements of each module's list option, as data: the modules and the planner share them."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import LINK_TYPES, NEXT_HOP_TYPES, SPECS

Rules = dict[str, t.Any]

# The name of one of the task's accounts.
ACCOUNT: Rules = {"account": {"type": "str"}}
NEW: Rules = {"new": {"type": "bool", "default": False}}
# The identity of a router interface.
KEY_OPTIONS: Rules = {
    "region": {"type": "str"},
    "router_interface_id": {"type": "str"},
    "router_id": {"type": "str"},
    "vpc_id": {"type": "str"},
    "role": {"type": "str", "choices": ["initiator", "acceptor"]},
    "name": {"type": "str"},
    "peer_router_id": {"type": "str"},
}
KEY_RULES: Rules = {
    "mutually_exclusive": [("router_id", "vpc_id")],
    "required_one_of": [("router_interface_id", "router_id", "vpc_id")],
}

INTERFACE: Rules = {
    "options": {
        **ACCOUNT,
        **NEW,
        **KEY_OPTIONS,
        "description": {"type": "str"},
        "router_type": {"type": "str", "choices": ["VRouter", "VBR"]},
        "access_point_id": {"type": "str"},
        "spec": {"type": "str", "choices": list(SPECS)},
        "charge_type": {"type": "str", "choices": ["PostPaid", "PrePaid"]},
        "period": {"type": "int"},
        "pricing_cycle": {"type": "str", "choices": ["Month", "Year"]},
        "auto_renew": {"type": "bool"},
        "auto_pay": {"type": "bool"},
        "resource_group_id": {"type": "str"},
        "tags": {"type": "dict"},
        "health_check_source_ip": {"type": "str"},
        "health_check_target_ip": {"type": "str"},
        "health_check_rate": {"type": "int"},
        "health_check_threshold": {"type": "int"},
        "peer_region": {"type": "str"},
        "peer_account_id": {"type": "str"},
        "peer_router_type": {"type": "str", "choices": ["VRouter", "VBR"]},
        "peer_router_interface_id": {"type": "str"},
        "peer_access_point_id": {"type": "str"},
    },
    "required_together": [("health_check_source_ip", "health_check_target_ip")],
    **KEY_RULES,
}

PEER: Rules = {
    "options": {
        **ACCOUNT,
        **KEY_OPTIONS,
        "peer_account_id": {"type": "str", "required": True},
        "peer_router_type": {"type": "str", "choices": ["VRouter", "VBR"]},
        "peer_region": {"type": "str"},
        "peer_router_interface_id": {"type": "str"},
    },
    **KEY_RULES,
}

CONNECTION: Rules = {"options": {**ACCOUNT, **KEY_OPTIONS}, **KEY_RULES}

PEER_CONNECTION: Rules = {
    "options": {
        **ACCOUNT,
        "region": {"type": "str"},
        "vpc_id": {"type": "str"},
        "vpc_peer_connection_id": {"type": "str"},
        "role": {"type": "str", "choices": ["requester", "accepter"], "default": "requester"},
        "peer_account": {"type": "str"},
        "peer_account_id": {"type": "str"},
        "peer_region": {"type": "str"},
        "peer_vpc_id": {"type": "str"},
        "name": {"type": "str"},
        "description": {"type": "str"},
        "bandwidth": {"type": "int"},
        "link_type": {"type": "str", "choices": list(LINK_TYPES)},
        "resource_group_id": {"type": "str"},
        "tags": {"type": "dict"},
        "peer_resource_group_id": {"type": "str"},
        "peer_tags": {"type": "dict"},
    },
    "mutually_exclusive": [("peer_account", "peer_account_id")],
    "required_one_of": [("vpc_peer_connection_id", "vpc_id")],
    "required_together": [("vpc_id", "peer_vpc_id")],
}

# By these a router interface is known before it has an id.
NEXT_HOP_KEY = ("router_id", "role", "peer_router_id")

ROUTE: Rules = {
    "options": {
        **ACCOUNT,
        **NEW,
        "state": {"type": "str", "choices": ["present", "absent"]},
        "region": {"type": "str"},
        "route_table_id": {"type": "str"},
        "vpc_id": {"type": "str"},
        "tables": {"type": "str", "choices": ["system", "used"], "default": "system"},
        "destination": {"type": "str", "required": True},
        "next_hop_type": {"type": "str", "choices": list(NEXT_HOP_TYPES), "default": "RouterInterface"},
        "next_hop_id": {"type": "str"},
        "next_hop_interface": {
            "type": "dict",
            "options": {name: KEY_OPTIONS[name] for name in NEXT_HOP_KEY},
            "required_together": [NEXT_HOP_KEY],
        },
        "next_hop_connection": {
            "type": "dict",
            "options": {
                "vpc_id": {"type": "str", "required": True},
                "peer_vpc_id": {"type": "str", "required": True},
            },
        },
        "next_hops": {
            "type": "list",
            "elements": "dict",
            "options": {"next_hop_id": {"type": "str", "required": True}, "weight": {"type": "int"}},
        },
        "name": {"type": "str"},
        "description": {"type": "str"},
    },
    "mutually_exclusive": [
        ("route_table_id", "vpc_id"),
        ("next_hop_id", "next_hops", "next_hop_interface", "next_hop_connection"),
    ],
    "required_one_of": [("route_table_id", "vpc_id")],
}
