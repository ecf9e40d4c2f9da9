# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes in handshake files. They come from another company, so nothing in them is believed unchecked."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import ROLES
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import check_account_id, check_id

# Some hundred vSwitches take a few kilobytes.
LONGEST_FILE = 100_000
# The service gives a VPC no IPv4 block larger than this; a wider one would draw the reader's other traffic to the peer.
WIDEST = 8

Handshake = dict[str, t.Any]


def read(paths: t.Sequence[str]) -> list[Handshake]:
    """Return what the files tell. Raises RefusedError with all that is wrong in them, by file and field."""
    told: list[Handshake] = []
    reasons: list[str] = []
    for path in paths:
        try:
            with open(path, "rb") as stream:
                told.append(parsed(os.path.basename(path), stream.read(LONGEST_FILE + 1)))
        except OSError as error:
            reasons.append(f"The handshake file {os.path.basename(path)} cannot be read: {error.strerror}.")
        except RefusedError as error:
            reasons += error.reasons
    if reasons:
        raise RefusedError(reasons)
    return told


def parsed(name: str, content: bytes) -> Handshake:
    """Return what a file tells; ``name`` is that of the file, without its folder. Raises RefusedError."""
    if len(content) > LONGEST_FILE:
        raise RefusedError([_refusal(name, f"it has more than {LONGEST_FILE} bytes")])
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise RefusedError([_refusal(name, "it is not JSON")]) from None
    if not isinstance(told, dict):
        raise RefusedError([_refusal(name, "it is not a JSON object")])
    reasons = [f"{key}: is missing" for key in FIELDS if key not in told]
    known = {**FIELDS, **OPTIONAL}
    reasons += [f"{str(key)[:60]!r}: is not a field of a handshake file" for key in told if key not in known]
    for key, check in known.items():
        try:
            if key in told:
                check(key, told[key])
        except OptionError as error:
            reasons.append(str(error)[:300].rstrip("."))
    if not reasons:
        reasons += _contradictory(name, told)
    if reasons:
        raise RefusedError([_refusal(name, reason) for reason in reasons])
    return told


def contradictions(
    peerings: t.Sequence[Peering], handshakes: t.Sequence[Handshake], owners: t.Mapping[str, str]
) -> t.Iterator[str]:
    """Yield where files contradict what the user wrote or what was read; ``owners`` are our accounts' names by id."""
    told = {(one["peering"], one["role"]): one for one in handshakes}
    for peering in peerings:
        for side in peering.sides:
            said = told.get((peering.name, side.role))
            for reason in _against(peering, side, said, owners) if said else ():
                file = f"{peering.name}.{side.role}.json"
                yield f"{peering.name}, {side.role} {side.account}: the handshake file {file} says {reason}."


def _against(peering: Peering, side: Side, said: Handshake, owners: t.Mapping[str, str]) -> t.Iterator[str]:
    owner = owners.get(said["account_id"])
    if not side.remote:
        # A pair that exists with its ends the other way round is told of as it exists.
        if side.account_id and said["account_id"] != side.account_id and peering.as_existing() is peering:
            yield (
                f"that this side is the account {said['account_id']}, but its credential belongs to {side.account_id}:"
                " agree with the other side on who is the initiator, and delete the file"
            )
        return
    if owner:
        yield (
            f"that its account is {said['account_id']}, which is {owner} of this run: ask the other side for its own"
            " file"
        )
    for key, meant in (("region", side.region), *((key, side.options.get(key)) for key in ("vpc_id", "router_id"))):
        if meant and meant != said[key]:
            yield f"{key} {said[key]}, but peering_connections says {meant}: agree with the other side on which it is"


def _refusal(name: str, reason: str) -> str:
    return f"The handshake file {name} cannot be used: {reason}. Ask the other side for the file that its run wrote."


def _contradictory(name: str, told: Handshake) -> t.Iterator[str]:
    expected = f"{told['peering']}.{told['role']}.json"
    if name != expected:
        yield f"it tells of the {told['role']} of {told['peering']}, whose file is called {expected}"
    own = [ipaddress.ip_network(block) for block in (told["cidr_block"], *told["secondary_cidr_blocks"]) if block]
    for block in (ipaddress.ip_network(one) for one in told["vswitch_blocks"]):
        within = [one for one in own if one.version == block.version and block.subnet_of(t.cast(t.Any, one))]
        if block.version == 4 and not within:
            yield f"vswitch_blocks: {block} is in none of the VPC's blocks"


def _text(key: str, value: t.Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 128:
        raise OptionError(f"{key}: must be a string of 1 to 128 characters")
    return value


def _role(key: str, value: t.Any) -> None:
    if value not in ROLES:
        raise OptionError(f"{key}: must be one of {', '.join(ROLES)}")


def _region(key: str, value: t.Any) -> None:
    if not re.fullmatch(r"[A-Za-z0-9-]+", _text(key, value)):
        raise OptionError(f"{key}: {value!r} is not the id of a region, such as cn-hangzhou")


def _account_id(key: str, value: t.Any) -> None:
    check_account_id(key, _text(key, value))


def _id(key: str, value: t.Any) -> None:
    check_id("router_interface_id" if key == "names_peer" else key, _text(key, value))


def _id_or_none(key: str, value: t.Any) -> None:
    if value is not None:
        _id(key, value)


def _block(key: str, value: t.Any) -> None:
    try:
        network = ipaddress.ip_network(_text(key, value))
    except ValueError as error:
        raise OptionError(f"{key}: {error}") from None
    if network.version == 4 and network.prefixlen < WIDEST:
        raise OptionError(f"{key}: {network} is larger than any VPC's block can be (/{WIDEST})")


def _block_or_none(key: str, value: t.Any) -> None:
    if value is not None:
        _block(key, value)


def _blocks(key: str, value: t.Any) -> None:
    if not isinstance(value, list):
        raise OptionError(f"{key}: must be a list")
    for one in value:
        _block(key, one)


def _destinations(key: str, value: t.Any) -> None:
    """Check blocks that are only compared: no route is made of them, so they may be of any size."""
    if not isinstance(value, list):
        raise OptionError(f"{key}: must be a list")
    for block in value:
        try:
            ipaddress.ip_network(_text(key, block))
        except ValueError as error:
            raise OptionError(f"{key}: {error}") from None


FIELDS: dict[str, t.Callable[[str, t.Any], t.Any]] = {
    "peering": _text,
    "role": _role,
    "account_id": _account_id,
    "region": _region,
    "vpc_id": _id,
    "router_id": _id,
    "cidr_block": _block_or_none,
    "secondary_cidr_blocks": _blocks,
    "vswitch_blocks": _blocks,
    "router_interface_id": _id_or_none,
    "names_peer": _id_or_none,
}
# Reported once there is something to report.
OPTIONAL: dict[str, t.Callable[[str, t.Any], t.Any]] = {"routed_blocks": _destinations}
