# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The open points that cloud_check_info settles: each switch of the simulator with all its values, and none wrongly."""

from __future__ import annotations

import random
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._check import points
from ansible_collections.aliops.vpc.tests.modules.checked_worlds import (
    accounts,
    all_but,
    check,
    everything,
    peerings,
    user,
    verdicts_of,
)
from ansible_collections.aliops.vpc.tests.modules.runs import A, Cloud
from vpc_simulator.delays import DELAYS
from vpc_simulator.switches import Switches

SWITCHES = {name: (default, choices) for name, default, _doc, choices in Switches.describe()}


def values_of(name: str) -> tuple[t.Any, ...]:
    """Return the values of a switch."""
    default, choices = SWITCHES[name]
    return choices or (True, False) if isinstance(default, (bool, str)) else (default,)


# Switches of which the cloud that shows everything settles these values only.
PARTLY = {
    "peer_follows": (False,),
    "peer_of_deleted_becomes_inactive": (),
    "route_outside_peer_vpc": ("all",),
    "shared_names": (False,),
}
# Switches that need keys of another kind.
BY_DENIAL = {
    "permission_check",
    "denied_code",
    "denied_lookup",
    "access_denied_detail",
    "caller_identity_needs_permission",
    "accept_needs_cdt_permission",
    "vpc_peer_denial",
    "token_check",
    # The simulator has one endpoint for all.
    "sts_requires_https",
    "cdt_required_for",
}
SHOWN = [name for name, point in points.POINTS.items() if point.how == "probe" and name not in BY_DENIAL]
DEFAULTS = {name: SWITCHES[name][0] for name in SHOWN if SWITCHES[name][0] in PARTLY.get(name, values_of(name))}
# These hide what others show, or are false in an estate that shows them: each is tried alone.
ALONE = [
    *((name, value) for name, values in PARTLY.items() for value in values),
    ("cdt_required", True),
    ("route_list_next_hop_type", "Instance"),
]
SILENT = [name for name, point in points.POINTS.items() if point.how == "none"]
TOGETHER = [name for name in SHOWN if name not in dict(ALONE) and name not in PARTLY]


def test_every_switch_and_delay_of_the_simulator_is_an_open_point() -> None:
    assert set(points.POINTS) == set(SWITCHES)
    assert set(points.DELAYS) == set(DELAYS)
    assert {point.how for point in points.ALL.values()} == {"probe", "spend", "none"}


def test_the_defaults_are_settled(cloud: Cloud) -> None:
    """Each with the number of its point, and nothing that is not true."""
    cloud.simulator.load(everything())
    result = check(cloud, peerings=peerings())
    assert {name: result["switches"].get(name) for name in DEFAULTS} == DEFAULTS
    assert all(SWITCHES[name][0] == value for name, value in result["switches"].items())
    for verdict in verdicts_of(result, "open_points"):
        name = verdict["value"]["switch"]
        assert verdict["status"] == ("ok" if name in result["switches"] else "unknown")
        assert verdict["settles"] == ([points.ALL[name].number] if name in result["switches"] else [])
        assert verdict["cure"] or verdict["status"] == "ok"


@pytest.mark.parametrize(("name", "value"), ALONE)
def test_another_value_is_settled_too(cloud: Cloud, name: str, value: t.Any) -> None:
    cloud.simulator.load(everything(switches={name: value}))
    assert check(cloud, peerings=peerings())["switches"].get(name) == value


@pytest.mark.parametrize("number", range(max(len(values_of(name)) for name in TOGETHER)))
def test_each_value_is_settled_among_others(cloud: Cloud, number: int) -> None:
    """Every value of every switch is in one of these clouds."""
    chosen = {name: values_of(name)[number % len(values_of(name))] for name in TOGETHER}
    cloud.simulator.load(everything(switches=chosen))
    result = check(cloud, peerings=peerings())
    assert {name: result["switches"].get(name) for name in TOGETHER} == chosen


@pytest.mark.parametrize("value", values_of("route_ten_slash_eight"))
def test_a_vpc_within_ten_slash_eight_does_not_settle_the_switch(cloud: Cloud, value: str) -> None:
    """Its own vSwitches would be the reason to refuse the route."""
    cloud.simulator.load(everything(switches={"route_ten_slash_eight": value}))
    partner = [account for account in accounts(cloud) if account["name"] == "partner"]
    assert "route_ten_slash_eight" not in check(cloud, given=partner)["switches"]


