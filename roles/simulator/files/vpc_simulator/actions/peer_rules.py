# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the checks of CreateVpcPeerConnection: VPCs, accounts, CDT, links, quotas, bandwidth. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from vpc_simulator.call import Call
from vpc_simulator.identities import Account
from vpc_simulator.model import Vpc
from vpc_simulator.operations import action_of
from vpc_simulator.peer_connections import (
    NO_BANDWIDTH,
    PEER_REGIONS,
    TERMINAL,
    PeerConnection,
    PeerEnd,
    is_finance,
)
from vpc_simulator.policies import wildcard
from vpc_simulator.regions import is_mainland
from vpc_simulator.router_interfaces import RouterInterface
from vpc_simulator.world import World

DEFAULT_BANDWIDTH = 1024  # Mbit/s between regions
# States in which a pair of router interfaces connects its two routers.
RI_CONNECTED = frozenset({"Active", "Inactive", "Activating", "Deactivating", "Modifying"})


@dataclass(frozen=True, slots=True)
class RequestedPeer:
    """The two VPCs of a creation, which exist."""

    vpc: Vpc
    accepting_vpc: Vpc

    @property
    def inter_region(self) -> bool:
        return self.vpc.region != self.accepting_vpc.region

    @property
    def cross_border(self) -> bool:
        return is_mainland(self.vpc.region) != is_mainland(self.accepting_vpc.region)


def check_creation(call: Call) -> RequestedPeer:
    """Check everything about a creation, in the service's order, up to a dry run. Raises ApiError."""
    requested = _vpcs(call)
    _check_accounts(call, requested)
    check_cdt(call, requested.accepting_vpc.uid, requested.inter_region, requested.cross_border)
    _check_existing(call, requested)
    check_resource_group(call)
    _check_quotas(call, requested)
    _check_bandwidth(call, requested)
    check_no_other_operation(call, None, (requested.vpc.id, requested.accepting_vpc.id))
    return requested


def _vpcs(call: Call) -> RequestedPeer:
    regions = PEER_REGIONS[call.switches.vpc_peer_regions]
    for name in ("RegionId", "AcceptingRegionId"):
        if call.get(name) not in regions:
            raise call.error("UnsupportedRegion", fill=("VpcPeer", call.get(name)))
    vpc = _vpc(call, call.get("VpcId"), call.account.uid, call.get("RegionId"))
    if vpc.status != "Available":
        raise call.error("IncorrectStatus.Vpc", fill=("Vpc", vpc.id))
    uid = str(call.get("AcceptingAliUid"))
    accepting_vpc = _vpc(call, call.get("AcceptingVpcId"), uid, call.get("AcceptingRegionId"))
    if accepting_vpc.status != "Available":
        raise call.error("IncorrectStatus.AcceptingVpc", fill=("AcceptingVpc", accepting_vpc.id))
    if accepting_vpc is vpc:
        raise call.error("IllegalParam.AcceptingVpcId")
    return RequestedPeer(vpc, accepting_vpc)


def _vpc(call: Call, vpc_id: str, uid: str, region: str) -> Vpc:
    vpc = call.world.vpcs.get(vpc_id)
    if vpc is None or not vpc.is_seen_by(uid) or vpc.region != region:
        raise call.error("ResourceNotFound.Vpc", fill=("Vpc",))
    return vpc


def _check_accounts(call: Call, requested: RequestedPeer) -> None:
    accepter = call.world.accounts[requested.accepting_vpc.uid]
    if accepter.site != call.account.site:
        raise call.error("OperationFailed.CrossBusinessNotAllowed")
    if is_finance(requested.vpc.region) != is_finance(requested.accepting_vpc.region):
        raise call.error("OperationFailed.ViolativeVpcPeer")
    _check_owners(call, requested)
    if call.account.overdue:
        raise call.error("IncorrectBusinessStatus.VpcPeer", fill=("VpcPeer", requested.vpc.id))
    if accepter.overdue:
        raise call.error("IncorrectBusinessStatus.AcceptUserVpcPeer", fill=("VpcPeer", requested.accepting_vpc.id))


