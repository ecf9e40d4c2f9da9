# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Installed packages are pinned, and the artifact contains nothing else than it should."""

from __future__ import annotations

import json
import pathlib
import re

import pytest

from ansible_collections.aliops.vpc.tools import check_artifact

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def requirements_in(lock: pathlib.Path) -> list[str]:
    text = re.sub(r"\\\n", " ", lock.read_text(encoding="utf-8"))
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_every_requirement_is_pinned_and_hashed() -> None:
    empty = [f"{lock.name}: has no requirement" for lock in LOCKS if not requirements_in(lock)]
    loose = [
        f"{lock.name}: {line.split()[0]} has no version or no hash"
        for lock in LOCKS
        for line in requirements_in(lock)
        if "==" not in line or "--hash=sha256:" not in line
    ]
    assert LOCKS
    assert not empty + loose, "\n".join(empty + loose)


def test_every_package_for_node_is_pinned_and_hashed() -> None:
    lock = json.loads((ROOT / "tests" / "conformance" / "node" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []


@pytest.mark.parametrize(
    ("name", "mode", "content", "fault"),
    [
        ("plugins/modules/vpcs_info.py", 0o644, b"", None),
        ("plugins/modules", 0o755, None, None),
        ("README.md", 0o644, b"access_key_id: LTAI-tutorial", None),
        ("tests/unit/test_x.py", 0o644, b"", "does not belong there"),
        ("plugins/modules/__pycache__/x.pyc", 0o644, b"", "does not belong there"),
        ("roles/simulator/files/test_x.py", 0o644, b"", "does not belong there"),
        ("plugins/modules/notes.md", 0o644, b"", "does not belong there"),
        ("Makefile", 0o644, b"", "does not belong there"),
        (".env", 0o644, b"", "does not belong there"),
        ("tools", 0o755, None, "does not belong there"),
        ("plugins/modules/vpcs_info.py", 0o755, b"", "has the mode 755"),
        ("README.md", 0o666, b"", "has the mode 666"),
        ("docs/x.md", 0o644, b"key LTAI" + b"5tAbCdEfGhIjKl", "holds what looks like a secret"),
        ("docs/x.md", 0o644, b"-----BEGIN RSA " + b"PRIVATE KEY-----", "holds what looks like a secret"),
    ],
)
def test_faults_of_the_artifact_are_named(name: str, mode: int, content: bytes | None, fault: str | None) -> None:
    assert list(check_artifact.faults(name, mode, content)) == ([fault] if fault else [])
