# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The totals of the callback plugin, result by result. Tests with playbooks cover how Ansible calls it."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
import yaml
from ansible.config.manager import ConfigManager

from ansible_collections.aliops.vpc.plugins.callback.api_calls import DOCUMENTATION, EXAMPLES, Totals, calls_of


@pytest.mark.parametrize(
    ("result", "read", "write"),
    [
        ({}, 0, 0),
        ({"api_calls": {"read": 2, "write": 1}}, 2, 1),
        ({"api_calls": "not ours"}, 0, 0),
        (
            {
                "results": [
                    {"api_calls": {"read": 2, "write": 1}},
                    {"skipped": True},
                    "text",
                    {"api_calls": {"read": 3}},
                ]
            },
            5,
            1,
        ),
        ({"ansible_facts": {"peering_result": {"api_calls": {"read": 9, "write": 9}}}}, 0, 0),
        ({"censored": "hidden", "changed": True}, 0, 0),
    ],
)
def test_calls_of_a_result(result: dict[str, t.Any], read: int, write: int) -> None:
    assert calls_of(result) == {"read": read, "write": write}


def test_totals_note_tasks_that_wrote_or_changed() -> None:
    totals = Totals()
    totals.add("Read", "aliops.vpc.vpcs_info", "here", {"api_calls": {"read": 4, "write": 0}})
    totals.add("Write quietly", "aliops.vpc.route_entries", "here", {"api_calls": {"read": 1, "write": 2}})
    totals.add("Change", "ansible.builtin.command", "there", {"changed": True})
    assert json.loads(totals.as_json()) == {
        "api_calls": {"read": 5, "write": 2},
        "tasks": [
            {
                "task": "Write quietly",
                "action": "aliops.vpc.route_entries",
                "host": "here",
                "changed": False,
                "write": 2,
                "collection": True,
            },
            {
                "task": "Change",
                "action": "ansible.builtin.command",
                "host": "there",
                "changed": True,
                "write": 0,
                "collection": False,
            },
        ],
    }


def test_the_example_enables_the_plugin_and_sets_its_path(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "ansible.cfg"
    path.write_text(yaml.safe_load(EXAMPLES)["ansible.cfg"], encoding="utf-8")
    config = ConfigManager(str(path))
    name = "aliops.vpc.api_calls"
    config.initialize_plugin_configuration_definitions("callback", name, yaml.safe_load(DOCUMENTATION)["options"])
    assert config.get_config_value("CALLBACKS_ENABLED") == [name]
    assert config.get_config_value("path", plugin_type="callback", plugin_name=name) == str(tmp_path / "totals.json")
