# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every version that the collection names is a released one, or the next one of galaxy.yml."""

from __future__ import annotations

import ast
import pathlib
import re
import typing as t

import yaml

from ansible_collections.aliops.vpc.plugins.doc_fragments import account
from ansible_collections.aliops.vpc.plugins.module_utils import _module

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
RELEASES = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))["releases"]
RELEASED = set(RELEASES)

# Each kind of file that documents its first version, such as "plugins/modules/vpcs_info.py".
DOCUMENTED = sorted(
    path.relative_to(ROOT).as_posix()
    for kind in ("callback", "doc_fragments", "filter", "inventory", "lookup", "modules", "test")
    for path in (ROOT / "plugins" / kind).glob("*")
    if path.suffix in (".py", ".yml")
)
ROLES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("roles/*/meta/argument_specs.yml"))


def documentation(path: str) -> list[t.Any]:
    """Return the documents of a plugin (its upper-case YAML strings) or of an argument specification."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if not path.endswith(".py"):
        return [yaml.safe_load(text)]
    return [
        yaml.safe_load(str(ast.literal_eval(node.value)))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("DOCUMENTATION", "RETURN")
    ]


def versions_added(document: t.Any) -> t.Iterator[str]:
    """Walk through a document for each `version_added` in it."""
    if isinstance(document, dict):
        if "version_added" in document and not isinstance(document["version_added"], dict):
            yield str(document["version_added"])
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            yield from versions_added(part)


def number(version: str) -> list[int]:
    """Turn `1.10.0` into numbers that can be compared."""
    return [int(part) for part in version.split(".")]


def faults_of_versions(path: str) -> t.Iterator[str]:
    added = {version for document in documentation(path) for version in versions_added(document)}
    if not added and not path.startswith("plugins/doc_fragments/"):
        yield "has no version_added"
    for version in sorted(added - RELEASED - {VERSION}):
        yield f"version_added {version} was not released and is not the next one, {VERSION}"


def test_every_plugin_and_role_documents_its_first_version() -> None:
    offenders = [f"{path}: {fault}" for path in DOCUMENTED + ROLES for fault in faults_of_versions(path)]
    assert DOCUMENTED
    assert ROLES
    assert not offenders, "\n".join(offenders)


def test_no_version_follows_that_of_galaxy_yml() -> None:
    assert all(number(version) <= number(VERSION) for version in RELEASED)


def in_changelog(kind: str) -> set[str]:
    """Return the names of a kind that the changelog lists as new in some version."""
    lists = [
        {"modules": entry.get("modules", []), **entry.get("plugins", {}), **entry.get("objects", {})}.get(kind, [])
        for entry in RELEASES.values()
    ]
    return {listed["name"] for entries in lists for listed in entries}


def test_the_changelog_lists_everything_once_it_is_written() -> None:
    kinds = {kind: f"plugins/{kind}/*.py" for kind in ("callback", "filter", "inventory", "lookup", "modules")}
    kinds |= {"role": "roles/*", "playbook": "playbooks/*.yml"}
    missing = [
        f"{path.relative_to(ROOT)} is not in the changelog: run make release"
        for kind, pattern in kinds.items()
        for path in sorted(ROOT.glob(pattern))
        if path.stem not in in_changelog(kind)
    ]
    assert VERSION not in RELEASED or not missing, "\n".join(missing)


def test_the_simulator_has_the_version_of_the_collection() -> None:
    text = (ROOT / "roles/simulator/files/vpc_simulator/__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{VERSION}"' in text.splitlines()


def test_the_libraries_are_the_same_wherever_they_are_named() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    libraries = {line for line in lines if line and not line.startswith("#")}
    assert libraries == {*_module.SDK, *_module.JMESPATH}
    documented = yaml.safe_load(account.ModuleDocFragment.DOCUMENTATION)["requirements"]
    assert libraries <= {line.replace(" ", "") for line in documented}


def test_the_units_import_nothing_that_ansible_test_lacks() -> None:
    """`make matrix` runs them by ansible-test, which knows neither the simulator nor its clients."""
    ours = r"ansible_collections\.aliops\.vpc\."
    allowed = re.compile(ours + r"(plugins|tools|tests\.(unit|examples|scenarios|pictures$))")
    strange = []
    for path in sorted((ROOT / "tests" / "unit").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.module if isinstance(node, ast.ImportFrom) else None
            if name and name.startswith(("ansible_collections.", "vpc_simulator")) and not allowed.match(name):
                strange.append(f"{path.relative_to(ROOT)}: {name}")
    assert strange == []