def _check_owners(call: Call, requested: RequestedPeer) -> None:
    """Refuse a VPC that another account shares with the account of its side, and VPCs with a CloudBox."""
    owners = (requested.vpc.uid, requested.accepting_vpc.uid)
    if owners != (call.account.uid, str(call.get("AcceptingAliUid"))):
        raise call.error("OperationDenied.OperateShareResource")
    if requested.vpc.cloud_box:
        raise call.error("OperationDenied.CloudBoxExistsInVpc")
    if requested.accepting_vpc.cloud_box:
        raise call.error("OperationDenied.CloudBoxExistsInAcceptingVpc")


def check_cdt(call: Call, other_uid: str | None, inter_region: bool, cross_border: bool) -> None:
    """By a switch, check that CDT is opened in the caller's account, and in the other one. Raises ApiError."""
    switches = call.switches
    if not switches.cdt_required or (switches.cdt_required_for == "inter_region" and not inter_region):
        return
    if not call.account.cdt:
        raise call.error("OperationFailed.CdtNotOpened")
    if cross_border and not call.account.cdt_cross_border:
        raise call.error("OperationFailed.CrossBorderCdtNotOpened")
    if other_uid:
        _check_cdt_of_accepter(call, call.world.accounts[other_uid], cross_border)


def _check_cdt_of_accepter(call: Call, accepter: Account, cross_border: bool) -> None:
    if not accepter.cdt:
        raise call.error("OperationFailed.AcceptUserCdtNotOpened")
    if cross_border and not accepter.cdt_cross_border:
        raise call.error("OperationFailed.AcceptUserCrossBorderCdtNotOpened")


def _check_existing(call: Call, requested: RequestedPeer) -> None:
    for connection in call.world.peer_connections.between(requested.vpc.id, requested.accepting_vpc.id):
        if connection.status not in TERMINAL or call.switches.terminal_blocks:
            raise call.error("ResourceAlreadyExist.VpcPeer", fill=("VpcPeer",))
    if _has_blocking_interface(call.world, requested.vpc, requested.accepting_vpc):
        raise call.error("ResourceAlreadyExist.RouterInterface", fill=("RouterInterface",))


def _has_blocking_interface(world: World, vpc: Vpc, other: Vpc) -> bool:
    """Whether a router interface prevents the connection, as the switch `ri_blocks` says."""
    scope = world.switches.ri_blocks
    if scope == "never":
        return False
    if scope == "vpc":
        interfaces = [world.interfaces[name] for side in (vpc, other) for name in side.interface_ids]
        return any(interface.opposite_router_type != "VBR" for interface in interfaces)
    for interface in (world.interfaces[interface_id] for interface_id in vpc.interface_ids):
        peer = world.peer_of(interface)
        if peer is None or peer.router_id != other.router_id:
            continue
        if scope == "any" or _is_connection(interface, peer, scope):
            return True
    # An interface that the other side alone points with is a pair too.
    return scope == "any" and any(
        (peer := world.peer_of(world.interfaces[name])) is not None and peer.router_id == vpc.router_id
        for name in other.interface_ids
    )


def _is_connection(interface: RouterInterface, peer: RouterInterface, scope: str) -> bool:
    """Whether the pair connects its routers; with the scope `active`, deactivating either side ends that."""
    if interface.connected_at is None:
        return False
    if scope == "active":
        return {interface.status, peer.status} <= RI_CONNECTED - {"Inactive"}
    return interface.status in RI_CONNECTED


def check_resource_group(call: Call, name: str = "ResourceGroupId") -> None:
    """Check that the caller's account has a resource group."""
    group = call.get(name)
    if group is None:
        return
    if group not in call.account.resource_groups:
        raise call.error("OperationFailed.NotExist.ResourceGroup")


