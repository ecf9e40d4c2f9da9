# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documented options are those that the modules have, and their examples are valid."""

from __future__ import annotations

import importlib
import pathlib
import typing as t

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.aliops.vpc.plugins.doc_fragments import account, known, passing, wait
from ansible_collections.aliops.vpc.plugins.module_utils import _module
from ansible_collections.aliops.vpc.plugins.modules import role_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import REGISTERS, Attempt, as_result
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERED,
    end,
    merged,
    plan,
    snapshot,
    unread,
)
from ansible_collections.aliops.vpc.tools import module_returns

PACKAGE = "ansible_collections.aliops.vpc.plugins.modules."
FOLDER = pathlib.Path(__file__).resolve().parents[4] / "plugins" / "modules"
# Without the files that only hold the documentation of an action plugin.
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if "def main" in path.read_text(encoding="utf-8"))


def documented(text: str) -> dict[str, t.Any]:
    return dict(yaml.safe_load(text).get("options") or {})


def differences(options: dict[str, t.Any], spec: dict[str, t.Any], where: str) -> t.Iterator[str]:
    """Compare documented options with an argument spec."""
    yield from (f"{where}.{name}: is not in the argument spec" for name in options if name not in spec)
    yield from (f"{where}.{name}: is not documented" for name in spec if name not in options)
    for name in options.keys() & spec.keys():
        for key in ("type", "required", "default", "choices", "elements"):
            documentation, code = options[name].get(key), spec[name].get(key)
            if documentation != code:
                yield f"{where}.{name}: {key} is documented as {documentation!r}, and is {code!r}"
        suboptions = options[name].get("suboptions") or {}
        yield from differences(suboptions, spec[name].get("options") or {}, f"{where}.{name}")


# The options of fragments that only some modules have.
SHARED = {"wait": _module.WAIT_SPEC, "known": _module.KNOWN_SPEC, "passing": _module.PASSING_SPEC}


def differences_of_module(name: str) -> t.Iterator[str]:
    module = importlib.import_module(PACKAGE + name)
    own = dict(module.ARGUMENT_SPEC)
    for fragment, spec in SHARED.items():
        shared = {key: own.pop(key) for key in spec if key in own}
        if (f"aliops.vpc.{fragment}\n" in module.DOCUMENTATION) != bool(shared):
            yield f"{name}: the fragment aliops.vpc.{fragment} belongs to the options {sorted(spec)}"
    yield from differences(documented(module.DOCUMENTATION), own, name)


def test_options_and_their_documentation_are_twins() -> None:
    offenders = [difference for name in NAMES for difference in differences_of_module(name)]
    assert NAMES
    assert not offenders, "\n".join(offenders)


def test_the_shared_options_and_their_fragments_are_twins() -> None:
    offenders = [
        *differences(documented(account.ModuleDocFragment.DOCUMENTATION), _module.SHARED_SPEC, "account"),
        *differences(documented(wait.ModuleDocFragment.DOCUMENTATION), _module.WAIT_SPEC, "wait"),
        *differences(documented(known.ModuleDocFragment.DOCUMENTATION), _module.KNOWN_SPEC, "known"),
        *differences(documented(passing.ModuleDocFragment.DOCUMENTATION), _module.PASSING_SPEC, "passing"),
    ]
    assert not offenders, "\n".join(offenders)


def test_shared_results_of_modules_are_documented_alike() -> None:
    """The command make tables writes their documentation."""
    outdated = [
        name
        for name in module_returns.names()
        if module_returns.rewritten(name) != (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    ]
    assert module_returns.names() == NAMES
    assert not outdated


def test_options_of_one_name_are_described_alike() -> None:
    """Entries of several modules name an account; fragments cannot document suboptions."""
    described = {
        str(option["suboptions"]["account"])
        for name in NAMES
        for option in documented(importlib.import_module(PACKAGE + name).DOCUMENTATION).values()
        if "account" in option.get("suboptions", {})
    }
    assert len(described) == 1


def test_the_options_of_a_named_account_are_those_beside_it() -> None:
    options = documented(account.ModuleDocFragment.DOCUMENTATION)
    named = options.pop("accounts")["suboptions"]
    named.pop("name")
    # The task's, whichever accounts it works in.
    options.pop("trace")
    assert named == options


def faults_of_examples(name: str) -> t.Iterator[str]:
    module = importlib.import_module(PACKAGE + name)
    validator = ArgumentSpecValidator({**_module.SHARED_SPEC, **module.ARGUMENT_SPEC})
    tasks = yaml.safe_load(module.EXAMPLES)
    if not tasks:
        yield f"{name}: has no example"
    for task in tasks:
        for message in validator.validate(task[f"aliops.vpc.{name}"]).error_messages:
            yield f"{name}, {task['name']}: {message}"


def test_examples_are_valid() -> None:
    offenders = [fault for name in NAMES for fault in faults_of_examples(name)]
    assert not offenders, "\n".join(offenders)


def test_the_documented_results_of_a_plan_are_its_results() -> None:
    returned = set(yaml.safe_load(role_plan.RETURN))
    interface = end("a", "Active", spec="Small.1")
    lost = Attempt(merged(*PEERED), (), "Create", {"failures": [{"last_state": "absent"}]}, REGISTERS["present"][0])
    plans = [
        plan(*PEERED),
        plan(snapshot("a", interface), PEERED[1]),
        plan(snapshot("a", interface), PEERED[1], earlier=lost),
        plan(unread("a", "denied"), PEERED[1]),
        plan(*PEERED, state="discover"),
        plan(*PEERED, state="audit"),
    ]
    assert {key for planned in plans for key in as_result(planned)} | {"id"} == returned


def test_every_module_is_in_the_action_group() -> None:
    runtime = yaml.safe_load((FOLDER.parents[1] / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["all"]) == NAMES
