# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Alibaba's documents leave open must not matter: the whole story with each behaviour, and short and long lags.

The simulated time stands still but for what the modules wait, so that lags of a minute cost nothing.
"""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import REGIONS, A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.scenarios import access_key, interface, pair, policy, statement

ROUTERS = {A: "vrt-AAA", B: "vrt-BBB"}
BLOCKS = {A: "192.168.100.0/24", B: "172.16.100.0/24"}
TABLES = {A: "vtb-AAA", B: "vtb-BBB"}
PEER = {A: B, B: A}


@pytest.fixture(name="cloud")
def cloud_with_all_its_lags(slow_cloud: Cloud) -> Cloud:
    return slow_cloud


def end(uid: str) -> dict[str, t.Any]:
    """Return how an entry names the interface of an account."""
    role = "initiator" if uid == A else "acceptor"
    return {"router_id": ROUTERS[uid], "role": role, "peer_router_id": ROUTERS[PEER[uid]]}


def build(cloud: Cloud) -> None:
    """Create both ends, name them, connect them, create routes to them; each predicted, done, and then unchanged."""
    ids: dict[str, str] = {}
    for uid in (A, B):
        spec = {"spec": "Mini.2"} if uid == A else {}
        new = {**end(uid), **spec, "name": "story", "peer_region": REGIONS[PEER[uid]], "peer_account_id": PEER[uid]}
        ids[uid] = cloud.converge("router_interfaces", uid, interfaces=[new]).first["router_interface_id"]
    for uid in (B, A):
        named = {**end(uid), "peer_account_id": PEER[uid], "peer_router_interface_id": ids[PEER[uid]]}
        cloud.converge("router_interface_peers", uid, peers=[named])
    connected = cloud.converge("router_interface_connections", A, connections=[end(A)]).first
    assert (connected["status"], connected["peer_status"]) == ("Active", "Active")
    for uid in (A, B):
        route = {"route_table_id": TABLES[uid], "destination": BLOCKS[PEER[uid]], "next_hop_id": ids[uid]}
        cloud.converge("route_entries", uid, entries=[route])


def remove(cloud: Cloud) -> None:
    """Delete the routes, deactivate both ends, delete them."""
    for uid in (A, B):
        route = {"route_table_id": TABLES[uid], "destination": BLOCKS[PEER[uid]]}
        cloud.converge("route_entries", uid, state="absent", entries=[route])
    for uid in (A, B):
        cloud.converge("router_interface_connections", uid, state="inactive", connections=[end(uid)])
    for uid in (A, B):
        cloud.converge("router_interfaces", uid, state="absent", interfaces=[end(uid)])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"switches": {"peer_follows": True}},
        {"switches": {"connect_check": "asynchronous"}},
        {"switches": {"opposite_view": "mutual"}},
        {"switches": {"peer_of_deleted_becomes_inactive": False}},
        {"switches": {"wrong_state_code": "IncorrectStatus"}},
        {"switches": {"modify_opposite_unchanged_allowed": False}},
        {"switches": {"delete_unknown_interface_code": "InvalidInstanceId.NotFound"}},
        {"switches": {"route_task_scope": "table"}},
        {"switches": {"route_task_gap": 5.0}},
        {"switches": {"modify_opposite_omitted": "cleared", "modify_opposite_router_type_default": "always_VBR"}},
        {"switches": {"modify_attribute_state": "Modifying", "deactivate_with_routes": "refused"}},
        {
            "switches": {
                "rate_limited_actions": "*",
                "throttling_code": "Throttling",
                "guessed_status": "500",
                "guessed_texts": "code_only",
            },
            "quotas": {"calls_per_minute": 4},
        },
        {"delays": {"create_lag": 0.0}},
        {"delays": {"create_lag": 45.0}},
        {"delays": {"opposite_lag": 40.0, "peer_view_lag": 20.0}},
        {"delays": {"connect_delay": 110.0, "delete_delay": 200.0, "route_delay": 60.0}},
    ],
    ids=str,
)
@pytest.mark.sampled(6)
@pytest.mark.untraced
def test_the_story_comes_out_the_same(cloud: Cloud, changes: dict[str, t.Any]) -> None:
    cloud.load(**changes)
    build(cloud)
    remove(cloud)
    accounts = cloud.simulator.control("state")["accounts"]
    assert [account["router_interfaces"] for account in accounts] == [[], []]


@pytest.mark.parametrize(
    "switches",
    [{}, {"modify_spec_when_idle": "in_steps"}, {"modify_spec_moves_peer": True, "spec_change_state": "Modifying"}],
    ids=str,
)
@pytest.mark.parametrize("status", ["Idle", "Active"])
def test_another_specification(cloud: Cloud, switches: dict[str, t.Any], status: str) -> None:
    cloud.load(**pair(status), switches=switches)
    changed = cloud.converge("router_interfaces", A, interfaces=[{"router_interface_id": "ri-A", "spec": "Large.1"}])
    assert (changed["writes"], changed.first["status"]) == (["ModifyRouterInterfaceSpec"], status)
    unchanged = cloud.converge("router_interfaces", B, interfaces=[{**end(B), "name": "tutorial"}])
    assert (unchanged["writes"], unchanged.first["status"]) == ([], status)


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_a_route_entry_is_moved_or_the_cure_is_named(cloud: Cloud, choice: str) -> None:
    ends = [interface(interface_id, "InitiatingSide", "Active") for interface_id in ("ri-A", "ri-Z")]
    cloud.load(initiator={"router_interfaces": ends}, switches={"modify_route_to_interface": choice})
    entry = {"route_table_id": TABLES[A], "destination": BLOCKS[B], "next_hop_id": "ri-A"}
    cloud.converge("route_entries", A, entries=[entry])
    moved: dict[str, t.Any] = {"entries": [{**entry, "next_hop_id": "ri-Z"}], "on_conflict": "replace"}
    if choice == "accepted":
        assert cloud.converge("route_entries", A, **moved)["writes"] == ["ModifyRouteEntry"]
        return
    result = cloud.run("route_entries", A, **moved)
    assert (result["failed"], result["error"]["code"]) == (True, "InvalidNextHopType")
    assert f"{BLOCKS[B]} in {TABLES[A]}" in result["msg"]
    assert "must be deleted (state=absent) and created again" in result["msg"]
    cloud.converge("route_entries", A, state="absent", entries=[entry])
    cloud.converge("route_entries", A, entries=moved["entries"])


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"access_denied_detail": True, "permission_check": "after_parameters"},
        {"denied_code": "Forbidden"},
        {"denied_code": "NoPermission", "throttling_check": "after_parameters"},
    ],
    ids=str,
)
def test_a_denial_has_the_same_message(cloud: Cloud, switches: dict[str, t.Any]) -> None:
    key = access_key(("LTAI-user", "not-a-secret-user"), user="ansible", policies=["reader"])
    reader = policy(statement("vpc:Describe*"))
    cloud.load(initiator={"access_keys": [key], "policies": {"reader": reader}}, switches=switches)
    options = {**cloud.account(A), "access_key_id": key["id"], "access_key_secret": key["secret"]}
    new = {**end(A), "spec": "Mini.2", "name": "story", "peer_region": REGIONS[B]}
    result = run_module("router_interfaces", {**options, "interfaces": [new]})
    code = switches.get("denied_code", "Forbidden.RAM")
    assert (result["error"]["code"], result["error"]["retryable"]) == (code, False)
    assert "CreateRouterInterface" in result["msg"]
    assert "Let an administrator grant vpc:CreateRouterInterface in cn-beijing to " in result["msg"]


@pytest.mark.parametrize(
    "switches",
    [{}, {"token_check": "before_signature", "nonce_check": "after_signature"}, {"unknown_key_status": "400"}],
    ids=str,
)
@pytest.mark.parametrize("wrong", ["access_key_id", "access_key_secret", "security_token"])
def test_the_message_about_a_wrong_credential_names_what_to_check(
    cloud: Cloud, switches: dict[str, t.Any], wrong: str
) -> None:
    """The token is wrong each time, so the message about a wrong secret depends on what the service checks first."""
    cloud.load(switches=switches)
    result = run_module(
        "vpcs_info", {**cloud.account(A), "security_token": "CAIS-nobody", wrong: "not-a-secret-nobody"}
    )
    secret_first = wrong == "access_key_secret" and "token_check" not in switches
    cure = "The access key secret is wrong" if secret_first else "Check access_key_id, access_key_secret and"
    assert cure in result["msg"]
    assert "(credential from options)" in result["msg"]
    assert "not-a-secret" not in result["msg"]
