# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-doc finds the documentation of every plugin and role, and shows it without a warning."""

from __future__ import annotations

import json
import os
import re
import subprocess
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.playbooks.runs import COLLECTIONS, ROOT

KINDS = {
    folder.name.removesuffix("s"): sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    for folder in (ROOT / "plugins").iterdir()
    if folder.name in ("callback", "filter", "inventory", "lookup", "modules", "test")
}
# They read the variables of the role.
WITHOUT_OPTIONS = {"aliops.vpc.role_plan", "aliops.vpc.peering_summary"}
KINDS["role"] = sorted(path.name for path in (ROOT / "roles").iterdir())


# Semantic markup that ansible-doc did not understand, and printed unchanged.
MARKUP = re.compile(r"\b(?:[BCEILMOPUV]|RV)\([^)\n]+\)")
# ansible-core since 2.19 warns of its own inner collection, whenever it looks for roles.
CORE = "/ansible/_internal/ansible_collections/"


def ansible_doc(*arguments: str) -> str:
    """Run ansible-doc, and return its output. A warning on stderr, such as a deprecation, is a failure too."""
    environ = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_DEPRECATION_WARNINGS": "true",
        "ANSIBLE_NOCOLOR": "true",
    }
    run = subprocess.run(["ansible-doc", *arguments], env=environ, capture_output=True, text=True, check=False)
    warnings = [text for text in re.split(r"^(?=\[)", run.stderr, flags=re.MULTILINE) if text and CORE not in text]
    assert (run.returncode, warnings) == (0, [])
    return run.stdout


def documents(*arguments: str) -> dict[str, t.Any]:
    """Return the JSON that ansible-doc prints."""
    return dict(json.loads(ansible_doc("--json", *arguments)))


def named(kind: str) -> list[str]:
    """Return the full names of the plugins or roles of a kind."""
    return [f"aliops.vpc.{name}" for name in KINDS[kind]]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_plugin_is_documented(kind: str) -> None:
    names = named(kind)
    shown = documents("-t", kind, *names)
    assert sorted(shown) == names
    for name, document in shown.items():
        options = document["entry_points"]["main"] if kind == "role" else document["doc"]
        assert options["short_description"], name
        assert options["options"] or kind in ("callback", "filter") or name in WITHOUT_OPTIONS, name
    assert sorted(documents("-t", kind, "--list", "aliops.vpc")) == names


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_page_is_formatted_without_a_warning(kind: str) -> None:
    """As people read it: ansible-doc does not format its JSON, and never warns of it."""
    page = ansible_doc("-t", kind, *named(kind))
    assert [name for name in named(kind) if name not in page.lower()] == []
    assert MARKUP.findall(page) == []
