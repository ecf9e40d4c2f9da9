# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the plugins is complete, and the examples of the filters run. tests/modules run the modules'."""

from __future__ import annotations

import ast
import json
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks.guides import shaped, tasks_in
from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT, Ansible, writes
from ansible_collections.aliops.vpc.tests.scenarios import shipped

KINDS = ("callback", "filter", "inventory", "modules")
PLUGINS = sorted(path for kind in KINDS for path in (ROOT / "plugins" / kind).glob("*.py"))
STARS = ("hub_and_spoke", "full_mesh")
# The names of the star's accounts in the examples.
CALLED = {"hub": "partner", "retail": "production"}
# The examples of the other roles are tasks of the guides, which test_guides.py runs.
EXAMPLES_RUN_IN = {"idempotence_check": "tests/playbooks/test_idempotence_check.py"}
ATTRIBUTES = {"action_group", "check_mode", "diff_mode", "idempotent"}
# Words in the description of a role instead of attributes.
SUPPORT = ("check mode", "diff", "second run")


def documents(path: pathlib.Path) -> dict[str, t.Any]:
    """Return the YAML strings of a plugin by their names."""
    assigned = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    texts = {ast.unparse(node.targets[0]): node.value for node in assigned}
    return {
        name: ast.literal_eval(value)
        for name, value in texts.items()
        if name in ("DOCUMENTATION", "EXAMPLES", "RETURN")
    }


def undescribed(options: dict[str, t.Any], where: str) -> t.Iterator[str]:
    for name, option in options.items():
        if not option.get("description") or not option.get("type"):
            yield where + name
        yield from undescribed(option.get("suboptions") or option.get("contains") or {}, f"{where}{name}.")


def gaps_of_plugin(path: pathlib.Path) -> t.Iterator[str]:
    """Yield the gaps in the documentation of a plugin."""
    kind, texts = path.parent.name, documents(path)
    documentation = yaml.safe_load(texts["DOCUMENTATION"])
    yield from {"short_description", "description", "version_added", "author"} - set(documentation)
    for name in undescribed(documentation.get("options") or {}, ""):
        yield f"description or type of the option {name}"
    if not texts.get("EXAMPLES", "").strip():
        yield "EXAMPLES"
    if kind in ("modules", "filter"):
        for name in undescribed(yaml.safe_load(texts["RETURN"]), ""):
            yield f"description or type of the return value {name}"
    shared = "aliops.vpc.attributes" in " ".join(documentation.get("extends_documentation_fragment", ()))
    if kind == "modules" and not shared and set(documentation["attributes"]) != ATTRIBUTES - {"action_group"}:
        yield "some attribute"


def test_the_documentation_of_a_plugin_is_complete() -> None:
    offenders = [f"{path.parent.name}/{path.name} lacks {gap}" for path in PLUGINS for gap in gaps_of_plugin(path)]
    assert len(PLUGINS) > 10
    assert not offenders, "\n".join(offenders)


def test_the_attributes_are_complete() -> None:
    text = (ROOT / "plugins" / "doc_fragments" / "attributes.py").read_text(encoding="utf-8")
    (fragment,) = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    values = [ast.literal_eval(node.value) for node in fragment.body if isinstance(node, ast.Assign)]
    assert len(values) == 2
    for value in values:
        assert set(yaml.safe_load(value)["attributes"]) == ATTRIBUTES


def gaps_of_role(role: str) -> t.Iterator[str]:
    """Yield the gaps in the documentation of a role."""
    text = (ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    (spec,) = yaml.safe_load(text)["argument_specs"].values()
    yield from {"short_description", "description", "version_added", "author", "options", "examples"} - set(spec)
    yield from (f"description or type of the option {name}" for name in undescribed(spec["options"], ""))
    # ansible-doc of ansible-core 2.17 to 2.19 warns of attributes, and that of later ones does not show them.
    if "attributes" in spec:
        yield "a description in place of its attributes"
    description = " ".join(spec["description"])
    yield from (f"the word {word!r} in its description" for word in SUPPORT if word not in description)
    if role in EXAMPLES_RUN_IN:
        if f"roles/{role}/meta/argument_specs.yml" not in (ROOT / EXAMPLES_RUN_IN[role]).read_text(encoding="utf-8"):
            yield f"a run of its examples in {EXAMPLES_RUN_IN[role]}"
        return
    in_guides = [task for block in shaped("playbook") for task in tasks_in(block.data)]
    for task in yaml.safe_load(spec["examples"]):
        if task not in in_guides:
            yield f"a guide with its example {task['name']!r}"


def test_the_documentation_of_a_role_is_complete() -> None:
    roles = sorted(path.name for path in (ROOT / "roles").iterdir())
    offenders = [f"{role} lacks {gap}" for role in roles for gap in gaps_of_role(role)]
    assert roles
    assert not offenders, "\n".join(offenders)


def accounts(scenario: dict[str, t.Any], url: str) -> dict[str, t.Any]:
    return {
        account["name"]: {"access_key_id": key["id"], "access_key_secret": key["secret"], "endpoint": url}
        for account in scenario["accounts"]
        for key in account["access_keys"]
    }


@pytest.mark.warm
def test_the_examples_of_the_filters_run(ansible: Ansible, simulator: Simulator) -> None:
    """The first example creates a star, and the last one a mesh of two of its VPCs."""
    scenario = shipped("hub_and_spokes")
    simulator.load(scenario)
    for account in scenario["accounts"]:
        account["name"] = CALLED.get(account["name"], account["name"])
    vpcs = [
        {"name": vpc["name"], "account": account["name"], "region": vpc["region"], "vpc_id": vpc["vpc_id"]}
        for account in scenario["accounts"]
        for vpc in account["vpcs"]
    ]
    examples = {
        path.stem: yaml.safe_load(documents(path)["EXAMPLES"]) for path in PLUGINS if path.parent.name == "filter"
    }
    inner = [task for name, tasks in examples.items() if name not in STARS for task in tasks]
    for task in inner:
        for action, options in task.items():
            if action == "ansible.builtin.copy":
                options["dest"] = str(ansible.folder / options["dest"])
    play = {
        "name": "Run the examples",
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {
            "peering_accounts": accounts(scenario, ansible.url),
            "hub": vpcs[0],
            "spokes": vpcs[1:],
            "vpcs": [vpcs[1], vpcs[3]],
            "peering_connections": "{{ vpcs | aliops.vpc.full_mesh }}",
        },
    }
    play["tasks"] = [*examples["hub_and_spoke"], *inner, *examples["full_mesh"]]
    (ansible.folder / "examples.yml").write_text(json.dumps([play]), encoding="utf-8")
    run = ansible.playbook("examples.yml")
    assert run.code == 0, run.output
    assert {task["name"] for task in inner} <= {result["task"] for result in run.results}
    assert writes(simulator).count("ConnectRouterInterface") == len(vpcs[1:]) + 1
