# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules' own examples, run against the simulator as they stand in the documentation, one after the other."""

from __future__ import annotations

import importlib
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.modules.peers import connection
from ansible_collections.aliops.vpc.tests.modules.runs import MODULES, A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair, tutorial_vpc, vpc

PLUGINS = pathlib.Path(__file__).resolve().parents[2] / "plugins" / "modules"
# Without those that only hold the documentation of an action plugin.
NAMES = sorted(path.stem for path in PLUGINS.glob("*.py") if "def main" in path.read_text(encoding="utf-8"))
ACCOUNTS = {"production": A, "partner": B}


IDS = ("ri-AAA", "ri-BBB")
UNNAMED = {"acceptor": {"router_interfaces": [interface("ri-BBB", "AcceptingSide", opposite_interface_id="")]}}
# The estate that the examples of a module need; the others start with the tutorial's empty VPCs.
BEFORE: dict[str, dict[str, t.Any]] = {
    "route_entries": {**pair("Active", ids=IDS), **connection()},
    "route_entries_info": pair("Active", ids=IDS),
    "router_interface_connections": pair("Idle", ids=IDS),
    "router_interface_peers": UNNAMED,
    "router_interfaces_info": pair("Active", ids=IDS),
    "vpc_peer_connections_info": connection("Accepting"),
    "cloud_measurement": {
        "initiator": {"vpcs": [tutorial_vpc("initiator"), vpc("spare", "cn-beijing", "10.9.0.0/16", "10.9.1.0/24")]}
    },
}
# The modules of which each run creates and removes something.
MEASURES = {"cloud_measurement"}


@pytest.mark.parametrize("name", NAMES)
def test_examples_do_what_they_promise(cloud: Cloud, name: str) -> None:
    cloud.load(**BEFORE.get(name, {}))
    tasks = yaml.safe_load(importlib.import_module(MODULES + name).EXAMPLES)
    assert tasks
    for task in tasks:
        assert set(task) == {"name", f"aliops.vpc.{name}"}
        options = dict(task[f"aliops.vpc.{name}"])
        account = cloud.account(ACCOUNTS[options.pop("profile")])
        predicted = run_module(name, {**account, **options}, check=True)
        done = run_module(name, {**account, **options})
        assert not done.get("failed"), (task["name"], done["msg"])
        assert predicted["changed"] is done["changed"] is (not name.endswith("_info")), task["name"]
        again = run_module(name, {**account, **options})
        if name in MEASURES:
            assert (again["changed"], again["left_over"]) == (True, []), task["name"]
            continue
        assert (again["changed"], again["api_calls"]["write"]) == (False, 0), task["name"]
