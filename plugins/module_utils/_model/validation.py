# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuses single values that the API would refuse or misunderstand. Compares nothing with existing resources."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import ROUTER_INTERFACE, VPC_PEER

PREFIXES = {
    "router_interface_id": ("ri-",),
    "peer_router_interface_id": ("ri-",),
    "router_id": ("vrt-", "vbr-"),
    "peer_router_id": ("vrt-", "vbr-"),
    "vpc_id": ("vpc-",),
    "peer_vpc_id": ("vpc-",),
    "vpc_peer_connection_id": ("pcc-",),
    "route_table_id": ("vtb-",),
}
ROUTER_PREFIXES = PREFIXES["router_id"]
# A destination may be a list of CIDR blocks that the service keeps under an id.
PREFIX_LIST = "pl-"

ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
INTERFACE_NAME = re.compile(r"(?!https?://)[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]{1,127}")
INTERFACE_NAME_RULE = "2 to 128 letters, digits, '.', '_' and '-', a letter first"
INTERFACE_DESCRIPTION = re.compile(r"(?!https?://)[A-Za-z\u4e00-\u9fff].{1,255}", re.DOTALL)

# The options that are for next hops of one type.
HOP_OPTIONS = {
    "next_hops": ROUTER_INTERFACE,
    "next_hop_interface": ROUTER_INTERFACE,
    "next_hop_connection": VPC_PEER,
}
# The types of next hops whose ids are of one kind.
HOP_IDS = {ROUTER_INTERFACE: "router_interface_id", VPC_PEER: "vpc_peer_connection_id"}

# The service keeps these prefixes for tags of its own.
RESERVED_TAGS = ("aliyun", "acs:")
TAGS_PER_RESOURCE = 20


def check_id(field: str, value: str | None) -> str | None:
    """Refuse an id of another kind of resource; Alibaba's own tutorial prints a router's id for an interface's."""
    if value is None:
        return None
    expected = PREFIXES[field]
    if value.startswith(expected) and ID.fullmatch(value):
        return value
    what = field.replace("_id", "").replace("_", " ")
    hint = ""
    if value.startswith(ROUTER_PREFIXES) and expected == ("ri-",):
        hint = " That is the id of a router; the id of the router interface on it is needed here."
    rule = f"it must begin with {' or '.join(expected)}"
    if value.startswith(expected):
        rule = "it must have up to 128 letters, digits, '.', '_' and '-'"
    raise OptionError(f"{field}: {value!r} is not the id of a {what}, {rule}.{hint}")


def check_account_id(field: str, value: str | None) -> str | None:
    """Refuse values other than the id of an Alibaba Cloud account (digits only, usually 16)."""
    if value is None or re.fullmatch(r"[0-9]{5,20}", value):
        return value
    raise OptionError(f"{field}: {value!r} is not an account id, it must be the digits of the main account's UID.")


def check_destination(field: str, value: str) -> str:
    """Return a CIDR block in canonical form; host bits are refused: their effect in the API is not documented."""
    if value.startswith(PREFIX_LIST):
        return value
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise OptionError(f"{field}: {error}.") from None


def check_next_hop(entry: dict[str, t.Any]) -> None:
    """Refuse a next hop that is not of the type of the route entry, given by ids or by identity."""
    hop_type = entry.get("next_hop_type")
    for option, expected in HOP_OPTIONS.items():
        if entry.get(option) and hop_type not in (None, expected):
            raise OptionError(f"{option}: the next hop is a {hop_type}; set next_hop_type={expected}.")
    hop_ids = [hop["next_hop_id"] for hop in entry.get("next_hops") or ()] or [entry.get("next_hop_id")]
    for hop_id in hop_ids if hop_type in HOP_IDS else ():
        check_id(HOP_IDS[str(hop_type)], hop_id or None)
    pair = entry.get("next_hop_connection")
    if pair:
        _check_vpcs_of_hop(pair["vpc_id"], pair["peer_vpc_id"], entry.get("vpc_id"))


def _check_vpcs_of_hop(vpc_id: str, peer_vpc_id: str, own_vpc_id: str | None) -> None:
    try:
        check_id("vpc_id", vpc_id)
        check_id("peer_vpc_id", peer_vpc_id)
    except OptionError as error:
        raise OptionError(f"next_hop_connection: {error}") from None
    if vpc_id == peer_vpc_id:
        raise OptionError(f"next_hop_connection: {vpc_id} cannot be connected with itself; correct peer_vpc_id.")
    if own_vpc_id not in (None, vpc_id):
        reason = f"vpc_id {vpc_id} is not the entry's own VPC {own_vpc_id}; correct one of them"
        raise OptionError(f"next_hop_connection: {reason}.")


def check_address(field: str, value: str | None) -> str | None:
    """Return an IP address in canonical form; an empty string, which removes the address, stays empty."""
    if not value:
        return value
    try:
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise OptionError(f"{field}: {error}.") from None


def check_interface_text(name: str | None, description: str | None) -> None:
    """Refuse a router interface's name or description that the API calls malformed (its documented rules)."""
    if name is not None and not INTERFACE_NAME.fullmatch(name):
        raise OptionError(f"name: {name!r} cannot name a router interface: {INTERFACE_NAME_RULE}.")
    if description is not None and not INTERFACE_DESCRIPTION.fullmatch(description):
        rule = "2 to 256 characters, a letter first, not http:// or https://; the API cannot remove one"
        raise OptionError(f"description: {description!r} cannot describe a router interface: {rule}.")


def check_route_text(name: str | None, description: str | None) -> None:
    """Refuse a route entry's name or description that the API calls malformed (its documented rules)."""
    for field, value, longest in (("name", name, 128), ("description", description, 256)):
        if value is None or (1 <= len(value) <= longest and not value.startswith(("http://", "https://"))):
            continue
        raise OptionError(f"{field}: {value!r} must have 1 to {longest} characters and not begin with http(s)://.")


def check_tags(tags: dict[str, t.Any] | None) -> dict[str, str] | None:
    """Return tags as strings; refuse those that the API does not accept (its documented rules)."""
    if tags is None:
        return None
    strings = {str(key): "" if value is None else str(value) for key, value in tags.items()}
    if len(strings) > TAGS_PER_RESOURCE:
        raise OptionError(f"tags: {len(strings)} are given, a resource can have {TAGS_PER_RESOURCE}.")
    for key, value in strings.items():
        if not 1 <= len(key) <= 128 or len(value) > 128:
            raise OptionError(f"tags: {key!r}: a key has 1 to 128 characters, a value at most 128.")
        if key.lower().startswith(RESERVED_TAGS) or "://" in key:
            raise OptionError(f"tags: {key!r} must not begin with {' or '.join(RESERVED_TAGS)} nor hold an address.")
    return strings
