# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The open points of the API that the simulator has switches and delays for: the contract's number, and what shows it.

A point is shown by a read or a dry run (``probe``), by writing alone (``spend``: what check_spend measures), or by
neither: then ``why`` says what it would take. A test holds the names against the simulator's.
"""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Point:
    """One open point: its number in the contract, and what settles it."""

    number: str
    how: str
    why: str


def _probe(number: str, needs: str) -> Point:
    return Point(number, "probe", needs)


def _spend(number: str, why: str = "only a link that is made and removed shows it: check_spend") -> Point:
    return Point(number, "spend", why)


def _never(number: str, why: str) -> Point:
    return Point(number, "none", why)


WRITES = "only a write shows it, and no dry run stands in for one"
DELETES = "the dry run that would show it names something that exists and would delete it where DryRun is ignored"
POLICY = "only a key whose policy names one resource shows which resource is checked"
ALWAYS = "a read shows it"

# By switch of the simulator.
POINTS: dict[str, Point] = {
    # the gateway
    "unknown_key_status": _probe("Vpc W.5", ALWAYS),
    "time_check": _probe("Vpc W.5", ALWAYS),
    "nonce_check": _probe("Vpc W.5", ALWAYS),
    "token_check": _probe("Vpc W.5", "a temporary key (security_token, or role_arn)"),
    "sts_requires_https": _probe("Vpc W.5", "the public endpoint, or one with http://"),
    "rate_limited_actions": _never("Vpc U.12", "only a flood of calls shows it"),
    "throttling_code": _never("Vpc U.12", "only a flood of calls shows it"),
    "throttling_check": _never("Vpc U.12", "only a flood of calls shows it"),
    "permission_check": _probe("Vpc W.5", "a key that may not make one of the reads"),
    "denied_code": _probe("Vpc U.10", "a key that may not make one of the reads"),
    "denied_lookup": _probe("Vpc C8.29", "a key without vpc:DescribeVpcAttribute"),
    "access_denied_detail": _probe("Vpc W.5", "a key that may not make one of the reads"),
    "caller_identity_needs_permission": _probe("Vpc C6", "a key that may do nothing"),
    "create_vswitch_resources": _never("Vpc U.17", POLICY),
    "delete_vswitch_resource": _never("Vpc U.17", POLICY),
    "describe_vrouters_resource": _never("Vpc U.17", POLICY),
    "describe_regions_resource": _never("Vpc U.17", POLICY),
    "describe_zones_resource": _never("Vpc U.17", POLICY),
    "delete_express_connect_resource": _never("Vpc U.17", POLICY),
    # requests
    "missing_parameter_form": _probe("Vpc U.10", ALWAYS),
    "invalid_parameter_form": _probe("Vpc U.10", ALWAYS),
    "empty_strings": _never("Vpc U.20", WRITES),
    "list_index_gaps": _probe("Vpc W.2", "a route table with an entry"),
    "default_region": _never("Vpc C4", "every read whose list belongs to a region needs a RegionId"),
    "client_token_lifetime": _never("Vpc U.9", "only a creation that is repeated after hours shows it"),
    "client_token_consumed_by_failure": _never("Vpc U.9", "a dry run need not keep a token as a call does"),
    "client_token_compares": _never("Vpc U.9", "a dry run need not keep a token as a call does"),
    "list_order": _probe("Vpc U.19", "two VPCs, vSwitches, interfaces or connections of different age in a region"),
    "last_page_next_token": _probe("Vpc W.8", "a route table"),
    "filter_keys_case_sensitive": _probe("Vpc U.19", ALWAYS),
    "filter_values_case_sensitive": _probe("Vpc U.19", "a router interface"),
    "name_filter_wildcards": _probe("Vpc U.19", "a router interface with a name"),
    "vpc_name_wildcards": _probe("Vpc U.19", "a VPC with a name"),
    "unknown_resource_group": _never("Vpc U.11", WRITES),
    "untag_all_with_keys": _never("Vpc U.11", WRITES),
    "guessed_codes": _never("Vpc U.5", "it is a list of names, of which each is another point"),
    "guessed_texts": _never("Vpc U.10", "no client decides by the text of an error"),
    "guessed_status": _never("Vpc U.10", "it is one value for many refusals"),
    # VPCs and router interfaces
    "default_vpc_block": _never("Vpc D", WRITES),
    "force_delete_vpc": _never("Vpc C8.17", DELETES),
    "vpc_initiators_sold": _spend(
        "Vpc U.14", "CreateRouterInterface has no dry run: check_spend with method: router_interface"
    ),
    "interface_quota_code": _never("Vpc U.5", "only an account at its quota shows it, by a write"),
    "acceptor_charge_type": _never("Vpc U.13", "only an acceptor that is ordered prepaid shows it"),
    "describe_unknown_interface": _probe("Vpc U.7", ALWAYS),
    "unlisted_interface": _never("Vpc U.15", WRITES),
    "connect_check": _never("Vpc U.1", "only a connection that must fail shows it"),
    "failed_connect_state": _never("Vpc U.21", "only a connection that must fail shows it"),
    "connect_overlapping_vpcs": _never("Vpc U.16", WRITES),
    "connect_peer_not_found_code": _never("Vpc U.1", "only a connection that must fail shows it"),
    "connect_peer_mismatch_code": _never("Vpc U.1", "only a connection that must fail shows it"),
    "connected_time_before_connect": _probe("Vpc C1.2", "an Idle router interface"),
    "activate_without_peer": _never("Vpc U.2", WRITES),
    "peer_follows": _probe(
        "Vpc U.2", "a pair with one Active and one Inactive interface, which shows that it is false"
    ),
    "deactivate_with_routes": _never("Vpc U.2", WRITES),
    "peer_of_deleted_becomes_inactive": _probe(
        "Vpc U.3", "an Active interface whose peer was deleted, which shows that it is false"
    ),
    "opposite_view": _probe("Vpc C1.2", "an interface whose peer, of an account that is checked too, points elsewhere"),
    "modify_opposite_outside_idle_code": _never("Vpc U.6", WRITES),
    "modify_opposite_unchanged_allowed": _never("Vpc U.6", WRITES),
    "modify_opposite_router_type_default": _never("Vpc C8.3", WRITES),
    "modify_opposite_omitted": _never("Vpc U.6", WRITES),
    "modify_attribute_state": _never("Vpc U.8", WRITES),
    "spec_case_sensitive": _never("Vpc U.19", WRITES),
    "modify_spec_unchanged": _never("Vpc U.5", WRITES),
    "spec_change_state": _never("Vpc U.8", WRITES),
    "modify_spec_when_inactive": _never("Vpc U.5", WRITES),
    "modify_spec_when_idle": _never("Vpc U.5", WRITES),
    "modify_spec_of_acceptor": _never("Vpc U.5", WRITES),
    "modify_spec_moves_peer": _never("Vpc U.2", WRITES),
    "delete_unknown_interface_code": _never("Vpc U.5", WRITES),
    "delete_referenced_code": _never("Vpc C8.12", DELETES),
    "delete_express_connect_states": _never("Vpc U.11", WRITES),
    "delete_express_connect_across_accounts": _never("Vpc U.11", WRITES),
    "wrong_state_code": _never("Vpc C8.12", WRITES),
    # routes
    "unknown_table_code": _probe("Vpc U.11", "vpc:CreateRouteEntries"),
    "modify_route_to_interface": _never(
        "Vpc U.5", "the dry run that would show it moves a route where DryRun is ignored"
    ),
    "max_route_weight": _never("Vpc C2.3", "only a table with routes to several border routers shows it"),
    "route_task_scope": _never("Vpc C2.5", "only two route tasks at once show it"),
    "deleting_route_is_a_task": _never("Vpc C2.5", "only two route tasks at once show it"),
    "route_list_next_hop_type": _probe("Vpc B", "a route to a router interface or a VPC peering connection"),
    "route_table_name_wildcards": _probe("Vpc U.19", "a route table with a name"),
    "route_task_gap": _never("Vpc C2.5", "only two route tasks one after the other show it"),
    "route_next_hop_states": _never("Vpc U.4", "only an interface that goes through all its states shows it"),
    "route_outside_peer_vpc": _probe(
        "Vpc U.4", "an Active router interface, and a service that refuses each destination outside of the peer VPC"
    ),
    "route_ten_slash_eight": _probe("Vpc C2.2", "a route table of a VPC outside of 10.0.0.0/8"),
    "route_host_bits": _probe("Vpc U.20", "a route table"),
    "route_ipv6_code": _probe("Vpc U.5", "an Active router interface"),
    "batch_vswitch_overlap": _probe("Vpc B", "a route table with a vSwitch"),
    # VPC peering connections
    "ri_blocks": _probe("VpcPeer U.1", "a peering whose VPCs have router interfaces; the state of these decides"),
    "peer_blocks_ri": _never("VpcPeer U.1", "CreateRouterInterface has no dry run"),
    "terminal_blocks": _probe("VpcPeer U.4", "a Rejected or Expired connection between the VPCs of a peering"),
    "terminal_counts": _never("VpcPeer U.4", "only an account at its quota shows it"),
    "vpc_peer_terminal_lifetime": _never("VpcPeer U.4", "only time shows it"),
    "vpc_peer_quota_side": _never("VpcPeer U.4", "only an account at its quota shows it"),
    "vpc_peer_regions": _probe("VpcPeer U.15", "vpc:CreateVpcPeerConnection and cdt:GetCdtServiceStatus"),
    "intra_region_bandwidth": _probe("VpcPeer U.2", "a peering within a region that has no link yet"),
    "silver_link_type": _probe("VpcPeer U.15", "a peering between two regions that has no link yet"),
    "peer_serial": _never("VpcPeer U.3", "only two writes at once show it"),
    "peer_serial_actions": _never("VpcPeer U.3", "only two writes at once show it"),
    "peer_serial_states": _never("VpcPeer U.3", "only two writes at once show it"),
    "cdt_required": _probe("VpcPeer U.10", "a peering without a link yet, with an account in which CDT is not open"),
    "cdt_required_for": _probe("VpcPeer U.10", "two such peerings, within a region and between two"),
    "create_opens_cdt": _spend("VpcPeer U.10", "only a creation in an account without CDT shows it: check_spend"),
    "accept_needs_cdt_permission": _probe("VpcPeer U.10", "a key with vpc:AcceptVpcPeerConnection and without cdt:*"),
    "accept_by_requester_code": _probe("VpcPeer U.5", "a request to another account that waits (Accepting)"),
    "modify_by_accepter": _probe("VpcPeer U.5", "an Activated connection that another account requested, with a name"),
    "modify_peer_states": _never("VpcPeer U.5", "only a connection that goes through all its states shows it"),
    "modify_peer_unchanged": _never("VpcPeer U.5", WRITES),
    "shared_labels": _probe("VpcPeer U.6", "a connection of two accounts that are both checked, with tags"),
    "shared_names": _probe("VpcPeer U.5", "a connection of two accounts that are both checked, with two names"),
    "accepter_label_region": _probe("VpcPeer U.6", "a connection between two regions that another account requested"),
    "list_both_regions": _probe("VpcPeer U.7", "a connection between two regions and two accounts"),
    "list_deleted_peers": _spend("VpcPeer U.7"),
    "peer_name_filter": _probe("VpcPeer U.7", "a connection with a name"),
    "peer_total_count": _probe("VpcPeer U.7", "two connections in a region"),
    "peer_last_next_token": _probe("VpcPeer U.7", ALWAYS),
    "peer_empty_fields": _probe("VpcPeer U.7", "a connection within a region"),
    "peer_message_value": _probe("VpcPeer U.5", "an Activated connection that the account accepted"),
    "route_check": _never("VpcPeer U.8", DELETES),
    "force_reaches": _never("VpcPeer U.8", DELETES),
    "peer_route_states": _never("VpcPeer U.9", "only a connection that goes through all its states shows it"),
    "peer_route_deletion_refused": _never("VpcPeer U.9", DELETES),
    "peer_hop_fields": _probe("VpcPeer U.9", "a route to a VPC peering connection"),
    "peer_ipv6_routes": _probe("VpcPeer U.9", "an Activated connection, in a VPC with IPv6"),
    "two_region_ids": _probe("VpcPeer U.17", ALWAYS),
    "vpc_peer_denial": _probe("VpcPeer U.11", "a key without vpc:ListVpcPeerConnections"),
    "list_peers_resource": _never("VpcPeer U.11", POLICY),
    "peer_tags_resource": _never("VpcPeer U.11", POLICY),
}
# By delay of the simulator.
DELAYS: dict[str, Point] = {
    **dict.fromkeys(
        ("connect_delay", "deactivate_delay", "delete_delay", "create_lag", "opposite_lag", "peer_view_lag"),
        _spend("Vpc U.15", "only a pair that is made and removed shows it: check_spend with method: router_interface"),
    ),
    "activate_delay": _never("Vpc U.15", "check_spend makes no pair that is activated again"),
    "route_delay": _never("Vpc U.15", "check_spend makes no route"),
    "vpc_delay": _never("Vpc U.15", "check_spend makes no VPC"),
    "vswitch_delay": _never("Vpc U.15", "check_spend makes no vSwitch"),
    "delete_vpc_lag": _never("Vpc U.15", "check_spend deletes no VPC"),
    **dict.fromkeys(
        (
            "vpc_peer_create_delay",
            "vpc_peer_update_delay",
            "vpc_peer_delete_delay",
            "vpc_peer_create_lag",
            "vpc_peer_deleted_lag",
        ),
        _spend("VpcPeer U.13", "only a connection that is made and removed shows it: check_spend"),
    ),
}
ALL: t.Mapping[str, Point] = {**POINTS, **DELAYS}
