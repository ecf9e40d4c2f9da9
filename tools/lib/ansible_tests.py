# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns ansible-test in the test tree: its setup without the Ansible project's own file host, and its counts."""

from __future__ import annotations

import os
import pathlib
import re
import shutil

import nox

from tools.lib import report, settings, trees
from tools.lib.settings import COLLECTION, ROOT, UV, WORK


def apart(job: str) -> pathlib.Path:
    """Give this process a home and a tree of its own, and return the tree: ansible-test shares neither with itself."""
    folder = WORK / job
    (folder / "home").mkdir(parents=True, exist_ok=True)
    os.environ.update(HOME=str(folder / "home"), ANSIBLE_HOME=str(folder / "ansible"))
    trees.copy(folder / "tree")
    return folder / "tree"


def prepare(tree: pathlib.Path) -> None:
    """Put files that ansible-test would download from a host out of reach into its cache; see tools/get_pip.py."""
    script = ROOT / "tools" / "get_pip.py"
    cache = pathlib.Path(os.environ["HOME"], ".ansible", "test", "cache")
    version = settings.output("python", script, "--version-wanted").replace(".", "_")
    cache.mkdir(parents=True, exist_ok=True)
    shutil.copy(script, cache / f"get_pip_{version}.py")
    (cache / "uv").unlink(missing_ok=True)
    (cache / "uv").symlink_to(UV)
    shutil.rmtree(tree / COLLECTION / "tests" / "output", ignore_errors=True)
    files = settings.output("ansible-test", "env", "--list-files", "--color", "no", cwd=tree / COLLECTION).splitlines()
    if len(files) < 20:
        raise RuntimeError(f"ansible-test sees only {len(files)} files")


def run(session: nox.Session, tree: pathlib.Path, *arguments: str) -> None:
    """Run ansible-test in the folder ansible_collections/NAMESPACE/NAME, which it requires."""
    prepare(tree)
    session.chdir(tree / COLLECTION)
    session.run("ansible-test", *arguments, *session.posargs, "--color", "no")


def junit(tree: pathlib.Path) -> list[pathlib.Path]:
    """Return the JUnit files that ansible-test left."""
    return sorted((tree / COLLECTION / "tests" / "output" / "junit").glob("*.xml"))


def run_cases(session: nox.Session, tree: pathlib.Path, *arguments: str) -> None:
    """Run sanity or units, and count each case of each file."""
    try:
        run(session, tree, *arguments)
    finally:
        report.count_junit(session.name, junit(tree))


def run_targets(session: nox.Session, tree: pathlib.Path) -> None:
    """Run integration: a target is one test, whatever the number of its tasks; the first that fails is the last."""
    failed = 1
    try:
        run(session, tree, "integration", "--local")
        failed = 0
    finally:
        targets = tree / COLLECTION / "tests" / "integration" / "targets"
        visible = [
            path for path in targets.rglob("aliases") if not re.search("^hidden$", path.read_text("utf-8"), re.M)
        ]
        ran = len(junit(tree))
        # Without the total, a target that its aliases disable, or that stands behind a failed one, would go unnoticed.
        report.write_counts(session.name, max(ran - failed, 0), failed, len(visible) - ran)
