# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the scenarios of all suites: the simulated clouds that tests begin with, composed of plain data.

A scenario is what the simulator loads (roles/simulator/README.md): here a dict, and :func:`as_text` its text. Most
tests begin with the tutorial's two accounts, which the simulator ships, and change something::

    tutorial()
    tutorial(pair("Active"), switches={"peer_follows": True})
    tutorial(initiator={"vpcs": [tutorial_vpc("initiator", routes=[route("10.1.0.0/16", "ri-A")])]})
    as_text(scenario(account("initiator", vpcs=[vpc("hub", "cn-beijing", "10.0.0.0/8", "10.9.1.0/24")])))

Every function returns new data, and takes further keys of the simulator's format as keywords. Keys that no function
knows need none: ``tutorial(vpc_peer_connections=[vpc_peer("Accepting")])``. Imports nothing of the plugins, and no SDK.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import pathlib
import typing as t

import yaml

Keys = t.Mapping[str, t.Any]
Data = dict[str, t.Any]

FOLDER = pathlib.Path(__file__).parents[1] / "roles" / "simulator" / "files" / "vpc_simulator" / "scenarios"
INITIATING, ACCEPTING = "InitiatingSide", "AcceptingSide"


@dataclasses.dataclass(frozen=True)
class Side:
    """One of the tutorial's two accounts: its owner, its VPC, and the role of its router interfaces."""

    name: str
    uid: str
    region: str
    role: str
    router_id: str
    interface_id: str
    vswitch_block: str
    vpc_id: str

    @property
    def key(self) -> tuple[str, str]:
        """The id and the secret of the account's access key."""
        return f"LTAI-tutorial-{self.name}", f"not-a-secret-{self.name}"

    @property
    def peer(self) -> Side:
        return ACCEPTOR if self is INITIATOR else INITIATOR


INITIATOR = Side(
    "initiator", "1231579085529123", "cn-beijing", INITIATING, "vrt-AAA", "ri-A", "192.168.100.0/24", "vpc-12345678"
)
ACCEPTOR = Side(
    "acceptor", "1231579085529124", "cn-hangzhou", ACCEPTING, "vrt-BBB", "ri-B", "172.16.100.0/24", "vpc-87654321"
)
SIDES = {side.name: side for side in (INITIATOR, ACCEPTOR)}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes data that stands in two places twice, and not as an alias."""

    def ignore_aliases(self, data: t.Any) -> bool:
        return True


# --- scenarios -----------------------------------------------------------------------------------------------


def as_text(content: Keys) -> str:
    """Return the text of a scenario, as YAML to which further top keys can be appended."""
    return yaml.dump(dict(content), Dumper=_Dumper, sort_keys=False)


def shipped_text(name: str) -> str:
    """Return the text of a scenario that the simulator ships, as it stands in the file."""
    return (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def shipped(name: str) -> Data:
    """Return the content of a scenario that the simulator ships."""
    return copy.deepcopy(_parsed(name))


@functools.cache
def _parsed(name: str) -> Data:
    content: Data = yaml.safe_load(shipped_text(name))
    return content


def scenario(*accounts: Keys, **keys: t.Any) -> Data:
    """Return a scenario of these accounts."""
    return copy.deepcopy({**keys, "accounts": list(accounts)})


def tutorial(*changes: Keys, **more: t.Any) -> Data:
    """Return the tutorial's scenario with changes, of which the last one wins.

    ``initiator`` and ``acceptor`` hold keys of these accounts; everything else is a key of the scenario.
    """
    content = shipped("tutorial")
    change = merged(*changes, **more)
    for owned in content["accounts"]:
        owned.update(change.pop(owned["name"], {}))
    return {**content, **change}


def merged(*changes: Keys, **more: t.Any) -> Data:
    """Return changes of the tutorial as one; of a key of the scenario or an account, the last change wins."""
    result: Data = {}
    for change in (*changes, more):
        for name, value in copy.deepcopy(dict(change)).items():
            result[name] = {**result.get(name, {}), **value} if name in SIDES else value
    return result


# --- accounts and permissions --------------------------------------------------------------------------------


def account(side: str, **keys: t.Any) -> Data:
    """Return an account with the tutorial's name, uid and access key, and without VPCs."""
    owner = SIDES[side]
    return {"name": side, "uid": owner.uid, "access_keys": [access_key(owner.key)], **keys}


def access_key(key: tuple[str, str], **keys: t.Any) -> Data:
    """Return an access key of the account, or with ``user`` of a RAM user."""
    return {"id": key[0], "secret": key[1], **keys}


def owner_key(side: str) -> Data:
    """Return the access key that the tutorial's account has."""
    return access_key(SIDES[side].key)


def statement(actions: t.Any, resources: t.Any = "*", effect: str = "Allow", **keys: t.Any) -> Data:
    """Return a statement of a policy."""
    return {"Effect": effect, "Action": actions, "Resource": resources, **keys}


def policy(*statements: Keys) -> Data:
    """Return a policy."""
    return {"Version": "1", "Statement": list(statements)}


# --- networks ------------------------------------------------------------------------------------------------


