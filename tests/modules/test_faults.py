# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules whose calls fail: each ends as if nothing had happened, or names the failure; nothing is created twice."""

from __future__ import annotations

import datetime
import json
import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client, clock
from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, running
from ansible_collections.aliops.vpc.tests.modules.role import Role
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.scenarios import pair

pytestmark = pytest.mark.usefixtures("both_doors")


WANT: dict[str, t.Any] = {
    "role": "initiator",
    "vpc_id": "vpc-12345678",
    "peer_region": "cn-hangzhou",
    "peer_router_id": "vrt-BBB",
    "peer_account_id": B,
    "spec": "Large.1",
    "name": "one",
}
STORY: list[tuple[str, dict[str, t.Any], dict[str, t.Any]]] = [
    ("CreateRouterInterface", {}, {"module": "router_interfaces", "interfaces": [WANT]}),
    (
        "ModifyRouterInterfaceAttribute",
        pair("Idle"),
        {"module": "router_interfaces", "interfaces": [{"router_interface_id": "ri-A", "name": "two"}]},
    ),
    (
        "ModifyRouterInterfaceSpec",
        pair("Idle"),
        {"module": "router_interfaces", "interfaces": [{"router_interface_id": "ri-A", "spec": "Large.5"}]},
    ),
    (
        "ConnectRouterInterface",
        pair("Idle"),
        {"module": "router_interface_connections", "connections": [{"router_interface_id": "ri-A"}]},
    ),
    (
        "DeactivateRouterInterface",
        pair("Active"),
        {
            "module": "router_interface_connections",
            "state": "inactive",
            "connections": [{"router_interface_id": "ri-A"}],
        },
    ),
    (
        "DeleteRouterInterface",
        pair("Inactive"),
        {"module": "router_interfaces", "state": "absent", "interfaces": [{"router_interface_id": "ri-A"}]},
    ),
    (
        "CreateRouteEntries",
        pair("Active"),
        {
            "module": "route_entries",
            "entries": [{"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}],
        },
    ),
]
# The simulator remembers a former state as long as a fault may ask for it.
REMEMBER = {"kind": "stale_read", "action": "DescribeRouterInterfaces", "writes": 1, "nth": 1000}
FAULTS: list[dict[str, t.Any]] = [
    {"kind": "lost_reply", "times": 1},
    {"kind": "reset", "times": 1},
    {"kind": "error", "code": "ServiceUnavailable", "times": 2},
    {"kind": "error", "code": "Throttling.User", "times": 2},
    {"kind": "malformed_body", "times": 1},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.get("code", fault["kind"])))
@pytest.mark.parametrize(
    ("action", "estate", "options"), STORY, ids=lambda value: value if isinstance(value, str) else ""
)
@pytest.mark.sampled(3)
@pytest.mark.untraced
def test_a_module_recovers_from_a_fault(
    cloud: Cloud, action: str, estate: dict[str, t.Any], options: dict[str, t.Any], fault: dict[str, t.Any]
) -> None:
    cloud.load(**estate)
    expected = cloud.run(**options)
    cloud.load(**estate)
    cloud.simulator.control("faults", json.dumps([{**fault, "action": action}]))
    done = cloud.run(**options)
    (ordered,) = cloud.simulator.control("faults")
    assert ordered["fired"] > 0
    assert not done.get("failed"), done["msg"]
    assert (done.actions, done["writes"]) == (expected.actions, expected["writes"])
    assert cloud.run(**options)["api_calls"]["write"] == 0
    assert len(cloud.run("router_interfaces_info")["router_interfaces"]) == (action != "DeleteRouterInterface")


def test_a_service_that_stays_unavailable_is_named_in_the_end(cloud: Cloud) -> None:
    cloud.simulator.control("faults", json.dumps([{"kind": "error", "code": "ServiceUnavailable"}]))
    result = cloud.run("router_interfaces", interfaces=[WANT])
    assert result["error"]["code"] == "ServiceUnavailable"
    assert result["error"]["retryable"] is True


def test_a_list_that_lags_behind_makes_no_second_interface(cloud: Cloud) -> None:
    cloud.run("router_interfaces", interfaces=[WANT])
    stale = {"kind": "stale_read", "action": "DescribeRouterInterfaces", "writes": 1, "times": 1}
    cloud.simulator.control("faults", json.dumps([stale]))
    assert not cloud.run("router_interfaces", interfaces=[WANT]).get("failed")
    assert len(cloud.run("router_interfaces_info")["router_interfaces"]) == 1


def test_a_list_that_lags_behind_a_deletion_does_no_harm(cloud: Cloud) -> None:
    """A listed interface is deleted again; the service no longer knows it, as the task asked for."""
    cloud.load(**pair("Inactive"))
    cloud.simulator.control("faults", json.dumps([REMEMBER]))
    absent: dict[str, t.Any] = {"state": "absent", "interfaces": [{"router_interface_id": "ri-A"}]}
    assert cloud.run("router_interfaces", **absent).actions == ["deleted"]
    stale = {"kind": "stale_read", "action": "DescribeRouterInterfaces", "writes": 1, "times": 1}
    cloud.simulator.control("faults", json.dumps([stale]))
    again = cloud.run("router_interfaces", **absent)
    assert (again.get("failed"), again["writes"]) == (None, ["DeleteRouterInterface"])
    assert cloud.run("router_interfaces", **absent)["api_calls"]["write"] == 0


@pytest.mark.parametrize("late", [A, B])
def test_one_list_that_lags_behind_the_other_makes_no_second_interface(cloud: Cloud, late: str) -> None:
    """A run stopped after it created both interfaces; the next one sees one of them, and repeats the other's request.

    The peer is set before the lists show the interfaces, and once more afterwards.
    """
    denied = {"kind": "error", "code": "Forbidden.RAM", "status": 403, "action": "ModifyRouterInterfaceAttribute"}
    cloud.simulator.control("faults", json.dumps([{**denied, "times": 2}, REMEMBER]))
    sides = {
        "initiator": {"account": A, "region": "cn-beijing", "vpc_id": "vpc-12345678"},
        "acceptor": {"account": B, "region": "cn-hangzhou", "vpc_id": "vpc-87654321"},
    }
    role = Role({uid: cloud.account(uid) for uid in (A, B)}, [{"name": "one", "spec": "Large.1", **sides}])
    assert "ModifyRouterInterfaceAttribute" in str(role.run("present"))
    assert cloud.writes() == ["CreateRouterInterface"] * 2
    lag = {"kind": "stale_read", "action": "DescribeRouterInterfaces", "account": late, "writes": 2, "times": 1}
    cloud.simulator.control("faults", json.dumps([lag]))
    assert role.run("present") == []
    created = {call["target"] for call in cloud.simulator.calls() if call["action"] == "CreateRouterInterface"}
    assert len(created) == 2
    vpcs = role.read().read["vpcs"]
    assert [interface["status"] for vpc in vpcs for interface in vpc["router_interfaces"]] == ["Active", "Active"]


@pytest.fixture
def edge(slow_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> t.Callable[[float], float]:
    """A function that moves the time to some seconds after a change of the tokens, and returns it. Lists lag."""

    def now() -> float:
        timestamp = slow_cloud.simulator.control("clock")["now"]
        return datetime.datetime.fromisoformat(timestamp).timestamp()

    slow_cloud.load(delays={"create_lag": client.LIST_LAG})
    monkeypatch.setattr(clock.Clock, "now", lambda _self: now())
    first = now() - client_tokens.since_change(now()) + 2 * client_tokens.WINDOW

    def until(seconds: float) -> float:
        # Loading a world sets the clock going again.
        slow_cloud.simulator.control("clock", json.dumps({"mode": "manual"}))
        slow_cloud.simulator.control("clock", json.dumps({"advance": first + seconds - now()}))
        return now()

    return until


def created_ids(cloud: Cloud) -> set[str]:
    """Return the ids of all interfaces that were ever created."""
    calls = cloud.simulator.calls()
    return {call["target"] for call in calls if call["action"] == "CreateRouterInterface" and call["status"] == 200}


@pytest.mark.parametrize(
    ("first", "again", "waits", "read"),
    [
        (-100, -1, False, None),
        (-100, 1, False, None),
        (-30, -1, False, None),
        (95, 100, False, None),
        (-30, 1, True, None),
        (-1, 80, True, None),
        (-30, 1, True, -20),
        (-30, 100, False, -20),
        (-30, 100, False, 20),
        (95, 105, False, 100),
    ],
    ids=[
        "listed, same hour",
        "listed, next hour",
        "unlisted, same hour",
        "later",
        "unlisted, next hour",
        "just before and hardly after",
        "unlisted when an earlier task read",
        "unlisted when an earlier task read in the old hour, and another one waited",
        "unlisted when an earlier task read in the new hour",
        "unlisted when an earlier task read, same hour",
    ],
)
def test_a_repeated_creation_that_no_list_shows(
    slow_cloud: Cloud, edge: t.Callable[[float], float], first: int, again: int, waits: bool, read: int | None
) -> None:
    """Right after a change the module waits until the lists show what it created before: nothing is created twice."""
    # As if the creation had also taken effect as late as it may.
    slow_cloud.load(delays={"create_lag": client_tokens.set_apart(client.LIST_LAG)})
    edge(first)
    assert not slow_cloud.run("router_interfaces", interfaces=[WANT], wait=False).get("failed")
    read_at = {} if read is None else {"read_at": edge(read)}
    edge(again)
    options: dict[str, t.Any] = {"interfaces": [{**WANT, "new": read is not None}], **read_at}
    predicted = slow_cloud.run("router_interfaces", **options, check=True, verbosity=1)
    assert "progress" not in predicted
    done = slow_cloud.run("router_interfaces", **options, wait=False, verbosity=1)
    assert not done.get("failed"), done["msg"]
    assert len(created_ids(slow_cloud)) == 1
    waiting = [line for line in done.get("progress", ()) if "creating nothing for" in line]
    assert len(waiting) == waits
    edge(200)
    assert slow_cloud.run("router_interfaces", interfaces=[WANT])["api_calls"]["write"] == 0


def test_an_interface_not_created_before_the_change_is_planned_again(
    slow_cloud: Cloud, edge: t.Callable[[float], float]
) -> None:
    """The first creation is refused for a moment, in which the tokens change; the second one is too late."""
    edge(-1)
    busy = {"kind": "error", "code": "Throttling.User", "action": "CreateRouterInterface", "times": 1}
    slow_cloud.simulator.control("faults", json.dumps([busy]))
    both = [WANT, {**WANT, "peer_router_id": "vrt-CCC", "name": "two"}]
    stopped = slow_cloud.run("router_interfaces", interfaces=both, threads=1, wait=False)
    (failure,) = stopped["failures"]
    assert failure["msg"].startswith("not created in time; another run may have created it by now")
    assert failure["last_state"] == "absent"
    assert len(created_ids(slow_cloud)) == 1
    done = slow_cloud.run("router_interfaces", interfaces=both)
    assert not done.get("failed"), done["msg"]
    assert len(created_ids(slow_cloud)) == 2


def test_a_change_while_a_lost_interface_is_looked_for(slow_cloud: Cloud, edge: t.Callable[[float], float]) -> None:
    """The interface of the old hour's token is gone; another run may have created one in the new hour."""
    edge(-200)
    slow_cloud.run("router_interfaces", interfaces=[WANT])
    slow_cloud.run("router_interfaces", interfaces=[WANT], state="absent")
    edge(-30)
    stopped = slow_cloud.run("router_interfaces", interfaces=[WANT])
    assert "is absent after 60 s" in stopped["msg"]
    assert len(created_ids(slow_cloud)) == 1
    assert slow_cloud.run("router_interfaces", interfaces=[WANT]).actions == ["created"]
    assert len(created_ids(slow_cloud)) == 2


def test_an_interface_whose_routes_stay_is_left_alone(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    entry = {"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}
    cloud.run("route_entries", entries=[entry])
    denied = {"kind": "error", "code": "Forbidden.RAM", "status": 403, "action": "DeleteRouteEntries"}
    cloud.simulator.control("faults", json.dumps([denied]))
    absent: dict[str, t.Any] = {
        "state": "absent",
        "force_routes": True,
        "interfaces": [{"router_interface_id": "ri-A"}],
    }
    result = cloud.run("router_interfaces", **absent)
    assert "the route entry 172.16.0.0/16 in vtb-AAA could not be deleted: DeleteRouteEntries failed" in result["msg"]
    (interface,) = cloud.run("router_interfaces_info")["router_interfaces"]
    assert interface["status"] == "Active"


def test_a_list_that_cannot_be_read_is_an_error_and_not_an_absence(cloud: Cloud) -> None:
    for action in ("DescribeVpcs", "DescribeRouterInterfaces", "DescribeRouteEntryList"):
        cloud.load(**pair("Inactive"))
        cloud.simulator.control("faults", json.dumps([{"kind": "error", "code": "Forbidden.RAM", "action": action}]))
        key = {"vpc_id": "vpc-12345678", "role": "initiator", "peer_router_id": "vrt-BBB"}
        result = cloud.run("router_interfaces", state="absent", interfaces=[key])
        assert (result["error"]["action"], result["error"]["code"]) == (action, "Forbidden.RAM")
        assert cloud.writes() == []


def test_https_with_a_certificate_of_ones_own(tmp_path: pathlib.Path) -> None:
    with running("--scenario", "tutorial", "--time-scale", "0", "--tls-dir", str(tmp_path)) as simulator:
        address = {"region": "cn-beijing", "endpoint": simulator.url}
        options = {"access_key_id": INITIATOR[0], "access_key_secret": INITIATOR[1], **address}
        done = run_module("vpcs_info", {**options, "ca_bundle": str(tmp_path / "ca.pem")})
        assert (simulator.url[:8], done["account_id"]) == ("https://", A)
        untrusted = run_module("vpcs_info", options)
        assert "certificate in ca_bundle" in untrusted["error"]["hint"]
        missing = run_module("vpcs_info", {**options, "ca_bundle": str(tmp_path / "none.pem")})
        assert "none.pem" in missing["msg"], missing["msg"]


def test_a_recreated_interface_is_not_the_old_one(cloud: Cloud) -> None:
    """The same request follows a moment after the deletion: its token must not be the same."""
    former: list[str] = []
    for _again in range(4):
        done = cloud.run("router_interfaces", interfaces=[WANT])
        assert not done.get("failed"), done["msg"]
        assert done.first["router_interface_id"] not in former
        former.append(done.first["router_interface_id"])
        cloud.run("router_interfaces", interfaces=[WANT], state="absent")


def test_an_interface_that_is_not_listed_in_time_is_not_created_twice(cloud: Cloud) -> None:
    """A task that waits only for a moment does not treat an unlisted interface as lost."""
    cloud.load(delays={"create_lag": 3600})
    result = cloud.run("router_interfaces", interfaces=[WANT], wait_timeout=5)
    assert "is absent after 5 s" in result["msg"]
    assert cloud.writes() == ["CreateRouterInterface"]
