# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns discovering in this process as the role does it, and the proofs of a discovered file."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible.parsing.dataloader import DataLoader

from ansible_collections.aliops.vpc.plugins.action.role_input import gather_subset
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.rules import checked
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import VARIABLES, coerced
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.modules.role import Role
from ansible_collections.aliops.vpc.tests.modules.runs import run_module
from ansible_collections.aliops.vpc.tests.scenarios import Keys

REGIONS = ["cn-beijing", "cn-hangzhou", "cn-shanghai"]
# Rules that the audit may find broken with a discovered file: they were so before, and no file can ask for that.
WRONG_BEFORE = {
    *("route_captured", "route_to_nowhere", "leftover_route"),
    *("interface_locked", "connection_locked", "unmanaged"),
}


@dataclasses.dataclass
class Discovery:
    """A discovery in some accounts: the role's plan, and the role with the file's peerings."""

    simulator: Simulator
    accounts: dict[str, dict[str, t.Any]]
    plan: dict[str, t.Any]

    @property
    def text(self) -> str:
        return str(self.plan["discovered"]["text"])

    @property
    def peerings(self) -> list[dict[str, t.Any]]:
        """Return the peerings as Ansible reads them from the file."""
        return list(coerced(DataLoader().load(self.text))["peering_connections"])

    @property
    def names(self) -> list[str]:
        return [peering["name"] for peering in self.peerings]

    @property
    def kinds(self) -> list[tuple[str, list[str]]]:
        """Return the kind and the ids of each resource that is no peering."""
        return [(other["kind"], other["ids"]) for other in self.plan["discovered"]["others"]]

    def role(self, **options: t.Any) -> Role:
        return Role(self.accounts, self.peerings, options={"on_conflict": "fail", **options})


def accounts_of(
    simulator: Simulator, world: Keys, names: t.Collection[str] | None = None
) -> dict[str, dict[str, t.Any]]:
    """Return the options of a scenario's accounts, each with its first access key."""
    return {
        account["name"]: {
            "access_key_id": account["access_keys"][0]["id"],
            "access_key_secret": account["access_keys"][0]["secret"],
            "endpoint": simulator.url,
        }
        for account in world["accounts"]
        if names is None or account["name"] in names
    }


def discovered(
    simulator: Simulator, world: Keys, names: t.Collection[str] | None = None, **variables: t.Any
) -> Discovery:
    """Discover in a world that is loaded already, in all or some of its accounts."""
    accounts = accounts_of(simulator, world, names)
    return discovered_in(simulator, accounts, **variables)


def discovered_in(simulator: Simulator, accounts: dict[str, dict[str, t.Any]], **variables: t.Any) -> Discovery:
    """Discover in these accounts."""
    given = {
        **VARIABLES["peering"],
        "state": "discover",
        "accounts": accounts,
        "discover_regions": REGIONS,
        **variables,
    }
    values = {**checked("peering", given), "vpcs": [], "handshakes": None, "id": "run"}
    named = [{**options, "name": name} for name, options in accounts.items()]
    options = {
        "accounts": named,
        "regions": values["discover_regions"] or ["all"],
        "gather_subset": gather_subset(values),
    }
    return Discovery(simulator, accounts, make_plan(Run(values, run_module("vpcs_info", options))))


def proven(simulator: Simulator, world: Keys, names: t.Collection[str] | None = None, **variables: t.Any) -> Discovery:
    """Load a world and discover in it; prove the file's promises: no write, no new finding, the same file again."""
    simulator.load(world)
    discovery = discovered(simulator, world, names, **variables)
    assert discovery.plan["parts"] == ["discover"]
    assert discovered(simulator, world, names, **variables).text == discovery.text
    for account in world["accounts"]:
        for key in account["access_keys"]:
            assert key["secret"] not in str(discovery.plan)
            assert key["id"] not in str(discovery.plan)
    # An account with unpaid bills can change nothing, whatever a file asks for.
    refused = discovery.role().carry_out().messages
    assert all("bills outstanding" in message for message in refused), (refused, discovery.text)
    outcome = discovery.role(skip_checks=["overdue"]).carry_out()
    assert (outcome.messages, outcome.steps) == ([], []), (outcome, discovery.text)
    assert outcome.summary["changed"] is False
    assert [call for call in simulator.calls() if call["write"]] == []
    for finding in discovery.role().audit()["findings"]:
        assert finding["rule"] in WRONG_BEFORE or _is_left_out(discovery, finding), (finding["text"], discovery.text)
    return discovery


def _is_left_out(discovery: Discovery, finding: dict[str, t.Any]) -> bool:
    """Return whether a vSwitch's table never had the route: the file has ``tables: system``, as the audit explains."""
    peering = next(peering for peering in discovery.peerings if peering["name"] == finding["peering"])
    return bool(finding["rule"] == "route_missing" and peering["tables"] == "system")