def vpc(name: str, region: str, cidr_block: str, *vswitch_blocks: str, **keys: t.Any) -> Data:
    """Return a VPC whose ids end with its name: vpc-NAME, vrt-NAME, vtb-NAME and vsw-NAME, vsw-NAME-2 and so on."""
    vswitches = [
        {"vswitch_id": f"vsw-{name}" if number == 1 else f"vsw-{name}-{number}", "cidr_block": block}
        for number, block in enumerate(vswitch_blocks, 1)
    ]
    ids = {"vpc_id": f"vpc-{name}", "vrouter_id": f"vrt-{name}", "route_table_id": f"vtb-{name}"}
    return {"region": region, **ids, "cidr_block": cidr_block, "vswitches": vswitches, **keys}


def tutorial_vpc(side: str, **keys: t.Any) -> Data:
    """Return the one VPC of the tutorial's account."""
    (content,) = next(owned for owned in shipped("tutorial")["accounts"] if owned["name"] == side)["vpcs"]
    return {**content, **keys}


def route(destination: str, next_hop_id: str, **keys: t.Any) -> Data:
    """Return a route entry; its next hop is a router interface unless ``next_hop_type`` is given."""
    return {"destination": destination, "next_hop_id": next_hop_id, **keys}


# --- router interfaces ---------------------------------------------------------------------------------------


def interface(interface_id: str, role: str, status: str = "Idle", **keys: t.Any) -> Data:
    """Return a router interface of the tutorial's account with this role, which has the tutorial's other as its peer.

    A key that is given replaces the tutorial's: ``router_id``, ``opposite_interface_id`` and the others.
    """
    side = INITIATOR if role == INITIATING else ACCEPTOR
    return {
        "router_interface_id": interface_id,
        "router_id": side.router_id,
        "role": role,
        "status": status,
        "name": "tutorial",
        "opposite_region": side.peer.region,
        "opposite_router_id": side.peer.router_id,
        "opposite_router_type": "VRouter",
        "opposite_interface_owner_id": side.peer.uid,
        "opposite_interface_id": side.peer.interface_id,
        **keys,
    }


def ends(
    status: str = "Active",
    peer_status: str | None = None,
    *,
    ids: tuple[str, str] = (INITIATOR.interface_id, ACCEPTOR.interface_id),
    routers: tuple[str, str] = (INITIATOR.router_id, ACCEPTOR.router_id),
    **keys: t.Any,
) -> tuple[Data, Data]:
    """Return the two ends of a pair, the initiator's first; each names the other. ``keys`` are those of both."""
    return (
        interface(
            ids[0], INITIATING, status, router_id=routers[0],
            opposite_router_id=routers[1], opposite_interface_id=ids[1], **keys,
        ),
        interface(
            ids[1], ACCEPTING, peer_status or status, router_id=routers[1],
            opposite_router_id=routers[0], opposite_interface_id=ids[0], **keys,
        ),
    )  # fmt: skip


def pair(
    status: str = "Active",
    peer_status: str | None = None,
    *,
    initiating: Keys | None = None,
    accepting: Keys | None = None,
    **options: t.Any,
) -> Data:
    """Return a pair of router interfaces as a change of the tutorial; ``options`` are those of :func:`ends`."""
    own, other = ends(status, peer_status, **options)
    return {
        INITIATOR.name: {"router_interfaces": [{**own, **(initiating or {})}]},
        ACCEPTOR.name: {"router_interfaces": [{**other, **(accepting or {})}]},
    }


# --- VPC peering connections ---------------------------------------------------------------------------------


def vpc_peer(status: str = "Activated", **keys: t.Any) -> Data:
    """Return a VPC peering connection between the tutorial's VPCs, or others that ``keys`` name."""
    return {
        "instance_id": "pcc-one",
        "vpc_id": INITIATOR.vpc_id,
        "accepting_vpc_id": ACCEPTOR.vpc_id,
        "status": status,
        **keys,
    }


# --- border routers ------------------------------------------------------------------------------------------


def border_routers(*connected: int, statuses: t.Sequence[str] = ("active", "active"), **keys: t.Any) -> Data:
    """Return border routers of the first account as a change of the tutorial: vbr-1 at ap-1 with vtb-line-1, and so on.

    Those whose numbers are given are connected with the tutorial's VPC, by :func:`line_ends`; ``keys`` are those of
    the account.
    """
    routers = [
        {
            "vbr_id": f"vbr-{number}",
            "region": INITIATOR.region,
            "access_point_id": f"ap-{number}",
            "route_table_id": f"vtb-line-{number}",
            "status": status,
        }
        for number, status in enumerate(statuses, 1)
    ]
    interfaces = [end for number in connected for end in line_ends(number)]
    return {INITIATOR.name: {"vbrs": routers, "router_interfaces": interfaces, **keys}}


def line_ends(number: int) -> tuple[Data, Data]:
    """Return both ends of a connected line: ri-line-1 on the border router vbr-1, ri-vpc-1 on the tutorial's VPC."""
    line, home = ends(ids=(f"ri-line-{number}", f"ri-vpc-{number}"), routers=(f"vbr-{number}", INITIATOR.router_id))
    own = {"opposite_region": INITIATOR.region, "opposite_interface_owner_id": INITIATOR.uid}
    return {**line, **own}, {**home, **own, "opposite_router_type": "VBR"}