def _check_quotas(call: Call, requested: RequestedPeer) -> None:
    scope, code, quota = (
        ("inter", "CrossRegion", "cross") if requested.inter_region else ("intra", "IntraRegion", "intra")
    )
    for vpc in (requested.vpc, requested.accepting_vpc):
        connections = [
            c for c in call.world.peer_connections.of_vpc(vpc.id) if c.inter_region == requested.inter_region
        ]
        _check_quota(
            call,
            vpc.uid,
            f"vpc_peers_per_vpc_{scope}_region",
            sum(_counts(call, connection) for connection in connections),
            (f"QuotaExceeded.{code}VpcPeerCountPerVpc", f"vpc_quota_{quota}_region_peer_num_per_vpc"),
        )
    for uid, region in _burdened(call, (requested.vpc, requested.accepting_vpc)):
        count = sum(
            (uid, region) in _burdened(call, connection.ends) and _counts(call, connection)
            for connection in call.world.peer_connections
        )
        names = ("QuotaExceeded.VpcPeerCountPerUserPerRegion", "vpc_quota_peer_num")
        _check_quota(call, uid, "vpc_peers_per_region", count, names)


def _check_quota(call: Call, uid: str, name: str, count: int, names: tuple[str, str]) -> None:
    """Check one quota; `names` are the code, and the quota's name in the Quota Center."""
    limit = call.world.accounts[uid].quotas[name]
    if count >= limit:
        raise call.error(names[0], fill=(names[1], count, limit))


def _burdened(call: Call, ends: tuple[Vpc | PeerEnd, Vpc | PeerEnd]) -> set[tuple[str, str]]:
    """The accounts and regions for whose quota a connection counts; within one account that is the account's."""
    side = call.switches.vpc_peer_quota_side
    chosen = {"both": ends, "requester": ends[:1], "accepter": ends[1:]}[side]
    return {(end.uid, end.region) for end in chosen}


def _counts(call: Call, connection: PeerConnection) -> bool:
    if connection.status == "Deleted":
        return False
    return connection.status not in TERMINAL or call.switches.terminal_counts


def _check_bandwidth(call: Call, requested: RequestedPeer) -> None:
    bandwidth = call.get("Bandwidth")
    if bandwidth is not None and requested.inter_region:
        check_bandwidth_quota(call, bandwidth)
    elif bandwidth is not None and call.switches.intra_region_bandwidth == "refused":
        raise call.error("IllegalParam.Bandwidth")
    check_link_type(call, requested.inter_region)


def check_bandwidth_quota(call: Call, bandwidth: int) -> None:
    if bandwidth > call.account.quotas["vpc_peer_bandwidth"]:
        raise call.error("QuotaExceeded.Bandwidth")


def check_link_type(call: Call, inter_region: bool) -> None:
    link_type = call.get("LinkType")
    if link_type is None:
        return
    if not inter_region:
        raise call.error("OperationFailed.InterRegionLinkTypeNotSupported")
    if link_type == "Silver" and call.switches.silver_link_type == "refused":
        raise call.error("OperationFailed.SpecificLinkTypeNotSupported")


def bandwidth_of(call: Call, requested: RequestedPeer) -> int:
    """The bandwidth of a new connection."""
    if not requested.inter_region:
        return NO_BANDWIDTH
    return int(call.get("Bandwidth", min(DEFAULT_BANDWIDTH, call.account.quotas["vpc_peer_bandwidth"])))


def check_no_other_operation(call: Call, own: PeerConnection | None, vpc_ids: tuple[str, str]) -> None:
    """Check that no other connection of either VPC is being created or deleted; switches decide what counts."""
    switches = call.switches
    patterns = switches.peer_serial_actions.split(",")
    action = action_of(call.action)
    if not switches.peer_serial or not any(wildcard(pattern.strip()).fullmatch(action) for pattern in patterns):
        return
    busy = {state.strip() for state in switches.peer_serial_states.split(",")}
    for vpc_id in vpc_ids:
        others = call.world.peer_connections.of_vpc(vpc_id)
        if any(other is not own and other.status in busy for other in others):
            raise call.error("Conflict.Operation")