@pytest.mark.parametrize("seed", range(3))
def test_the_switches_of_a_random_cloud_are_reproduced(cloud: Cloud, seed: int) -> None:
    """Each settled value is the actual one, whatever the others are; and most of them are settled."""
    draw = random.Random(seed)
    chosen = {name: draw.choice(values_of(name)) for name in TOGETHER}
    # The switches that nothing settles are drawn as well.
    chosen |= {name: draw.choice(SWITCHES[name][1]) for name in SILENT if SWITCHES[name][1]}
    cloud.simulator.load(everything(switches=chosen))
    result = check(cloud, peerings=peerings())
    actual = cloud.simulator.control("state")["switches"]
    assert {name: actual[name] for name in result["switches"]} == result["switches"]
    assert set(TOGETHER) <= set(result["switches"])
    assert verdicts_of(result, "open_points", "warning") == []


def test_the_settled_switches_can_be_loaded(cloud: Cloud) -> None:
    """The simulator reads the switch file, and another check settles the same values."""
    cloud.simulator.load(everything(switches={"list_order": "oldest_first", "peer_name_filter": "partial"}))
    first = check(cloud, peerings=peerings())["switches"]
    cloud.simulator.load(everything(switches=first))
    assert check(cloud, peerings=peerings())["switches"] == first


DENIALS: list[tuple[str, t.Any, tuple[t.Any, ...]]] = [
    *(("denied_code", value, all_but("vpc:DescribeVpcs")) for value in values_of("denied_code")),
    *(("permission_check", value, all_but("vpc:DescribeVpcs")) for value in values_of("permission_check")),
    *(("denied_lookup", value, all_but("vpc:DescribeVpcAttribute")) for value in values_of("denied_lookup")),
    *(("access_denied_detail", value, all_but("vpc:DescribeVpcs")) for value in (True, False)),
    *(("vpc_peer_denial", value, all_but("vpc:ListVpcPeer*")) for value in values_of("vpc_peer_denial")),
    *(("accept_needs_cdt_permission", value, all_but("cdt:*")) for value in (True, False)),
    ("caller_identity_needs_permission", True, all_but("sts:*")),
    ("caller_identity_needs_permission", False, ()),
]


@pytest.mark.parametrize(("name", "value", "statements"), DENIALS)
@pytest.mark.sampled(4)
@pytest.mark.untraced
def test_a_denied_key_settles_how_denials_look(
    cloud: Cloud, name: str, value: t.Any, statements: tuple[t.Any, ...]
) -> None:
    content = everything(switches={name: value})
    for account in content["accounts"]:
        account.update(user(account["name"], *statements))
    cloud.simulator.load(content)
    assert check(cloud, peerings=peerings())["switches"].get(name) == value


@pytest.mark.parametrize("value", values_of("token_check"))
def test_a_temporary_key_settles_when_its_token_is_checked(cloud: Cloud, value: str) -> None:
    content = everything(switches={"token_check": value})
    key = {"access_key_id": "STS.check", "security_token": "a-token-of-nobody"}
    content["accounts"][0]["roles"] = [{"name": "checker", "trusted_uids": [A]}]
    content["accounts"][0]["sessions"] = [{**key, "secret": "not-a-secret-session", "role": "checker"}]
    cloud.simulator.load(content)
    given = [{**accounts(cloud)[0], **key, "access_key_secret": "not-a-secret-session"}]
    result = check(cloud, given=given)
    assert result["switches"]["token_check"] == value
    assert not [secret for secret in ("not-a-secret-session", "a-token-of-nobody") if secret in str(result)]


@pytest.mark.parametrize("value", [True, False])
def test_plain_http_settles_whether_sts_wants_tls(cloud: Cloud, value: bool) -> None:
    """Where it does, no response names the key's account, and nothing else is read."""
    cloud.simulator.load(everything(switches={"sts_requires_https": value}))
    result = check(cloud, peerings=peerings())
    assert result["switches"].get("sts_requires_https", True) is value


@pytest.mark.parametrize("value", values_of("cdt_required_for"))
def test_two_peerings_settle_for_which_connections_cdt_is_needed(cloud: Cloud, value: str) -> None:
    cloud.simulator.load(everything(switches={"cdt_required": True, "cdt_required_for": value}))
    result = check(cloud, peerings=peerings())["switches"]
    assert (result["cdt_required"], result["cdt_required_for"]) == (True, value)


def test_an_active_interface_of_a_deleted_peer_settles_that_it_stays_active(cloud: Cloud) -> None:
    content = everything(switches={"peer_of_deleted_becomes_inactive": False})
    interface = content["accounts"][0]["router_interfaces"][0]
    interface.update(peer_deleted=True, opposite_interface_id="ri-gone")
    cloud.simulator.load(content)
    assert check(cloud, peerings=peerings())["switches"]["peer_of_deleted_becomes_inactive"] is False
