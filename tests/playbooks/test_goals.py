# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The size of the role peering for its readers: tasks on the screen, files, variables of a run, filters."""

from __future__ import annotations

import re
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT, Ansible
from ansible_collections.aliops.vpc.tests.scenarios import shipped

TASKS = ROOT / "roles" / "peering" / "tasks"
OTHER_WAYS = {"discover.yml", "migrate.yml", "interrupt.yml"}
HUB_AND_SPOKES = {
    "hub": {"name": "hub", "account": "hub", "region": "cn-hangzhou", "vpc_id": "vpc-hub"},
    "spokes": [
        {"name": "web", "account": "retail", "region": "cn-hangzhou", "vpc_id": "vpc-retail-web"},
        {"name": "data", "account": "retail", "region": "cn-shanghai", "vpc_name": "retail-data"},
        {"name": "fleet", "account": "logistics", "region": "cn-beijing", "router_id": "vrt-logistics-fleet"},
        {"name": "europe", "account": "logistics", "region": "eu-central-1", "vpc_id": "vpc-logistics-europe"},
    ],
    "peering_connections": "{{ spokes | aliops.vpc.hub_and_spoke(hub, spec='Small.1') }}",
}


@pytest.mark.warm
def test_a_first_run_shows_few_tasks(ansible: Ansible) -> None:
    """Headings on the screen, with those of skipped tasks.

    One of them is the step of the other kind of links, and one the step that sets peers, which new pairs do not need.
    """
    run = ansible.peer()
    assert run.code == 0, run.output
    assert run.output.count("\nTASK [") <= 15
    assert run.output.count("\nskipping: ") <= 4


@pytest.mark.warm
def test_module_runs_do_not_depend_on_the_number_of_peerings(ansible: Ansible, simulator: t.Any) -> None:
    """Three accounts, five regions and four peerings cost as many runs of modules as one peering of two accounts."""
    scenario = shipped("hub_and_spokes")
    simulator.load(scenario)
    accounts = {
        account["name"]: {
            "access_key_id": account["access_keys"][0]["id"],
            "access_key_secret": account["access_keys"][0]["secret"],
            "endpoint": simulator.url,
        }
        for account in scenario["accounts"]
    }
    path = ansible.folder / "star.yml"
    path.write_text(yaml.safe_dump({**HUB_AND_SPOKES, "peering_accounts": accounts}), encoding="utf-8")
    for expected in (4, 1):
        run = ansible.peer(vars_file=path)
        assert (run.code, run.module_runs) == (0, expected), run.output
    gone = ansible.peer(vars_file=path, name="aliops.vpc.unpeer_vpcs")
    assert (gone.code, gone.module_runs) == (0, 2), gone.output


def test_the_role_has_few_task_files() -> None:
    """A run of peer_vpcs reads none of OTHER_WAYS; a discovery or migration reads one or two of them."""
    files = {path.name for path in TASKS.glob("*.yml")}
    assert files >= OTHER_WAYS
    assert len(files - OTHER_WAYS) <= 10


def variables_of(tasks: t.Any) -> t.Iterator[str]:
    """Yield the variables that tasks register or set."""
    for task in tasks:
        yield task.get("register", "")
        yield from task.get("ansible.builtin.set_fact", ())
        for part in ("block", "rescue", "always"):
            yield from variables_of(task.get(part) or ())


def test_a_run_has_few_variables_of_its_own() -> None:
    """Two of them hold the results of the other kind of links. A migration has one more for each of its steps."""
    paths = [path for path in TASKS.glob("*.yml") if path.name not in OTHER_WAYS]
    tasks = [task for path in paths for task in yaml.safe_load(path.read_text(encoding="utf-8"))]
    names = set(variables_of(tasks))
    assert len({name for name in names if name.startswith("__peering_")}) <= 10
    assert {name for name in names if not name.startswith("__peering_")} == {
        "",
        "peering_audit",
        "peering_discovered",
        "peering_policies",
        "peering_reachability",
        "peering_result",
    }


def test_the_collection_has_few_filters() -> None:
    filters = [path.read_text(encoding="utf-8") for path in (ROOT / "plugins" / "filter").glob("*.py")]
    assert len(filters) <= 8
    internal = [text for text in filters if re.search("outside the promise of semantic versioning", text)]
    assert len(internal) <= 3
