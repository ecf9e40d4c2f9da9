# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads handshake files. They come from another company, so everything in them is checked."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import RUNGS
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import ROLES
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import check_account_id, check_id

# Some hundred vSwitches take a few kilobytes.
LONGEST_FILE = 100_000
# The service gives a VPC no IPv4 block larger than this; a wider one would draw the reader's other traffic to the peer.
WIDEST = 8

Handshake = dict[str, t.Any]


def read(paths: t.Sequence[str]) -> list[Handshake]:
    """Return the content of the files. Raises RefusedError with all errors in them, by file and field."""
    handshakes: list[Handshake] = []
    reasons: list[str] = []
    for path in paths:
        try:
            with open(path, "rb") as stream:
                handshakes.append(parsed(os.path.basename(path), stream.read(LONGEST_FILE + 1)))
        except OSError as error:
            reasons.append(f"The handshake file {os.path.basename(path)} cannot be read: {error.strerror}.")
        except RefusedError as error:
            reasons += error.reasons
    if reasons:
        raise RefusedError(reasons)
    return handshakes


def parsed(name: str, content: bytes) -> Handshake:
    """Return the content of a file; ``name`` is that of the file, without its folder. Raises RefusedError."""
    if len(content) > LONGEST_FILE:
        raise RefusedError([_refusal(name, f"it has more than {LONGEST_FILE} bytes")])
    try:
        handshake = json.loads(content)
    except (ValueError, RecursionError):
        raise RefusedError([_refusal(name, "it is not JSON")]) from None
    if not isinstance(handshake, dict):
        raise RefusedError([_refusal(name, "it is not a JSON object")])
    reasons = [f"{key}: is missing" for key in FIELDS if key not in handshake]
    known = {**FIELDS, **OPTIONAL}
    reasons += [f"{str(key)[:60]!r}: is not a field of a handshake file" for key in handshake if key not in known]
    for key, check in known.items():
        try:
            if key in handshake:
                check(key, handshake[key])
        except OptionError as error:
            reasons.append(str(error)[:300].rstrip("."))
    if not reasons:
        reasons += _contradictory(name, handshake)
    if reasons:
        raise RefusedError([_refusal(name, reason) for reason in reasons])
    return handshake


def contradictions(
    peerings: t.Sequence[Peering], handshakes: t.Sequence[Handshake], owners: t.Mapping[str, str]
) -> t.Iterator[str]:
    """Yield where files contradict the input or the snapshots; ``owners`` are our accounts' names by id."""
    by_side = {(handshake["peering"], handshake["role"]): handshake for handshake in handshakes}
    for peering in peerings:
        for side in peering.sides:
            handshake = by_side.get((peering.name, side.role))
            for reason in _against(peering, side, handshake, owners) if handshake else ():
                file = f"{peering.name}.{side.role}.json"
                yield f"{peering.name}, {side.role} {side.account}: the handshake file {file} states {reason}."


def _against(peering: Peering, side: Side, handshake: Handshake, owners: t.Mapping[str, str]) -> t.Iterator[str]:
    owner = owners.get(handshake["account_id"])
    if not side.remote:
        # The file of a pair that exists with its ends the other way round has the existing roles.
        if side.account_id and handshake["account_id"] != side.account_id and peering.as_existing() is peering:
            yield (
                f"that this side is the account {handshake['account_id']}, but its credential belongs to"
                f" {side.account_id}: agree with the other side on who is the initiator, and delete the file"
            )
        return
    if owner:
        yield (
            f"that its account is {handshake['account_id']}, which is {owner} of this run: ask the other side for its"
            " own file"
        )
    for key, expected in (
        ("region", side.region),
        *((key, side.options.get(key)) for key in ("account_id", "vpc_id", "router_id")),
    ):
        if expected and expected != handshake[key]:
            yield f"{key} {handshake[key]}, but peering_connections has {expected}: agree on one value"


def _refusal(name: str, reason: str) -> str:
    return f"The handshake file {name} cannot be used: {reason}. Ask the other side for the file that its run wrote."


def _contradictory(name: str, handshake: Handshake) -> t.Iterator[str]:
    expected = f"{handshake['peering']}.{handshake['role']}.json"
    if name != expected:
        yield f"it is of the {handshake['role']} of {handshake['peering']}, whose file must have the name {expected}"
    own = [
        ipaddress.ip_network(block) for block in (handshake["cidr_block"], *handshake["secondary_cidr_blocks"]) if block
    ]
    for block in (ipaddress.ip_network(block) for block in handshake["vswitch_blocks"]):
        within = [outer for outer in own if outer.version == block.version and block.subnet_of(t.cast(t.Any, outer))]
        if block.version == 4 and not within:
            yield f"vswitch_blocks: {block} is in none of the VPC's blocks"


def _text(key: str, value: t.Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 128:
        raise OptionError(f"{key}: must be a string of 1 to 128 characters")
    return value


def _role(key: str, value: t.Any) -> None:
    if value not in ROLES:
        raise OptionError(f"{key}: must be one of {', '.join(ROLES)}")


def _rung(key: str, value: t.Any) -> None:
    if value not in RUNGS:
        raise OptionError(f"{key}: must be one of {', '.join(RUNGS)}")


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
    for block in value:
        _block(key, block)


def _destinations(key: str, value: t.Any) -> None:
    """Check blocks that are only compared: no route is created from them, so they may be of any size."""
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
OPTIONAL: dict[str, t.Callable[[str, t.Any], t.Any]] = {
    "routed_blocks": _destinations,
    "vpc_peer_connection_id": _id,
    "migration": _rung,
}
