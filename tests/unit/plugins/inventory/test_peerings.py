# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin with wrong files; test_components has its results for right ones."""

from __future__ import annotations

import pathlib

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.aliops.vpc.plugins.inventory.peerings import DOCUMENTATION, EXAMPLES, InventoryModule

NAME = "aliops.vpc.peerings"
SIDES = """
    initiator: {account: a, region: cn-beijing, vpc_id: vpc-1}
    acceptor: {account: b, region: cn-hangzhou, vpc_id: vpc-2}
"""
RIGHT = f"peering_connections:\n  - name: one{SIDES}"
TWO = f"{RIGHT}  - name: two{SIDES.replace('account: a', 'account: c').replace('vpc-2', 'vpc-3')}"


def parsed(folder: pathlib.Path, content: str) -> InventoryData:
    """Return the inventory that the plugin makes of a file, called as Ansible calls it."""
    constants.config.initialize_plugin_configuration_definitions(
        "inventory", NAME, yaml.safe_load(DOCUMENTATION)["options"]
    )
    path = folder / "night.peerings.yml"
    path.write_text(content, encoding="utf-8")
    plugin = InventoryModule()
    # As Ansible's loader names it; ansible-core before 2.19 asks for both.
    plugin._load_name, plugin._redirected_names = NAME, [NAME]
    assert plugin.verify_file(str(path))
    inventory = InventoryData()
    plugin.parse(inventory, DataLoader(), str(path))
    return inventory


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("peering_accounts: {}", "has no peering_connections"),
        ("peering_connections: text", "peering_connections is not a list"),
        ("peering_connections: {name: one}", "peering_connections is not a list"),
        ("peering_connections: [null]", "peering_connections, number 1: a peering is a dict with a name"),
        ("peering_connections: [[name, one]]", "peering_connections, number 1: a peering is a dict with a name"),
        ("peering_connections: [one, 2, true]", "peering_connections, number 3: a peering is a dict with a name"),
        ("peering_connections: [{name: yes}]", "peering_connections, number 1: a peering is a dict with a name"),
        ("peering_connections: [{name: one}]", "one, initiator: give account, region and one of vpc_id"),
        ("peering_connections: [{name: one, acceptor: [b]}]", "one, acceptor: give account, region and one of vpc_id"),
        (RIGHT.replace("account: a", "account: [a]"), "one, initiator, account: ['a'] is not a string; quote it"),
        (RIGHT.replace("vpc-2", "2"), "one, acceptor b, vpc_id: 2 is not a string; quote it"),
        (RIGHT.replace("vpc_id: vpc-1", "vpc: vpc-1"), "one, initiator a: give one of vpc_id, router_id, vpc_name"),
        (RIGHT.replace("one", "all"), "the peering all has the name of a group"),
        (f"{RIGHT}peering_defaults: Large.1", "peering_defaults: 'Large.1' is not a dict"),
        ('peering_connections: "{{ nowhere }}"', "use variables of the same files, extra variables, or lookups there"),
        ("peering_connections: [", "YAML"),
        ("vars_files: {a: b}", "vars_files"),
        ("vars_files: [missing.yml]", "missing.yml"),
        ("vars_files: [list.yml]", "list.yml does not hold variables"),
    ],
)
def test_errors_of_a_file_are_reported(tmp_path: pathlib.Path, content: str, message: str) -> None:
    (tmp_path / "list.yml").write_text("- one\n", encoding="utf-8")
    with pytest.raises(AnsibleError) as caught:
        parsed(tmp_path, f"plugin: {NAME}\n{content}\n")
    assert message in str(caught.value)


@pytest.mark.parametrize("content", ["- plugin: aliops.vpc.peerings", "aliops.vpc.peerings", "5", ""])
def test_a_file_that_holds_no_variables_is_named(tmp_path: pathlib.Path, content: str) -> None:
    with pytest.raises(AnsibleError, match=r"night\.peerings\.yml does not hold variables"):
        parsed(tmp_path, content)


@pytest.mark.parametrize(
    "more", ["peering_defaults: null", "peering_accounts: text", "peering_accounts: {a: null, b: {account_id: [1]}}"]
)
def test_values_that_only_the_run_checks_reach_the_host(tmp_path: pathlib.Path, more: str) -> None:
    """The role refuses them, or ignores null."""
    assert list(parsed(tmp_path, f"plugin: {NAME}\n{RIGHT}{more}\n").hosts) == ["one"]


def test_an_account_id_without_quotes_is_the_same_account(tmp_path: pathlib.Path) -> None:
    same = "peering_accounts: {a: {account_id: 1231579085529123}, c: {account_id: '1231579085529123'}}"
    assert list(parsed(tmp_path, f"plugin: {NAME}\n{TWO}").hosts) == ["one", "two"]
    assert list(parsed(tmp_path, f"plugin: {NAME}\n{TWO}{same}\n").hosts) == ["one"]


def test_the_examples_are_inventories(tmp_path: pathlib.Path) -> None:
    beside, alone = EXAMPLES.split("---\n")
    (tmp_path / "peerings.yml").write_text(alone, encoding="utf-8")
    for content in (beside, alone):
        hosts = list(parsed(tmp_path, content).hosts.values())
        names = [[peering["name"] for peering in host.vars["peering_connections"]] for host in hosts]
        assert names == [["beijing-hangzhou"]]


def test_defaults_of_vpc_peering_connections(tmp_path: pathlib.Path) -> None:
    """The keys of the other method count as those of router interfaces do, in the peerings and in the defaults."""
    defaults = f"plugin: {NAME}\npeering_defaults: {{method: vpc_peer, bandwidth: 100, link_type: Gold}}\n"
    inventory = parsed(tmp_path, f"{defaults}{TWO}    bandwidth: 200\n    method: vpc_peer\n")
    assert sorted(inventory.hosts) == ["one", "two"]
    (entry,) = inventory.hosts["two"].vars["peering_connections"]
    assert (entry["method"], entry["bandwidth"]) == ("vpc_peer", 200)
    with pytest.raises(AnsibleError, match="peering_defaults, method: 'vpcpeer' must be one of"):
        parsed(tmp_path, defaults.replace("vpc_peer", "vpcpeer") + TWO)
