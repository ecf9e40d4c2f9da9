# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuses single values that the API would refuse or misunderstand. Compares nothing with existing resources."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError

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
