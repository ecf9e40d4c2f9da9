# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that are documented are those that the modules take, and their examples are valid."""

from __future__ import annotations

import importlib
import pathlib
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.aliops.vpc.plugins.doc_fragments import account, wait
from ansible_collections.aliops.vpc.plugins.module_utils import _module

PACKAGE = "ansible_collections.aliops.vpc.plugins.modules."
FOLDER = pathlib.Path(__file__).resolve().parents[4] / "plugins" / "modules"
# Without those that only hold the documentation of an action plugin.
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if "def main" in path.read_text(encoding="utf-8"))


def documented(text: str) -> dict[str, t.Any]:
    return dict(yaml.safe_load(text).get("options") or {})


def compare(options: dict[str, t.Any], spec: dict[str, t.Any], where: str) -> None:
    assert set(options) == set(spec), where
    for name, option in options.items():
        for key in ("type", "required", "default", "choices", "elements"):
            assert option.get(key) == spec[name].get(key), (where, name, key)
        if "suboptions" in option:
            compare(option["suboptions"], spec[name]["options"], f"{where}.{name}")


@pytest.mark.parametrize("name", NAMES)
def test_options_and_their_documentation_are_twins(name: str) -> None:
    module = importlib.import_module(PACKAGE + name)
    shared = set(_module.WAIT_SPEC) & set(module.ARGUMENT_SPEC)
    own = {key: value for key, value in module.ARGUMENT_SPEC.items() if key not in shared}
    compare(documented(module.DOCUMENTATION), own, name)
    assert ("aliops.vpc.wait" in module.DOCUMENTATION) == bool(shared)


def test_the_shared_options_and_their_fragments_are_twins() -> None:
    compare(documented(account.ModuleDocFragment.DOCUMENTATION), _module.SHARED_SPEC, "account")
    compare(documented(wait.ModuleDocFragment.DOCUMENTATION), _module.WAIT_SPEC, "wait")


def test_the_options_of_a_named_account_are_those_beside_it() -> None:
    options = documented(account.ModuleDocFragment.DOCUMENTATION)
    named = options.pop("accounts")["suboptions"]
    named.pop("name")
    assert named == options


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_valid(name: str) -> None:
    module = importlib.import_module(PACKAGE + name)
    spec = {**_module.SHARED_SPEC, **module.ARGUMENT_SPEC}
    for task in yaml.safe_load(module.EXAMPLES):
        result = ArgumentSpecValidator(spec).validate(task[f"aliops.vpc.{name}"])
        assert result.error_messages == []


def test_every_module_is_in_the_action_group() -> None:
    runtime = yaml.safe_load((FOLDER.parents[1] / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["all"]) == NAMES
