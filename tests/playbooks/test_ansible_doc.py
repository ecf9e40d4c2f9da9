# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of every plugin and role is found and can be shown."""

from __future__ import annotations

import json
import os
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


def ansible_doc(*arguments: str) -> t.Any:
    """Run ansible-doc; what it prints as JSON."""
    command = ["ansible-doc", "--json", *arguments]
    environ = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS)}
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_one_is_documented(kind: str) -> None:
    names = [f"aliops.vpc.{name}" for name in KINDS[kind]]
    documents = ansible_doc("-t", kind, *names)
    assert sorted(documents) == names
    for name, document in documents.items():
        options = document["entry_points"]["main"] if kind == "role" else document["doc"]
        assert options["short_description"], name
        assert options["options"] or kind in ("callback", "filter") or name in WITHOUT_OPTIONS, name
    assert sorted(ansible_doc("-t", kind, "--list", "aliops.vpc")) == names
