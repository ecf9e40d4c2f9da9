# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limits of the service that a task meets hold for the next one, and the role passes them on."""

from __future__ import annotations

import itertools
import json
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import REGISTERS
from ansible_collections.aliops.vpc.tests.modules.runs import REGIONS, B, Cloud, Result
from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT

LIMIT, MANY = 30, 40
TASKS = ROOT / "roles" / "peering" / "tasks"
CREATE, THROTTLED = "CreateRouterInterface", "Throttling.User"


def create(cloud: Cloud, batch: str, **options: t.Any) -> Result:
    """Create many interfaces, and let a minute pass."""
    entry = {"vpc_id": "vpc-12345678", "role": "initiator", "spec": "Mini.2", "peer_region": REGIONS[B]}
    entries = [{**entry, "name": f"{batch}-{number}"} for number in range(MANY)]
    # One thread: the time of several that sleep side by side adds up here.
    done = cloud.run("router_interfaces", interfaces=entries, threads=1, **options)
    cloud.simulator.control("clock", json.dumps({"advance": 60}))
    return done


def refused(cloud: Cloud) -> int:
    return sum(call["code"] == THROTTLED for call in cloud.simulator.calls())


def test_the_next_task_keeps_to_the_limit_that_the_last_one_met(slow_cloud: Cloud) -> None:
    quotas = {"calls_per_minute": LIMIT, "router_interfaces_per_router": 200, "router_interfaces_per_region": 200}
    slow_cloud.load(initiator={"quotas": quotas}, delays=dict.fromkeys(("create_lag", "opposite_lag"), 0))
    slow_cloud.simulator.control("clock", json.dumps({"mode": "manual"}))
    first = create(slow_cloud, "first")
    assert not first.get("failed"), first["msg"]
    assert first["throttled_at"][CREATE] == pytest.approx(LIMIT, abs=2)
    assert refused(slow_cloud) == 1
    second = create(slow_cloud, "second", throttled_at=first["throttled_at"])
    assert not second.get("failed"), second["msg"]
    assert refused(slow_cloud) == 1
    # The given limits are returned with those that it met itself.
    assert second["throttled_at"] == first["throttled_at"]


def test_without_a_refusal_no_limits_are_returned(cloud: Cloud) -> None:
    assert "throttled_at" not in cloud.run("vpcs_info")


@pytest.mark.parametrize("limit", [0, -1, "many", None, 1.5])
def test_a_limit_that_is_no_number_of_calls_is_refused(cloud: Cloud, limit: t.Any) -> None:
    message = cloud.refused("route_entries", entries=[], throttled_at={CREATE: limit})
    assert f"throttled_at: {CREATE}: {limit}: each has to be a number of calls above 0" in message


def test_every_step_of_the_role_gets_the_limits_that_the_others_have_met() -> None:
    (run,) = yaml.safe_load((TASKS / "run.yml").read_text(encoding="utf-8"))
    assert run["module_defaults"]["group/aliops.vpc.all"]["throttled_at"] == "{{ __peering_throttled_at }}"
    given = run["vars"]["__peering_throttled_at"]
    registers = {"__peering_read", *itertools.chain.from_iterable(REGISTERS.values())}
    assert sorted(name for name in registers if f"{name} | default" not in given) == []
