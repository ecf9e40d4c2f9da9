# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin peerings: reads the file of the peerings, and makes a host of each of their components."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peerings
short_description: Make a host for each set of peerings that shares no VPC with others
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Reads the variables of the role P(aliops.vpc.peering#role), and makes one host for each connected component of the
    peerings. Two peerings are in one component when they share a VPC, directly or through others. As components share
    no VPC they can be converged anywhere and at once, by C(forks), C(--limit), and the job slices of AWX and automation
    controller.
  - The playbooks of this collection run on these hosts when the inventory has any, and on C(localhost) otherwise.
  - A host has the name of the alphabetically first peering of its component. It has the component's
    C(peering_connections), those of C(peering_accounts) that it needs, and C(peering_component), by which the role
    knows that it runs for a component. Its connection is local, with the Python that runs Ansible.
  - The hosts are in the group C(peering_components), and in a group for each account and region, such as
    C(account_production) and C(region_cn_beijing). All other variables are variables of C(peering_components).
  - Where the peerings of an account and region name their VPCs in different ways, for
    example some by C(vpc_id) and others by C(vpc_name), only the service knows which are the same. All peerings of that
    account and region are then one component. To keep them apart, name all VPCs of a region in the same way.
notes:
  - Values of C(peering_connections) may be templates of variables that are in the same files, in extra variables, or of
    lookups. Values that the components do not depend on, above all credentials, are not evaluated. They reach the hosts
    as they were written, as a template or encrypted.
  - Do not also give the peerings as extra variables, which would be the same for all hosts. The role refuses
    such a run.
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [aliops.vpc.peerings]
  vars_files:
    description:
      - Files with variables, as for C(-e @file), relative to the folder of the inventory file. Later files win.
      - The inventory file itself may hold variables too, which win over those of the files.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
# night.peerings.yml, beside the peerings.yml that runs on localhost are given with -e @peerings.yml
plugin: aliops.vpc.peerings
vars_files: [peerings.yml]

---
# peerings.yml, which is an inventory by its first line, and can still be given with -e @peerings.yml
plugin: aliops.vpc.peerings
peering_accounts:
  production: {profile: production}
  partner:
    access_key_id: "{{ vault_partner_key }}"
    access_key_secret: "{{ vault_partner_secret }}"
peering_defaults: {spec: Large.1}
peering_connections:
  - name: beijing-hangzhou
    initiator: {account: production, region: cn-beijing, vpc_id: vpc-12345678}
    acceptor: {account: partner, region: cn-hangzhou, vpc_id: vpc-87654321}
"""

import functools
import inspect
import os
import typing as t

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin

from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import coerced
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import checked_defaults
from ansible_collections.aliops.vpc.plugins.plugin_utils._components import (
    Component,
    component_facts,
    components,
    outline,
)

GROUP = "peering_components"
OPTIONS = ("plugin", "vars_files")
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}

Variables = dict[str, t.Any]


class InventoryModule(BaseInventoryPlugin):
    """Makes a host of each component."""

    NAME = "aliops.vpc.peerings"

    # The user's values may hold templates, as in a file of variables.
    trusted_by_default = True

    def verify_file(self, path: str) -> bool:
        """Return whether the file's name is one for this plugin."""
        return bool(super().verify_file(path)) and path.endswith(("peerings.yml", "peerings.yaml"))

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        """Read the files, and add hosts and groups."""
        super().parse(inventory, loader, path, cache)
        variables = self._variables(path)
        if variables.get("peering_connections") is None:
            raise AnsibleParserError(f"{path} has no peering_connections, neither itself nor in its vars_files.")
        outlines = self._outlines(path, variables)
        defaults = self._rendered(path, variables, "peering_defaults", variables.get("peering_defaults"))
        defaults = {} if defaults is None else defaults
        try:
            parts = components(outlines, _account_ids(variables))
            defaults = checked_defaults(defaults)
        except VpcError as error:
            raise AnsibleParserError(f"{path}: {error}") from None
        self._add_group(variables)
        facts = component_facts(parts, outlines, defaults)
        for component in parts:
            self._add_host(path, component, variables, {"peering_component": facts[component.name]})

    def _variables(self, path: str) -> Variables:
        if not isinstance(self._load(path), dict):
            # Ansible's own reader fails on it without a message for users.
            raise AnsibleParserError(f"{path} does not hold variables, which would be a dict.")
        config = self._read_config_data(path)
        variables: Variables = {}
        for name in self.get_option("vars_files"):
            content = self._load(os.path.join(os.path.dirname(os.path.abspath(path)), os.path.expanduser(name)))
            if not isinstance(content, dict):
                raise AnsibleParserError(f"{path}: {name} does not hold variables, which would be a dict.")
            variables.update(content)
        return {**variables, **{key: value for key, value in config.items() if key not in OPTIONS}}

    @functools.cached_property
    def _load(self) -> t.Callable[[str], t.Any]:
        load = functools.partial(self.loader.load_from_file, cache="none")
        # Since ansible-core 2.19 a string is a template only when its source is trusted.
        newer = "trusted_as_template" in inspect.signature(self.loader.load_from_file).parameters
        return functools.partial(load, trusted_as_template=True) if newer else load

    def _outlines(self, path: str, variables: Variables) -> list[t.Any]:
        written = variables["peering_connections"]
        if not isinstance(written, list):
            written = self._rendered(path, variables, "peering_connections", written)
        if not isinstance(written, list):
            raise AnsibleParserError(f"{path}: peering_connections is not a list.")
        if written is not variables["peering_connections"]:
            variables["peering_connections"] = written
        return [
            coerced(self._rendered(path, variables, f"peering_connections, number {number}", outline(entry)))
            for number, entry in enumerate(written, 1)
        ]

    def _rendered(self, path: str, variables: Variables, what: str, value: t.Any) -> t.Any:
        self.templar.available_variables = {**variables, **self._vars}
        try:
            return coerced(self.templar.template(value))
        except AnsibleError as error:
            raise AnsibleParserError(
                f"{path}: {what}: {error} The components of the peerings are found when the inventory is read; use"
                " variables of the same files, extra variables, or lookups there."
            ) from error

    def _add_group(self, variables: Variables) -> None:
        self.inventory.add_group(GROUP)
        for key, value in variables.items():
            if key != "peering_connections" and not (key == "peering_accounts" and isinstance(value, dict)):
                self.inventory.set_variable(GROUP, key, value)

    def _add_host(self, path: str, component: Component, variables: Variables, more: Variables) -> None:
        groups = [
            self.inventory.add_group(self._sanitize_group_name(f"{kind}_{name}"))
            for kind, names in (("account", component.accounts), ("region", component.regions))
            for name in names
        ]
        if component.name in self.inventory.groups:
            raise AnsibleParserError(f"{path}: the peering {component.name} has the name of a group of the inventory.")
        accounts = variables.get("peering_accounts")
        needed = (
            {name: value for name, value in accounts.items() if str(name) in component.accounts}
            if isinstance(accounts, dict)
            else {}
        )
        values = {
            **LOCAL,
            **more,
            "peering_connections": [variables["peering_connections"][number] for number in component.numbers],
            **({"peering_accounts": needed} if isinstance(accounts, dict) else {}),
        }
        for group in (GROUP, *groups):
            self.inventory.add_host(component.name, group=group)
        for key, value in values.items():
            self.inventory.set_variable(component.name, key, value)


def _account_ids(variables: Variables) -> dict[str, str]:
    """Return the ids of the accounts that give them literally: two names may stand for one account."""
    accounts = variables.get("peering_accounts")
    entries = accounts.items() if isinstance(accounts, dict) else ()
    ids = {str(name): options.get("account_id") for name, options in entries if isinstance(options, dict)}
    # Unquoted, YAML makes a number of it.
    known = {name: str(value) for name, value in ids.items() if isinstance(value, (str, int))}
    return {name: value for name, value in known.items() if "{" not in value}
